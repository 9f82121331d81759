//! The letter that a subscription is confirmed by.

use api::Workspace;
use base::text::one_line;
use base::{Lang, Result, Text};
use crm::letters::{self, Class, Letter};
use db::Tx;
use maud::{DOCTYPE, html};

use super::model::State;
use super::store::{self, SubscriberRow};
use super::token::Tokens;

/// Asks for the letter; `false` while nobody has said under which address people outside reach us.
pub async fn send(tx: &Tx, to: &SubscriberRow, workspace: &Workspace) -> Result<bool> {
    let (Some(site), Some(address)) = (&workspace.site_url, &to.address) else {
        return Ok(false);
    };
    let lang = Lang::parse(&to.lang).unwrap_or_default();
    let token = Tokens::ensure(tx).await?.confirm(to.id, tx.now());
    let link = format!("{site}/s/c/{token}");
    let rows = store::of_subscriber(tx.conn(), to.id).await?;
    let waiting = rows.into_iter().filter(|row| row.is(State::Pending));
    let names: Vec<String> = waiting.map(|row| one_line(&row.topic_name)).collect();
    let company = one_line(&workspace.name);
    let words = Words::new(&company, &names.join(", "));
    let html = html! {
        (DOCTYPE)
        html lang=(lang.as_str()) {
            head { meta charset="utf-8"; title { (words.subject.get(lang)) } }
            body {
                p { (words.what.get(lang)) }
                p { a href=(link) { (PRESS.get(lang)) } }
                p { (IGNORE.get(lang)) }
            }
        }
    };
    let text = format!(
        "{}\n\n{}:\n{link}\n\n{}",
        words.what.get(lang),
        PRESS.get(lang),
        IGNORE.get(lang)
    );
    let letter = Letter {
        key: format!("subscription:{}:{}", to.id, tx.now().0),
        series: None,
        class: Class::Service,
        to: address.clone(),
        subject: words.subject.get(lang).to_owned(),
        text,
        markdown: false,
        html: Some(html.into_string()),
        lang: Some(lang),
        from_user: None,
        deal_id: None,
        contact_id: to.contact_id,
        company_id: None,
        unsubscribe_url: None,
    };
    letters::ask(tx, &letter).await?;
    Ok(true)
}

struct Words {
    subject: Text,
    what: Text,
}

impl Words {
    fn new(company: &str, topics: &str) -> Self {
        Self {
            subject: Text::new(
                format!("Подтвердите подписку: {company}"),
                format!("Confirm your subscription: {company}"),
            ),
            what: Text::new(
                format!("Этот адрес указали, чтобы получать рассылки «{company}»: {topics}."),
                format!("This address was given to get mailings of {company}: {topics}."),
            ),
        }
    }
}

const PRESS: Text = Text::fixed(
    "Откройте страницу и нажмите «Подтвердить»",
    "Open the page and press “Confirm”",
);
const IGNORE: Text = Text::fixed(
    "Если это были не вы, ничего не делайте: без подтверждения писем не будет. Ссылка действует 7 дней.",
    "If it was not you, do nothing: without a confirmation there will be no mail. The link works for 7 days.",
);

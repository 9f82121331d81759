//! The demo's mail: an account that keeps all letters here, templates, and the letters of the last weeks.

use std::collections::HashMap;

use base::{Actor, Lang, Result, Text, Time, Uuid};
use connect::mail::accounts::{actions as accounts, model::AccountFacts, store::AccountRow};
use connect::mail::outbox::actions::blank;
use connect::mail::outbox::model::State;
use connect::mail::outbox::store::{self as outbox, MailRow};
use connect::mail::templates::actions::{self as templates, Given};
use connect::mail::templates::letter::{Source, render};
use connect::mail::templates::store::TemplateRow;
use connect::mail::templates::values::{About, values};
use connect::mail::templates::variables::Variable;
use crm::activities::store::{self as activities, ActivityRow};
use crm::activities::{Direction, Kind, NewActivity, Outcome};
use crm::consents::{self, Channel, Purpose};
use crm::contacts::PointKind;
use crm::deals::model::Status;
use crm::deals::store::DealRow;
use crm::letters::Class;
use db::Tx;

use super::calendar::Calendar;
use super::dice::Dice;
use super::history::House;
use super::people::PEOPLE;
use super::store::{self, EventRow, History};

/// So many of the newest open deals have had a letter.
const LETTERS: usize = 40;

struct Words {
    name: &'static str,
    lang: Lang,
    class: Class,
    subject: &'static str,
    body: &'static str,
}

const TEMPLATES: [Words; 5] = [
    Words {
        name: "Ответ на обращение",
        lang: Lang::Ru,
        class: Class::Service,
        subject: "{{deal.title}}: уточним задачу",
        body: "Здравствуйте, {{contact.first_name|\"коллега\"}}!\n\nСпасибо за обращение. Чтобы посчитать точно, пришлите, \
               пожалуйста:\n\n- расход и напор;\n- среду и её температуру;\n- сроки, к которым нужно оборудование.\n\n\
               Если удобнее голосом, назовите время — я позвоню.",
    },
    Words {
        name: "Коммерческое предложение",
        lang: Lang::Ru,
        class: Class::Service,
        subject: "Предложение для {{company.name|\"вашей компании\"}}",
        body: "Здравствуйте, {{contact.first_name|\"коллега\"}}!\n\nПодготовили предложение «{{deal.title}}» на сумму \
               **{{deal.amount}}**. Цена действует 14 дней, поставка — от трёх недель.\n\nКогда сможем обсудить?",
    },
    Words {
        name: "После встречи",
        lang: Lang::Ru,
        class: Class::Service,
        subject: "О чём договорились",
        body: "{{contact.first_name|\"Добрый день\"}}, спасибо за встречу.\n\nСледующий шаг: \
               {{deal.next_step|\"пришлём расчёт\"}}. Если я что-то понял не так, поправьте, пожалуйста.",
    },
    Words {
        name: "Вебинар по энергосбережению",
        lang: Lang::Ru,
        class: Class::Advertising,
        subject: "Вебинар: как насосам тратить меньше",
        body: "Здравствуйте, {{contact.first_name|\"коллега\"}}!\n\nВ четверг в 11:00 покажем на трёх предприятиях, как \
               частотный привод снижает расход энергии.",
    },
    Words {
        name: "Introduction",
        lang: Lang::En,
        class: Class::Service,
        subject: "Pumps for {{company.name|\"your plant\"}}",
        body: "Dear {{contact.first_name|\"colleague\"}},\n\nThank you for your inquiry. Could you send us the flow, the \
               head and the medium?",
    },
];

/// Writes it all.
pub async fn write(tx: &Tx, house: &House, history: &History, calendar: Calendar) -> Result<()> {
    accounts::keep_all(tx).await?;
    let account = account(tx).await?;
    let mut written = Vec::new();
    for words in &TEMPLATES {
        let given = Given {
            name: words.name.to_owned(),
            lang: words.lang,
            class: words.class,
            subject: words.subject.to_owned(),
            body: words.body.to_owned(),
            archived: false,
        };
        written.push(templates::create(tx, given).await?);
    }
    let mut post = Post {
        tx,
        house,
        calendar,
        account,
        dice: Dice::new(60),
        activities: Vec::new(),
        events: Vec::new(),
    };
    let people: HashMap<Uuid, Uuid> = history
        .deal_contacts
        .iter()
        .rev()
        .map(|(deal, contact, _, _)| (*deal, *contact))
        .collect();
    let addresses: HashMap<Uuid, &str> = history
        .contacts
        .iter()
        .filter_map(|contact| {
            let mut points = contact.facts.points.iter();
            let mail = points.find(|point| point.kind == PointKind::Email)?;
            Some((contact.id, mail.value.as_str()))
        })
        .collect();
    let mut open: Vec<&DealRow> = history
        .deals
        .iter()
        .filter(|deal| deal.status == Status::Open)
        .collect();
    open.sort_by_key(|deal| (std::cmp::Reverse(deal.created_at), deal.id));
    let reached = open.into_iter().filter_map(|deal| {
        let contact = people.get(&deal.id)?;
        Some((deal, *contact, *addresses.get(contact)?))
    });
    let mut refused = false;
    for (index, (deal, contact, address)) in reached.take(LETTERS).enumerate() {
        let asked = consents::allows(tx.conn(), address, Purpose::Advertising, Channel::Mail);
        // One invitation went to somebody who had not asked for any.
        let unwilling = !refused && index >= 10 && asked.await?.is_err();
        let template = match index % 3 {
            _ if unwilling => &written[3],
            0 => &written[0],
            1 => &written[1],
            _ => &written[2],
        };
        let fate = match index {
            _ if unwilling => State::Refused,
            18 => State::Bounced,
            _ => State::Sent,
        };
        refused |= post.letter(deal, contact, address, template, fate).await? && unwilling;
    }
    activities::insert_many(tx.conn(), &post.activities).await?;
    store::tell(tx, &post.events).await?;
    Ok(())
}

async fn account(tx: &Tx) -> Result<AccountRow> {
    let facts = AccountFacts {
        kind: "catcher".to_owned(),
        name: "Отдел продаж".to_owned(),
        address: "sales@demo.voronka".to_owned(),
        from_name: "ПромТехСервис".to_owned(),
        host: String::new(),
        port: 0,
        security: "tls".to_owned(),
        login: String::new(),
        owner_id: None,
        preferred: true,
        per_hour: 200,
        per_day: 1_000,
        track_opens: false,
        track_links: false,
        dkim_domain: None,
        dkim_selector: None,
        signature: "С уважением,\n{{sender.name}}\nПромТехСервис".to_owned(),
        archived: false,
    };
    // A catcher has no secrets, so that no key is needed.
    let vault = connect::mail::Vault::of_phrase("");
    accounts::create(tx, &vault, facts, accounts::Secrets::default()).await
}

fn why(fate: State) -> Option<String> {
    let words = match fate {
        State::Refused => crm::consents::Refusal::NoConsent.text(),
        State::Bounced => Text::fixed(
            "Письмо вернулось: 5.1.1 такого ящика нет",
            "The mail came back: 5.1.1 there is no such mailbox",
        ),
        _ => return None,
    };
    Some(words.kept())
}

struct Post<'a> {
    tx: &'a Tx,
    house: &'a House,
    calendar: Calendar,
    account: AccountRow,
    dice: Dice,
    activities: Vec<ActivityRow>,
    events: Vec<EventRow>,
}

impl Post<'_> {
    /// One letter of the past with what became of it; `false` when its day has not come yet.
    async fn letter(
        &mut self,
        deal: &DealRow,
        contact: Uuid,
        address: &str,
        template: &TemplateRow,
        fate: State,
    ) -> Result<bool> {
        let tx = self.tx;
        let days = self.dice.log_normal(0.4, 0.6);
        let at = self.calendar.after(deal.created_at, days);
        if at >= self.calendar.now {
            return Ok(false);
        }
        let by = deal.owner_id.unwrap_or(self.house.users[0]);
        let about = About {
            deal_id: Some(deal.id),
            contact_id: Some(contact),
            company_id: deal.company_id,
        };
        let lang = Lang::parse(&template.lang).unwrap_or_default();
        let (mut values, _) = values(tx.conn(), &Actor::system(), about, lang, at).await?;
        let place = self.house.users.iter().position(|user| *user == by);
        values.insert(
            Variable::SenderName,
            PEOPLE[place.unwrap_or(0)].name.to_owned(),
        );
        let source = Source {
            subject: &template.subject,
            body: &template.body,
            signature: &self.account.facts.signature,
            lang,
        };
        let made = render(source, &values)?;
        let mut mail = MailRow {
            account_id: Some(self.account.id),
            class: template.class.clone(),
            html: Some(made.html),
            lang: template.lang.clone(),
            deal_id: Some(deal.id),
            contact_id: Some(contact),
            company_id: deal.company_id,
            owner_id: Some(by),
            by_id: Some(by),
            template_id: Some(template.id),
            caught: true,
            ..blank(tx.new_id(), address, &made.subject, &made.text, at)
        };
        outbox::insert(tx.conn(), &mail).await?;
        fate.as_str().clone_into(&mut mail.state);
        mail.error = why(fate);
        if fate != State::Refused {
            mail.attempts = 1;
            mail.started_at = Some(at.0);
            mail.sent_at = Some(at.0);
            mail.activity_id = Some(self.activity(deal, &mail, fate, at, by));
        }
        outbox::update(tx.conn(), &mail, 1).await?;
        Ok(true)
    }

    /// The letter on the timeline.
    fn activity(
        &mut self,
        deal: &DealRow,
        mail: &MailRow,
        fate: State,
        at: Time,
        by: Uuid,
    ) -> Uuid {
        let outcome = match fate {
            State::Bounced => Outcome::Bounced,
            _ => Outcome::Sent,
        };
        let new = NewActivity {
            direction: Some(Direction::Out),
            outcome: Some(outcome),
            subject: mail.subject.clone(),
            text: mail.text.clone(),
            deal_id: Some(deal.id),
            company_id: deal.company_id,
            contact_id: mail.contact_id,
            by_id: Some(by),
            external_key: Some(format!("mail:{}", mail.id)),
            ..NewActivity::new(Kind::Mail, at)
        };
        let row = ActivityRow::new(self.tx.new_id(), new, at);
        self.events.push(EventRow::logged(&row, by));
        let id = row.id;
        self.activities.push(row);
        id
    }
}

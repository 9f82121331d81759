//! What the demo's clients have allowed, and the mailings they get.

use attract::mailings::actions::{self as mailings, Content};
use attract::subscriptions::model::State;
use attract::subscriptions::store::{self, SubscriberRow, SubscriptionRow};
use attract::subscriptions::topics;
use base::time::DAY_MS;
use base::{Lang, Result};
use crm::consents::{self, store::ConsentRow};
use crm::contacts::PointKind;
use crm::contacts::store::ContactRow;
use db::Tx;
use serde_json::json;

use super::dice::Dice;
use super::store::History;

const NEWS: &str = "Хочу получать новости и приглашения на вебинары «ПромТехСервис»";
const DATA: &str = "Даю согласие на обработку персональных данных";
/// So many of the newest contacts have consented to something.
const CONTACTS: usize = 60;

pub async fn write(tx: &Tx, history: &History) -> Result<()> {
    let mut dice = Dice::new(41);
    consents::texts::create_defaults(tx, Lang::Ru).await?;
    let news = topics::create(
        tx,
        "Новости",
        "Раз в месяц: что нового на складе и в сервисе",
    )
    .await?;
    let talks = topics::create(tx, "Вебинары", "Приглашения на разборы с инженерами").await?;
    // A click away from being sent: the demo keeps all letters here.
    let draft = Content {
        topic_id: news.id,
        subject: "Что нового в ноябре: насосы со склада".to_owned(),
        body: "Здравствуйте, {{contact.first_name|\"коллега\"}}!\n\nНа склад пришли **консольные насосы** на 50 и \
               100 м³/ч: отгрузка за два дня. До конца месяца пуск и наладка — бесплатно.\n\nОтветьте на это письмо, и \
               инженер посчитает замену за час."
            .to_owned(),
    };
    mailings::create(tx, draft).await?;
    let key = api::SigningKey::ensure(tx, consents::actions::KEY).await?;
    let wordings = [(DATA, "personal_data"), (NEWS, "advertising")];
    for (words, purpose) in wordings {
        let hash = consents::model::of_words(words);
        consents::store::insert_wording(tx.conn(), &hash, purpose, "ru", words, tx.now()).await?;
    }
    let mut stopped = None;
    let mut newest: Vec<&ContactRow> = history.contacts.iter().collect();
    newest.sort_by_key(|row| std::cmp::Reverse((row.created_at, row.id)));
    for (index, contact) in newest.into_iter().take(CONTACTS).enumerate() {
        let mut points = contact.facts.points.iter();
        let mail = points.rfind(|point| point.kind == PointKind::Email);
        let Some(address) = mail.map(|point| point.value.clone()) else {
            continue;
        };
        let given_at = (contact.created_at + dice.below(3_600_000) as i64).min(tx.now().0);
        let consent =
            |words: &str, purpose: &str, channel: Option<&str>, source: &str| ConsentRow {
                id: tx.new_id(),
                contact_id: Some(contact.id),
                contact_name: None,
                subject: contact.facts.name(),
                address_hash: Some(key.sign(&address)),
                address: Some(address.clone()),
                purpose: purpose.to_owned(),
                channel: channel.map(str::to_owned),
                hash: Some(consents::model::of_words(words)),
                words: None,
                text_id: None,
                text_number: None,
                source: source.to_owned(),
                proof: json!({ "form": "Расчёт насоса", "version": "1" }).to_string(),
                given_at,
                given_by: None,
                given_by_name: None,
                withdrawn_at: None,
                withdrawn_by: None,
                withdrawn_by_name: None,
                withdrawn_proof: None,
                created_at: given_at,
            };
        let conn = tx.conn();
        consents::store::insert(conn, &consent(DATA, "personal_data", None, "form")).await?;
        let state = match index % 10 {
            0..6 => State::Confirmed,
            6 | 7 => State::Pending,
            8 => State::Left,
            _ => {
                stopped = Some(contact.id);
                continue;
            }
        };
        let confirmed_at = (state != State::Pending).then_some(given_at + 1_200_000);
        let left_at = (state == State::Left).then_some((given_at + 9 * DAY_MS).min(tx.now().0));
        if state == State::Confirmed {
            let row = consent(NEWS, "advertising", Some("mail"), "mail");
            consents::store::insert(conn, &row).await?;
        }
        let subscriber = SubscriberRow {
            id: tx.new_id(),
            address: Some(address),
            contact_id: Some(contact.id),
            lang: "ru".to_owned(),
            letters_day: String::new(),
            letters: 0,
            created_at: given_at,
        };
        store::insert_subscriber(conn, &subscriber).await?;
        for topic in [&news, &talks].into_iter().take(1 + index % 2) {
            let row = SubscriptionRow {
                id: tx.new_id(),
                subscriber_id: subscriber.id,
                address: None,
                contact_id: None,
                contact_name: None,
                topic_id: topic.id,
                topic_name: String::new(),
                state: state.as_str().to_owned(),
                asked_at: given_at,
                confirmed_at,
                left_at,
                words: NEWS.to_owned(),
                origin: json!({ "form": "Расчёт насоса" }).to_string(),
            };
            store::put(conn, &row).await?;
        }
    }
    // One of them has said stop: their card says so.
    if stopped.is_some() {
        let stop = consents::Withdrawal {
            contact_id: stopped,
            address: None,
            purpose: consents::Purpose::Advertising,
            channel: None,
            proof: json!({ "note": "попросил по телефону не присылать предложений" }),
        };
        consents::withdraw(tx, stop).await?;
    }
    Ok(())
}

//! The texts of consents, in versions.

use base::problem::Check;
use base::{Event, Lang, Problem, Result, Subject, Text, Uuid};
use db::Tx;
use serde_json::json;

use super::model::{MOST_WORDS, Purpose, of_words};
use super::store::{self, TextRow};

/// Adds a text; its words are version 1.
///
/// # Errors
/// `invalid`.
pub async fn create(
    tx: &Tx,
    purpose: Purpose,
    lang: Lang,
    name: &str,
    body: &str,
) -> Result<TextRow> {
    let (name, body) = checked(name, body)?;
    let row = TextRow {
        id: tx.new_id(),
        name,
        purpose: purpose.as_str().to_owned(),
        lang: lang.as_str().to_owned(),
        number: 1,
        hash: of_words(&body),
        body,
        archived: false,
        created_at: tx.now().0,
        updated_at: tx.now().0,
        version: 1,
    };
    store::insert_text(tx.conn(), &row).await?;
    keep(tx, &row).await?;
    record(tx, "consent_text.created", &row);
    Ok(row)
}

/// A change of a text. Other words are a new version; consents keep the version they were given to.
#[derive(Debug, Clone, Default)]
pub struct Change {
    pub name: Option<String>,
    pub body: Option<String>,
    pub archived: Option<bool>,
}

/// # Errors
/// `not_found`, `stale`, `invalid`.
pub async fn change(tx: &Tx, id: Uuid, version: i64, change: Change) -> Result<TextRow> {
    let was = store::text(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if was.version != version {
        return Err(Problem::stale(was.version));
    }
    let (name, body) = checked(
        change.name.as_deref().unwrap_or(&was.name),
        change.body.as_deref().unwrap_or(&was.body),
    )?;
    let other_words = body != was.body;
    let row = TextRow {
        name,
        hash: of_words(&body),
        body,
        number: was.number + i64::from(other_words),
        archived: change.archived.unwrap_or(was.archived),
        updated_at: tx.now().0,
        version: version + 1,
        ..was
    };
    if !store::update_text(tx.conn(), &row, version).await? {
        return Err(Problem::stale(version + 1));
    }
    if other_words {
        keep(tx, &row).await?;
    }
    record(tx, "consent_text.changed", &row);
    Ok(row)
}

/// The texts that a new company begins with; to be completed with its name and address.
///
/// # Errors
/// When the database refuses.
pub async fn create_defaults(tx: &Tx, lang: Lang) -> Result<()> {
    for (purpose, name, body) in [
        (Purpose::PersonalData, DATA_NAME, DATA_WORDS),
        (Purpose::Advertising, ADS_NAME, ADS_WORDS),
    ] {
        create(tx, purpose, lang, name.get(lang), body.get(lang)).await?;
    }
    Ok(())
}

const DATA_NAME: Text = Text::fixed(
    "Обработка персональных данных",
    "Processing of personal data",
);
const DATA_WORDS: Text = Text::fixed(
    "Я даю [наименование и адрес компании] согласие на обработку моих имени, должности, телефона и адреса электронной \
     почты: сбор, запись, хранение, уточнение, использование и удаление, с использованием средств автоматизации и без них, \
     чтобы ответить на моё обращение и подготовить предложение. Согласие действует три года или до отзыва. Отозвать его можно \
     письмом на [адрес почты компании].",
    "I consent that [name and address of the company] processes my name, position, phone and e-mail address: collects, \
     records, stores, corrects, uses and erases them, by automated means and without, in order to answer my inquiry and to \
     prepare an offer. The consent holds for three years or until it is withdrawn, which a letter to [e-mail of the company] \
     does.",
);
const ADS_NAME: Text = Text::fixed("Рассылки и предложения", "News and offers");
const ADS_WORDS: Text = Text::fixed(
    "Я согласен получать от [наименование компании] рекламу и новости по указанному адресу. Отказаться можно в любой момент \
     по ссылке в письме или письмом на [адрес почты компании].",
    "I agree to get advertising and news from [name of the company] at the address I have given. I can stop this at any \
     time by the link in a mail or by a letter to [e-mail of the company].",
);

async fn keep(tx: &Tx, row: &TextRow) -> Result<()> {
    let (conn, now) = (tx.conn(), tx.now());
    store::insert_wording(conn, &row.hash, &row.purpose, &row.lang, &row.body, now).await?;
    store::insert_text_version(conn, row, tx.actor.user_id, now).await
}

fn checked(name: &str, body: &str) -> Result<(String, String)> {
    let mut check = Check::default();
    check.required("name", name, 200);
    check.required("body", body, MOST_WORDS);
    check.done()?;
    Ok((name.trim().to_owned(), body.trim().to_owned()))
}

fn record(tx: &Tx, kind: &'static str, row: &TextRow) {
    let payload =
        json!({ "id": row.id, "name": row.name, "number": row.number, "archived": row.archived });
    tx.record(Event::new(kind, Subject::default(), payload));
}

//! The letters that other areas ask for, and take back.

use api::Workspace;
use base::{Actor, Lang, Problem, Result};
use crm::letters::{Letter, Which};
use crm::records::Record;
use db::jobs::Work;
use db::{Conn, Tx};

use super::actions::{NewMail, blank, owner, queue, record_failed};
use super::model::State;
use super::store::{self, MailRow};
use super::writing;
use crate::mail::accounts::model::one_line;
use crate::mail::templates::draft::Draft;
use crate::mail::templates::values::About;

/// The job of one letter: queues it. One that cannot be sent is kept with the reason.
///
/// # Errors
/// When the database refuses.
pub async fn letter(work: Work) -> Result<()> {
    let letter: Letter = serde_json::from_value(work.payload.clone()).map_err(Problem::internal)?;
    let tx = work.db.begin(Actor::system()).await?;
    let about = existing(tx.conn(), &letter).await?;
    let queued = match read(&tx, &letter, about).await {
        Ok(new) => queue(&tx, new).await.map(drop),
        Err(problem) => Err(problem),
    };
    match queued {
        Ok(()) => {}
        Err(problem) if problem.0.status < 500 => refuse(&tx, letter, about, &problem).await?,
        Err(problem) => return Err(problem),
    }
    tx.commit().await
}

/// Keeps a letter that cannot be sent, with the reason.
async fn refuse(tx: &Tx, letter: Letter, about: About, problem: &Problem) -> Result<()> {
    let why = problem.words();
    let row = MailRow {
        key: Some(letter.key),
        series: letter.series,
        class: letter.class.as_str().to_owned(),
        state: State::Failed.as_str().to_owned(),
        error: Some(why.kept()),
        deal_id: about.deal_id,
        contact_id: about.contact_id,
        company_id: about.company_id,
        owner_id: owner(tx.conn(), about).await?,
        by_id: letter.from_user,
        ..blank(
            tx.new_id(),
            &one_line(&letter.to),
            &letter.subject,
            &letter.text,
            tx.now(),
        )
    };
    // Another try of the same letter may have kept it already.
    if store::insert(tx.conn(), &row).await? {
        record_failed(tx, &row, &why);
    }
    Ok(())
}

/// The mail that a letter becomes.
async fn read(tx: &Tx, letter: &Letter, about: About) -> Result<NewMail> {
    let lang = match letter.lang {
        Some(lang) => lang,
        None => Workspace::load(tx.conn()).await?.lang,
    };
    let (subject, html, text) = match letter.markdown {
        true => filled(tx, letter, about, lang).await?,
        false => (
            letter.subject.clone(),
            letter.html.clone(),
            letter.text.clone(),
        ),
    };
    Ok(NewMail {
        key: Some(letter.key.clone()),
        series: letter.series.clone(),
        account_id: None,
        class: letter.class,
        to: letter.to.clone(),
        to_name: String::new(),
        subject,
        html,
        text,
        lang,
        about,
        by_id: letter.from_user,
        template_id: None,
        unsubscribe_url: letter.unsubscribe_url.clone(),
    })
}

/// The subject, the HTML and the text of a letter that is written in Markdown with variables.
async fn filled(
    tx: &Tx,
    letter: &Letter,
    about: About,
    lang: Lang,
) -> Result<(String, Option<String>, String)> {
    let draft = Draft {
        subject: letter.subject.clone(),
        body: letter.text.clone(),
        lang: Some(lang),
        about,
        account_id: None,
    };
    let writer = Actor {
        user_id: letter.from_user,
        ..Actor::system()
    };
    let made = draft.fill(tx.conn(), &writer, tx.now()).await?.letter;
    match made.missing.is_empty() {
        true => Ok((made.subject, Some(made.html), made.text)),
        false => Err(writing::missing(&made.missing)),
    }
}

/// The records of a letter that are still there.
async fn existing(conn: Conn<'_>, letter: &Letter) -> Result<About> {
    let system = Actor::system();
    let is = async |record: Option<Record>| match record {
        Some(record) => match record.owner(conn, &system).await {
            Ok(_) => Ok(true),
            Err(problem) if problem.0.status == 404 => Ok(false),
            Err(problem) => Err(problem),
        },
        None => Ok(false),
    };
    let deal = is(letter.deal_id.map(Record::Deal)).await?;
    let contact = is(letter.contact_id.map(Record::Contact)).await?;
    let company = is(letter.company_id.map(Record::Company)).await?;
    Ok(About {
        deal_id: letter.deal_id.filter(|_| deal),
        contact_id: letter.contact_id.filter(|_| contact),
        company_id: letter.company_id.filter(|_| company),
    })
}

/// The job that takes letters back: those that have not left are stopped.
///
/// # Errors
/// When the database refuses.
pub async fn take_back(work: Work) -> Result<()> {
    let which: Which = serde_json::from_value(work.payload.clone()).map_err(Problem::internal)?;
    let tx = work.db.begin(Actor::system()).await?;
    store::series::stop_all(tx.conn(), &which).await?;
    tx.commit().await
}

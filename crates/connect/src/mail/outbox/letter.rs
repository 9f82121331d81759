//! Letters of other areas, which ask for them by a job.

use api::Workspace;
use base::{Actor, Problem, Result};
use crm::letters::Letter;
use crm::records::Record;
use db::Conn;
use db::jobs::Work;

use super::actions::{self, NewMail};
use super::model::State;
use super::store::{self, MailRow};
use crate::mail::accounts::model::one_line;
use crate::mail::templates::values::About;

/// The job that other areas ask for: queues their letter. One that cannot be sent is kept with the reason.
///
/// # Errors
/// When the database refuses.
pub async fn queue(work: Work) -> Result<()> {
    let letter: Letter = serde_json::from_value(work.payload.clone()).map_err(Problem::internal)?;
    let tx = work.db.begin(Actor::system()).await?;
    let about = existing(tx.conn(), &letter).await?;
    let lang = match letter.lang {
        Some(lang) => lang,
        None => Workspace::load(tx.conn()).await?.lang,
    };
    let new = NewMail {
        key: Some(letter.key.clone()),
        account_id: None,
        class: letter.class,
        to: letter.to.clone(),
        to_name: String::new(),
        subject: letter.subject.clone(),
        html: letter.html.clone(),
        text: letter.text.clone(),
        lang,
        about,
        by_id: letter.from_user,
        template_id: None,
        unsubscribe_url: letter.unsubscribe_url.clone(),
    };
    match actions::queue(&tx, new).await {
        Ok(_) => {}
        Err(problem) if problem.0.status < 500 => {
            let why = problem.words();
            let row = MailRow {
                key: Some(letter.key),
                state: State::Failed.as_str().to_owned(),
                error: Some(why.kept()),
                deal_id: about.deal_id,
                contact_id: about.contact_id,
                company_id: about.company_id,
                owner_id: actions::owner(tx.conn(), about).await?,
                by_id: letter.from_user,
                ..actions::blank(
                    tx.new_id(),
                    &one_line(&letter.to),
                    &letter.subject,
                    &letter.text,
                    tx.now(),
                )
            };
            // Another try of the same letter may have kept it already.
            if store::insert(tx.conn(), &row).await? {
                actions::record_failed(&tx, &row, &why);
            }
        }
        Err(problem) => return Err(problem),
    }
    tx.commit().await
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

//! Making what was sent into inquiries, after it is safe.

use base::{Actor, Problem, Result, Time, Uuid};
use crm::consents::{Channel, NewConsent, Purpose, Source, Wording};
use crm::marks::{self, Kind as MarkKind, Mark};
use db::Tx;
use db::jobs::Work;
use serde_json::json;

use super::answers::{Answers, as_seen};
use super::store::{self, FormRow, SubmissionRow};
use crate::inquiries;
use crate::subscriptions::{self, Asked, Wish};
use crate::utm::Trace;

/// The kind of job that makes one submission an inquiry.
pub const JOB: &str = "attract.submission";
/// The kind of job that forgets suspected ones.
pub const TIDY: &str = "attract.tidy_forms";
/// Suspected ones are kept this long for somebody to release them.
const KEEP_SPAM_MS: i64 = 30 * base::time::DAY_MS;

/// The job. A refusal is kept with the submission, for people to see and try again; a fault of the machine
/// leaves the job to be tried again by itself.
///
/// # Errors
/// When the database refuses.
pub async fn process(work: Work) -> Result<()> {
    let id = work.payload["submission_id"].as_str();
    let Some(id) = id.and_then(|id| Uuid::parse_str(id).ok()) else {
        return Ok(());
    };
    match make(&work, id).await {
        Err(problem) if problem.0.status < 500 => fail(&work, id, &problem).await,
        other => other,
    }
}

async fn make(work: &Work, id: Uuid) -> Result<()> {
    let tx = work.db.begin(Actor::system()).await?;
    let Some(was) = store::submission(tx.conn(), id).await? else {
        return Ok(());
    };
    let form = store::find(tx.conn(), was.form_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if was.state != "new" {
        return Ok(());
    }
    let answers: Answers = serde_json::from_str(&was.answers).map_err(Problem::internal)?;
    let trace: Trace = serde_json::from_str(&was.trace).map_err(Problem::internal)?;
    let design = form.design()?;
    let mut new = design.inquiry(&form.name, &answers, trace);
    new.at = Some(Time(was.at));
    new.key = Some(format!("form:{id}"));
    new.visitor_id = was.visitor_id;
    new.submission_id = Some(id);
    let (emails, phones) = (new.emails.clone(), new.phones.clone());
    let inquiry = inquiries::receive(&tx, new).await?;
    let reached = Reached {
        contact_id: inquiry.contact_id,
        emails,
        phones,
    };
    consents(&tx, &form, &was, &answers, &reached).await?;
    subscribe(&tx, &form, &was, &answers, &reached).await?;
    if let Some(deal) = inquiry.deal_id {
        let mark = Mark::named(MarkKind::Form, form.id, &form.name);
        marks::actions::put(&tx, deal, &mark, tx.now()).await?;
    }
    let from = was.version;
    let row = SubmissionRow {
        state: "processed".to_owned(),
        inquiry_id: Some(inquiry.id),
        error: None,
        version: from + 1,
        ..was
    };
    if !store::update_submission(tx.conn(), &row, from).await? {
        return Err(Problem::internal(
            "a submission was changed while it was processed",
        ));
    }
    tx.commit().await
}

/// Who sent a form, and where they can be reached.
struct Reached {
    contact_id: Option<Uuid>,
    emails: Vec<String>,
    phones: Vec<String>,
}

/// Writes down what the sender consented to, with the words and where they stood.
async fn consents(
    tx: &Tx,
    form: &FormRow,
    sent: &SubmissionRow,
    answers: &Answers,
    who: &Reached,
) -> Result<()> {
    let design = form.design()?;
    let trace: Trace = serde_json::from_str(&sent.trace).map_err(Problem::internal)?;
    let mail = |one: &String| (Some(Channel::Mail), Some(one.clone()));
    let phone = |one: &String| (Some(Channel::Phone), Some(one.clone()));
    let channels = who.emails.iter().map(mail);
    let channels: Vec<_> = channels.chain(who.phones.iter().map(phone)).collect();
    for field in &design.fields {
        let (Some(seen), Some(purpose)) = (answers.0.get(&field.key), field.purpose) else {
            continue;
        };
        // The words as they were seen, not as the form asks today.
        let (version, words) = as_seen(seen);
        let given: Vec<(Option<Channel>, Option<String>)> = match purpose {
            Purpose::Advertising => channels.clone(),
            // To the processing of data a person consents as a whole; one address tells them apart.
            Purpose::PersonalData => {
                let first = channels.first().and_then(|(_, address)| address.clone());
                vec![(None, first)]
            }
        };
        for (channel, address) in given {
            if who.contact_id.is_none() && address.is_none() {
                continue;
            }
            let new = NewConsent {
                contact_id: who.contact_id,
                address,
                purpose,
                channel,
                wording: Wording::Words {
                    lang: design.lang,
                    body: words.to_owned(),
                },
                source: Source::Form,
                proof: json!({
                    "form": form.name,
                    "form_id": form.id,
                    "submission_id": sent.id,
                    "version": version,
                    "page": trace.landing,
                    "browser": sent.user_agent,
                    "sender": sent.sender,
                }),
                given_at: Some(Time(sent.at)),
            };
            crm::consents::give(tx, new).await?;
        }
    }
    Ok(())
}

/// Asks the reader of the mailbox to confirm what was ticked.
async fn subscribe(
    tx: &Tx,
    form: &FormRow,
    sent: &SubmissionRow,
    answers: &Answers,
    who: &Reached,
) -> Result<()> {
    let design = form.design()?;
    let Some(address) = who.emails.first() else {
        return Ok(());
    };
    let mut wishes = Vec::new();
    for field in design.fields.iter().filter(|one| !one.topics.is_empty()) {
        let Some(seen) = answers.0.get(&field.key) else {
            continue;
        };
        let (version, words) = as_seen(seen);
        wishes.push(Wish {
            topics: field.topics.clone(),
            words: Some(words.to_owned()),
            origin: json!({
                "form": form.name,
                "form_id": form.id,
                "submission_id": sent.id,
                "version": version,
            }),
        });
    }
    if wishes.is_empty() {
        return Ok(());
    }
    let asked = Asked {
        address: address.clone(),
        lang: design.lang,
        wishes,
        contact_id: who.contact_id,
    };
    subscriptions::ask(tx, asked).await?;
    Ok(())
}

async fn fail(work: &Work, id: Uuid, problem: &Problem) -> Result<()> {
    let tx = work.db.begin(Actor::system()).await?;
    let Some(was) = store::submission(tx.conn(), id).await? else {
        return Ok(());
    };
    let first = problem.0.errors.first().map(|error| &error.message);
    let text = first.unwrap_or(&problem.0.title);
    let from = was.version;
    let row = SubmissionRow {
        state: "failed".to_owned(),
        error: Some(json!({ "ru": text.ru, "en": text.en }).to_string()),
        version: from + 1,
        ..was
    };
    store::update_submission(tx.conn(), &row, from).await?;
    tx.commit().await
}

/// The job that forgets suspected submissions nobody released in a month.
///
/// # Errors
/// When the database refuses.
pub async fn tidy(work: Work) -> Result<()> {
    let tx = work.db.begin(Actor::system()).await?;
    let before = Time(tx.now().0 - KEEP_SPAM_MS);
    store::forget_spam(tx.conn(), before).await?;
    tx.commit().await
}

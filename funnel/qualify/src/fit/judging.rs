//! Judging deals by the profile: one when it is changed, all when the rules are.

use std::collections::HashMap;

use api::Workspace;
use base::{Actor, Result, Text, Uuid};
use crm::marks::{self, Kind as MarkKind, Mark};
use db::events::LoggedEvent;
use db::jobs::{self, Outcome, Work};
use db::{Db, Tx};
use serde_json::{Value, json};

use super::facts;
use super::model::{Band, Profile};
use super::store::{self, FitRow};

/// The kind of the job that judges all deals that were not judged by the newest profile.
pub const ALL: &str = "qualify.fit";
/// The kind of the look for deals that came or changed without telling, as an import brings them.
pub const SWEEP: &str = "qualify.fit_sweep";
/// Deals of one transaction.
const AT_ONCE: i64 = 500;

/// Judges these deals: at most as many as a statement can hold.
///
/// # Errors
/// When the database refuses.
pub async fn judge(tx: &Tx, profile: &Profile, deals: &[Uuid]) -> Result<()> {
    let conn = tx.conn();
    let currency = Workspace::load(conn).await?.currency;
    let before: HashMap<Uuid, String> = store::fits(conn, deals)
        .await?
        .into_iter()
        .map(|row| (row.deal_id, row.band))
        .collect();
    let mut rows = Vec::new();
    let mut moved: HashMap<Band, Vec<Uuid>> = HashMap::new();
    for client in facts::read(conn, deals).await? {
        let id = client.deal.id;
        let fit = profile.judge(&client.now, currency);
        if before.get(&id).map(String::as_str) != Some(fit.band.as_str()) {
            moved.entry(fit.band).or_default().push(id);
        }
        rows.push(FitRow {
            deal_id: id,
            score: fit.score,
            band: fit.band.as_str().to_owned(),
            number: profile.number,
            early_score: profile.judge(&client.early, currency).score,
        });
    }
    store::put(conn, &rows, tx.now()).await?;
    for band in Band::ALL {
        if let Some(deals) = moved.get(&band) {
            marks::actions::put_many(tx, deals, &mark(band), tx.now()).await?;
        }
    }
    Ok(())
}

fn mark(band: Band) -> Mark {
    let word = band.as_str();
    Mark {
        kind: MarkKind::Fit,
        key: word.to_owned(),
        name: Text::new(format!("Профиль {word}"), format!("Fit {word}")),
    }
}

async fn newest(tx: &Tx) -> Result<Option<Profile>> {
    let row = store::newest(tx.conn()).await?;
    row.map(|row| row.profile()).transpose()
}

/// The job: batch by batch, each with its progress. Started again it goes on with what is left; once there
/// is a newer profile it ends, since that has a job of its own.
///
/// # Errors
/// When the database refuses.
pub async fn judge_all(work: Work) -> Result<Outcome> {
    let Some(number) = work.payload["number"].as_i64() else {
        return Ok(Outcome::Done(Value::Null));
    };
    let total = store::count_stale(work.db.reader(), number).await?;
    let (mut done, mut after) = (0, Uuid::nil());
    loop {
        // Looking for them takes long among many deals: others write meanwhile.
        let deals = store::page_stale(work.db.reader(), number, after, AT_ONCE).await?;
        let tx = work.db.begin(Actor::system()).await?;
        let Some(profile) = newest(&tx).await?.filter(|found| found.number == number) else {
            return Ok(Outcome::Done(json!({ "judged": done })));
        };
        judge(&tx, &profile, &deals).await?;
        done += i64::try_from(deals.len()).unwrap_or_default();
        let go_on = work
            .progress(tx.conn(), done, Some(total.max(done)))
            .await?;
        tx.commit().await?;
        match deals.last() {
            Some(last) => after = *last,
            None => return Ok(Outcome::Done(json!({ "judged": done }))),
        }
        if !go_on {
            return Ok(Outcome::Cancelled);
        }
    }
}

/// Asks for the job when there is something for it.
///
/// # Errors
/// When the database refuses.
pub async fn sweep(work: Work) -> Result<()> {
    let Some(row) = store::newest(work.db.reader()).await? else {
        return Ok(());
    };
    // Whoever stopped it means to go on by hand.
    if let Some(id) = row.job_id
        && let Some(job) = jobs::find(work.db.reader(), id).await?
        && job.state == "cancelled"
    {
        return Ok(());
    }
    if jobs::waits(work.db.reader(), ALL).await? {
        return Ok(());
    }
    let left = store::page_stale(work.db.reader(), row.number, Uuid::nil(), 1).await?;
    if left.is_empty() {
        return Ok(());
    }
    let tx = work.db.begin(Actor::system()).await?;
    tx.enqueue(ALL, &json!({ "number": row.number })).await?;
    tx.commit().await
}

/// Answers the events of a deal.
///
/// # Errors
/// When the database refuses.
pub async fn deal_changed(work: Work, event: LoggedEvent) -> Result<()> {
    let Some(deal) = event.deal_id else {
        return Ok(());
    };
    some(&work.db, &[deal]).await.map(|_| ())
}

/// Answers a change of a company: all its deals are judged again.
///
/// # Errors
/// When the database refuses.
pub async fn company_changed(work: Work, event: LoggedEvent) -> Result<()> {
    let Some(company) = event.company_id else {
        return Ok(());
    };
    let mut after = Uuid::nil();
    loop {
        let deals = store::page_of_company(work.db.reader(), company, after, AT_ONCE).await?;
        let Some(last) = deals.last() else {
            return Ok(());
        };
        after = *last;
        if !some(&work.db, &deals).await? {
            return Ok(());
        }
    }
}

/// `false`: there is no profile to judge by.
async fn some(db: &Db, deals: &[Uuid]) -> Result<bool> {
    let tx = db.begin(Actor::system()).await?;
    let Some(profile) = newest(&tx).await? else {
        return Ok(false);
    };
    judge(&tx, &profile, deals).await?;
    tx.commit().await?;
    Ok(true)
}

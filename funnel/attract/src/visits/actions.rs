//! What is done with sites and visits.

use base::problem::Check;
use base::{Event, Problem, Result, Subject, Time, Uuid};
use db::Tx;
use serde_json::json;

use super::store::{self, SiteRow};
use crate::campaigns::Recogniser;
use crate::touches::actions::{self as touches, NewTouch};
use crate::utm::Trace;

/// Adds a site.
///
/// # Errors
/// `invalid`.
pub async fn create_site(tx: &Tx, name: &str, domains: &[String]) -> Result<SiteRow> {
    let (name, domains) = checked(name, domains)?;
    let key = tx.new_id().simple().to_string();
    let row = SiteRow {
        id: tx.new_id(),
        // The end of an id is its random part.
        key: key[key.len() - 16..].to_owned(),
        name,
        domains: serde_json::to_string(&domains).map_err(Problem::internal)?,
        archived: false,
        version: 1,
    };
    store::insert_site(tx.conn(), &row, tx.now()).await?;
    record(tx, "site.created", &row);
    Ok(row)
}

/// # Errors
/// `not_found`, `stale`, `invalid`.
pub async fn change_site(
    tx: &Tx,
    id: Uuid,
    version: i64,
    name: Option<String>,
    domains: Option<Vec<String>>,
    archived: Option<bool>,
) -> Result<SiteRow> {
    let was = store::site(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if was.version != version {
        return Err(Problem::stale(was.version));
    }
    let name = name.unwrap_or_else(|| was.name.clone());
    let (name, domains) = checked(&name, &domains.unwrap_or_else(|| was.domains()))?;
    let row = SiteRow {
        name,
        domains: serde_json::to_string(&domains).map_err(Problem::internal)?,
        archived: archived.unwrap_or(was.archived),
        version: version + 1,
        ..was
    };
    if !store::update_site(tx.conn(), &row, version).await? {
        return Err(Problem::stale(version + 1));
    }
    record(tx, "site.changed", &row);
    Ok(row)
}

/// Domains as hosts are compared with them: without protocol, path and `www.`.
fn checked(name: &str, domains: &[String]) -> Result<(String, Vec<String>)> {
    let mut check = Check::default();
    check.required("name", name, 200);
    let mut kept: Vec<String> = Vec::new();
    for domain in domains {
        check.length("domains", domain, 300);
        let trace = Trace {
            referrer: Some(domain.trim().to_owned()),
            ..Trace::default()
        };
        if let Some(host) = trace.referring_host().filter(|host| !kept.contains(host)) {
            kept.push(host);
        }
    }
    check.done()?;
    Ok((name.trim().to_owned(), kept))
}

fn record(tx: &Tx, kind: &'static str, row: &SiteRow) {
    let payload = json!({ "id": row.id, "name": row.name, "archived": row.archived });
    tx.record(Event::new(kind, Subject::default(), payload));
}

/// Visits older than this tell nothing of what brought the client.
const LOOK_BACK_MS: i64 = 400 * base::time::DAY_MS;
/// So many of a visitor's newest visits become touches.
const MOST_VISITS: i64 = 100;

/// A visitor has said who they are: their visits become touches of the deal and events of its timeline, each with
/// its own moment, each once.
///
/// # Errors
/// When the database refuses.
pub async fn tie(tx: &Tx, visitor: Uuid, subject: Subject) -> Result<()> {
    let Some(deal_id) = subject.deal else {
        return Ok(());
    };
    let since = Time(tx.now().0 - LOOK_BACK_MS);
    let visits = store::of_visitor(tx.conn(), visitor, since, MOST_VISITS).await?;
    if visits.is_empty() {
        return Ok(());
    }
    let recogniser = Recogniser::load(tx.conn()).await?;
    let known = crate::touches::store::of_deal(tx.conn(), deal_id).await?;
    let traces: Vec<(String, Time, Trace)> = visits
        .iter()
        .map(|visit| {
            let trace = serde_json::from_str(&visit.trace).unwrap_or_default();
            (format!("visit:{}", visit.id), Time(visit.started_at), trace)
        })
        .collect();
    for ((key, at, trace), visit) in traces.iter().zip(&visits) {
        if known.iter().any(|touch| touch.key == *key) {
            continue;
        }
        let payload = json!({
            "visit_id": visit.id,
            "landing": visit.landing,
            "referrer": visit.referrer,
            "pages": visit.pages,
            "seconds": visit.seconds,
            "utm": trace.utm,
        });
        tx.record_at(Event::new("visit.made", subject, payload), *at);
    }
    let touches = traces
        .iter()
        .map(|(key, at, trace)| NewTouch {
            deal_id,
            key: key.clone(),
            at: *at,
            kind: "visit",
            trace,
            recognised: recogniser.recognise(trace),
        })
        .collect();
    touches::add(tx, touches).await
}

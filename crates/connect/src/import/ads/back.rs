//! Taking a report back: every day as it was, unless somebody has changed it since.

use base::Result;
use chrono::NaiveDate;
use db::Tx;
use serde::{Deserialize, Serialize};

use super::super::store::ChangeRow;
use super::super::undo::{Done, before};
use super::book::{AdBooks, AdDay};
use super::report::state;

/// A day as it was, for taking an import back.
#[derive(Debug, Serialize, Deserialize)]
pub struct DayBefore {
    pub day: NaiveDate,
    pub was: Option<AdDay>,
}

/// What a campaign was known by outside.
#[derive(Debug, Serialize, Deserialize)]
pub struct NameBefore {
    pub platform: Option<String>,
    pub external_id: Option<String>,
}

/// What changes of an import are about.
pub const DAY: &str = "campaign_day";
pub const CAMPAIGN: &str = "campaign";

/// Takes one change back, unless somebody has changed the same since.
pub async fn back(tx: &Tx, books: &AdBooks, change: &ChangeRow) -> Result<Done> {
    let (book, id) = (&books.0, change.entity_id);
    if change.entity == DAY {
        let Some(before) = before::<DayBefore>(change)? else {
            return Ok(Done::Left);
        };
        let now = book.days(tx.conn(), &[(id, before.day)]).await?.pop();
        if now.is_none_or(|(_, day)| state(&day) != change.version_after) {
            return Ok(Done::Left);
        }
        return Ok(match before.was {
            Some(was) => {
                book.put(tx, id, vec![was], Vec::new()).await?;
                Done::Restored
            }
            None => {
                book.put(tx, id, Vec::new(), vec![before.day]).await?;
                Done::Deleted
            }
        });
    }
    let Some(before) = before::<NameBefore>(change)? else {
        let gone = book.remove(tx, id, change.version_after).await?;
        return Ok(if gone { Done::Deleted } else { Done::Left });
    };
    let restored = book
        .identify(
            tx,
            id,
            change.version_after,
            before.platform,
            before.external_id,
        )
        .await;
    match restored {
        Ok(_) => Ok(Done::Restored),
        Err(problem) if problem.0.status < 500 => Ok(Done::Left),
        Err(problem) => Err(problem),
    }
}

//! Which materials suit a deal: those for its industry and its stage first.

use std::cmp::Reverse;
use std::collections::HashMap;

use base::{Result, Uuid};
use crm::companies;
use crm::deals::store::DealRow;
use crm::pipelines;
use db::Conn;

use super::store;
use crate::content::materials::model::Fit;
use crate::content::materials::store::{self as materials, MaterialRow};

/// A library beyond this is looked through by the search.
const MOST: i64 = 500;

/// A material beside a deal.
#[derive(Debug)]
pub struct Suggested {
    pub row: MaterialRow,
    pub fit: Fit,
    /// When it was sent for this deal last, and whether it was opened.
    pub sent: Option<(i64, bool)>,
}

/// All that can be sent for a deal, what suits it best first, and what was sent already last.
///
/// # Errors
/// When the database refuses.
pub async fn suggest(conn: Conn<'_>, deal: &DealRow) -> Result<Vec<Suggested>> {
    let company = match deal.company_id {
        Some(id) => companies::store::find(conn, id).await?,
        None => None,
    };
    let industry = company.and_then(|row| row.facts.industry);
    let stage = pipelines::store::stage(conn, deal.stage_id).await?;
    let stage = stage.map(|stage| stage.kind);
    let rows = materials::offered(conn, MOST).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut tags = materials::tags_of(conn, &ids).await?;
    let sent: HashMap<Uuid, (i64, bool)> = store::sent_for(conn, deal.id)
        .await?
        .into_iter()
        .map(|(material, at, opens)| (material, (at, opens > 0)))
        .collect();
    let mut found: Vec<Suggested> = rows
        .into_iter()
        .map(|row| Suggested {
            fit: tags
                .remove(&row.id)
                .unwrap_or_default()
                .fit(industry.as_deref(), stage),
            sent: sent.get(&row.id).copied(),
            row,
        })
        .collect();
    found.sort_by_key(|one| {
        (
            one.sent.is_some(),
            Reverse(one.fit.weight()),
            Reverse(one.row.updated_at),
        )
    });
    Ok(found)
}

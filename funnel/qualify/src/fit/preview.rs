//! What a change of the profile would do, before it is made.

use api::Workspace;
use base::{Result, Scope};
use db::Conn;
use serde::Serialize;
use utoipa::ToSchema;

use super::accuracy::{Area, Share, area};
use super::facts;
use super::model::{Band, Profile};
use super::store;

/// The newest open deals, and the newest settled ones, that are looked at.
pub const MOST_DEALS: i64 = 3_000;
const AT_ONCE: usize = 500;

/// The deals of a band, as it is and as it would be.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = FitBandChange)]
pub struct BandChange {
    pub band: Band,
    /// Open deals.
    pub now: i64,
    pub then: i64,
    /// Won of settled deals that would have been in the band.
    pub won: Share,
}

/// What other rules would do.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = FitPreview)]
pub struct Preview {
    /// Open deals that were looked at: the newest three thousand that you may see.
    pub open: i64,
    /// How many of them would come to a higher band, and to a lower one.
    pub up: i64,
    pub down: i64,
    pub bands: Vec<BandChange>,
    /// Settled deals that were looked at, likewise.
    pub settled: i64,
    /// How well the present rules and the new ones tell won deals from lost ones. Null: too few to tell.
    pub auc_now: Option<Area>,
    pub auc_then: Option<Area>,
}

/// Compares two profiles on the newest deals that the scope sees.
///
/// # Errors
/// When the database refuses.
pub async fn preview(
    conn: Conn<'_>,
    scope: &Scope,
    now: &Profile,
    then: &Profile,
) -> Result<Preview> {
    let currency = Workspace::load(conn).await?.currency;
    let mut counts = [(0, 0, 0, 0); Band::ALL.len()];
    let (mut up, mut down) = (0, 0);
    let open = store::newest_deals(conn, scope, false, MOST_DEALS).await?;
    for part in open.chunks(AT_ONCE) {
        for client in facts::read(conn, part).await? {
            let is = now.judge(&client.now, currency).band;
            let will = then.judge(&client.now, currency).band;
            counts[is as usize].0 += 1;
            counts[will as usize].1 += 1;
            up += i64::from(will < is);
            down += i64::from(will > is);
        }
    }
    let settled = store::newest_deals(conn, scope, true, MOST_DEALS).await?;
    let (mut old, mut new) = (Vec::new(), Vec::new());
    for part in settled.chunks(AT_ONCE) {
        for client in facts::read(conn, part).await? {
            let won = client.deal.won();
            let ended = (f64::from(u8::from(won)), f64::from(u8::from(!won)));
            let is = now.judge(&client.early, currency);
            let will = then.judge(&client.early, currency);
            let count = &mut counts[will.band as usize];
            count.2 += i64::from(won);
            count.3 += 1;
            old.push((is.score as f64, ended.0, ended.1));
            new.push((will.score as f64, ended.0, ended.1));
        }
    }
    Ok(Preview {
        open: open.len() as i64,
        up,
        down,
        bands: Band::ALL
            .into_iter()
            .zip(counts)
            .map(|(band, (now, then, won, of))| BandChange {
                band,
                now,
                then,
                won: Share::new(won, of),
            })
            .collect(),
        settled: settled.len() as i64,
        auc_now: area(old.into_iter())?,
        auc_then: area(new.into_iter())?,
    })
}

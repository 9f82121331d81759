//! Counting what is behind the results of a script. Visibility: only deals that the actor sees.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use base::time::DAY_MS;
use base::{Actor, Problem, Result, Time, Uuid};
use db::Conn;

use super::model::{
    Difference, Followed, Part, Share, StepUse, Walk, difference, share, span, uses,
};
use super::store::{self, FollowedRow, WalkRow};
use crate::scripts::store as scripts;

/// What a version leads to.
#[derive(Debug, Clone)]
pub struct OfVersion {
    pub number: i64,
    pub runs: usize,
    /// Deals by what became of them.
    pub parts: HashMap<Part, usize>,
    pub share: Option<Share>,
    /// The version before it that has deals, and the difference from that one.
    pub against: Option<(i64, Difference)>,
    pub steps: Vec<StepUse>,
}

/// The published versions of a script, the newest first, and the days that their shares are of.
///
/// # Errors
/// `not_found`.
pub async fn results(
    conn: Conn<'_>,
    actor: &Actor,
    script: Uuid,
    now: Time,
) -> Result<(i64, Vec<OfVersion>)> {
    check(conn, script).await?;
    let rows = store::followed(conn, &actor.scope, script).await?;
    let all: Vec<Followed> = rows.iter().map(FollowedRow::followed).collect();
    let days = span(&all, now.0);
    let mut walks: BTreeMap<i64, Vec<Walk>> = BTreeMap::new();
    for row in store::walks(conn, &actor.scope, script, None).await? {
        walks.entry(row.number).or_default().push(walk(&row, now)?);
    }
    let mut versions = Vec::new();
    let mut before: Option<(i64, Share)> = None;
    let mut known = scripts::versions(conn, script).await?;
    known.reverse();
    for version in known.iter().filter(|one| one.published_at.is_some()) {
        let number = version.number;
        let of: Vec<Followed> = all
            .iter()
            .copied()
            .filter(|deal| deal.number == number)
            .collect();
        let mut parts = HashMap::new();
        for deal in &of {
            *parts.entry(deal.part(days, now.0)).or_default() += 1;
        }
        let share = share(&of, days, now.0);
        let walks = walks.remove(&number).unwrap_or_default();
        versions.push(OfVersion {
            number,
            runs: walks.len(),
            parts,
            share,
            against: share
                .zip(before)
                .map(|(now, (number, then))| (number, difference(now, then))),
            steps: uses(&version.steps()?, &walks),
        });
        before = share.map(|share| (number, share)).or(before);
    }
    versions.reverse();
    Ok((days, versions))
}

async fn check(conn: Conn<'_>, script: Uuid) -> Result<()> {
    let found = scripts::find(conn, script).await?;
    found.map(|_| ()).ok_or_else(Problem::not_found)
}

/// A run that nobody has touched for a day is over.
fn over(row: &WalkRow, now: Time) -> Result<bool> {
    let path = row.path()?;
    let last = path.last().map_or(row.started_at, |passed| passed.at);
    Ok(row.ended_at.is_some() || last + DAY_MS < now.0)
}

fn walk(row: &WalkRow, now: Time) -> Result<Walk> {
    Ok(Walk {
        step: row.step.clone(),
        path: row.path()?,
        over: over(row, now)?,
    })
}

/// So many deals are listed behind a number.
const MOST_BEHIND: usize = 500;

/// A deal behind a number.
#[derive(Debug, Clone)]
pub struct Behind {
    pub deal_id: Uuid,
    pub title: String,
    pub owner: Option<String>,
    pub at: Time,
}

/// The deals of a version that ended in a way; without one, all that count.
///
/// # Errors
/// `not_found`.
pub async fn deals_of_part(
    conn: Conn<'_>,
    actor: &Actor,
    (script, number): (Uuid, i64),
    part: Option<Part>,
    now: Time,
) -> Result<Vec<Behind>> {
    check(conn, script).await?;
    let rows = store::followed(conn, &actor.scope, script).await?;
    let all: Vec<Followed> = rows.iter().map(FollowedRow::followed).collect();
    let days = span(&all, now.0);
    let fits = |row: &FollowedRow| {
        let of = row.followed().part(days, now.0);
        row.number == number && part.map_or(of != Part::Before, |part| part == of)
    };
    let found = rows.iter().filter(|row| fits(row));
    let found = found.map(|row| (row.deal_id, Time(row.started_at)));
    named(conn, found.take(MOST_BEHIND).collect()).await
}

/// The deals of a version whose run came to a step, or was broken off there.
///
/// # Errors
/// `not_found`.
pub async fn deals_of_step(
    conn: Conn<'_>,
    actor: &Actor,
    (script, number): (Uuid, i64),
    (step, left): (&str, bool),
    now: Time,
) -> Result<Vec<Behind>> {
    check(conn, script).await?;
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for row in store::walks(conn, &actor.scope, script, Some(number)).await? {
        let here = row.step == step;
        let fits = if left {
            here && over(&row, now)?
        } else {
            here || row.path()?.iter().any(|passed| passed.step == step)
        };
        if fits && seen.insert(row.deal_id) {
            found.push((row.deal_id, Time(row.started_at)));
        }
        if found.len() == MOST_BEHIND {
            break;
        }
    }
    named(conn, found).await
}

/// The deals with their names, in their order.
async fn named(conn: Conn<'_>, found: Vec<(Uuid, Time)>) -> Result<Vec<Behind>> {
    let ids: Vec<Uuid> = found.iter().map(|(deal, _)| *deal).collect();
    let rows = store::named(conn, &ids).await?.into_iter();
    let mut names: HashMap<Uuid, (String, Option<String>)> = rows
        .map(|(deal, title, owner)| (deal, (title, owner)))
        .collect();
    let told = found.into_iter().filter_map(|(deal_id, at)| {
        let (title, owner) = names.remove(&deal_id)?;
        Some(Behind {
            deal_id,
            title,
            owner,
            at,
        })
    });
    Ok(told.collect())
}

//! Results of scripts over HTTP.

use std::collections::HashMap;

use api::{Ctx, ListParams, Result, Routes};
use axum::Json;
use axum::extract::Path;
use base::{Permission, Problem, Text, Time, Uuid};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions::{self, Behind, OfVersion};
use super::model::{Difference, Part, Share, StepUse};

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::ReportsRead, routes!(show))
        .permitted(Permission::ReportsRead, routes!(deals))
}

/// What the versions of a script lead to.
#[derive(Debug, Serialize, ToSchema)]
struct ScriptResults {
    /// Shares are of what qualifies in so many days after the run.
    days: i64,
    /// Published versions, the newest first.
    versions: Vec<ScriptVersionResults>,
}

/// Deals belong to the version that they were followed with first.
#[derive(Debug, Serialize, ToSchema)]
struct ScriptVersionResults {
    number: i64,
    runs: usize,
    /// Deals that count: all but those that had passed qualification before.
    deals: usize,
    parts: ScriptParts,
    /// Null without deals.
    share: Option<Share>,
    /// The version before it that has deals.
    against: Option<i64>,
    difference: Option<Difference>,
    steps: Vec<StepUse>,
}

#[derive(Debug, Default, Serialize, ToSchema)]
struct ScriptParts {
    qualified: usize,
    lost: usize,
    undecided: usize,
    watched: usize,
    before: usize,
}

impl From<&HashMap<Part, usize>> for ScriptParts {
    fn from(parts: &HashMap<Part, usize>) -> Self {
        let of = |part| parts.get(&part).copied().unwrap_or_default();
        Self {
            qualified: of(Part::Qualified),
            lost: of(Part::Lost),
            undecided: of(Part::Undecided),
            watched: of(Part::Watched),
            before: of(Part::Before),
        }
    }
}

impl From<OfVersion> for ScriptVersionResults {
    fn from(of: OfVersion) -> Self {
        let parts = ScriptParts::from(&of.parts);
        Self {
            number: of.number,
            runs: of.runs,
            deals: of.parts.values().sum::<usize>() - parts.before,
            parts,
            share: of.share,
            against: of.against.map(|(number, _)| number),
            difference: of.against.map(|(_, difference)| difference),
            steps: of.steps,
        }
    }
}

/// Which version of a script qualifies more, and where its runs are lost
#[utoipa::path(get, path = "/scripts/{id}/results", tag = "scripts", operation_id = "script_results",
    params(("id" = Uuid, Path)), responses((status = 200, body = ScriptResults)))]
async fn show(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Json<ScriptResults>> {
    let (days, versions) = actions::results(ctx.reader(), &ctx.actor, id, ctx.now()).await?;
    let versions = versions.into_iter().map(ScriptVersionResults::from);
    Ok(Json(ScriptResults {
        days,
        versions: versions.collect(),
    }))
}

/// A deal behind a number of a script.
#[derive(Debug, Serialize, ToSchema)]
struct ScriptDeal {
    deal_id: Uuid,
    title: String,
    owner: Option<String>,
    /// When the script was followed.
    at: Time,
}

impl From<Behind> for ScriptDeal {
    fn from(deal: Behind) -> Self {
        Self {
            deal_id: deal.deal_id,
            title: deal.title,
            owner: deal.owner,
            at: deal.at,
        }
    }
}

/// The deals behind a number of a script
///
/// Of `version`: with `part` (`qualified`, `lost`, `undecided`, `watched`, `before`), those with that end; with `step`, those whose run came there; with `step` and
/// `left=true`, those whose run was broken off there. The newest first, at most five hundred.
#[utoipa::path(get, path = "/scripts/{id}/results/deals", tag = "scripts", operation_id = "script_result_deals",
    params(("id" = Uuid, Path), ("version" = i64, Query), ("part" = Option<String>, Query),
        ("step" = Option<String>, Query), ("left" = Option<bool>, Query)),
    responses((status = 200, body = Vec<ScriptDeal>)))]
async fn deals(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    params: ListParams,
) -> Result<Json<Vec<ScriptDeal>>> {
    let (conn, actor, now) = (ctx.reader(), &ctx.actor, ctx.now());
    let number = params
        .other("version")
        .and_then(|word| word.parse::<i64>().ok());
    let number = number.ok_or_else(|| {
        Problem::bad_request(Text::fixed(
            "version: нужен номер версии",
            "version: the number of a version is needed",
        ))
    })?;
    let of = (id, number);
    let found = if let Some(step) = params.other("step") {
        let left = params.other("left") == Some("true");
        actions::deals_of_step(conn, actor, of, (step, left), now).await?
    } else {
        let part = params.other("part").map(part_of).transpose()?;
        actions::deals_of_part(conn, actor, of, part, now).await?
    };
    Ok(Json(found.into_iter().map(ScriptDeal::from).collect()))
}

fn part_of(word: &str) -> base::Result<Part> {
    Part::parse(word).ok_or_else(|| {
        let words: Vec<&str> = Part::ALL.iter().map(|part| part.as_str()).collect();
        let words = words.join(", ");
        Problem::bad_request(Text::new(
            format!("part: одно из: {words}"),
            format!("part: one of: {words}"),
        ))
    })
}

//! The funnel over HTTP.

use api::{Ctx, ListParams, ProblemBody};
use axum::Json;
use base::{Currency, Problem, Text};
use utoipa::IntoParams;

use super::model::{By, Cohort, Funnel};

/// The filters of the funnel: those of the deal list that a deal keeps while it moves.
const FILTERS: &[&str] = &["owner", "team", "source", "tag", "currency"];

#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "only describes what the handler reads from ListParams"
)]
pub struct FunnelQuery {
    /// One pipeline; without it all of them, by kind.
    pipeline: Option<String>,
    /// Steps are stages of the pipeline (usual when there is one), or kinds of stages.
    by: Option<By>,
    /// The first day of creation, in the workspace's time zone.
    from: Option<String>,
    /// The last day of creation, itself included.
    to: Option<String>,
    /// `filter[owner|team|source|tag|currency]=value`; a comma means any of; `none` means empty.
    #[param(style = DeepObject, explode)]
    filter: Option<std::collections::HashMap<String, String>>,
}

/// How many of the deals created in a period got how far, and where the others were lost
///
/// Every number comes with the filters of `/deals` that list the deals behind it.
#[utoipa::path(
    get,
    path = "/analyze/funnel",
    tag = "analyze",
    operation_id = "get_funnel",
    params(FunnelQuery),
    responses((status = 200, body = Funnel), (status = "default", body = ProblemBody))
)]
pub async fn funnel(ctx: Ctx, params: ListParams) -> api::Result<Json<Funnel>> {
    let workspace = ctx.workspace().await?;
    let (cohort, by) = read(&params, workspace.time_zone)?;
    Ok(Json(
        super::report(ctx.reader(), &cohort, by, &ctx.actor.scope, ctx.actor.lang).await?,
    ))
}

fn read(params: &ListParams, zone: chrono_tz::Tz) -> base::Result<(Cohort, By)> {
    let pipeline = read_one(params, "pipeline", &Text::fixed("идентификатор", "an id"))?;
    let by = match (params.other("by"), pipeline.is_some()) {
        (Some("kind"), _) | (None | Some(""), false) => By::Kind,
        (None | Some("" | "stage"), true) => By::Stage,
        (Some("stage"), false) => {
            return Err(Problem::bad_request(Text::fixed(
                "Воронка по этапам строится для одной воронки продаж: укажите pipeline",
                "A funnel by stage is of one pipeline: say which in pipeline",
            )));
        }
        (Some(other), _) => {
            return Err(Problem::bad_request(Text::new(
                format!("by: «{other}» не подходит, ожидается stage или kind"),
                format!("by: “{other}” does not fit, expected stage or kind"),
            )));
        }
    };
    let day = Text::fixed("день вида 2026-11-23", "a day like 2026-11-23");
    let (from, to) = (
        read_one(params, "from", &day)?,
        read_one(params, "to", &day)?,
    );
    let filters = params.filters(FILTERS)?;
    let asked = FILTERS
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), filters.text(name)?.to_owned())))
        .collect();
    let cohort = Cohort {
        pipeline,
        from,
        to,
        created: (
            from.map(|day| base::time::day_start(day, zone)),
            to.map(|day| base::time::day_end(day, zone)),
        ),
        owner: filters.ids("owner")?,
        team: filters.ids("team")?,
        source: filters.ids("source")?,
        tag: filters.ids("tag")?,
        currency: filters.any_of(
            "currency",
            &Text::fixed("код валюты вида RUB", "a currency code like RUB"),
            Currency::parse,
        )?,
        asked,
    };
    Ok((cohort, by))
}

/// A parameter that may be absent or empty, but not unreadable.
fn read_one<T: std::str::FromStr>(
    params: &ListParams,
    name: &str,
    expected: &Text,
) -> base::Result<Option<T>> {
    let Some(value) = params.other(name).filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    value.parse().map(Some).map_err(|_| {
        Problem::bad_request(Text::new(
            format!("{name}: «{value}» не подходит, ожидается {}", expected.ru),
            format!("{name}: “{value}” does not fit, expected {}", expected.en),
        ))
    })
}

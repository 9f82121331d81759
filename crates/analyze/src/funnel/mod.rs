//! The funnel: of the deals created in a period, how many got how far, and where the others were lost.
//!
//! The cohort is fixed by the day of creation, so a number never changes because somebody looks at
//! another stage. A deal counts at every step up to the furthest one it has reached: a skipped stage
//! is no loss, and a step back does not undo what was reached. Each number carries the filters of
//! the deal list that show the very deals behind it.

pub mod count;
pub mod http;
pub mod model;
pub mod store;

use api::Routes;
use base::{Lang, Permission, Problem, Result, Scope};
use db::Conn;
use utoipa_axum::routes;

pub use model::{By, Cohort, Funnel};

/// The endpoints of the funnel.
pub fn routes() -> Routes {
    Routes::new().permitted(Permission::ReportsRead, routes!(http::funnel))
}

/// Counts the funnel of a cohort, as far as this actor sees it.
///
/// # Errors
/// `not_found` for a pipeline that is not there.
pub async fn report(
    conn: Conn<'_>,
    cohort: &Cohort,
    by: By,
    scope: &Scope,
    lang: Lang,
) -> Result<Funnel> {
    let stages = store::stages(conn, cohort.pipeline).await?;
    if cohort.pipeline.is_some() && stages.is_empty() {
        return Err(Problem::not_found());
    }
    let groups = store::groups(conn, cohort, &stages, scope).await?;
    let reasons = store::reasons(conn).await?;
    let steps = match by {
        By::Stage => model::stage_steps(&stages),
        By::Kind => model::kind_steps(&stages, lang),
    };
    Ok(count::count(
        cohort, by, &stages, steps, &groups, &reasons, lang,
    ))
}

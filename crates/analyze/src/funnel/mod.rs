//! The funnel: of the deals of a period, how many got how far, how many will, and where the others were lost.
//!
//! The cohort is fixed by the day of creation (or, if asked, by the day of entry into each step), so a
//! number never changes because somebody looks at another stage. A deal counts at every step up to
//! the furthest one it has reached: a skipped stage is no loss, and a step back does not undo what was
//! reached. Each number carries the filters of the deal list that show the very deals behind it.

pub mod flow;
pub mod http;
pub mod model;
pub mod told;

use api::Routes;
use base::{Permission, Problem, Result};
use utoipa_axum::routes;

pub use model::{Basis, By, Funnel};

use crate::history::History;
use crate::question::{Ground, Question, Sample, Span};
use crate::steps::Steps;
use flow::{Cohort, flow};
use told::Told;

/// The endpoints of the funnel.
pub fn routes() -> Routes {
    Routes::new().permitted(Permission::ReportsRead, routes!(http::funnel))
}

/// Counts the funnel of a question, and of another one to compare it with.
///
/// # Errors
/// `not_found` for a pipeline that is not there.
pub fn report(
    history: &History,
    ground: &Ground,
    question: &Question,
    (by, basis): (By, Basis),
    against: Option<&Question>,
) -> Result<Funnel> {
    let steps = Steps::new(&history.names, question.pipeline, by, ground.lang);
    if question.pipeline.is_some() && steps.is_empty() {
        return Err(Problem::not_found());
    }
    let count = |question: &Question, sample: &Sample<'_>| {
        let cohort = Cohort {
            basis,
            span: question.moments(ground.zone),
        };
        let of = flow(sample, &steps, cohort);
        let whole = question.from.is_none() && question.to.is_none();
        let always = Cohort {
            span: Span::ALWAYS,
            ..cohort
        };
        let longer = if whole {
            of.clone()
        } else {
            flow(sample, &steps, always)
        };
        (cohort, of, longer)
    };
    let sample = Sample::new(history, ground, question);
    let (cohort, of, longer) = count(question, &sample);
    let told = Told {
        sample: &sample,
        steps: &steps,
        cohort,
        flow: &of,
        longer: &longer,
    };
    let Some(other) = against else {
        return Ok(told.funnel(None));
    };
    let other_sample = Sample::new(history, ground, other);
    let (cohort, of, longer) = count(other, &other_sample);
    let other = Told {
        sample: &other_sample,
        steps: &steps,
        cohort,
        flow: &of,
        longer: &longer,
    };
    let funnel = other.funnel(None);
    Ok(told.funnel(Some((&other, funnel))))
}

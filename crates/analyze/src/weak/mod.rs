//! Where the funnel leaks: the stages that lose more than they should, what that costs, and how sure it is.
//!
//! Each stage's expected conversion of the deals that entered it in the period is laid beside its target,
//! the period before, the long run, and, kind of deal by kind of deal, all other deals. All these
//! comparisons are judged together (Benjamini–Hochberg), so that a pipeline without a weak point is left in
//! peace in 95 of 100 cases; where the deals are too few, nothing is claimed.

pub mod find;
pub mod http;
pub mod model;
pub mod survey;
pub mod told;
pub mod what_if;

pub use model::WeakPoints;

use base::Result;

use crate::question::Sample;
use crate::steps::Steps;

/// Looks for weak points among the deals of a sample; its question names the period.
///
/// # Errors
/// As the numbers that are shown.
pub fn weak_points(sample: &Sample<'_>, steps: &Steps) -> Result<WeakPoints> {
    let survey = survey::Survey::new(sample, steps);
    let found = find::find(steps, &survey);
    told::told(sample, steps, &survey, &found)
}

//! How each number is counted: one function a number, from the deals of a sample.

mod clients;
mod deals;
mod money;
mod responses;
mod shares;
mod steps;

use base::{Problem, Result, Text};

use super::ask::{Ask, Worked};
use super::catalog::Metric;
use crate::question::Sample;

pub use deals::{NEGLECTED_DAYS, QUALIFY, is_stuck, kinds, lead_at, money_notes};
pub use shares::{Ends, lead_ends};

/// Counts a number.
///
/// # Errors
/// `bad_request` when the number needs a step that was not named, or that is not there.
pub fn work(sample: &Sample<'_>, ask: &Ask) -> Result<Worked> {
    let period = sample.period();
    Ok(match ask.metric {
        Metric::DealsCreated => deals::created(sample, period),
        Metric::Leads => money::shared(sample, ask, deals::leads(sample, period)),
        Metric::QualifiedLeads => money::shared(sample, ask, deals::qualified(sample, period)),
        Metric::LeadToQualified => shares::lead_to_qualified(sample, period, true),
        Metric::LeadToQualifiedObserved => shares::lead_to_qualified(sample, period, false),
        Metric::FirstResponse => responses::first_response(sample, period, quantile(ask)),
        Metric::AnsweredInTime => responses::in_time(sample, period),
        Metric::DealsWon => deals::won(sample, period),
        Metric::Revenue => deals::revenue(sample, period),
        Metric::AverageCheque => deals::average_cheque(sample, period),
        Metric::MedianCheque => deals::median_cheque(sample, period),
        Metric::DealsLost => deals::lost(sample, period),
        Metric::LostSum => deals::lost_sum(sample, period),
        Metric::WinRate => shares::win_rate(sample, period, true),
        Metric::WinRateObserved => shares::win_rate(sample, period, false),
        Metric::TimeToClose => shares::time_to_close(sample, period, quantile(ask)),
        Metric::OpenDeals => deals::open(sample),
        Metric::OpenSum => deals::open_sum(sample),
        Metric::WeightedPipeline => crate::chances::weighted(sample, ask.after, ask.until),
        Metric::Stuck => deals::stuck(sample),
        Metric::Overdue => deals::overdue(sample),
        Metric::Neglected => deals::neglected(sample),
        Metric::NoNextStep => deals::no_next_step(sample),
        Metric::Moves => deals::moves(sample, period, ask.person),
        Metric::Clients => clients::clients(sample, period),
        Metric::RepeatPurchases => clients::repeat_purchases(sample, period),
        Metric::RepeatRate => clients::repeat_rate(sample, period),
        Metric::Ltv => clients::ltv(sample, period),
        Metric::LtvPredicted => clients::ltv_predicted(sample),
        Metric::Churn => clients::churn(sample, period),
        Metric::Visitors => money::visitors(sample, ask),
        Metric::Spend => money::spend(sample, ask),
        Metric::CostPerLead => money::cost_per_lead(sample, ask, period),
        Metric::CostPerQualified => money::cost_per_qualified(sample, ask, period),
        Metric::NewClients => money::shared(sample, ask, money::new_clients(sample, period)),
        Metric::AcquisitionCost => money::acquisition_cost(sample, ask, period),
        Metric::CohortWon => money::shared(sample, ask, money::cohort_won(sample, period)),
        Metric::CohortRevenue => money::shared(sample, ask, money::cohort_revenue(sample, period)),
        Metric::Romi => money::romi(sample, ask, period),
        Metric::RomiExpected => money::romi_expected(sample, ask, period),
        Metric::Reached => steps::reached(sample, ask)?,
        Metric::Standing => steps::standing(sample, ask)?,
        Metric::LostAt => steps::lost_at(sample, ask)?,
        Metric::Undecided => steps::undecided(sample, ask)?,
        Metric::Conversion => steps::conversion(sample, ask, false)?,
        Metric::ExpectedConversion => steps::conversion(sample, ask, true)?,
        Metric::PeriodConversion => steps::period_conversion(sample, ask)?,
        Metric::TimeInStage => steps::time_in_stage(sample, ask)?,
    })
}

fn quantile(ask: &Ask) -> f64 {
    f64::from(ask.quantile.unwrap_or(50)) / 100.0
}

fn unknown_step() -> Problem {
    Problem::field(
        "step",
        "not_found",
        Text::fixed(
            "Укажите шаг этой воронки: идентификатор этапа или вид этапа",
            "Name a step of this funnel: the id of a stage, or a kind of stage",
        ),
    )
}

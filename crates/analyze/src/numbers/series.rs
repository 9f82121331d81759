//! One number of many periods.

use base::Result;
use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ask::{Ask, Figure};
use super::catalog::MetricInfo;
use super::work;
use crate::question::{Question, Sample};

/// How long the periods of a series are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    Day,
    /// From Monday.
    Week,
    Month,
    Quarter,
}

impl Every {
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "day" => Some(Self::Day),
            "week" => Some(Self::Week),
            "month" => Some(Self::Month),
            "quarter" => Some(Self::Quarter),
            _ => None,
        }
    }

    /// The first day of the period that a day lies in.
    pub fn start(self, day: NaiveDate) -> NaiveDate {
        let of_month = |month: u32| NaiveDate::from_ymd_opt(day.year(), month, 1).unwrap_or(day);
        match self {
            Self::Day => day,
            Self::Week => day - Days::new(u64::from(day.weekday().num_days_from_monday())),
            Self::Month => of_month(day.month()),
            Self::Quarter => of_month(day.month0() / 3 * 3 + 1),
        }
    }

    /// The first day of the period after the one that begins on this day.
    pub fn next(self, start: NaiveDate) -> NaiveDate {
        let next = match self {
            Self::Day => start.checked_add_days(Days::new(1)),
            Self::Week => start.checked_add_days(Days::new(7)),
            Self::Month => start.checked_add_months(Months::new(1)),
            Self::Quarter => start.checked_add_months(Months::new(3)),
        };
        next.unwrap_or(NaiveDate::MAX)
    }
}

/// Periods that one series may have.
pub const MOST_PERIODS: usize = 400;

/// One number over time.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Series {
    pub metric: MetricInfo,
    pub points: Vec<Point>,
}

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = SeriesPoint)]
pub struct Point {
    pub from: NaiveDate,
    /// Itself included.
    pub to: NaiveDate,
    pub figure: Figure,
}

/// The periods from one day to another, the first and the last cut to these days.
pub fn periods(from: NaiveDate, to: NaiveDate, every: Every) -> Vec<(NaiveDate, NaiveDate)> {
    let mut found = Vec::new();
    let mut start = every.start(from);
    while start <= to && found.len() < MOST_PERIODS {
        let next = every.next(start);
        let last = next.pred_opt().unwrap_or(next).min(to);
        found.push((start.max(from), last));
        start = next;
    }
    found
}

/// The periods of a question; none when it does not say where it begins.
pub fn periods_of(
    question: &Question,
    today: NaiveDate,
    every: Every,
) -> Vec<(NaiveDate, NaiveDate)> {
    let to = question.to.unwrap_or(today);
    question
        .from
        .map_or_else(Vec::new, |from| periods(from, to, every))
}

/// # Errors
/// As [`work`].
pub fn series(sample: &Sample<'_>, ask: &Ask, every: Every) -> Result<Series> {
    let zone = sample.ground.zone;
    let today = base::Time(sample.view.now).day(zone);
    let from = sample.question.from.unwrap_or_else(|| {
        let first = sample.deals().map(|seen| seen.created()).min();
        first.map_or(today, |at| base::Time(at).day(zone))
    });
    let question = sample
        .question
        .during(from, sample.question.to.unwrap_or(today));
    let points = periods_of(&question, today, every)
        .into_iter()
        .map(|(from, to)| {
            let question = sample.question.during(from, to);
            let sample = Sample {
                question: &question,
                ..sample.clone()
            };
            let figure = ask.figure(&sample, work(&sample, ask)?.estimate);
            Ok(Point { from, to, figure })
        })
        .collect::<Result<_>>()?;
    Ok(Series {
        metric: ask.metric.info().told(sample.ground.lang),
        points,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn periods_are_cut_to_the_days_asked_for() {
        let found = periods(day("2026-01-15"), day("2026-03-10"), Every::Month);
        assert_eq!(
            found,
            [
                (day("2026-01-15"), day("2026-01-31")),
                (day("2026-02-01"), day("2026-02-28")),
                (day("2026-03-01"), day("2026-03-10")),
            ]
        );
        let weeks = periods(day("2026-11-25"), day("2026-12-01"), Every::Week);
        assert_eq!(weeks[0], (day("2026-11-25"), day("2026-11-29")));
        assert_eq!(Every::Quarter.start(day("2026-11-25")), day("2026-10-01"));
        let days = periods(day("2000-01-01"), day("2026-01-01"), Every::Day);
        assert_eq!(days.len(), MOST_PERIODS);
    }
}

//! What can be planned, and the rules of a set of plans.

use std::collections::HashSet;

use base::problem::Check;
use base::{Patch, Result, Text, Uuid};
use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is to be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlanMetric {
    /// Money of deals won, in minor units of the workspace's currency.
    Revenue,
    DealsWon,
    Leads,
    QualifiedLeads,
    DealsCreated,
}

impl PlanMetric {
    pub const ALL: [Self; 5] = [
        Self::Revenue,
        Self::DealsWon,
        Self::Leads,
        Self::QualifiedLeads,
        Self::DealsCreated,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Revenue => "revenue",
            Self::DealsWon => "deals_won",
            Self::Leads => "leads",
            Self::QualifiedLeads => "qualified_leads",
            Self::DealsCreated => "deals_created",
        }
    }

    pub fn parse(value: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|metric| metric.as_str() == value)
    }
}

/// How long a plan runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlanPeriod {
    Month,
    Quarter,
    Year,
}

impl PlanPeriod {
    pub const ALL: [Self; 3] = [Self::Month, Self::Quarter, Self::Year];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    pub fn parse(value: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|period| period.as_str() == value)
    }

    fn months(self) -> u32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }

    /// The first day of the period that a day belongs to.
    pub fn first_day(self, day: NaiveDate) -> NaiveDate {
        let month = day.month0() / self.months() * self.months() + 1;
        NaiveDate::from_ymd_opt(day.year(), month, 1).unwrap_or(day)
    }

    /// The first day after the period that a day belongs to.
    pub fn next(self, day: NaiveDate) -> NaiveDate {
        let first = self.first_day(day);
        first
            .checked_add_months(Months::new(self.months()))
            .unwrap_or(first)
    }
}

/// What a plan is of: there is at most one plan of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct PlanKey {
    pub metric: PlanMetric,
    pub period: PlanPeriod,
    pub starts_on: NaiveDate,
    /// Of a person; without it and without a team, of the company.
    pub owner_id: Option<Uuid>,
    pub team_id: Option<Uuid>,
    /// On one pipeline; without it on all.
    pub pipeline_id: Option<Uuid>,
}

/// One plan to be set. It replaces the one of the same metric, period, first day, person, team and
/// pipeline. With neither a person nor a team it is the company's.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct PlanItem {
    pub metric: PlanMetric,
    pub period: PlanPeriod,
    /// The first day of the period.
    #[schema(example = "2026-11-01")]
    pub starts_on: NaiveDate,
    pub owner_id: Option<Uuid>,
    pub team_id: Option<Uuid>,
    pub pipeline_id: Option<Uuid>,
    /// Minor units of the workspace's currency for revenue, a count otherwise; `null` removes the plan.
    #[serde(default)]
    #[schema(value_type = Option<i64>, required = true)]
    pub target: Patch<i64>,
}

impl PlanItem {
    fn key(&self) -> PlanKey {
        PlanKey {
            metric: self.metric,
            period: self.period,
            starts_on: self.starts_on,
            owner_id: self.owner_id,
            team_id: self.team_id,
            pipeline_id: self.pipeline_id,
        }
    }
}

/// So many plans are set in one call.
pub const MOST_ITEMS: usize = 500;

/// The largest whole number that every reader of JSON keeps exactly.
const MOST_TARGET: i64 = 9_007_199_254_740_991;

/// The plans to be set with their targets; one without a target is to be removed.
///
/// # Errors
/// `invalid` with every wrong field, such as `items[3].target`.
pub fn checked(items: &[PlanItem]) -> Result<Vec<(PlanKey, Option<i64>)>> {
    let mut check = Check::default();
    if items.len() > MOST_ITEMS {
        check.fail(
            "items",
            "too_many",
            Text::new(
                format!("Не больше {MOST_ITEMS} планов за один раз"),
                format!("At most {MOST_ITEMS} plans at once"),
            ),
        );
        check.done()?;
        return Ok(Vec::new());
    }
    let mut seen = HashSet::new();
    let mut wanted = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let key = item.key();
        check_key(&mut check, index, &key);
        if !seen.insert(key) {
            check.fail(
                &format!("items[{index}]"),
                "repeated",
                Text::fixed(
                    "Этот план уже есть в запросе",
                    "The same plan is already in the request",
                ),
            );
        }
        wanted.push((key, checked_target(&mut check, index, &item.target)));
    }
    check.done()?;
    Ok(wanted)
}

fn check_key(check: &mut Check, index: usize, key: &PlanKey) {
    let first = key.period.first_day(key.starts_on);
    if !(2000..=2100).contains(&key.starts_on.year()) {
        check.fail(
            &format!("items[{index}].starts_on"),
            "out_of_range",
            Text::fixed(
                "Нужен день с 2000 по 2100 год",
                "A day from 2000 to 2100 is needed",
            ),
        );
    } else if first != key.starts_on {
        check.fail(
            &format!("items[{index}].starts_on"),
            "not_first_day",
            Text::new(
                format!("Нужен первый день периода: {first}"),
                format!("The first day of the period is needed: {first}"),
            ),
        );
    }
    if key.owner_id.is_some() && key.team_id.is_some() {
        check.fail(
            &format!("items[{index}].team_id"),
            "one_of_two",
            Text::fixed(
                "План ставят сотруднику или команде, но не обоим сразу",
                "A plan is of a person or of a team, not of both",
            ),
        );
    }
}

fn checked_target(check: &mut Check, index: usize, target: &Patch<i64>) -> Option<i64> {
    let (code, text) = match target {
        Patch::Clear => return None,
        Patch::Set(0..=MOST_TARGET) => return target.set().copied(),
        Patch::Set(..0) => (
            "negative",
            Text::fixed(
                "План не может быть отрицательным",
                "A plan cannot be negative",
            ),
        ),
        Patch::Set(_) => (
            "too_large",
            Text::new(
                format!("Не больше {MOST_TARGET}"),
                format!("At most {MOST_TARGET}"),
            ),
        ),
        // An item that has forgotten its target must not remove a plan.
        Patch::Keep => (
            "required",
            Text::fixed(
                "Укажите план; null удаляет его",
                "Say the target; null removes the plan",
            ),
        ),
    };
    check.fail(&format!("items[{index}].target"), code, text);
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn item(period: PlanPeriod, starts_on: &str, target: Patch<i64>) -> PlanItem {
        PlanItem {
            metric: PlanMetric::Revenue,
            period,
            starts_on: day(starts_on),
            owner_id: None,
            team_id: None,
            pipeline_id: None,
            target,
        }
    }

    fn wrong(items: &[PlanItem]) -> Vec<(String, &'static str)> {
        let problem = checked(items).expect_err("something wrong");
        let errors = problem.0.errors.into_iter();
        errors.map(|error| (error.field, error.code)).collect()
    }

    #[test]
    fn words_are_read_as_they_are_written() {
        for metric in PlanMetric::ALL {
            assert_eq!(PlanMetric::parse(metric.as_str()), Some(metric));
        }
        for period in PlanPeriod::ALL {
            assert_eq!(PlanPeriod::parse(period.as_str()), Some(period));
        }
        assert_eq!(PlanMetric::parse("happiness"), None);
    }

    #[test]
    fn a_period_begins_with_its_month_quarter_or_year() {
        let (month, quarter, year) = (PlanPeriod::Month, PlanPeriod::Quarter, PlanPeriod::Year);
        assert_eq!(month.first_day(day("2026-11-23")), day("2026-11-01"));
        assert_eq!(quarter.first_day(day("2026-11-23")), day("2026-10-01"));
        assert_eq!(quarter.first_day(day("2026-03-31")), day("2026-01-01"));
        assert_eq!(year.first_day(day("2026-11-23")), day("2026-01-01"));
        assert_eq!(month.next(day("2026-12-31")), day("2027-01-01"));
        assert_eq!(quarter.next(day("2026-11-23")), day("2027-01-01"));
        assert_eq!(year.next(day("2026-01-01")), day("2027-01-01"));
    }

    #[test]
    fn every_wrong_item_is_named() {
        let target = Patch::Set(5);
        let mut both = item(PlanPeriod::Month, "2026-12-01", target.clone());
        both.owner_id = Some(Uuid::from_u128(1));
        both.team_id = Some(Uuid::from_u128(2));
        let items = [
            item(PlanPeriod::Month, "2026-11-01", target.clone()),
            item(PlanPeriod::Month, "2026-11-02", target.clone()),
            item(PlanPeriod::Quarter, "2026-11-01", target.clone()),
            item(PlanPeriod::Year, "1926-01-01", target.clone()),
            item(PlanPeriod::Year, "2026-01-01", Patch::Set(-1)),
            item(PlanPeriod::Year, "2027-01-01", Patch::Set(i64::MAX)),
            item(PlanPeriod::Year, "2028-01-01", Patch::Keep),
            item(PlanPeriod::Month, "2026-11-01", Patch::Clear),
            both,
        ];
        let expected = [
            ("items[1].starts_on", "not_first_day"),
            ("items[2].starts_on", "not_first_day"),
            ("items[3].starts_on", "out_of_range"),
            ("items[4].target", "negative"),
            ("items[5].target", "too_large"),
            ("items[6].target", "required"),
            ("items[7]", "repeated"),
            ("items[8].team_id", "one_of_two"),
        ];
        let expected: Vec<(String, &str)> = expected
            .into_iter()
            .map(|(field, code)| (field.to_owned(), code))
            .collect();
        assert_eq!(wrong(&items), expected);
        let many = vec![items[0].clone(); MOST_ITEMS + 1];
        assert_eq!(wrong(&many), [("items".to_owned(), "too_many")]);
    }

    #[test]
    fn nothing_is_a_target_and_null_is_none() {
        let items = [
            item(PlanPeriod::Month, "2026-11-01", Patch::Set(0)),
            item(PlanPeriod::Month, "2026-12-01", Patch::Clear),
        ];
        let targets: Vec<Option<i64>> = checked(&items)
            .expect("plans")
            .into_iter()
            .map(|(_, target)| target)
            .collect();
        assert_eq!(targets, [Some(0), None]);
    }
}

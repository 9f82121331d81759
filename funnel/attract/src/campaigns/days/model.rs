//! One day of a campaign.

use base::Text;
use base::problem::Check;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One day of a campaign. Writing it again replaces it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CampaignDay)]
pub struct Day {
    pub day: NaiveDate,
    /// What the platform took, in minor units of the campaign's currency, without the mark-up.
    #[serde(default)]
    pub cost: i64,
    #[serde(default)]
    pub impressions: i64,
    #[serde(default)]
    pub clicks: i64,
    /// Unique people of that day; not to be added up over days.
    pub reach: Option<i64>,
}

/// A trillion of anything a day is a slip of the keyboard.
const MOST: i64 = 1_000_000_000_000;
/// Days that are written at once.
const MOST_DAYS: usize = 5_000;

/// # Errors
/// `invalid` with every wrong day.
pub fn check(days: &[Day]) -> base::Result<()> {
    let mut check = Check::default();
    if days.len() > MOST_DAYS {
        let text = Text::fixed("Не больше 5000 дней за раз", "At most 5,000 days at once");
        check.fail("days", "too_many", text);
    }
    let mut seen = std::collections::BTreeSet::new();
    for (index, day) in days.iter().enumerate().take(MOST_DAYS) {
        let numbers = [
            ("cost", day.cost),
            ("impressions", day.impressions),
            ("clicks", day.clicks),
            ("reach", day.reach.unwrap_or(0)),
        ];
        for (field, number) in numbers {
            if !(0..=MOST).contains(&number) {
                let text = Text::fixed("Число от 0 до триллиона", "A number from 0 to a trillion");
                check.fail(&format!("days[{index}].{field}"), "out_of_range", text);
            }
        }
        if !seen.insert(day.day) {
            let text = Text::fixed("Этот день назван дважды", "This day is named twice");
            check.fail(&format!("days[{index}].day"), "twice", text);
        }
    }
    check.done()
}

/// The cost with what is paid on top of it, half a minor unit rounded up.
pub fn with_markup(cost: i64, markup: i64) -> i64 {
    let on_top = i128::from(cost) * i128::from(markup);
    cost.saturating_add(i64::try_from((on_top + 5_000).div_euclid(10_000)).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_markup_is_laid_on_top() {
        assert_eq!(with_markup(10_000, 300), 10_300);
        assert_eq!(with_markup(50, 100), 51);
        assert_eq!(with_markup(0, 5_000), 0);
    }

    #[test]
    fn a_day_is_named_once_and_has_numbers_that_can_be() {
        let day = |cost: i64| Day {
            day: "2026-11-01".parse().expect("a day"),
            cost,
            impressions: 0,
            clicks: 0,
            reach: None,
        };
        assert!(check(&[day(1)]).is_ok());
        let problem = check(&[day(1), day(-1)]).expect_err("refused");
        let fields: Vec<&str> = problem.0.errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["days[1].cost", "days[1].day"]);
    }
}

//! How reviews go over weeks, by person, and which criteria are weakest. No I/O.

use std::collections::BTreeMap;

use base::{Time, Uuid};
use chrono::{Datelike, Days, NaiveDate};
use chrono_tz::Tz;
use serde::Serialize;
use utoipa::ToSchema;

use super::model::{Criterion, Marks};

/// A review with the criteria of its version.
#[derive(Debug, Clone)]
pub struct Counted {
    pub person: Uuid,
    pub name: String,
    pub at: Time,
    pub score: i64,
    pub set: Uuid,
    pub set_name: String,
    pub criteria: Vec<Criterion>,
    pub marks: Marks,
}

/// How the calls of people go.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ReviewTrend {
    /// The Mondays of the weeks, the oldest first.
    pub weeks: Vec<NaiveDate>,
    /// Those with the lowest score first.
    pub people: Vec<ReviewedPerson>,
    /// The weakest first.
    pub criteria: Vec<ReviewedCriterion>,
}

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ReviewedPerson {
    pub id: Uuid,
    pub name: String,
    /// The mean score in percent.
    pub score: f64,
    pub reviews: i64,
    /// One for each week.
    pub weeks: Vec<ReviewedWeek>,
}

#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, ToSchema)]
pub struct ReviewedWeek {
    /// Null in a week without reviews.
    pub score: Option<f64>,
    pub reviews: i64,
}

/// A criterion over all versions of its set.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ReviewedCriterion {
    pub set: String,
    pub key: String,
    pub name: String,
    /// The mean of its marks in percent of the best.
    pub score: f64,
    pub reviews: i64,
}

/// The Monday of a day's week.
fn monday(day: NaiveDate) -> NaiveDate {
    day - Days::new(u64::from(day.weekday().num_days_from_monday()))
}

/// The Mondays of the last weeks, this one included.
pub fn mondays(today: NaiveDate, weeks: u64) -> Vec<NaiveDate> {
    let last = monday(today);
    (0..weeks)
        .rev()
        .map(|back| last - Days::new(7 * back))
        .collect()
}

#[derive(Debug, Clone, Copy, Default)]
struct Mean {
    sum: f64,
    n: i64,
}

impl Mean {
    fn add(&mut self, value: f64) {
        self.sum += value;
        self.n += 1;
    }

    fn value(self) -> Option<f64> {
        (self.n > 0).then(|| self.sum / self.n as f64)
    }
}

/// Adds reviews up; the newest of them names people and criteria.
pub fn trend(reviews: &[Counted], weeks: Vec<NaiveDate>, zone: Tz) -> ReviewTrend {
    let mut people: BTreeMap<Uuid, (String, Mean, Vec<Mean>)> = BTreeMap::new();
    let mut criteria: BTreeMap<(Uuid, String), (String, String, Mean)> = BTreeMap::new();
    for review in reviews {
        let (_, all, by_week) = people.entry(review.person).or_insert_with(|| {
            (
                review.name.clone(),
                Mean::default(),
                vec![Mean::default(); weeks.len()],
            )
        });
        all.add(review.score as f64);
        let week = monday(review.at.day(zone));
        if let Some(place) = weeks.iter().position(|day| *day == week) {
            by_week[place].add(review.score as f64);
        }
        for one in &review.criteria {
            let good = review.marks.get(&one.key).and_then(|mark| one.good(*mark));
            if let Some(good) = good {
                let (_, _, mean) = criteria
                    .entry((review.set, one.key.clone()))
                    .or_insert_with(|| {
                        (review.set_name.clone(), one.name.clone(), Mean::default())
                    });
                mean.add(good * 100.0);
            }
        }
    }
    let mut people: Vec<ReviewedPerson> = people
        .into_iter()
        .filter_map(|(id, (name, all, by_week))| {
            Some(ReviewedPerson {
                id,
                name,
                score: all.value()?,
                reviews: all.n,
                weeks: by_week
                    .into_iter()
                    .map(|mean| ReviewedWeek {
                        score: mean.value(),
                        reviews: mean.n,
                    })
                    .collect(),
            })
        })
        .collect();
    people.sort_by(|a, b| a.score.total_cmp(&b.score).then(a.name.cmp(&b.name)));
    let mut criteria: Vec<ReviewedCriterion> = criteria
        .into_iter()
        .filter_map(|((_, key), (set, name, mean))| {
            Some(ReviewedCriterion {
                set,
                key,
                name,
                score: mean.value()?,
                reviews: mean.n,
            })
        })
        .collect();
    criteria.sort_by(|a, b| a.score.total_cmp(&b.score).then(a.key.cmp(&b.key)));
    ReviewTrend {
        weeks,
        people,
        criteria,
    }
}

#[cfg(test)]
mod tests {
    use base::Lang;

    use super::*;
    use crate::reviews::model::usual;

    #[test]
    fn weeks_begin_on_monday_and_an_empty_one_has_no_score() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 25).expect("a day");
        let weeks = mondays(today, 3);
        let (_, criteria) = usual(Lang::Ru);
        let review = |person: u128, text: &str, score: i64, need: i64| Counted {
            person: Uuid::from_u128(person),
            name: format!("П{person}"),
            at: Time::parse(text).expect("a time"),
            score,
            set: Uuid::from_u128(9),
            set_name: "Звонок".to_owned(),
            criteria: criteria.clone(),
            marks: Marks::from([("need".to_owned(), need), ("opening".to_owned(), 1)]),
        };
        let reviews = [
            review(1, "2026-11-24T10:00:00Z", 80, 5),
            // Sunday evening in London is Monday in Moscow.
            review(1, "2026-11-22T22:00:00Z", 60, 3),
            review(2, "2026-11-10T10:00:00Z", 40, 1),
        ];
        let found = trend(&reviews, weeks, chrono_tz::Europe::Moscow);
        let days: Vec<String> = found.weeks.iter().map(ToString::to_string).collect();
        assert_eq!(days, ["2026-11-09", "2026-11-16", "2026-11-23"]);
        assert_eq!(found.people[0].name, "П2");
        let told = |index: usize| -> Vec<(Option<f64>, i64)> {
            let weeks = &found.people[index].weeks;
            weeks
                .iter()
                .map(|week| (week.score, week.reviews))
                .collect()
        };
        assert_eq!(told(0), [(Some(40.0), 1), (None, 0), (None, 0)]);
        assert_eq!(told(1), [(None, 0), (None, 0), (Some(70.0), 2)]);
        let weak: Vec<(&str, f64, i64)> = found
            .criteria
            .iter()
            .map(|one| (one.key.as_str(), one.score, one.reviews))
            .collect();
        assert_eq!(weak, [("need", 50.0, 3), ("opening", 100.0, 3)]);
    }
}

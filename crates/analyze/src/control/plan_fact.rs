//! Plan and fact of a period: of the company, its teams and its people.

use std::collections::HashMap;

use base::{Result, Scope, Text, Uuid};
use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store::PlanRow;
use crate::estimate::Estimate;
use crate::forecast::model::Band;
use crate::numbers::slices::{Slice, slices};
use crate::numbers::{Ask, Figure, Metric, MetricInfo, work};
use crate::question::Sample;

/// The numbers that are planned.
pub const PLANNED: [Metric; 5] = [
    Metric::Revenue,
    Metric::DealsWon,
    Metric::Leads,
    Metric::QualifiedLeads,
    Metric::DealsCreated,
];

/// How long the period of a plan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PlanFactPeriod)]
pub enum Length {
    Month,
    Quarter,
    Year,
}

impl Length {
    pub const ALL: [Self; 3] = [Self::Month, Self::Quarter, Self::Year];

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|length| length.as_str() == word)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    fn months(self) -> u32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }

    /// The first day of the period that a day lies in.
    pub fn start(self, day: NaiveDate) -> NaiveDate {
        let month = day.month0() / self.months() * self.months() + 1;
        NaiveDate::from_ymd_opt(day.year(), month, 1).unwrap_or(day)
    }

    /// The last day of the period that begins on this day.
    pub fn end(self, start: NaiveDate) -> NaiveDate {
        start
            .checked_add_months(Months::new(self.months()))
            .and_then(|next| next.pred_opt())
            .unwrap_or(start)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PlanFact {
    pub period: Length,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub days: i64,
    /// Whole days of the period that have passed.
    pub days_gone: i64,
    pub currency: String,
    pub metrics: Vec<MetricInfo>,
    /// The company, then each team with its people, then people without a team.
    pub rows: Vec<PlanFactRow>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Company,
    Team,
    Person,
}

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PlanFactRow {
    pub level: Level,
    pub id: Option<Uuid>,
    pub name: String,
    /// Of a person.
    pub team_id: Option<Uuid>,
    /// In the order of `metrics`.
    pub cells: Vec<PlanFactCell>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PlanStatus)]
pub enum Pace {
    Ahead,
    OnTrack,
    Behind,
    /// There is no plan.
    None,
}

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PlanFactCell {
    pub metric: &'static str,
    pub plan: Option<i64>,
    pub fact: Figure,
    /// Fact / plan.
    pub share: Option<f64>,
    /// What of the plan is due by now, days being alike.
    pub pace: Option<f64>,
    /// How the period will end: of the company's revenue and won deals, while it lasts.
    pub outlook: Option<Band>,
    pub status: Pace,
}

/// What is asked.
#[derive(Debug)]
pub struct Order<'a> {
    pub length: Length,
    pub starts_on: NaiveDate,
    pub plans: &'a [PlanRow],
    /// Revenue and won deals at the end of the period.
    pub outlook: Option<(Band, Band)>,
}

/// A fact this far from what is due is neither ahead nor behind.
const TOLERANCE: f64 = 0.05;

/// # Errors
/// As the numbers that are shown.
pub fn plan_fact(sample: &Sample<'_>, order: &Order<'_>) -> Result<PlanFact> {
    let ends_on = order.length.end(order.starts_on);
    let today = base::Time(sample.view.now).day(sample.ground.zone);
    let days = (ends_on - order.starts_on).num_days() + 1;
    let days_gone = ((today - order.starts_on).num_days() + 1).clamp(0, days);
    let question = sample.question.during(order.starts_on, ends_on);
    let sample = Sample {
        question: &question,
        ..sample.clone()
    };
    let maker = Maker {
        sample: &sample,
        plans: order.plans,
        gone: days_gone as f64 / days as f64,
    };
    let lang = sample.ground.lang;
    let company = Text::fixed("Компания", "Company");
    let mut whole = maker.row(
        Level::Company,
        None,
        company.get(lang).to_owned(),
        None,
        sample.places.clone(),
    )?;
    if let Some((revenue, sales)) = order.outlook {
        for cell in &mut whole.cells {
            cell.outlook = match cell.metric {
                "revenue" => Some(revenue),
                "deals_won" => Some(sales),
                _ => None,
            };
        }
    }
    let mut rows = vec![whole];
    rows.extend(maker.people()?);
    Ok(PlanFact {
        period: order.length,
        starts_on: order.starts_on,
        ends_on,
        days,
        days_gone,
        currency: sample.currency.to_string(),
        metrics: PLANNED.map(|metric| metric.info().told(lang)).to_vec(),
        rows,
    })
}

struct Maker<'a> {
    sample: &'a Sample<'a>,
    plans: &'a [PlanRow],
    /// The share of the period that has passed.
    gone: f64,
}

impl Maker<'_> {
    /// Teams with their people, then people without a team: all who sell, have sold, or are planned for.
    fn people(&self) -> Result<Vec<PlanFactRow>> {
        let names = self.sample.names();
        let mut places: HashMap<Uuid, Vec<u32>> = HashMap::new();
        for (key, _, own) in slices(self.sample, Slice::Owner) {
            if let Ok(id) = key.parse() {
                places.insert(id, own);
            }
        }
        let planned = |id: Uuid| self.plans.iter().any(|(_, owner, _, _)| *owner == Some(id));
        let visible = |id: Uuid| match &self.sample.ground.scope {
            Scope::All => true,
            Scope::Owners(owners) => owners.contains(&id),
        };
        let mut people: Vec<_> = names
            .users
            .values()
            .filter(|user| visible(user.id))
            .filter(|user| planned(user.id) || (user.active && places.contains_key(&user.id)))
            .collect();
        people.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.id.cmp(&b.id)));
        let mut rows = Vec::new();
        let teams = names
            .teams
            .iter()
            .map(|(id, name)| (Some(*id), name.as_str()));
        for (team, name) in teams.chain([(None, "")]) {
            let members: Vec<_> = people.iter().filter(|user| user.team == team).collect();
            let planned = self
                .plans
                .iter()
                .any(|(_, _, of, _)| team.is_some() && *of == team);
            if members.is_empty() && !planned {
                continue;
            }
            if let Some(id) = team {
                let mut own: Vec<u32> = names
                    .users
                    .values()
                    .filter(|user| user.team == team)
                    .filter_map(|user| places.get(&user.id))
                    .flatten()
                    .copied()
                    .collect();
                own.sort_unstable();
                rows.push(self.row(Level::Team, Some(id), name.to_owned(), None, own)?);
            }
            for user in members {
                let own = places.get(&user.id).cloned().unwrap_or_default();
                rows.push(self.row(Level::Person, Some(user.id), user.name.clone(), team, own)?);
            }
        }
        Ok(rows)
    }

    fn row(
        &self,
        level: Level,
        id: Option<Uuid>,
        name: String,
        team_id: Option<Uuid>,
        places: Vec<u32>,
    ) -> Result<PlanFactRow> {
        let question = match (level, id) {
            (Level::Team, Some(id)) => self.sample.question.narrowed("team", &id.to_string())?,
            (Level::Person, Some(id)) => self.sample.question.narrowed("owner", &id.to_string())?,
            _ => self.sample.question.clone(),
        };
        let sample = Sample {
            question: &question,
            ..self.sample.with(places)
        };
        let cells = PLANNED
            .into_iter()
            .map(|metric| {
                let ask = Ask::new(metric);
                let fact = work(&sample, &ask)?.estimate;
                Ok(self.cell(
                    metric,
                    self.plan(metric, level, id),
                    ask.figure(&sample, fact),
                    fact,
                ))
            })
            .collect::<Result<_>>()?;
        Ok(PlanFactRow {
            level,
            id,
            name,
            team_id,
            cells,
        })
    }

    fn plan(&self, metric: Metric, level: Level, id: Option<Uuid>) -> Option<i64> {
        self.plans
            .iter()
            .find(|(key, owner, team, _)| {
                key == metric.info().key
                    && match level {
                        Level::Company => owner.is_none() && team.is_none(),
                        Level::Team => *team == id && owner.is_none(),
                        Level::Person => *owner == id,
                    }
            })
            .map(|(_, _, _, target)| *target)
    }

    fn cell(
        &self,
        metric: Metric,
        plan: Option<i64>,
        figure: Figure,
        fact: Estimate,
    ) -> PlanFactCell {
        let value = fact.value.unwrap_or_default();
        let target = plan
            .filter(|target| *target > 0)
            .map(|target| target as f64);
        let due = target.map(|target| target * self.gone);
        let status = match (target, due) {
            (Some(target), Some(due)) => {
                let off = (value - due) / target;
                if off > TOLERANCE || value >= target {
                    Pace::Ahead
                } else if off < -TOLERANCE {
                    Pace::Behind
                } else {
                    Pace::OnTrack
                }
            }
            _ => Pace::None,
        };
        PlanFactCell {
            metric: metric.info().key,
            plan,
            fact: figure,
            share: target.map(|target| value / target),
            pace: due,
            outlook: None,
            status,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_begin_and_end_where_calendars_say() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        assert_eq!(Length::Quarter.start(day("2026-11-25")), day("2026-10-01"));
        assert_eq!(Length::Quarter.end(day("2026-10-01")), day("2026-12-31"));
        assert_eq!(Length::Month.end(day("2028-02-01")), day("2028-02-29"));
        assert_eq!(Length::Year.start(day("2026-11-25")), day("2026-01-01"));
    }
}

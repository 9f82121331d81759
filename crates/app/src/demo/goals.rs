//! What the demo company wants: plans of three months, and a dashboard for the morning meeting.

use std::collections::HashMap;

use analyze::dashboards::model::{Layout, Tile};
use analyze::dashboards::store::{self as dashboards, DashboardRow};
use analyze::plans::actions as plans;
use analyze::plans::model::{PlanItem, PlanMetric, PlanPeriod};
use anyhow::Context;
use base::{Patch, Uuid};
use chrono::{Datelike, Months, NaiveDate};
use db::Tx;

use super::calendar::Calendar;
use super::history::House;
use super::people::PEOPLE;
use super::store::History;

/// Plans are what was won in so many whole months before, and a bit more.
const LEARNED_FROM: u32 = 3;
const MORE: f64 = 1.08;
/// Plans of money are whole hundreds of thousands.
const STEP: f64 = 10_000_000.0;

/// What a person, a team or the company brings in a month.
#[derive(Debug, Clone, Copy, Default)]
struct Usual {
    revenue: f64,
    deals: f64,
}

impl Usual {
    fn add(&mut self, other: Self) {
        self.revenue += other.revenue;
        self.deals += other.deals;
    }
}

/// Writes the plans of the last, this and the next month, and the dashboard.
pub async fn write(
    tx: &Tx,
    house: &House,
    history: &History,
    calendar: Calendar,
) -> anyhow::Result<()> {
    let today = calendar.day(calendar.now);
    let month = today.with_day(1).unwrap_or(today);
    let items = items(tx, house, history, calendar, month).await?;
    plans::set(tx, &items).await?;
    let tiles: Vec<Tile> = serde_json::from_str(include_str!("tiles.json"))?;
    let layout = Layout {
        name: "Утренняя планёрка".to_owned(),
        shared: true,
        tiles,
    };
    let row = DashboardRow {
        id: tx.new_id(),
        layout: layout.checked()?,
        owner_id: house.users[0],
        owner_name: PEOPLE[0].name.to_owned(),
        created_at: tx.now().0,
        updated_at: tx.now().0,
        version: 1,
    };
    dashboards::insert(tx.conn(), &row).await?;
    Ok(())
}

async fn items(
    tx: &Tx,
    house: &House,
    history: &History,
    calendar: Calendar,
    month: NaiveDate,
) -> anyhow::Result<Vec<PlanItem>> {
    let by_owner = usual(history, calendar, month);
    let teams = identity::teams::store::list(tx.conn()).await?;
    let mut company = Usual::default();
    let mut of_teams: HashMap<Uuid, Usual> = HashMap::new();
    let mut planned: Vec<(Option<Uuid>, Option<Uuid>, Usual)> = Vec::new();
    for (person, id) in PEOPLE.iter().zip(&house.users) {
        let Some(usual) = by_owner.get(id) else {
            continue;
        };
        planned.push((Some(*id), None, *usual));
        company.add(*usual);
        if let Some(team) = person.team {
            let row = teams.iter().find(|row| row.name == team.name());
            let team = row.context("a team of the demo is missing")?.id;
            of_teams.entry(team).or_default().add(*usual);
        }
    }
    planned.extend(
        of_teams
            .into_iter()
            .map(|(id, usual)| (None, Some(id), usual)),
    );
    planned.push((None, None, company));
    let months = [-1, 0, 1].map(|by| moved(month, by));
    let mut items = Vec::new();
    for (owner_id, team_id, usual) in planned {
        let revenue = (usual.revenue * MORE / STEP).ceil() * STEP;
        let deals = (usual.deals * MORE).ceil();
        for (metric, target) in [
            (PlanMetric::Revenue, revenue),
            (PlanMetric::DealsWon, deals),
        ] {
            items.extend(months.map(|starts_on| PlanItem {
                metric,
                period: PlanPeriod::Month,
                starts_on,
                owner_id,
                team_id,
                pipeline_id: None,
                target: Patch::Set(target as i64),
            }));
        }
    }
    Ok(items)
}

/// By owner: what they won in a month lately.
fn usual(history: &History, calendar: Calendar, month: NaiveDate) -> HashMap<Uuid, Usual> {
    let since = moved(month, -(LEARNED_FROM as i32));
    let mut by_owner: HashMap<Uuid, Usual> = HashMap::new();
    for deal in &history.deals {
        let (Some(owner), Some(won_at)) = (deal.owner_id, deal.won_at) else {
            continue;
        };
        if (since..month).contains(&calendar.day(won_at)) {
            by_owner.entry(owner).or_default().add(Usual {
                revenue: deal.value.amount as f64 / f64::from(LEARNED_FROM),
                deals: 1.0 / f64::from(LEARNED_FROM),
            });
        }
    }
    by_owner
}

fn moved(month: NaiveDate, by: i32) -> NaiveDate {
    let months = Months::new(by.unsigned_abs());
    let moved = match by {
        0.. => month.checked_add_months(months),
        _ => month.checked_sub_months(months),
    };
    moved.unwrap_or(month)
}

//! How many deals will be won in a period and for how much, with an interval; and how good such
//! forecasts have been.
//!
//! A period's wins are those so far, those of deals that are open (a semi-Markov process from where they
//! stand), and those of deals that are not created yet (their arrival, then the same process).

pub mod arrivals;
pub mod http;
mod mass;
pub mod model;
pub mod record;
pub mod simulate;
pub mod store;
pub mod usual;

use base::{Result, Text};
use chrono::{Months, NaiveDate};

use crate::chances::{self, Chances};
use crate::estimate::Estimate;
use crate::history::{Seen, Status};
use crate::numbers::series::Every;
use crate::numbers::slices::{Slice, slices};
use crate::numbers::{Ask, Metric};
use crate::question::{Question, Sample};
use arrivals::Arrivals;
use model::{
    Band, Forecast, ForecastGroup, ForecastMonth, ForecastPart, ForecastPlan, PastMonth, Period,
    Targets,
};
use simulate::{Futures, OpenDeal, Series, Setting, Won, simulate};

/// Months that are shown ahead, the present one among them.
const MONTHS_AHEAD: usize = 6;
const MONTHS_BACK: u32 = 12;
/// Forecasts do not look further than this.
pub const MOST_DAYS_AHEAD: u32 = 400;
/// What new deals will bring is learned from deals won in so many days, if there are enough.
const AMOUNT_DAYS: i64 = 365;
const FEWEST_AMOUNTS: usize = 20;

/// Deals apart by whose they are: the group of each place.
#[derive(Debug, Default)]
struct Groups {
    names: Vec<(String, String)>,
    /// By the place of a deal.
    of: Vec<u16>,
}

impl Groups {
    fn new(sample: &Sample<'_>, by: Option<Slice>) -> Self {
        let Some(by) = by else {
            return Self {
                names: vec![(String::new(), String::new())],
                ..Self::default()
            };
        };
        let mut groups = Self {
            of: vec![0; sample.view.history.len()],
            ..Self::default()
        };
        for (key, name, places) in slices(sample, by) {
            let number = groups.names.len() as u16;
            groups.names.push((key, name));
            for place in places {
                groups.of[place as usize] = number;
            }
        }
        groups
    }

    fn of(&self, seen: &Seen<'_>) -> usize {
        self.of
            .get(seen.place as usize)
            .copied()
            .map_or(0, usize::from)
    }
}

/// Forecasts a period.
///
/// # Errors
/// As the numbers it shows.
pub fn forecast(
    sample: &Sample<'_>,
    period: &Period,
    by: Option<Slice>,
    targets: &Targets,
) -> Result<Forecast> {
    let (zone, lang) = (sample.ground.zone, sample.ground.lang);
    let today = base::Time(sample.view.now).day(zone);
    let chances = chances::learn(sample);
    let groups = Groups::new(sample, by);
    let months = months_ahead(today);
    let ends: Vec<NaiveDate> = months.iter().map(|(_, to)| *to).collect();
    let bounds = bounds(sample, period, &ends);
    let until = |day: NaiveDate| chances::days_until(sample, day).min(MOST_DAYS_AHEAD);
    let before = |day: NaiveDate| until(day.pred_opt().unwrap_or(day));
    let inside = |from: u32, to: u32| -> Vec<bool> {
        bounds
            .windows(2)
            .map(|pair| pair[0] >= from && pair[1] <= to)
            .collect()
    };
    let (starts, stops) = (
        if period.from <= today {
            0
        } else {
            before(period.from)
        },
        until(period.to),
    );
    let counted = inside(starts, stops);
    let over = period.to < today;
    let futures = match &chances.process {
        Some(process) if !over => simulate(&Setting {
            process,
            open: open_deals(sample, &chances, &groups),
            arrivals: Arrivals::learn(sample, process, groups.names.len(), |seen| {
                Some(groups.of(seen))
            }),
            amounts: amounts(sample),
            bounds: bounds.clone(),
            counted: counted.clone(),
            groups: groups.names.len(),
        }),
        _ => Futures::default(),
    };
    let wins = Wins::new(sample);
    let won = wins.in_days(sample, period.from, period.to);
    let open = total(&futures.open, &counted);
    let fresh = total(&futures.fresh, &counted);
    let mut whole = open.clone();
    whole.join(&fresh);
    let question = sample.question.during(period.from, period.to);
    let here = Sample {
        question: &question,
        ..sample.clone()
    };
    let figure = |metric: Metric, value: f64| {
        Ask::new(metric).figure(&here, Estimate::exact(value, won.sales as i64))
    };
    let chance = targets.revenue.map(|target| {
        let reached = whole
            .revenue
            .iter()
            .filter(|value| *value + won.revenue >= target as f64)
            .count();
        reached as f64 / whole.revenue.len() as f64
    });
    let mut in_period = Ask::new(Metric::WeightedPipeline);
    in_period.after = period.from.pred_opt().filter(|day| *day >= today);
    in_period.until = Some(period.to);
    Ok(Forecast {
        from: period.from,
        to: period.to,
        as_of: base::Time(sample.view.now),
        currency: sample.currency.to_string(),
        days_left: if over { 0 } else { stops },
        revenue: revenue_band(&whole, won.revenue),
        sales: sales_band(&whole, won.sales),
        won: figure(Metric::DealsWon, won.sales),
        won_revenue: figure(Metric::Revenue, won.revenue),
        open: part(&open, Some(in_period.address(sample.question))),
        fresh: part(&fresh, None),
        usual: usual::usual(sample, period, won.revenue),
        plan: ForecastPlan {
            revenue: targets.revenue,
            sales: targets.sales,
            chance,
        },
        months: months
            .iter()
            .enumerate()
            .map(|(index, (from, to))| {
                let starts = if index == 0 { 0 } else { before(*from) };
                month(
                    (sample, &wins),
                    &futures,
                    (*from, *to),
                    &inside(starts, until(*to)),
                )
            })
            .collect(),
        past: past(sample, &wins, today),
        groups: match by {
            None => Vec::new(),
            Some(_) => group_bands(sample, period, &groups, &futures, targets),
        },
        notes: notes(&chances, over)
            .iter()
            .map(|note| note.get(lang).to_owned())
            .collect(),
    })
}

/// What was won already, win by win in the order of time.
#[derive(Debug)]
struct Wins(Vec<(i64, f64)>);

impl Wins {
    fn new(sample: &Sample<'_>) -> Self {
        let mut wins: Vec<(i64, f64)> = sample
            .deals()
            .filter_map(|seen| {
                let amount = sample.money(&seen).unwrap_or_default() as f64;
                Some((seen.won_at()?, amount))
            })
            .collect();
        wins.sort_by_key(|(at, _)| *at);
        Self(wins)
    }

    fn in_days(&self, sample: &Sample<'_>, from: NaiveDate, to: NaiveDate) -> Won {
        let span = sample.question.during(from, to).moments(sample.ground.zone);
        let first = self.0.partition_point(|(at, _)| *at < span.from);
        let last = self.0.partition_point(|(at, _)| *at < span.until);
        Won {
            sales: (last - first) as f64,
            revenue: self.0[first..last].iter().map(|(_, amount)| amount).sum(),
        }
    }
}

fn months_ahead(today: NaiveDate) -> Vec<(NaiveDate, NaiveDate)> {
    let mut start = Every::Month.start(today);
    let mut months = Vec::with_capacity(MONTHS_AHEAD);
    for _ in 0..MONTHS_AHEAD {
        let next = Every::Month.next(start);
        months.push((start, next.pred_opt().unwrap_or(next)));
        start = next;
    }
    months
}

/// Days from now where a stretch of time ends: the ends of the months, and those of the period.
fn bounds(sample: &Sample<'_>, period: &Period, month_ends: &[NaiveDate]) -> Vec<u32> {
    let today = base::Time(sample.view.now).day(sample.ground.zone);
    let mut days: Vec<u32> = month_ends
        .iter()
        .copied()
        .chain([period.to])
        .chain(period.from.pred_opt())
        .filter(|day| *day >= today)
        .map(|day| chances::days_until(sample, day).min(MOST_DAYS_AHEAD))
        .chain([0])
        .collect();
    days.sort_unstable();
    days.dedup();
    days
}

fn open_deals(sample: &Sample<'_>, chances: &Chances, groups: &Groups) -> Vec<OpenDeal> {
    chances::open(sample)
        .filter_map(|seen| {
            let judged = chances.judge(sample, &seen)?;
            Some(OpenDeal {
                state: judged.state,
                age: judged.age,
                ratio: chances.ratio(&judged),
                amount: sample.money(&seen).unwrap_or_default() as f64,
                group: groups.of(&seen),
            })
        })
        .collect()
}

/// What the deals won lately have brought.
fn amounts(sample: &Sample<'_>) -> Vec<f64> {
    let since = sample.view.now - AMOUNT_DAYS * base::time::DAY_MS;
    let of = |since: i64| -> Vec<f64> {
        sample
            .deals()
            .filter(|seen| seen.won_at().is_some_and(|at| at >= since))
            .filter_map(|seen| sample.money(&seen))
            .map(|amount| amount as f64)
            .collect()
    };
    let lately = of(since);
    if lately.len() >= FEWEST_AMOUNTS {
        return lately;
    }
    let ever = of(i64::MIN);
    if !ever.is_empty() {
        return ever;
    }
    // Nothing was won yet: what is asked for is the best guess.
    sample
        .deals()
        .filter_map(|seen| sample.money(&seen))
        .map(|amount| amount as f64)
        .collect()
}

/// The stretches that count, added up future by future.
fn total(stretches: &[Series], counted: &[bool]) -> Series {
    let mut sum = Series::default();
    for (series, _) in stretches.iter().zip(counted).filter(|(_, counts)| **counts) {
        sum.join(series);
    }
    sum
}

fn revenue_band(series: &Series, won: f64) -> Band {
    Band::of(&series.revenue, series.expected.revenue, won)
}

fn sales_band(series: &Series, won: f64) -> Band {
    Band::of(&series.sales, series.expected.sales, won)
}

fn part(series: &Series, address: Option<String>) -> ForecastPart {
    ForecastPart {
        revenue: revenue_band(series, 0.0),
        sales: sales_band(series, 0.0),
        address,
    }
}

fn month(
    (sample, wins): (&Sample<'_>, &Wins),
    futures: &Futures,
    (from, to): (NaiveDate, NaiveDate),
    counted: &[bool],
) -> ForecastMonth {
    let won = wins.in_days(sample, from, to);
    let (open, fresh) = (
        total(&futures.open, counted),
        total(&futures.fresh, counted),
    );
    let mut whole = open.clone();
    whole.join(&fresh);
    ForecastMonth {
        from,
        to,
        revenue: revenue_band(&whole, won.revenue),
        sales: sales_band(&whole, won.sales),
        won: won.revenue,
        open: open.expected.revenue,
        fresh: fresh.expected.revenue,
    }
}

fn past(sample: &Sample<'_>, wins: &Wins, today: NaiveDate) -> Vec<PastMonth> {
    let this = Every::Month.start(today);
    (1..=MONTHS_BACK)
        .rev()
        .filter_map(|back| this.checked_sub_months(Months::new(back)))
        .map(|from| {
            let next = Every::Month.next(from);
            let to = next.pred_opt().unwrap_or(next);
            let question: Question = sample.question.during(from, to);
            let sample = Sample {
                question: &question,
                places: Vec::new(),
                ..sample.clone()
            };
            let won = wins.in_days(&sample, from, to);
            let figure = |metric: Metric, value: f64| {
                Ask::new(metric).figure(&sample, Estimate::exact(value, won.sales as i64))
            };
            PastMonth {
                from,
                to,
                revenue: figure(Metric::Revenue, won.revenue),
                sales: figure(Metric::DealsWon, won.sales),
            }
        })
        .collect()
}

fn group_bands(
    sample: &Sample<'_>,
    period: &Period,
    groups: &Groups,
    futures: &Futures,
    targets: &Targets,
) -> Vec<ForecastGroup> {
    let span = sample
        .question
        .during(period.from, period.to)
        .moments(sample.ground.zone);
    let mut won = vec![Won::default(); groups.names.len()];
    for seen in sample.deals() {
        if seen.status() == Status::Won && seen.won_at().is_some_and(|at| span.holds(at)) {
            let amount = sample.money(&seen).unwrap_or_default() as f64;
            won[groups.of(&seen)].add(1.0, amount);
        }
    }
    let empty = Series::default();
    let mut bands: Vec<ForecastGroup> = groups
        .names
        .iter()
        .zip(&won)
        .enumerate()
        .map(|(index, ((key, name), won))| {
            let series = futures.groups.get(index).unwrap_or(&empty);
            ForecastGroup {
                key: key.clone(),
                name: name.clone(),
                revenue: revenue_band(series, won.revenue),
                sales: sales_band(series, won.sales),
                won_revenue: won.revenue,
                plan: key
                    .parse()
                    .ok()
                    .and_then(|id| targets.groups.get(&id).copied()),
            }
        })
        .collect();
    bands.sort_by(|a, b| {
        b.revenue
            .mean
            .total_cmp(&a.revenue.mean)
            .then_with(|| a.name.cmp(&b.name))
    });
    bands
}

fn notes(chances: &Chances, over: bool) -> Vec<Text> {
    let mut notes = Vec::new();
    if over {
        notes.push(Text::fixed(
            "Период закончился: это факт, а не прогноз.",
            "The period is over: these are facts, not a forecast.",
        ));
    }
    if chances.process.is_none() {
        notes.push(Text::fixed(
            "Сделок слишком мало, чтобы прогнозировать.",
            "There are too few deals to forecast from.",
        ));
    }
    notes
}

//! Numbers about companies that have bought: repeat purchases, their worth, their loss.

use std::collections::HashMap;

use base::time::DAY_MS;
use base::{Lang, Text};
use stats::clv::{BgNbd, GammaGamma, History, Spending};

use super::super::ask::{Part, Worked, written};
use super::super::catalog::Unit;
use super::deals::both;
use crate::estimate::{Estimate, FEWEST, LEVEL, share, survival};
use crate::history::model::NO_COMPANY;
use crate::question::{Sample, Span};
use crate::steps::days;
use crate::tally::{DayCounts, Outcome};

/// One purchase of a company.
#[derive(Debug, Clone, Copy)]
struct Purchase {
    at: i64,
    place: u32,
    amount: Option<i64>,
}

/// The purchases of each company, in the order of time.
fn purchases(sample: &Sample<'_>) -> Vec<Vec<Purchase>> {
    let mut by_company: HashMap<u32, Vec<Purchase>> = HashMap::new();
    for seen in sample.deals() {
        let company = seen.deal.company;
        if let Some(at) = seen.won_at().filter(|_| company != NO_COMPANY) {
            by_company.entry(company).or_default().push(Purchase {
                at,
                place: seen.place,
                amount: sample.money(&seen),
            });
        }
    }
    let mut companies: Vec<(u32, Vec<Purchase>)> = by_company.into_iter().collect();
    companies.sort_by_key(|(company, _)| *company);
    companies
        .into_iter()
        .map(|(_, mut purchases)| {
            purchases.sort_by_key(|purchase| (purchase.at, purchase.place));
            purchases
        })
        .collect()
}

/// The number is one of companies, the deals behind it are their purchases.
fn of_companies(part: Part, companies: i64) -> Worked {
    let deals = part.len();
    Worked {
        estimate: Estimate::exact(companies as f64, companies),
        substituted: Some(both(|lang| match lang {
            Lang::Ru => format!("компаний: {companies}, сделок: {deals}"),
            Lang::En => format!("companies: {companies}, deals: {deals}"),
        })),
        parts: vec![part],
        ..Worked::default()
    }
}

pub fn clients(sample: &Sample<'_>, period: Span) -> Worked {
    let mut part = Part::new("deals", "Покупки", "Purchases");
    let mut companies = 0;
    for purchases in purchases(sample) {
        let before = part.len();
        for purchase in purchases.iter().filter(|one| period.holds(one.at)) {
            part.push(purchase.place);
        }
        companies += i64::from(part.len() > before);
    }
    of_companies(part, companies)
}

pub fn repeat_purchases(sample: &Sample<'_>, period: Span) -> Worked {
    let mut part = Part::new("deals", "Повторные покупки", "Repeat purchases");
    let mut companies = 0;
    for purchases in purchases(sample) {
        let before = part.len();
        for purchase in purchases.iter().skip(1).filter(|one| period.holds(one.at)) {
            part.push(purchase.place);
        }
        companies += i64::from(part.len() > before);
    }
    of_companies(part, companies)
}

pub fn repeat_rate(sample: &Sample<'_>, period: Span) -> Worked {
    let mut counts = DayCounts::default();
    let mut again = Part::new("event", "Купили ещё раз", "Bought again");
    let mut once = Part::new("open", "Купили один раз", "Bought once");
    for purchases in purchases(sample) {
        let first = purchases[0];
        if !period.holds(first.at) {
            continue;
        }
        match purchases.get(1) {
            Some(second) => {
                counts.add(days(first.at, second.at), Outcome::Event);
                again.push(second.place);
            }
            None => {
                counts.add(days(first.at, sample.view.now), Outcome::Open);
                once.push(first.place);
            }
        }
    }
    let (bought_again, all) = (again.len(), again.len() + once.len());
    let estimate = match survival(&counts) {
        None => Estimate::unknown(0),
        Some(curve) => {
            let interval = curve.interval_at(f64::MAX, LEVEL);
            Estimate {
                value: Some(1.0 - curve.at(f64::MAX)),
                low: Some(1.0 - interval.high),
                high: Some(1.0 - interval.low),
                level: Some(LEVEL),
                n: all,
                too_few: all < FEWEST,
            }
        }
    };
    Worked {
        estimate,
        substituted: Some(both(|lang| {
            let of = |value| written(value, Unit::Share, sample.currency, lang);
            let so_far = of(share(bought_again, all).value);
            match lang {
                Lang::Ru => format!(
                    "пока {bought_again} / {all} = {so_far}; ожидается {}",
                    of(estimate.value)
                ),
                Lang::En => format!(
                    "so far {bought_again} / {all} = {so_far}; expected {}",
                    of(estimate.value)
                ),
            }
        })),
        parts: vec![again, once],
        ..Worked::default()
    }
}

pub fn ltv(sample: &Sample<'_>, period: Span) -> Worked {
    let mut part = Part::new(
        "deals",
        "Покупки компаний когорты",
        "Purchases of the cohort's companies",
    );
    let mut companies = 0;
    for purchases in purchases(sample) {
        if !period.holds(purchases[0].at) {
            continue;
        }
        companies += 1;
        for purchase in &purchases {
            match purchase.amount {
                Some(amount) => part.add(purchase.place, amount as f64),
                None => part.push(purchase.place),
            }
        }
    }
    let total = part.sum();
    let value = (companies > 0).then(|| total / companies as f64);
    Worked {
        estimate: Estimate {
            value,
            n: companies,
            too_few: companies == 0,
            ..Estimate::default()
        },
        substituted: Some(both(|lang| {
            let money = |value| written(value, Unit::Money, sample.currency, lang);
            format!("{} / {companies} = {}", money(Some(total)), money(value))
        })),
        contribution: Some(Text::fixed("Сумма", "Amount")),
        parts: vec![part],
        ..Worked::default()
    }
}

/// Purchases on one day are one; time runs in weeks.
const WEEK: f64 = 7.0;
/// A prediction rests on at least this many companies that have bought again.
const FEWEST_REPEATS: usize = 20;
const YEAR_WEEKS: f64 = 365.25 / WEEK;

pub fn ltv_predicted(sample: &Sample<'_>) -> Worked {
    let now = sample.view.now;
    let companies = purchases(sample);
    let mut rows = Vec::with_capacity(companies.len());
    let mut spent = Vec::new();
    for purchases in &companies {
        let first = purchases[0].at;
        let mut moments: Vec<u32> = purchases.iter().map(|one| days(first, one.at)).collect();
        moments.dedup();
        let last = moments.last().copied().unwrap_or_default();
        let again = moments.len() - 1;
        rows.push(History {
            frequency: again as f64,
            recency: f64::from(last) / WEEK,
            age: f64::from(days(first, now)) / WEEK,
            weight: 1.0,
        });
        // The first purchase is left out, as the model has it.
        let later: Vec<f64> = purchases
            .iter()
            .filter(|one| days(first, one.at) > 0)
            .filter_map(|one| one.amount)
            .map(|amount| amount as f64)
            .filter(|amount| *amount > 0.0)
            .collect();
        let mean = later.iter().sum::<f64>() / later.len().max(1) as f64;
        spent.push((later.len() as f64, mean));
    }
    let repeats = rows.iter().filter(|row| row.frequency > 0.0).count();
    let mut part = Part::new(
        "deals",
        "Последняя покупка каждой компании",
        "Each company's last purchase",
    );
    let few = |part: Part| Worked {
        estimate: Estimate::unknown(companies.len() as i64),
        notes: vec![Text::new(
            format!(
                "Нужно хотя бы {FEWEST_REPEATS} компаний с повторными покупками, сейчас {repeats}."
            ),
            format!(
                "At least {FEWEST_REPEATS} companies with repeat purchases are needed, there are {repeats}."
            ),
        )],
        parts: vec![part],
        ..Worked::default()
    };
    if repeats < FEWEST_REPEATS {
        return few(part);
    }
    let paying: Vec<Spending> = spent
        .iter()
        .filter(|(count, _)| *count > 0.0)
        .map(|(frequency, mean)| Spending {
            frequency: *frequency,
            mean: *mean,
            weight: 1.0,
        })
        .collect();
    let (Ok(buying), Ok(paying)) = (BgNbd::fit(&rows), GammaGamma::fit(&paying)) else {
        return few(part);
    };
    for ((purchases, row), (count, mean)) in companies.iter().zip(&rows).zip(&spent) {
        let purchases_ahead = buying.expected_purchases(YEAR_WEEKS, row);
        let cheque = paying.expected_value(*count, *mean).unwrap_or_default();
        if let Some(last) = purchases.last() {
            part.add(last.place, purchases_ahead * cheque);
        }
    }
    let n = part.len();
    let value = part.sum() / n.max(1) as f64;
    Worked {
        estimate: Estimate {
            value: Some(value),
            n,
            ..Estimate::default()
        },
        substituted: Some(Text::new(
            format!(
                "r = {:.3}, α = {:.3}, a = {:.3}, b = {:.3}; {n} компаний",
                buying.r, buying.alpha, buying.a, buying.b
            ),
            format!(
                "r = {:.3}, α = {:.3}, a = {:.3}, b = {:.3}; {n} companies",
                buying.r, buying.alpha, buying.a, buying.b
            ),
        )),
        contribution: Some(Text::fixed(
            "Ожидается за 12 месяцев",
            "Expected in 12 months",
        )),
        parts: vec![part],
        ..Worked::default()
    }
}

/// A company that bought in one year and not in the next has left.
const WINDOW_MS: i64 = 365 * DAY_MS;

pub fn churn(sample: &Sample<'_>, period: Span) -> Worked {
    let end = period.until.min(sample.view.now);
    let year = Span {
        from: end - WINDOW_MS,
        until: end,
    };
    let before = Span {
        from: year.from - WINDOW_MS,
        until: year.from,
    };
    let mut gone = Part::new(
        "event",
        "Не купили снова: последняя покупка",
        "Did not buy again: the last purchase",
    );
    let mut stayed = Part::new("other", "Купили снова", "Bought again");
    for purchases in purchases(sample) {
        let Some(last_before) = purchases.iter().rfind(|one| before.holds(one.at)) else {
            continue;
        };
        match purchases.iter().find(|one| year.holds(one.at)) {
            Some(again) => stayed.push(again.place),
            None => gone.push(last_before.place),
        }
    }
    let (lost, all) = (gone.len(), gone.len() + stayed.len());
    let estimate = share(lost, all);
    Worked {
        estimate,
        substituted: Some(both(|lang| {
            let result = written(estimate.value, Unit::Share, sample.currency, lang);
            format!("{lost} / {all} = {result}")
        })),
        parts: vec![gone, stayed],
        ..Worked::default()
    }
}

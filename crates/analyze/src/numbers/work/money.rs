//! What a cohort of deals cost and brought.

use std::collections::HashMap;

use base::{Lang, Scope, Text};

use super::super::ask::{Ask, Part, Worked, written};
use super::super::catalog::Unit;
use super::super::slices::{ANY, Slice};
use super::deals::{both, leads, money_notes, qualified};
use super::shares;
use crate::estimate::{Estimate, expected};
use crate::history::model::NO_COMPANY;
use crate::marketing::spent::Outlay;
use crate::question::{Sample, Span};
use crate::tally::Outcome;
use crm::marks::Kind;

/// The outlay of the deals asked about, where it is known.
fn outlay<'a>(sample: &'a Sample<'_>, ask: &Ask) -> Option<&'a Outlay> {
    let question = sample.question;
    let days = (question.from?, question.to?);
    let one_pipeline = question.pipeline.is_none() || sample.names().pipelines.len() == 1;
    let whole = question.asked.is_empty() && sample.ground.scope == Scope::All && one_pipeline;
    if !whole {
        return None;
    }
    sample
        .ground
        .spent
        .periods
        .get(&days)?
        .of(ask.only.as_ref())
}

/// Its cost in the currency that money is told in; none where nothing was reported.
fn cost(sample: &Sample<'_>, ask: &Ask) -> Option<f64> {
    let outlay = outlay(sample, ask)?;
    let mut sum = None;
    for money in &outlay.cost {
        let amount = sample.convert(money.amount, money.currency)?;
        sum = Some(sum.unwrap_or(0.0) + amount as f64);
    }
    sum
}

const NO_COST: Text = Text::fixed(
    "Расход за эти дни не внесён или известен не для этой выборки: он ведётся по кампаниям, каналам и страницам, целыми периодами.",
    "No spend is entered for these days, or it is not known for this selection: it is kept by campaign, channel and page, for whole periods.",
);

const ALLOTTED: Text = Text::fixed(
    "Страница сама денег не тратит: расход каждой кампании разделён между страницами по числу её посещений, начатых на них.",
    "A page spends nothing itself: the spend of each campaign is shared by the pages where its visits began, by their number.",
);

fn without_cost(worked: Worked) -> Worked {
    let mut notes = worked.notes;
    notes.push(NO_COST);
    Worked {
        estimate: Estimate::unknown(worked.estimate.n),
        notes,
        ..worked
    }
}

pub fn spend(sample: &Sample<'_>, ask: &Ask) -> Worked {
    let page = ask.only.as_ref().and_then(|(slice, _)| slice.kind());
    let pages = matches!(page, Some(Kind::Landing | Kind::Content));
    match cost(sample, ask) {
        Some(cost) => Worked {
            estimate: Estimate::exact(cost, 0),
            notes: pages.then_some(ALLOTTED).into_iter().collect(),
            parts: vec![Part::new("deals", "Сделки", "Deals")],
            ..Worked::default()
        },
        None => without_cost(Worked {
            parts: vec![Part::new("deals", "Сделки", "Deals")],
            ..Worked::default()
        }),
    }
}

pub fn visitors(sample: &Sample<'_>, ask: &Ask) -> Worked {
    let outlay = outlay(sample, ask);
    let visitors = outlay.map_or(0, |outlay| outlay.visitors);
    let visits = outlay.map_or(0, |outlay| outlay.visits);
    Worked {
        estimate: match outlay {
            Some(_) => Estimate::exact(visitors as f64, visitors),
            None => Estimate::unknown(0),
        },
        substituted: Some(both(|lang| match lang {
            Lang::Ru => format!("{visits} посещений, {visitors} разных посетителей"),
            Lang::En => format!("{visits} visits, {visitors} different visitors"),
        })),
        parts: vec![Part::new("deals", "Сделки", "Deals")],
        ..Worked::default()
    }
}

/// Which part of a deal the campaign or channel asked about has; whole deals where nobody asked for parts.
fn share(sample: &Sample<'_>, ask: &Ask, place: u32) -> f64 {
    match &ask.only {
        // All who touched a deal have the whole of it together.
        Some((Slice::Linear(kind), key)) if key != ANY => {
            let deal = sample.view.seen(place).map(|seen| seen.deal.id);
            deal.map_or(0.0, |id| sample.ground.spent.shares.of(*kind, id, key))
        }
        _ => 1.0,
    }
}

/// What was counted in whole deals, in the parts of them that belong to the campaign or channel asked about.
pub fn shared(sample: &Sample<'_>, ask: &Ask, counted: Worked) -> Worked {
    if !matches!(ask.only, Some((Slice::Linear(_), _))) {
        return counted;
    }
    let mut worked = counted;
    let Some(part) = worked.parts.first_mut() else {
        return worked;
    };
    let money = worked.contribution.is_some();
    for (place, value) in &mut part.deals {
        let share = share(sample, ask, *place);
        *value = match *value {
            Some(value) => Some(value * share),
            // A deal in a currency without a rate brings nothing to a sum.
            None if money => None,
            None => Some(share),
        };
    }
    let (sum, n) = (part.sum(), part.len());
    worked.estimate = Estimate::exact(sum, n);
    worked.substituted = None;
    worked.notes.push(Text::fixed(
        "Сделка разделена поровну между касаниями: при n касаниях на каждое приходится 1/n.",
        "A deal is shared equally by its touches: of n touches each has 1/n.",
    ));
    worked.contribution = worked
        .contribution
        .or(Some(Text::fixed("Доля сделки", "Part of the deal")));
    worked
}

/// Spend for each of what was counted.
fn each(sample: &Sample<'_>, ask: &Ask, counted: Worked) -> Worked {
    let mut counted = shared(sample, ask, counted);
    // Parts of deals are no money, which a price of one is told in.
    counted.contribution = None;
    for part in &mut counted.parts {
        for (_, value) in &mut part.deals {
            *value = None;
        }
    }
    let n = counted.estimate.value.unwrap_or(0.0);
    let count = if n.fract() == 0.0 {
        format!("{n:.0}")
    } else {
        format!("{n:.2}")
    };
    match cost(sample, ask) {
        None => without_cost(counted),
        Some(_) if n <= 0.0 => Worked {
            estimate: Estimate::unknown(0),
            ..counted
        },
        Some(cost) => Worked {
            estimate: Estimate::exact(cost / n, n as i64),
            substituted: Some(both(|lang| {
                let money = |value| written(Some(value), Unit::Money, sample.currency, lang);
                format!("{} / {count} = {}", money(cost), money(cost / n))
            })),
            ..counted
        },
    }
}

pub fn cost_per_lead(sample: &Sample<'_>, ask: &Ask, period: Span) -> Worked {
    each(sample, ask, leads(sample, period))
}

pub fn cost_per_qualified(sample: &Sample<'_>, ask: &Ask, period: Span) -> Worked {
    each(sample, ask, qualified(sample, period))
}

/// Deals created in the period and won by now, each with its money.
pub fn cohort_won(sample: &Sample<'_>, period: Span) -> Worked {
    let mut part = Part::new("deals", "Выиграны", "Won");
    for seen in sample.deals() {
        if period.holds(seen.created()) && seen.won_at().is_some() {
            part.push(seen.place);
        }
    }
    Worked::count(part)
}

pub fn cohort_revenue(sample: &Sample<'_>, period: Span) -> Worked {
    let mut part = Part::new("deals", "Выиграны", "Won");
    let mut no_rate = std::collections::BTreeSet::new();
    for seen in sample.deals() {
        if !period.holds(seen.created()) || seen.won_at().is_none() {
            continue;
        }
        match sample.money(&seen) {
            Some(amount) => part.add(seen.place, amount as f64),
            None => {
                no_rate.insert(seen.currency().to_string());
                part.push(seen.place);
            }
        }
    }
    let (total, n) = (part.sum(), part.len());
    Worked {
        estimate: Estimate::exact(total, n),
        notes: money_notes(sample, &no_rate),
        contribution: Some(Text::fixed("Сумма", "Amount")),
        parts: vec![part],
        ..Worked::default()
    }
}

/// Of the cohort's won deals those that are their client's first purchase.
pub fn new_clients(sample: &Sample<'_>, period: Span) -> Worked {
    let mut first: HashMap<u32, i64> = HashMap::new();
    let all = crate::question::Sample {
        places: sample.view.deals().map(|seen| seen.place).collect(),
        ..sample.clone()
    };
    for seen in all.deals() {
        if let Some(at) = seen.won_at().filter(|_| seen.deal.company != NO_COMPANY) {
            let known = first.entry(seen.deal.company).or_insert(at);
            *known = (*known).min(at);
        }
    }
    let mut part = Part::new("deals", "Первые покупки", "First purchases");
    for seen in sample.deals().filter(|seen| period.holds(seen.created())) {
        let company = seen.deal.company;
        let won = seen.won_at();
        if won.is_some() && (company == NO_COMPANY || first.get(&company).copied() == won) {
            part.push(seen.place);
        }
    }
    Worked::count(part)
}

pub fn acquisition_cost(sample: &Sample<'_>, ask: &Ask, period: Span) -> Worked {
    each(sample, ask, new_clients(sample, period))
}

/// What came back of what was spent, over it: so far.
pub fn romi(sample: &Sample<'_>, ask: &Ask, period: Span) -> Worked {
    let revenue = shared(sample, ask, cohort_revenue(sample, period));
    let brought = revenue.estimate.value.unwrap_or(0.0);
    match cost(sample, ask).filter(|cost| *cost > 0.0) {
        None => without_cost(revenue),
        Some(cost) => Worked {
            estimate: Estimate::exact(brought / cost - 1.0, revenue.estimate.n),
            substituted: Some(both(|lang| returned(sample, lang, brought, cost))),
            ..revenue
        },
    }
}

fn returned(sample: &Sample<'_>, lang: Lang, brought: f64, cost: f64) -> String {
    let money = |value| written(Some(value), Unit::Money, sample.currency, lang);
    let share = written(
        Some(brought / cost - 1.0),
        Unit::Share,
        sample.currency,
        lang,
    );
    format!(
        "({} − {}) / {} = {share}",
        money(brought),
        money(cost),
        money(cost)
    )
}

/// What will have come back when the open deals of the cohort are settled.
///
/// The expected number of wins is the cohort's size × its expected win rate; each further win brings the mean of
/// the won deals of the same selection, whenever they were created. The interval takes the uncertainty of the
/// win rate and of the mean together (delta method).
pub fn romi_expected(sample: &Sample<'_>, ask: &Ask, period: Span) -> Worked {
    let so_far = shared(sample, ask, cohort_revenue(sample, period));
    let brought = so_far.estimate.value.unwrap_or(0.0);
    let ends = shares::won(sample, period);
    let (n, won) = (ends.counts.total(), ends.counts.of(Outcome::Event));
    let win = expected(&ends.counts, Some(&ends.longer));
    let mut worked = ends.share(true);
    worked.substituted = None;
    let Some(cost) = cost(sample, ask).filter(|cost| *cost > 0.0) else {
        return without_cost(worked);
    };
    let amounts: Vec<f64> = sample
        .deals()
        .filter(|seen| seen.won_at().is_some())
        .filter_map(|seen| sample.money(&seen))
        .map(|amount| amount as f64)
        .collect();
    let (Some(rate), Some((mean, error))) = (win.value, mean(&amounts)) else {
        worked.estimate = Estimate::unknown(n);
        return worked;
    };
    // Where deals are shared, those still open bring their parts of a win.
    let parts: f64 = sample
        .deals()
        .filter(|seen| period.holds(seen.created()))
        .map(|seen| share(sample, ask, seen.place))
        .sum();
    let part = if n > 0 {
        (parts / n as f64).min(1.0)
    } else {
        1.0
    };
    let more = (n as f64 * rate - won as f64).max(0.0) * part;
    let whole = brought + more * mean;
    let of_rate = win.error().unwrap_or(0.0) * n as f64 * part * mean;
    let spread = crate::estimate::Z95 * of_rate.hypot(more * error);
    worked.estimate = Estimate {
        value: Some(whole / cost - 1.0),
        low: Some((whole - spread).max(brought) / cost - 1.0),
        high: Some((whole + spread) / cost - 1.0),
        level: Some(crate::estimate::LEVEL),
        n,
        too_few: win.too_few || (amounts.len() as i64) < crate::estimate::FEWEST,
    };
    worked.substituted = Some(both(|lang| {
        let money = |value| written(Some(value), Unit::Money, sample.currency, lang);
        let formula = returned(sample, lang, whole, cost);
        match lang {
            Lang::Ru => format!(
                "пока {}, ожидается ещё {more:.1} выигранных по {}; {formula}",
                money(brought),
                money(mean)
            ),
            Lang::En => format!(
                "{} so far, {more:.1} more wins of {} expected; {formula}",
                money(brought),
                money(mean)
            ),
        }
    }));
    worked
}

/// The mean and its standard error.
fn mean(amounts: &[f64]) -> Option<(f64, f64)> {
    let n = amounts.len() as f64;
    if amounts.is_empty() {
        return None;
    }
    let mean = amounts.iter().sum::<f64>() / n;
    let squares: f64 = amounts.iter().map(|amount| (amount - mean).powi(2)).sum();
    Some((mean, (squares / (n - 1.0).max(1.0) / n).sqrt()))
}

//! Numbers that count deals, or add their money up.

use std::collections::BTreeSet;

use base::time::DAY_MS;
use base::{Lang, Text};

use super::super::ask::{Part, Worked, written};
use super::super::catalog::Unit;
use crate::estimate::{Estimate, FEWEST, LEVEL, Z95};
use crate::funnel::By;
use crate::history::{Seen, Status};
use crate::question::{Sample, Span};
use crate::steps::{End, Steps};

/// A deal that nothing happens to for this long is neglected.
pub const NEGLECTED_DAYS: i64 = 14;

/// Deals that fit, each with its money.
fn with_money<'a>(
    sample: &Sample<'a>,
    mut part: Part,
    fits: impl Fn(&Seen<'a>) -> bool,
) -> (Part, BTreeSet<String>) {
    let mut no_rate = BTreeSet::new();
    for seen in sample.deals().filter(|seen| fits(seen)) {
        match sample.money(&seen) {
            Some(amount) => part.add(seen.place, amount as f64),
            None => {
                no_rate.insert(seen.currency().to_string());
                part.push(seen.place);
            }
        }
    }
    (part, no_rate)
}

fn count<'a>(sample: &Sample<'a>, mut part: Part, fits: impl Fn(&Seen<'a>) -> bool) -> Worked {
    for seen in sample.deals().filter(|seen| fits(seen)) {
        part.push(seen.place);
    }
    Worked::count(part)
}

fn sum(sample: &Sample<'_>, (part, no_rate): (Part, BTreeSet<String>)) -> Worked {
    let (total, n) = (part.sum(), part.len());
    Worked {
        estimate: Estimate::exact(total, n),
        substituted: Some(both(|lang| {
            let total = written(Some(total), Unit::Money, sample.currency, lang);
            match lang {
                Lang::Ru => format!("{n} сделок, всего {total}"),
                Lang::En => format!("{n} deals, {total} in all"),
            }
        })),
        notes: money_notes(sample, &no_rate),
        contribution: Some(Text::fixed("Сумма", "Amount")),
        parts: vec![part],
        ..Worked::default()
    }
}

/// The same sentence in both languages.
pub fn both(mut of: impl FnMut(Lang) -> String) -> Text {
    Text::new(of(Lang::Ru), of(Lang::En))
}

/// What has to be said of sums across currencies.
pub fn money_notes(sample: &Sample<'_>, no_rate: &BTreeSet<String>) -> Vec<Text> {
    let mut notes = Vec::new();
    if !no_rate.is_empty() {
        let list: Vec<&str> = no_rate.iter().map(String::as_str).collect();
        let list = list.join(", ");
        notes.push(Text::new(
            format!("Сделки в валютах без курса ({list}) сосчитаны, но в сумму не вошли: задайте курс в настройках компании."),
            format!("Deals in currencies without a rate ({list}) are counted, but not in the sum: set the rate in the company's settings."),
        ));
    } else if sample
        .deals()
        .any(|seen| seen.currency() != sample.currency)
    {
        notes.push(Text::new(
            format!(
                "Суммы в других валютах пересчитаны в {} по таблице курсов.",
                sample.currency
            ),
            format!(
                "Amounts in other currencies are converted into {} by the table of rates.",
                sample.currency
            ),
        ));
    }
    notes
}

pub fn created(sample: &Sample<'_>, period: Span) -> Worked {
    let part = Part::new("deals", "Созданы", "Created");
    count(sample, part, |seen| period.holds(seen.created()))
}

pub fn leads(sample: &Sample<'_>, period: Span) -> Worked {
    let part = Part::new("deals", "Лиды", "Leads");
    count(sample, part, |seen| {
        lead_at(sample, seen).is_some_and(|at| period.holds(at))
    })
}

/// When a deal entered a stage of kind attract for the first time.
pub fn lead_at(sample: &Sample<'_>, seen: &Seen<'_>) -> Option<i64> {
    let names = sample.names();
    let attract = |stage: u16| names.stage(stage).is_some_and(|stage| stage.kind == 0);
    seen.changes
        .iter()
        .find(|change| attract(change.stage))
        .map(|change| change.at)
}

/// The steps of the six kinds, wherever the deals are.
pub fn kinds(sample: &Sample<'_>) -> Steps {
    let lang = sample.ground.lang;
    Steps::new(sample.names(), sample.question.pipeline, By::Kind, lang)
}

/// The kind of stage where leads are qualified.
pub const QUALIFY: usize = 1;

pub fn qualified(sample: &Sample<'_>, period: Span) -> Worked {
    let steps = kinds(sample);
    let part = Part::new("deals", "Прошли квалификацию", "Passed qualification");
    count(sample, part, |seen| {
        let mut first = None;
        steps.stays(seen, |stay| {
            let forward = matches!(stay.end, End::Forward(_));
            if forward && steps.plans[stay.step].kind == QUALIFY && first.is_none() {
                first = Some(stay.left);
            }
        });
        first.is_some_and(|at| period.holds(at))
    })
}

fn won_in(period: Span) -> impl Fn(&Seen<'_>) -> bool {
    move |seen| seen.won_at().is_some_and(|at| period.holds(at))
}

fn lost_in(period: Span) -> impl Fn(&Seen<'_>) -> bool {
    move |seen| seen.lost_at().is_some_and(|at| period.holds(at))
}

pub fn won(sample: &Sample<'_>, period: Span) -> Worked {
    count(
        sample,
        Part::new("deals", "Выиграны", "Won"),
        won_in(period),
    )
}

pub fn revenue(sample: &Sample<'_>, period: Span) -> Worked {
    let part = Part::new("deals", "Выиграны", "Won");
    sum(sample, with_money(sample, part, won_in(period)))
}

pub fn lost(sample: &Sample<'_>, period: Span) -> Worked {
    count(
        sample,
        Part::new("deals", "Проиграны", "Lost"),
        lost_in(period),
    )
}

pub fn lost_sum(sample: &Sample<'_>, period: Span) -> Worked {
    let part = Part::new("deals", "Проиграны", "Lost");
    sum(sample, with_money(sample, part, lost_in(period)))
}

pub fn average_cheque(sample: &Sample<'_>, period: Span) -> Worked {
    let worked = revenue(sample, period);
    let amounts: Vec<f64> = amounts(&worked);
    let n = amounts.len() as i64;
    if n == 0 {
        return Worked {
            estimate: Estimate::unknown(0),
            ..worked
        };
    }
    let mean = amounts.iter().sum::<f64>() / n as f64;
    let squares: f64 = amounts.iter().map(|amount| (amount - mean).powi(2)).sum();
    let error = (squares / (n as f64 - 1.0).max(1.0) / n as f64).sqrt();
    let interval = (n > 1).then_some((mean - Z95 * error, mean + Z95 * error));
    Worked {
        estimate: Estimate {
            value: Some(mean),
            low: interval.map(|(low, _)| low.max(0.0)),
            high: interval.map(|(_, high)| high),
            level: interval.map(|_| LEVEL),
            n,
            too_few: false,
        },
        substituted: Some(both(|lang| {
            let money = |value| written(Some(value), Unit::Money, sample.currency, lang);
            format!("{} / {n} = {}", money(mean * n as f64), money(mean))
        })),
        ..worked
    }
}

pub fn median_cheque(sample: &Sample<'_>, period: Span) -> Worked {
    let worked = revenue(sample, period);
    let mut amounts = amounts(&worked);
    amounts.sort_by(f64::total_cmp);
    let n = amounts.len() as i64;
    if n == 0 {
        return Worked {
            estimate: Estimate::unknown(0),
            ..worked
        };
    }
    // The order statistics that hold the median in 95 of 100 samples: the normal approximation of
    // the binomial distribution of how many lie below it.
    let spread = Z95 * (n as f64).sqrt() / 2.0;
    let place = |at: f64| amounts[(at.round().max(0.0) as usize).min(amounts.len() - 1)];
    let middle = n as f64 / 2.0;
    let interval = n >= FEWEST;
    Worked {
        estimate: Estimate {
            value: stats::quantile(&amounts, 0.5),
            low: interval.then(|| place(middle - spread - 1.0)),
            high: interval.then(|| place(middle + spread)),
            level: interval.then_some(LEVEL),
            n,
            too_few: false,
        },
        substituted: None,
        ..worked
    }
}

fn amounts(worked: &Worked) -> Vec<f64> {
    worked.parts[0]
        .deals
        .iter()
        .filter_map(|(_, amount)| *amount)
        .collect()
}

fn is_open(seen: &Seen<'_>) -> bool {
    seen.status() == Status::Open
}

pub fn open(sample: &Sample<'_>) -> Worked {
    count(sample, Part::new("deals", "В работе", "Open"), is_open)
}

pub fn open_sum(sample: &Sample<'_>) -> Worked {
    let part = Part::new("deals", "В работе", "Open");
    sum(sample, with_money(sample, part, is_open))
}

/// Whether an open deal stands on its stage longer than the stage's limit.
pub fn is_stuck(sample: &Sample<'_>, seen: &Seen<'_>) -> bool {
    let limit = sample
        .names()
        .stage(seen.stage())
        .and_then(|stage| stage.age_limit_days);
    is_open(seen) && limit.is_some_and(|days| sample.view.now - seen.entered() > days * DAY_MS)
}

pub fn stuck(sample: &Sample<'_>) -> Worked {
    let part = Part::new("deals", "Застряли", "Stuck");
    in_days(sample, part, |seen| {
        is_stuck(sample, seen).then(|| sample.view.now - seen.entered())
    })
}

pub fn overdue(sample: &Sample<'_>) -> Worked {
    let part = Part::new("deals", "Просрочены", "Overdue");
    in_days(sample, part, |seen| {
        let late = sample.view.now - seen.deal.next_step?;
        (is_open(seen) && late > 0).then_some(late)
    })
}

pub fn neglected(sample: &Sample<'_>) -> Worked {
    let part = Part::new("deals", "Заброшены", "Neglected");
    in_days(sample, part, |seen| {
        let silent = sample.view.now - seen.deal.last_activity;
        (is_open(seen) && silent >= NEGLECTED_DAYS * DAY_MS).then_some(silent)
    })
}

pub fn no_next_step(sample: &Sample<'_>) -> Worked {
    let part = Part::new("deals", "Без следующего шага", "Without a next step");
    let worked = count(sample, part, |seen| {
        is_open(seen) && seen.deal.next_step.is_none()
    });
    as_of_now(sample, worked)
}

/// Deals with the days that make them count.
fn in_days(sample: &Sample<'_>, mut part: Part, ms: impl Fn(&Seen<'_>) -> Option<i64>) -> Worked {
    for seen in sample.deals() {
        if let Some(ms) = ms(&seen) {
            part.add(seen.place, (ms / DAY_MS) as f64);
        }
    }
    let worked = Worked {
        contribution: Some(Text::fixed("Дней", "Days")),
        ..Worked::count(part)
    };
    as_of_now(sample, worked)
}

/// Next steps and activities are known as they are now only.
fn as_of_now(sample: &Sample<'_>, mut worked: Worked) -> Worked {
    if sample.view.past {
        worked.notes.push(Text::fixed(
            "Следующие шаги и действия известны только на сегодня.",
            "Next steps and activities are known as of today only.",
        ));
    }
    worked
}

pub fn moves(sample: &Sample<'_>, period: Span, person: Option<base::Uuid>) -> Worked {
    let by = person.map(|id| sample.names().people.place(&id));
    let mut part = Part::new("deals", "Сделки с переходами", "Deals that were moved");
    for seen in sample.deals() {
        let moved = seen
            .changes
            .windows(2)
            .filter(|pair| {
                pair[0].stage != pair[1].stage
                    && period.holds(pair[1].at)
                    && by.is_none_or(|place| place == Some(u32::from(pair[1].by)))
            })
            .count();
        if moved > 0 {
            part.add(seen.place, moved as f64);
        }
    }
    Worked {
        estimate: Estimate::exact(part.sum(), part.len()),
        contribution: Some(Text::fixed("Переходов", "Moves")),
        parts: vec![part],
        ..Worked::default()
    }
}

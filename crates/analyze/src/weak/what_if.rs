//! What another conversion of a stage, or another time in it, would bring.
//!
//! Revenue is sales a month × what a sale brings. Raising the conversion of a stage by a factor raises the
//! sales that pass through it by the same factor. Shortening a stage wins nothing by itself that is not
//! lost by waiting: the effect of time is what the stage's own deals show, those that left within
//! the shorter time against all.

use api::{Ctx, ListParams, ProblemBody, Result};
use axum::Extension;
use axum::extract::OriginalUri;
use axum::response::Response;
use base::{Lang, Problem, Text};
use serde::Serialize;
use utoipa::ToSchema;

use super::http::with_period;
use super::survey::Survey;
use crate::desk::{Desk, QuestionQuery};
use crate::estimate::{Curve, Estimate, expected, quantile};
use crate::funnel::http::read_by;
use crate::funnel::{Basis, By};
use crate::history::Books;
use crate::numbers::{Ask, Figure, Metric, work};
use crate::question::{Question, Sample};
use crate::steps::Steps;

/// What a change of one stage would bring.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct WhatIf {
    pub step: String,
    pub name: String,
    pub conversion_now: Figure,
    /// 0 to 1.
    pub conversion_then: f64,
    pub days_now: Figure,
    pub days_then: Option<f64>,
    pub win_now: Figure,
    /// 0 to 1.
    pub win_then: f64,
    pub sales_month: Effect,
    /// Minor units.
    pub revenue_month: Effect,
    pub currency: String,
    pub notes: Vec<String>,
}

/// A quantity a month now and then; the interval is that of then.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
#[schema(as = WhatIfEffect)]
pub struct Effect {
    pub now: f64,
    pub then: f64,
    pub low: f64,
    pub high: f64,
}

/// What is changed.
#[derive(Debug, Clone, Copy)]
pub enum Wish {
    /// The conversion becomes this share.
    Conversion(f64),
    /// Half of the deals leave the stage in so many days.
    Days(f64),
}

/// # Errors
/// `not_found` for a step that is not there or has none after it; as the numbers that are shown.
pub fn what_if(sample: &Sample<'_>, steps: &Steps, key: &str, wish: Wish) -> base::Result<WhatIf> {
    let step = steps
        .find(key)
        .filter(|step| step + 1 < steps.len())
        .ok_or_else(Problem::not_found)?;
    let survey = Survey::new(sample, steps);
    let stage = &survey.stages[step];
    let now = expected(&stage.now, Some(&stage.ever));
    let stay = quantile(&stage.now.any_end(), 0.5);
    let share = now.value.unwrap_or_default();
    let (then, days_then) = match wish {
        Wish::Conversion(share) => (share.clamp(0.0, 1.0), None),
        Wish::Days(days) => (sooner(stage, share, stay, days), Some(days)),
    };
    let figure = |metric: Metric| -> base::Result<Figure> {
        let ask = Ask::new(metric);
        Ok(ask.figure(sample, work(sample, &ask)?.estimate))
    };
    let won = figure(Metric::DealsWon)?;
    let revenue = figure(Metric::Revenue)?;
    let win_now = figure(Metric::WinRate)?;
    let next = &steps.plans[step + 1].key;
    let conversion = Ask::at(Metric::ExpectedConversion, next, steps.by, Basis::Entered);
    let time = Ask::at(Metric::TimeInStage, key, steps.by, Basis::Entered);
    let time = time.figure(sample, work(sample, &time)?.estimate);
    let factor = |base: f64| if base > 0.0 { then / base } else { 1.0 };
    let effect = |value: Option<f64>| {
        let a_month = value.unwrap_or_default() / survey.months;
        let bounds = [now.low, now.high].map(|bound| a_month * factor(bound.unwrap_or(share)));
        Effect {
            now: a_month,
            then: a_month * factor(share),
            low: bounds[0].min(bounds[1]),
            high: bounds[0].max(bounds[1]),
        }
    };
    let win_then = (win_now.value.unwrap_or_default() * factor(share)).min(1.0);
    Ok(WhatIf {
        step: key.to_owned(),
        name: steps.plans[step].name.clone(),
        conversion_now: conversion.figure(sample, now),
        conversion_then: then,
        days_now: time,
        days_then,
        win_now,
        win_then,
        sales_month: effect(won.value),
        revenue_month: effect(revenue.value),
        currency: sample.currency.to_string(),
        notes: notes(wish, sample.ground.lang, now),
    })
}

/// The share that would go on if half of the deals left in so many days: that of the deals that did leave
/// within what the same share of the present time is.
fn sooner(stage: &super::survey::Stage, share: f64, stay: Estimate, days: f64) -> f64 {
    let Some(median) = stay.value.filter(|median| *median > 0.0) else {
        return share;
    };
    if days >= median {
        return share;
    }
    let Some(curve) = Curve::new(&stage.ever) else {
        return share;
    };
    // Deals that take up to twice the wished median are those that the wish would leave.
    let limit = days * 2.0;
    let left: f64 = curve
        .table
        .rows()
        .filter(|row| row.time <= limit)
        .map(|row| row.ended())
        .sum();
    let went_on: f64 = curve
        .table
        .rows()
        .filter(|row| row.time <= limit)
        .map(|row| row.events[0])
        .sum();
    if left > 0.0 {
        (went_on / left).max(share)
    } else {
        share
    }
}

fn notes(wish: Wish, lang: Lang, now: Estimate) -> Vec<String> {
    let mut notes = vec![match wish {
        Wish::Conversion(_) => Text::fixed(
            "Считается, что остальные этапы работают как сейчас: продажи растут во столько же раз, во сколько растёт конверсия этапа.",
            "The other stages are assumed to work as now: sales grow by the same factor as the conversion of this stage.",
        ),
        Wish::Days(_) => Text::fixed(
            "Считается, что сделки, которые пройдут этап быстрее, пойдут дальше так же часто, как те, кто и сейчас проходит его быстро. Это связь, а не доказанная причина.",
            "Deals that move faster are assumed to go on as often as those that already move fast. That is a correlation, not a proven cause.",
        ),
    }];
    if now.too_few {
        notes.push(Text::fixed(
            "Сделок за период мало: оценка очень приблизительна.",
            "There are few deals in the period: the estimate is very rough.",
        ));
    }
    notes.iter().map(|note| note.get(lang).to_owned()).collect()
}

/// What another conversion or time of a stage would bring
///
/// Sales and revenue a month, with an interval, if the stage named by `step` let on the share `conversion`, or
/// if half of its deals left within `days`.
#[utoipa::path(
    get,
    path = "/analyze/what-if",
    tag = "analyze",
    operation_id = "get_what_if",
    params(
        ("step" = String, Query, description = "The stage's id, or a kind of stage."),
        ("conversion" = Option<f64>, Query, description = "0 to 1."),
        ("days" = Option<f64>, Query),
        ("by" = inline(Option<By>), Query),
        QuestionQuery,
    ),
    responses((status = 200, body = WhatIf), (status = "default", body = ProblemBody))
)]
pub async fn http(
    ctx: Ctx,
    Extension(books): Extension<Books>,
    OriginalUri(uri): OriginalUri,
    params: ListParams,
) -> Result<Response> {
    let desk = Desk::open(&ctx, &books).await?;
    let question = with_period(Question::read(&params, desk.ground.zone)?, &desk.ground);
    let by = read_by(&params, "by", question.pipeline.is_some())?;
    let step = params.other("step").unwrap_or_default().to_owned();
    let share = Text::fixed("доля от 0 до 1", "a share from 0 to 1");
    let days = Text::fixed("число дней", "a number of days");
    let conversion: Option<f64> = params.read("conversion", &share)?;
    let days: Option<f64> = params.read("days", &days)?;
    let wish = match (conversion, days) {
        (Some(share), None) if (0.0..=1.0).contains(&share) => Wish::Conversion(share),
        (None, Some(days)) if days >= 0.0 && days.is_finite() => Wish::Days(days),
        _ => {
            return Err(Problem::bad_request(Text::fixed(
                "Укажите одно: conversion от 0 до 1 или days",
                "Give one of the two: conversion from 0 to 1, or days",
            ))
            .into());
        }
    };
    Ok(desk
        .answer(&uri, move |history, ground| {
            let steps = Steps::new(&history.names, question.pipeline, by, ground.lang);
            let sample = Sample::new(history, ground, &question);
            what_if(&sample, &steps, &step, wish)
        })
        .await?)
}

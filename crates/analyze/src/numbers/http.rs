//! Numbers over HTTP.

use api::Cursor;
use api::{Ctx, ListParams, Page, ProblemBody, Result};
use axum::extract::{OriginalUri, Path};
use axum::response::Response;
use axum::{Extension, Json};
use base::{Permission, Problem, Text};
use chrono::NaiveDate;
use documents::{Kind, Sheet};
use utoipa::IntoParams;

use super::ask::Ask;
use super::catalog::{Metric, MetricInfo};
use super::explain::{self, Explanation};
use super::listed::{self, Listed};
use super::series::{self, Every, Series};
use super::slices::{self, ANY, Breakdown, Slice, marked, slices as sliced};
use super::store;
use crate::desk::{Desk, QuestionQuery};
use crate::funnel::http::{read_basis, read_by};
use crate::history::Books;
use crate::marketing::Ledgers;
use crate::question::{Question, Sample};

#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "only describes what the handler reads from ListParams"
)]
pub struct AskQuery {
    /// The step that the number is about: a stage's id, or a kind of stage.
    step: Option<String>,
    by: Option<crate::funnel::By>,
    basis: Option<crate::funnel::Basis>,
    /// Lost for this reason (an id), or for none that was given (`none`).
    reason: Option<String>,
    /// Moved by this person.
    person: Option<String>,
    /// Another quantile of a time than the median, in percent.
    quantile: Option<u8>,
    /// The day before a forecast begins; it begins now without one.
    after: Option<String>,
    /// The last day of a forecast.
    until: Option<String>,
    /// `stage:…` or `reason:…`: only deals that stand there, or were lost for it.
    only: Option<String>,
}

/// A number and the question, as the address says them; `steps` names the parameter that says what a
/// step is.
pub fn read(
    key: &str,
    params: &ListParams,
    zone: chrono_tz::Tz,
    steps: &str,
) -> base::Result<(Ask, Question)> {
    let metric = Metric::parse(key).ok_or_else(Problem::not_found)?;
    let question = Question::read(params, zone)?;
    let id = Text::fixed("идентификатор", "an id");
    let by = read_by(params, steps, question.pipeline.is_some())?;
    let quantile: Option<u8> = params.read(
        "quantile",
        &Text::fixed("число от 1 до 99", "a number from 1 to 99"),
    )?;
    let ask = Ask {
        metric,
        step: params
            .other("step")
            .filter(|step| !step.is_empty())
            .map(str::to_owned),
        by,
        basis: read_basis(params)?,
        reason: match params.other("reason") {
            None | Some("") => None,
            Some("none") => Some(None),
            Some(_) => Some(params.read("reason", &id)?),
        },
        person: params.read("person", &id)?,
        quantile: quantile.filter(|percent| (1..100).contains(percent)),
        after: params.day("after")?,
        until: params.day("until")?,
        only: read_only(params)?,
    };
    Ok((ask, question))
}

/// A number that was asked for, and what counting it needs.
struct Asked {
    desk: Desk,
    ask: Ask,
    question: Question,
    /// Changes when what marketing cost changes.
    spent: String,
}

impl Asked {
    /// `words`: the metric, the parameters, and which of them says what a `step` is.
    async fn read(
        ctx: &Ctx,
        books: &Books,
        ledgers: &Ledgers,
        words: (&str, &ListParams, &str),
    ) -> Result<Self> {
        let desk = Desk::open(ctx, books).await?;
        let (metric, params, steps) = words;
        let (ask, question) = read(metric, params, desk.ground.zone, steps)?;
        let mut asked = Self {
            desk,
            ask,
            question,
            spent: String::new(),
        };
        let days = asked.question.from.zip(asked.question.to);
        let days: Vec<_> = days.into_iter().collect();
        let by = asked.ask.only.as_ref().map(|(by, _)| *by);
        asked.spend(ctx, ledgers, &days, by).await?;
        Ok(asked)
    }

    /// Learns what marketing cost in these periods, if the number asks for it.
    async fn spend(
        &mut self,
        ctx: &Ctx,
        ledgers: &Ledgers,
        periods: &[(NaiveDate, NaiveDate)],
        by: Option<Slice>,
    ) -> Result<()> {
        let linear = matches!(by, Some(Slice::Linear(_)));
        let periods = match self.ask.metric.costs() {
            true => periods,
            false => &[],
        };
        if linear || !periods.is_empty() {
            self.spent = self.desk.spend(ctx, ledgers, periods, linear).await?;
        }
        Ok(())
    }

    fn parts(self) -> (Desk, Ask, Question, String) {
        (self.desk, self.ask, self.question, self.spent)
    }
}

fn read_only(params: &ListParams) -> base::Result<Option<(Slice, String)>> {
    let Some(text) = params.other("only").filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    text.split_once(':')
        .and_then(|(slice, key)| Some((Slice::parse(slice)?, key.to_owned())))
        .map(Some)
        .ok_or_else(|| {
            Problem::bad_request(Text::fixed(
                "only: ожидается stage:…, reason:… или вид метки и её ключ через двоеточие",
                "only: expected stage:…, reason:…, or a kind of marks and the key of one after a colon",
            ))
        })
}

/// The deals that a number is asked of.
pub fn sample<'a>(
    history: &'a crate::history::History,
    ground: &'a crate::question::Ground,
    question: &'a Question,
    ask: &Ask,
) -> Sample<'a> {
    let sample = Sample::new(history, ground, question);
    let Some((by, key)) = &ask.only else {
        return sample;
    };
    let all = sliced(&sample, *by);
    if key == ANY && by.kind().is_some() {
        return sample.with(marked(all));
    }
    let found = all.into_iter().find(|(other, _, _)| other == key);
    sample.with(found.map(|(_, _, places)| places).unwrap_or_default())
}

/// Every number that can be asked for
#[utoipa::path(
    get,
    path = "/analyze/numbers",
    tag = "analyze",
    operation_id = "list_numbers",
    responses((status = 200, body = Page<MetricInfo>))
)]
pub async fn catalog(ctx: Ctx) -> Json<Page<MetricInfo>> {
    let lang = ctx.actor.lang;
    let items = Metric::ALL
        .iter()
        .map(|metric| metric.info().told(lang))
        .collect();
    Json(Page::whole(items))
}

/// A number explained
///
/// What it means, the formula with today's values, the table of risk behind it and the sets of deals it
/// comes from.
#[utoipa::path(
    get,
    path = "/analyze/numbers/{metric}",
    tag = "analyze",
    operation_id = "explain_number",
    params(("metric" = String, Path, example = "win_rate"), QuestionQuery, AskQuery),
    responses((status = 200, body = Explanation), (status = "default", body = ProblemBody))
)]
pub async fn explain(
    ctx: Ctx,
    Extension(books): Extension<Books>,
    Extension(ledgers): Extension<Ledgers>,
    Path(metric): Path<String>,
    OriginalUri(uri): OriginalUri,
    params: ListParams,
) -> Result<Response> {
    let asked = Asked::read(&ctx, &books, &ledgers, (&metric, &params, "by")).await?;
    let (desk, ask, question, spent) = asked.parts();
    Ok(desk
        .answer_of(&format!("{uri} {spent}"), move |history, ground| {
            explain::explain(&sample(history, ground, &question, &ask), &ask)
        })
        .await?)
}

/// The deals behind a number
///
/// Those of `part` (the first one without it): what adds most comes first. The count and the sums are those
/// of the number.
#[utoipa::path(
    get,
    path = "/analyze/numbers/{metric}/deals",
    tag = "analyze",
    operation_id = "list_number_deals",
    params(
        ("metric" = String, Path, example = "win_rate"),
        ("part" = Option<String>, Query, description = "A part of the explanation."),
        ("limit" = Option<i64>, Query, description = "1 to 200, usually 50."),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before."),
        QuestionQuery,
        AskQuery,
    ),
    responses((status = 200, body = Page<Listed>), (status = "default", body = ProblemBody))
)]
pub async fn deals(
    ctx: Ctx,
    Extension(books): Extension<Books>,
    Extension(ledgers): Extension<Ledgers>,
    Path(metric): Path<String>,
    params: ListParams,
) -> Result<Json<Page<Listed>>> {
    let asked = Asked::read(&ctx, &books, &ledgers, (&metric, &params, "by")).await?;
    let (desk, ask, question, _) = asked.parts();
    let part = params.other("part").map(str::to_owned);
    let from = match &params.cursor {
        None => 0,
        Some(cursor) => usize::try_from(cursor.number(0)?).unwrap_or_default(),
    };
    let limit = usize::try_from(params.limit).unwrap_or_default();
    let mut chosen = desk
        .count(move |history, ground| {
            let sample = sample(history, ground, &question, &ask);
            listed::chosen(&sample, &ask, part.as_deref(), from, limit)
        })
        .await?;
    let ids: Vec<base::Uuid> = chosen.rows.iter().map(|row| row.id).collect();
    listed::name(&mut chosen.rows, &store::titles(ctx.reader(), &ids).await?);
    Ok(Json(Page {
        items: chosen.rows,
        next_cursor: chosen
            .next
            .map(|next| Cursor::new([serde_json::Value::from(next)]).to_string()),
        total: Some(chosen.total),
        sums: Some(chosen.sums),
    }))
}

/// The deals behind a number as a file
///
/// The same deals in the same order, as CSV or as a workbook.
#[utoipa::path(
    get,
    path = "/analyze/numbers/{metric}/export",
    tag = "analyze",
    operation_id = "export_number_deals",
    params(
        ("metric" = String, Path, example = "win_rate"),
        ("part" = Option<String>, Query, description = "A part of the explanation."),
        ("format" = Option<String>, Query, description = "`csv` (usual) or `xlsx`."),
        QuestionQuery,
        AskQuery,
    ),
    responses((status = 200, content_type = "application/octet-stream", body = String), (status = "default", body = ProblemBody))
)]
pub async fn export(
    ctx: Ctx,
    Extension(books): Extension<Books>,
    Extension(ledgers): Extension<Ledgers>,
    Path(metric): Path<String>,
    params: ListParams,
) -> Result<Response> {
    ctx.actor.need(Permission::DealsRead)?;
    let asked = Asked::read(&ctx, &books, &ledgers, (&metric, &params, "by")).await?;
    let (desk, ask, question, _) = asked.parts();
    let (zone, lang) = (desk.ground.zone, desk.ground.lang);
    let part = params.other("part").map(str::to_owned);
    let ending = params.other("format").filter(|word| !word.is_empty());
    let ending = ending.unwrap_or("csv").to_owned();
    let kind = Kind::parse(&ending).ok_or_else(|| one_of("format", "csv, xlsx"))?;
    let (mut chosen, header) = desk
        .count(move |history, ground| {
            let sample = sample(history, ground, &question, &ask);
            let chosen = listed::chosen(&sample, &ask, part.as_deref(), 0, usize::MAX)?;
            let header = listed::header(&chosen, lang);
            Ok((chosen, header))
        })
        .await?;
    let mut sheet = Sheet::new(kind, zone, lang, &header)?;
    for rows in chosen.rows.chunks_mut(AT_ONCE) {
        let ids: Vec<base::Uuid> = rows.iter().map(|row| row.id).collect();
        listed::name(rows, &store::titles(ctx.reader(), &ids).await?);
        for row in rows {
            sheet.row(row.cells(chosen.contribution.is_some(), lang))?;
        }
    }
    let done = tokio::task::spawn_blocking(move || sheet.finish());
    let file = done.await.map_err(Problem::internal)??;
    let name = format!("{metric}.{ending}");
    Ok(documents::table::download(file, kind.mime(), &name)?)
}

/// Rows whose titles are read at a time.
const AT_ONCE: usize = 1_000;

/// A number over time
#[utoipa::path(
    get,
    path = "/analyze/series/{metric}",
    tag = "analyze",
    operation_id = "get_series",
    params(
        ("metric" = String, Path, example = "revenue"),
        ("every" = inline(Option<Every>), Query, description = "How long the periods are; usually a month."),
        QuestionQuery,
        AskQuery,
    ),
    responses((status = 200, body = Series), (status = "default", body = ProblemBody))
)]
pub async fn series(
    ctx: Ctx,
    Extension(books): Extension<Books>,
    Extension(ledgers): Extension<Ledgers>,
    Path(metric): Path<String>,
    OriginalUri(uri): OriginalUri,
    params: ListParams,
) -> Result<Response> {
    let every = match params.other("every") {
        None | Some("") => Every::Month,
        Some(word) => {
            Every::parse(word).ok_or_else(|| one_of("every", "day, week, month, quarter"))?
        }
    };
    let mut asked = Asked::read(&ctx, &books, &ledgers, (&metric, &params, "by")).await?;
    let periods = series::periods_of(&asked.question, asked.desk.today(), every);
    let by = asked.ask.only.as_ref().map(|(by, _)| *by);
    asked.spend(&ctx, &ledgers, &periods, by).await?;
    let (desk, ask, question, spent) = asked.parts();
    Ok(desk
        .answer_of(&format!("{uri} {spent}"), move |history, ground| {
            series::series(&sample(history, ground, &question, &ask), &ask, every)
        })
        .await?)
}

/// A number of each owner, source, industry …
#[utoipa::path(
    get,
    path = "/analyze/breakdown/{metric}",
    tag = "analyze",
    operation_id = "get_breakdown",
    params(
        ("metric" = String, Path, example = "revenue"),
        ("by" = inline(Slice), Query, description = "What deals are told apart by."),
        ("steps" = Option<crate::funnel::By>, Query, description = "What a `step` is."),
        QuestionQuery,
        AskQuery,
    ),
    responses((status = 200, body = Breakdown), (status = "default", body = ProblemBody))
)]
pub async fn breakdown(
    ctx: Ctx,
    Extension(books): Extension<Books>,
    Extension(ledgers): Extension<Ledgers>,
    Path(metric): Path<String>,
    OriginalUri(uri): OriginalUri,
    params: ListParams,
) -> Result<Response> {
    let by = params
        .other("by")
        .and_then(Slice::parse)
        .ok_or_else(|| one_of("by", &Slice::words()))?;
    let mut asked = Asked::read(&ctx, &books, &ledgers, (&metric, &params, "steps")).await?;
    if let Slice::Linear(_) = by {
        let days: Vec<_> = asked
            .question
            .from
            .zip(asked.question.to)
            .into_iter()
            .collect();
        asked.spend(&ctx, &ledgers, &days, Some(by)).await?;
    }
    let (desk, ask, question, spent) = asked.parts();
    Ok(desk
        .answer_of(&format!("{uri} {spent}"), move |history, ground| {
            slices::breakdown(&sample(history, ground, &question, &ask), &ask, by)
        })
        .await?)
}

fn one_of(name: &str, words: &str) -> Problem {
    Problem::bad_request(Text::new(
        format!("{name}: ожидается одно из: {words}"),
        format!("{name}: expected one of: {words}"),
    ))
}

//! What an answer is counted on: the history as it stands, who asks, and a thread of its own.

use std::sync::Arc;

use api::Ctx;
use axum::http::{Uri, header};
use axum::response::{IntoResponse, Response};
use base::{Problem, Result, Time};
use chrono::NaiveDate;
use utoipa::IntoParams;

use crate::history::{Books, History};
use crate::marketing::spent::{Known, Ledgers, Shares, Spent};
use crate::patience::Patience;
use crate::question::Ground;
use crate::rates::Rates;

/// The parameters that every number understands, for the OpenAPI document.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only describes what Question reads")]
pub struct QuestionQuery {
    /// One pipeline; without it all of them.
    pipeline: Option<String>,
    /// The first day, in the workspace's time zone.
    from: Option<String>,
    /// The last day, itself included.
    to: Option<String>,
    /// Seen from a past moment: a day means its end.
    as_of: Option<String>,
    /// `filter[owner|team|source|tag|mark|currency|industry|company_size]=value`; a comma means any of; `none` means
    /// empty.
    #[param(style = DeepObject, explode)]
    filter: Option<std::collections::HashMap<String, String>>,
}

const MINUTE_MS: i64 = 60_000;

/// Everything that counting needs.
#[derive(Debug, Clone)]
pub struct Desk {
    pub history: Arc<History>,
    pub ground: Ground,
}

impl Desk {
    pub async fn open(ctx: &Ctx, books: &Books) -> Result<Self> {
        let conn = ctx.reader();
        let workspace = ctx.workspace().await?;
        let ground = Ground {
            zone: workspace.time_zone,
            currency: workspace.currency,
            rates: Rates::load(conn).await?,
            scope: ctx.actor.scope.clone(),
            // To the minute: what is asked twice in one gives the same numbers, and what was learned is kept.
            now: Time(ctx.now().0 / MINUTE_MS * MINUTE_MS),
            lang: ctx.actor.lang,
            spent: Arc::default(),
            patience: Arc::new(Patience {
                work: workspace.work.clone(),
                limits: books.answers.0.limits(conn).await?,
            }),
        };
        Ok(Self {
            history: books.history(conn).await?,
            ground,
        })
    }

    pub fn today(&self) -> NaiveDate {
        self.ground.now.day(self.ground.zone)
    }

    /// Learns what marketing cost in these periods, and who has a part of which deal when that matters. Gives a word
    /// that changes with it.
    pub async fn spend(
        &mut self,
        ctx: &Ctx,
        ledgers: &Ledgers,
        periods: &[(NaiveDate, NaiveDate)],
        linear: bool,
    ) -> Result<String> {
        let mut known = Known::default();
        for (from, to) in periods {
            let spent = ledgers.0.spent(ctx.reader(), *from, *to).await?;
            known.periods.insert((*from, *to), spent);
        }
        if linear {
            known.shares = ledgers.0.shares(ctx.reader()).await?;
        }
        Ok(self.know(known))
    }

    /// Learns what each day from one to another cost, and the whole of them.
    pub async fn spend_days(
        &mut self,
        ctx: &Ctx,
        ledgers: &Ledgers,
        (from, to): (NaiveDate, NaiveDate),
    ) -> Result<String> {
        let conn = ctx.reader();
        let mut days = ledgers.0.days(conn, from, to).await?;
        let mut known = Known::default();
        for day in from.iter_days().take_while(|day| *day <= to) {
            let all = days.remove(&day).unwrap_or_default();
            let spent = Spent {
                all,
                ..Spent::default()
            };
            known.periods.insert((day, day), spent);
        }
        let whole = ledgers.0.spent(conn, from, to).await?;
        known.periods.insert((from, to), whole);
        Ok(self.know(known))
    }

    fn know(&mut self, known: Known) -> String {
        let nothing = known.periods.is_empty() && known.shares == Shares::default();
        let word = match nothing {
            true => String::new(),
            false => api::content_hash(&[format!("{known:?}").as_bytes()]),
        };
        self.ground.spent = Arc::new(known);
        word
    }

    /// Answers a request: with what was answered to the same one before, if nothing has changed since.
    pub async fn answer<T: serde::Serialize>(
        &self,
        uri: &Uri,
        work: impl FnOnce(&History, &Ground) -> Result<T> + Send + 'static,
    ) -> Result<Response> {
        self.answer_of(&uri.to_string(), work).await
    }

    /// The same for a request that is known by more than its address.
    pub async fn answer_of<T: serde::Serialize>(
        &self,
        asked: &str,
        work: impl FnOnce(&History, &Ground) -> Result<T> + Send + 'static,
    ) -> Result<Response> {
        let (now, lang) = (self.ground.now, self.ground.lang.as_str());
        let key = format!("{asked} {now} {lang} {}", self.ground.eyes());
        let memo = self.history.memo.clone();
        let body = match memo.get::<String>(&key) {
            Some(body) => body,
            None => {
                let told = move |history: &History, ground: &Ground| {
                    serde_json::to_string(&work(history, ground)?).map_err(Problem::internal)
                };
                memo.keep(key, self.count(told).await?)
            }
        };
        Ok((
            [(header::CONTENT_TYPE, "application/json")],
            body.as_ref().clone(),
        )
            .into_response())
    }

    /// Counts on a thread that others do not wait for.
    pub async fn count<T: Send + 'static>(
        &self,
        work: impl FnOnce(&History, &Ground) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (history, ground) = (self.history.clone(), self.ground.clone());
        tokio::task::spawn_blocking(move || work(&history, &ground))
            .await
            .map_err(Problem::internal)?
    }
}

//! The record: past months forecast as of their first moment, without looking ahead, beside what came.
//!
//! It is counted by a job, for it takes a forecast a month; the answer is kept until somebody asks anew.

use base::time::DAY_MS;
use base::{Actor, Problem, Result, Scope, Text, Time};
use chrono::{Months, NaiveDate};
use db::jobs::{Outcome, Work};
use serde::{Deserialize, Serialize};
use serde_json::json;
use stats::accuracy;
use utoipa::ToSchema;

use super::model::{Band, Period, Targets};
use super::{forecast, store};
use crate::chances;
use crate::history::{Books, History};
use crate::numbers::ask::percent;
use crate::numbers::series::Every;
use crate::question::{Ground, Question, Sample};

pub const JOB: &str = "analyze.record";
/// Months that are replayed.
const MONTHS: u32 = 12;
/// Chances of being won are checked this many days later.
const CHECK_DAYS: u32 = 90;
const BINS: usize = 10;
/// A month is replayed when the pipeline was at least this old.
const FEWEST_DAYS_BEFORE: i64 = 90;

/// How good past forecasts were.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = ForecastRecord)]
pub struct Record {
    /// Null: it has not been counted yet.
    pub made_at: Option<Time>,
    /// More than a week old: a new month may have ended.
    pub stale: bool,
    /// The job that is counting it now.
    pub job_id: Option<base::Uuid>,
    pub currency: String,
    pub months: Vec<RecordMonth>,
    pub ours: Option<Score>,
    /// Salespeople's own dates and amounts.
    pub by_dates: Option<Score>,
    /// Stage percentage × amount.
    pub by_stages: Option<Score>,
    /// Deals by their told chance of being won within 90 days, and what share of them was.
    pub reliability: Vec<Bin>,
    pub brier: Option<f64>,
    pub notes: Vec<String>,
}

/// A past month, forecast as of its first moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RecordMonth {
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Revenue, minor units.
    pub forecast: Band,
    pub actual: f64,
    pub by_dates: f64,
    pub by_stages: f64,
    /// The share of deals open then that had no expected date: neither of the two ways saw them.
    #[serde(default)]
    pub undated: Option<f64>,
    /// The actual revenue lay between P10 and P90.
    pub inside: bool,
}

/// How wrong a way of forecasting was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = ForecastScore)]
pub struct Score {
    /// Σ |forecast − actual| / Σ actual.
    pub wmape: Option<f64>,
    /// (Σ forecast − Σ actual) / Σ actual.
    pub bias: Option<f64>,
    /// The share of months inside the 80 % interval; only ours has one.
    pub inside: Option<f64>,
    pub months: usize,
}

/// Deals whose chance was told to lie between `low` and `high`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReliabilityBin)]
pub struct Bin {
    pub low: f64,
    pub high: f64,
    /// The mean of the told chances.
    pub predicted: f64,
    /// The share that was won.
    pub observed: f64,
    pub observed_low: f64,
    pub observed_high: f64,
    pub n: i64,
}

/// What a job is asked, so that the same question finds its answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Order {
    pub question: String,
    pub owners: Option<Vec<base::Uuid>>,
    pub lang: base::Lang,
}

impl Order {
    pub fn new(question: &Question, actor: &Actor) -> Self {
        let (scope, owners) = match &actor.scope {
            Scope::All => ("all".to_owned(), None),
            Scope::Owners(owners) => {
                let mut owners = owners.clone();
                owners.sort_unstable();
                let keys: Vec<String> = owners.iter().map(ToString::to_string).collect();
                (keys.join(","), Some(owners))
            }
        };
        let asked = Question {
            pipeline: question.pipeline,
            filter: question.filter.clone(),
            asked: question.asked.clone(),
            ..Question::default()
        };
        Self {
            question: format!("{}&scope={scope}", asked.query(&[])),
            owners,
            lang: actor.lang,
        }
    }
}

/// The months that can be replayed: whole ones, the oldest first.
pub fn months(today: NaiveDate) -> Vec<Period> {
    let this = Every::Month.start(today);
    (1..=MONTHS)
        .rev()
        .filter_map(|back| this.checked_sub_months(Months::new(back)))
        .map(|from| {
            let next = Every::Month.next(from);
            Period {
                from,
                to: next.pred_opt().unwrap_or(next),
            }
        })
        .collect()
}

/// Told chances with what came of them.
#[derive(Debug, Default)]
pub struct Checked(Vec<(f64, bool)>);

/// One month replayed; none when too little was known before it.
pub fn replay(
    history: &History,
    ground: &Ground,
    question: &Question,
    period: &Period,
    checked: &mut Checked,
) -> Result<Option<RecordMonth>> {
    let starts = base::time::day_start(period.from, ground.zone);
    let as_of = Time(starts.0 - 1);
    let then = Question {
        as_of: Some((as_of, as_of.to_string())),
        ..question.clone()
    };
    let sample = Sample::new(history, ground, &then);
    let oldest = sample.deals().map(|seen| seen.created()).min();
    if oldest.is_none_or(|oldest| starts.0 - oldest < FEWEST_DAYS_BEFORE * DAY_MS) {
        return Ok(None);
    }
    let told = forecast(&sample, period, None, &Targets::default())?;
    let now = Sample::new(history, ground, question);
    let actual = super::Wins::new(&now)
        .in_days(&now, period.from, period.to)
        .revenue;
    check(&sample, &now, checked);
    Ok(Some(RecordMonth {
        from: period.from,
        to: period.to,
        inside: told.revenue.holds(actual),
        forecast: told.revenue,
        actual,
        by_dates: told.usual.by_dates,
        by_stages: told.usual.by_stages,
        undated: told.usual.undated,
    }))
}

/// Told chances of being won within 90 days against what happened, where that is known by now.
fn check(then: &Sample<'_>, now: &Sample<'_>, checked: &mut Checked) {
    let due = then.view.now + i64::from(CHECK_DAYS) * DAY_MS;
    if due > now.view.now {
        return;
    }
    let chances = chances::learn(then);
    for seen in chances::open(then) {
        let Some(judged) = chances.judge(then, &seen) else {
            continue;
        };
        let won = now
            .view
            .history
            .deal(seen.place)
            .changes
            .iter()
            .any(|change| {
                change.status == crate::history::Status::Won
                    && change.at > then.view.now
                    && change.at <= due
            });
        checked.0.push((chances.within(&judged, CHECK_DAYS), won));
    }
}

/// Adds the months up.
pub fn judge(
    months: Vec<RecordMonth>,
    checked: &Checked,
    currency: String,
    lang: base::Lang,
) -> Record {
    let actual: Vec<f64> = months.iter().map(|month| month.actual).collect();
    let score = |of: fn(&RecordMonth) -> f64, inside: Option<f64>| {
        let told: Vec<f64> = months.iter().map(of).collect();
        (!months.is_empty()).then(|| Score {
            wmape: accuracy::wmape(&actual, &told).ok().flatten(),
            bias: accuracy::bias(&actual, &told).ok().flatten(),
            inside,
            months: months.len(),
        })
    };
    let held = months.iter().filter(|month| month.inside).count();
    let inside = (!months.is_empty()).then(|| held as f64 / months.len() as f64);
    let (told, came): (Vec<f64>, Vec<bool>) = checked.0.iter().copied().unzip();
    let bins =
        accuracy::reliability(&told, &came, BINS, crate::estimate::LEVEL).unwrap_or_default();
    let mut notes = Vec::new();
    if months.len() < MONTHS as usize {
        let text = Text::new(
            format!(
                "Месяцев с достаточной историей: {} из {MONTHS}.",
                months.len()
            ),
            format!(
                "Months with enough history before them: {} of {MONTHS}.",
                months.len()
            ),
        );
        notes.push(text.get(lang).to_owned());
    }
    if let Some(undated) = mostly_undated(&months) {
        let share = |lang| percent(undated, 0, lang);
        let text = Text::new(
            format!(
                "У {} открытых сделок не было даты закрытия: способы по датам и по процентам этапов \
                 их не видят, сравнение с ними неполно.",
                share(base::Lang::Ru)
            ),
            format!(
                "{} of the open deals had no expected close date: the methods by dates and by stage percentages \
                 do not see them, so the comparison with them is incomplete.",
                share(base::Lang::En)
            ),
        );
        notes.push(text.get(lang).to_owned());
    }
    Record {
        currency,
        ours: score(|month| month.forecast.mean, inside),
        by_dates: score(|month| month.by_dates, None),
        by_stages: score(|month| month.by_stages, None),
        reliability: bins
            .into_iter()
            .filter(|bin| bin.n > 0)
            .map(|bin| Bin {
                low: bin.from,
                high: bin.to,
                predicted: bin.mean_predicted,
                observed: bin.observed,
                observed_low: bin.interval.low,
                observed_high: bin.interval.high,
                n: bin.n as i64,
            })
            .collect(),
        brier: accuracy::brier(&told, &came).ok().flatten(),
        months,
        notes,
        ..Record::default()
    }
}

/// The mean share of open deals without an expected date, where it is more than half.
fn mostly_undated(months: &[RecordMonth]) -> Option<f64> {
    let shares: Vec<f64> = months.iter().filter_map(|month| month.undated).collect();
    let mean = shares.iter().sum::<f64>() / shares.len().max(1) as f64;
    (mean > 0.5).then_some(mean)
}

/// The job: month after month, each one step of progress.
pub async fn run(work: Work, books: Books) -> Result<Outcome> {
    let order: Order = serde_json::from_value(work.payload.clone()).map_err(Problem::internal)?;
    let tx = work.db.begin(Actor::system()).await?;
    let workspace = api::Workspace::load(tx.conn()).await?;
    let ground = Ground {
        zone: workspace.time_zone,
        currency: workspace.currency,
        rates: crate::rates::Rates::load(tx.conn()).await?,
        scope: order.owners.clone().map_or(Scope::All, Scope::Owners),
        now: tx.now(),
        lang: order.lang,
        spent: std::sync::Arc::default(),
        patience: std::sync::Arc::default(),
    };
    tx.rollback().await?;
    let params = api::ListParams::parse(&order.question)?;
    let question = Question::read(&params, ground.zone)?;
    let history = books.history(work.db.reader()).await?;
    let periods = months(ground.now.day(ground.zone));
    let total = periods.len() as i64;
    let mut checked = Checked::default();
    let mut done = Vec::new();
    for (index, period) in periods.into_iter().enumerate() {
        let tx = work.db.begin(Actor::system()).await?;
        let goes_on = work.progress(tx.conn(), index as i64, Some(total)).await?;
        tx.commit().await?;
        if !goes_on {
            return Ok(Outcome::Cancelled);
        }
        let (history, ground, question) = (history.clone(), ground.clone(), question.clone());
        let (month, back) = tokio::task::spawn_blocking(move || {
            let month = replay(&history, &ground, &question, &period, &mut checked);
            (month, checked)
        })
        .await
        .map_err(Problem::internal)?;
        checked = back;
        done.extend(month?);
    }
    let record = judge(done, &checked, ground.currency.to_string(), order.lang);
    let answer = serde_json::to_string(&record).map_err(Problem::internal)?;
    let tx = work.db.begin(Actor::system()).await?;
    store::keep_record(tx.conn(), &order.question, tx.now(), &answer).await?;
    work.progress(tx.conn(), total, Some(total)).await?;
    tx.commit().await?;
    Ok(Outcome::Done(json!({ "months": record.months.len() })))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(undated: Option<f64>) -> RecordMonth {
        let day = NaiveDate::from_ymd_opt(2026, 10, 1).expect("a day");
        RecordMonth {
            from: day,
            to: day,
            forecast: Band::default(),
            actual: 1.0,
            by_dates: 0.0,
            by_stages: 0.0,
            undated,
            inside: false,
        }
    }

    #[test]
    fn ways_that_see_few_deals_are_said_to_be_compared_in_part() {
        let notes = |shares: &[Option<f64>]| {
            let months = shares.iter().copied().map(month).collect();
            judge(months, &Checked::default(), "RUB".into(), base::Lang::En).notes
        };
        let said = |notes: &[String]| {
            notes
                .iter()
                .any(|note| note.contains("75% of the open deals"))
        };
        assert!(said(&notes(&[Some(1.0), Some(0.5), None])));
        assert!(
            !notes(&[Some(0.4); 12])
                .iter()
                .any(|note| note.contains("open deals"))
        );
        assert!(notes(&[None; 12]).is_empty());
    }

    #[test]
    fn a_record_kept_by_an_older_version_is_read() {
        let mut kept = serde_json::to_value(month(Some(0.5))).expect("json");
        let fields = kept.as_object_mut().expect("an object");
        fields.remove("undated");
        fields["forecast"]
            .as_object_mut()
            .expect("a band")
            .remove("inside");
        let read: RecordMonth = serde_json::from_value(kept).expect("a month");
        assert_eq!(read, month(None));
    }
}

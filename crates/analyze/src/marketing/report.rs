//! Campaigns or channels side by side, and what to do about them.

use base::{Lang, Result, Text};
use chrono::NaiveDate;
use crm::marks::Kind;
use serde::Serialize;
use utoipa::ToSchema;

use crate::estimate::{FALSE_SHARE, Z95};
use crate::numbers::ask::{Ask, Figure};
use crate::numbers::catalog::Metric;
use crate::numbers::slices::{ANY, Slice, marked, slices};
use crate::numbers::work;
use crate::question::Sample;

/// What marketing cost and brought, for the deals created in a period.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Marketing {
    /// All that is known to come of something: deals of no campaign (channel, page) are not in it.
    pub all: MarketingRow,
    /// Of none: what nothing is known of.
    pub none: Option<MarketingRow>,
    /// The most expensive first; days in their order, the last one first.
    pub rows: Vec<MarketingRow>,
    pub findings: Vec<MarketingFinding>,
}

/// One campaign, channel, page or day.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MarketingRow {
    /// Null: of all, or of none. Of a day, the day.
    pub key: Option<String>,
    pub name: String,
    pub impressions: i64,
    /// At least so many people: the largest reach that one campaign had on one day, since reach does not add up.
    pub reach: Option<i64>,
    pub clicks: i64,
    pub visits: i64,
    pub visitors: Figure,
    pub spend: Figure,
    pub leads: Figure,
    pub cost_per_lead: Figure,
    pub qualified: Figure,
    pub cost_per_qualified: Figure,
    /// Of the deals created in the period, the share that will be won.
    pub win_rate: Figure,
    pub won: Figure,
    pub revenue: Figure,
    pub acquisition_cost: Figure,
    pub romi: Figure,
    pub romi_expected: Figure,
    pub verdict: MarketingVerdict,
}

/// What the expected return says of a campaign or channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MarketingVerdict {
    /// It brings more than it costs.
    Pays,
    /// It costs more than it brings.
    Loses,
    /// It may be either.
    Unclear,
    /// Too few deals to tell.
    TooFew,
    /// What it cost is not known.
    NoCost,
}

/// Where to put money, or to take it from.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MarketingFinding {
    pub key: String,
    pub verdict: MarketingVerdict,
    pub text: String,
    /// Its expected return.
    pub figure: Figure,
}

/// So many of those that pay are named.
const MOST_PRAISED: usize = 2;

/// Compares what a slice of the deals cost and brought.
///
/// # Errors
/// As the numbers it is made of.
pub fn report(sample: &Sample<'_>, by: Slice) -> Result<Marketing> {
    let lang = sample.ground.lang;
    let whole = Ask::new(Metric::Spend);
    let mut groups = slices(sample, by);
    let spent = sample
        .question
        .from
        .zip(sample.question.to)
        .and_then(|days| sample.ground.spent.periods.get(&days)?.group(by));
    for (key, outlay) in spent.iter().flat_map(|group| &group.by) {
        if !groups.iter().any(|(other, _, _)| other == key) {
            groups.push((key.clone(), outlay.name.clone(), Vec::new()));
        }
    }
    let known = sample.with(marked(groups.clone()));
    let any = whole.sliced(by, ANY);
    let all = row(&known, &any, None, Text::fixed("Всего", "All").get(lang))?;
    let mut none = None;
    let mut rows = Vec::new();
    for (key, name, places) in groups {
        let ask = whole.sliced(by, &key);
        let of = sample.with(places);
        if key == "none" {
            none = Some(row(&of, &ask, None, none_name(by).get(lang))?);
        } else {
            rows.push(row(&of, &ask, Some(key), &name)?);
        }
    }
    // Deals of other days make rows that say nothing of these.
    rows.retain(says_something);
    rows.sort_by(|a, b| {
        let cost = |row: &MarketingRow| row.spend.value.unwrap_or(-1.0);
        let leads = |row: &MarketingRow| row.leads.value.unwrap_or(0.0);
        cost(b)
            .total_cmp(&cost(a))
            .then_with(|| leads(b).total_cmp(&leads(a)))
            .then_with(|| a.name.cmp(&b.name))
    });
    let findings = judge(&mut rows, lang);
    Ok(Marketing {
        all,
        none: none.filter(says_something),
        rows,
        findings,
    })
}

fn says_something(row: &MarketingRow) -> bool {
    row.leads.value.unwrap_or(0.0) > 0.0 || row.spend.value.is_some() || row.visits > 0
}

/// The same numbers of each day, whatever brought the deals.
///
/// # Errors
/// As the numbers it is made of.
pub fn by_day(sample: &Sample<'_>, days: &[(NaiveDate, NaiveDate)]) -> Result<Marketing> {
    let lang = sample.ground.lang;
    let ask = Ask::new(Metric::Spend);
    let all = row(sample, &ask, None, Text::fixed("Всего", "All").get(lang))?;
    let mut rows = Vec::new();
    for (from, to) in days {
        let question = sample.question.during(*from, *to);
        let sample = Sample {
            question: &question,
            ..sample.clone()
        };
        let name = if from == to {
            from.to_string()
        } else {
            format!("{from} – {to}")
        };
        rows.push(row(&sample, &ask, Some(from.to_string()), &name)?);
    }
    rows.retain(says_something);
    rows.reverse();
    let findings = Vec::new();
    // Days follow one another: they are looked at, not judged.
    judge(&mut rows, lang);
    Ok(Marketing {
        all,
        none: None,
        rows,
        findings,
    })
}

fn none_name(by: Slice) -> Text {
    match by.kind() {
        Some(Kind::Channel | Kind::ChannelFirst | Kind::ChannelLast) => {
            Text::fixed("Без канала", "Of no channel")
        }
        Some(Kind::Landing) => Text::fixed("Без посадочной страницы", "Of no landing page"),
        Some(Kind::Content) => Text::fixed("Без контента", "Of no content"),
        _ => Text::fixed("Без кампании", "Of no campaign"),
    }
}

fn row(sample: &Sample<'_>, ask: &Ask, key: Option<String>, name: &str) -> Result<MarketingRow> {
    let figure = |metric: Metric| -> Result<Figure> {
        let ask = Ask {
            metric,
            ..ask.clone()
        };
        Ok(ask.figure(sample, work(sample, &ask)?.estimate))
    };
    let outlay = sample
        .question
        .from
        .zip(sample.question.to)
        .and_then(|days| {
            let spent = sample.ground.spent.periods.get(&days)?;
            spent.of(ask.only.as_ref())
        });
    Ok(MarketingRow {
        key,
        name: name.to_owned(),
        impressions: outlay.map_or(0, |outlay| outlay.impressions),
        reach: outlay.and_then(|outlay| outlay.reach),
        clicks: outlay.map_or(0, |outlay| outlay.clicks),
        visits: outlay.map_or(0, |outlay| outlay.visits),
        visitors: figure(Metric::Visitors)?,
        spend: figure(Metric::Spend)?,
        leads: figure(Metric::Leads)?,
        cost_per_lead: figure(Metric::CostPerLead)?,
        qualified: figure(Metric::QualifiedLeads)?,
        cost_per_qualified: figure(Metric::CostPerQualified)?,
        win_rate: figure(Metric::WinRate)?,
        won: figure(Metric::CohortWon)?,
        revenue: figure(Metric::CohortRevenue)?,
        acquisition_cost: figure(Metric::AcquisitionCost)?,
        romi: figure(Metric::Romi)?,
        romi_expected: figure(Metric::RomiExpected)?,
        verdict: MarketingVerdict::Unclear,
    })
}

/// Says of each row whether it pays, all rows judged together (Benjamini–Hochberg), and makes sentences of
/// those that are sure.
fn judge(rows: &mut [MarketingRow], lang: Lang) -> Vec<MarketingFinding> {
    let z = |row: &MarketingRow| -> Option<f64> {
        let figure = &row.romi_expected;
        let error = (figure.high? - figure.low?) / (2.0 * Z95);
        (!figure.too_few && error > 0.0).then(|| figure.value.unwrap_or(0.0) / error)
    };
    let sure: Vec<(usize, f64)> = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.key.is_some())
        .filter_map(|(index, row)| Some((index, stats::normal::two_sided(z(row)?))))
        .collect();
    let p: Vec<f64> = sure.iter().map(|(_, p)| *p).collect();
    let adjusted = stats::multiple::benjamini_hochberg(&p);
    for row in rows.iter_mut() {
        row.verdict = if row.spend.value.is_none_or(|cost| cost <= 0.0) {
            MarketingVerdict::NoCost
        } else if row.romi_expected.too_few || row.romi_expected.value.is_none() {
            MarketingVerdict::TooFew
        } else {
            MarketingVerdict::Unclear
        };
    }
    let mut findings = Vec::new();
    for ((index, _), p) in sure.iter().zip(adjusted) {
        let row = &mut rows[*index];
        let Some(value) = row.romi_expected.value.filter(|_| p < FALSE_SHARE) else {
            continue;
        };
        row.verdict = if value > 0.0 {
            MarketingVerdict::Pays
        } else {
            MarketingVerdict::Loses
        };
        findings.push(MarketingFinding {
            key: row.key.clone().unwrap_or_default(),
            verdict: row.verdict,
            text: sentence(row, value, lang),
            figure: row.romi_expected.clone(),
        });
    }
    // Nearly everything that is kept up pays: the two that return most are where more money belongs.
    let mut best: Vec<f64> = findings
        .iter()
        .filter(|finding| finding.verdict == MarketingVerdict::Pays)
        .filter_map(|finding| finding.figure.value)
        .collect();
    best.sort_by(|a, b| b.total_cmp(a));
    if let Some(least) = best.get(MOST_PRAISED - 1).copied() {
        findings.retain(|finding| {
            finding.verdict == MarketingVerdict::Loses
                || finding.figure.value.is_some_and(|value| value >= least)
        });
    }
    findings.sort_by(|a, b| {
        let value = |finding: &MarketingFinding| finding.figure.value.unwrap_or(0.0);
        value(a).total_cmp(&value(b))
    });
    findings
}

fn sentence(row: &MarketingRow, value: f64, lang: Lang) -> String {
    let back = |share: Option<f64>| {
        let text = format!("{:.2}", share.unwrap_or(value) + 1.0);
        match lang {
            Lang::Ru => text.replace('.', ","),
            Lang::En => text,
        }
    };
    let figure = &row.romi_expected;
    let (mid, low, high) = (back(Some(value)), back(figure.low), back(figure.high));
    let name = &row.name;
    match (lang, value > 0.0) {
        (Lang::Ru, true) => format!(
            "«{name}»: каждый вложенный рубль вернёт {mid} (от {low} до {high}). Сюда есть смысл добавить."
        ),
        (Lang::Ru, false) => format!(
            "«{name}»: каждый вложенный рубль вернёт {mid} (от {low} до {high}), даже с учётом открытых сделок. Отсюда деньги лучше забрать."
        ),
        (Lang::En, true) => format!(
            "“{name}” returns {mid} times its spend ({low} to {high}). More money is well placed here."
        ),
        (Lang::En, false) => format!(
            "“{name}” returns only {mid} times its spend ({low} to {high}), even counting open deals. This money is better moved elsewhere."
        ),
    }
}

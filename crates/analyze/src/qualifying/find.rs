//! What to improve in qualification, with numbers: only what chance hardly explains.

use base::Lang;
use serde::Serialize;
use utoipa::ToSchema;

use super::report::{Behind, QualifyingRow, SpeedRow};
use crate::estimate::{FALSE_SHARE, FEWEST, difference, expected, shares_differ};
use crate::numbers::ask::{Figure, percent};

/// So many that do better are named.
const MOST_PRAISED: usize = 1;

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum QualifyingFindingKind {
    /// A smaller or a larger share of its leads is qualified than of the others.
    Conversion,
    /// Its clients are answered in time less often.
    InTime,
    /// Leads that were answered late are qualified less often.
    Speed,
}

/// Something worth a look.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct QualifyingFinding {
    pub key: String,
    pub kind: QualifyingFindingKind,
    /// It does worse than the others.
    pub bad: bool,
    pub text: String,
    pub figure: Figure,
}

/// One comparison with the rest.
struct Apart<'a> {
    row: &'a QualifyingRow,
    kind: QualifyingFindingKind,
    own: f64,
    rest: f64,
    /// How many leads the difference is about.
    of: f64,
    p: f64,
}

/// Compares each row with all the others, all comparisons judged together (Benjamini–Hochberg).
pub(super) fn findings(
    lang: Lang,
    whole: &Behind,
    rows: &[(QualifyingRow, Behind)],
    speeds: &[SpeedRow],
) -> Vec<QualifyingFinding> {
    let compared: Vec<Apart<'_>> = rows
        .iter()
        .filter(|(row, _)| row.key.as_deref().is_some_and(|key| key != "none"))
        .flat_map(|(row, behind)| [conversion(row, behind, whole), in_time(row, behind, whole)])
        .flatten()
        .collect();
    let p: Vec<f64> = compared.iter().map(|one| one.p).collect();
    let adjusted = stats::multiple::benjamini_hochberg(&p);
    let mut sure: Vec<&Apart<'_>> = compared
        .iter()
        .zip(adjusted)
        .filter(|(_, p)| *p < FALSE_SHARE)
        .map(|(one, _)| one)
        .collect();
    let weight = |one: &Apart<'_>| (one.own - one.rest).abs() * one.of;
    sure.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    let (bad, good): (Vec<_>, Vec<_>) = sure.into_iter().partition(|one| one.own < one.rest);
    let praised = good
        .into_iter()
        .filter(|one| one.kind == QualifyingFindingKind::Conversion)
        .take(MOST_PRAISED);
    let named = bad.into_iter().chain(praised);
    let mut found: Vec<QualifyingFinding> = named.map(|one| told(lang, one)).collect();
    found.extend(speed(lang, speeds));
    found
}

fn conversion<'a>(row: &'a QualifyingRow, own: &Behind, whole: &Behind) -> Option<Apart<'a>> {
    let rest = (
        whole.ends.0.without(&own.ends.0),
        whole.ends.1.without(&own.ends.1),
    );
    let (a, b) = (
        expected(&own.ends.0, Some(&own.ends.1)),
        expected(&rest.0, Some(&rest.1)),
    );
    let told = difference((&own.ends.0, a), (&rest.0, b))?;
    (!told.too_few).then_some(Apart {
        row,
        kind: QualifyingFindingKind::Conversion,
        own: a.value?,
        rest: b.value?,
        of: own.ends.0.total() as f64,
        p: told.p,
    })
}

fn in_time<'a>(row: &'a QualifyingRow, own: &Behind, whole: &Behind) -> Option<Apart<'a>> {
    let (good, bad) = own.in_time;
    let rest = (whole.in_time.0 - good, whole.in_time.1 - bad);
    let (n, m) = (good + bad, rest.0 + rest.1);
    if n < FEWEST || m < FEWEST {
        return None;
    }
    Some(Apart {
        row,
        kind: QualifyingFindingKind::InTime,
        own: good as f64 / n as f64,
        rest: rest.0 as f64 / m as f64,
        of: n as f64,
        p: shares_differ((good, n), (rest.0, m)),
    })
}

fn told(lang: Lang, one: &Apart<'_>) -> QualifyingFinding {
    use QualifyingFindingKind::{Conversion, InTime, Speed};
    let name = &one.row.name;
    let (own, rest) = (percent(one.own, 0, lang), percent(one.rest, 0, lang));
    let missing = ((one.own - one.rest).abs() * one.of).round();
    let bad = one.own < one.rest;
    let text = match (one.kind, lang, bad) {
        (Conversion, Lang::Ru, true) => format!(
            "«{name}»: квалификацию пройдут {own} лидов, у остальных {rest}. Разница — около {missing} квалифицированных лидов за эти дни."
        ),
        (Conversion, Lang::Ru, false) => format!(
            "«{name}»: квалификацию пройдут {own} лидов, у остальных {rest}. Посмотрите, что здесь делают иначе."
        ),
        (Conversion, Lang::En, true) => format!(
            "“{name}”: {own} of the leads will be qualified, {rest} of the others. The difference is about {missing} qualified leads in these days."
        ),
        (Conversion, Lang::En, false) => format!(
            "“{name}”: {own} of the leads will be qualified, {rest} of the others. See what is done differently here."
        ),
        (InTime | Speed, Lang::Ru, _) => {
            format!("«{name}»: в срок отвечают {own} клиентов, у остальных {rest}.")
        }
        (InTime | Speed, Lang::En, _) => {
            format!("“{name}”: {own} of the clients were answered in time, {rest} of the others.")
        }
    };
    QualifyingFinding {
        key: one.row.key.clone().unwrap_or_default(),
        kind: one.kind,
        bad,
        text,
        figure: match one.kind {
            Conversion => one.row.expected.clone(),
            InTime | Speed => one.row.in_time.clone(),
        },
    }
}

/// The slowest answers that surely go with fewer qualified leads.
fn speed(lang: Lang, speeds: &[SpeedRow]) -> Option<QualifyingFinding> {
    let fastest = speeds.first()?;
    let slow = speeds.iter().rev().find(|row| {
        let told = row.difference.as_ref();
        told.is_some_and(|told| told.significant && told.difference < 0.0)
    })?;
    let (fast, late) = (
        percent(fastest.expected.value?, 0, lang),
        percent(slow.expected.value?, 0, lang),
    );
    let told = slow.difference.as_ref()?;
    let points = |share: f64| format!("{:.0}", (share * 100.0).max(0.0));
    let (least, most) = (points(-told.high), points(-told.low));
    let text = match lang {
        Lang::Ru => format!(
            "Ответ «{}»: квалификацию пройдут {fast} лидов, «{}» — {late} (меньше на {least}–{most} п. п.). Это ещё не доказывает, что дело в скорости: быстро могли отвечать на лучшие обращения.",
            fastest.name, slow.name
        ),
        Lang::En => format!(
            "Answered “{}”: {fast} of the leads will be qualified; “{}”: {late} (less by {least} to {most} points). This does not prove that speed is the reason: better inquiries may have been answered faster.",
            fastest.name, slow.name
        ),
    };
    Some(QualifyingFinding {
        key: slow.key.clone(),
        kind: QualifyingFindingKind::Speed,
        bad: true,
        text,
        figure: slow.expected.clone(),
    })
}

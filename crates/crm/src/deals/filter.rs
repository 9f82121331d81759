//! What lists of deals can be narrowed to: one reading for the list, the board, totals and exports.

use api::list::AnyOf;
use api::{Filters, ListParams};
use base::{Currency, Result, Text, Uuid};
use chrono::NaiveDate;
use chrono_tz::Tz;

use super::model::{Attention, Status};
use crate::companies::Size;
use crate::listing::Period;
use crate::marks::Kind;
use crate::pipelines::StageKind;

/// Every filter of the list.
pub const LIST: [&str; 30] = [
    "pipeline",
    "stage",
    "stage_kind",
    "status",
    "owner",
    "team",
    "source",
    "tag",
    "mark",
    "company",
    "industry",
    "company_size",
    "contact",
    "created_from",
    "created_to",
    "closed_from",
    "closed_to",
    "expected_from",
    "expected_to",
    "amount_from",
    "amount_to",
    "currency",
    "reached_stage",
    "reached_kind",
    "lost_stage",
    "lost_reason",
    "attention",
    "stuck",
    "ids",
    "external_id",
];

/// The filters of the board, which chooses the pipeline and the stages itself.
pub const BOARD: [&str; 12] = [
    "owner",
    "team",
    "source",
    "tag",
    "company",
    "attention",
    "stuck",
    "amount_from",
    "amount_to",
    "currency",
    "created_from",
    "created_to",
];

#[derive(Debug, Clone, Default)]
pub struct DealFilter {
    pub pipeline: Option<AnyOf<Uuid>>,
    pub stage: Option<AnyOf<Uuid>>,
    pub stage_kind: Option<Vec<StageKind>>,
    pub status: Option<Vec<Status>>,
    pub owner: Option<AnyOf<Uuid>>,
    /// The owner is a member of the team.
    pub team: Option<AnyOf<Uuid>>,
    pub source: Option<AnyOf<Uuid>>,
    pub tag: Option<AnyOf<Uuid>>,
    /// Kinds and keys of marks, like `fit:A`.
    pub mark: Option<AnyOf<(Kind, String)>>,
    pub company: Option<AnyOf<Uuid>>,
    /// Of the company.
    pub industry: Option<AnyOf<String>>,
    pub company_size: Option<AnyOf<Size>>,
    pub contact: Option<AnyOf<Uuid>>,
    pub created: Period,
    /// Won or lost in these days.
    pub closed: Period,
    pub expected: (Option<NaiveDate>, Option<NaiveDate>),
    /// Minor units, both ends included.
    pub amount: (Option<i64>, Option<i64>),
    pub currency: Option<Vec<Currency>>,
    /// Has come as far as one of these stages, or further in the same pipeline.
    pub reached_stage: Option<Vec<Uuid>>,
    /// Has come as far as this kind, or further.
    pub reached_kind: Option<StageKind>,
    /// Was lost on one of these stages.
    pub lost_stage: Option<Vec<Uuid>>,
    /// Was lost for one of these reasons, or for none that was given.
    pub lost_reason: Option<AnyOf<Uuid>>,
    pub attention: Option<Vec<Attention>>,
    pub stuck: Option<bool>,
    pub ids: Option<AnyOf<Uuid>>,
    pub external_id: Option<AnyOf<String>>,
    pub q: Option<String>,
}

impl DealFilter {
    /// Reads the filters that are known here; days are those of the time zone.
    ///
    /// # Errors
    /// `unknown_filter`, `bad_request`.
    pub fn read(params: &ListParams, known: &[&str], zone: Tz) -> Result<Self> {
        let filters = params.filters(known)?;
        let external = Text::fixed("номер", "an id");
        let industry = Text::fixed("отрасль", "an industry");
        let mark = Text::fixed(
            "вид метки и её ключ, как fit:A",
            "a kind of marks and the key of one, like fit:A",
        );
        let sizes = Size::ALL.map(Size::as_str).join(", ");
        let size = Text::new(
            format!("размер компании: {sizes}"),
            format!("a company size: {sizes}"),
        );
        Ok(Self {
            pipeline: filters.ids("pipeline")?,
            stage: filters.ids("stage")?,
            stage_kind: words(&filters, "stage_kind", &KIND, StageKind::parse)?,
            status: words(&filters, "status", &STATUS, Status::parse)?,
            owner: filters.ids("owner")?,
            team: filters.ids("team")?,
            source: filters.ids("source")?,
            tag: filters.ids("tag")?,
            mark: filters.any_of("mark", &mark, |text| {
                let (kind, key) = text.split_once(':')?;
                Some((Kind::parse(kind)?, key.to_owned()))
            })?,
            company: filters.ids("company")?,
            industry: filters.any_of("industry", &industry, |text| Some(text.to_owned()))?,
            company_size: filters.any_of("company_size", &size, Size::parse)?,
            contact: filters.ids("contact")?,
            created: Period::of_days(&filters, "created_from", "created_to", zone)?,
            closed: Period::of_days(&filters, "closed_from", "closed_to", zone)?,
            expected: (filters.day("expected_from")?, filters.day("expected_to")?),
            amount: (filters.number("amount_from")?, filters.number("amount_to")?),
            currency: words(&filters, "currency", &CURRENCY, Currency::parse)?,
            reached_stage: filters.ids("reached_stage")?.map(|any| any.values),
            // Whoever has reached a later kind has reached an earlier one.
            reached_kind: words(&filters, "reached_kind", &KIND, StageKind::parse)?
                .and_then(|kinds| kinds.into_iter().min()),
            lost_stage: filters.ids("lost_stage")?.map(|any| any.values),
            lost_reason: filters.ids("lost_reason")?,
            attention: attention(&filters)?,
            stuck: filters.flag("stuck")?,
            ids: filters.ids("ids")?,
            external_id: filters.any_of("external_id", &external, |text| Some(text.to_owned()))?,
            q: params.q.clone(),
        })
    }

    /// Whether the totals kept by the database know the answer: they know where deals stand, whose
    /// they are and where they come from, and nothing else.
    pub fn is_kept_in_totals(&self) -> bool {
        let Self {
            pipeline: _,
            stage: _,
            stage_kind: _,
            status: _,
            owner: _,
            team: _,
            source: _,
            currency: _,
            lost_stage: _,
            tag,
            mark,
            company,
            industry,
            company_size,
            contact,
            created,
            closed,
            expected,
            amount,
            reached_stage,
            reached_kind,
            lost_reason,
            attention,
            stuck,
            ids,
            external_id,
            q,
        } = self;
        tag.is_none()
            && mark.is_none()
            && company.is_none()
            && industry.is_none()
            && company_size.is_none()
            && contact.is_none()
            && *created == Period::default()
            && *closed == Period::default()
            && *expected == (None, None)
            && *amount == (None, None)
            && reached_stage.is_none()
            && reached_kind.is_none()
            && lost_reason.is_none()
            && attention.is_none()
            && stuck.is_none()
            && ids.is_none()
            && external_id.is_none()
            && q.is_none()
    }

    /// Whether no lost deal can be among the answers: then the indexes without lost deals serve.
    pub fn leaves_lost_out(&self) -> bool {
        let by_status = self
            .status
            .as_ref()
            .is_some_and(|statuses| !statuses.contains(&Status::Lost));
        let by_attention = self
            .attention
            .as_ref()
            .is_some_and(|kinds| !kinds.contains(&Attention::None));
        by_status || by_attention || self.stuck == Some(true)
    }

    /// Whether conditions depend on what stages there are.
    pub fn needs_stages(&self) -> bool {
        self.stage_kind.is_some() || self.reached_stage.is_some() || self.stuck.is_some()
    }
}

const KIND: Text = Text::fixed(
    "вид этапа: attract, qualify, present, close, purchase, retain",
    "a stage kind: attract, qualify, present, close, purchase, retain",
);
const STATUS: Text = Text::fixed("open, won или lost", "open, won or lost");
const CURRENCY: Text = Text::fixed("код валюты вида RUB", "a currency code like RUB");
const ATTENTION: Text = Text::fixed(
    "no_next_step, overdue или none",
    "no_next_step, overdue or none",
);

fn words<T>(
    filters: &Filters<'_>,
    name: &str,
    expected: &Text,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Option<Vec<T>>> {
    Ok(filters.any_of(name, expected, parse)?.map(|any| any.values))
}

fn attention(filters: &Filters<'_>) -> Result<Option<Vec<Attention>>> {
    let parse = |word: &str| match word {
        "no_next_step" => Some(Attention::NoNextStep),
        "overdue" => Some(Attention::Overdue),
        _ => None,
    };
    let asked = filters.any_of("attention", &ATTENTION, parse)?;
    Ok(asked.map(|any| {
        let mut kinds = any.values;
        // Here `none` is an answer of its own, not an empty value.
        if any.none {
            kinds.push(Attention::None);
        }
        kinds
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<DealFilter> {
        let params = ListParams::parse(query)?;
        DealFilter::read(&params, &LIST, chrono_tz::Europe::Moscow)
    }

    #[test]
    fn kept_totals_answer_only_what_they_know() {
        for known in [
            "",
            "filter[status]=open,won&filter[owner]=none&filter[currency]=RUB",
        ] {
            assert!(read(known).expect("filters").is_kept_in_totals(), "{known}");
        }
        for other in [
            "filter[stuck]=true",
            "filter[mark]=fit:A",
            "q=насос",
            "filter[created_to]=2026-11-23",
        ] {
            assert!(
                !read(other).expect("filters").is_kept_in_totals(),
                "{other}"
            );
        }
    }

    #[test]
    fn words_are_read_and_never_ignored() {
        let filter = read("filter[attention]=none,overdue&filter[reached_kind]=close,present")
            .expect("filters");
        let wanted = vec![Attention::Overdue, Attention::None];
        assert_eq!(filter.attention, Some(wanted));
        assert_eq!(filter.reached_kind, Some(StageKind::Present));
        assert!(!filter.leaves_lost_out());
        assert!(
            read("filter[stuck]=true")
                .expect("filters")
                .leaves_lost_out()
        );
        assert!(read("filter[status]=closed").is_err());
        assert!(read("filter[colour]=red").is_err());
        assert!(read("filter[mark]=A").is_err());
    }
}

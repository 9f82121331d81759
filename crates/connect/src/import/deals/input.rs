//! What a row says of a deal.

use base::fold::fold;
use base::{Currency, Money, Text, Time, Uuid};
use chrono::NaiveDate;
use crm::contacts::model::ContactFacts;
use crm::contacts::points::{NewPoint, PointKind, PointLabel, checked as checked_points};
use crm::deals::model::Status;

use super::super::fields::STAGE_ENTERED;
use super::super::links::CompanyWish;
use super::super::row::Cells;
use super::super::seen::Keys;
use super::super::session::{Session, reason};
use super::super::values::{Outcome, ending, split_person};

/// The largest amount of a deal, in minor units: a trillion.
const MOST: i64 = 100_000_000_000_000;

pub struct Input {
    pub external_id: Option<String>,
    pub title: Option<String>,
    pub value: Option<Money>,
    pub currency: Option<Currency>,
    pub company: CompanyWish,
    pub contact: ContactFacts,
    pub owner: Option<Uuid>,
    pub source: Option<String>,
    pub pipeline: Option<String>,
    pub stage: Option<String>,
    /// The stage column holds an end, such as `Closed Won`.
    pub ends_by_stage: bool,
    pub outcome: Option<Outcome>,
    pub created_at: Option<Time>,
    /// When it was won or lost.
    pub ended_at: Option<Time>,
    pub entered: Vec<(String, Time)>,
    pub lost_reason: Option<String>,
    pub next_step: Option<String>,
    pub next_step_at: Option<Time>,
    pub tags: Vec<String>,
    expected: Option<NaiveDate>,
    /// The day of a closing date that is planned as long as the deal is open.
    closing: Option<NaiveDate>,
}

impl Input {
    pub fn read(cells: &mut Cells<'_>, session: &Session) -> Self {
        let currency = cells.currency("currency");
        let value = cells.money("value", currency.unwrap_or(session.options.currency));
        if value.is_some_and(|value| !(0..=MOST).contains(&value.amount)) {
            cells.wrong(
                "value",
                &Text::fixed("сумма от нуля до триллиона", "from zero to a trillion"),
            );
        }
        let stage = cells.text("stage");
        let by_stage = stage.as_deref().and_then(ending);
        let (won_at, lost_at) = (cells.moment("won_at"), cells.moment("lost_at"));
        let outcome = match (cells.outcome("status"), by_stage, won_at, lost_at) {
            (Some(said), ..) => Some(said),
            (None, Some(ended), ..) => Some(ended),
            // Where there is no other word, a date of winning says that it was won.
            (None, None, Some(won), Some(lost)) if lost > won => Some(Outcome::Lost),
            (None, None, Some(_), _) => Some(Outcome::Won),
            (None, None, None, Some(_)) => Some(Outcome::Lost),
            (None, None, None, None) => None,
        };
        let closing = cells.when("closed_at");
        let closed_at = closing.map(|when| when.time(session.columns.zone));
        let ended_at = match outcome {
            Some(Outcome::Won) => won_at.or(closed_at),
            Some(Outcome::Lost) => lost_at.or(closed_at),
            _ => None,
        };
        let entered = cells.entered();
        Self {
            external_id: cells.id("external_id"),
            title: cells.text("title"),
            value,
            currency,
            company: CompanyWish {
                external_id: cells.id("company_external_id"),
                inn: cells.requisite("company_inn"),
                name: cells.text("company"),
            },
            contact: contact(cells, session),
            owner: cells.owner("owner", &session.people),
            source: cells.text("source"),
            pipeline: cells.text("pipeline"),
            ends_by_stage: by_stage.is_some(),
            stage,
            outcome,
            created_at: cells.moment("created_at"),
            ended_at: ended_at.and_then(|at| cells.not_ahead("closed_at", at)),
            entered,
            lost_reason: cells.text("lost_reason"),
            next_step: cells.text("next_step"),
            next_step_at: cells.any_moment("next_step_at"),
            tags: cells.list("tags"),
            expected: cells.day("expected_close"),
            closing: closing.map(|when| when.day(session.columns.zone)),
        }
    }

    /// The title, or what else the deal can be called by.
    pub fn title(&self) -> Option<String> {
        let contact = Some(self.contact.name()).filter(|name| !name.is_empty());
        let numbered = self.external_id.as_ref().map(|id| format!("№ {id}"));
        self.title
            .clone()
            .or_else(|| self.company.name.clone())
            .or(contact)
            .or(numbered)
    }

    pub fn expected_close(&self, status: Status) -> Option<NaiveDate> {
        self.expected
            .or(self.closing.filter(|_| status == Status::Open))
    }

    /// The amount as the row leaves it. A currency alone says what the amount that is there is in.
    pub fn value_over(&self, was: Money) -> Money {
        match (self.value, self.currency) {
            (Some(value), _) => value,
            (None, Some(currency)) => Money::new(was.amount, currency),
            (None, None) => was,
        }
    }

    /// The earliest moment that the row knows of, which is the latest at which the deal was made.
    pub fn begun_at(&self) -> Option<Time> {
        let entered = self.entered.iter().map(|(_, at)| *at);
        entered.chain(self.created_at).chain(self.ended_at).min()
    }

    /// What the deal would be known by among those of the same file.
    pub fn keys(&self, company: Option<Uuid>) -> Keys {
        let mut keys = Keys::default();
        keys.external(self.external_id.as_deref());
        if self.external_id.is_none() {
            let created = self.created_at.and(self.begun_at()).map_or(0, |at| at.0);
            let company = company.map(|id| id.to_string()).unwrap_or_default();
            keys.weak(
                "deal",
                &format!(
                    "{} / {company} / {created}",
                    fold(&self.title().unwrap_or_default())
                ),
            );
        }
        keys
    }
}

fn contact(cells: &mut Cells<'_>, session: &Session) -> ContactFacts {
    let mut facts = ContactFacts {
        external_id: cells.id("contact_external_id"),
        ..ContactFacts::default()
    };
    if let Some(name) = cells.text("contact") {
        (facts.last_name, facts.first_name, facts.middle_name) = split_person(&name);
    }
    let mut points = Vec::new();
    for (kind, values) in [
        (PointKind::Email, cells.emails("contact_email")),
        (PointKind::Phone, cells.phones("contact_phone")),
    ] {
        points.extend(values.into_iter().map(|value| NewPoint {
            kind,
            value,
            label: PointLabel::Work,
        }));
    }
    match checked_points(&points) {
        Ok(points) => facts.points = points,
        Err(problem) => cells.refuse(reason(session.entity, &problem)),
    }
    if facts.name().is_empty()
        && let Some(point) = facts.points.first()
    {
        facts.last_name = point.raw.chars().take(100).collect();
    }
    facts
}

impl Cells<'_> {
    /// The stages for which the row has a moment, as they are called in the mapping.
    fn entered(&mut self) -> Vec<(String, Time)> {
        let mut entered = Vec::new();
        for (stage, _) in self.entered_stages() {
            if let Some(at) = self.moment(&format!("{STAGE_ENTERED}{stage}")) {
                entered.push((stage, at));
            }
        }
        entered
    }
}

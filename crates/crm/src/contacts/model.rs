//! What a contact is, and the form the facts are kept in.

use api::ListParams;
use api::list::AnyOf;
use base::problem::Check;
use base::{Patch, Result, Text, Uuid, fold};
use chrono_tz::Tz;
use db::{FromQueryResult, sea_orm};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::points::{NewPoint, Point, PointKind};
use crate::companies::model::trim;
use crate::listing::Period;
use crate::search::model::Words;

/// Everything that people know of a contact and may change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, FromQueryResult)]
pub struct ContactFacts {
    pub last_name: String,
    pub first_name: String,
    pub middle_name: String,
    pub job_title: Option<String>,
    pub company_id: Option<Uuid>,
    pub owner_id: Option<Uuid>,
    /// What the record is called in the system it was imported from.
    pub external_id: Option<String>,
    /// Kept in a table of their own.
    #[sea_orm(skip)]
    pub points: Vec<Point>,
}

impl ContactFacts {
    /// The facts in the form they are kept in. The points have been checked where they were read.
    ///
    /// # Errors
    /// `invalid` with every wrong field.
    pub fn checked(mut self) -> Result<Self> {
        let mut check = Check::default();
        let names = [
            ("last_name", &mut self.last_name),
            ("first_name", &mut self.first_name),
            ("middle_name", &mut self.middle_name),
        ];
        for (field, name) in names {
            *name = one_spaced(name);
            check.length(field, name, 100);
        }
        if self.name().is_empty() {
            check.fail(
                "last_name",
                "required",
                Text::fixed("Укажите имя или фамилию", "Give a first or a last name"),
            );
        }
        for (field, text) in [
            ("job_title", &mut self.job_title),
            ("external_id", &mut self.external_id),
        ] {
            trim(text);
            check.length(field, text.as_deref().unwrap_or_default(), 200);
        }
        check.done()?;
        Ok(self)
    }

    /// What the person is called in lists: last, first and middle name.
    pub fn name(&self) -> String {
        let parts = [&self.last_name, &self.first_name, &self.middle_name];
        let given = parts.into_iter().filter(|part| !part.is_empty());
        given.map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    /// The name as lists are sorted by it.
    pub fn folded(&self) -> String {
        fold::fold(&self.name())
    }

    /// Everything that search finds the person by.
    pub fn words(&self) -> String {
        let mut words = Words::default()
            .text(&self.name())
            .maybe(self.job_title.as_deref());
        for point in &self.points {
            words = match point.kind {
                PointKind::Phone => words.phone(&point.value),
                PointKind::Email => words.text(&point.value),
            };
        }
        words.finish()
    }
}

fn one_spaced(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Cuts a whole name, written the Russian way, into last, first and middle name.
pub fn split_name(whole: &str) -> (String, String, String) {
    let mut words = whole.split_whitespace();
    let last = words.next().unwrap_or_default().to_owned();
    let first = words.next().unwrap_or_default().to_owned();
    (last, first, words.collect::<Vec<_>>().join(" "))
}

/// A change of a contact. Absent fields stay as they are, `null` clears them.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub struct ContactChange {
    /// The version that the change was made from, unless `If-Match` says it.
    pub version: Option<i64>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub last_name: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub first_name: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub middle_name: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub job_title: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    pub company_id: Patch<Uuid>,
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    pub owner_id: Patch<Uuid>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub external_id: Patch<String>,
    /// All phones and e-mails: those that are left out are taken away.
    pub points: Option<Vec<NewPoint>>,
}

impl ContactChange {
    /// The facts as the change leaves them, still to be checked.
    ///
    /// # Errors
    /// `invalid` for a wrong phone or e-mail.
    pub fn apply(self, to: &ContactFacts) -> Result<ContactFacts> {
        let mut facts = to.clone();
        let names = [
            (self.last_name, &mut facts.last_name),
            (self.first_name, &mut facts.first_name),
            (self.middle_name, &mut facts.middle_name),
        ];
        for (change, name) in names {
            match change {
                Patch::Keep => {}
                Patch::Clear => name.clear(),
                Patch::Set(value) => *name = value,
            }
        }
        self.job_title.apply(&mut facts.job_title);
        self.company_id.apply(&mut facts.company_id);
        self.owner_id.apply(&mut facts.owner_id);
        self.external_id.apply(&mut facts.external_id);
        if let Some(points) = self.points {
            facts.points = super::points::checked(&points)?;
        }
        Ok(facts)
    }
}

/// What the list of contacts can be narrowed to.
#[derive(Debug, Clone, Default)]
pub struct ContactFilter {
    pub owner: Option<AnyOf<Uuid>>,
    pub company: Option<AnyOf<Uuid>>,
    pub created: Period,
    pub ids: Option<AnyOf<Uuid>>,
    pub q: Option<String>,
}

impl ContactFilter {
    pub const KNOWN: [&str; 5] = ["owner", "company", "created_from", "created_to", "ids"];

    /// Reads the filters of a list or an export; days are those of the time zone.
    ///
    /// # Errors
    /// `unknown_filter`, `bad_request`.
    pub fn read(params: &ListParams, zone: Tz) -> Result<Self> {
        let filters = params.filters(&Self::KNOWN)?;
        Ok(Self {
            owner: filters.ids("owner")?,
            company: filters.ids("company")?,
            created: Period::of_days(&filters, "created_from", "created_to", zone)?,
            ids: filters.ids("ids")?,
            q: params.q.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_made_of_what_is_there() {
        let facts = ContactFacts {
            last_name: " Петров-Водкин ".to_owned(),
            first_name: "Кузьма".to_owned(),
            ..ContactFacts::default()
        };
        let kept = facts.checked().expect("a name");
        assert_eq!(kept.name(), "Петров-Водкин Кузьма");
        assert_eq!(kept.folded(), "петров водкин кузьма");
        let nobody = ContactFacts::default().checked().expect_err("no name");
        assert_eq!(nobody.0.errors[0].code, "required");
    }

    #[test]
    fn a_whole_name_is_cut_the_russian_way() {
        let cut = split_name("Петров Иван Сергеевич");
        assert_eq!(cut, ("Петров".into(), "Иван".into(), "Сергеевич".into()));
        assert_eq!(split_name("Иван").1, "");
    }

    #[test]
    fn points_are_replaced_as_a_whole_or_kept() {
        let was = ContactFacts {
            last_name: "Петров".to_owned(),
            points: vec![Point {
                kind: PointKind::Email,
                value: "a@b.ru".to_owned(),
                raw: "a@b.ru".to_owned(),
                label: super::super::PointLabel::Work,
            }],
            ..ContactFacts::default()
        };
        let kept = ContactChange::default().apply(&was).expect("nothing wrong");
        assert_eq!(kept, was);
        let change = ContactChange {
            points: Some(Vec::new()),
            ..ContactChange::default()
        };
        assert!(change.apply(&was).expect("nothing wrong").points.is_empty());
    }
}

//! What a company is, and the form its facts are kept in.

use api::ListParams;
use api::list::AnyOf;
use base::problem::Check;
use base::requisites::Requisite;
use base::{FieldError, Patch, Result, Text, Uuid, email, fold, phone};
use chrono_tz::Tz;
use db::{FromQueryResult, sea_orm};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::listing::Period;
use crate::search::model::Words;

/// Numbers of people that a company may have.
const EMPLOYEES: std::ops::RangeInclusive<i64> = 1..=10_000_000;
const WRONG_EMPLOYEES: Text = Text::fixed(
    "Число сотрудников — от 1 до 10 000 000",
    "The number of employees is from 1 to 10,000,000",
);

/// Everything that people know of a company and may change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, FromQueryResult)]
pub struct CompanyFacts {
    pub name: String,
    pub inn: Option<String>,
    pub kpp: Option<String>,
    pub ogrn: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub website: Option<String>,
    pub address: Option<String>,
    pub industry: Option<String>,
    /// How many people work there.
    pub employees: Option<i64>,
    pub owner_id: Option<Uuid>,
    /// What the record is called in the system it was imported from.
    pub external_id: Option<String>,
}

impl CompanyFacts {
    /// The facts in the form they are kept in. Empty texts become absent ones.
    ///
    /// # Errors
    /// `invalid` with every wrong field.
    pub fn checked(mut self) -> Result<Self> {
        let mut check = Check::default();
        check.required("name", &self.name, 300);
        self.name = self.name.trim().to_owned();
        let texts = [
            ("website", &mut self.website, 300),
            ("address", &mut self.address, 500),
            ("industry", &mut self.industry, 200),
            ("external_id", &mut self.external_id, 200),
        ];
        for (field, text, max) in texts {
            trim(text);
            check.length(field, text.as_deref().unwrap_or_default(), max);
        }
        if self
            .employees
            .is_some_and(|number| !EMPLOYEES.contains(&number))
        {
            check.fail("employees", "out_of_range", WRONG_EMPLOYEES);
        }
        for (which, number) in self.requisites_mut() {
            trim(number);
            let Some(raw) = number.as_deref() else {
                continue;
            };
            match which.parse(raw) {
                Ok(checked) => *number = Some(checked.value),
                Err(error) => check.fail(&error.field, error.code, error.message),
            }
        }
        trim(&mut self.phone);
        if let Some(raw) = self.phone.take() {
            self.phone = kept_phone(&raw);
            if self.phone.is_none() {
                check.fail("phone", "wrong_phone", WRONG_PHONE);
            }
        }
        trim(&mut self.email);
        if let Some(raw) = self.email.take() {
            self.email = email::normalise(&raw);
            if self.email.is_none() {
                check.fail("email", "wrong_email", WRONG_EMAIL);
            }
        }
        check.done()?;
        Ok(self)
    }

    /// What looks wrong about the requisites and is kept all the same.
    pub fn warnings(&self) -> Vec<FieldError> {
        let numbers = [
            (Requisite::Inn, &self.inn),
            (Requisite::Ogrn, &self.ogrn),
            (Requisite::Kpp, &self.kpp),
        ];
        numbers
            .into_iter()
            .filter_map(|(which, number)| which.parse(number.as_deref()?).ok()?.warning)
            .collect()
    }

    /// The name without its legal form, by which companies are sorted and found equal.
    pub fn folded(&self) -> String {
        fold::company_key(&self.name)
    }

    /// Everything that search finds the company by.
    pub fn words(&self) -> String {
        Words::default()
            .text(&self.name)
            .maybe(self.inn.as_deref())
            .maybe(self.ogrn.as_deref())
            .phone(self.phone.as_deref().unwrap_or_default())
            .maybe(self.email.as_deref())
            .maybe(self.website.as_deref())
            .finish()
    }

    fn requisites_mut(&mut self) -> [(Requisite, &mut Option<String>); 3] {
        [
            (Requisite::Inn, &mut self.inn),
            (Requisite::Kpp, &mut self.kpp),
            (Requisite::Ogrn, &mut self.ogrn),
        ]
    }
}

pub const WRONG_PHONE: Text = Text::fixed(
    "Не похоже на телефон: нужен номер вида +7 912 345-67-89",
    "This does not look like a phone: a number like +7 912 345-67-89 is needed",
);

pub const WRONG_EMAIL: Text = Text::fixed(
    "Нужен адрес вида name@company.ru",
    "An address like name@company.com is needed",
);

/// Cuts the spaces off; a text of nothing else is no text.
pub fn trim(text: &mut Option<String>) {
    *text = text
        .take()
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty());
}

/// One spelling for a phone that is nothing but a phone. A text that says more, such as an
/// extension, stays as it was written: the company has no other place for it.
fn kept_phone(raw: &str) -> Option<String> {
    let number = phone::normalise_or_digits(raw)?;
    let (digits, all) = (fold::digits(&number), fold::digits(raw));
    // A trunk prefix may stand before the national number, nothing may stand behind it.
    let national = &digits[digits.len().saturating_sub(10)..];
    let whole = all.ends_with(national) && raw.chars().count() <= 100;
    Some(if whole {
        number
    } else {
        raw.chars().take(100).collect()
    })
}

/// A change of a company. Absent fields stay as they are, `null` clears them.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub struct CompanyChange {
    /// The version that the change was made from, unless `If-Match` says it.
    pub version: Option<i64>,
    pub name: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub inn: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub kpp: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub ogrn: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub phone: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub email: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub website: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub address: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub industry: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    pub employees: Patch<i64>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub external_id: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    pub owner_id: Patch<Uuid>,
}

impl CompanyChange {
    /// The facts as the change leaves them, still to be checked.
    pub fn apply(self, to: &CompanyFacts) -> CompanyFacts {
        let mut facts = to.clone();
        if let Some(name) = self.name {
            facts.name = name;
        }
        self.inn.apply(&mut facts.inn);
        self.kpp.apply(&mut facts.kpp);
        self.ogrn.apply(&mut facts.ogrn);
        self.phone.apply(&mut facts.phone);
        self.email.apply(&mut facts.email);
        self.website.apply(&mut facts.website);
        self.address.apply(&mut facts.address);
        self.industry.apply(&mut facts.industry);
        self.employees.apply(&mut facts.employees);
        self.owner_id.apply(&mut facts.owner_id);
        self.external_id.apply(&mut facts.external_id);
        facts
    }
}

/// What the list of companies can be narrowed to.
#[derive(Debug, Clone, Default)]
pub struct CompanyFilter {
    pub owner: Option<AnyOf<Uuid>>,
    pub industry: Option<AnyOf<String>>,
    pub created: Period,
    pub has_inn: Option<bool>,
    pub ids: Option<AnyOf<Uuid>>,
    pub q: Option<String>,
}

impl CompanyFilter {
    pub const KNOWN: [&str; 6] = [
        "owner",
        "industry",
        "created_from",
        "created_to",
        "has_inn",
        "ids",
    ];

    /// Reads the filters of a list or an export; days are those of the time zone.
    ///
    /// # Errors
    /// `unknown_filter`, `bad_request`.
    pub fn read(params: &ListParams, zone: Tz) -> Result<Self> {
        let filters = params.filters(&Self::KNOWN)?;
        let industry = Text::fixed("отрасль", "an industry");
        Ok(Self {
            owner: filters.ids("owner")?,
            industry: filters.any_of("industry", &industry, |text| Some(text.to_owned()))?,
            created: Period::of_days(&filters, "created_from", "created_to", zone)?,
            has_inn: filters.flag("has_inn")?,
            ids: filters.ids("ids")?,
            q: params.q.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(name: &str) -> CompanyFacts {
        CompanyFacts {
            name: name.to_owned(),
            ..CompanyFacts::default()
        }
    }

    #[test]
    fn facts_are_kept_in_one_spelling() {
        let facts = CompanyFacts {
            inn: Some(" 7707 049388 ".to_owned()),
            phone: Some("8 (495) 123-45-67".to_owned()),
            email: Some("Info@Firm.RU".to_owned()),
            website: Some("  ".to_owned()),
            ..facts(" ООО «Ромашка» ")
        };
        let kept = facts.checked().expect("right facts");
        assert_eq!(kept.name, "ООО «Ромашка»");
        assert_eq!(kept.folded(), "ромашка");
        assert_eq!(kept.inn.as_deref(), Some("7707049388"));
        assert_eq!(kept.phone.as_deref(), Some("+74951234567"));
        assert_eq!(kept.email.as_deref(), Some("info@firm.ru"));
        assert_eq!(kept.website, None);
        assert!(kept.warnings().is_empty());
        assert_eq!(kept.clone().checked().expect("still right"), kept);
    }

    #[test]
    fn an_extension_is_not_lost() {
        assert_eq!(
            kept_phone("8 495 123-45-67 доб. 12").as_deref(),
            Some("8 495 123-45-67 доб. 12")
        );
        assert_eq!(
            kept_phone("(495) 123-45-67").as_deref(),
            Some("+74951234567")
        );
        assert_eq!(kept_phone("нет"), None);
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let wrong = CompanyFacts {
            inn: Some("77".to_owned()),
            phone: Some("нет".to_owned()),
            email: Some("нет".to_owned()),
            address: Some("а".repeat(501)),
            ..facts(" ")
        };
        let problem = wrong.checked().expect_err("wrong facts");
        let fields: Vec<&str> = problem.0.errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["name", "address", "inn", "phone", "email"]);
    }

    #[test]
    fn a_wrong_check_digit_is_kept_and_warned_of() {
        let kept = CompanyFacts {
            inn: Some("7707049389".to_owned()),
            ..facts("Ромашка")
        };
        let warnings = kept.checked().expect("kept").warnings();
        assert_eq!(warnings[0].code, "check_digit");
    }

    #[test]
    fn a_change_touches_only_what_it_mentions() {
        let was = CompanyFacts {
            inn: Some("7707049388".to_owned()),
            industry: Some("ИТ".to_owned()),
            ..facts("Ромашка")
        };
        let change = CompanyChange {
            name: Some("Лютик".to_owned()),
            inn: Patch::Clear,
            ..CompanyChange::default()
        };
        let is = change.apply(&was);
        assert_eq!((is.name.as_str(), is.inn), ("Лютик", None));
        assert_eq!(is.industry, was.industry);
    }
}

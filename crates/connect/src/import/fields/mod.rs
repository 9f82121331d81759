//! What can be imported, and which column is probably which field.

mod ad_days;
mod companies;
mod contacts;
mod deals;
mod guess;
mod stage_changes;

use base::{Lang, Text};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use guess::guess;

/// What a table holds, one of it a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Entity {
    Companies,
    Contacts,
    Deals,
    StageChanges,
    /// What days of campaigns cost and reached, as advertising platforms report it.
    AdDays,
}

impl Entity {
    pub const ALL: [Self; 5] = [
        Self::Companies,
        Self::Contacts,
        Self::Deals,
        Self::StageChanges,
        Self::AdDays,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Companies => "companies",
            Self::Contacts => "contacts",
            Self::Deals => "deals",
            Self::StageChanges => "stage-changes",
            Self::AdDays => "ad-days",
        }
    }

    pub fn parse(value: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|entity| entity.as_str() == value)
    }

    pub fn fields(self) -> &'static [Field] {
        match self {
            Self::Companies => companies::FIELDS,
            Self::Contacts => contacts::FIELDS,
            Self::Deals => deals::FIELDS,
            Self::StageChanges => stage_changes::FIELDS,
            Self::AdDays => ad_days::FIELDS,
        }
    }

    /// The field of that key. `stage_entered:<stage>` is a field of deals for every stage there is.
    pub fn field(self, key: &str) -> Option<&'static Field> {
        let key = if key.starts_with(STAGE_ENTERED) {
            STAGE_ENTERED
        } else {
            key
        };
        self.fields().iter().find(|field| field.key == key)
    }

    /// Groups of fields of which at least one must have a column: a row says by them which record it is.
    pub fn needed(self) -> &'static [&'static [&'static str]] {
        match self {
            Self::Companies => &[&["name"]],
            Self::Contacts => &[&[
                "name",
                "last_name",
                "first_name",
                "email",
                "phone",
                "mobile",
            ]],
            Self::Deals => &[&["title", "external_id", "company", "contact"]],
            Self::StageChanges => &[&["deal"], &["stage", "status"], &["at"]],
            Self::AdDays => &[
                &["day"],
                &["campaign_id", "campaign_name"],
                &["cost", "cost_micros", "impressions", "clicks"],
            ],
        }
    }
}

/// The beginning of the keys of columns that say when a stage was entered.
pub const STAGE_ENTERED: &str = "stage_entered:";

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// At most so many characters.
    Text(usize),
    Money,
    /// Whole millionths of the currency.
    Micros,
    /// How many of something.
    Count,
    Currency,
    /// A moment, or a day that stands for its beginning.
    Moment,
    Day,
    Phone,
    Email,
    Requisite(base::requisites::Requisite),
    /// Won, lost or open.
    Outcome,
    List,
}

/// A fixed text of a table of fields.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    ru: &'static str,
    en: &'static str,
}

impl Words {
    pub fn text(self) -> Text {
        Text::fixed(self.ru, self.en)
    }

    pub fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Ru => self.ru,
            Lang::En => self.en,
        }
    }
}

/// One thing that a column can hold.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    pub key: &'static str,
    pub label: Words,
    pub required: bool,
    pub kind: Kind,
    pub example: &'static str,
    pub hint: Words,
    /// Folded names of such columns in exports of other systems; the likeliest come first.
    aliases: &'static str,
}

/// A field in one line; the hint and whether it is required are added where there is something to say.
const fn field(
    key: &'static str,
    ru: &'static str,
    en: &'static str,
    kind: Kind,
    example: &'static str,
    aliases: &'static str,
) -> Field {
    Field {
        key,
        label: Words { ru, en },
        required: false,
        kind,
        example,
        hint: Words { ru: "", en: "" },
        aliases,
    }
}

impl Field {
    const fn hint(mut self, ru: &'static str, en: &'static str) -> Self {
        self.hint = Words { ru, en };
        self
    }

    fn aliases(&self) -> impl Iterator<Item = &'static str> {
        self.aliases.split("; ").filter(|alias| !alias.is_empty())
    }

    const fn required(mut self) -> Self {
        self.required = true;
        self
    }
}

const SHORT: usize = 200;
/// The name of a company, the title of a deal.
const NAME: usize = 300;
const LONG: usize = 20_000;

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use base::fold::fold;

    use super::*;

    #[test]
    fn aliases_are_folded_and_mean_one_field_each() {
        for entity in Entity::ALL {
            let mut seen = BTreeMap::new();
            for field in entity.fields() {
                for alias in field.aliases() {
                    assert_eq!(fold(alias), alias, "{}", field.key);
                    let other = seen.insert(alias, field.key);
                    assert_eq!(other, None, "{alias} means {} too", field.key);
                }
            }
        }
    }

    #[test]
    fn every_needed_field_exists_and_is_marked() {
        for entity in Entity::ALL {
            for group in entity.needed() {
                for key in *group {
                    let field = entity
                        .field(key)
                        .unwrap_or_else(|| panic!("{key} is a field"));
                    assert_eq!(field.required, group.len() == 1, "{key}");
                }
            }
            assert_eq!(Entity::parse(entity.as_str()), Some(entity));
        }
        assert!(Entity::Deals.field("stage_entered:Переговоры").is_some());
        assert!(
            Entity::Companies
                .field("stage_entered:Переговоры")
                .is_none()
        );
    }
}

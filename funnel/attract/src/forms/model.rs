//! What a form asks, and what its answers mean.

use base::problem::Check;
use base::{Lang, Result, Text, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Everything about how a form looks and what it asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = FormDesign)]
pub struct Design {
    pub lang: Lang,
    pub title: String,
    pub intro: String,
    pub button: String,
    /// What is shown when it is sent.
    pub thanks: String,
    /// A page of the company's own sites to go on to instead.
    pub redirect: Option<String>,
    #[schema(example = "#2563eb")]
    pub accent: String,
    pub fields: Vec<Field>,
    pub source_id: Option<Uuid>,
    pub campaign_id: Option<Uuid>,
    pub pipeline_id: Option<Uuid>,
    pub product: Option<String>,
}

impl Default for Design {
    fn default() -> Self {
        Self {
            lang: Lang::Ru,
            title: String::new(),
            intro: String::new(),
            button: String::new(),
            thanks: String::new(),
            redirect: None,
            accent: "#2563eb".to_owned(),
            fields: Vec::new(),
            source_id: None,
            campaign_id: None,
            pipeline_id: None,
            product: None,
        }
    }
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = FormField)]
pub struct Field {
    /// The name of its input: Latin letters, digits, `_`.
    pub key: String,
    pub label: String,
    pub kind: Kind,
    #[serde(default)]
    pub required: bool,
    /// What can be chosen.
    #[serde(default)]
    pub options: Vec<String>,
    /// Where the answer goes.
    #[serde(default)]
    pub to: To,
    /// Of a consent: what for.
    pub purpose: Option<Purpose>,
    /// Of a consent: counts the changes of its words. The product keeps it.
    #[serde(default)]
    pub version: i64,
}

/// How it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FormFieldKind)]
pub enum Kind {
    Text,
    Textarea,
    Email,
    Phone,
    Number,
    Date,
    Choice,
    /// Up to five files, ten megabytes together.
    File,
    /// Not shown: taken from the address of the page by the field's name, or else the first option.
    Hidden,
    /// A box that is never ticked beforehand; the label is what is consented to.
    Consent,
}

/// Where an answer goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FormFieldTarget)]
pub enum To {
    Name,
    Company,
    Inn,
    Phone,
    Email,
    Message,
    Product,
    Territory,
    /// Whole units of the workspace's currency.
    Amount,
    /// Kept with its question.
    #[default]
    Answer,
}

/// What a consent is for; each purpose is asked by itself.
pub use crm::consents::Purpose;

const MOST_FIELDS: usize = 50;

impl Design {
    /// Whether files can be attached.
    pub fn takes_files(&self) -> bool {
        self.fields.iter().any(|field| field.kind == Kind::File)
    }
}

impl Design {
    /// The design as it is kept; the words of consents that differ from `was` get a new version.
    ///
    /// # Errors
    /// `invalid` with everything that is wrong.
    pub fn checked(mut self, was: Option<&Self>) -> Result<Self> {
        let mut check = Check::default();
        check.required("design.title", &self.title, 300);
        for (field, text, most) in [
            ("design.intro", &self.intro, 2_000),
            ("design.button", &self.button, 100),
            ("design.thanks", &self.thanks, 2_000),
        ] {
            check.length(field, text, most);
        }
        if !is_color(&self.accent) {
            let text = Text::fixed("Нужен цвет вида #2563eb", "A colour like #2563eb is needed");
            check.fail("design.accent", "wrong_color", text);
        }
        if self.fields.is_empty() || self.fields.len() > MOST_FIELDS {
            let text = Text::fixed("Нужно от 1 до 50 полей", "From 1 to 50 fields are needed");
            check.fail("design.fields", "out_of_range", text);
        }
        let mut keys = std::collections::BTreeSet::new();
        for (index, field) in self.fields.iter_mut().enumerate() {
            let name = |part: &str| format!("design.fields[{index}].{part}");
            let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
            if !(1..=50).contains(&field.key.len())
                || !field.key.chars().all(plain)
                || field.key.starts_with('_')
            {
                let text = Text::fixed(
                    "Имя поля — латинские буквы, цифры и _, не с подчёркивания",
                    "The name of a field is Latin letters, digits and _, and does not begin with _",
                );
                check.fail(&name("key"), "wrong_key", text);
            } else if !keys.insert(field.key.clone()) {
                let text = Text::fixed(
                    "Такое имя поля уже есть",
                    "This name of a field is there already",
                );
                check.fail(&name("key"), "twice", text);
            }
            check.required(&name("label"), &field.label, 2_000);
            if field.kind == Kind::Choice
                && field
                    .options
                    .iter()
                    .filter(|o| !o.trim().is_empty())
                    .count()
                    < 2
            {
                let text = Text::fixed(
                    "Нужны хотя бы два варианта",
                    "At least two options are needed",
                );
                check.fail(&name("options"), "required", text);
            }
            if field.kind == Kind::File {
                field.to = To::Answer;
            }
            if field.kind == Kind::Hidden {
                // Nobody could fill it in.
                field.required = false;
            }
            if field.kind == Kind::Consent {
                if field.purpose.is_none() {
                    let text =
                        Text::fixed("Укажите, на что согласие", "Say what the consent is for");
                    check.fail(&name("purpose"), "required", text);
                }
                field.to = To::Answer;
                field.version = version(field, was);
            } else {
                (field.purpose, field.version) = (None, 0);
            }
        }
        check.done()?;
        Ok(self)
    }
}

/// The version of a consent's words: one more than before when they differ.
fn version(field: &Field, was: Option<&Design>) -> i64 {
    let before = was.and_then(|was| was.fields.iter().find(|other| other.key == field.key));
    match before {
        Some(before) if before.label == field.label && before.purpose == field.purpose => {
            before.version.max(1)
        }
        Some(before) => before.version + 1,
        None => 1,
    }
}

pub(super) fn is_color(text: &str) -> bool {
    text.len() == 7 && text.starts_with('#') && text[1..].chars().all(|c| c.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::utm::Trace;

    fn field(key: &str, kind: Kind, to: To, required: bool) -> Field {
        Field {
            key: key.to_owned(),
            label: key.to_owned(),
            kind,
            required,
            options: vec![],
            to,
            purpose: (kind == Kind::Consent).then_some(Purpose::PersonalData),
            version: 0,
        }
    }

    fn design() -> Design {
        Design {
            title: "Заявка".into(),
            fields: vec![
                field("name", Kind::Text, To::Name, true),
                field("phone", Kind::Phone, To::Phone, false),
                field("budget", Kind::Number, To::Amount, false),
                field("pd", Kind::Consent, To::Answer, true),
            ],
            ..Design::default()
        }
    }

    fn sent(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect()
    }

    #[test]
    fn answers_become_an_inquiry() {
        let design = design().checked(None).expect("a design");
        let answers = design
            .read(&sent(&[
                ("name", " Пётр "),
                ("phone", "8 912 345 67 89"),
                ("budget", "500 000"),
                ("pd", "on"),
            ]))
            .expect("answers");
        let inquiry = design.inquiry("Заявка", &answers, Trace::default());
        assert_eq!(
            (inquiry.name.as_str(), inquiry.amount),
            ("Пётр", Some(50_000_000))
        );
        assert_eq!(inquiry.phones, ["+79123456789"]);
        assert_eq!(inquiry.answers["pd"], "да (версия 1)");
    }

    #[test]
    fn every_wrong_answer_is_named() {
        let design = design().checked(None).expect("a design");
        let wrong = design
            .read(&sent(&[("phone", "нет"), ("budget", "много")]))
            .expect_err("wrong");
        let keys: Vec<&str> = wrong.keys().map(String::as_str).collect();
        assert_eq!(keys, ["budget", "name", "pd", "phone"]);
    }

    #[test]
    fn other_words_of_a_consent_are_another_version() {
        let first = design().checked(None).expect("a design");
        assert_eq!(first.fields[3].version, 1);
        let same = first.clone().checked(Some(&first)).expect("a design");
        assert_eq!(same.fields[3].version, 1);
        let mut other = first.clone();
        other.fields[3].label = "Иное согласие".into();
        assert_eq!(
            other.checked(Some(&first)).expect("a design").fields[3].version,
            2
        );
    }

    #[test]
    fn a_design_that_cannot_work_is_refused() {
        let mut wrong = design();
        wrong.accent = "red;}".into();
        wrong.fields[1].key = "_t".into();
        wrong.fields[2].key = "name".into();
        wrong.fields[0].kind = Kind::Choice;
        let problem = wrong.checked(None).expect_err("refused");
        let fields: Vec<&str> = problem.0.errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "design.accent",
                "design.fields[0].options",
                "design.fields[1].key",
                "design.fields[2].key"
            ]
        );
    }
}

//! What was answered: read by the rules of the form, and made an inquiry.

use std::collections::BTreeMap;

use base::{Lang, Text, email, phone};
use serde::{Deserialize, Serialize};

use super::model::{Design, Field, Kind, To};
use crate::inquiries::{Channel, NewInquiry};
use crate::utm::Trace;

/// What was ticked, as it was seen: the version of the words, and the words.
pub fn as_seen(answer: &str) -> (&str, &str) {
    answer.split_once(": ").unwrap_or(("?", answer))
}

impl Design {
    /// Reads what was sent: the answers as they are kept, or what is wrong by field.
    ///
    /// # Errors
    /// Wrong fields with what is wrong, in the form's own language.
    pub fn read(
        &self,
        sent: &BTreeMap<String, String>,
    ) -> std::result::Result<Answers, BTreeMap<String, String>> {
        let mut answers = Answers::default();
        let mut wrong = BTreeMap::new();
        for field in &self.fields {
            let given = sent.get(&field.key).map_or("", |text| text.trim());
            match field.read(given) {
                Ok(None) => {}
                Ok(Some(value)) => {
                    answers.0.insert(field.key.clone(), value);
                }
                Err(text) => {
                    wrong.insert(field.key.clone(), text.get(self.lang).to_owned());
                }
            }
        }
        match wrong.is_empty() {
            true => Ok(answers),
            false => Err(wrong),
        }
    }

    /// The inquiry that answers make.
    pub fn inquiry(&self, name: &str, answers: &Answers, trace: Trace) -> NewInquiry {
        let mut new = NewInquiry {
            channel: Some(Channel::Form),
            title: String::new(),
            trace,
            source_id: self.source_id,
            campaign_id: self.campaign_id,
            pipeline_id: self.pipeline_id,
            product: self.product.clone(),
            ..NewInquiry::default()
        };
        new.answers.insert(
            Text::fixed("Форма", "Form").get(self.lang).to_owned(),
            name.to_owned(),
        );
        for field in &self.fields {
            let Some(value) = answers.0.get(&field.key) else {
                continue;
            };
            let value = value.clone();
            match field.to {
                To::Name => join(&mut new.name, &value, " "),
                To::Company => join(&mut new.company, &value, " "),
                To::Inn => new.inn = Some(value),
                To::Phone => new.phones.push(value),
                To::Email => new.emails.push(value),
                To::Message => join(&mut new.text, &value, "\n"),
                To::Product => new.product = Some(value),
                To::Territory => new.territory = Some(value),
                To::Amount => match value.parse::<i64>() {
                    Ok(units) => new.amount = units.checked_mul(100),
                    Err(_) => {
                        new.answers.insert(field.label.clone(), value);
                    }
                },
                To::Answer if matches!(field.kind, Kind::Consent | Kind::Subscribe) => {
                    let (version, words) = as_seen(&value);
                    let said = match self.lang {
                        Lang::Ru => format!("да (версия {version})"),
                        Lang::En => format!("yes (version {version})"),
                    };
                    new.answers.insert(words.to_owned(), said);
                }
                To::Answer => {
                    new.answers.insert(field.label.clone(), value);
                }
            }
        }
        new
    }
}

fn join(text: &mut String, more: &str, between: &str) {
    if !text.is_empty() {
        text.push_str(between);
    }
    text.push_str(more);
}

/// Answers by the keys of their fields.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers(pub BTreeMap<String, String>);

const MOST_ANSWER: usize = 10_000;

impl Field {
    /// The answer as it is kept; none when nothing was answered.
    fn read(&self, given: &str) -> std::result::Result<Option<String>, Text> {
        if given.is_empty() {
            return match (self.required, self.kind) {
                (false, _) => Ok(None),
                (true, Kind::Consent | Kind::Subscribe) => Err(Text::fixed(
                    "Без этого согласия отправить форму нельзя",
                    "The form cannot be sent without this consent",
                )),
                (true, _) => Err(Text::fixed("Заполните это поле", "Fill in this field")),
            };
        }
        if given.chars().count() > MOST_ANSWER {
            return Err(Text::fixed(
                "Слишком длинный ответ",
                "The answer is too long",
            ));
        }
        let kept = match self.kind {
            Kind::Email => Some(email::normalise(given).ok_or(Text::fixed(
                "Нужен адрес вида name@company.ru",
                "An address like name@company.com is needed",
            ))?),
            Kind::Phone => Some(phone::normalise_or_digits(given).ok_or(Text::fixed(
                "Нужен телефон вида +7 912 345-67-89",
                "A phone like +7 912 345-67-89 is needed",
            ))?),
            Kind::Number => {
                let plain: String = given.chars().filter(|c| !c.is_whitespace()).collect();
                let plain = plain.replace(',', ".");
                let number = plain.parse::<f64>().is_ok_and(f64::is_finite);
                Some(
                    number
                        .then_some(plain)
                        .ok_or(Text::fixed("Нужно число", "A number is needed"))?,
                )
            }
            Kind::Date => {
                let day = given.parse::<chrono::NaiveDate>().is_ok();
                Some(
                    day.then(|| given.to_owned())
                        .ok_or(Text::fixed("Нужна дата", "A date is needed"))?,
                )
            }
            Kind::Choice => {
                let known = self.options.iter().any(|option| option.trim() == given);
                Some(known.then(|| given.to_owned()).ok_or(Text::fixed(
                    "Выберите один из вариантов",
                    "Choose one of the options",
                ))?)
            }
            // The words that were seen are kept: the form may ask otherwise tomorrow.
            // As [`as_seen`] reads it.
            Kind::Consent | Kind::Subscribe => Some(format!("{}: {}", self.version, self.label)),
            Kind::Text | Kind::Textarea | Kind::Hidden | Kind::File => Some(given.to_owned()),
        };
        Ok(kept)
    }
}

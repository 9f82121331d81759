//! Conditions and answers of routing rules.

use base::problem::Check;
use base::{Result, Text, Uuid, fold};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::inquiries::{Channel, NewInquiry};

/// What has to hold; an empty list holds always.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = RoutingConditions)]
pub struct Conditions {
    pub channels: Vec<Channel>,
    pub sources: Vec<Uuid>,
    pub campaigns: Vec<Uuid>,
    /// Any of these words, in the territory.
    pub territories: Vec<String>,
    /// Any of these words, in the product.
    pub products: Vec<String>,
    /// Any of these words, anywhere in what was written.
    pub words: Vec<String>,
    /// Only in working hours, or only out of them.
    pub working_hours: Option<bool>,
}

/// Who gets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "to", rename_all = "snake_case")]
#[schema(as = RoutingAnswer)]
pub enum Answer {
    Person {
        user_id: Uuid,
    },
    /// Somebody of a team.
    Team {
        team_id: Uuid,
        by: By,
    },
    /// Somebody with a skill.
    Skill {
        skill: String,
        by: By,
    },
}

/// Which of several people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RoutingBy)]
pub enum By {
    /// Who has waited longest for one.
    Turn,
    /// Who has fewest open deals.
    Load,
}

/// An inquiry as far as rules look at it.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    pub inquiry: &'a NewInquiry,
    pub source_id: Option<Uuid>,
    pub campaign_id: Option<Uuid>,
    /// Whether it came in working hours.
    pub working: bool,
}

impl Conditions {
    pub fn hold(&self, asked: &Asked<'_>) -> bool {
        let inquiry = asked.inquiry;
        let has = |words: &[String], text: &str| {
            let text = fold::fold(text);
            words.is_empty() || words.iter().any(|word| text.contains(&fold::fold(word)))
        };
        let one = |ids: &[Uuid], id: Option<Uuid>| {
            ids.is_empty() || id.is_some_and(|id| ids.contains(&id))
        };
        let channel = inquiry
            .channel
            .is_some_and(|channel| self.channels.contains(&channel));
        (self.channels.is_empty() || channel)
            && one(&self.sources, asked.source_id)
            && one(&self.campaigns, asked.campaign_id)
            && has(
                &self.territories,
                inquiry.territory.as_deref().unwrap_or_default(),
            )
            && has(
                &self.products,
                inquiry.product.as_deref().unwrap_or_default(),
            )
            && (self.words.is_empty() || has(&self.words, &written(inquiry)))
            && self
                .working_hours
                .is_none_or(|working| working == asked.working)
    }

    /// # Errors
    /// `invalid` for words that are none.
    pub fn checked(mut self) -> Result<Self> {
        let mut check = Check::default();
        for (field, words) in [
            ("territories", &mut self.territories),
            ("products", &mut self.products),
            ("words", &mut self.words),
        ] {
            *words = words
                .iter()
                .map(|w| w.trim().to_owned())
                .filter(|w| !w.is_empty())
                .collect();
            if words.len() > 200 || words.iter().any(|word| word.chars().count() > 100) {
                let text = Text::fixed(
                    "Не больше 200 слов, каждое не длиннее 100 знаков",
                    "At most 200 words of at most 100 characters",
                );
                check.fail(field, "too_long", text);
            }
            if words.iter().any(|word| fold::fold(word).is_empty()) {
                let text = Text::fixed("В слове должны быть буквы", "A word needs letters");
                check.fail(field, "empty", text);
            }
        }
        check.done()?;
        Ok(self)
    }
}

/// Everything that the client wrote.
fn written(inquiry: &NewInquiry) -> String {
    let answers = inquiry.answers.values().map(String::as_str);
    [inquiry.title.as_str(), inquiry.text.as_str()]
        .into_iter()
        .chain(answers)
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(inquiry: &NewInquiry) -> Asked<'_> {
        Asked {
            inquiry,
            source_id: Some(Uuid::from_u128(1)),
            campaign_id: None,
            working: true,
        }
    }

    #[test]
    fn every_condition_has_to_hold() {
        let inquiry = NewInquiry {
            channel: Some(Channel::Form),
            territory: Some("Республика Татарстан".into()),
            text: "Нужны НАСОСЫ для воды".into(),
            ..NewInquiry::default()
        };
        let mut conditions = Conditions {
            channels: vec![Channel::Form, Channel::Call],
            sources: vec![Uuid::from_u128(1)],
            territories: vec!["татарстан".into()],
            words: vec!["насос".into()],
            working_hours: Some(true),
            ..Conditions::default()
        };
        assert!(conditions.hold(&asked(&inquiry)));
        conditions.campaigns = vec![Uuid::from_u128(2)];
        assert!(!conditions.hold(&asked(&inquiry)));
        assert!(
            Conditions::default().hold(&asked(&inquiry)),
            "no condition holds always"
        );
    }

    #[test]
    fn words_are_words() {
        let wrong = Conditions {
            words: vec!["!!!".into()],
            ..Conditions::default()
        };
        assert!(wrong.checked().is_err());
        let blank = Conditions {
            words: vec![" ".into()],
            ..Conditions::default()
        };
        assert!(blank.checked().expect("fine").words.is_empty());
    }
}

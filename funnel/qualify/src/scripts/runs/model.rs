//! One run along a script. No I/O.

use base::{Problem, Result, Text};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::scripts::model::{Answer, Outcome, Step, find};

base::words! {
    /// How a run ended.
    Ending as ScriptRunOutcome {
        Agreed = "agreed",
        Later = "later",
        Refused = "refused",
        /// It was broken off before the script ended.
        Abandoned = "abandoned",
    }
}

impl From<Outcome> for Ending {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Agreed => Self::Agreed,
            Outcome::Later => Self::Later,
            Outcome::Refused => Self::Refused,
        }
    }
}

/// A step that was passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passed {
    pub step: String,
    /// The number of the answer among those of the step, from 0.
    pub answer: usize,
    /// The answer's words, as they were then.
    pub said: String,
    /// What was written into the qualification.
    pub captured: Option<Captured>,
    pub at: i64,
}

/// An answer of qualification that a step gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Captured {
    pub question: String,
    pub value: String,
    /// What stood there before: going back puts it there again.
    pub before: Option<String>,
}

/// The answer of a step by its number.
///
/// # Errors
/// `invalid` for an answer that the step does not have, `conflict` where the script ends.
pub fn chosen<'a>(steps: &'a [Step], at: &str, number: usize) -> Result<(&'a Step, &'a Answer)> {
    let step = find(steps, at).ok_or_else(|| Problem::internal("a run stands nowhere"))?;
    if step.end.is_some() {
        return Err(Problem::conflict(Text::fixed(
            "Здесь скрипт заканчивается: завершите его или вернитесь на шаг",
            "The script ends here: finish it or go one step back",
        )));
    }
    let answer = step.answers.get(number).ok_or_else(|| {
        let text = Text::fixed(
            "Такого ответа на этом шаге нет",
            "This step has no such answer",
        );
        Problem::field("answer", "out_of_range", text)
    })?;
    Ok((step, answer))
}

/// How a run that stands on a step ends.
pub fn ending(steps: &[Step], at: &str) -> Ending {
    find(steps, at)
        .and_then(|step| step.end)
        .map_or(Ending::Abandoned, Ending::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_leads_on_and_an_end_ends() {
        let steps = [
            Step {
                key: "a".into(),
                answers: vec![Answer {
                    text: "да".into(),
                    to: "b".into(),
                    value: None,
                }],
                ..Step::default()
            },
            Step {
                key: "b".into(),
                end: Some(Outcome::Later),
                ..Step::default()
            },
        ];
        assert_eq!(chosen(&steps, "a", 0).expect("an answer").1.to, "b");
        assert_eq!(chosen(&steps, "a", 1).expect_err("none").code(), "invalid");
        assert_eq!(
            chosen(&steps, "b", 0).expect_err("the end").code(),
            "conflict"
        );
        assert_eq!(ending(&steps, "a"), Ending::Abandoned);
        assert_eq!(ending(&steps, "b"), Ending::Later);
    }
}

//! Questions, and what an answer to one says.

use std::collections::BTreeSet;

use base::problem::Check;
use base::{Lang, Result, Text};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::keys;

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Question {
    /// Latin letters, digits, `_`: what marks and history know it by.
    #[schema(example = "budget")]
    pub key: String,
    #[schema(example = "Бюджет есть?")]
    pub text: String,
    /// What helps to ask it.
    #[serde(default)]
    pub hint: String,
    pub kind: Kind,
    /// What can be chosen, each with whether it speaks for the client.
    #[serde(default)]
    pub options: Vec<ChoiceOption>,
    /// How much it counts in the score.
    #[serde(default = "one")]
    pub weight: i64,
    /// The deal cannot be qualified before this is answered for the client.
    #[serde(default)]
    pub gate: bool,
}

fn one() -> i64 {
    1
}

/// How it is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = QuestionKind)]
pub enum Kind {
    YesNo,
    Choice,
    Text,
    Number,
    /// Whole units of the workspace's currency.
    Money,
    Date,
    /// A contact of the deal, by name.
    Person,
}

/// One of several answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = QuestionOption)]
pub struct ChoiceOption {
    pub text: String,
    /// Null: it says neither.
    pub speaks_for: Option<bool>,
}

const MOST_QUESTIONS: usize = 50;
const MOST_WEIGHT: i64 = 100;

/// The questions in the form they are kept in.
///
/// # Errors
/// `invalid` with everything that is wrong.
pub fn checked(mut questions: Vec<Question>) -> Result<Vec<Question>> {
    let mut check = Check::default();
    if questions.is_empty() || questions.len() > MOST_QUESTIONS {
        let text = Text::fixed(
            "Нужно от 1 до 50 вопросов",
            "From 1 to 50 questions are needed",
        );
        check.fail("questions", "out_of_range", text);
    }
    let mut taken = BTreeSet::new();
    for (index, question) in questions.iter_mut().enumerate() {
        let name = |part: &str| format!("questions[{index}].{part}");
        let wrong = Text::fixed(
            "Ключ вопроса — латинские буквы, цифры и _",
            "The key of a question is Latin letters, digits and _",
        );
        keys::check(&mut check, &name("key"), &question.key, &mut taken, wrong);
        question.text = question.text.trim().to_owned();
        check.required(&name("text"), &question.text, 500);
        check.length(&name("hint"), &question.hint, 2_000);
        if !(0..=MOST_WEIGHT).contains(&question.weight) {
            let text = Text::fixed("Вес — от 0 до 100", "The weight is from 0 to 100");
            check.fail(&name("weight"), "out_of_range", text);
        }
        question
            .options
            .retain(|option| !option.text.trim().is_empty());
        match question.kind {
            Kind::Choice if question.options.len() < 2 => {
                let text = Text::fixed(
                    "Нужны хотя бы два варианта",
                    "At least two options are needed",
                );
                check.fail(&name("options"), "required", text);
            }
            Kind::Choice => {}
            _ => question.options.clear(),
        }
    }
    check.done()?;
    Ok(questions)
}

impl Question {
    /// Reads an answer: the value as it is kept, and whether it speaks for the client.
    ///
    /// # Errors
    /// `invalid` for a value that is no answer to this question.
    pub fn read(&self, value: &str) -> Result<(String, Option<bool>)> {
        let value = value.trim();
        let wrong = |text: Text| base::Problem::field("value", "wrong_answer", text);
        if value.chars().count() > 5_000 {
            return Err(wrong(Text::fixed(
                "Слишком длинный ответ",
                "The answer is too long",
            )));
        }
        match self.kind {
            Kind::YesNo => match value {
                "yes" => Ok((value.to_owned(), Some(true))),
                "no" => Ok((value.to_owned(), Some(false))),
                _ => Err(wrong(Text::fixed(
                    "Ответ — yes или no",
                    "The answer is yes or no",
                ))),
            },
            Kind::Choice => {
                let option = self
                    .options
                    .iter()
                    .find(|option| option.text.trim() == value);
                let option = option.ok_or_else(|| {
                    wrong(Text::fixed(
                        "Выберите один из вариантов",
                        "Choose one of the options",
                    ))
                })?;
                Ok((value.to_owned(), option.speaks_for))
            }
            Kind::Number | Kind::Money => {
                let plain: String = value.chars().filter(|c| !c.is_whitespace()).collect();
                let plain = plain.replace(',', ".");
                let number = plain
                    .parse::<f64>()
                    .ok()
                    .filter(|number| number.is_finite());
                let number = number
                    .ok_or_else(|| wrong(Text::fixed("Нужно число", "A number is needed")))?;
                Ok((plain, Some(number > 0.0)))
            }
            Kind::Date => {
                value.parse::<NaiveDate>().map_err(|_| {
                    wrong(Text::fixed(
                        "Нужен день вида 2026-12-01",
                        "A day like 2026-12-01 is needed",
                    ))
                })?;
                Ok((value.to_owned(), Some(true)))
            }
            Kind::Text | Kind::Person => {
                if value.is_empty() {
                    return Err(wrong(Text::fixed("Напишите ответ", "Write an answer")));
                }
                Ok((value.to_owned(), Some(true)))
            }
        }
    }
}

/// What has been answered to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    pub speaks_for: Option<bool>,
}

/// How far the questions are answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    pub answered: usize,
    /// The share of weight that speaks for the client, in percent; of all questions, asked or not.
    pub score: i64,
    /// Gates that are not answered for the client.
    pub open_gates: Vec<String>,
}

/// Adds answers up; `told` gives the newest answer by the key of a question.
pub fn progress(questions: &[Question], told: impl Fn(&str) -> Option<Told>) -> Progress {
    let all: i64 = questions.iter().map(|question| question.weight).sum();
    let mut progress = Progress {
        answered: 0,
        score: 0,
        open_gates: Vec::new(),
    };
    let mut for_it = 0;
    for question in questions {
        let answer = told(&question.key);
        progress.answered += usize::from(answer.is_some());
        let speaks_for = answer.and_then(|answer| answer.speaks_for) == Some(true);
        if speaks_for {
            for_it += question.weight;
        } else if question.gate {
            progress.open_gates.push(question.key.clone());
        }
    }
    progress.score = if all > 0 {
        (for_it * 100 + all / 2) / all
    } else {
        0
    };
    progress
}

/// Budget, authority, need, timeline.
pub fn bant(lang: Lang) -> (String, Vec<Question>) {
    let question = |key: &str, text: Text, hint: Text, kind: Kind, gate: bool| Question {
        key: key.to_owned(),
        text: text.get(lang).to_owned(),
        hint: hint.get(lang).to_owned(),
        kind,
        options: Vec::new(),
        weight: 25,
        gate,
    };
    let questions = vec![
        question(
            "budget",
            Text::fixed("Бюджет есть?", "Is there a budget?"),
            Text::fixed(
                "Сколько заложено на это, и кто распоряжается деньгами?",
                "How much is set aside for this, and who decides on it?",
            ),
            Kind::YesNo,
            false,
        ),
        question(
            "authority",
            Text::fixed(
                "Говорим с тем, кто решает?",
                "Do we talk to the one who decides?",
            ),
            Text::fixed(
                "Кто подпишет договор, и кто ещё влияет на выбор?",
                "Who will sign, and who else has a say?",
            ),
            Kind::YesNo,
            false,
        ),
        question(
            "need",
            Text::fixed("Потребность есть?", "Is there a need?"),
            Text::fixed(
                "Какую задачу решает, и что будет, если не решить?",
                "What problem does it solve, and what if it is not solved?",
            ),
            Kind::YesNo,
            true,
        ),
        question(
            "timeline",
            Text::fixed("Срок назван?", "Is there a date?"),
            Text::fixed(
                "К какому дню нужно, и от чего зависит срок?",
                "By when is it needed, and what does that depend on?",
            ),
            Kind::YesNo,
            false,
        ),
    ];
    ("BANT".to_owned(), questions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_add_up_to_a_score_and_gates_stay_open() {
        let (_, questions) = bant(Lang::Ru);
        let none = progress(&questions, |_| None);
        assert_eq!((none.answered, none.score), (0, 0));
        assert_eq!(none.open_gates, ["need"]);
        let some = progress(&questions, |key| match key {
            "budget" => Some(Told {
                speaks_for: Some(true),
            }),
            "authority" => Some(Told { speaks_for: None }),
            "need" => Some(Told {
                speaks_for: Some(false),
            }),
            _ => None,
        });
        assert_eq!((some.answered, some.score), (3, 25));
        assert_eq!(some.open_gates, ["need"]);
        let all = progress(&questions, |_| {
            Some(Told {
                speaks_for: Some(true),
            })
        });
        assert_eq!((all.score, all.open_gates.len()), (100, 0));
    }

    #[test]
    fn an_answer_fits_its_question() {
        let question = |kind| Question {
            key: "a".into(),
            text: "?".into(),
            hint: String::new(),
            kind,
            options: vec![
                ChoiceOption {
                    text: "до 50".into(),
                    speaks_for: Some(false),
                },
                ChoiceOption {
                    text: "больше".into(),
                    speaks_for: Some(true),
                },
            ],
            weight: 1,
            gate: false,
        };
        assert_eq!(
            question(Kind::YesNo).read(" yes ").expect("fine").1,
            Some(true)
        );
        assert!(question(Kind::YesNo).read("да").is_err());
        assert_eq!(
            question(Kind::Choice).read("до 50").expect("fine").1,
            Some(false)
        );
        assert!(question(Kind::Choice).read("иное").is_err());
        assert_eq!(
            question(Kind::Money).read("1 500,5").expect("fine").0,
            "1500.5"
        );
        assert_eq!(
            question(Kind::Money).read("0").expect("fine").1,
            Some(false)
        );
        assert!(question(Kind::Date).read("завтра").is_err());
        assert!(question(Kind::Text).read(" ").is_err());
    }

    #[test]
    fn a_set_that_cannot_work_is_refused() {
        let (_, mut questions) = bant(Lang::En);
        questions[1].key = "budget".into();
        questions[2].kind = Kind::Choice;
        questions[3].weight = 101;
        let problem = checked(questions).expect_err("refused");
        let fields: Vec<&str> = problem.0.errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "questions[1].key",
                "questions[2].options",
                "questions[3].weight"
            ]
        );
        assert!(checked(vec![]).is_err());
    }
}

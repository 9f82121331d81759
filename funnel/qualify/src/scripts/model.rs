//! A script as a graph of steps. No I/O.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use base::problem::{Check, FieldError};
use base::{Result, Text};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::keys;

base::words! {
    /// How the client is spoken to.
    Kind as ScriptKind {
        Call = "call",
        Mail = "mail",
    }
}

base::words! {
    /// How a script ends.
    Outcome as ScriptOutcome {
        /// The client goes on: a meeting, an offer, a next call.
        Agreed = "agreed",
        /// Not now.
        Later = "later",
        Refused = "refused",
    }
}

/// One step: what is said, and what may be answered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[schema(as = ScriptStep)]
pub struct Step {
    /// Latin letters, digits, `_`: what answers lead to, and runs remember.
    #[schema(example = "need")]
    pub key: String,
    /// What it is called in the outline.
    #[schema(example = "Потребность")]
    pub title: String,
    /// What is said or written, as plain text.
    pub text: String,
    /// The question of qualification that is asked here, by its key.
    pub question: Option<String>,
    /// What the client may answer; none where the script ends.
    #[serde(default)]
    pub answers: Vec<Answer>,
    /// The script ends here, in this way.
    pub end: Option<Outcome>,
}

/// What the client may answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ScriptAnswer)]
pub struct Answer {
    #[schema(example = "Да, есть задача")]
    pub text: String,
    /// The key of the next step.
    pub to: String,
    /// What is written down as the answer to the question of the step; null: what is typed, if anything.
    pub value: Option<String>,
}

const MOST_STEPS: usize = 200;
const MOST_ANSWERS: usize = 9;

/// The steps in the form they are kept in while they are a draft.
///
/// # Errors
/// `invalid` for what cannot be kept at all; whether the script can be followed is for [`faults`].
pub fn kept(mut steps: Vec<Step>) -> Result<Vec<Step>> {
    let mut check = Check::default();
    if steps.is_empty() || steps.len() > MOST_STEPS {
        let text = Text::fixed("Нужно от 1 до 200 шагов", "From 1 to 200 steps are needed");
        check.fail("steps", "out_of_range", text);
    }
    let mut taken = BTreeSet::new();
    for (index, step) in steps.iter_mut().enumerate() {
        let name = |part: &str| format!("steps[{index}].{part}");
        let wrong = Text::fixed(
            "Ключ шага — латинские буквы, цифры и _",
            "The key of a step is Latin letters, digits and _",
        );
        keys::check(&mut check, &name("key"), &step.key, &mut taken, wrong);
        step.title = step.title.trim().to_owned();
        step.text = step.text.trim().to_owned();
        check.length(&name("title"), &step.title, 200);
        check.length(&name("text"), &step.text, 10_000);
        step.question = step.question.take().filter(|key| !key.is_empty());
        if step.answers.len() > MOST_ANSWERS {
            let text = Text::fixed(
                "Не больше 9 ответов: столько цифр на клавиатуре",
                "No more than 9 answers: there are as many digits on a keyboard",
            );
            check.fail(&name("answers"), "out_of_range", text);
        }
        for (place, answer) in step.answers.iter_mut().enumerate() {
            answer.text = answer.text.trim().to_owned();
            answer.value = answer.value.take().filter(|value| !value.trim().is_empty());
            check.length(&name(&format!("answers[{place}].text")), &answer.text, 300);
        }
    }
    check.done()?;
    Ok(steps)
}

/// Why a script cannot be followed; nothing when it can.
pub fn faults(steps: &[Step]) -> Vec<FieldError> {
    let mut found = Vec::new();
    let mut fail = |index: usize, part: &str, code: &'static str, ru: String, en: String| {
        let field = format!("steps[{index}].{part}");
        found.push(FieldError::new(field, code, Text::new(ru, en)));
    };
    let keys: BTreeSet<&str> = steps.iter().map(|step| step.key.as_str()).collect();
    let (reached, ends) = (reached(steps), ending(steps));
    for (index, step) in steps.iter().enumerate() {
        let name = called(step, index);
        if step.text.is_empty() {
            fail(
                index,
                "text",
                "required",
                format!("«{name}»: напишите, что сказать"),
                format!("“{name}”: write what to say"),
            );
        }
        if !reached.contains(step.key.as_str()) {
            fail(
                index,
                "key",
                "unreachable",
                format!("«{name}»: сюда не ведёт ни один ответ"),
                format!("“{name}”: no answer leads here"),
            );
        }
        match step.end {
            Some(_) if !step.answers.is_empty() => fail(
                index,
                "answers",
                "end_with_answers",
                format!("«{name}»: здесь скрипт заканчивается, ответы не нужны"),
                format!("“{name}”: the script ends here, no answers are needed"),
            ),
            None if step.answers.is_empty() => fail(
                index,
                "answers",
                "dead_end",
                format!("«{name}»: нет ни ответов, ни конца"),
                format!("“{name}”: there are neither answers nor an end"),
            ),
            None if !ends.contains(step.key.as_str()) => fail(
                index,
                "answers",
                "endless",
                format!("«{name}»: отсюда нельзя дойти до конца"),
                format!("“{name}”: no end can be reached from here"),
            ),
            _ => {}
        }
        for (place, answer) in step.answers.iter().enumerate() {
            if answer.text.is_empty() {
                fail(
                    index,
                    &format!("answers[{place}].text"),
                    "required",
                    format!("«{name}»: напишите ответ клиента"),
                    format!("“{name}”: write what the client answers"),
                );
            }
            if !keys.contains(answer.to.as_str()) {
                let said = &answer.text;
                fail(
                    index,
                    &format!("answers[{place}].to"),
                    "no_such_step",
                    format!("«{name}»: ответ «{said}» никуда не ведёт"),
                    format!("“{name}”: the answer “{said}” leads nowhere"),
                );
            }
        }
    }
    found
}

/// How a step is called where people read of it.
pub fn called(step: &Step, index: usize) -> String {
    if step.title.is_empty() {
        (index + 1).to_string()
    } else {
        step.title.clone()
    }
}

pub fn find<'a>(steps: &'a [Step], key: &str) -> Option<&'a Step> {
    steps.iter().find(|step| step.key == key)
}

/// The steps that answers lead to from the first one, itself included.
fn reached(steps: &[Step]) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    let mut queue: VecDeque<&Step> = steps.first().into_iter().collect();
    while let Some(step) = queue.pop_front() {
        if found.insert(step.key.as_str()) {
            let next = step.answers.iter();
            queue.extend(next.filter_map(|answer| find(steps, &answer.to)));
        }
    }
    found
}

/// The steps from which an end can be reached, ends included.
fn ending(steps: &[Step]) -> BTreeSet<&str> {
    let mut before: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for step in steps.iter().filter(|step| step.end.is_none()) {
        for answer in &step.answers {
            before.entry(&answer.to).or_default().push(&step.key);
        }
    }
    let ends = steps.iter().filter(|step| step.end.is_some());
    let mut queue: VecDeque<&str> = ends.map(|step| step.key.as_str()).collect();
    let mut found = BTreeSet::new();
    while let Some(key) = queue.pop_front() {
        if found.insert(key) {
            queue.extend(before.get(key).into_iter().flatten());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn step(key: &str, to: &[&str], end: Option<Outcome>) -> Step {
        Step {
            key: key.to_owned(),
            title: key.to_uppercase(),
            text: "Здравствуйте".to_owned(),
            answers: to
                .iter()
                .map(|to| Answer {
                    text: format!("к {to}"),
                    to: (*to).to_owned(),
                    value: None,
                })
                .collect(),
            end,
            ..Step::default()
        }
    }

    fn codes(steps: &[Step]) -> Vec<(String, &'static str)> {
        let faults = faults(steps);
        faults
            .into_iter()
            .map(|one| (one.field, one.code))
            .collect()
    }

    #[test]
    fn a_script_that_can_be_followed_has_no_faults() {
        // A way back is fine as long as there is a way out.
        let steps = [
            step("a", &["b", "c"], None),
            step("b", &["a", "c"], None),
            step("c", &[], Some(Outcome::Agreed)),
        ];
        assert_eq!(codes(&steps), []);
    }

    #[test]
    fn every_fault_is_named_where_it_is() {
        let mut steps = [
            step("a", &["b", "gone"], None),
            step("b", &["b"], None),
            step("c", &[], None),
            step("d", &["a"], Some(Outcome::Later)),
        ];
        steps[3].text = String::new();
        let named = |field: &str, code| (field.to_owned(), code);
        assert_eq!(
            codes(&steps),
            [
                named("steps[0].answers", "endless"),
                named("steps[0].answers[1].to", "no_such_step"),
                named("steps[1].answers", "endless"),
                named("steps[2].key", "unreachable"),
                named("steps[2].answers", "dead_end"),
                named("steps[3].text", "required"),
                named("steps[3].key", "unreachable"),
                named("steps[3].answers", "end_with_answers"),
            ]
        );
        let said = &faults(&steps)[1].message;
        assert_eq!(said.ru, "«A»: ответ «к gone» никуда не ведёт");
    }

    #[test]
    fn what_cannot_be_kept_is_refused_even_as_a_draft() {
        assert!(kept(vec![]).is_err());
        let mut wrong = vec![step("a", &[], None), step("a", &[], None)];
        wrong.push(step("ключ", &[], None));
        wrong[0].answers = vec![wrong_answer(); 10];
        let problem = kept(wrong).expect_err("refused");
        let fields: Vec<&str> = problem.0.errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["steps[0].answers", "steps[1].key", "steps[2].key"]);
    }

    fn wrong_answer() -> Answer {
        Answer {
            text: "да".to_owned(),
            to: "a".to_owned(),
            value: None,
        }
    }

    prop_compose! {
        /// Any steps at all: most of them cannot be followed.
        fn any_script()(n in 1_usize..7)(
            ends in prop::collection::vec(0_u8..3, n),
            to in prop::collection::vec(prop::collection::vec(0_usize..n + 1, 0..4), n),
        ) -> Vec<Step> {
            let key = |index: usize| format!("s{index}");
            ends.iter().zip(&to).enumerate().map(|(index, (end, to))| {
                let end = (*end == 0).then_some(Outcome::Agreed);
                let to: Vec<String> = match end {
                    Some(_) => Vec::new(),
                    None => to.iter().map(|to| key(*to)).collect(),
                };
                let to: Vec<&str> = to.iter().map(String::as_str).collect();
                step(&key(index), &to, end)
            }).collect()
        }
    }

    proptest! {
        /// Whatever the client answers, a script without faults always has a next step or an end, and
        /// from wherever one stands an end is near.
        #[test]
        fn a_script_without_faults_never_dead_ends(steps in any_script(), turns in prop::collection::vec(0_usize..9, 0..30)) {
            let fine = faults(&steps).is_empty();
            let mut at = &steps[0];
            let mut lost = false;
            for turn in turns {
                if at.end.is_some() { break; }
                let next = at.answers.get(turn % at.answers.len().max(1)).and_then(|answer| find(&steps, &answer.to));
                match next {
                    Some(next) => at = next,
                    None => { lost = true; break; }
                }
            }
            prop_assert!(!(fine && lost), "a published script led nowhere");
            if fine {
                // Breadth first from where the talk stands: an end within as many steps as there are.
                let mut seen = BTreeSet::from([at.key.as_str()]);
                for _ in 0..steps.len() {
                    let next: Vec<&str> = seen.iter().filter_map(|key| find(&steps, key))
                        .flat_map(|step| step.answers.iter().map(|answer| answer.to.as_str())).collect();
                    seen.extend(next);
                }
                prop_assert!(seen.iter().filter_map(|key| find(&steps, key)).any(|step| step.end.is_some()));
            }
        }

        /// And no script that can be followed is refused.
        #[test]
        fn a_script_is_refused_only_for_a_reason(steps in any_script()) {
            let whole = steps.iter().all(|step| step.end.is_some() == step.answers.is_empty()
                && step.answers.iter().all(|answer| find(&steps, &answer.to).is_some()));
            let all_reached = reached(&steps).len() == steps.len();
            let all_end = ending(&steps).len() == steps.len();
            prop_assert_eq!(faults(&steps).is_empty(), whole && all_reached && all_end);
        }
    }
}

//! Criteria, and what marks add up to. No I/O.

use std::collections::{BTreeMap, BTreeSet};

use base::problem::Check;
use base::{Lang, Result, Text};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::keys;

base::words! {
    /// How a criterion is marked.
    Kind as ReviewCriterionKind {
        /// 1 to 5.
        Scale = "scale",
        /// 0 is no, 1 is yes.
        YesNo = "yes_no",
    }
}

/// What is listened for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReviewCriterion)]
pub struct Criterion {
    /// Latin letters, digits, `_`: what marks are known by.
    #[schema(example = "need")]
    pub key: String,
    #[schema(example = "Выяснил потребность")]
    pub name: String,
    /// What it means to have it.
    #[serde(default)]
    pub hint: String,
    pub kind: Kind,
    /// How much it counts.
    pub weight: i64,
}

/// Marks by the keys of criteria; what did not come up in the call has none.
pub type Marks = BTreeMap<String, i64>;

const MOST: usize = 30;

/// The criteria in the form they are kept in.
///
/// # Errors
/// `invalid` with everything that is wrong.
pub fn checked(mut criteria: Vec<Criterion>) -> Result<Vec<Criterion>> {
    let mut check = Check::default();
    if criteria.is_empty() || criteria.len() > MOST {
        let text = Text::fixed(
            "Нужно от 1 до 30 критериев",
            "From 1 to 30 criteria are needed",
        );
        check.fail("criteria", "out_of_range", text);
    }
    let mut taken = BTreeSet::new();
    for (index, one) in criteria.iter_mut().enumerate() {
        let name = |part: &str| format!("criteria[{index}].{part}");
        let wrong = Text::fixed(
            "Ключ критерия — латинские буквы, цифры и _",
            "The key of a criterion is Latin letters, digits and _",
        );
        keys::check(&mut check, &name("key"), &one.key, &mut taken, wrong);
        one.name = one.name.trim().to_owned();
        check.required(&name("name"), &one.name, 200);
        check.length(&name("hint"), &one.hint, 1_000);
        if !(1..=100).contains(&one.weight) {
            let text = Text::fixed("Вес — от 1 до 100", "The weight is from 1 to 100");
            check.fail(&name("weight"), "out_of_range", text);
        }
    }
    check.done()?;
    Ok(criteria)
}

impl Criterion {
    /// How good a mark is, from 0 to 1; none for what is no mark.
    pub fn good(&self, mark: i64) -> Option<f64> {
        match (self.kind, mark) {
            (Kind::Scale, 1..=5) => Some((mark - 1) as f64 / 4.0),
            (Kind::YesNo, 0..=1) => Some(mark as f64),
            _ => None,
        }
    }
}

/// The weighted share of the best marks in percent, of the criteria that were marked.
///
/// # Errors
/// `invalid` for a mark that is none, and for no marks at all.
pub fn score(criteria: &[Criterion], marks: &Marks) -> Result<i64> {
    let mut check = Check::default();
    let (mut all, mut good) = (0.0, 0.0);
    for (key, mark) in marks {
        let field = format!("marks.{key}");
        let Some(one) = criteria.iter().find(|one| one.key == *key) else {
            let text = Text::fixed("Такого критерия нет", "There is no such criterion");
            check.fail(&field, "unknown", text);
            continue;
        };
        if let Some(share) = one.good(*mark) {
            all += one.weight as f64;
            good += one.weight as f64 * share;
        } else {
            let text = match one.kind {
                Kind::Scale => Text::fixed("Оценка — от 1 до 5", "The mark is from 1 to 5"),
                Kind::YesNo => Text::fixed("Оценка — 0 или 1", "The mark is 0 or 1"),
            };
            check.fail(&field, "out_of_range", text);
        }
    }
    if marks.is_empty() {
        let text = Text::fixed("Поставьте хотя бы одну оценку", "Give at least one mark");
        check.fail("marks", "required", text);
    }
    check.done()?;
    Ok((good * 100.0 / all).round() as i64)
}

/// The criteria that a new company begins with.
pub fn usual(lang: Lang) -> (String, Vec<Criterion>) {
    let one = |key: &str, kind, weight, name: Text, hint: Text| Criterion {
        key: key.to_owned(),
        name: name.get(lang).to_owned(),
        hint: hint.get(lang).to_owned(),
        kind,
        weight,
    };
    let name = Text::fixed("Первый звонок", "First call");
    let criteria = vec![
        one(
            "opening",
            Kind::YesNo,
            10,
            Text::fixed("Представился и назвал цель", "Said who and why"),
            Text::fixed("В первые полминуты", "Within the first half minute"),
        ),
        one(
            "need",
            Kind::Scale,
            30,
            Text::fixed("Выяснил потребность", "Found out the need"),
            Text::fixed(
                "Спросил, что происходит сейчас и чем это мешает",
                "Asked what happens now and what it costs",
            ),
        ),
        one(
            "listening",
            Kind::Scale,
            20,
            Text::fixed("Слушал и уточнял", "Listened and asked back"),
            Text::fixed("Клиент говорил больше", "The client talked more"),
        ),
        one(
            "objections",
            Kind::Scale,
            20,
            Text::fixed("Ответил на возражения", "Answered objections"),
            Text::fixed(
                "Согласился, уточнил, ответил",
                "Agreed, clarified, answered",
            ),
        ),
        one(
            "next_step",
            Kind::YesNo,
            20,
            Text::fixed("Договорился о следующем шаге", "Agreed on the next step"),
            Text::fixed("С днём и временем", "With a day and a time"),
        ),
    ];
    (name.get(lang).to_owned(), criteria)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(all: &[(&str, i64)]) -> Marks {
        all.iter()
            .map(|(key, mark)| ((*key).to_owned(), *mark))
            .collect()
    }

    #[test]
    fn marks_add_up_by_weight_and_what_did_not_come_up_does_not_count() {
        let (_, criteria) = usual(Lang::Ru);
        let of = |all: &[(&str, i64)]| score(&criteria, &marks(all)).expect("a score");
        assert_eq!(of(&[("opening", 1), ("next_step", 1)]), 100);
        assert_eq!(of(&[("opening", 1), ("need", 1)]), 25);
        assert_eq!(of(&[("need", 3), ("listening", 5), ("next_step", 0)]), 50);
    }

    #[test]
    fn a_mark_that_is_none_is_refused() {
        let (_, criteria) = usual(Lang::En);
        let wrong = marks(&[("need", 6), ("opening", 2), ("other", 1)]);
        let problem = score(&criteria, &wrong).expect_err("refused");
        let fields: Vec<&str> = problem.0.errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["marks.need", "marks.opening", "marks.other"]);
        assert!(score(&criteria, &Marks::new()).is_err());
    }

    #[test]
    fn criteria_that_cannot_work_are_refused() {
        let (_, mut criteria) = usual(Lang::Ru);
        assert!(checked(criteria.clone()).is_ok());
        criteria[1].key = "opening".into();
        criteria[2].weight = 0;
        criteria[3].name = " ".into();
        let problem = checked(criteria).expect_err("refused");
        let fields: Vec<&str> = problem.0.errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(
            fields,
            ["criteria[1].key", "criteria[2].weight", "criteria[3].name"]
        );
    }
}

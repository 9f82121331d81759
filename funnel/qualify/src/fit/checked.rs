//! A profile as people wrote it is checked before it is kept.

use base::problem::Check;
use base::{Result, Text, Uuid};

use super::model::{Fact, Known, Limits, Rule};

const MOST_RULES: usize = 100;
const MOST_VALUES: usize = 200;
pub const MOST_POINTS: i64 = 100;

/// Rules and limits in the form they are kept in.
///
/// # Errors
/// `invalid` with everything that is wrong.
pub fn checked(mut rules: Vec<Rule>, limits: Limits) -> Result<(Vec<Rule>, Limits)> {
    let mut check = Check::default();
    if rules.len() > MOST_RULES {
        let text = Text::new(
            format!("Не больше {MOST_RULES} правил"),
            format!("At most {MOST_RULES} rules"),
        );
        check.fail("rules", "too_many", text);
    }
    for (place, rule) in rules.iter_mut().enumerate() {
        let name = |field: &str| format!("rules[{place}].{field}");
        if rule.points == 0 || rule.points.abs() > MOST_POINTS {
            let text = Text::fixed(
                "Очки — от −100 до 100, но не 0",
                "Points are from −100 to 100, but not 0",
            );
            check.fail(&name("points"), "out_of_range", text);
        }
        if rule.fact.ranged() {
            rule.values.clear();
            let wrong = match (rule.from, rule.to) {
                (None, None) => Some(Text::fixed(
                    "Укажите «от» или «до»",
                    "Say from how many or up to how many",
                )),
                (Some(from), Some(to)) if from > to => {
                    Some(Text::fixed("«От» больше, чем «до»", "From is above up to"))
                }
                (from, to) if from.or(to) < Some(0) || to.is_some_and(|to| to < 0) => Some(
                    Text::fixed("Число не меньше нуля", "The number is 0 or more"),
                ),
                _ => None,
            };
            if let Some(text) = wrong {
                check.fail(&name("from"), "out_of_range", text);
            }
            continue;
        }
        (rule.from, rule.to) = (None, None);
        let mut values: Vec<String> = rule
            .values
            .iter()
            .map(|value| value.trim().chars().take(200).collect::<String>())
            .filter(|value| !value.is_empty())
            .collect();
        values.sort();
        values.dedup();
        rule.values = values;
        if rule.values.is_empty() || rule.values.len() > MOST_VALUES {
            let text = Text::fixed(
                "Выберите хотя бы одно значение, не больше 200",
                "Choose at least one value, at most 200",
            );
            check.fail(&name("values"), "required", text);
        }
        let fits = |value: &String| match rule.fact {
            Fact::Region => value.len() == 2 && Known::region_of(value).is_some(),
            Fact::Answer => value
                .rsplit_once('.')
                .is_some_and(|(key, word)| !key.is_empty() && matches!(word, "yes" | "no")),
            fact => !fact.named_by_id() || Uuid::parse_str(value).is_ok(),
        };
        if !rule.values.iter().all(fits) {
            let text = match rule.fact {
                Fact::Region => Text::fixed(
                    "Код региона — две цифры, например 77",
                    "The code of a region is two digits, such as 77",
                ),
                _ => Text::fixed("Такого значения нет", "There is no such value"),
            };
            check.fail(&name("values"), "wrong_value", text);
        }
    }
    if !(limits.a > limits.b && limits.b > limits.c) {
        let text = Text::fixed(
            "Границы должны убывать: A больше B, B больше C",
            "The limits have to go down: A above B, B above C",
        );
        check.fail("limits", "out_of_order", text);
    }
    check.done()?;
    Ok((rules, limits))
}

#[cfg(test)]
mod tests {
    use super::super::model::tests::{ranged, rule};
    use super::*;

    #[test]
    fn a_profile_that_cannot_work_is_refused() {
        let rules = vec![
            rule(Fact::Industry, &[" "], 20),
            ranged(Fact::Size, Some(10), Some(5), 1),
            ranged(Fact::Amount, None, None, 1),
            rule(Fact::Region, &["7"], 1),
            rule(Fact::Source, &["site"], 101),
            ranged(Fact::Size, None, Some(-1), 1),
            rule(Fact::Answer, &["budget"], 1),
        ];
        let limits = Limits { a: 1, b: 1, c: 0 };
        let problem = checked(rules, limits).expect_err("refused");
        let fields: Vec<&str> = problem.0.errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "rules[0].values",
                "rules[1].from",
                "rules[2].from",
                "rules[3].values",
                "rules[4].points",
                "rules[4].values",
                "rules[5].from",
                "rules[6].values",
                "limits"
            ]
        );
    }
}

//! What a stage demands of a deal before it may enter. No I/O.

use base::{FieldError, Problem, Text};

use crate::pipelines::Stage;
use crate::pipelines::model::RequiredField;

/// What is known of a deal, as far as stages ask.
#[derive(Debug, Clone, Default)]
pub struct Known {
    pub amount: bool,
    pub company: bool,
    pub contact: bool,
    pub source: bool,
    pub expected_close: bool,
    pub next_step: bool,
    pub owner: bool,
    /// What is not done yet of the checklist of the stage that the deal leaves; nothing when it
    /// goes back.
    pub unchecked: Vec<String>,
}

/// # Errors
/// `entry_conditions`, naming each thing that is missing.
pub fn check(stage: &Stage, known: &Known) -> Result<(), Problem> {
    let missing = missing(stage, known);
    if missing.is_empty() {
        return Ok(());
    }
    let title = Text::new(
        format!("Чтобы перейти на этап «{}», не хватает данных", stage.name),
        format!("Something is missing to enter the stage “{}”", stage.name),
    );
    Err(Problem::new(422, "entry_conditions", title)
        .with_errors(missing)
        .with("stage_id", stage.id.to_string()))
}

fn missing(stage: &Stage, known: &Known) -> Vec<FieldError> {
    let mut missing = Vec::new();
    let mut need = |there: bool, field: &str, message: Text| {
        if !there {
            missing.push(FieldError::new(field, "missing", message));
        }
    };
    for field in &stage.required_fields {
        match field {
            RequiredField::Amount => need(
                known.amount,
                "amount",
                Text::fixed("Укажите сумму", "Enter the amount"),
            ),
            RequiredField::Company => need(
                known.company,
                "company",
                Text::fixed("Выберите компанию", "Choose a company"),
            ),
            RequiredField::Contact => need(
                known.contact,
                "contact",
                Text::fixed("Добавьте контакт", "Add a contact"),
            ),
            RequiredField::Source => need(
                known.source,
                "source",
                Text::fixed("Укажите источник", "Choose the source"),
            ),
            RequiredField::ExpectedClose => need(
                known.expected_close,
                "expected_close",
                Text::fixed(
                    "Укажите ожидаемую дату закрытия",
                    "Enter the expected closing date",
                ),
            ),
            RequiredField::NextStep => need(
                known.next_step,
                "next_step",
                Text::fixed(
                    "Запишите следующий шаг и его дату",
                    "Write down the next step and its date",
                ),
            ),
            RequiredField::Owner => need(
                known.owner,
                "owner",
                Text::fixed("Назначьте ответственного", "Choose an owner"),
            ),
            RequiredField::Checklist => {
                for item in &known.unchecked {
                    need(
                        false,
                        "checklist",
                        Text::new(format!("Сделайте: {item}"), format!("To do: {item}")),
                    );
                }
            }
        }
    }
    missing
}

#[cfg(test)]
mod tests {
    use base::Uuid;

    use super::*;
    use crate::pipelines::StageKind;

    #[test]
    fn each_missing_thing_is_named() {
        let stage = Stage {
            id: Uuid::from_u128(1),
            pipeline_id: Uuid::from_u128(2),
            name: "Предложение".to_owned(),
            kind: StageKind::Present,
            position: 0,
            color: String::new(),
            goal: String::new(),
            checklist: Vec::new(),
            age_limit_days: None,
            target_conversion: None,
            required_fields: vec![
                RequiredField::Amount,
                RequiredField::Company,
                RequiredField::Checklist,
            ],
            archived: false,
            version: 1,
        };
        let known = Known {
            company: true,
            unchecked: vec!["Позвонить".to_owned(), "Записать".to_owned()],
            ..Known::default()
        };
        let problem = check(&stage, &known).expect_err("something is missing");
        assert_eq!(problem.code(), "entry_conditions");
        let fields: Vec<&str> = problem.0.errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["amount", "checklist", "checklist"]);
        let all = Known {
            amount: true,
            unchecked: Vec::new(),
            ..known
        };
        assert!(check(&stage, &all).is_ok());
    }
}

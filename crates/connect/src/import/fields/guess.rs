//! Which column is probably which field, by its name.

use base::fold::fold;

use super::{Entity, STAGE_ENTERED};

/// Names of columns that say when a stage was entered; the stage follows.
const ENTERED: &[&str] = &[
    "date entered",
    "entered stage",
    "entered",
    "time entered",
    "дата входа в этап",
    "дата перехода в этап",
    "дата перехода на этап",
    "перешла в этап",
    "вошла в этап",
    "вход в этап",
    "когда вошла в этап",
    "когда вошла в стадию",
    "дата входа в стадию",
    "дата перехода в стадию",
    "переход в этап",
    "when it entered the stage",
];

/// For every column the key of its field, or `None`. No field is given to two columns: where two would fit, the
/// one whose name is the likelier spelling gets it.
pub fn guess(entity: Entity, header: &[String]) -> Vec<Option<String>> {
    let names: Vec<String> = header.iter().map(|name| fold(name)).collect();
    let mut fits: Vec<(usize, usize, &'static str)> = Vec::new();
    for (column, name) in names.iter().enumerate() {
        for field in entity.fields() {
            let own = [fold(field.key), fold(field.label.ru), fold(field.label.en)];
            // The product's own names come first, so that a table it wrote itself is read back as it was.
            let rank = own.iter().position(|own| own == name).or_else(|| {
                field
                    .aliases()
                    .position(|alias| alias == name)
                    .map(|rank| rank + own.len())
            });
            if let Some(rank) = rank {
                fits.push((rank, column, field.key));
            }
        }
    }
    fits.sort_unstable();
    let mut guessed: Vec<Option<String>> = vec![None; header.len()];
    let mut taken: Vec<&str> = Vec::new();
    for (_, column, key) in fits {
        if guessed[column].is_none() && !taken.contains(&key) {
            guessed[column] = Some(key.to_owned());
            taken.push(key);
        }
    }
    if entity == Entity::Deals {
        for column in 0..header.len() {
            if guessed[column].is_none()
                && let Some(stage) = entered_stage(&header[column])
            {
                let key = format!("{STAGE_ENTERED}{stage}");
                if !guessed.contains(&Some(key.clone())) {
                    guessed[column] = Some(key);
                }
            }
        }
    }
    guessed
}

/// The stage in `Date entered "Contract sent"` as it is written there.
fn entered_stage(name: &str) -> Option<String> {
    let folded = fold(name);
    let start = ENTERED
        .iter()
        .filter(|start| folded.starts_with(&format!("{start} ")))
        .max_by_key(|start| start.len())?;
    // As many words of the name itself are skipped as the beginning has.
    let mut words = name.split_whitespace();
    for _ in 0..start.split(' ').count() {
        words.next();
    }
    let rest: Vec<&str> = words.collect();
    let stage = rest.join(" ");
    let stage = stage.trim_matches(|c: char| {
        matches!(
            c,
            '"' | '«' | '»' | '“' | '”' | '\'' | ':' | '-' | '–' | ' '
        )
    });
    (!stage.is_empty()).then(|| stage.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn guessed(entity: Entity, header: &str) -> Vec<String> {
        let header: Vec<String> = header.split(',').map(ToOwned::to_owned).collect();
        guess(entity, &header)
            .into_iter()
            .map(Option::unwrap_or_default)
            .collect()
    }

    #[test]
    fn exports_of_other_systems_are_recognised() {
        assert_eq!(
            guessed(
                Entity::Deals,
                "ID,Название сделки,Компания,Основной контакт,Ответственный,Этап сделки,Воронка,Бюджет,Дата создания,Дата закрытия,Теги,Примечание 1,Рабочий телефон (контакт)"
            ),
            [
                "external_id",
                "title",
                "company",
                "contact",
                "owner",
                "stage",
                "pipeline",
                "value",
                "created_at",
                "closed_at",
                "tags",
                "note",
                "contact_phone"
            ]
        );
        assert_eq!(
            guessed(
                Entity::Deals,
                "ID,Название,Стадия сделки,Воронка,Тип,Сумма,Валюта,Компания,Контакт,Ответственный,Дата создания,Предполагаемая дата закрытия,Комментарий,Источник"
            ),
            [
                "external_id",
                "title",
                "stage",
                "pipeline",
                "",
                "value",
                "currency",
                "company",
                "contact",
                "owner",
                "created_at",
                "expected_close",
                "note",
                "source"
            ]
        );
        assert_eq!(
            guessed(
                Entity::Deals,
                "Record ID,Deal Name,Deal Stage,Pipeline,Amount,Close Date,Create Date,Deal Owner,Associated Contact,Associated Company,Date entered \"Contract sent\",Date entered Closed Won"
            ),
            [
                "external_id",
                "title",
                "stage",
                "pipeline",
                "value",
                "closed_at",
                "created_at",
                "owner",
                "contact",
                "company",
                "stage_entered:Contract sent",
                "stage_entered:Closed Won"
            ]
        );
        assert_eq!(
            guessed(
                Entity::Deals,
                "Deal - Title,Deal - Value,Deal - Currency (of value),Deal - Stage,Deal - Pipeline,Deal - Status,Deal - Owner,Deal - Organization,Deal - Contact person,Deal - Expected close date,Deal - Label,Deal - Lost reason,Deal - Won time,Deal - Lost time"
            ),
            [
                "title",
                "value",
                "currency",
                "stage",
                "pipeline",
                "status",
                "owner",
                "company",
                "contact",
                "expected_close",
                "tags",
                "lost_reason",
                "won_at",
                "lost_at"
            ]
        );
        assert_eq!(
            guessed(
                Entity::Deals,
                "Potential Name,Potential Owner,Created Time,Closing Date,Amount,Expected Revenue,Stage,Forecast Type,Lead Source,LEADID"
            ),
            [
                "title",
                "owner",
                "created_at",
                "closed_at",
                "value",
                "",
                "stage",
                "status",
                "source",
                "external_id"
            ]
        );
        assert_eq!(
            guessed(
                Entity::Deals,
                "mql_id,first_contact_date,landing_page_id,origin"
            ),
            ["external_id", "created_at", "", "source"]
        );
        assert_eq!(
            guessed(Entity::Deals, "mql_id,sr_id,won_date"),
            ["external_id", "owner", "won_at"]
        );
        assert_eq!(
            guessed(
                Entity::Companies,
                "ACCOUNTID,Account Name,Account Owner Id,Account Owner,Industry,Website"
            ),
            ["external_id", "name", "", "owner", "industry", "website"]
        );
        assert_eq!(
            guessed(
                Entity::Contacts,
                "CONTACTID,Last Name,Contact Owner,Account Id,Email,Mobile,Created Time"
            ),
            [
                "external_id",
                "last_name",
                "owner",
                "company_external_id",
                "email",
                "mobile",
                "created_at"
            ]
        );
        assert_eq!(
            guessed(
                Entity::StageChanges,
                "case:concept:name,concept:name,org:resource,time:timestamp"
            ),
            ["deal", "stage", "by", "at"]
        );
    }

    #[test]
    fn letter_case_yo_and_punctuation_do_not_matter() {
        assert_eq!(
            guessed(Entity::Companies, "НАЗВАНИЕ,И.Н.Н.,e-mail,Телефон:"),
            ["name", "", "email", "phone"]
        );
        assert_eq!(
            guessed(Entity::Companies, "Сокращённое наименование"),
            ["name"]
        );
        assert_eq!(
            guessed(Entity::Deals, "Дата входа в этап «Переговоры»"),
            ["stage_entered:Переговоры"]
        );
    }

    #[test]
    fn the_likelier_of_two_columns_gets_the_field() {
        assert_eq!(
            guessed(Entity::Deals, "Менеджер,Ответственный менеджер"),
            ["", "owner"]
        );
        assert_eq!(guessed(Entity::Contacts, "Email,Email"), ["email", ""]);
    }

    proptest! {
        #[test]
        fn no_field_is_given_twice(header in prop::collection::vec("(name|email|Телефон|phone|Date entered x|ID|[a-я ]{0,6})", 0..12)) {
            for entity in Entity::ALL {
                let mut keys: Vec<String> = guess(entity, &header).into_iter().flatten().collect();
                let count = keys.len();
                keys.sort_unstable();
                keys.dedup();
                prop_assert_eq!(keys.len(), count);
                prop_assert!(keys.iter().all(|key| entity.field(key).is_some()));
            }
        }
    }
}

//! What is done with templates.

use base::problem::Check;
use base::{Event, Lang, Problem, Result, Subject, Text};
use crm::letters::Class;
use db::Tx;
use serde_json::json;

use super::store::{self, TemplateRow};
use super::variables::{KNOWN, unknown};

/// A template as it is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    pub name: String,
    pub lang: Lang,
    pub class: Class,
    pub subject: String,
    pub body: String,
    pub archived: bool,
}

const MOST_BODY: usize = 50_000;

impl Given {
    fn checked(self) -> Result<Self> {
        let mut check = Check::default();
        check.required("name", &self.name, 200);
        check.required("subject", &self.subject, 300);
        check.required("body", &self.body, MOST_BODY);
        check_variables(&mut check, "subject", &self.subject);
        check_variables(&mut check, "body", &self.body);
        check.done()?;
        Ok(Self {
            name: self.name.trim().to_owned(),
            subject: self.subject.trim().to_owned(),
            ..self
        })
    }
}

/// Names the variables that there are not.
pub fn check_variables(check: &mut Check, field: &str, text: &str) {
    let wrong = unknown(text);
    if wrong.is_empty() {
        return;
    }
    let wrong = wrong
        .iter()
        .map(|name| format!("{{{{{name}}}}}"))
        .collect::<Vec<_>>()
        .join(", ");
    let known: Vec<&str> = KNOWN.iter().map(|(name, _)| *name).collect();
    let known = known.join(", ");
    let text = Text::new(
        format!("Нет таких переменных: {wrong}. Есть: {known}"),
        format!("There are no such variables: {wrong}. There are: {known}"),
    );
    check.fail(field, "unknown_variable", text);
}

pub fn class_word(class: Class) -> &'static str {
    match class {
        Class::Service => "service",
        Class::Advertising => "advertising",
    }
}

pub fn class_of(word: &str) -> Class {
    match word {
        "advertising" => Class::Advertising,
        _ => Class::Service,
    }
}

/// # Errors
/// `invalid`.
pub async fn create(tx: &Tx, given: Given) -> Result<TemplateRow> {
    let given = given.checked()?;
    let row = TemplateRow {
        id: tx.new_id(),
        name: given.name,
        lang: given.lang.as_str().to_owned(),
        class: class_word(given.class).to_owned(),
        subject: given.subject,
        body: given.body,
        archived: given.archived,
        created_at: tx.now().0,
        updated_at: tx.now().0,
        version: 1,
    };
    store::insert(tx.conn(), &row).await?;
    record(tx, "mail_template.created", &row);
    Ok(row)
}

/// # Errors
/// `not_found`, `stale`, `invalid`.
pub async fn change(
    tx: &Tx,
    id: base::Uuid,
    version: i64,
    change: impl FnOnce(Given) -> Given,
) -> Result<TemplateRow> {
    let was = store::find(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if was.version != version {
        return Err(Problem::stale(was.version));
    }
    let given = change(Given {
        name: was.name.clone(),
        lang: Lang::parse(&was.lang).unwrap_or_default(),
        class: class_of(&was.class),
        subject: was.subject.clone(),
        body: was.body.clone(),
        archived: was.archived,
    })
    .checked()?;
    let row = TemplateRow {
        name: given.name,
        lang: given.lang.as_str().to_owned(),
        class: class_word(given.class).to_owned(),
        subject: given.subject,
        body: given.body,
        archived: given.archived,
        updated_at: tx.now().0,
        version: version + 1,
        ..was
    };
    if !store::update(tx.conn(), &row, version).await? {
        return Err(Problem::stale(version + 1));
    }
    record(tx, "mail_template.changed", &row);
    Ok(row)
}

fn record(tx: &Tx, kind: &'static str, row: &TemplateRow) {
    let payload = json!({ "id": row.id, "name": row.name, "archived": row.archived });
    tx.record(Event::new(kind, Subject::default(), payload));
}

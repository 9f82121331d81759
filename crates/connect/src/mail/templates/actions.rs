//! What is done with templates.

use base::problem::Check;
use base::{Event, Lang, Problem, Result, Subject, Text};
use crm::letters::Class;
use db::Tx;
use serde_json::json;

use super::store::{self, TemplateRow};
use super::variables::{Variable, unknown};

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

/// The longest subject and the longest body, in characters.
pub const MOST_SUBJECT: usize = 300;
pub const MOST_BODY: usize = 50_000;

impl Given {
    fn checked(self) -> Result<Self> {
        let mut check = Check::default();
        check.required("name", &self.name, 200);
        check.required("subject", &self.subject, MOST_SUBJECT);
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
    let known: Vec<&str> = Variable::ALL.iter().map(|one| one.as_str()).collect();
    let known = known.join(", ");
    let text = Text::new(
        format!("Нет таких переменных: {wrong}. Есть: {known}"),
        format!("There are no such variables: {wrong}. There are: {known}"),
    );
    check.fail(field, "unknown_variable", text);
}

/// What class a kept word means. It is never guessed: advertising must not leave as something else.
///
/// # Errors
/// `invalid` for a word that means none.
pub fn class_of(word: &str) -> Result<Class> {
    Class::parse(word).ok_or_else(|| {
        let known: Vec<&str> = Class::ALL.iter().map(|class| class.as_str()).collect();
        let known = known.join(", ");
        let text = Text::new(
            format!("Неизвестный вид письма «{word}»: выберите один из {known}"),
            format!("An unknown class of mail “{word}”: choose one of {known}"),
        );
        Problem::field("class", "unknown_class", text)
    })
}

/// # Errors
/// `invalid`.
pub async fn create(tx: &Tx, given: Given) -> Result<TemplateRow> {
    let given = given.checked()?;
    let row = TemplateRow {
        id: tx.new_id(),
        name: given.name,
        lang: given.lang.as_str().to_owned(),
        class: given.class.as_str().to_owned(),
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
    let given = Given {
        name: was.name.clone(),
        lang: Lang::parse(&was.lang).unwrap_or_default(),
        class: class_of(&was.class)?,
        subject: was.subject.clone(),
        body: was.body.clone(),
        archived: was.archived,
    };
    let given = change(given).checked()?;
    let row = TemplateRow {
        name: given.name,
        lang: given.lang.as_str().to_owned(),
        class: given.class.as_str().to_owned(),
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

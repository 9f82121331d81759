//! A mail that a person writes by hand: what it must have before it is queued.

use base::problem::Check;
use base::{Actor, Problem, Result, Text, Time, Uuid};
use crm::letters::Class;
use db::Conn;

use super::actions::NewMail;
use crate::mail::accounts::actions as accounts;
use crate::mail::templates::actions::class_of;
use crate::mail::templates::draft::Draft;
use crate::mail::templates::store as templates;

/// The longest key, in characters.
const MOST_KEY: usize = 200;

/// A mail as a person gives it.
#[derive(Debug, Clone)]
pub struct Written {
    pub draft: Draft,
    /// The first address of the contact, unless it is given.
    pub to: Option<String>,
    /// The template's, unless it is given; without both it is a service mail.
    pub class: Option<Class>,
    /// Where the text came from.
    pub template_id: Option<Uuid>,
    /// The same key is sent once.
    pub key: Option<String>,
}

impl Written {
    /// The mail to be queued, from records that the writer may see.
    ///
    /// # Errors
    /// `invalid` with what is wrong or missing; `not_found` for a record or an account.
    pub async fn made(self, conn: Conn<'_>, writer: &Actor, now: Time) -> Result<NewMail> {
        self.check()?;
        let filled = self.draft.fill(conn, writer, now).await?;
        let letter = filled.letter;
        if !letter.missing.is_empty() {
            return Err(missing(&letter.missing));
        }
        let given = self.to.filter(|to| !to.trim().is_empty());
        let to = given.or(filled.to).ok_or_else(|| {
            let text = Text::fixed(
                "У контакта нет адреса почты: впишите его",
                "The contact has no e-mail address: write it in",
            );
            Problem::field("to", "required", text)
        })?;
        let of_template = class_of_template(conn, self.template_id).await?;
        let account_id = self.draft.account_id;
        if let Some(id) = account_id
            && accounts::find(conn, writer, id).await?.facts.archived
        {
            let text = Text::fixed("Этот ящик в архиве", "This account is archived");
            return Err(Problem::field("account_id", "archived", text));
        }
        Ok(NewMail {
            key: self.key.map(|key| format!("hand:{key}")),
            series: None,
            account_id,
            class: self.class.or(of_template).unwrap_or(Class::Service),
            to,
            to_name: String::new(),
            subject: letter.subject,
            html: Some(letter.html),
            text: letter.text,
            lang: filled.lang,
            about: filled.about,
            by_id: writer.user_id,
            template_id: self.template_id,
            unsubscribe_url: None,
        })
    }

    fn check(&self) -> Result<()> {
        let mut check = Check::default();
        // How long they may be is said by the draft.
        check.required("subject", &self.draft.subject, usize::MAX);
        check.required("body", &self.draft.body, usize::MAX);
        check.length("key", self.key.as_deref().unwrap_or_default(), MOST_KEY);
        self.draft.check(&mut check);
        check.done()
    }
}

pub(super) fn missing(names: &[String]) -> Problem {
    let names = names.join(", ");
    let text = Text::new(
        format!(
            "Для этой записи не заполнено: {names}. Впишите значение или запасное слово: {{{{имя|\"слово\"}}}}"
        ),
        format!(
            "This record lacks: {names}. Write the value, or a fallback: {{{{name|\"word\"}}}}"
        ),
    );
    Problem::field("body", "missing_value", text)
}

async fn class_of_template(conn: Conn<'_>, template: Option<Uuid>) -> Result<Option<Class>> {
    let Some(id) = template else { return Ok(None) };
    let Some(row) = templates::find(conn, id).await? else {
        let text = Text::fixed("Нет такого шаблона", "There is no such template");
        return Err(Problem::field("template_id", "not_found", text));
    };
    class_of(&row.class).map(Some)
}

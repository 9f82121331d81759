//! What a note is about, and who may change it.

use base::problem::Check;
use base::{Actor, Permission, Problem, Result, Text, Uuid};

use crate::records::Record;

/// The text as it is kept.
///
/// # Errors
/// `invalid` for an empty or endless one.
pub fn checked_text(text: &str) -> Result<String> {
    let mut check = Check::default();
    check.required("text", text, 20_000);
    check.done()?;
    Ok(text.trim().to_owned())
}

/// The one record that a note is about.
///
/// # Errors
/// `invalid` when it is none or more than one.
pub fn about(deal: Option<Uuid>, company: Option<Uuid>, contact: Option<Uuid>) -> Result<Record> {
    match (deal, company, contact) {
        (Some(id), None, None) => Ok(Record::Deal(id)),
        (None, Some(id), None) => Ok(Record::Company(id)),
        (None, None, Some(id)) => Ok(Record::Contact(id)),
        _ => Err(Problem::field(
            "deal_id",
            "one_record",
            Text::fixed(
                "Укажите одно из трёх: сделку, компанию или контакт",
                "Name one of the three: a deal, a company or a contact",
            ),
        )),
    }
}

/// Whether somebody may change or delete a note of this author.
///
/// # Errors
/// `forbidden`.
pub fn check_writer(actor: &Actor, author: Option<Uuid>) -> Result<()> {
    let own = author.is_some() && author == actor.user_id;
    if own || actor.may(Permission::DealsDelete) {
        return Ok(());
    }
    Err(Problem::forbidden().with_detail(Text::fixed(
        "Заметку меняет её автор",
        "A note is changed by its author",
    )))
}

#[cfg(test)]
mod tests {
    use base::Scope;

    use super::*;

    #[test]
    fn a_note_is_about_one_record() {
        let id = Uuid::from_u128(1);
        assert_eq!(
            about(None, Some(id), None).expect("one"),
            Record::Company(id)
        );
        assert!(about(None, None, None).is_err());
        assert!(about(Some(id), Some(id), None).is_err());
    }

    #[test]
    fn only_the_author_and_those_who_delete_deals_change_a_note() {
        let me = Uuid::from_u128(1);
        let mut actor = Actor {
            user_id: Some(me),
            permissions: vec![Permission::NotesWrite],
            scope: Scope::All,
            ..Actor::system()
        };
        assert!(check_writer(&actor, Some(me)).is_ok());
        assert!(check_writer(&actor, Some(Uuid::from_u128(2))).is_err());
        assert!(check_writer(&actor, None).is_err());
        actor.permissions.push(Permission::DealsDelete);
        assert!(check_writer(&actor, None).is_ok());
    }
}

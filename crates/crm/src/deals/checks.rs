//! What is checked before a deal is written.

use std::collections::HashSet;

use base::problem::Check;
use base::{Problem, Result, Text, Uuid};
use db::Tx;

use super::entry::Known;
use super::forms::ContactRole;
use super::store::{self, DealRow, Dictionary};
use crate::records::Record;
use crate::{companies, people};

/// The largest amount that can still be added up over millions of deals.
const MOST: i64 = 100_000_000_000_000;

/// Cuts spaces off and checks what can be checked without looking anywhere. An amount that was
/// there before may stay, whatever it is.
pub(super) fn tidy(row: &mut DealRow, was: Option<&DealRow>) -> Result<()> {
    let mut check = Check::default();
    check.required("title", &row.title, 300);
    row.title = row.title.trim().to_owned();
    for (field, text, max) in [
        ("next_step", &mut row.next_step, 500),
        ("external_id", &mut row.external_id, 200),
    ] {
        companies::model::trim(text);
        check.length(field, text.as_deref().unwrap_or_default(), max);
    }
    let new_value = was.is_none_or(|was| was.value != row.value);
    if new_value && !(0..=MOST).contains(&row.value.amount) {
        let text = Text::fixed(
            "Сумма от нуля до триллиона",
            "An amount from zero to a trillion",
        );
        check.fail("value", "out_of_range", text);
    }
    check.done()
}

/// Each contact once, with a role of a decent length.
pub(super) fn people_of(contacts: Vec<ContactRole>) -> Result<Vec<(Uuid, String)>> {
    let mut check = Check::default();
    let mut seen = HashSet::new();
    let mut people = Vec::new();
    for (index, person) in contacts.into_iter().enumerate() {
        check.length(&format!("contacts[{index}].role"), &person.role, 100);
        if seen.insert(person.contact_id) {
            people.push((person.contact_id, person.role.trim().to_owned()));
        }
    }
    if people.len() > 50 {
        let text = Text::fixed("Не больше 50 контактов", "At most 50 contacts");
        check.fail("contacts", "too_many", text);
    }
    check.done()?;
    Ok(people)
}

pub(super) fn unique(mut ids: Vec<Uuid>) -> Vec<Uuid> {
    let mut seen = HashSet::new();
    ids.retain(|id| seen.insert(*id));
    ids
}

/// Whether what the deal newly points to is there and may be pointed to.
pub(super) async fn check_links(
    tx: &Tx,
    row: &DealRow,
    was: Option<&DealRow>,
    contacts: &[(Uuid, String)],
    tags: &[Uuid],
) -> Result<()> {
    let conn = tx.conn();
    if row.owner_id != was.and_then(|was| was.owner_id) {
        people::check(conn, "owner_id", row.owner_id).await?;
    }
    if let Some(company) = row.company_id
        && was.and_then(|was| was.company_id) != Some(company)
    {
        Record::Company(company)
            .owner_in(conn, &tx.actor, "company_id")
            .await?;
    }
    if let Some(source) = row.source_id
        && was.and_then(|was| was.source_id) != Some(source)
        && store::dictionary_name(conn, Dictionary::Sources, source)
            .await?
            .is_none()
    {
        let text = Text::fixed("Нет такого источника", "There is no such source");
        return Err(Problem::field("source_id", "not_found", text));
    }
    for (contact, _) in contacts {
        Record::Contact(*contact)
            .owner_in(conn, &tx.actor, "contacts")
            .await?;
    }
    if !tags.is_empty() && !store::unknown_tags(conn, tags).await?.is_empty() {
        let text = Text::fixed("Нет такого тега", "There is no such tag");
        return Err(Problem::field("tag_ids", "not_found", text));
    }
    Ok(())
}

pub(super) async fn company(tx: &Tx, name: &str, owner: Option<Uuid>) -> Result<Uuid> {
    companies::actions::find_or_create_by_name(tx, name, owner).await
}

/// What a deal can show at the door of a stage.
pub(super) fn known(row: &DealRow, has_contact: bool, new_company: bool) -> Known {
    Known {
        amount: row.value.amount != 0,
        company: row.company_id.is_some() || new_company,
        contact: has_contact,
        source: row.source_id.is_some(),
        expected_close: row.expected_close.is_some(),
        next_step: row.next_step.is_some() && row.next_step_at.is_some(),
        owner: row.owner_id.is_some(),
        unchecked: Vec::new(),
    }
}

/// The only unique fact is the number from another system.
pub(super) fn external_id_taken(problem: Problem) -> Problem {
    if !db::is_unique_violation(&problem) {
        return problem;
    }
    Problem::field(
        "external_id",
        "taken",
        Text::fixed(
            "Сделка с таким внешним номером уже есть",
            "There is already a deal with this external id",
        ),
    )
}

//! Who writes: the contact, company and deal that an inquiry belongs to.

use std::collections::BTreeMap;

use base::{Result, Uuid, fold};
use crm::companies::store as companies;
use crm::contacts::points::PointKind;
use crm::contacts::store::{self as contacts, ContactRow};
use db::Conn;

use super::model::{Candidate, NewInquiry, Why};
use super::store;

/// What was found; what is none has to be made.
#[derive(Debug, Default)]
pub struct Found {
    pub contact: Option<ContactRow>,
    pub company_id: Option<Uuid>,
    /// The company was found by its own number, which reaches nobody in particular.
    pub by_own_phone: bool,
    pub deal_id: Option<Uuid>,
    /// Others that may be the same person.
    pub doubt: Vec<Candidate>,
}

/// Most contacts that are looked at: a switchboard's number belongs to hundreds.
const MOST: usize = 20;

pub async fn find(conn: Conn<'_>, new: &NewInquiry) -> Result<Found> {
    let reached = reached(conn, new).await?;
    let same_name = fold::fold(&new.name);
    let mut rows: Vec<(ContactRow, Why, usize)> = Vec::new();
    let ids: Vec<Uuid> = reached.keys().copied().take(MOST).collect();
    for row in contacts::find_many(conn, &ids).await? {
        let (why, points) = reached[&row.id];
        rows.push((row, why, points));
    }
    // Of several at one number the one with this name is meant, then who shares more, then the newest.
    rows.sort_by_key(|(row, _, points)| {
        let named = !same_name.is_empty() && row.facts.folded() == same_name;
        std::cmp::Reverse((named, *points, row.updated_at))
    });
    let sure = rows.len() == 1
        || rows
            .first()
            .is_some_and(|(row, _, _)| !same_name.is_empty() && row.facts.folded() == same_name);
    let mut found = Found::default();
    let mut rows = rows.into_iter();
    if let Some((row, _, _)) = rows.next() {
        found.company_id = row.facts.company_id;
        found.deal_id = store::open_deal_of(conn, row.id).await?;
        found.contact = Some(row);
        if !sure {
            found.doubt = rows.map(|(row, why, _)| candidate(&row, why)).collect();
        }
    } else if !same_name.is_empty() {
        let same = contacts::find_by_folded(conn, &[same_name]).await?;
        let same = same.iter().take(MOST);
        found.doubt = same.map(|row| candidate(row, Why::SameName)).collect();
    }
    if let Some(company) = company(conn, new).await? {
        found.company_id = Some(company);
    } else if let (None, [company]) = (&found.contact, by_own_phone(conn, new).await?.as_slice()) {
        found.company_id = Some(*company);
        found.by_own_phone = true;
        found.deal_id = store::open_deal_of_company(conn, *company).await?;
    }
    Ok(found)
}

/// The companies that have one of the phones as their own, unless something else says which company it is.
async fn by_own_phone(conn: Conn<'_>, new: &NewInquiry) -> Result<Vec<Uuid>> {
    if !new.company.is_empty() || new.inn.is_some() {
        return Ok(Vec::new());
    }
    let found = companies::find_by_phone(conn, &new.phones).await?;
    Ok(found.into_iter().map(|row| row.id).collect())
}

fn candidate(row: &ContactRow, why: Why) -> Candidate {
    Candidate {
        contact_id: row.id,
        name: row.facts.name(),
        why,
    }
}

/// Whom the phones and addresses reach: why, and by how many of them.
async fn reached(conn: Conn<'_>, new: &NewInquiry) -> Result<BTreeMap<Uuid, (Why, usize)>> {
    let mut reached: BTreeMap<Uuid, (Why, usize)> = BTreeMap::new();
    for (kind, values, why) in [
        (PointKind::Phone, &new.phones, Why::SamePhone),
        (PointKind::Email, &new.emails, Why::SameEmail),
    ] {
        for (_, contact) in contacts::find_by_points(conn, kind, values).await? {
            reached.entry(contact).or_insert((why, 0)).1 += 1;
        }
    }
    Ok(reached)
}

/// The company by its ИНН, else by its name whatever its legal form.
async fn company(conn: Conn<'_>, new: &NewInquiry) -> Result<Option<Uuid>> {
    if let Some(inn) = &new.inn {
        let same = companies::find_by_inn(conn, std::slice::from_ref(inn)).await?;
        if let Some(row) = same.first() {
            return Ok(Some(row.id));
        }
    }
    let key = fold::company_key(&new.company);
    if key.is_empty() {
        return Ok(None);
    }
    let same = companies::find_by_company_key(conn, &[key]).await?;
    // Another ИНН means another firm of the same name.
    let fits = |inn: &Option<String>| inn.is_none() || new.inn.is_none() || *inn == new.inn;
    Ok(same
        .iter()
        .find(|row| fits(&row.facts.inn))
        .map(|row| row.id))
}

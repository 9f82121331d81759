//! Finding.

use std::collections::HashMap;

use base::{Actor, Permission, Result, Uuid};
use db::Conn;

use super::model::{Found, fit, words};
use super::store;

/// The kinds of records that are searched, with what one needs to read them.
const KINDS: [(&str, Permission); 3] = [
    ("company", Permission::CompaniesRead),
    ("contact", Permission::ContactsRead),
    ("deal", Permission::DealsRead),
];

/// What answers the question best, among all that the actor may read.
pub async fn find(conn: Conn<'_>, actor: &Actor, question: &str, limit: i64) -> Result<Vec<Found>> {
    let words = words(question);
    let kinds: Vec<&str> = KINDS
        .into_iter()
        .filter(|(_, permission)| actor.may(*permission))
        .map(|(kind, _)| kind)
        .collect();
    if words.is_empty() || kinds.is_empty() {
        return Ok(Vec::new());
    }
    let mut hits = store::hits(conn, &actor.scope, &kinds, &words).await?;
    // The sort is stable, so among equals the newest stay first.
    hits.sort_by_key(|hit| fit(&words, &hit.title, &hit.folded));
    hits.truncate(usize::try_from(limit).unwrap_or_default());
    let ids: Vec<Uuid> = hits.iter().map(|hit| hit.id).collect();
    let companies: HashMap<Uuid, String> =
        store::companies_of(conn, &ids).await?.into_iter().collect();
    let found = hits.into_iter().map(|hit| {
        let parts = [
            Some(hit.subtitle.as_str()).filter(|text| !text.is_empty()),
            companies.get(&hit.id).map(String::as_str),
        ];
        let subtitle = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        Found {
            kind: hit.kind,
            id: hit.id,
            title: hit.title,
            subtitle,
        }
    });
    Ok(found.collect())
}

//! The contacts that rows may be about.

use std::collections::HashMap;

use base::fold::fold;
use base::{Result, Uuid};
use crm::contacts::model::ContactFacts;
use crm::contacts::points::PointKind;
use crm::contacts::store::{self, ContactRow};

use super::super::companies::unique;
use super::super::seen::Keys;
use super::super::session::Place;

/// A name as it is compared: its words in any order.
fn name_key(name: &str) -> String {
    let folded = fold(name);
    let mut words: Vec<&str> = folded.split(' ').collect();
    words.sort_unstable();
    words.join(" ")
}

pub fn keys(facts: &ContactFacts) -> Keys {
    let mut keys = Keys::default();
    keys.external(facts.external_id.as_deref());
    for name in names(facts) {
        keys.weak("contact", &name);
    }
    keys
}

/// What a contact would be known by among those of the same file.
pub fn names(facts: &ContactFacts) -> Vec<String> {
    let name = name_key(&facts.name());
    let mut names: Vec<String> = facts
        .external_id
        .iter()
        .map(|id| format!("id {id}"))
        .collect();
    for point in &facts.points {
        names.push(match point.kind {
            PointKind::Email => format!("email {}", point.value),
            PointKind::Phone => format!("phone {} {name}", point.value),
        });
    }
    if names.is_empty() {
        let company = facts
            .company_id
            .map(|id| id.to_string())
            .unwrap_or_default();
        names.push(format!("name {name} / {company}"));
    }
    names
}

/// The contacts in the database that rows may be about.
#[derive(Default)]
pub struct Known {
    by_external: HashMap<String, Uuid>,
    by_email: HashMap<String, Vec<Uuid>>,
    by_phone: HashMap<String, Vec<Uuid>>,
    by_name: HashMap<String, Vec<Uuid>>,
    rows: HashMap<Uuid, ContactRow>,
}

impl Known {
    pub async fn load<'a>(
        place: Place<'_>,
        wanted: impl Iterator<Item = &'a ContactFacts> + Clone,
    ) -> Result<Self> {
        let points = |kind: PointKind| {
            let all = wanted
                .clone()
                .flat_map(|facts| &facts.points)
                .filter(|point| point.kind == kind);
            unique(all.map(|point| point.value.clone()).collect())
        };
        let external = unique(
            wanted
                .clone()
                .filter_map(|facts| facts.external_id.clone())
                .collect(),
        );
        let names = unique(wanted.clone().map(ContactFacts::folded).collect());
        let mut known = Self::default();
        for row in store::find_by_external_ids(place.conn, &external).await? {
            if let Some(id) = row.facts.external_id.clone() {
                known.by_external.insert(id, row.id);
            }
            known.rows.insert(row.id, row);
        }
        for row in store::find_by_folded(place.conn, &names).await? {
            known
                .by_name
                .entry(name_key(&row.facts.name()))
                .or_default()
                .push(row.id);
            known.rows.insert(row.id, row);
        }
        for (value, id) in
            store::find_by_points(place.conn, PointKind::Email, &points(PointKind::Email)).await?
        {
            known.by_email.entry(value).or_default().push(id);
        }
        for (value, id) in
            store::find_by_points(place.conn, PointKind::Phone, &points(PointKind::Phone)).await?
        {
            known.by_phone.entry(value).or_default().push(id);
        }
        let missing: Vec<Uuid> = known
            .by_email
            .values()
            .chain(known.by_phone.values())
            .flatten()
            .filter(|id| !known.rows.contains_key(*id))
            .copied()
            .collect();
        for row in store::find_many(place.conn, &missing).await? {
            known.rows.insert(row.id, row);
        }
        Ok(known)
    }

    /// The contact that these facts are about: by the number in the other system, by an e-mail, by a phone
    /// together with the name, and where neither is known, by the name within the company.
    ///
    /// A namesake without a company is taken for somebody of this one, unless it is `taken` already.
    pub fn find(&self, facts: &ContactFacts, taken: impl Fn(Uuid) -> bool) -> Option<&ContactRow> {
        let by_id = facts
            .external_id
            .as_ref()
            .and_then(|id| self.by_external.get(id));
        if let Some(row) = by_id.and_then(|id| self.rows.get(id)) {
            return Some(row);
        }
        let other = |row: &ContactRow| {
            facts.external_id.is_some()
                && row.facts.external_id.is_some()
                && row.facts.external_id != facts.external_id
        };
        let rows = |ids: Option<&Vec<Uuid>>| -> Vec<&ContactRow> {
            let all = ids.into_iter().flatten().filter_map(|id| self.rows.get(id));
            all.filter(|row| !other(row)).collect()
        };
        let name = name_key(&facts.name());
        let namesake = |row: &&&ContactRow| name_key(&row.facts.name()) == name;
        for point in &facts.points {
            let found = match point.kind {
                PointKind::Email => rows(self.by_email.get(&point.value)).first().copied(),
                PointKind::Phone => rows(self.by_phone.get(&point.value))
                    .iter()
                    .find(namesake)
                    .copied(),
            };
            if found.is_some() {
                return found;
            }
        }
        if !facts.points.is_empty() {
            return None;
        }
        let namesakes = rows(self.by_name.get(&name));
        let of_company = |company: Option<Uuid>| {
            namesakes
                .iter()
                .find(move |row| row.facts.company_id == company)
        };
        of_company(facts.company_id)
            .or_else(|| of_company(None).filter(|row| !taken(row.id)))
            .copied()
    }
}

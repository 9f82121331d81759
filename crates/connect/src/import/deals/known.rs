//! The deals in the database that rows may be about.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use base::fold::fold;
use base::{Result, Time, Uuid};
use crm::deals::store::past as store;
use crm::deals::store::{ChangeRow, DealRow};
use db::Conn;

use super::super::companies::unique;
use super::super::session::{Place, Session};
use super::input::Input;

/// A deal with what belongs to it.
pub struct Found {
    pub row: DealRow,
    pub changes: Vec<ChangeRow>,
    pub tags: Vec<Uuid>,
    pub contacts: Vec<Uuid>,
}

#[derive(Default)]
pub struct Known {
    deals: HashMap<Uuid, Found>,
    by_external: HashMap<String, Uuid>,
    by_created: HashMap<Time, Vec<Uuid>>,
    /// By title and company, where rows have nothing else.
    by_title: HashMap<u64, Vec<Uuid>>,
}

/// The titles of all deals, remembered by their hashes: only for files whose rows have neither a number nor a
/// date of creation, and then once.
#[derive(Default)]
pub struct Titles {
    by_hash: HashMap<u64, Vec<Uuid>>,
}

impl Titles {
    pub async fn load(conn: Conn<'_>) -> Result<Self> {
        const AT_ONCE: i64 = 10_000;
        let mut titles = Self::default();
        let mut after = Uuid::nil();
        loop {
            let part = store::titles(conn, after, AT_ONCE).await?;
            let Some((last, ..)) = part.last() else {
                return Ok(titles);
            };
            after = *last;
            for (id, folded, _) in part {
                titles.by_hash.entry(hash(&folded)).or_default().push(id);
            }
        }
    }

    /// Deals that are probably called so.
    pub fn find(&self, title: &str) -> &[Uuid] {
        self.by_hash
            .get(&hash(&fold(title)))
            .map_or(&[], Vec::as_slice)
    }
}

fn hash(folded: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    folded.hash(&mut hasher);
    hasher.finish()
}

impl Known {
    pub async fn load<'a>(
        session: &mut Session,
        place: Place<'_>,
        inputs: impl Iterator<Item = &'a Input> + Clone,
    ) -> Result<Self> {
        let external = unique(
            inputs
                .clone()
                .filter_map(|input| input.external_id.clone())
                .collect(),
        );
        let nameless = || inputs.clone().filter(|input| input.external_id.is_none());
        let mut created: Vec<Time> = nameless()
            .filter_map(|input| input.created_at.and(input.begun_at()))
            .collect();
        created.sort_unstable();
        created.dedup();
        let mut rows = store::find_by_external_ids(place.conn, &external).await?;
        rows.extend(store::find_by_created(place.conn, &created).await?);
        let titles: Vec<String> = nameless()
            .filter(|input| input.created_at.is_none())
            .filter_map(Input::title)
            .collect();
        let mut known = Self::default();
        if !titles.is_empty() {
            if session.titles.is_none() {
                session.titles = Some(Titles::load(place.conn).await?);
            }
            let all = session
                .titles
                .iter()
                .flat_map(|known| titles.iter().flat_map(|title| known.find(title)));
            let mut ids: Vec<Uuid> = all.copied().collect();
            ids.sort_unstable();
            ids.dedup();
            for row in store::find_many(place.conn, &ids).await? {
                known
                    .by_title
                    .entry(hash(&fold(&row.title)))
                    .or_default()
                    .push(row.id);
                rows.push(row);
            }
        }
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let mut changes = store::changes_of(place.conn, &ids).await?;
        for row in rows {
            if let Some(external) = row.external_id.clone() {
                known.by_external.insert(external, row.id);
            }
            let same_moment = known.by_created.entry(row.created_at).or_default();
            if !same_moment.contains(&row.id) {
                same_moment.push(row.id);
            }
            let changes = changes.remove(&row.id).unwrap_or_default();
            known.deals.entry(row.id).or_insert(Found {
                row,
                changes,
                tags: Vec::new(),
                contacts: Vec::new(),
            });
        }
        for (deal, tag) in store::tags_of(place.conn, &ids).await? {
            known
                .deals
                .entry(deal)
                .and_modify(|found| found.tags.push(tag));
        }
        for (deal, contact) in store::contacts_of(place.conn, &ids).await? {
            known
                .deals
                .entry(deal)
                .and_modify(|found| found.contacts.push(contact));
        }
        Ok(known)
    }

    pub fn by_external(&self, input: &Input) -> Option<&Found> {
        let id = self.by_external.get(input.external_id.as_ref()?)?;
        self.deals.get(id)
    }

    /// The deal that a row is about: by its number in the other system, or else by title, company and
    /// creation. A row with a number is never about a deal that has none.
    pub fn find(&self, input: &Input, company: Option<Uuid>) -> Option<&Found> {
        if input.external_id.is_some() {
            return self.by_external(input);
        }
        let title = fold(&input.title()?);
        let same =
            |found: &&Found| fold(&found.row.title) == title && found.row.company_id == company;
        let candidates = match input.created_at.and(input.begun_at()) {
            Some(at) => self.by_created.get(&at),
            None => self.by_title.get(&hash(&title)),
        };
        candidates
            .into_iter()
            .flatten()
            .filter_map(|id| self.deals.get(id))
            .find(same)
    }
}

//! Which records earlier rows of the same file were about.
//!
//! Two rows about one record are either the same row twice, which does no harm, or they contradict each
//! other, and then the second is refused with the number of the first: silently the last one would win.
//! A row remembers as little as possible, so that a long file fits into memory.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use base::Uuid;

/// What a row would be known by. Stronger keys stand first.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    /// Two records whose strong keys of one kind differ are different whatever else they share.
    strong: [Option<u64>; 3],
    all: Vec<u64>,
}

impl Keys {
    /// The number in another system.
    pub fn external(&mut self, id: Option<&str>) {
        self.strong[0] = id.map(|id| self.put("external", id));
    }

    /// The ИНН of a company, and the КПП of its branch, which tells branches apart and alone tells nothing.
    pub fn inn(&mut self, inn: Option<&str>, kpp: Option<&str>) {
        self.strong[1] = inn.map(|inn| self.put("inn", inn));
        self.strong[2] = kpp.map(|kpp| hash("kpp", kpp));
    }

    /// Anything else: an address, a name.
    pub fn weak(&mut self, kind: &str, key: &str) {
        self.put(kind, key);
    }

    /// A record that is there already.
    pub fn record(&mut self, id: Uuid) {
        self.put(RECORD, &id.to_string());
    }

    fn put(&mut self, kind: &str, key: &str) -> u64 {
        let hash = hash(kind, key);
        self.all.push(hash);
        hash
    }
}

const RECORD: &str = "record";

fn hash(kind: &str, key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (kind, key).hash(&mut hasher);
    hasher.finish()
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    row: u64,
    fingerprint: u64,
    strong: [Option<u64>; 3],
}

/// A row about the same record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// The same cells.
    Equal,
    /// Other cells, in this row.
    Of(u64),
}

/// The rows taken so far.
#[derive(Debug, Default)]
pub struct Seen {
    entries: Vec<Entry>,
    by_key: HashMap<u64, u32>,
}

impl Seen {
    /// Whether a row was about this record.
    pub fn has_record(&self, id: Uuid) -> bool {
        self.by_key.contains_key(&hash(RECORD, &id.to_string()))
    }

    pub fn repeat(&self, keys: &Keys, fingerprint: u64) -> Option<Repeat> {
        for key in &keys.all {
            let Some(entry) = self
                .by_key
                .get(key)
                .and_then(|index| self.entries.get(*index as usize))
            else {
                continue;
            };
            let differ = |(one, other): (&Option<u64>, &Option<u64>)| {
                one.is_some() && other.is_some() && one != other
            };
            if entry.strong.iter().zip(&keys.strong).any(differ) {
                continue;
            }
            return Some(if entry.fingerprint == fingerprint {
                Repeat::Equal
            } else {
                Repeat::Of(entry.row)
            });
        }
        None
    }

    pub fn take(&mut self, row: u64, keys: &Keys, fingerprint: u64) {
        let index = self.entries.len() as u32;
        self.entries.push(Entry {
            row,
            fingerprint,
            strong: keys.strong,
        });
        for key in &keys.all {
            self.by_key.entry(*key).or_insert(index);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(external: Option<&str>, inn: Option<&str>, name: &str) -> Keys {
        let mut keys = Keys::default();
        keys.external(external);
        keys.inn(inn, None);
        keys.weak("name", name);
        keys
    }

    #[test]
    fn the_same_record_is_noticed_by_any_key_unless_a_stronger_one_differs() {
        let mut seen = Seen::default();
        seen.take(2, &keys(Some("5"), None, "ромашка"), 1);
        assert_eq!(
            seen.repeat(&keys(Some("5"), None, "лютик"), 1),
            Some(Repeat::Equal)
        );
        assert_eq!(
            seen.repeat(&keys(Some("5"), None, "лютик"), 2),
            Some(Repeat::Of(2))
        );
        assert_eq!(
            seen.repeat(&keys(None, Some("77"), "ромашка"), 2),
            Some(Repeat::Of(2))
        );
        assert_eq!(seen.repeat(&keys(Some("6"), None, "ромашка"), 2), None);
        seen.take(3, &keys(None, Some("77"), "лютик"), 3);
        assert_eq!(seen.repeat(&keys(None, Some("78"), "лютик"), 4), None);
        assert_eq!(
            seen.repeat(&keys(None, None, "лютик"), 4),
            Some(Repeat::Of(3))
        );
    }
}

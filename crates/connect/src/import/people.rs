//! Finding the user whom a cell names.

use std::collections::HashMap;

use base::fold::fold;
use base::{Result, Uuid, email};
use db::Conn;

use super::store::{self, PersonRow};

/// All users by their names, in any order of the words, and by their addresses.
#[derive(Debug, Default)]
pub struct People {
    by_email: HashMap<String, Uuid>,
    /// `None` for a name that several people have: which of them is meant cannot be told.
    by_name: HashMap<String, Option<Uuid>>,
}

impl People {
    pub async fn load(conn: Conn<'_>) -> Result<Self> {
        Ok(Self::new(store::people(conn).await?))
    }

    fn new(rows: Vec<PersonRow>) -> Self {
        let mut people = Self::default();
        // Those who work here stand before those who left: a namesake of the past does not stand in the way.
        let (active, gone): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.active);
        for (rows, replace) in [(active, true), (gone, false)] {
            let mut names: HashMap<String, Option<Uuid>> = HashMap::new();
            for row in rows {
                people.by_email.insert(row.email.to_lowercase(), row.id);
                names
                    .entry(key(&row.name))
                    .and_modify(|known| *known = None)
                    .or_insert(Some(row.id));
            }
            for (name, id) in names {
                if replace || !people.by_name.contains_key(&name) {
                    people.by_name.insert(name, id);
                }
            }
        }
        people
    }

    /// `Анна Петрова`, `Петрова Анна`, `anna@firm.ru`, `Анна Петрова <anna@firm.ru>`.
    pub fn find(&self, cell: &str) -> Option<Uuid> {
        if let Some(address) = email::normalise(cell)
            && let Some(id) = self.by_email.get(&address)
        {
            return Some(*id);
        }
        self.by_name.get(&key(cell)).copied().flatten()
    }
}

fn key(name: &str) -> String {
    let folded = fold(name);
    let mut words: Vec<&str> = folded.split(' ').collect();
    words.sort_unstable();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(id: u128, name: &str, active: bool) -> PersonRow {
        PersonRow {
            id: Uuid::from_u128(id),
            name: name.to_owned(),
            email: format!("p{id}@firm.ru"),
            active,
        }
    }

    #[test]
    fn people_are_found_by_name_in_any_order_and_by_address() {
        let people = People::new(vec![
            person(1, "Анна Петрова", true),
            person(2, "Фёдор Щукин", true),
            person(3, "Анна Петрова", false),
            person(4, "Олег Ким", true),
            person(5, "Ким Олег", true),
        ]);
        let found = |cell: &str| people.find(cell).map(|id| id.as_u128());
        assert_eq!(found("ПЕТРОВА АННА"), Some(1));
        assert_eq!(found("Федор Щукин"), Some(2));
        assert_eq!(found("P3@firm.ru"), Some(3));
        assert_eq!(found("Кто-то <p2@firm.ru>"), Some(2));
        assert_eq!(found("Олег Ким"), None);
        assert_eq!(found("Роман Ким"), None);
    }
}

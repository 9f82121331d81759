//! What the lists of all entities share: the common filters, and pages by key instead of by number,
//! so that the last page of a million records costs what the first one does.

use api::list::{AnyOf, page_of};
use api::{Cursor, Filters, ListParams};
use base::time::{day_end, day_start};
use base::{Result, Time, Uuid};
use chrono_tz::Tz;
use db::{Arg, Query};
use serde_json::Value;

/// Appends that `column` is any of these, or empty where `none` was asked for.
pub fn any_of<T>(query: &mut Query, column: &str, wanted: Option<&AnyOf<T>>)
where
    for<'a> &'a T: Arg,
{
    let Some(wanted) = wanted else { return };
    query.push(" and (").push(column).push(" in ");
    query.list(&wanted.values);
    if wanted.none {
        query.push(" or ").push(column).push(" is null");
    }
    query.push(")");
}

/// A span of time: from a moment on, and before another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Period {
    pub from: Option<Time>,
    pub before: Option<Time>,
}

impl Period {
    /// Reads two filters that hold days; both days belong to the period.
    pub fn of_days(filters: &Filters<'_>, from: &str, to: &str, zone: Tz) -> Result<Self> {
        Ok(Self {
            from: filters.day(from)?.map(|day| day_start(day, zone)),
            before: filters.day(to)?.map(|day| day_end(day, zone)),
        })
    }

    pub fn narrow(self, query: &mut Query, column: &str) {
        if let Some(from) = self.from {
            query.push(" and ").push(column).push(" >= ").value(from);
        }
        if let Some(before) = self.before {
            query.push(" and ").push(column).push(" < ").value(before);
        }
    }
}

/// Which page of a list was asked for, and in which order.
#[derive(Debug, Clone)]
pub struct Paging {
    /// The field that is sorted by; the id decides among equals.
    pub sort: &'static str,
    pub descending: bool,
    pub cursor: Option<Cursor>,
    pub limit: i64,
}

/// What the sorted column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Number,
    Text,
}

impl Paging {
    /// Reads the page asked for; `usual` is the order of a list that was asked for none.
    pub fn read(params: &ListParams, sorts: &[&'static str], usual: &'static str) -> Result<Self> {
        let (sort, descending) = params.sort(sorts, usual)?;
        Ok(Self {
            sort,
            descending,
            cursor: params.cursor.clone(),
            limit: params.limit,
        })
    }

    /// Appends where the page begins, the order, and the limit: one row more than asked for, which
    /// tells whether there is a next page.
    pub fn apply(&self, query: &mut Query, column: &str, key: Key, id: &str) -> Result<()> {
        let (comparison, direction) = if self.descending {
            (" < (", " desc")
        } else {
            (" > (", "")
        };
        if let Some(cursor) = &self.cursor {
            query.push(" and (").push(column).push(", ").push(id);
            query.push(")").push(comparison);
            match key {
                Key::Number => query.value(cursor.number(0)?),
                Key::Text => query.value(cursor.text(0)?),
            };
            query.push(", ").value(cursor.id(1)?).push(")");
        }
        query.push(" order by ").push(column).push(direction);
        query.push(", ").push(id).push(direction);
        query.push(" limit ").value(self.limit + 1);
        Ok(())
    }

    /// Cuts the row too many off and makes the cursor of the next page; `key` gives the sorted value
    /// and the id of a row.
    pub fn cut<T>(
        &self,
        rows: Vec<T>,
        key: impl FnOnce(&T) -> (Value, Uuid),
    ) -> (Vec<T>, Option<String>) {
        page_of(rows, self.limit, |row| {
            let (value, id) = key(row);
            Cursor::new([value, Value::from(id.to_string())])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_starts_behind_its_cursor() {
        let params = ListParams::parse("sort=-name&limit=2").expect("a list");
        let mut paging = Paging::read(&params, &["name"], "name").expect("a page");
        let id = Uuid::from_u128(7);
        let (rows, next) = paging.cut(vec!["а", "б", "в"], |row| (Value::from(*row), id));
        assert_eq!(rows, ["а", "б"]);
        paging.cursor = Some(Cursor::parse(&next.expect("more")).expect("a cursor"));
        let mut query = Query::new("where 1 = 1");
        paging
            .apply(&mut query, "folded", Key::Text, "id")
            .expect("a page");
        assert_eq!(
            query.text(),
            "where 1 = 1 and (folded, id) < ($1, $2) order by folded desc, id desc limit $3"
        );
        let wrong = paging.apply(&mut query, "created_at", Key::Number, "id");
        assert_eq!(wrong.expect_err("another list").code(), "bad_request");
    }
}

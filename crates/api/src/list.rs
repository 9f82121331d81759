//! Lists: filters, sort, pages by key.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use base::{Currency, Money, Problem, Text, Uuid};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use crate::{Cursor, Failure, Result};

pub const MOST_ITEMS: i64 = 200;
const USUAL_ITEMS: i64 = 50;

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Goes into `cursor` to read on; null at the end.
    pub next_cursor: Option<String>,
    /// How many records there are in all, when `total=true` was asked.
    pub total: Option<i64>,
    /// Sums over all the records, when `total=true` was asked and records have money.
    pub sums: Option<Vec<Money>>,
}

impl<T> Page<T> {
    /// A list that is always whole.
    pub fn whole(items: Vec<T>) -> Self {
        let total = i64::try_from(items.len()).ok();
        Self {
            items,
            next_cursor: None,
            total,
            sums: None,
        }
    }
}

/// What a list was asked: `?filter[stage]=…&sort=-amount&limit=50&cursor=…&total=true&q=…`.
#[derive(Debug, Clone, Default)]
pub struct ListParams {
    filters: Vec<(String, String)>,
    others: Vec<(String, String)>,
    pub sort: Option<String>,
    pub limit: i64,
    pub cursor: Option<Cursor>,
    pub total: bool,
    pub q: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for ListParams {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        Ok(Self::parse(parts.uri.query().unwrap_or_default())?)
    }
}

/// The parameters that every list understands, for the OpenAPI document.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only describes what ListParams reads")]
pub struct ListQuery {
    /// A field, with `-` in front for descending.
    sort: Option<String>,
    /// 1 to 200, usually 50.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// Also count all records.
    total: Option<bool>,
    /// A part of a name, a phone, an e-mail or an ИНН.
    q: Option<String>,
    /// `filter[name]=value`; a comma means any of; `none` means empty.
    #[param(style = DeepObject, explode)]
    filter: Option<std::collections::HashMap<String, String>>,
}

impl ListParams {
    /// # Errors
    /// `bad_request` for a limit or cursor that is none.
    pub fn parse(query: &str) -> base::Result<Self> {
        let mut params = Self {
            limit: USUAL_ITEMS,
            ..Self::default()
        };
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = value.into_owned();
            if let Some(name) = key
                .strip_prefix("filter[")
                .and_then(|rest| rest.strip_suffix(']'))
            {
                params.filters.push((name.to_owned(), value));
                continue;
            }
            match &*key {
                "sort" => params.sort = Some(value),
                "cursor" => params.cursor = Some(Cursor::parse(&value)?),
                "total" => params.total = value == "true",
                "q" => params.q = Some(value).filter(|q| !q.trim().is_empty()),
                "limit" => {
                    params.limit = value
                        .parse()
                        .ok()
                        .filter(|limit| (1..=MOST_ITEMS).contains(limit))
                        .ok_or_else(|| {
                            Problem::bad_request(Text::new(
                                format!("limit — число от 1 до {MOST_ITEMS}"),
                                format!("limit is a number from 1 to {MOST_ITEMS}"),
                            ))
                        })?;
                }
                _ => params.others.push((key.into_owned(), value)),
            }
        }
        Ok(params)
    }

    /// The filters, once it is known that all of them are understood here.
    ///
    /// # Errors
    /// `unknown_filter`, naming those that are.
    pub fn filters(&self, known: &[&str]) -> base::Result<Filters<'_>> {
        for (name, _) in &self.filters {
            if !known.contains(&name.as_str()) {
                return Err(unknown("filter", name, known));
            }
        }
        Ok(Filters(&self.filters))
    }

    /// The sort as (field, descending).
    ///
    /// # Errors
    /// `unknown_filter`, naming the fields that can be sorted by.
    pub fn sort(
        &self,
        known: &[&'static str],
        usual: &'static str,
    ) -> base::Result<(&'static str, bool)> {
        let asked = self.sort.as_deref().unwrap_or(usual);
        let (name, descending) = asked
            .strip_prefix('-')
            .map_or((asked, false), |name| (name, true));
        match known.iter().find(|field| **field == name) {
            Some(field) => Ok((field, descending)),
            None => Err(unknown("sort", name, known)),
        }
    }

    /// A parameter that only this list has.
    pub fn other(&self, name: &str) -> Option<&str> {
        self.others
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The same, read: it may be absent or empty, but not unreadable.
    ///
    /// # Errors
    /// `bad_request`, saying what is expected.
    pub fn read<T: std::str::FromStr>(
        &self,
        name: &str,
        expected: &Text,
    ) -> base::Result<Option<T>> {
        let Some(value) = self.other(name).filter(|value| !value.is_empty()) else {
            return Ok(None);
        };
        value.parse().map(Some).map_err(|_| {
            Problem::bad_request(Text::new(
                format!("{name}: «{value}» не подходит, ожидается {}", expected.ru),
                format!("{name}: “{value}” does not fit, expected {}", expected.en),
            ))
        })
    }

    /// A day, such as `2026-11-23`.
    ///
    /// # Errors
    /// `bad_request`.
    pub fn day(&self, name: &str) -> base::Result<Option<NaiveDate>> {
        let expected = Text::fixed("день вида 2026-11-23", "a day like 2026-11-23");
        self.read(name, &expected)
    }
}

fn unknown(what: &str, name: &str, known: &[&str]) -> Problem {
    let list = known.join(", ");
    Problem::new(
        400,
        "unknown_filter",
        Text::new(
            format!("Неизвестный параметр {what}: «{name}». Здесь понятны: {list}"),
            format!("Unknown {what} “{name}”. Known here: {list}"),
        ),
    )
}

/// The filters of a list, read by type. A value that cannot be read is an error, never ignored.
#[derive(Debug, Clone, Copy)]
pub struct Filters<'a>(&'a [(String, String)]);

/// Any of these, or the empty value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnyOf<T> {
    pub values: Vec<T>,
    pub none: bool,
}

impl<'a> Filters<'a> {
    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.0
            .iter()
            .find(|(key, value)| key == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    fn read<T>(
        &self,
        name: &str,
        expected: &Text,
        parse: impl Fn(&str) -> Option<T>,
    ) -> base::Result<Option<T>> {
        self.text(name)
            .map(|value| parse(value).ok_or_else(|| wrong(name, value, expected)))
            .transpose()
    }

    pub fn any_of<T>(
        &self,
        name: &str,
        expected: &Text,
        parse: impl Fn(&str) -> Option<T>,
    ) -> base::Result<Option<AnyOf<T>>> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        let mut found = AnyOf {
            values: Vec::new(),
            none: false,
        };
        for part in text.split(',').map(str::trim) {
            if part == "none" {
                found.none = true;
            } else {
                found
                    .values
                    .push(parse(part).ok_or_else(|| wrong(name, part, expected))?);
            }
        }
        Ok(Some(found))
    }

    /// The same of what every record has: `none` is refused.
    pub fn some_of<T>(
        &self,
        name: &str,
        expected: &Text,
        parse: impl Fn(&str) -> Option<T>,
    ) -> base::Result<Option<Vec<T>>> {
        match self.any_of(name, expected, parse)? {
            Some(any) if any.none => Err(wrong(name, "none", expected)),
            any => Ok(any.map(|any| any.values)),
        }
    }

    pub fn ids(&self, name: &str) -> base::Result<Option<AnyOf<Uuid>>> {
        self.any_of(
            name,
            &Text::fixed("идентификатор", "an id"),
            |value| value.parse().ok(),
        )
    }

    pub fn id(&self, name: &str) -> base::Result<Option<Uuid>> {
        self.read(
            name,
            &Text::fixed("идентификатор", "an id"),
            |value| value.parse().ok(),
        )
    }

    pub fn number(&self, name: &str) -> base::Result<Option<i64>> {
        self.read(
            name,
            &Text::fixed("целое число", "a whole number"),
            |value| value.parse().ok(),
        )
    }

    pub fn day(&self, name: &str) -> base::Result<Option<NaiveDate>> {
        self.read(
            name,
            &Text::fixed("день вида 2026-11-23", "a day like 2026-11-23"),
            |value| value.parse().ok(),
        )
    }

    pub fn flag(&self, name: &str) -> base::Result<Option<bool>> {
        self.read(
            name,
            &Text::fixed("true или false", "true or false"),
            |value| value.parse().ok(),
        )
    }

    pub fn currency(&self, name: &str) -> base::Result<Option<Currency>> {
        self.read(
            name,
            &Text::fixed("код валюты вида RUB", "a currency code like RUB"),
            Currency::parse,
        )
    }

    /// One of a fixed set of words.
    pub fn one_of(&self, name: &str, words: &[&'static str]) -> base::Result<Option<&'static str>> {
        let expected = Text::new(
            format!("одно из: {}", words.join(", ")),
            format!("one of: {}", words.join(", ")),
        );
        self.read(name, &expected, |value| {
            words.iter().copied().find(|word| *word == value)
        })
    }
}

fn wrong(name: &str, value: &str, expected: &Text) -> Problem {
    Problem::bad_request(Text::new(
        format!(
            "Фильтр {name}: «{value}» не подходит, ожидается {}",
            expected.ru
        ),
        format!(
            "Filter {name}: “{value}” does not fit, expected {}",
            expected.en
        ),
    ))
}

/// Cuts the one record too many that tells whether there is a next page.
pub fn page_of<T>(
    mut rows: Vec<T>,
    limit: i64,
    cursor: impl FnOnce(&T) -> Cursor,
) -> (Vec<T>, Option<String>) {
    let limit = usize::try_from(limit).unwrap_or_default();
    if rows.len() <= limit {
        return (rows, None);
    }
    rows.truncate(limit);
    let next = rows.last().map(|row| cursor(row).to_string());
    (rows, next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_read_by_type_and_never_ignored() {
        let query =
            "filter%5Bstatus%5D=open,won&filter[owner]=none&sort=-amount&limit=10&total=true";
        let params = ListParams::parse(query).expect("a list");
        assert_eq!((params.limit, params.total), (10, true));
        assert_eq!(
            params
                .sort(&["amount", "created_at"], "created_at")
                .expect("a sort"),
            ("amount", true)
        );
        let filters = params.filters(&["status", "owner"]).expect("filters");
        assert_eq!(
            filters.ids("owner").expect("ids"),
            Some(AnyOf {
                values: vec![],
                none: true
            })
        );
        assert!(filters.ids("status").is_err());
        assert_eq!(
            params.filters(&["owner"]).expect_err("unknown").code(),
            "unknown_filter"
        );
        assert!(ListParams::parse("limit=1000").is_err());
    }
}

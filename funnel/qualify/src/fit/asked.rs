//! The facts of a deal that rules can ask about, as learning sees them. No I/O.

use std::collections::HashMap;

use base::{Currency, Uuid};

use super::facts::Client;
use super::model::{Fact, Rule};

/// Sizes as people speak of them: from 1, 11, 51, 201, 1001 on.
const SIZES: [(i64, Option<i64>); 5] = [
    (1, Some(10)),
    (11, Some(50)),
    (51, Some(200)),
    (201, Some(1000)),
    (1001, None),
];

/// A fact of a deal that can be learned.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Asked {
    /// Folded.
    Industry(String),
    Region(String),
    Source(Uuid),
    Tag(Uuid),
    Answer(String),
    Range(Fact, i64, Option<i64>),
}

impl Asked {
    /// What a deal has one of at most; none of tags, of which it may have several.
    pub fn kind(&self) -> Option<String> {
        Some(match self {
            Self::Industry(_) => "industry".to_owned(),
            Self::Region(_) => "region".to_owned(),
            Self::Source(_) => "source".to_owned(),
            Self::Tag(_) => return None,
            Self::Answer(answer) => {
                answer
                    .trim_end_matches(".yes")
                    .trim_end_matches(".no")
                    .to_owned()
                    + "?"
            }
            Self::Range(fact, ..) => format!("{fact:?}"),
        })
    }

    pub fn rule(&self, points: i64, names: &HashMap<String, String>) -> Rule {
        let of = |fact, values: Vec<String>, from, to| Rule {
            fact,
            values,
            from,
            to,
            points,
        };
        match self {
            Self::Industry(folded) => {
                let name = names.get(folded).unwrap_or(folded);
                of(Fact::Industry, vec![name.clone()], None, None)
            }
            Self::Region(code) => of(Fact::Region, vec![code.clone()], None, None),
            Self::Source(id) => of(Fact::Source, vec![id.to_string()], None, None),
            Self::Answer(answer) => of(Fact::Answer, vec![answer.clone()], None, None),
            Self::Tag(id) => of(Fact::Tag, vec![id.to_string()], None, None),
            Self::Range(fact, from, to) => of(*fact, Vec::new(), Some(*from), *to),
        }
    }
}

/// Industries as they are written, by how they are folded.
pub fn names(clients: &[&Client]) -> HashMap<String, String> {
    clients
        .iter()
        .filter_map(|client| client.industry.clone())
        .map(|name| (base::fold::fold(&name), name))
        .collect()
}

pub fn facts(client: &Client, currency: Currency, quarters: &[i64]) -> Vec<Asked> {
    let known = client.early.clone();
    let mut facts: Vec<Asked> = known.tags.into_iter().map(Asked::Tag).collect();
    facts.extend(known.answers.into_iter().map(Asked::Answer));
    facts.extend(known.industry.map(Asked::Industry));
    facts.extend(known.region.map(Asked::Region));
    facts.extend(known.source.map(Asked::Source));
    let size = known.employees.and_then(|number| {
        let of =
            |(from, to): &(i64, Option<i64>)| number >= *from && to.is_none_or(|to| number <= to);
        SIZES.into_iter().find(of)
    });
    facts.extend(size.map(|(from, to)| Asked::Range(Fact::Size, from, to)));
    if let Some((amount, of)) = known.amount
        && of == currency
        && !quarters.is_empty()
    {
        let place = quarters.partition_point(|limit| *limit <= amount);
        let from = place.checked_sub(1).map_or(0, |place| quarters[place]);
        let to = quarters.get(place).map(|limit| limit - 1);
        facts.push(Asked::Range(Fact::Amount, from, to));
    }
    facts
}

/// To two digits, as people speak of amounts.
fn rounded(amount: i64) -> i64 {
    let mut unit = 1;
    while amount / unit >= 100 {
        unit *= 10;
    }
    (amount + unit / 2) / unit * unit
}

/// Where a quarter of the amounts ends, about, where they differ.
pub fn quarters(clients: &[&Client], currency: Currency) -> Vec<i64> {
    let mut amounts: Vec<i64> = clients
        .iter()
        .filter_map(|client| client.early.amount)
        .filter(|(_, of)| *of == currency)
        .map(|(amount, _)| amount)
        .collect();
    amounts.sort_unstable();
    let mut limits: Vec<i64> = (1..4)
        .filter_map(|part| amounts.get(amounts.len() * part / 4))
        .map(|amount| rounded(*amount))
        .collect();
    limits.dedup();
    limits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_parted_at_round_ones() {
        assert_eq!(
            [rounded(7), rounded(99), rounded(15_099_950)],
            [7, 99, 15_000_000]
        );
        assert_eq!(rounded(9_960), 10_000);
    }
}

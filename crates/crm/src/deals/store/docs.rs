//! What deals are found by.

use std::fmt::Write as _;

use base::{Currency, Money, Result, Time, Uuid};
use db::search::Doc;
use db::{Conn, Query, sql};

use crate::search::model::Words;

/// What a deal is found by.
#[derive(Debug, Clone)]
pub struct DealDoc<'a> {
    pub id: Uuid,
    pub owner_id: Option<Uuid>,
    pub title: &'a str,
    pub company: Option<&'a str>,
    pub value: Money,
    pub updated_at: Time,
}

/// Writes or renews the search documents of deals. Search adds the company's name to the subtitle.
pub async fn index(conn: Conn<'_>, deals: &[DealDoc<'_>]) -> Result<()> {
    let subtitles: Vec<String> = deals.iter().map(|deal| amount(deal.value)).collect();
    let docs: Vec<Doc<'_>> = deals
        .iter()
        .zip(&subtitles)
        .map(|(deal, subtitle)| Doc {
            kind: "deal",
            id: deal.id,
            owner_id: deal.owner_id,
            title: deal.title,
            subtitle,
            folded: Words::default()
                .text(deal.title)
                .maybe(deal.company)
                .finish(),
            updated_at: deal.updated_at,
        })
        .collect();
    db::search::put(conn, &docs).await
}

/// Renews the documents of a company's deals: they are found by its name, which has changed.
pub async fn index_of_company(conn: Conn<'_>, company: Uuid, name: &str) -> Result<()> {
    type Found = (Uuid, Option<Uuid>, String, i64, String, i64);
    let deals: Vec<Found> = conn
        .tuples(sql!(
            "select id, owner_id, title, amount, currency, updated_at from deals where company_id = $1",
            company
        ))
        .await?;
    let docs: Vec<DealDoc<'_>> = deals
        .iter()
        .map(
            |(id, owner_id, title, amount, currency, updated_at)| DealDoc {
                id: *id,
                owner_id: *owner_id,
                title,
                company: Some(name),
                value: Money::new(*amount, Currency::parse(currency).unwrap_or(Currency::RUB)),
                updated_at: Time(*updated_at),
            },
        )
        .collect();
    index(conn, &docs).await
}

/// Renews what deals are sorted and found by, after their titles were rewritten.
pub async fn index_again(conn: Conn<'_>, ids: &[Uuid]) -> Result<()> {
    type Found = (Uuid, Option<Uuid>, String, i64, String, i64, Option<String>);
    let mut query = Query::new(
        "select d.id, d.owner_id, d.title, d.amount, d.currency, d.updated_at, c.name from deals d \
         left join companies c on c.id = d.company_id where d.id in ",
    );
    query.list(ids);
    let deals: Vec<Found> = conn.tuples(query).await?;
    let mut docs = Vec::new();
    for (id, owner_id, title, amount, currency, updated_at, company) in &deals {
        let folded = base::fold::fold(title);
        conn.execute(sql!(
            "update deals set folded = $2 where id = $1",
            *id,
            folded
        ))
        .await?;
        docs.push(DealDoc {
            id: *id,
            owner_id: *owner_id,
            title,
            company: company.as_deref(),
            value: Money::new(*amount, Currency::parse(currency).unwrap_or(Currency::RUB)),
            updated_at: Time(*updated_at),
        });
    }
    index(conn, &docs).await
}

/// `1 234 567,50 RUB`; nothing for no amount.
fn amount(value: Money) -> String {
    if value.amount == 0 {
        return String::new();
    }
    let digits = value.currency.minor_digits();
    let unit = 10_u64.pow(digits);
    let (whole, part) = (
        value.amount.unsigned_abs() / unit,
        value.amount.unsigned_abs() % unit,
    );
    let mut text = if value.amount < 0 { "−" } else { "" }.to_owned();
    let whole = whole.to_string();
    for (index, digit) in whole.char_indices() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    if part > 0 {
        let _ = write!(text, ",{part:0width$}", width = digits as usize);
    }
    format!("{text} {}", value.currency)
}

#[cfg(test)]
mod tests {
    use base::Currency;

    use super::*;

    #[test]
    fn an_amount_is_written_for_people() {
        assert_eq!(
            amount(Money::rub(123_456_750)),
            "1\u{a0}234\u{a0}567,50 RUB"
        );
        assert_eq!(amount(Money::rub(100)), "1 RUB");
        assert_eq!(amount(Money::rub(0)), "");
        let yen = Currency::parse("JPY").expect("a currency");
        assert_eq!(amount(Money::new(1000, yen)), "1\u{a0}000 JPY");
    }
}

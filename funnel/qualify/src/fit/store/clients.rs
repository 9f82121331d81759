//! What is known of clients: their deals, companies, tags and answers, and how these have changed.

use std::collections::HashMap;

use base::{Result, Scope, Uuid};
use crm::deals::model::Status;
use crm::visible;
use db::{Conn, FromQueryResult, Query, sea_orm};
use serde_json::{Map, Value};

use crate::questions::model::Question;
use crate::questions::store as sets;

/// A deal, as far as rules ask about it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct DealRow {
    pub id: Uuid,
    pub company_id: Option<Uuid>,
    pub amount: i64,
    pub currency: String,
    pub source_id: Option<Uuid>,
    pub status: String,
    pub created_at: i64,
    pub won_at: Option<i64>,
    pub lost_at: Option<i64>,
}

impl DealRow {
    pub fn won(&self) -> bool {
        self.status == Status::Won.as_str()
    }

    /// When it was won or lost.
    pub fn settled_at(&self) -> Option<i64> {
        match self.status.as_str() {
            "won" => self.won_at,
            "lost" => self.lost_at,
            _ => None,
        }
    }
}

/// At most as many as a statement can hold.
pub async fn deals(conn: Conn<'_>, deals: &[Uuid]) -> Result<Vec<DealRow>> {
    let mut query = Query::new(
        "select id, company_id, amount, currency, source_id, status, created_at, won_at, lost_at \
         from deals where id in ",
    );
    query.list(deals);
    conn.all(query).await
}

/// Ids of the newest deals that the scope sees, settled or open.
pub async fn newest_deals(
    conn: Conn<'_>,
    scope: &Scope,
    settled: bool,
    most: i64,
) -> Result<Vec<Uuid>> {
    let mut query = Query::new("select d.id from deals d where d.status ");
    query.push(if settled { "<> " } else { "= " });
    query.value(Status::Open.as_str());
    visible::only(&mut query, scope, "d.owner_id");
    query
        .push(" order by d.created_at desc, d.id desc limit ")
        .value(most);
    conn.scalars(query).await
}

/// A company, as far as rules ask about it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct CompanyRow {
    pub id: Uuid,
    pub industry: Option<String>,
    pub employees: Option<i64>,
    pub inn: Option<String>,
}

/// At most as many as a statement can hold.
pub async fn companies(conn: Conn<'_>, ids: &[Uuid]) -> Result<Vec<CompanyRow>> {
    let mut query = Query::new("select id, industry, employees, inn from companies where id in ");
    query.list(ids);
    conn.all(query).await
}

/// The tags of these deals: at most as many as a statement can hold.
pub async fn tags(conn: Conn<'_>, deals: &[Uuid]) -> Result<HashMap<Uuid, Vec<Uuid>>> {
    let mut query = Query::new("select deal_id, tag_id from deal_tags where deal_id in ");
    query.list(deals).push(" order by deal_id, tag_id");
    let mut found: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for (deal, tag) in conn.tuples::<(Uuid, Uuid)>(query).await? {
        found.entry(deal).or_default().push(tag);
    }
    Ok(found)
}

/// What was answered, whether it speaks for the client, and when.
#[derive(Debug, Clone, FromQueryResult)]
pub struct AnswerRow {
    pub deal_id: Uuid,
    pub question: String,
    pub value: Option<String>,
    pub speaks_for: Option<bool>,
    pub at: i64,
}

/// All answers of these deals in the order they were given.
pub async fn answers(conn: Conn<'_>, deals: &[Uuid]) -> Result<Vec<AnswerRow>> {
    let mut query = Query::new(
        "select deal_id, question, value, speaks_for, at from qualification_answers where deal_id in ",
    );
    query.list(deals).push(" order by at, id");
    conn.all(query).await
}

/// A change of a deal or a company as the event log tells of it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct ChangeRow {
    pub id: Uuid,
    pub at: i64,
    pub payload: String,
}

impl ChangeRow {
    /// Every field that was changed, as `field: [old, new]`.
    pub fn fields(&self) -> Map<String, Value> {
        match serde_json::from_str::<Value>(&self.payload) {
            Ok(Value::Object(mut told)) => match told.remove("changes") {
                Some(Value::Object(fields)) => fields,
                _ => Map::new(),
            },
            _ => Map::new(),
        }
    }
}

/// The changes of these deals, the newest first.
pub async fn deal_changes(conn: Conn<'_>, deals: &[Uuid]) -> Result<Vec<ChangeRow>> {
    let mut query = Query::new(
        "select deal_id as id, at, payload from events where kind = 'deal.changed' and deal_id in ",
    );
    query.list(deals).push(" order by seq desc");
    conn.all(query).await
}

/// The changes of these companies, the newest first.
pub async fn company_changes(conn: Conn<'_>, ids: &[Uuid]) -> Result<Vec<ChangeRow>> {
    let mut query = Query::new(
        "select company_id as id, at, payload from events where kind = 'company.changed' and company_id in ",
    );
    query.list(ids).push(" order by seq desc");
    conn.all(query).await
}

/// The questions of all sets, as they are asked today.
pub async fn questions(conn: Conn<'_>) -> Result<Vec<Question>> {
    let mut found = Vec::new();
    for row in sets::list(conn).await? {
        found.extend(row.questions()?);
    }
    Ok(found)
}

/// The industries that the companies in sight have, the most frequent first.
pub async fn industries(conn: Conn<'_>, scope: &Scope, most: i64) -> Result<Vec<String>> {
    let mut query = Query::new("select c.industry from companies c where c.industry is not null");
    visible::only(&mut query, scope, "c.owner_id");
    query.push(" group by c.industry order by count(*) desc, c.industry limit ");
    query.value(most);
    conn.scalars(query).await
}

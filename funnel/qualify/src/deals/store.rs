//! Every statement on answers and verdicts.

use std::collections::HashSet;

use base::{Result, Scope, Uuid};
use crm::visible;
use db::{Conn, FromQueryResult, Insert, Query, sea_orm};

/// An answer as it is stored, with the names around it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct AnswerRow {
    pub id: Uuid,
    pub deal_id: Uuid,
    pub set_id: Uuid,
    pub set_number: i64,
    pub question: String,
    /// Null: the answer was taken back.
    pub value: Option<String>,
    pub speaks_for: Option<bool>,
    pub proof: String,
    pub contact_id: Option<Uuid>,
    pub contact_name: Option<String>,
    pub by_id: Option<Uuid>,
    pub by_name: Option<String>,
    pub at: i64,
}

/// The answers of a deal, the newest first: a deal has dozens.
pub async fn answers(conn: Conn<'_>, deal: Uuid) -> Result<Vec<AnswerRow>> {
    let mut query = Query::new(
        "select a.id as id, a.deal_id as deal_id, a.set_id as set_id, a.set_number as set_number, \
         a.question as question, a.value as value, a.speaks_for as speaks_for, a.proof as proof, \
         a.contact_id as contact_id, c.name as contact_name, a.by_id as by_id, u.name as by_name, a.at as at \
         from qualification_answers a left join contacts c on c.id = a.contact_id \
         left join users u on u.id = a.by_id where a.deal_id = ",
    );
    query.value(deal);
    query.push(" order by a.at desc, a.id desc limit 2000");
    conn.all(query).await
}

pub async fn insert_answer(conn: Conn<'_>, row: &AnswerRow) -> Result<()> {
    let columns = [
        "id",
        "deal_id",
        "set_id",
        "set_number",
        "question",
        "value",
        "speaks_for",
        "proof",
        "contact_id",
        "by_id",
        "at",
    ];
    let mut insert = Insert::into("qualification_answers", &columns);
    insert
        .row()
        .set(row.id)
        .set(row.deal_id)
        .set(row.set_id)
        .set(row.set_number)
        .set(&row.question)
        .set(&row.value)
        .set(row.speaks_for)
        .set(&row.proof)
        .set(row.contact_id)
        .set(row.by_id)
        .set(row.at);
    conn.insert(insert).await?;
    Ok(())
}

/// What was decided about a deal.
#[derive(Debug, Clone, FromQueryResult)]
pub struct VerdictRow {
    pub id: Uuid,
    pub deal_id: Uuid,
    /// `qualified`, `disqualified`, `recycled`.
    pub verdict: String,
    pub score: i64,
    pub note: String,
    pub back_on: Option<String>,
    pub by_id: Option<Uuid>,
    pub at: i64,
}

const VERDICTS: &str = "select v.id as id, v.deal_id as deal_id, v.verdict as verdict, v.score as score, \
    v.note as note, v.back_on as back_on, v.by_id as by_id, v.at as at from qualification_verdicts v";

/// The newest decision about a deal.
pub async fn last_verdict(conn: Conn<'_>, deal: Uuid) -> Result<Option<VerdictRow>> {
    let mut query = Query::new(VERDICTS);
    query.push(" where v.deal_id = ").value(deal);
    query.push(" order by v.at desc, v.id desc limit 1");
    conn.one(query).await
}

pub async fn insert_verdict(conn: Conn<'_>, row: &VerdictRow) -> Result<()> {
    let columns = [
        "id", "deal_id", "verdict", "score", "note", "back_on", "by_id", "at",
    ];
    let mut insert = Insert::into("qualification_verdicts", &columns);
    insert
        .row()
        .set(row.id)
        .set(row.deal_id)
        .set(&row.verdict)
        .set(row.score)
        .set(&row.note)
        .set(&row.back_on)
        .set(row.by_id)
        .set(row.at);
    conn.insert(insert).await?;
    Ok(())
}

/// A deal that comes up again.
#[derive(Debug, Clone, FromQueryResult)]
pub struct BackRow {
    pub deal_id: Uuid,
    pub title: String,
    pub back_on: String,
    pub note: String,
    pub owner_name: Option<String>,
}

/// Deals that were put back (and not lost for good after that) and whose day has come by `until`, the longest waiting first.
pub async fn back_by(
    conn: Conn<'_>,
    scope: &Scope,
    until: &str,
    most: i64,
) -> Result<Vec<BackRow>> {
    let mut query = Query::new(
        "select d.id as deal_id, d.title as title, v.back_on as back_on, v.note as note, u.name as owner_name \
         from qualification_verdicts v join deals d on d.id = v.deal_id left join users u on u.id = d.owner_id \
         where d.status = 'lost' and v.at >= d.lost_at and v.back_on is not null and v.back_on <= ",
    );
    query.value(until);
    query.push(
        " and not exists (select 1 from qualification_verdicts l where l.deal_id = v.deal_id \
         and (l.at > v.at or (l.at = v.at and l.id > v.id)))",
    );
    visible::only(&mut query, scope, "d.owner_id");
    query.push(" order by v.back_on, v.id limit ").value(most);
    conn.all(query).await
}

/// Which of these deals have which of these marks: (deal, mark).
pub async fn marked(
    conn: Conn<'_>,
    deals: &[Uuid],
    marks: impl IntoIterator<Item = Uuid>,
) -> Result<HashSet<(Uuid, Uuid)>> {
    let mut query = Query::new("select deal_id, mark_id from deal_marks where deal_id in ");
    query.list(deals.iter().copied());
    query.push(" and mark_id in ").list(marks);
    let rows: Vec<(Uuid, Uuid)> = conn.tuples(query).await?;
    Ok(rows.into_iter().collect())
}

/// What a contact answered, the oldest first: (question, value, proof, when).
pub async fn of_contact(
    conn: Conn<'_>,
    contact: Uuid,
) -> Result<Vec<(String, Option<String>, String, i64)>> {
    conn.tuples(db::sql!(
        "select question, value, proof, at from qualification_answers where contact_id = $1 order by at, id",
        contact
    ))
    .await
}

/// A deal that stands on a stage with gates unanswered.
#[derive(Debug, Clone, FromQueryResult)]
pub struct UnansweredRow {
    pub deal_id: Uuid,
    pub title: String,
    pub company_id: Option<Uuid>,
    pub company_name: Option<String>,
    pub owner_id: Option<Uuid>,
    pub owner_name: Option<String>,
    pub stage_entered_at: i64,
}

/// The open deals of a stage that lack one of these marks, the longest waiting first.
pub async fn without_marks(
    conn: Conn<'_>,
    scope: &Scope,
    stage: Uuid,
    marks: &[Option<Uuid>],
    most: i64,
) -> Result<Vec<UnansweredRow>> {
    let mut query = Query::new(
        "select d.id as deal_id, d.title as title, d.company_id as company_id, c.name as company_name, \
         d.owner_id as owner_id, u.name as owner_name, d.stage_entered_at as stage_entered_at \
         from deals d left join companies c on c.id = d.company_id left join users u on u.id = d.owner_id \
         where d.stage_id = ",
    );
    query.value(stage);
    query.push(" and d.status <> 'lost' and d.status = 'open'");
    // A mark that nobody has yet is lacked by all.
    if let Some(known) = marks.iter().copied().collect::<Option<Vec<Uuid>>>() {
        query.push(
            " and (select count(*) from deal_marks m where m.deal_id = d.id and m.mark_id in ",
        );
        query.list(known.iter().copied());
        query.push(") < ").value(known.len() as i64);
    }
    visible::only(&mut query, scope, "d.owner_id");
    query
        .push(" order by d.stage_entered_at, d.id limit ")
        .value(most);
    conn.all(query).await
}

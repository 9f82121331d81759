//! Every statement on sent pages and their visits.

use base::{Actor, Result, Time, Uuid};
use crm::visible;
use db::{Conn, FromQueryResult, Insert, Query, sea_orm, sql};

/// A page that was sent.
#[derive(Debug, Clone, FromQueryResult)]
pub struct SendRow {
    pub id: Uuid,
    pub deal_id: Option<Uuid>,
    pub deal_title: Option<String>,
    pub contact_id: Option<Uuid>,
    pub contact_name: Option<String>,
    pub greeting: String,
    pub lang: String,
    pub by_id: Option<Uuid>,
    pub by_name: Option<String>,
    pub by_email: Option<String>,
    pub mailed_to: Option<String>,
    pub closed: bool,
    pub expires_at: Option<i64>,
    pub created_at: i64,
    pub visits: i64,
    pub seconds: i64,
    pub first_opened_at: Option<i64>,
    pub last_opened_at: Option<i64>,
    pub version: i64,
}

const ROWS: &str = "select s.id as id, s.deal_id as deal_id, d.title as deal_title, s.contact_id as contact_id, \
    c.name as contact_name, s.greeting as greeting, s.lang as lang, s.by_id as by_id, u.name as by_name, \
    u.email as by_email, s.mailed_to as mailed_to, s.closed as closed, s.expires_at as expires_at, \
    s.created_at as created_at, s.visits as visits, s.seconds as seconds, s.first_opened_at as first_opened_at, \
    s.last_opened_at as last_opened_at, s.version as version from content_sends s \
    left join deals d on d.id = s.deal_id left join contacts c on c.id = s.contact_id \
    left join users u on u.id = s.by_id where ";

pub async fn find(conn: Conn<'_>, id: Uuid) -> Result<Option<SendRow>> {
    let mut query = Query::new(ROWS);
    query.push("s.id = ").value(id);
    conn.one(query).await
}

pub async fn by_token(conn: Conn<'_>, hash: Vec<u8>) -> Result<Option<SendRow>> {
    let mut query = Query::new(ROWS);
    query.push("s.token_hash = ").value(hash);
    conn.one(query).await
}

const MOST_SHOWN: i64 = 200;

/// What was sent for a deal, the newest first.
pub async fn of_deal(conn: Conn<'_>, deal: Uuid) -> Result<Vec<SendRow>> {
    let mut query = Query::new(ROWS);
    query.push("s.deal_id = ").value(deal);
    newest(&mut query);
    conn.all(query).await
}

/// What was sent to a contact, as far as the actor sees the deals, the newest first.
pub async fn of_contact(conn: Conn<'_>, actor: &Actor, contact: Uuid) -> Result<Vec<SendRow>> {
    let mut query = Query::new(ROWS);
    query.push("s.contact_id = ").value(contact);
    query.push(" and (s.deal_id is null or (1 = 1");
    visible::only(&mut query, &actor.scope, "d.owner_id");
    query.push("))");
    newest(&mut query);
    conn.all(query).await
}

fn newest(query: &mut Query) {
    query.push(" order by s.created_at desc, s.id desc limit ");
    query.value(MOST_SHOWN);
}

/// All pages that were made for a contact, whoever sees them.
pub async fn to_contact(conn: Conn<'_>, contact: Uuid) -> Result<Vec<SendRow>> {
    let mut query = Query::new(ROWS);
    query.push("s.contact_id = ").value(contact);
    query.push(" order by s.created_at, s.id");
    conn.all(query).await
}

/// Takes a contact out of the pages that were made for them; the pages are closed.
pub async fn erase(conn: Conn<'_>, contact: Uuid) -> Result<u64> {
    conn.execute(sql!(
        "update content_sends set greeting = '', mailed_to = null, closed = $2, version = version + 1 \
         where contact_id = $1 and (greeting <> '' or mailed_to is not null)",
        contact,
        true
    ))
    .await
}

pub async fn insert(conn: Conn<'_>, row: &SendRow, token_hash: Vec<u8>) -> Result<()> {
    let columns = [
        "id",
        "token_hash",
        "deal_id",
        "contact_id",
        "greeting",
        "lang",
        "by_id",
        "mailed_to",
        "closed",
        "expires_at",
        "created_at",
        "visits",
        "seconds",
        "first_opened_at",
        "last_opened_at",
        "version",
    ];
    let mut insert = Insert::into("content_sends", &columns);
    insert
        .row()
        .set(row.id)
        .set(token_hash)
        .set(row.deal_id)
        .set(row.contact_id)
        .set(&row.greeting)
        .set(&row.lang)
        .set(row.by_id)
        .set(&row.mailed_to)
        .set(row.closed)
        .set(row.expires_at)
        .set(row.created_at)
        .set(row.visits)
        .set(row.seconds)
        .set(row.first_opened_at)
        .set(row.last_opened_at)
        .set(row.version);
    conn.insert(insert).await?;
    Ok(())
}

/// Switches a page off or on, and sets its end; `false` when somebody was quicker.
pub async fn update(
    conn: Conn<'_>,
    id: Uuid,
    closed: bool,
    expires_at: Option<i64>,
    from: i64,
) -> Result<bool> {
    let query = sql!(
        "update content_sends set closed = $2, expires_at = $3, version = $4 where id = $1 and version = $5",
        id,
        closed,
        expires_at,
        from + 1,
        from
    );
    Ok(conn.execute(query).await? == 1)
}

// What a page shows ----------------------------------------------------------------------------

/// A material on a page.
#[derive(Debug, Clone, FromQueryResult)]
pub struct ItemRow {
    pub send_id: Uuid,
    pub position: i64,
    pub material_id: Uuid,
    pub number: i64,
    pub kind: String,
    pub title: String,
    pub summary: String,
    pub opens: i64,
    pub first_opened_at: Option<i64>,
    pub link: Option<String>,
    pub file_name: Option<String>,
    pub file_type: Option<String>,
    pub file_size: Option<i64>,
}

pub async fn items(conn: Conn<'_>, sends: &[Uuid]) -> Result<Vec<ItemRow>> {
    let mut query = Query::new(
        "select i.send_id as send_id, i.position as position, i.material_id as material_id, i.number as number, \
         i.kind as kind, i.title as title, i.summary as summary, i.opens as opens, \
         i.first_opened_at as first_opened_at, v.link as link, v.file_name as file_name, \
         v.file_type as file_type, v.file_size as file_size from content_send_items i \
         join content_versions v on v.material_id = i.material_id and v.number = i.number where i.send_id in ",
    );
    query.list(sends).push(" order by i.send_id, i.position");
    conn.all(query).await
}

pub async fn insert_items(conn: Conn<'_>, rows: &[ItemRow]) -> Result<()> {
    let columns = [
        "send_id",
        "position",
        "material_id",
        "number",
        "kind",
        "title",
        "summary",
        "opens",
        "first_opened_at",
    ];
    let mut insert = Insert::into("content_send_items", &columns);
    for row in rows {
        insert
            .row()
            .set(row.send_id)
            .set(row.position)
            .set(row.material_id)
            .set(row.number)
            .set(&row.kind)
            .set(&row.title)
            .set(&row.summary)
            .set(row.opens)
            .set(row.first_opened_at);
    }
    conn.insert(insert).await?;
    Ok(())
}

/// When materials were sent for a deal last: (material, when, whether it was opened).
pub async fn sent_for(conn: Conn<'_>, deal: Uuid) -> Result<Vec<(Uuid, i64, i64)>> {
    conn.tuples(sql!(
        "select i.material_id, max(s.created_at) as at, max(i.opens) as opens from content_sends s \
         join content_send_items i on i.send_id = s.id where s.deal_id = $1 group by i.material_id",
        deal
    ))
    .await
}

// Visits ---------------------------------------------------------------------------------------

#[derive(Debug, Clone, FromQueryResult)]
pub struct VisitRow {
    pub id: Uuid,
    pub send_id: Uuid,
    pub started_at: i64,
    pub last_at: i64,
    pub seconds: i64,
}

const VISITS: &str =
    "select id, send_id, started_at, last_at, seconds from content_visits where send_id ";

/// The newest visits of these pages, the newest first.
pub async fn visits(conn: Conn<'_>, sends: &[Uuid]) -> Result<Vec<VisitRow>> {
    let mut query = Query::new(VISITS);
    query.push("in ").list(sends);
    query.push(" order by started_at desc, id desc limit 1000");
    conn.all(query).await
}

/// The visit that is going on: heard of since a moment.
pub async fn current_visit(conn: Conn<'_>, send: Uuid, since: Time) -> Result<Option<VisitRow>> {
    let mut query = Query::new(VISITS);
    query.push("= ").value(send);
    query.push(" and last_at >= ").value(since);
    query.push(" order by started_at desc, id desc limit 1");
    conn.one(query).await
}

pub async fn insert_visit(conn: Conn<'_>, row: &VisitRow) -> Result<()> {
    let columns = ["id", "send_id", "started_at", "last_at", "seconds"];
    let mut insert = Insert::into("content_visits", &columns);
    insert
        .row()
        .set(row.id)
        .set(row.send_id)
        .set(row.started_at)
        .set(row.last_at)
        .set(row.seconds);
    conn.insert(insert).await?;
    conn.execute(sql!(
        "update content_sends set visits = visits + 1, seconds = seconds + $2, \
         first_opened_at = coalesce(first_opened_at, $3), last_opened_at = $3 where id = $1",
        row.send_id,
        row.seconds,
        row.started_at
    ))
    .await?;
    Ok(())
}

/// A visit goes on for so many seconds more.
pub async fn go_on(conn: Conn<'_>, visit: &VisitRow, seconds: i64, at: Time) -> Result<()> {
    conn.execute(sql!(
        "update content_visits set last_at = $2, seconds = seconds + $3 where id = $1",
        visit.id,
        at,
        seconds
    ))
    .await?;
    conn.execute(sql!(
        "update content_sends set seconds = seconds + $2, last_opened_at = $3 where id = $1",
        visit.send_id,
        seconds,
        at
    ))
    .await?;
    Ok(())
}

/// Notes that a material was opened in a visit; `false`: it had been already.
pub async fn open_item(conn: Conn<'_>, visit: &VisitRow, position: i64, at: Time) -> Result<bool> {
    let new = conn
        .execute(sql!(
            "insert into content_visit_items (visit_id, position, at) values ($1, $2, $3) \
             on conflict (visit_id, position) do nothing",
            visit.id,
            position,
            at
        ))
        .await?;
    if new == 0 {
        return Ok(false);
    }
    conn.execute(sql!(
        "update content_send_items set opens = opens + 1, first_opened_at = coalesce(first_opened_at, $3) \
         where send_id = $1 and position = $2",
        visit.send_id,
        position,
        at
    ))
    .await?;
    Ok(true)
}

/// What was opened in the visits of these pages: (visit, position).
pub async fn opened_items(conn: Conn<'_>, visits: &[Uuid]) -> Result<Vec<(Uuid, i64)>> {
    let mut query =
        Query::new("select visit_id, position from content_visit_items where visit_id in ");
    query.list(visits).push(" order by visit_id, at, position");
    conn.tuples(query).await
}

//! Every statement on consents, their texts and suppressions.

use base::{Result, Scope, Time, Uuid};
use db::{Conn, FromQueryResult, Insert, Query, sea_orm, sql};
use serde_json::Value;

use super::model::{Channel, Purpose, Reason};
use crate::listing::{Key, Paging};
use crate::visible;

/// A consent as it is stored, with the names around it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct ConsentRow {
    pub id: Uuid,
    pub contact_id: Option<Uuid>,
    pub contact_name: Option<String>,
    pub subject: String,
    pub address: Option<String>,
    pub address_hash: Option<String>,
    pub purpose: String,
    pub channel: Option<String>,
    pub hash: Option<String>,
    pub words: Option<String>,
    pub text_id: Option<Uuid>,
    pub text_number: Option<i64>,
    pub source: String,
    pub proof: String,
    pub given_at: i64,
    pub given_by: Option<Uuid>,
    pub given_by_name: Option<String>,
    pub withdrawn_at: Option<i64>,
    pub withdrawn_by: Option<Uuid>,
    pub withdrawn_by_name: Option<String>,
    pub withdrawn_proof: Option<String>,
    pub created_at: i64,
}

const ROWS: &str = "select s.id as id, s.contact_id as contact_id, c.name as contact_name, s.subject as subject, \
    s.address as address, s.address_hash as address_hash, s.purpose as purpose, s.channel as channel, s.hash as hash, \
    w.body as words, s.text_id as text_id, s.text_number as text_number, s.source as source, s.proof as proof, \
    s.given_at as given_at, s.given_by as given_by, g.name as given_by_name, s.withdrawn_at as withdrawn_at, \
    s.withdrawn_by as withdrawn_by, x.name as withdrawn_by_name, s.withdrawn_proof as withdrawn_proof, \
    s.created_at as created_at from consents s left join contacts c on c.id = s.contact_id \
    left join consent_wordings w on w.hash = s.hash left join users g on g.id = s.given_by \
    left join users x on x.id = s.withdrawn_by where ";

pub async fn find(conn: Conn<'_>, id: Uuid) -> Result<Option<ConsentRow>> {
    let mut query = Query::new(ROWS);
    query.push("s.id = ").value(id);
    conn.one(query).await
}

pub const SORTS: [&str; 1] = ["given_at"];
pub const USUAL_SORT: &str = "-given_at";

/// Whose consents are meant: those of a contact and of these hashes of addresses.
#[derive(Debug, Clone, Default)]
pub struct Whose {
    pub contact_id: Option<Uuid>,
    pub hashes: Vec<String>,
}

impl Whose {
    fn narrow(&self, query: &mut Query, alias: &str) {
        query.push("(").push(alias).push("contact_id = ");
        query.value(self.contact_id);
        query.push(" or ").push(alias).push("address_hash in ");
        query.list(&self.hashes).push(")");
    }
}

/// One page of somebody's consents, and the cursor of the next one. An address may be shared: asked for a contact,
/// those of others are left out; asked for the address alone, those of contacts out of sight.
pub async fn page(
    conn: Conn<'_>,
    scope: &Scope,
    whose: &Whose,
    paging: &Paging,
) -> Result<(Vec<ConsentRow>, Option<String>)> {
    let mut query = Query::new(ROWS);
    whose.narrow(&mut query, "s.");
    query.push(" and (s.contact_id is null or (1 = 1");
    if let Some(contact) = whose.contact_id {
        query.push(" and s.contact_id = ").value(contact);
    }
    visible::only(&mut query, scope, "c.owner_id");
    query.push("))");
    paging.apply(&mut query, "s.given_at", Key::Number, "s.id")?;
    let rows: Vec<ConsentRow> = conn.all(query).await?;
    Ok(paging.cut(rows, |row| (Value::from(row.given_at), row.id)))
}

/// What of a consent decides whether something is allowed.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Standing {
    pub id: Uuid,
    pub contact_id: Option<Uuid>,
    pub purpose: String,
    pub channel: Option<String>,
    pub withdrawn_at: Option<i64>,
}

/// Somebody's consents for a purpose, the newest first. A person has a handful; more than a hundred are not looked at.
pub async fn standing(conn: Conn<'_>, whose: &Whose, purpose: Purpose) -> Result<Vec<Standing>> {
    let mut query = Query::new(
        "select s.id, s.contact_id, s.purpose, s.channel, s.withdrawn_at from consents s where ",
    );
    whose.narrow(&mut query, "s.");
    query.push(" and s.purpose = ").value(purpose.as_str());
    query.push(" order by s.given_at desc, s.id desc limit 100");
    conn.all(query).await
}

pub async fn insert(conn: Conn<'_>, row: &ConsentRow) -> Result<()> {
    let columns = [
        "id",
        "contact_id",
        "subject",
        "address",
        "address_hash",
        "purpose",
        "channel",
        "hash",
        "text_id",
        "text_number",
        "source",
        "proof",
        "given_at",
        "given_by",
        "created_at",
    ];
    let mut insert = Insert::into("consents", &columns);
    insert
        .row()
        .set(row.id)
        .set(row.contact_id)
        .set(&row.subject)
        .set(&row.address)
        .set(&row.address_hash)
        .set(&row.purpose)
        .set(&row.channel)
        .set(&row.hash)
        .set(row.text_id)
        .set(row.text_number)
        .set(&row.source)
        .set(&row.proof)
        .set(row.given_at)
        .set(row.given_by)
        .set(row.created_at);
    conn.insert(insert).await?;
    Ok(())
}

/// Ends the consents that are still in force, and says which they were.
pub async fn withdraw(
    conn: Conn<'_>,
    whose: &Whose,
    purpose: Purpose,
    channel: Option<Channel>,
    at: Time,
    by: Option<Uuid>,
    proof: &str,
) -> Result<Vec<(Uuid, Option<Uuid>, Option<String>)>> {
    let mut query = Query::new("update consents set withdrawn_at = ");
    query.value(at).push(", withdrawn_by = ").value(by);
    query.push(", withdrawn_proof = ").value(proof);
    query.push(" where ");
    whose.narrow(&mut query, "");
    query
        .push(" and withdrawn_at is null and purpose = ")
        .value(purpose.as_str());
    if let Some(channel) = channel {
        query.push(" and channel = ").value(channel.as_str());
    }
    query.push(" returning id, contact_id, channel");
    conn.tuples(query).await
}

/// All of somebody's consents, the oldest first.
pub async fn all_of(conn: Conn<'_>, contact: Uuid, hashes: &[String]) -> Result<Vec<ConsentRow>> {
    let mut query = Query::new(ROWS);
    query.push("s.contact_id = ").value(contact);
    query.push(" or (s.contact_id is null and s.address_hash in ");
    query.list(hashes).push(") order by s.given_at, s.id");
    conn.all(query).await
}

/// Leaves of somebody's consents what proves that they were given: the hashes, the words, the moments.
pub async fn erase(conn: Conn<'_>, contact: Uuid, hashes: &[String], at: Time) -> Result<u64> {
    let mut query = Query::new(
        "update consents set subject = '', address = null, proof = '{}', withdrawn_proof = null, withdrawn_at = ",
    );
    query.push("coalesce(withdrawn_at, ").value(at);
    query.push(") where contact_id = ").value(contact);
    query.push(" or (contact_id is null and address_hash in ");
    query.list(hashes).push(")");
    conn.execute(query).await
}

// Suppressions ---------------------------------------------------------------------------------

pub async fn suppress(
    conn: Conn<'_>,
    hashes: &[String],
    channel: Channel,
    reason: Reason,
    at: Time,
    by: Option<Uuid>,
) -> Result<()> {
    let columns = ["address_hash", "channel", "reason", "at", "by_id"];
    let mut insert = Insert::into("suppressions", &columns)
        .suffix(" on conflict (address_hash, channel, reason) do nothing");
    for hash in hashes {
        insert
            .row()
            .set(hash)
            .set(channel.as_str())
            .set(reason.as_str())
            .set(at)
            .set(by);
    }
    conn.insert(insert).await?;
    Ok(())
}

/// Takes an address off the list for these reasons, as far as they arose by a moment.
pub async fn lift(
    conn: Conn<'_>,
    hashes: &[String],
    channel: Channel,
    reasons: &[Reason],
    by: Time,
) -> Result<()> {
    let mut query = Query::new("delete from suppressions where address_hash in ");
    query.list(hashes);
    query.push(" and channel = ").value(channel.as_str());
    query.push(" and at <= ").value(by);
    query
        .push(" and reason in ")
        .list(reasons.iter().map(|reason| reason.as_str()));
    conn.execute(query).await?;
    Ok(())
}

/// Why these addresses are suppressed, as (hash, channel, reason).
pub async fn suppressed(
    conn: Conn<'_>,
    hashes: &[String],
) -> Result<Vec<(String, String, String)>> {
    let mut query =
        Query::new("select address_hash, channel, reason from suppressions where address_hash in ");
    query.list(hashes).push(" order by at, reason");
    conn.tuples(query).await
}

// Texts ----------------------------------------------------------------------------------------

/// A text as it is stored, with its words of now.
#[derive(Debug, Clone, FromQueryResult)]
pub struct TextRow {
    pub id: Uuid,
    pub name: String,
    pub purpose: String,
    pub lang: String,
    pub number: i64,
    pub hash: String,
    pub body: String,
    pub archived: bool,
    pub created_at: i64,
    pub updated_at: i64,
    pub version: i64,
}

const TEXTS: &str = "select t.id as id, t.name as name, t.purpose as purpose, t.lang as lang, t.number as number, \
    v.hash as hash, w.body as body, t.archived as archived, t.created_at as created_at, t.updated_at as updated_at, \
    t.version as version from consent_texts t join consent_text_versions v on v.text_id = t.id and v.number = t.number \
    join consent_wordings w on w.hash = v.hash where 1 = 1";

/// All texts: a company has a dozen.
pub async fn texts(conn: Conn<'_>) -> Result<Vec<TextRow>> {
    let mut query = Query::new(TEXTS);
    query.push(" order by t.created_at, t.id limit 1000");
    conn.all(query).await
}

pub async fn text(conn: Conn<'_>, id: Uuid) -> Result<Option<TextRow>> {
    let mut query = Query::new(TEXTS);
    query.push(" and t.id = ").value(id);
    conn.one(query).await
}

pub async fn insert_text(conn: Conn<'_>, row: &TextRow) -> Result<()> {
    conn.execute(sql!(
        "insert into consent_texts (id, name, purpose, lang, number, archived, created_at, updated_at, version) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        row.id,
        &row.name,
        &row.purpose,
        &row.lang,
        row.number,
        row.archived,
        row.created_at,
        row.updated_at,
        row.version
    ))
    .await?;
    Ok(())
}

/// Writes the row as a change of version `from`; `false` when somebody was quicker.
pub async fn update_text(conn: Conn<'_>, row: &TextRow, from: i64) -> Result<bool> {
    let query = sql!(
        "update consent_texts set name = $2, number = $3, archived = $4, updated_at = $5, version = $6 \
         where id = $1 and version = $7",
        row.id,
        &row.name,
        row.number,
        row.archived,
        row.updated_at,
        row.version,
        from
    );
    Ok(conn.execute(query).await? == 1)
}

pub async fn insert_wording(
    conn: Conn<'_>,
    hash: &str,
    purpose: &str,
    lang: &str,
    body: &str,
    at: Time,
) -> Result<()> {
    conn.execute(sql!(
        "insert into consent_wordings (hash, purpose, lang, body, created_at) values ($1, $2, $3, $4, $5) \
         on conflict (hash) do nothing",
        hash,
        purpose,
        lang,
        body,
        at
    ))
    .await?;
    Ok(())
}

pub async fn insert_text_version(
    conn: Conn<'_>,
    row: &TextRow,
    by: Option<Uuid>,
    at: Time,
) -> Result<()> {
    conn.execute(sql!(
        "insert into consent_text_versions (text_id, number, hash, created_by, created_at) \
         values ($1, $2, $3, $4, $5)",
        row.id,
        row.number,
        &row.hash,
        by,
        at
    ))
    .await?;
    Ok(())
}

/// One version of a text.
#[derive(Debug, Clone, FromQueryResult)]
pub struct TextVersionRow {
    pub number: i64,
    pub hash: String,
    pub body: String,
    pub created_by: Option<Uuid>,
    pub created_by_name: Option<String>,
    pub created_at: i64,
}

/// The versions of a text, the newest first.
pub async fn text_versions(conn: Conn<'_>, id: Uuid) -> Result<Vec<TextVersionRow>> {
    conn.all(sql!(
        "select v.number as number, v.hash as hash, w.body as body, v.created_by as created_by, \
         u.name as created_by_name, v.created_at as created_at from consent_text_versions v \
         join consent_wordings w on w.hash = v.hash left join users u on u.id = v.created_by \
         where v.text_id = $1 order by v.number desc limit 1000",
        id
    ))
    .await
}

//! Every statement on materials, their tags, versions and files.

use std::collections::HashMap;

use api::list::AnyOf;
use base::{Lang, Result, Time, Uuid, fold};
use crm::listing::{Key, Paging, any_of};
use db::{Conn, FromQueryResult, Insert, Query, sea_orm, sql};
use serde_json::Value;

use super::model::{Facts, Kind, Tags, What};

/// A material with its newest version.
#[derive(Debug, Clone, FromQueryResult)]
pub struct MaterialRow {
    pub id: Uuid,
    pub kind: String,
    pub title: String,
    pub summary: String,
    pub lang: Option<String>,
    pub archived: bool,
    pub created_at: i64,
    pub updated_at: i64,
    pub version: i64,
    /// None: there is neither a link nor a file yet.
    pub number: Option<i64>,
    pub link: Option<String>,
    pub file_name: Option<String>,
    pub file_type: Option<String>,
    pub file_size: Option<i64>,
}

impl MaterialRow {
    pub fn facts(&self, tags: Tags) -> Facts {
        Facts {
            kind: Kind::parse(&self.kind).unwrap_or(Kind::Document),
            title: self.title.clone(),
            summary: self.summary.clone(),
            lang: self.lang.as_deref().and_then(Lang::parse),
            archived: self.archived,
            tags,
        }
    }
}

const ROWS: &str = "select m.id as id, m.kind as kind, m.title as title, m.summary as summary, m.lang as lang, \
    m.archived as archived, m.created_at as created_at, m.updated_at as updated_at, m.version as version, \
    v.number as number, v.link as link, v.file_name as file_name, v.file_type as file_type, \
    v.file_size as file_size from content_materials m left join content_versions v on v.material_id = m.id \
    and v.number = (select max(l.number) from content_versions l where l.material_id = m.id) where 1 = 1";

pub async fn find(conn: Conn<'_>, id: Uuid) -> Result<Option<MaterialRow>> {
    let mut query = Query::new(ROWS);
    query.push(" and m.id = ").value(id);
    conn.one(query).await
}

/// What a list is narrowed to.
#[derive(Debug, Default)]
pub struct Filter {
    pub kind: Option<AnyOf<String>>,
    /// Those in this language, and those in none.
    pub lang: Option<&'static str>,
    pub archived: Option<bool>,
    /// A tag of each sort.
    pub tags: Vec<(What, String)>,
    /// Only those that can be sent.
    pub sendable: bool,
    pub q: Option<String>,
}

impl Filter {
    fn narrow(&self, query: &mut Query) {
        any_of(query, "m.kind", self.kind.as_ref());
        if let Some(lang) = self.lang {
            query
                .push(" and (m.lang is null or m.lang = ")
                .value(lang)
                .push(")");
        }
        if let Some(archived) = self.archived {
            query.push(" and m.archived = ").value(archived);
        }
        for (what, value) in &self.tags {
            query.push(" and exists (select 1 from content_tags t where t.material_id = m.id and t.what = ");
            query.value(what.as_str()).push(" and t.folded = ");
            query.value(fold::fold(value)).push(")");
        }
        if self.sendable {
            query.push(" and v.number is not null");
        }
        for word in self.q.as_deref().unwrap_or_default().split_whitespace() {
            let plain = fold::fold(word).replace(['\\', '%', '_'], "");
            query
                .push(" and m.folded like ")
                .value(format!("%{plain}%"));
        }
    }
}

pub const SORTS: [&str; 2] = ["title", "updated_at"];
pub const USUAL_SORT: &str = "-updated_at";

pub async fn page(
    conn: Conn<'_>,
    filter: &Filter,
    paging: &Paging,
) -> Result<(Vec<MaterialRow>, Option<String>)> {
    let mut query = Query::new(ROWS);
    filter.narrow(&mut query);
    let by_title = paging.sort == "title";
    let (column, key) = match by_title {
        true => ("m.folded", Key::Text),
        false => ("m.updated_at", Key::Number),
    };
    paging.apply(&mut query, column, key, "m.id")?;
    let rows: Vec<MaterialRow> = conn.all(query).await?;
    Ok(paging.cut(rows, |row| {
        let value = match by_title {
            true => Value::from(folded(&row.title)),
            false => Value::from(row.updated_at),
        };
        (value, row.id)
    }))
}

pub async fn count(conn: Conn<'_>, filter: &Filter) -> Result<i64> {
    let mut query = Query::new(
        "select count(*) as n from content_materials m left join content_versions v on v.material_id = m.id \
         and v.number = 1 where 1 = 1",
    );
    filter.narrow(&mut query);
    Ok(conn.scalar(query).await?.unwrap_or_default())
}

/// Those that can be offered: in use, with a version, at most `limit`, the newest first.
pub async fn offered(conn: Conn<'_>, limit: i64) -> Result<Vec<MaterialRow>> {
    let mut query = Query::new(ROWS);
    query.push(" and m.archived = ").value(false);
    query.push(" and v.number is not null order by m.updated_at desc, m.id limit ");
    query.value(limit);
    conn.all(query).await
}

pub async fn find_many(conn: Conn<'_>, ids: &[Uuid]) -> Result<Vec<MaterialRow>> {
    let mut query = Query::new(ROWS);
    query.push(" and m.id in ").list(ids);
    conn.all(query).await
}

/// The tags of these materials.
pub async fn tags_of(conn: Conn<'_>, ids: &[Uuid]) -> Result<HashMap<Uuid, Tags>> {
    let mut query =
        Query::new("select material_id, what, value from content_tags where material_id in ");
    query.list(ids).push(" order by material_id, what, folded");
    let mut found: HashMap<Uuid, Tags> = HashMap::new();
    for (material, what, value) in conn.tuples::<(Uuid, String, String)>(query).await? {
        found.entry(material).or_default().add(&what, value);
    }
    Ok(found)
}

/// All words that are tags: (what, value).
pub async fn tag_words(conn: Conn<'_>) -> Result<Vec<(String, String)>> {
    conn.tuples(sql!(
        "select what, min(value) as value from content_tags where what <> 'stage' group by what, folded \
         order by what, folded limit 1000"
    ))
    .await
}

fn folded(title: &str) -> String {
    fold::fold(title)
}

pub async fn insert(conn: Conn<'_>, id: Uuid, facts: &Facts, at: Time) -> Result<()> {
    let columns = [
        "id",
        "kind",
        "title",
        "folded",
        "summary",
        "lang",
        "archived",
        "created_at",
        "updated_at",
        "version",
    ];
    let mut insert = Insert::into("content_materials", &columns);
    insert
        .row()
        .set(id)
        .set(facts.kind.as_str())
        .set(&facts.title)
        .set(folded(&facts.title))
        .set(&facts.summary)
        .set(facts.lang.map(Lang::as_str))
        .set(facts.archived)
        .set(at)
        .set(at)
        .set(1);
    conn.insert(insert).await?;
    put_tags(conn, id, &facts.tags).await
}

/// Writes the facts as a change of version `from`; `false` when somebody was quicker.
pub async fn update(conn: Conn<'_>, id: Uuid, facts: &Facts, from: i64, at: Time) -> Result<bool> {
    let query = sql!(
        "update content_materials set kind = $2, title = $3, folded = $4, summary = $5, lang = $6, archived = $7, \
         updated_at = $8, version = $9 where id = $1 and version = $10",
        id,
        facts.kind.as_str(),
        &facts.title,
        folded(&facts.title),
        &facts.summary,
        facts.lang.map(Lang::as_str),
        facts.archived,
        at,
        from + 1,
        from
    );
    if conn.execute(query).await? != 1 {
        return Ok(false);
    }
    put_tags(conn, id, &facts.tags).await?;
    Ok(true)
}

async fn put_tags(conn: Conn<'_>, id: Uuid, tags: &Tags) -> Result<()> {
    conn.execute(sql!("delete from content_tags where material_id = $1", id))
        .await?;
    let mut insert = Insert::into("content_tags", &["material_id", "what", "folded", "value"]);
    for (what, folded, value) in tags.rows() {
        insert
            .row()
            .set(id)
            .set(what.as_str())
            .set(folded)
            .set(value);
    }
    conn.insert(insert).await?;
    Ok(())
}

/// A version of a material.
#[derive(Debug, Clone, Default, FromQueryResult)]
pub struct VersionRow {
    pub number: i64,
    pub link: Option<String>,
    pub file_name: Option<String>,
    pub file_type: Option<String>,
    pub file_size: Option<i64>,
    pub by_id: Option<Uuid>,
    pub by_name: Option<String>,
    pub created_at: i64,
}

const VERSIONS: &str = "select v.number as number, v.link as link, v.file_name as file_name, \
    v.file_type as file_type, v.file_size as file_size, v.by_id as by_id, u.name as by_name, \
    v.created_at as created_at from content_versions v left join users u on u.id = v.by_id where v.material_id = ";

/// The newest first.
pub async fn versions(conn: Conn<'_>, material: Uuid) -> Result<Vec<VersionRow>> {
    let mut query = Query::new(VERSIONS);
    query
        .value(material)
        .push(" order by v.number desc limit 500");
    conn.all(query).await
}

pub async fn version(conn: Conn<'_>, material: Uuid, number: i64) -> Result<Option<VersionRow>> {
    let mut query = Query::new(VERSIONS);
    query.value(material).push(" and v.number = ").value(number);
    conn.one(query).await
}

pub async fn insert_version(conn: Conn<'_>, material: Uuid, row: &VersionRow) -> Result<()> {
    let columns = [
        "material_id",
        "number",
        "link",
        "file_name",
        "file_type",
        "file_size",
        "by_id",
        "created_at",
    ];
    let mut insert = Insert::into("content_versions", &columns);
    insert
        .row()
        .set(material)
        .set(row.number)
        .set(&row.link)
        .set(&row.file_name)
        .set(&row.file_type)
        .set(row.file_size)
        .set(row.by_id)
        .set(row.created_at);
    conn.insert(insert).await?;
    Ok(())
}

pub async fn put_chunk(
    conn: Conn<'_>,
    material: Uuid,
    number: i64,
    part: i64,
    bytes: &[u8],
) -> Result<()> {
    conn.execute(sql!(
        "insert into content_chunks (material_id, number, part, bytes) values ($1, $2, $3, $4)",
        material,
        number,
        part,
        bytes
    ))
    .await?;
    Ok(())
}

pub async fn chunk(
    conn: Conn<'_>,
    material: Uuid,
    number: i64,
    part: i64,
) -> Result<Option<Vec<u8>>> {
    conn.scalar(sql!(
        "select bytes from content_chunks where material_id = $1 and number = $2 and part = $3",
        material,
        number,
        part
    ))
    .await
}

/// How often a material was sent, and in how many of these sends it was opened.
#[derive(Debug, Clone, Copy, Default, FromQueryResult)]
pub struct Usage {
    pub material_id: Uuid,
    pub sent: i64,
    pub opened: i64,
    pub last_sent_at: Option<i64>,
}

pub async fn usage(conn: Conn<'_>, ids: &[Uuid]) -> Result<HashMap<Uuid, Usage>> {
    let mut query = Query::new(
        "select i.material_id as material_id, count(*) as sent, \
         count(i.first_opened_at) as opened, max(s.created_at) as last_sent_at \
         from content_send_items i join content_sends s on s.id = i.send_id where i.material_id in ",
    );
    query.list(ids).push(" group by i.material_id");
    let rows: Vec<Usage> = conn.all(query).await?;
    Ok(rows.into_iter().map(|row| (row.material_id, row)).collect())
}

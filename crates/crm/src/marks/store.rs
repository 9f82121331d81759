//! Every statement on marks.

use base::{Result, Text, Time, Uuid};
use db::{Conn, FromQueryResult, Insert, Query, sea_orm, sql};

use super::model::{Kind, Mark};

/// Ids that a statement can hold.
const AT_ONCE: usize = 500;

/// A mark as it is stored.
#[derive(Debug, Clone, FromQueryResult)]
pub struct MarkRow {
    pub id: Uuid,
    pub kind: String,
    pub key: String,
    pub name_ru: String,
    pub name_en: String,
}

impl MarkRow {
    pub fn name(&self) -> Text {
        Text::new(self.name_ru.clone(), self.name_en.clone())
    }
}

const ROWS: &str = "select m.id as id, m.kind as kind, m.key as key, m.name_ru as name_ru, m.name_en as name_en from ";

pub async fn find(conn: Conn<'_>, kind: Kind, key: &str) -> Result<Option<MarkRow>> {
    let mut query = Query::new(ROWS);
    query.push("marks m where m.kind = ").value(kind.as_str());
    query.push(" and m.key = ").value(key);
    conn.one(query).await
}

/// The id of the mark, which is made or renamed where that is needed.
pub async fn ensure(conn: Conn<'_>, id: Uuid, mark: &Mark, now: Time) -> Result<Uuid> {
    let (ru, en) = (mark.name.ru.as_ref(), mark.name.en.as_ref());
    if let Some(known) = find(conn, mark.kind, &mark.key).await? {
        if known.name_ru != ru || known.name_en != en {
            rename(conn, known.id, &mark.name).await?;
        }
        return Ok(known.id);
    }
    let made: Option<Uuid> = conn
        .scalar(sql!(
            "insert into marks (id, kind, key, name_ru, name_en, created_at) values ($1, $2, $3, $4, $5, $6) \
             on conflict (kind, key) do update set name_ru = excluded.name_ru, name_en = excluded.name_en \
             returning id",
            id,
            mark.kind.as_str(),
            &mark.key,
            ru,
            en,
            now
        ))
        .await?;
    Ok(made.unwrap_or(id))
}

pub async fn rename(conn: Conn<'_>, id: Uuid, name: &Text) -> Result<()> {
    conn.execute(sql!(
        "update marks set name_ru = $2, name_en = $3 where id = $1",
        id,
        name.ru.as_ref(),
        name.en.as_ref()
    ))
    .await?;
    Ok(())
}

/// Puts marks on deals: (deal, mark, since when). Those that are there stay as they are.
pub async fn put(conn: Conn<'_>, rows: &[(Uuid, Uuid, Time)]) -> Result<u64> {
    let mut insert = Insert::into("deal_marks", &["deal_id", "mark_id", "at"])
        .suffix(" on conflict (deal_id, mark_id) do nothing");
    for (deal, mark, at) in rows {
        insert.row().set(*deal).set(*mark).set(*at);
    }
    conn.insert(insert).await
}

/// Takes the marks of a kind off these deals, all but one mark if one is named.
pub async fn take_off(
    conn: Conn<'_>,
    deals: &[Uuid],
    kind: Kind,
    but: Option<Uuid>,
) -> Result<u64> {
    let mut taken = 0;
    for part in deals.chunks(AT_ONCE) {
        let mut query = Query::new("delete from deal_marks where deal_id in ");
        query.list(part.iter().copied());
        query.push(" and mark_id in (select id from marks where kind = ");
        query.value(kind.as_str()).push(")");
        if let Some(mark) = but {
            query.push(" and mark_id <> ").value(mark);
        }
        taken += conn.execute(query).await?;
    }
    Ok(taken)
}

pub async fn remove(conn: Conn<'_>, deal: Uuid, mark: Uuid) -> Result<u64> {
    conn.execute(sql!(
        "delete from deal_marks where deal_id = $1 and mark_id = $2",
        deal,
        mark
    ))
    .await
}

/// The marks of a deal, by kind and name.
pub async fn of_deal(conn: Conn<'_>, deal: Uuid) -> Result<Vec<MarkRow>> {
    let mut query = Query::new(ROWS);
    query.push("deal_marks d join marks m on m.id = d.mark_id where d.deal_id = ");
    query.value(deal).push(" order by m.kind, m.name_ru, m.id");
    conn.all(query).await
}

/// The marks of a kind behind a key, at most `limit`, by key.
pub async fn page(conn: Conn<'_>, kind: Kind, after: &str, limit: i64) -> Result<Vec<MarkRow>> {
    let mut query = Query::new(ROWS);
    query.push("marks m where m.kind = ").value(kind.as_str());
    query.push(" and m.key > ").value(after);
    query.push(" order by m.key limit ").value(limit);
    conn.all(query).await
}

//! Every statement on dashboards.

use api::list::AnyOf;
use base::{Problem, Result, Uuid};
use crm::listing::{Key, Paging, any_of};
use db::{Conn, FromQueryResult, Query, sea_orm, sql};
use serde_json::Value;

use super::model::{Layout, Tile};

/// A dashboard in a list: without its tiles.
#[derive(Debug, Clone, FromQueryResult)]
pub struct LineRow {
    pub id: Uuid,
    pub name: String,
    pub shared: bool,
    pub owner_id: Uuid,
    pub owner_name: String,
    pub created_at: i64,
    pub updated_at: i64,
    pub version: i64,
}

/// A whole dashboard.
#[derive(Debug, Clone)]
pub struct DashboardRow {
    pub id: Uuid,
    pub layout: Layout,
    pub owner_id: Uuid,
    pub owner_name: String,
    pub created_at: i64,
    pub updated_at: i64,
    pub version: i64,
}

#[derive(Debug, FromQueryResult)]
struct Stored {
    #[sea_orm(nested)]
    line: LineRow,
    tiles: String,
}

impl Stored {
    fn row(self) -> Result<DashboardRow> {
        let Self { line, tiles } = self;
        Ok(DashboardRow {
            id: line.id,
            layout: Layout {
                name: line.name,
                shared: line.shared,
                tiles: serde_json::from_str(&tiles).map_err(Problem::internal)?,
            },
            owner_id: line.owner_id,
            owner_name: line.owner_name,
            created_at: line.created_at,
            updated_at: line.updated_at,
            version: line.version,
        })
    }
}

const LINE: &str = "select d.id as id, d.name as name, d.shared as shared, d.owner_id as owner_id, \
    u.name as owner_name, d.created_at as created_at, d.updated_at as updated_at, d.version as version";

const FROM: &str = " from dashboards d join users u on u.id = d.owner_id where ";

pub async fn find(conn: Conn<'_>, id: Uuid) -> Result<Option<DashboardRow>> {
    let mut query = Query::new(LINE);
    query.push(", d.tiles as tiles").push(FROM);
    query.push("d.id = ").value(id);
    let stored: Option<Stored> = conn.one(query).await?;
    stored.map(Stored::row).transpose()
}

pub const SORTS: [&str; 3] = ["name", "created_at", "updated_at"];
pub const USUAL_SORT: &str = "name";

/// What the list is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct DashboardFilter {
    pub owner: Option<AnyOf<Uuid>>,
    pub shared: Option<bool>,
}

/// One page of the dashboards that are this user's own or shared, and the cursor of the next one.
pub async fn page(
    conn: Conn<'_>,
    user: Uuid,
    filter: &DashboardFilter,
    paging: &Paging,
) -> Result<(Vec<LineRow>, Option<String>)> {
    let mut query = Query::new(LINE);
    query.push(FROM);
    narrow(&mut query, user, filter);
    let (column, key) = match paging.sort {
        "name" => ("d.name", Key::Text),
        "updated_at" => ("d.updated_at", Key::Number),
        _ => ("d.created_at", Key::Number),
    };
    paging.apply(&mut query, column, key, "d.id")?;
    let rows: Vec<LineRow> = conn.all(query).await?;
    Ok(paging.cut(rows, |row| {
        let value = match paging.sort {
            "name" => Value::from(row.name.as_str()),
            "updated_at" => Value::from(row.updated_at),
            _ => Value::from(row.created_at),
        };
        (value, row.id)
    }))
}

/// How many there are on all pages.
pub async fn count(conn: Conn<'_>, user: Uuid, filter: &DashboardFilter) -> Result<i64> {
    let mut query = Query::new("select count(*) as n from dashboards d where ");
    narrow(&mut query, user, filter);
    Ok(conn.scalar(query).await?.unwrap_or_default())
}

fn narrow(query: &mut Query, user: Uuid, filter: &DashboardFilter) {
    query.push("(d.owner_id = ").value(user);
    query.push(" or d.shared = ").value(true).push(")");
    any_of(query, "d.owner_id", filter.owner.as_ref());
    if let Some(shared) = filter.shared {
        query.push(" and d.shared = ").value(shared);
    }
}

/// How many dashboards a person has.
pub async fn count_of(conn: Conn<'_>, owner: Uuid) -> Result<i64> {
    let query = sql!(
        "select count(*) as n from dashboards where owner_id = $1",
        owner
    );
    Ok(conn.scalar(query).await?.unwrap_or_default())
}

fn json(tiles: &[Tile]) -> Result<String> {
    serde_json::to_string(tiles).map_err(Problem::internal)
}

pub async fn insert(conn: Conn<'_>, row: &DashboardRow) -> Result<()> {
    let query = sql!(
        "insert into dashboards (id, name, owner_id, shared, tiles, created_at, updated_at, version) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        row.id,
        &row.layout.name,
        row.owner_id,
        row.layout.shared,
        json(&row.layout.tiles)?,
        row.created_at,
        row.updated_at,
        row.version
    );
    conn.execute(query).await?;
    Ok(())
}

/// Writes the row as a change of version `from`; `false` when somebody was quicker.
pub async fn update(conn: Conn<'_>, row: &DashboardRow, from: i64) -> Result<bool> {
    let query = sql!(
        "update dashboards set name = $2, shared = $3, tiles = $4, updated_at = $5, version = $6 \
         where id = $1 and version = $7",
        row.id,
        &row.layout.name,
        row.layout.shared,
        json(&row.layout.tiles)?,
        row.updated_at,
        row.version,
        from
    );
    Ok(conn.execute(query).await? == 1)
}

pub async fn delete(conn: Conn<'_>, id: Uuid) -> Result<()> {
    conn.execute(sql!("delete from dashboards where id = $1", id))
        .await?;
    Ok(())
}

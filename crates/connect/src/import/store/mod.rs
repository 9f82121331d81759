//! Every statement on imports, their files, refused rows and changes.

pub mod files;

use base::{Result, Time, Uuid};
use db::{Conn, FromQueryResult, Insert, Query, sea_orm, sql};
use serde::de::DeserializeOwned;

use super::fields::Entity;
use super::file::Layout;
use super::model::{ColumnField, ImportOptions, ImportState, Progress};

/// An import as it is stored.
#[derive(Debug, Clone)]
pub struct ImportRow {
    pub id: Uuid,
    pub entity: Entity,
    pub file_name: String,
    pub file_id: Uuid,
    pub layout: Layout,
    pub mapping: Vec<ColumnField>,
    pub options: ImportOptions,
    pub state: ImportState,
    pub progress: Option<Progress>,
    pub job_id: Option<Uuid>,
    pub created_by: Option<Uuid>,
    pub created_by_name: Option<String>,
    pub created_at: i64,
    pub finished_at: Option<i64>,
    pub undone_at: Option<i64>,
    pub version: i64,
}

#[derive(Debug, FromQueryResult)]
struct Stored {
    id: Uuid,
    entity: String,
    file_name: String,
    file_id: Uuid,
    layout: String,
    mapping: String,
    options: String,
    state: String,
    counts: String,
    job_id: Option<Uuid>,
    job_state: Option<String>,
    created_by: Option<Uuid>,
    created_by_name: Option<String>,
    created_at: i64,
    finished_at: Option<i64>,
    undone_at: Option<i64>,
    version: i64,
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(base::Problem::internal)
}

fn write<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(base::Problem::internal)
}

impl TryFrom<Stored> for ImportRow {
    type Error = base::Problem;

    fn try_from(stored: Stored) -> Result<Self> {
        let unknown = || base::Problem::internal("an import of an unknown kind");
        let state = ImportState::parse(&stored.state).ok_or_else(unknown)?;
        Ok(Self {
            id: stored.id,
            entity: Entity::parse(&stored.entity).ok_or_else(unknown)?,
            file_name: stored.file_name,
            file_id: stored.file_id,
            layout: read(&stored.layout)?,
            mapping: read(&stored.mapping)?,
            options: read(&stored.options)?,
            state: state.after_job(stored.job_state.as_deref().unwrap_or_default()),
            progress: read(&stored.counts)?,
            job_id: stored.job_id,
            created_by: stored.created_by,
            created_by_name: stored.created_by_name,
            created_at: stored.created_at,
            finished_at: stored.finished_at,
            undone_at: stored.undone_at,
            version: stored.version,
        })
    }
}

const ROWS: &str = "select i.id as id, i.entity as entity, i.file_name as file_name, i.file_id as file_id, \
    i.layout as layout, i.mapping as mapping, i.options as options, i.state as state, i.counts as counts, \
    i.job_id as job_id, j.state as job_state, i.created_by as created_by, u.name as created_by_name, \
    i.created_at as created_at, i.finished_at as finished_at, i.undone_at as undone_at, i.version as version \
    from imports i left join users u on u.id = i.created_by left join jobs j on j.id = i.job_id where ";

pub async fn find(conn: Conn<'_>, id: Uuid) -> Result<Option<ImportRow>> {
    let mut query = Query::new(ROWS);
    query.push("i.id = ").value(id);
    let stored: Option<Stored> = conn.one(query).await?;
    stored.map(ImportRow::try_from).transpose()
}

/// The newest first, of everybody or of one user; `before` is the last of the page before.
pub async fn page(
    conn: Conn<'_>,
    user: Option<Uuid>,
    before: Option<(i64, Uuid)>,
    limit: i64,
) -> Result<Vec<ImportRow>> {
    let mut query = Query::new(ROWS);
    query.push("1 = 1");
    if let Some(user) = user {
        query.push(" and i.created_by = ").value(user);
    }
    if let Some((at, id)) = before {
        query.push(" and (i.created_at, i.id) < (").value(at);
        query.push(", ").value(id).push(")");
    }
    query
        .push(" order by i.created_at desc, i.id desc limit ")
        .value(limit);
    let stored: Vec<Stored> = conn.all(query).await?;
    stored.into_iter().map(ImportRow::try_from).collect()
}

/// Those whose file is still here, the oldest first.
pub async fn with_files(conn: Conn<'_>) -> Result<Vec<ImportRow>> {
    let mut query = Query::new(ROWS);
    query.push("i.file_id in (select id from files) order by i.created_at, i.id");
    let stored: Vec<Stored> = conn.all(query).await?;
    stored.into_iter().map(ImportRow::try_from).collect()
}

/// What was chosen for the last imports of a kind that were run, the newest first.
pub async fn last_of(conn: Conn<'_>, entity: Entity, most: i64) -> Result<Vec<ImportOptions>> {
    let kept: Vec<String> = conn
        .tuples::<(String,)>(sql!(
            "select options from imports where entity = $1 and state = $2 order by created_at desc, id desc limit $3",
            entity.as_str(),
            ImportState::Done.as_str(),
            most
        ))
        .await?
        .into_iter()
        .map(|(options,)| options)
        .collect();
    kept.iter().map(|options| read(options)).collect()
}

pub async fn insert(conn: Conn<'_>, row: &ImportRow) -> Result<()> {
    conn.execute(sql!(
        "insert into imports (id, entity, file_name, file_id, layout, mapping, options, state, counts, created_by, \
         created_at, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        row.id,
        row.entity.as_str(),
        &row.file_name,
        row.file_id,
        write(&row.layout)?,
        write(&row.mapping)?,
        write(&row.options)?,
        row.state.as_str(),
        write(&row.progress)?,
        row.created_by,
        row.created_at,
        row.version
    ))
    .await?;
    Ok(())
}

/// Writes everything that can change, as a change of version `from`; `false` when somebody was quicker.
pub async fn update(conn: Conn<'_>, row: &ImportRow, from: i64) -> Result<bool> {
    let touched = conn
        .execute(sql!(
            "update imports set layout = $2, mapping = $3, options = $4, state = $5, counts = $6, job_id = $7, \
             finished_at = $8, undone_at = $9, version = $10 where id = $1 and version = $11",
            row.id,
            write(&row.layout)?,
            write(&row.mapping)?,
            write(&row.options)?,
            row.state.as_str(),
            write(&row.progress)?,
            row.job_id,
            row.finished_at,
            row.undone_at,
            row.version,
            from
        ))
        .await?;
    Ok(touched == 1)
}

/// Writes how far a job is. `false` when another process has gone on with this import meanwhile.
pub async fn advance(
    conn: Conn<'_>,
    id: Uuid,
    was: Option<&Progress>,
    is: &Progress,
) -> Result<bool> {
    let touched = conn
        .execute(sql!(
            "update imports set counts = $3 where id = $1 and counts = $2",
            id,
            write(&was)?,
            write(&Some(is))?
        ))
        .await?;
    Ok(touched == 1)
}

/// Writes the end of a job.
pub async fn finish(conn: Conn<'_>, id: Uuid, state: ImportState, at: Option<Time>) -> Result<()> {
    let undone = (state == ImportState::Undone).then_some(at).flatten();
    conn.execute(sql!(
        "update imports set state = $2, finished_at = coalesce(finished_at, $3), undone_at = $4, \
         version = version + 1 where id = $1",
        id,
        state.as_str(),
        at,
        undone
    ))
    .await?;
    Ok(())
}

// Refused rows ---------------------------------------------------------------------------------

/// A row that was not taken.
#[derive(Debug, Clone, FromQueryResult)]
pub struct RefusedRow {
    pub row_number: i64,
    /// A list of texts.
    pub cells: String,
    /// A [`base::Text`].
    pub reason: String,
}

pub async fn put_refused(conn: Conn<'_>, import: Uuid, rows: &[RefusedRow]) -> Result<()> {
    let mut insert = Insert::into(
        "import_rows",
        &["import_id", "row_number", "cells", "reason"],
    );
    for row in rows {
        insert
            .row()
            .set(import)
            .set(row.row_number)
            .set(&row.cells)
            .set(&row.reason);
    }
    conn.insert(insert).await?;
    Ok(())
}

/// Those behind row `after`, in the order of the file.
pub async fn refused(
    conn: Conn<'_>,
    import: Uuid,
    after: i64,
    limit: i64,
) -> Result<Vec<RefusedRow>> {
    conn.all(sql!(
        "select row_number, cells, reason from import_rows where import_id = $1 and row_number > $2 \
         order by row_number limit $3",
        import,
        after,
        limit
    ))
    .await
}

pub async fn refused_numbers(conn: Conn<'_>, import: Uuid) -> Result<Vec<i64>> {
    conn.scalars(sql!(
        "select row_number from import_rows where import_id = $1",
        import
    ))
    .await
}

pub async fn forget_refused(conn: Conn<'_>, import: Uuid) -> Result<()> {
    conn.execute(sql!("delete from import_rows where import_id = $1", import))
        .await?;
    Ok(())
}

// Changes --------------------------------------------------------------------------------------

/// What an import did to one record, so that it can be taken back.
#[derive(Debug, Clone, FromQueryResult)]
pub struct ChangeRow {
    pub position: i64,
    /// `company`, `contact`, `deal`.
    pub entity: String,
    pub entity_id: Uuid,
    /// `created` or `updated`.
    pub action: String,
    /// The record as it was, when it was changed.
    pub before: Option<String>,
    pub version_after: i64,
}

pub async fn put_changes(conn: Conn<'_>, import: Uuid, rows: &[ChangeRow]) -> Result<()> {
    let columns = [
        "import_id",
        "position",
        "entity",
        "entity_id",
        "action",
        "before",
        "version_after",
    ];
    let mut insert = Insert::into("import_changes", &columns);
    for row in rows {
        insert
            .row()
            .set(import)
            .set(row.position)
            .set(&row.entity)
            .set(row.entity_id)
            .set(&row.action)
            .set(&row.before)
            .set(row.version_after);
    }
    conn.insert(insert).await?;
    Ok(())
}

/// The record was changed once more by the same import.
pub async fn change_again(
    conn: Conn<'_>,
    import: Uuid,
    position: i64,
    version_after: i64,
) -> Result<()> {
    conn.execute(sql!(
        "update import_changes set version_after = $3 where import_id = $1 and position = $2",
        import,
        position,
        version_after
    ))
    .await?;
    Ok(())
}

/// The last changes first: what was built on others goes before them.
pub async fn last_changes(conn: Conn<'_>, import: Uuid, limit: i64) -> Result<Vec<ChangeRow>> {
    conn.all(sql!(
        "select position, entity, entity_id, action, before, version_after from import_changes \
         where import_id = $1 order by position desc limit $2",
        import,
        limit
    ))
    .await
}

/// Which record which change is about.
pub async fn changed_records(conn: Conn<'_>, import: Uuid) -> Result<Vec<(Uuid, i64)>> {
    conn.tuples(sql!(
        "select entity_id, position from import_changes where import_id = $1",
        import
    ))
    .await
}

pub async fn forget_changes(conn: Conn<'_>, import: Uuid, from_position: i64) -> Result<()> {
    conn.execute(sql!(
        "delete from import_changes where import_id = $1 and position >= $2",
        import,
        from_position
    ))
    .await?;
    Ok(())
}

/// Of these records, those about which something was logged that this import did not do.
pub async fn touched_by_others(
    conn: Conn<'_>,
    import: Uuid,
    column: Touched,
    ids: &[Uuid],
) -> Result<Vec<Uuid>> {
    let column = match column {
        Touched::Deal => "deal_id",
        Touched::Company => "company_id",
        Touched::Contact => "contact_id",
    };
    let mut query = Query::new("select distinct ");
    query
        .push(column)
        .push(" from events where (import_id is null or import_id <> ")
        .value(import);
    query.push(") and ").push(column).push(" in ").list(ids);
    conn.scalars(query).await
}

/// Which of an event's subjects is asked for.
#[derive(Debug, Clone, Copy)]
pub enum Touched {
    Deal,
    Company,
    Contact,
}

/// What the names that an import has added are used for.
pub async fn name_in_use(conn: Conn<'_>, name: Name, id: Uuid) -> Result<bool> {
    let query = match name {
        Name::Source => sql!("select 1 from deals where source_id = $1 limit 1", id),
        Name::LostReason => sql!(
            "select 1 from stage_changes where lost_reason_id = $1 union all \
             select 1 from deals where lost_reason_id = $1 limit 1",
            id
        ),
        Name::Tag => sql!("select 1 from deal_tags where tag_id = $1 limit 1", id),
        Name::Stage => sql!(
            "select 1 from stage_changes where to_stage_id = $1 limit 1",
            id
        ),
        Name::Pipeline => sql!("select 1 from deals where pipeline_id = $1 limit 1", id),
    };
    Ok(conn.scalar::<i32>(query).await?.is_some())
}

/// A name that other records point to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    Source,
    LostReason,
    Tag,
    Stage,
    Pipeline,
}

// People ---------------------------------------------------------------------------------------

/// Somebody who works or worked here. Identity owns the table; here it is only read.
#[derive(Debug, Clone, FromQueryResult)]
pub struct PersonRow {
    pub id: Uuid,
    pub name: String,
    pub email: String,
    pub active: bool,
}

pub async fn people(conn: Conn<'_>) -> Result<Vec<PersonRow>> {
    conn.all(sql!(
        "select id, name, email, active from users order by created_at, id"
    ))
    .await
}

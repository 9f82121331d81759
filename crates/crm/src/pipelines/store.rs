//! Every statement on pipelines and stages.

use base::{Problem, Result, Time, Uuid};
use db::{Conn, FromQueryResult, Insert, Query, sea_orm, sql};
use serde::de::DeserializeOwned;

use super::model::{Pipeline, Stage, StageKind};

#[derive(Debug, FromQueryResult)]
struct PipelineRow {
    id: Uuid,
    name: String,
    position: i64,
    archived: bool,
    version: i64,
}

#[derive(Debug, FromQueryResult)]
struct StageRow {
    id: Uuid,
    pipeline_id: Uuid,
    name: String,
    kind: String,
    position: i64,
    color: String,
    goal: String,
    checklist: String,
    age_limit_days: Option<i64>,
    target_conversion: Option<i64>,
    required_fields: String,
    archived: bool,
    version: i64,
}

impl StageRow {
    fn stage(self) -> Result<Stage> {
        Ok(Stage {
            kind: StageKind::parse(&self.kind)
                .ok_or_else(|| Problem::internal(format!("a stage has the kind {}", self.kind)))?,
            checklist: json(&self.checklist)?,
            required_fields: json(&self.required_fields)?,
            id: self.id,
            pipeline_id: self.pipeline_id,
            name: self.name,
            position: self.position,
            color: self.color,
            goal: self.goal,
            age_limit_days: self.age_limit_days,
            target_conversion: self.target_conversion,
            archived: self.archived,
            version: self.version,
        })
    }
}

fn json<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(Problem::internal)
}

const PIPELINES: &str = "select p.id as id, p.name as name, p.position as position, \
    p.archived as archived, p.version as version from pipelines p";

const STAGES: &str = "select s.id as id, s.pipeline_id as pipeline_id, s.name as name, s.kind as kind, \
    s.position as position, s.color as color, s.goal as goal, s.checklist as checklist, \
    s.age_limit_days as age_limit_days, s.target_conversion as target_conversion, \
    s.required_fields as required_fields, s.archived as archived, s.version as version from stages s";

async fn stages_where(conn: Conn<'_>, narrow: impl FnOnce(&mut Query)) -> Result<Vec<Stage>> {
    let mut query = Query::new(STAGES);
    narrow(&mut query);
    query.push(" order by s.pipeline_id, s.position, s.id");
    let rows: Vec<StageRow> = conn.all(query).await?;
    rows.into_iter().map(StageRow::stage).collect()
}

/// Every stage of every pipeline: there are dozens of them, not thousands.
pub async fn all_stages(conn: Conn<'_>) -> Result<Vec<Stage>> {
    stages_where(conn, |_| ()).await
}

pub async fn stage(conn: Conn<'_>, id: Uuid) -> Result<Option<Stage>> {
    let found = stages_where(conn, |query| {
        query.push(" where s.id = ").value(id);
    });
    Ok(found.await?.pop())
}

/// The pipelines in their order, with their stages.
pub async fn list(conn: Conn<'_>, archived: Option<bool>) -> Result<Vec<Pipeline>> {
    let mut query = Query::new(PIPELINES);
    if let Some(archived) = archived {
        query.push(" where p.archived = ").value(archived);
    }
    query.push(" order by p.position, p.id");
    let rows: Vec<PipelineRow> = conn.all(query).await?;
    let mut stages = all_stages(conn).await?;
    let pipelines = rows.into_iter().map(|row| {
        let own = stages.extract_if(.., |stage| stage.pipeline_id == row.id);
        whole(own.collect(), row)
    });
    Ok(pipelines.collect())
}

pub async fn find(conn: Conn<'_>, id: Uuid) -> Result<Option<Pipeline>> {
    let mut query = Query::new(PIPELINES);
    query.push(" where p.id = ").value(id);
    with_stages(conn, conn.one(query).await?).await
}

/// The same for a change: others who want to change it wait.
pub async fn find_for_update(conn: Conn<'_>, id: Uuid) -> Result<Option<Pipeline>> {
    let mut query = Query::new(PIPELINES);
    query.push(" where p.id = ").value(id);
    query.push(conn.dialect.for_update());
    with_stages(conn, conn.one(query).await?).await
}

/// The pipeline that deals go to unless said otherwise: the first one in use.
pub async fn first(conn: Conn<'_>) -> Result<Option<Pipeline>> {
    let mut query = Query::new(PIPELINES);
    query.push(" where not p.archived order by p.position, p.id limit 1");
    with_stages(conn, conn.one(query).await?).await
}

async fn with_stages(conn: Conn<'_>, row: Option<PipelineRow>) -> Result<Option<Pipeline>> {
    let Some(row) = row else { return Ok(None) };
    let stages = stages_where(conn, |query| {
        query.push(" where s.pipeline_id = ").value(row.id);
    });
    Ok(Some(whole(stages.await?, row)))
}

fn whole(stages: Vec<Stage>, row: PipelineRow) -> Pipeline {
    Pipeline {
        id: row.id,
        name: row.name,
        position: row.position,
        archived: row.archived,
        version: row.version,
        stages,
    }
}

/// Writes a new pipeline without its stages.
pub async fn insert(conn: Conn<'_>, pipeline: &Pipeline, now: Time) -> Result<()> {
    conn.execute(sql!(
        "insert into pipelines (id, name, position, archived, created_at, version) \
         values ($1, $2, $3, $4, $5, $6)",
        pipeline.id,
        &pipeline.name,
        pipeline.position,
        pipeline.archived,
        now,
        pipeline.version
    ))
    .await?;
    Ok(())
}

pub async fn insert_stages(conn: Conn<'_>, stages: &[Stage], now: Time) -> Result<()> {
    let mut insert = Insert::into(
        "stages",
        &[
            "id",
            "pipeline_id",
            "name",
            "kind",
            "position",
            "color",
            "goal",
            "checklist",
            "age_limit_days",
            "target_conversion",
            "required_fields",
            "archived",
            "created_at",
            "version",
        ],
    );
    for stage in stages {
        insert
            .row()
            .set(stage.id)
            .set(stage.pipeline_id)
            .set(&stage.name)
            .set(stage.kind.as_str())
            .set(stage.position)
            .set(&stage.color)
            .set(&stage.goal)
            .set(text(&stage.checklist)?)
            .set(stage.age_limit_days)
            .set(stage.target_conversion)
            .set(text(&stage.required_fields)?)
            .set(stage.archived)
            .set(now)
            .set(stage.version);
    }
    conn.insert(insert).await?;
    Ok(())
}

fn text<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(Problem::internal)
}

/// Writes the name and whether it is in use; `false` when the version is no longer this one.
pub async fn update(conn: Conn<'_>, pipeline: &Pipeline, from: i64) -> Result<bool> {
    let touched = conn
        .execute(sql!(
            "update pipelines set name = $2, archived = $3, version = $4 where id = $1 and version = $5",
            pipeline.id,
            &pipeline.name,
            pipeline.archived,
            pipeline.version,
            from
        ))
        .await?;
    Ok(touched == 1)
}

/// Marks a pipeline as changed because its stages were.
pub async fn touch(conn: Conn<'_>, id: Uuid) -> Result<()> {
    conn.execute(sql!(
        "update pipelines set version = version + 1 where id = $1",
        id
    ))
    .await?;
    Ok(())
}

/// Writes the places of pipelines, in this order.
pub async fn put_in_order(conn: Conn<'_>, ids: &[Uuid]) -> Result<()> {
    for (position, id) in (0_i64..).zip(ids) {
        conn.execute(sql!(
            "update pipelines set position = $2 where id = $1 and position <> $2",
            id,
            position
        ))
        .await?;
    }
    Ok(())
}

/// Writes everything of a stage but its place; `false` when the version is no longer this one.
pub async fn update_stage(conn: Conn<'_>, stage: &Stage, from: i64) -> Result<bool> {
    let touched = conn
        .execute(sql!(
            "update stages set name = $2, kind = $3, color = $4, goal = $5, checklist = $6, \
             age_limit_days = $7, target_conversion = $8, required_fields = $9, archived = $10, version = $11 \
             where id = $1 and version = $12",
            stage.id,
            &stage.name,
            stage.kind.as_str(),
            &stage.color,
            &stage.goal,
            text(&stage.checklist)?,
            stage.age_limit_days,
            stage.target_conversion,
            text(&stage.required_fields)?,
            stage.archived,
            stage.version,
            from
        ))
        .await?;
    Ok(touched == 1)
}

/// Writes the places of the stages of a pipeline, in this order.
pub async fn put_stages_in_order(conn: Conn<'_>, ids: &[Uuid]) -> Result<()> {
    for (position, id) in (0_i64..).zip(ids) {
        conn.execute(sql!(
            "update stages set position = $2, version = version + 1 where id = $1 and position <> $2",
            id,
            position
        ))
        .await?;
    }
    Ok(())
}

/// Recounts from the history how far the deals of a pipeline have come: needed when the order or
/// the kinds of its stages change. Only deals for which that differs are written.
pub async fn recount_reached(conn: Conn<'_>, pipeline: Uuid) -> Result<u64> {
    conn.execute(sql!(
        "update deals set reached_stage_id = r.stage_id, reached_kind = r.kind from ( \
           select d.id as deal_id, \
             (select s.id from stage_changes c join stages s on s.id = c.to_stage_id \
              where c.deal_id = d.id and s.pipeline_id = d.pipeline_id order by s.position desc limit 1) as stage_id, \
             (select max(case s.kind when 'attract' then 0 when 'qualify' then 1 when 'present' then 2 \
                when 'close' then 3 when 'purchase' then 4 else 5 end) \
              from stage_changes c join stages s on s.id = c.to_stage_id \
              where c.deal_id = d.id and s.pipeline_id = d.pipeline_id) as kind \
           from deals d where d.pipeline_id = $1) r \
         where deals.id = r.deal_id and (deals.reached_stage_id <> r.stage_id or deals.reached_kind <> r.kind)",
        pipeline
    ))
    .await
}

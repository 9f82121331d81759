//! What the measurements need to know of the data, made or found.

use std::time::Instant;

use anyhow::Context;
use base::{Actor, Clock, Ids, Permission, Time, Uuid};
use db::{Db, Location, sql};

use crate::fill::{DAYS, Filler};

/// What the measurements need to know of the data.
#[derive(Debug, Clone)]
pub struct World {
    pub deals: usize,
    pub token: String,
    pub owners: Vec<Uuid>,
    pub pipeline: Uuid,
    /// The stages of that pipeline, in their order.
    pub stages: Vec<Uuid>,
    /// Some deals of all ages.
    pub some_deals: Vec<Uuid>,
    /// Open deals on the third stage of the pipeline, for moving.
    pub open_deals: Vec<Uuid>,
    pub now: Time,
    /// Empty when the data was there already.
    pub rates: Vec<(&'static str, usize, f64)>,
}

/// Fills the database unless it is filled already.
pub async fn open(location: &Location, deals: usize) -> anyhow::Result<World> {
    let db = Db::open(location, Clock::System, Ids::Random).await?;
    let present: i64 = db
        .reader()
        .scalar(sql!("select count(*) from deals"))
        .await?
        .unwrap_or(0);
    let mut rates = Vec::new();
    if present == 0 {
        rates = Filler::new(&db).await?.run(deals).await?;
        let start = Instant::now();
        db.analyze().await?;
        println!(
            "statistics for the planner: {:.1} s",
            start.elapsed().as_secs_f64()
        );
    } else {
        anyhow::ensure!(
            present >= deals as i64,
            "the folder holds {present} deals, not {deals}"
        );
    }
    let world = look(&db, deals, rates).await?;
    db.close().await;
    Ok(world)
}

async fn look(
    db: &Db,
    deals: usize,
    rates: Vec<(&'static str, usize, f64)>,
) -> anyhow::Result<World> {
    let conn = db.reader();
    let pipelines = crm::pipelines::store::list(conn, None).await?;
    let pipeline = pipelines.first().context("no pipeline")?;
    let owners: Vec<Uuid> = conn
        .scalars(sql!(
            "select id from users where role = 'salesperson' order by id"
        ))
        .await?;
    let third = pipeline.stages[2].id;
    let open_deals = conn
        .scalars(sql!(
            "select id from deals where stage_id = $1 and status <> 'lost' order by stage_entered_at desc limit 4000",
            third
        ))
        .await?;
    // Ids begin with the time, so even steps through time give deals of all ages.
    let now = db.clock.now();
    let mut some_deals = Vec::new();
    for step in 1..=500 {
        let at = Time(now.0 - step * DAYS * base::time::DAY_MS / 501);
        let near = sql!(
            "select id from deals where created_at <= $1 order by created_at desc, id desc limit 1",
            at
        );
        some_deals.extend(conn.scalar::<Uuid>(near).await?);
    }
    let tx = db.begin(Actor::system()).await?;
    let owner: Uuid = tx
        .conn()
        .scalar(sql!(
            "select id from users where role = 'owner' order by id limit 1"
        ))
        .await?
        .context("no owner")?;
    let scopes: Vec<String> = Permission::ALL
        .iter()
        .map(|permission| permission.as_str().to_owned())
        .collect();
    let (_, token) = identity::tokens::actions::create(&tx, owner, "bench", &scopes, None).await?;
    tx.commit().await?;
    Ok(World {
        deals,
        token,
        owners,
        pipeline: pipeline.id,
        stages: pipeline.active().map(|stage| stage.id).collect(),
        some_deals,
        open_deals,
        now,
        rates,
    })
}

//! The limit: the statement at the heart of an operation, run by rusqlite in this process on the same
//! file, one caller, no server, no JSON.

use std::path::Path;
use std::time::{Duration, Instant};

use base::Uuid;
use rusqlite::types::Value;
use rusqlite::{Connection, Statement, params};

use crate::chance::Dice;
use crate::measure::Measured;
use crate::operations::{Operation, quarter_ago};
use crate::world::World;

const FOR: Duration = Duration::from_secs(2);

const COLUMNS: &str = "d.id, d.title, d.amount, d.currency, d.company_id, d.owner_id, d.source_id, d.pipeline_id, \
    d.stage_id, d.status, d.stage_entered_at, d.reached_stage_id, d.reached_kind, d.expected_close, d.next_step, \
    d.next_step_at, d.won_at, d.lost_at, d.lost_reason_id, d.lost_note, d.last_activity_at, d.external_id, \
    d.created_at, d.updated_at, d.version, c.name, u.name";
const NAMES: &str =
    "left join companies c on c.id = d.company_id left join users u on u.id = d.owner_id";

pub fn measure(path: &Path, world: &World) -> anyhow::Result<Vec<(Operation, Measured)>> {
    let mut conn = Connection::open(path)?;
    conn.execute_batch(
        "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; \
         pragma mmap_size = 1073741824; pragma cache_size = -32768; pragma temp_store = memory",
    )?;
    let mut limits = Vec::new();
    for operation in crate::operations::ALL {
        let mut dice = Dice::new(5);
        let mut times = Vec::new();
        let start = Instant::now();
        while start.elapsed() < FOR {
            let asked = Instant::now();
            if !run(&mut conn, world, *operation, &mut dice)? {
                break;
            }
            times.push(asked.elapsed());
        }
        if !times.is_empty() {
            let measured = Measured::of(times, start.elapsed());
            println!("{:52} bare        {measured}", operation.name());
            limits.push((*operation, measured));
        }
    }
    Ok(limits)
}

/// Reads every value of every row, as a program that uses them would.
fn read(statement: &mut Statement<'_>, values: impl rusqlite::Params) -> rusqlite::Result<usize> {
    let columns = statement.column_count();
    let mut rows = statement.query(values)?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            let value: Value = row.get(column)?;
            std::hint::black_box(&value);
        }
        count += 1;
    }
    Ok(count)
}

/// `false` for an operation without a statement of its own.
fn run(
    conn: &mut Connection,
    world: &World,
    operation: Operation,
    dice: &mut Dice,
) -> rusqlite::Result<bool> {
    let (pipeline, owner) = (world.pipeline, *dice.pick(&world.owners));
    match operation {
        Operation::Board => {
            let totals = "select stage_id, currency, sum(deals), sum(amount) from deal_totals \
                where pipeline_id = ?1 and status <> 'lost' group by stage_id, currency";
            read(&mut *conn.prepare_cached(totals)?, params![pipeline])?;
            board(conn, world, None)?;
        }
        Operation::BoardOfOne => {
            let totals = "select stage_id, currency, sum(deals), sum(amount) from deal_totals \
                where pipeline_id = ?1 and status <> 'lost' and owner_id = ?2 group by stage_id, currency";
            read(&mut *conn.prepare_cached(totals)?, params![pipeline, owner])?;
            board(conn, world, Some(owner))?;
        }
        Operation::ListByStage => {
            let stage = dice.pick(&world.stages[1..5]);
            page(conn, "d.stage_id = ?1", "d.amount", params![stage])?;
        }
        Operation::ListByOwner | Operation::ListTotal => {
            page(
                conn,
                "d.owner_id = ?1 and d.status = 'open'",
                "d.created_at",
                params![owner],
            )?;
            if operation == Operation::ListTotal {
                let totals = "select currency, sum(deals), sum(amount) from deal_totals \
                    where owner_id = ?1 and status = 'open' group by currency";
                read(&mut *conn.prepare_cached(totals)?, params![owner])?;
            }
        }
        Operation::LatePage => {
            let late = world.some_deals[dice.below(world.some_deals.len())];
            let from: i64 = conn
                .prepare_cached("select created_at from deals where id = ?1")?
                .query_row(params![late], |row| row.get(0))?;
            page(
                conn,
                "(d.created_at, d.id) < (?1, ?2)",
                "d.created_at",
                params![from, late],
            )?;
        }
        Operation::DealAndTimeline => {
            let id = dice.pick(&world.some_deals);
            let deal = format!("select {COLUMNS} from deals d {NAMES} where d.id = ?1");
            read(&mut *conn.prepare_cached(&deal)?, params![id])?;
            let timeline = "select e.*, u.name from events e left join users u on u.id = e.actor_id \
                where e.deal_id = ?1 order by e.at desc, e.seq desc limit 51";
            read(&mut *conn.prepare_cached(timeline)?, params![id])?;
        }
        Operation::Move => move_deal(conn, world, dice)?,
        Operation::FunnelAll => funnel(conn, "", params![pipeline])?,
        Operation::FunnelQuarter => {
            let from = base::time::day_start(quarter_ago(world), chrono_tz::Europe::Moscow);
            funnel(
                conn,
                "and d.created_at + 0 >= ?2",
                params![pipeline, from.0],
            )?;
        }
        Operation::FunnelOfOne => {
            funnel(
                conn,
                "and coalesce(d.owner_id, d.owner_id) = ?2",
                params![pipeline, owner],
            )?;
        }
        Operation::SearchRare => {
            let number = format!("\"{}\"", dice.below(world.deals));
            if number.len() >= 5 {
                search(conn, &["\"станция\"", &number])?;
            }
        }
        Operation::SearchCommon => {
            search(
                conn,
                &[["\"насос\"", "\"машин\"", "\"прогресс\"", "\"контракт\""][dice.below(4)]],
            )?;
        }
        // Creating writes what moving writes and a row more.
        Operation::Create
        // One statement does not say them.
        | Operation::WeakPoints
        | Operation::Forecast => return Ok(false),
    }
    Ok(true)
}

fn page(
    conn: &Connection,
    filter: &str,
    sort: &str,
    values: impl rusqlite::Params,
) -> rusqlite::Result<usize> {
    let text = format!(
        "select {COLUMNS} from deals d {NAMES} where {filter} order by {sort} desc, d.id desc limit 51"
    );
    read(&mut *conn.prepare_cached(&text)?, values)
}

fn board(conn: &Connection, world: &World, owner: Option<Uuid>) -> rusqlite::Result<()> {
    for stage in &world.stages {
        match owner {
            None => page_of_board(
                conn,
                "d.stage_id = ?1 and d.status <> 'lost'",
                params![stage],
            )?,
            Some(owner) => {
                let filter = "d.stage_id = ?1 and d.owner_id = ?2 and d.status <> 'lost'";
                page_of_board(conn, filter, params![stage, owner])?
            }
        };
    }
    Ok(())
}

fn page_of_board(
    conn: &Connection,
    filter: &str,
    values: impl rusqlite::Params,
) -> rusqlite::Result<usize> {
    let text = format!(
        "select {COLUMNS} from deals d {NAMES} where {filter} order by d.stage_entered_at desc, d.id desc limit 31"
    );
    read(&mut *conn.prepare_cached(&text)?, values)
}

fn funnel(conn: &Connection, filter: &str, values: impl rusqlite::Params) -> rusqlite::Result<()> {
    let text = format!(
        "select d.reached_stage_id, d.reached_kind, d.stage_id, d.status, d.lost_reason_id, d.currency, count(*), \
         sum(d.amount) from deals d where d.pipeline_id = ?1 {filter} group by d.pipeline_id, d.reached_stage_id, \
         d.reached_kind, d.stage_id, d.status, d.lost_reason_id, d.currency"
    );
    read(&mut *conn.prepare_cached(&text)?, values)?;
    Ok(())
}

fn search(conn: &Connection, words: &[&str]) -> rusqlite::Result<()> {
    let condition = "and sd.seq in (select rowid from search_text where search_text match ?)"
        .repeat(words.len());
    let text = format!(
        "select sd.kind, sd.id, sd.title, sd.subtitle, sd.folded from search_docs sd \
         where sd.kind in ('company', 'contact', 'deal') {condition} order by sd.seq desc limit 200"
    );
    read(
        &mut *conn.prepare_cached(&text)?,
        rusqlite::params_from_iter(words),
    )?;
    Ok(())
}

/// The least that a durable move writes: the deal, its change of stage, the event.
fn move_deal(conn: &mut Connection, world: &World, dice: &mut Dice) -> rusqlite::Result<()> {
    let id = *dice.pick(&world.open_deals);
    let stage = world.stages[1 + dice.below(2)];
    let tx = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let now = world.now.0 + dice.below(1_000_000) as i64;
    let (from, version): (Uuid, i64) = tx
        .prepare_cached("select stage_id, version from deals where id = ?1")?
        .query_row(params![id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    tx.prepare_cached(
        "update deals set stage_id = ?2, stage_entered_at = ?3, last_activity_at = ?3, updated_at = ?3, \
         version = version + 1 where id = ?1 and version = ?4",
    )?
    .execute(params![id, stage, now, version])?;
    tx.prepare_cached(
        "insert into stage_changes (deal_id, from_stage_id, to_stage_id, from_status, to_status, at, recorded_at) \
         values (?1, ?2, ?3, 'open', 'open', ?4, ?4)",
    )?
    .execute(params![id, from, stage, now])?;
    let event = base::Ids::Random.next(base::Time(now));
    tx.prepare_cached("insert into events (id, at, kind, deal_id, payload) values (?1, ?2, 'deal.moved', ?3, '{}')")?
        .execute(params![event, now, id])?;
    tx.commit()
}

//! Reading what the history is made of.

use std::collections::HashMap;

use base::{Result, Uuid};
use chrono::{Datelike, NaiveDate};
use crm::pipelines::StageKind;
use db::sea_orm;
use db::{Conn, FromQueryResult, Query, sql};

use super::model::{Change, Deal, Facts, Marked, NO_COMPANY, NO_DAY, NONE, Past, Status};
use super::names::{Names, StageInfo, UserInfo, currency, short};

/// Rows that are read at a time.
const PAGE: i64 = 20_000;
/// Ids that a statement can hold.
const AT_ONCE: usize = 500;

#[derive(Debug, FromQueryResult)]
struct StageRow {
    id: Uuid,
    pipeline_id: Uuid,
    name: String,
    kind: String,
    position: i64,
    color: String,
    target_conversion: Option<i64>,
    archived: bool,
    age_limit_days: Option<i64>,
}

/// Reads again everything that has a name. Numbers once given stay.
pub async fn names(conn: Conn<'_>, names: &mut Names) -> Result<()> {
    let stages: Vec<StageRow> = conn
        .all(sql!(
            "select id, pipeline_id, name, kind, position, color, target_conversion, archived, age_limit_days \
             from stages order by pipeline_id, position, id"
        ))
        .await?;
    names.stage_infos.iter_mut().for_each(|info| *info = None);
    for row in stages {
        let place = names.stages.of(row.id) as usize;
        if names.stage_infos.len() <= place {
            names.stage_infos.resize(place + 1, None);
        }
        names.stage_infos[place] = Some(StageInfo {
            id: row.id,
            pipeline: row.pipeline_id,
            name: row.name,
            kind: StageKind::parse(&row.kind).map_or(0, |kind| kind as usize),
            position: row.position,
            color: row.color,
            target: row.target_conversion,
            archived: row.archived,
            age_limit_days: row.age_limit_days,
        });
    }
    names.pipelines = conn
        .tuples(sql!("select id, name from pipelines order by position, id"))
        .await?;
    names.teams = conn
        .tuples(sql!("select id, name from teams order by name, id"))
        .await?;
    let users: Vec<(Uuid, String, Option<Uuid>, bool)> = conn
        .tuples(sql!(
            "select id, name, team_id, active from users order by id"
        ))
        .await?;
    for (id, name, team, active) in users {
        names.people.of(id);
        let user = UserInfo {
            id,
            name,
            team,
            active,
        };
        names.users.insert(id, user);
    }
    let of = async |query: Query| -> Result<Vec<(Uuid, String)>> { conn.tuples(query).await };
    for (id, name) in of(sql!("select id, name from sources order by id")).await? {
        names.sources.of(id);
        names.source_names.insert(id, name);
    }
    for (id, name) in of(sql!("select id, name from lost_reasons order by id")).await? {
        names.reasons.of(id);
        names.reason_names.insert(id, name);
    }
    for (id, name) in of(sql!("select id, name from tags order by id")).await? {
        names.tags.of(id);
        names.tag_names.insert(id, name);
    }
    let marks: Vec<(Uuid, String, String, String, String)> = conn
        .tuples(sql!(
            "select id, kind, key, name_ru, name_en from marks order by id"
        ))
        .await?;
    for (id, kind, key, ru, en) in marks {
        let place = names.marks.of(id) as usize;
        if names.mark_infos.len() <= place {
            names.mark_infos.resize(place + 1, None);
        }
        names.mark_infos[place] = crm::marks::Kind::parse(&kind).map(|kind| {
            let name = base::Text::new(ru, en);
            crm::marks::Mark { kind, key, name }
        });
    }
    Ok(())
}

#[derive(Debug, FromQueryResult)]
struct DealRow {
    id: Uuid,
    amount: i64,
    currency: String,
    company_id: Option<Uuid>,
    industry: Option<String>,
    employees: Option<i64>,
    owner_id: Option<Uuid>,
    source_id: Option<Uuid>,
    stage_id: Uuid,
    status: String,
    expected_close: Option<String>,
    next_step_at: Option<i64>,
    last_activity_at: i64,
    created_at: i64,
}

const DEAL: &str = "select d.id as id, d.amount as amount, d.currency as currency, d.company_id as company_id, \
    c.industry as industry, c.employees as employees, d.owner_id as owner_id, d.source_id as source_id, \
    d.stage_id as stage_id, d.status as status, d.expected_close as expected_close, \
    d.next_step_at as next_step_at, d.last_activity_at as last_activity_at, d.created_at as created_at \
    from deals d left join companies c on c.id = d.company_id where ";

fn day(text: Option<&str>) -> i32 {
    text.and_then(|text| text.parse::<NaiveDate>().ok())
        .map_or(NO_DAY, |day| day.num_days_from_ce())
}

fn numbered(place: Option<u32>) -> u16 {
    place.map_or(NONE, short)
}

impl DealRow {
    /// The deal without what hangs on it, and where it stands.
    fn deal(self, names: &mut Names) -> (Deal, Change) {
        let stands = Change {
            at: self.created_at,
            stage: short(names.stages.of(self.stage_id)),
            reason: NONE,
            by: NONE,
            status: Status::parse(&self.status).unwrap_or(Status::Open),
        };
        let deal = Deal {
            id: self.id,
            created: self.created_at,
            facts: Facts {
                amount: self.amount,
                currency: currency(&self.currency),
                owner: numbered(self.owner_id.map(|id| names.people.of(id))),
                source: numbered(self.source_id.map(|id| names.sources.of(id))),
                expected: day(self.expected_close.as_deref()),
            },
            company: self.company_id.map_or(NO_COMPANY, |id| names.company(id)),
            industry: numbered(
                self.industry
                    .filter(|industry| !industry.is_empty())
                    .map(|industry| names.industries.of(industry)),
            ),
            employees: self.employees.and_then(|number| u32::try_from(number).ok()),
            next_step: self.next_step_at,
            last_activity: self.last_activity_at,
            changes: Box::default(),
            past: Box::default(),
            tags: Box::default(),
            marks: Box::default(),
        };
        (deal, stands)
    }
}

type ChangeRow = (Uuid, i64, Uuid, String, Option<Uuid>, Option<Uuid>);
const CHANGE: &str = "select deal_id, at, to_stage_id, to_status, lost_reason_id, by_id";

fn change(row: ChangeRow, names: &mut Names) -> (Uuid, Change) {
    let (deal, at, stage, status, reason, by) = row;
    let change = Change {
        at,
        stage: short(names.stages.of(stage)),
        reason: numbered(reason.map(|id| names.reasons.of(id))),
        by: numbered(by.map(|id| names.people.of(id))),
        status: Status::parse(&status).unwrap_or(Status::Open),
    };
    (deal, change)
}

type PastRow = (
    Uuid,
    i64,
    i64,
    String,
    Option<Uuid>,
    Option<Uuid>,
    Option<String>,
);
const PAST: &str =
    "select deal_id, until, amount, currency, owner_id, source_id, expected_close from deal_past";

fn past(row: PastRow, names: &mut Names) -> (Uuid, Past) {
    let (deal, until, amount, code, owner, source, expected) = row;
    let facts = Facts {
        amount,
        currency: currency(&code),
        owner: numbered(owner.map(|id| names.people.of(id))),
        source: numbered(source.map(|id| names.sources.of(id))),
        expected: day(expected.as_deref()),
    };
    (deal, Past { until, facts })
}

type MarkedRow = (Uuid, Uuid, i64);
const MARK: &str = "select deal_id, mark_id, at from deal_marks";
const MARKS_ORDER: &str = " order by deal_id, at, mark_id";

/// What hangs on deals, by deal.
#[derive(Default)]
struct Hanging {
    changes: HashMap<Uuid, Vec<Change>>,
    past: HashMap<Uuid, Vec<Past>>,
    tags: HashMap<Uuid, Vec<u16>>,
    marks: HashMap<Uuid, Vec<Marked>>,
}

impl Hanging {
    fn mark(&mut self, rows: Vec<MarkedRow>, names: &mut Names) {
        for (deal, mark, at) in rows {
            let mark = names.marks.of(mark);
            self.marks
                .entry(deal)
                .or_default()
                .push(Marked { at, mark });
        }
    }

    fn onto(&mut self, deal: &mut Deal, stands: Change) {
        let mut changes = self.changes.remove(&deal.id).unwrap_or_default();
        if changes.is_empty() {
            changes.push(stands);
        }
        deal.changes = changes.into_boxed_slice();
        deal.past = self
            .past
            .remove(&deal.id)
            .unwrap_or_default()
            .into_boxed_slice();
        deal.tags = self
            .tags
            .remove(&deal.id)
            .unwrap_or_default()
            .into_boxed_slice();
        deal.marks = self
            .marks
            .remove(&deal.id)
            .unwrap_or_default()
            .into_boxed_slice();
    }
}

/// These deals as they are now; a deal that is no more is left out.
pub async fn some(conn: Conn<'_>, ids: &[Uuid], names: &mut Names) -> Result<Vec<Deal>> {
    let mut deals = Vec::with_capacity(ids.len());
    for part in ids.chunks(AT_ONCE) {
        let of = |head: &str, column: &str, tail: &str| {
            let mut query = Query::new(head);
            query.push(column).push(" in ").list(part.iter().copied());
            query.push(tail);
            query
        };
        let mut hanging = Hanging::default();
        let mut head = String::from(CHANGE);
        head.push_str(" from stage_changes where ");
        let rows: Vec<ChangeRow> = conn
            .tuples(of(&head, "deal_id", " order by deal_id, at, seq"))
            .await?;
        for row in rows {
            let (deal, change) = change(row, names);
            hanging.changes.entry(deal).or_default().push(change);
        }
        let mut head = String::from(PAST);
        head.push_str(" where ");
        let rows: Vec<PastRow> = conn
            .tuples(of(&head, "deal_id", " order by deal_id, until, seq"))
            .await?;
        for row in rows {
            let (deal, entry) = past(row, names);
            hanging.past.entry(deal).or_default().push(entry);
        }
        let rows: Vec<(Uuid, Uuid)> = conn
            .tuples(of(
                "select deal_id, tag_id from deal_tags where ",
                "deal_id",
                "",
            ))
            .await?;
        for (deal, tag) in rows {
            let tag = short(names.tags.of(tag));
            hanging.tags.entry(deal).or_default().push(tag);
        }
        let head = format!("{MARK} where ");
        let rows: Vec<MarkedRow> = conn.tuples(of(&head, "deal_id", MARKS_ORDER)).await?;
        hanging.mark(rows, names);
        let rows: Vec<DealRow> = conn.all(of(DEAL, "d.id", " order by d.id")).await?;
        for row in rows {
            let (mut deal, stands) = row.deal(names);
            hanging.onto(&mut deal, stands);
            deals.push(deal);
        }
    }
    Ok(deals)
}

/// Gives every deal to `take`, in the order of ids.
pub async fn all(conn: Conn<'_>, names: &mut Names, mut take: impl FnMut(Deal)) -> Result<()> {
    let mut after = Uuid::nil();
    loop {
        let mut query = Query::new(DEAL);
        query
            .push("d.id > ")
            .value(after)
            .push(" order by d.id limit ")
            .value(PAGE);
        let rows: Vec<DealRow> = conn.all(query).await?;
        let Some(last) = rows.last().map(|row| row.id) else {
            return Ok(());
        };
        let between = |head: &str, tail: &str| {
            let mut query = Query::new(head);
            query.push(" where deal_id > ").value(after);
            query.push(" and deal_id <= ").value(last).push(tail);
            query
        };
        let mut hanging = Hanging::default();
        let mut head = String::from(CHANGE);
        head.push_str(" from stage_changes");
        let changes: Vec<ChangeRow> = conn
            .tuples(between(&head, " order by deal_id, at, seq"))
            .await?;
        for row in changes {
            let (deal, change) = change(row, names);
            hanging.changes.entry(deal).or_default().push(change);
        }
        let rows_of_past: Vec<PastRow> = conn
            .tuples(between(PAST, " order by deal_id, until, seq"))
            .await?;
        for row in rows_of_past {
            let (deal, entry) = past(row, names);
            hanging.past.entry(deal).or_default().push(entry);
        }
        let tags: Vec<(Uuid, Uuid)> = conn
            .tuples(between("select deal_id, tag_id from deal_tags", ""))
            .await?;
        for (deal, tag) in tags {
            let tag = short(names.tags.of(tag));
            hanging.tags.entry(deal).or_default().push(tag);
        }
        let marks: Vec<MarkedRow> = conn.tuples(between(MARK, MARKS_ORDER)).await?;
        hanging.mark(marks, names);
        for row in rows {
            let (mut deal, stands) = row.deal(names);
            hanging.onto(&mut deal, stands);
            take(deal);
        }
        after = last;
    }
}

/// The last event of the log.
pub async fn newest_event(conn: Conn<'_>) -> Result<i64> {
    Ok(conn
        .scalar(sql!("select coalesce(max(seq), 0) from events"))
        .await?
        .unwrap_or(0))
}

/// An event as far as the history cares.
#[derive(Debug, FromQueryResult)]
pub struct Heard {
    pub seq: i64,
    pub kind: String,
    pub deal_id: Option<Uuid>,
    pub company_id: Option<Uuid>,
}

/// Events behind `after`, at most `limit`.
pub async fn events(conn: Conn<'_>, after: i64, limit: i64) -> Result<Vec<Heard>> {
    conn.all(sql!(
        "select seq, kind, deal_id, company_id from events where seq > $1 order by seq limit $2",
        after,
        limit
    ))
    .await
}

/// The deals of these companies.
pub async fn deals_of(conn: Conn<'_>, companies: &[Uuid]) -> Result<Vec<Uuid>> {
    let mut found = Vec::new();
    for part in companies.chunks(AT_ONCE) {
        let mut query = Query::new("select id from deals where company_id in ");
        query.list(part.iter().copied());
        found.extend(conn.scalars::<Uuid>(query).await?);
    }
    Ok(found)
}

//! Writing the demo into an empty database, many rows at a time, by the stores that own the tables.

use base::{Result, Time, Uuid, Visibility};
use chrono::NaiveDate;
use crm::activities::store::ActivityRow;
use crm::companies::store::CompanyRow;
use crm::contacts::store::ContactRow;
use crm::deals::store::{ChangeRow, DealDoc, DealRow};
use crm::notes::store::NoteRow;
use crm::tasks::store::TaskRow;
use crm::{activities, companies, contacts, deals, notes, tasks};
use db::{Conn, Insert, Tx};
use identity::users::store::UserRow;
use serde_json::Value;

use super::people::{PEOPLE, Team};

/// Everything there is to write.
#[derive(Debug, Default)]
pub struct History {
    pub companies: Vec<CompanyRow>,
    pub contacts: Vec<ContactRow>,
    pub deals: Vec<DealRow>,
    /// What deals were expected to close on, before somebody said otherwise.
    pub before: Vec<Before>,
    /// The name of the company of each deal, for the search.
    pub deal_companies: Vec<String>,
    /// (deal, contact, role, place)
    pub deal_contacts: Vec<(Uuid, Uuid, &'static str, i64)>,
    /// (deal, tag)
    pub deal_tags: Vec<(Uuid, Uuid)>,
    pub changes: Vec<ChangeRow>,
    pub notes: Vec<NoteRow>,
    pub tasks: Vec<TaskRow>,
    pub activities: Vec<ActivityRow>,
    pub events: Vec<EventRow>,
}

/// Until a moment a deal, by its place among the deals, was expected to close on another day.
#[derive(Debug)]
pub struct Before {
    pub deal: usize,
    pub until: Time,
    pub expected_close: Option<NaiveDate>,
}

/// An event of the past, by whoever did it then.
#[derive(Debug)]
pub struct EventRow {
    pub at: Time,
    pub kind: &'static str,
    pub by: Uuid,
    pub owner: Uuid,
    pub deal: Option<Uuid>,
    pub company: Option<Uuid>,
    pub contact: Option<Uuid>,
    pub payload: Value,
}

impl EventRow {
    pub fn new(at: Time, kind: &'static str, by: Uuid, owner: Uuid, payload: Value) -> Self {
        Self {
            at,
            kind,
            by,
            owner,
            deal: None,
            company: None,
            contact: None,
            payload,
        }
    }

    /// An activity was logged on a record of `owner`, who did it.
    pub fn logged(row: &ActivityRow, owner: Uuid) -> Self {
        let payload = activities::actions::payload(row);
        Self {
            deal: row.deal_id,
            company: row.company_id,
            contact: row.contact_id,
            ..Self::new(
                Time(row.created_at),
                "activity.logged",
                owner,
                owner,
                payload,
            )
        }
    }
}

/// The teams and the twelve people, in the order of [`PEOPLE`].
pub async fn people(
    conn: Conn<'_>,
    ids: &base::Ids,
    at: Time,
    password_hash: &str,
) -> Result<Vec<Uuid>> {
    let mut teams = Insert::into("teams", &["id", "name", "created_at", "version"]);
    let team_ids = Team::ALL.map(|team| {
        let id = ids.next(at);
        teams.row().set(id).set(team.name()).set(at).set(1_i64);
        (team, id)
    });
    conn.insert(teams).await?;
    let mut users = Vec::new();
    for person in &PEOPLE {
        let team = person
            .team
            .and_then(|team| team_ids.iter().find(|(other, _)| *other == team));
        let visibility = if person.leads_team {
            Visibility::Team
        } else {
            person.role.default_visibility()
        };
        let row = UserRow {
            id: ids.next(at),
            email: format!("{}@demo.voronka", person.mailbox),
            name: person.name.to_owned(),
            role: person.role.as_str().to_owned(),
            visibility: visibility.as_str().to_owned(),
            team_id: team.map(|(_, id)| *id),
            password_hash: password_hash.to_owned(),
            lang: "ru".to_owned(),
            active: true,
            created_at: at.0,
            version: 1,
        };
        identity::users::store::insert(conn, &row).await?;
        users.push(row.id);
    }
    Ok(users)
}

/// Writes what the company has lived through.
pub async fn history(conn: Conn<'_>, history: &History) -> Result<()> {
    companies::store::insert_many(conn, &history.companies).await?;
    contacts::store::insert_many(conn, &history.contacts).await?;
    deals::store::insert_many(conn, &history.deals).await?;
    before(conn, history).await?;
    deals::store::insert_contacts(conn, &history.deal_contacts).await?;
    deals::store::insert_tags(conn, &history.deal_tags).await?;
    deals::store::insert_changes_many(conn, &history.changes).await?;
    let docs: Vec<DealDoc<'_>> = history
        .deals
        .iter()
        .zip(&history.deal_companies)
        .map(|(deal, company)| DealDoc {
            id: deal.id,
            owner_id: deal.owner_id,
            title: &deal.title,
            company: Some(company),
            value: deal.value,
            updated_at: deal.updated_at,
        })
        .collect();
    deals::store::index(conn, &docs).await?;
    notes::store::insert_many(conn, &history.notes).await?;
    tasks::store::insert_many(conn, &history.tasks).await?;
    activities::store::insert_many(conn, &history.activities).await?;
    events(conn, &history.events).await
}

async fn before(conn: Conn<'_>, history: &History) -> Result<()> {
    let columns = [
        "deal_id",
        "until",
        "amount",
        "currency",
        "owner_id",
        "source_id",
        "expected_close",
    ];
    let mut pasts = Insert::into("deal_past", &columns);
    for before in &history.before {
        let deal = &history.deals[before.deal];
        pasts
            .row()
            .set(deal.id)
            .set(before.until)
            .set(deal.value.amount)
            .set(deal.value.currency)
            .set(deal.owner_id)
            .set(deal.source_id)
            .set(before.expected_close.map(|day| day.to_string()));
    }
    conn.insert(pasts).await?;
    Ok(())
}

/// The log itself knows only the actor of a transaction; these were written by many.
async fn events(conn: Conn<'_>, rows: &[EventRow]) -> Result<()> {
    let ids = base::Ids::counted();
    write_events(conn, rows, |at| ids.next(at)).await
}

/// Events beside those of the history.
pub async fn tell(tx: &Tx, rows: &[EventRow]) -> Result<()> {
    write_events(tx.conn(), rows, |_| tx.new_id()).await
}

async fn write_events(
    conn: Conn<'_>,
    rows: &[EventRow],
    next_id: impl Fn(Time) -> Uuid,
) -> Result<()> {
    let columns = [
        "id",
        "at",
        "kind",
        "actor_id",
        "owner_id",
        "deal_id",
        "company_id",
        "contact_id",
        "payload",
    ];
    let mut insert = Insert::into("events", &columns);
    for row in rows {
        insert
            .row()
            .set(next_id(row.at))
            .set(row.at)
            .set(row.kind)
            .set(row.by)
            .set(row.owner)
            .set(row.deal)
            .set(row.company)
            .set(row.contact)
            .set(row.payload.to_string());
    }
    conn.insert(insert).await?;
    Ok(())
}

//! A company with very many deals.

use std::time::Instant;

use api::Workspace;
use base::{Actor, Currency, Ids, Lang, Money, Role, Time, Uuid};
use crm::companies::model::CompanyFacts;
use crm::companies::store::CompanyRow;
use crm::contacts::model::ContactFacts;
use crm::contacts::points::{Point, PointKind, PointLabel};
use crm::contacts::store::ContactRow;
use crm::deals::model::Status;
use crm::deals::store::{ChangeRow, DealDoc, DealRow};
use crm::dictionaries::model::Dictionary;
use crm::pipelines::Pipeline;
use crm::{companies, contacts, deals};
use db::{Db, Insert, Tx};
use identity::users::store::UserRow;
use serde_json::json;

use crate::chance::Dice;
use crate::names::{GOODS, NAMES, PLACES, REASONS, SOURCES, SURNAMES, TRADES};

const OWNERS: usize = 50;
const TEAMS: usize = 8;
/// Rows that are put together before they are written.
const AT_ONCE: usize = 5_000;
pub const DAYS: i64 = 540;

#[derive(Debug)]
pub struct Filler<'a> {
    db: &'a Db,
    dice: Dice,
    now: Time,
    owners: Vec<Uuid>,
    sources: Vec<Uuid>,
    reasons: Vec<Uuid>,
    pipelines: Vec<Pipeline>,
}

impl<'a> Filler<'a> {
    pub async fn new(db: &'a Db) -> anyhow::Result<Self> {
        let tx = db.begin(Actor::system()).await?;
        let workspace = Workspace {
            name: "Большая компания".to_owned(),
            ..Workspace::default()
        };
        workspace.save(&tx).await?;
        let owners = people(&tx).await?;
        let first = crm::pipelines::create_default(&tx, Lang::Ru).await?;
        let second = crm::pipelines::create_default(&tx, Lang::Ru).await?;
        let sources = dictionary(&tx, Dictionary::Sources, &SOURCES).await?;
        let reasons = dictionary(&tx, Dictionary::LostReasons, &REASONS).await?;
        let now = tx.now();
        tx.commit().await?;
        Ok(Self {
            db,
            dice: Dice::new(7),
            now,
            owners,
            sources,
            reasons,
            pipelines: vec![first, second],
        })
    }

    pub async fn run(mut self, deals: usize) -> anyhow::Result<Vec<(&'static str, usize, f64)>> {
        let mut rates = Vec::new();
        let start = Instant::now();
        let companies = self.companies(deals / 5).await?;
        rates.push(("companies", companies.len(), start.elapsed().as_secs_f64()));
        let start = Instant::now();
        let contacts = self.contacts(deals / 4, &companies).await?;
        rates.push(("contacts", contacts.len(), start.elapsed().as_secs_f64()));
        let start = Instant::now();
        self.deals(deals, &companies, &contacts).await?;
        rates.push((
            "deals, 3 changes and 3 events each",
            deals,
            start.elapsed().as_secs_f64(),
        ));
        for (what, count, seconds) in &rates {
            println!(
                "{what}: {count} in {seconds:.1} s, {:.0} a second",
                *count as f64 / seconds
            );
        }
        Ok(rates)
    }

    fn at(&self, index: usize, of: usize) -> Time {
        let span = DAYS * base::time::DAY_MS;
        Time(self.now.0 - span + (span as f64 * index as f64 / of.max(1) as f64) as i64)
    }

    async fn companies(&mut self, count: usize) -> anyhow::Result<Vec<(Uuid, String)>> {
        let mut made = Vec::with_capacity(count);
        let mut from = 0;
        while from < count {
            let rows: Vec<CompanyRow> = (from..count.min(from + AT_ONCE))
                .map(|index| {
                    let at = self.at(index, count);
                    let name = format!(
                        "ООО «{}{} {index}»",
                        self.dice.pick(&PLACES),
                        self.dice.pick(&TRADES)
                    );
                    let facts = CompanyFacts {
                        name,
                        inn: Some(format!("{:010}", 7_700_000_000 + index)),
                        industry: Some((*self.dice.pick(&TRADES)).to_owned()),
                        owner_id: Some(*self.dice.pick(&self.owners)),
                        ..CompanyFacts::default()
                    };
                    CompanyRow::new(self.db.ids.next(at), facts, at, at)
                })
                .collect();
            let tx = self.db.begin(Actor::system()).await?;
            companies::store::insert_many(tx.conn(), &rows).await?;
            tx.commit().await?;
            from += rows.len();
            made.extend(rows.into_iter().map(|row| (row.id, row.facts.name)));
        }
        Ok(made)
    }

    async fn contacts(
        &mut self,
        count: usize,
        companies: &[(Uuid, String)],
    ) -> anyhow::Result<Vec<Uuid>> {
        let mut made = Vec::with_capacity(count);
        let mut from = 0;
        while from < count {
            let rows: Vec<ContactRow> = (from..count.min(from + AT_ONCE))
                .map(|index| {
                    let at = self.at(index, count);
                    let phone = format!("+79{:09}", 100_000_000 + index);
                    let facts = ContactFacts {
                        last_name: (*self.dice.pick(&SURNAMES)).to_owned(),
                        first_name: (*self.dice.pick(&NAMES)).to_owned(),
                        company_id: Some(companies[self.dice.below(companies.len())].0),
                        owner_id: Some(*self.dice.pick(&self.owners)),
                        points: vec![Point {
                            kind: PointKind::Phone,
                            value: phone.clone(),
                            raw: phone,
                            label: PointLabel::Mobile,
                        }],
                        ..ContactFacts::default()
                    };
                    ContactRow::new(self.db.ids.next(at), facts, at, at)
                })
                .collect();
            let tx = self.db.begin(Actor::system()).await?;
            contacts::store::insert_many(tx.conn(), &rows).await?;
            tx.commit().await?;
            from += rows.len();
            made.extend(rows.iter().map(|row| row.id));
        }
        Ok(made)
    }

    async fn deals(
        &mut self,
        count: usize,
        companies: &[(Uuid, String)],
        contacts: &[Uuid],
    ) -> anyhow::Result<()> {
        let mut from = 0;
        while from < count {
            let until = count.min(from + AT_ONCE);
            let mut part = Part::default();
            for index in from..until {
                self.deal(index, count, companies, contacts, &mut part);
            }
            let tx = self.db.begin(Actor::system()).await?;
            let conn = tx.conn();
            deals::store::insert_many(conn, &part.deals).await?;
            deals::store::insert_changes_many(conn, &part.changes).await?;
            deals::store::insert_contacts(conn, &part.contacts).await?;
            let docs: Vec<DealDoc<'_>> = part
                .deals
                .iter()
                .zip(&part.companies)
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
            conn.insert(part.events(&self.db.ids)).await?;
            tx.commit().await?;
            from = until;
            if from % 100_000 == 0 {
                println!("  {from} deals");
            }
        }
        Ok(())
    }

    /// Three changes: created on the first stage, moved on, and then moved again, won or lost.
    fn deal(
        &mut self,
        index: usize,
        of: usize,
        companies: &[(Uuid, String)],
        contacts: &[Uuid],
        part: &mut Part,
    ) {
        let created = self.at(index, of);
        let later = |dice: &mut Dice, from: Time| {
            Time((from.0 + dice.below(20 * 86_400_000) as i64).min(self.now.0))
        };
        let moved = later(&mut self.dice, created);
        let ended = later(&mut self.dice, moved);
        let pipeline = &self.pipelines[usize::from(self.dice.below(10) >= 7)];
        let (company, company_name) = &companies[self.dice.below(companies.len())];
        let owner = *self.dice.pick(&self.owners);
        let middle = 1 + self.dice.below(3);
        let (status, last) = match self.dice.below(100) {
            0..60 => (Status::Lost, middle),
            60..72 => (Status::Won, 5),
            _ => (Status::Open, (middle + 1).min(4)),
        };
        let stage = &pipeline.stages[last];
        let reason = (status == Status::Lost).then(|| *self.dice.pick(&self.reasons));
        let currency = if self.dice.below(20) == 0 {
            "USD"
        } else {
            "RUB"
        };
        let id = self.db.ids.next(created);
        let open = status == Status::Open;
        part.deals.push(DealRow {
            id,
            title: format!("{} № {index} — {company_name}", self.dice.pick(&GOODS)),
            value: Money::new(
                100 * (1_000 + self.dice.below(5_000_000) as i64),
                Currency::parse(currency).unwrap_or(Currency::RUB),
            ),
            company_id: Some(*company),
            owner_id: Some(owner),
            source_id: Some(*self.dice.pick(&self.sources)),
            pipeline_id: pipeline.id,
            stage_id: stage.id,
            status,
            stage_entered_at: if status == Status::Lost { moved } else { ended },
            reached_stage_id: stage.id,
            reached_kind: stage.kind.rank(),
            expected_close: None,
            next_step: open.then(|| "Позвонить".to_owned()),
            next_step_at: open.then(|| Time(ended.0 + 10 * base::time::DAY_MS)),
            won_at: (status == Status::Won).then_some(ended),
            lost_at: (status == Status::Lost).then_some(ended),
            lost_reason_id: reason,
            lost_note: None,
            last_activity_at: ended,
            external_id: None,
            created_at: created,
            updated_at: ended,
            version: 3,
        });
        part.companies.push(company_name.clone());
        part.contacts
            .push((id, contacts[self.dice.below(contacts.len())], "Решает", 0));
        let way = [
            (created, 0, Status::Open),
            (moved, middle, Status::Open),
            (ended, last, status),
        ];
        let mut was: Option<(usize, Status)> = None;
        for (at, to, status_then) in way {
            let to_stage = &pipeline.stages[to];
            part.changes.push(ChangeRow {
                deal_id: id,
                from_stage_id: was.map(|(stage, _)| pipeline.stages[stage].id),
                to_stage_id: to_stage.id,
                from_status: was.map(|(_, status)| status),
                to_status: status_then,
                lost_reason_id: reason.filter(|_| status_then == Status::Lost),
                at,
                by_id: Some(owner),
                recorded_at: at,
            });
            let kind = match (was, status_then) {
                (None, _) => "deal.created",
                (_, Status::Won) => "deal.won",
                (_, Status::Lost) => "deal.lost",
                _ => "deal.moved",
            };
            let payload = json!({ "to_stage_id": to_stage.id, "to_stage": to_stage.name });
            part.told.push((at, kind, owner, id, payload.to_string()));
            was = Some((to, status_then));
        }
    }
}

/// Some thousand deals with all that belongs to them.
#[derive(Default)]
struct Part {
    deals: Vec<DealRow>,
    companies: Vec<String>,
    changes: Vec<ChangeRow>,
    contacts: Vec<(Uuid, Uuid, &'static str, i64)>,
    told: Vec<(Time, &'static str, Uuid, Uuid, String)>,
}

impl Part {
    fn events(self, ids: &Ids) -> Insert {
        let columns = [
            "id", "at", "kind", "actor_id", "owner_id", "deal_id", "payload",
        ];
        let mut insert = Insert::into("events", &columns);
        for (at, kind, owner, deal, payload) in self.told {
            insert
                .row()
                .set(ids.next(at))
                .set(at)
                .set(kind)
                .set(owner)
                .set(owner)
                .set(deal)
                .set(payload);
        }
        insert
    }
}

async fn people(tx: &Tx) -> anyhow::Result<Vec<Uuid>> {
    let (conn, now) = (tx.conn(), tx.now());
    let mut teams = Insert::into("teams", &["id", "name", "created_at", "version"]);
    let team_ids: Vec<Uuid> = (0..TEAMS).map(|_| tx.new_id()).collect();
    for (number, id) in team_ids.iter().enumerate() {
        teams
            .row()
            .set(id)
            .set(format!("Отдел {number}"))
            .set(now)
            .set(1_i64);
    }
    conn.insert(teams).await?;
    let mut owners = Vec::new();
    for number in 0..=OWNERS {
        let role = if number == OWNERS {
            Role::Owner
        } else {
            Role::Salesperson
        };
        let row = UserRow {
            id: tx.new_id(),
            email: format!("user{number}@bench.example"),
            name: format!(
                "{} {}",
                SURNAMES[number % SURNAMES.len()],
                NAMES[number % NAMES.len()]
            ),
            role: role.as_str().to_owned(),
            visibility: role.default_visibility().as_str().to_owned(),
            team_id: (role == Role::Salesperson).then(|| team_ids[number % TEAMS]),
            // Nobody logs in with a password here.
            password_hash: String::new(),
            lang: "ru".to_owned(),
            active: true,
            created_at: now.0,
            version: 1,
        };
        identity::users::store::insert(conn, &row).await?;
        if role == Role::Salesperson {
            owners.push(row.id);
        }
    }
    Ok(owners)
}

async fn dictionary(tx: &Tx, dictionary: Dictionary, names: &[&str]) -> anyhow::Result<Vec<Uuid>> {
    let ids = crm::dictionaries::actions::find_or_create(tx, dictionary, names).await?;
    Ok(ids.into_values().collect())
}

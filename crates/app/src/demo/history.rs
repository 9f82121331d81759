//! What was written down while the deals lived: companies, people, deals.

use base::{Currency, Ids, Money, Time, Uuid};
use chrono::NaiveDate;
use crm::companies::model::CompanyFacts;
use crm::companies::store::CompanyRow;
use crm::contacts::model::ContactFacts;
use crm::contacts::points::{Point, PointKind, PointLabel};
use crm::contacts::store::ContactRow;
use crm::deals::model::Status;
use crm::deals::store::DealRow;
use crm::pipelines::{Pipeline, Stage};
use serde_json::json;

use super::calendar::Calendar;
use super::clients::{Client, Clients, Person};
use super::dice::Dice;
use super::lives::{self, End, Life, PURCHASE, Step, Way};
use super::store::{Before, EventRow, History};
use super::words::{LOST_NOTES, NEXT_STEPS, PRODUCTS, TAGS};

const DEALS: usize = 3000;
/// Of the deals, so many are with a company that is new.
const NEW_COMPANIES: f64 = 0.3;
/// Deals from the site, the ads and the webinars are entered by the marketer.
const MARKETER: usize = 9;
const MARKETED: [usize; 3] = [0, 1, 5];

/// What the database already holds when the story begins.
#[derive(Debug)]
pub struct House {
    pub users: Vec<Uuid>,
    pub pipeline: Pipeline,
    pub sources: Vec<Uuid>,
    pub reasons: Vec<Uuid>,
    pub tags: Vec<Uuid>,
}

/// A company as the story knows it.
#[derive(Debug)]
struct Known {
    client: Client,
    id: Uuid,
    contacts: Vec<Uuid>,
    bought_at: Option<Time>,
}

#[derive(Debug)]
pub struct Writer<'a> {
    pub house: &'a House,
    pub calendar: Calendar,
    pub way: Way,
    pub ids: Ids,
    pub dice: Dice,
    /// When salespeople thought that deals would close.
    pub hopes: Dice,
    pub history: History,
}

/// Lets the company work for eighteen months up to the calendar's now.
pub fn write(house: &House, calendar: Calendar, ids: Ids) -> History {
    let kinds = house
        .pipeline
        .stages
        .iter()
        .map(|stage| stage.kind as usize);
    let mut writer = Writer {
        house,
        calendar,
        way: Way(kinds.collect()),
        ids,
        dice: Dice::new(5),
        hopes: Dice::new(6),
        history: History::default(),
    };
    let (mut arrivals, mut life_dice, mut who) = (Dice::new(1), Dice::new(2), Dice::new(3));
    let mut clients = Clients::new(Dice::new(4));
    let mut known: Vec<Known> = Vec::new();
    for at in lives::arrivals(&mut arrivals, &calendar, DEALS) {
        let is_new = known.is_empty() || who.chance(NEW_COMPANIES);
        // Those who came first come again more often.
        let old = (who.unit().powf(1.3) * known.len() as f64) as usize;
        let buyer = !is_new && known[old].bought_at.is_some_and(|bought| bought < at);
        let life = lives::live(&mut life_dice, &calendar, &writer.way, at, buyer);
        let company = if is_new {
            known.push(writer.meet(clients.next(), &life));
            known.len() - 1
        } else {
            old
        };
        let company = &mut known[company];
        writer.deal(company, &life);
        company.bought_at = company.bought_at.or(life.won_at(&writer.way));
    }
    writer.history.events.sort_by_key(|event| event.at);
    writer.history.changes.sort_by_key(|change| change.at);
    writer.history
}

impl Writer<'_> {
    pub fn stage(&self, index: usize) -> &Stage {
        &self.house.pipeline.stages[index]
    }

    /// Who writes a new deal down.
    pub fn enters(&self, life: &Life) -> Uuid {
        let marketed = MARKETED.contains(&life.source);
        self.house.users[if marketed { MARKETER } else { life.owner }]
    }

    /// The company and its people are written down with their first deal.
    fn meet(&mut self, client: Client, life: &Life) -> Known {
        let at = life.created();
        let (owner, by) = (self.house.users[life.owner], self.enters(life));
        let id = self.ids.next(at);
        let facts = CompanyFacts {
            name: client.name.clone(),
            inn: client.inn.clone(),
            kpp: client.kpp.clone(),
            ogrn: client.ogrn.clone(),
            phone: client.phone.clone(),
            email: client.email.clone(),
            website: client.website.clone(),
            address: client.address.clone(),
            industry: Some(client.industry.to_owned()),
            employees: Some(client.employees),
            owner_id: Some(owner),
            external_id: None,
        };
        self.history
            .companies
            .push(CompanyRow::new(id, facts, at, at));
        let named = json!({ "name": client.name });
        let mut event = EventRow::new(at, "company.created", by, owner, named);
        event.company = Some(id);
        self.history.events.push(event);
        let mut contacts = Vec::new();
        for (index, person) in client.people.iter().enumerate() {
            // The others turn up in the days that follow.
            let later = self.dice.log_normal(6.0, 0.8);
            let met = if index == 0 {
                at
            } else {
                self.calendar.after(at, later)
            };
            if met > self.calendar.now {
                break;
            }
            let facts = ContactFacts {
                last_name: person.last.clone(),
                first_name: person.first.clone(),
                middle_name: person.middle.clone(),
                job_title: Some(person.post.to_owned()),
                company_id: Some(id),
                owner_id: Some(owner),
                external_id: None,
                points: points(person),
            };
            let contact = ContactRow::new(self.ids.next(met), facts, met, met);
            let named = json!({ "name": contact.facts.name() });
            let mut event = EventRow::new(met, "contact.created", by, owner, named);
            event.contact = Some(contact.id);
            self.history.events.push(event);
            contacts.push(contact.id);
            self.history.contacts.push(contact);
        }
        Known {
            client,
            id,
            contacts,
            bought_at: None,
        }
    }

    fn deal(&mut self, company: &Known, life: &Life) {
        let (created, last) = (life.created(), *life.last());
        let kind = self.way.0[last.stage];
        let (next_step, next_step_at) = self.next_step(life, kind);
        let mut deal = DealRow {
            id: self.ids.next(created),
            title: format!("{} — {}", PRODUCTS[life.product].0, company.client.short),
            value: Money::new(
                life.amount,
                Currency::parse(life.currency).unwrap_or(Currency::RUB),
            ),
            company_id: Some(company.id),
            owner_id: Some(self.house.users[life.owner]),
            source_id: Some(self.house.sources[life.source]),
            pipeline_id: self.house.pipeline.id,
            stage_id: self.stage(last.stage).id,
            status: match life.end {
                End::Open => Status::Open,
                End::Won => Status::Won,
                End::Lost => Status::Lost,
            },
            stage_entered_at: life.entered(),
            reached_stage_id: self.stage(life.furthest()).id,
            reached_kind: self.stage(life.furthest()).kind.rank(),
            expected_close: None,
            next_step: next_step.map(str::to_owned),
            next_step_at,
            won_at: life.won_at(&self.way),
            lost_at: None,
            lost_reason_id: None,
            lost_note: None,
            last_activity_at: last.at,
            external_id: None,
            created_at: created,
            updated_at: last.at,
            version: life.changes.len() as i64,
        };
        self.expect(&mut deal, life, kind);
        if let Step::Lost { reason } = last.step {
            deal.lost_at = Some(last.at);
            deal.lost_reason_id = Some(self.house.reasons[reason]);
            let note = *self.dice.pick(LOST_NOTES);
            deal.lost_note = (!note.is_empty()).then(|| note.to_owned());
        }
        let people = if self.dice.chance(0.35) { 2 } else { 1 };
        let contacts = company.contacts.iter().zip(&company.client.people);
        for (place, (contact, person)) in (0..).zip(contacts.take(people)) {
            let row = (deal.id, *contact, person.part, place);
            self.history.deal_contacts.push(row);
        }
        for (tag, (_, share)) in self.house.tags.iter().zip(TAGS) {
            if self.dice.chance(*share) {
                self.history.deal_tags.push((deal.id, *tag));
            }
        }
        self.diary(&mut deal, life);
        self.history
            .deal_companies
            .push(company.client.name.clone());
        self.history.deals.push(deal);
    }

    /// Most open deals have a next step; some of these are overdue, and forgotten deals have none.
    fn next_step(&mut self, life: &Life, kind: usize) -> (Option<&'static str>, Option<Time>) {
        if life.end != End::Open || life.forgotten || self.dice.chance(0.12) {
            return (None, None);
        }
        let text = *self.dice.pick(NEXT_STEPS[kind]);
        let (late, days) = (self.dice.chance(0.22), self.dice.log_normal(3.0, 0.75));
        let at = if late {
            let ago = days * base::time::DAY_MS as f64;
            Time((self.calendar.now.0 - ago as i64).max(life.last().at.0))
        } else {
            self.calendar.after(self.calendar.now, days)
        };
        let half_an_hour = 1_800_000;
        (Some(text), Some(Time(at.0 - at.0.rem_euclid(half_an_hour))))
    }

    /// On most stages the salesperson says anew when the deal will close, and keeps it until saying otherwise.
    fn expect(&mut self, deal: &mut DealRow, life: &Life, kind: usize) {
        let said = life.changes.split_last().map_or(&[][..], |(_, said)| said);
        for change in said {
            let (kind, at) = (self.way.0[change.stage], change.at);
            if kind >= PURCHASE {
                return;
            }
            let hoped = expected_close(&mut self.hopes, &self.calendar, kind, at);
            self.say(deal, at, hoped);
        }
        if life.end == End::Open {
            let at = life.last().at;
            let hoped = expected_close(&mut self.dice, &self.calendar, kind, at);
            self.say(deal, at, hoped);
        }
    }

    fn say(&mut self, deal: &mut DealRow, at: Time, hoped: Option<NaiveDate>) {
        let Some(hoped) = hoped else { return };
        let before = Before {
            deal: self.history.deals.len(),
            until: at,
            expected_close: deal.expected_close,
        };
        self.history.before.push(before);
        deal.expected_close = Some(hoped);
    }
}

fn expected_close(
    dice: &mut Dice,
    calendar: &Calendar,
    kind: usize,
    at: Time,
) -> Option<NaiveDate> {
    if kind == 0 || dice.chance(0.2) {
        return None;
    }
    let days = [30.0, 25.0, 20.0, 12.0, 5.0, 5.0][kind];
    let at = calendar.after(at, dice.log_normal(days, 0.5));
    Some(calendar.day(at))
}

fn points(person: &Person) -> Vec<Point> {
    let point = |kind, value: &String, label| Point {
        kind,
        value: value.clone(),
        raw: value.clone(),
        label,
    };
    let mut points = vec![point(PointKind::Phone, &person.mobile, PointLabel::Mobile)];
    let work = person.work.as_ref();
    points.extend(work.map(|phone| point(PointKind::Phone, phone, PointLabel::Work)));
    let email = person.email.as_ref();
    points.extend(email.map(|email| point(PointKind::Email, email, PointLabel::Work)));
    points
}

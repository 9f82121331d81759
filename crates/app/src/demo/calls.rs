//! The telephone of the demo company: the talks of the last weeks, and who was missed.

use std::collections::HashMap;

use base::{Result, Role, Time, Uuid};
use chrono::Days;
use connect::telephony::model::{Direction, Outcome, Provider, State};
use connect::telephony::sign;
use connect::telephony::store::calls::{self, CallRow, LegRow};
use connect::telephony::store::{self as exchanges, AccountRow};
use crm::activities::store::ActivityRow;
use crm::activities::{self, NewActivity};
use crm::contacts::points::PointKind;
use crm::deals::model::Status;
use crm::tasks::model::TaskFacts;
use crm::tasks::store::TaskRow;
use db::Tx;
use serde_json::json;

use super::calendar::Calendar;
use super::dice::Dice;
use super::history::House;
use super::people::PEOPLE;
use super::store::{EventRow, History};

/// So many days back, and so many calls a working day.
const DAYS: u64 = 30;
const A_DAY: usize = 7;
/// The last missed clients still wait to be called back.
const WAITING: usize = 3;
/// No call takes longer.
const LONGEST_MS: i64 = 15 * 60_000;
const OUR_NUMBER: &str = "+74951200777";

/// What is written once the deals are there.
#[derive(Debug)]
pub struct Calls {
    account: AccountRow,
    extensions: Vec<(String, Uuid)>,
    told: Vec<(CallRow, LegRow)>,
}

/// Somebody to talk to.
struct Client {
    deal: usize,
    contact: Uuid,
    name: String,
    phone: String,
    owner: Uuid,
}

/// How a call went.
struct Way {
    at: Time,
    direction: Direction,
    outcome: Outcome,
    task_id: Option<Uuid>,
}

/// Tells of calls on open deals, with their activities and tasks.
pub fn write(tx: &Tx, house: &House, history: &mut History, calendar: Calendar) -> Calls {
    let parts: Vec<String> = (0..3).map(|_| tx.new_id().to_string()).collect();
    let account = AccountRow {
        id: tx.new_id(),
        key: "demo".to_owned() + &tx.new_id().simple().to_string()[20..],
        name: "Офисная АТС".to_owned(),
        provider: Provider::Generic.as_str().to_owned(),
        secret: sign::secret(&parts),
        api_key: None,
        archived: false,
        version: 1,
    };
    let sellers = PEOPLE
        .iter()
        .zip(&house.users)
        .filter(|(person, _)| matches!(person.role, Role::Salesperson | Role::HeadOfSales));
    let extensions: Vec<(String, Uuid)> = (101..)
        .zip(sellers)
        .map(|(number, (_, user))| (number.to_string(), *user))
        .collect();
    let mut told = Calls {
        account,
        extensions,
        told: Vec::new(),
    };
    let clients = clients(history);
    let mut dice = Dice::new(21);
    let moments = moments(&calendar, &mut dice);
    for (index, at) in moments.iter().enumerate() {
        let known = |client: &&Client| history.deals[client.deal].created_at <= *at;
        let known: Vec<&Client> = clients.iter().filter(known).collect();
        if known.is_empty() {
            continue;
        }
        let client = known[dice.below(known.len())];
        let waits = index + WAITING >= moments.len();
        let (direction, outcome) = match dice.unit() {
            _ if waits => (Direction::In, Outcome::Missed),
            ..0.12 => (Direction::In, Outcome::Missed),
            ..0.45 => (Direction::In, Outcome::Answered),
            ..0.88 => (Direction::Out, Outcome::Answered),
            ..0.94 => (Direction::Out, Outcome::Busy),
            _ => (Direction::Out, Outcome::Missed),
        };
        let missed = direction == Direction::In && outcome == Outcome::Missed;
        let way = Way {
            at: *at,
            direction,
            outcome,
            task_id: (missed && waits).then(|| call_back(tx, history, client, *at)),
        };
        told.call(tx, history, client, way, &mut dice);
        let back = Time(at.0 + 60_000 * (4 + dice.below(40) as i64));
        if missed && !waits && back.0 + LONGEST_MS < calendar.now.0 {
            let way = Way {
                at: back,
                direction: Direction::Out,
                outcome: Outcome::Answered,
                task_id: None,
            };
            told.call(tx, history, client, way, &mut dice);
        }
    }
    history.events.sort_by_key(|event| event.at);
    told
}

/// The first contact of each open deal.
fn clients(history: &History) -> Vec<Client> {
    let phones: HashMap<Uuid, (String, &str)> = history
        .contacts
        .iter()
        .filter_map(|row| {
            let phone = |point: &&crm::contacts::points::Point| point.kind == PointKind::Phone;
            let point = row.facts.points.iter().find(phone)?;
            Some((row.id, (row.facts.name(), point.value.as_str())))
        })
        .collect();
    let mut firsts: HashMap<Uuid, Uuid> = HashMap::new();
    for (deal, contact, _, _) in &history.deal_contacts {
        firsts.entry(*deal).or_insert(*contact);
    }
    let of_deal = |(index, deal): (usize, &crm::deals::store::DealRow)| {
        let contact = *firsts.get(&deal.id)?;
        let (name, phone) = phones.get(&contact)?;
        Some(Client {
            deal: index,
            contact,
            name: name.clone(),
            phone: base::phone::normalise(phone)?,
            owner: deal.owner_id?,
        })
    };
    let open = history.deals.iter().enumerate();
    open.filter(|(_, deal)| deal.status == Status::Open)
        .filter_map(of_deal)
        .collect()
}

/// When the telephone rang, the oldest first.
fn moments(calendar: &Calendar, dice: &mut Dice) -> Vec<Time> {
    let today = calendar.day(calendar.now);
    let mut moments: Vec<Time> = (0..DAYS)
        .filter_map(|ago| today.checked_sub_days(Days::new(ago)))
        .filter(|day| Calendar::works(*day))
        .flat_map(|day| [day; A_DAY])
        .map(|day| calendar.some_time(day, dice))
        .filter(|at| at.0 + LONGEST_MS < calendar.now.0)
        .collect();
    moments.sort();
    moments
}

/// The task that a missed client makes.
fn call_back(tx: &Tx, history: &mut History, client: &Client, at: Time) -> Uuid {
    let deal = &history.deals[client.deal];
    let title = format!("Перезвонить: {}, {}", client.name, client.phone);
    let due = Time(at.0 + 3_600_000);
    let facts = TaskFacts {
        title: title.clone(),
        due_at: Some(due.0),
        assignee_id: Some(client.owner),
        deal_id: Some(deal.id),
        company_id: deal.company_id,
        contact_id: Some(client.contact),
        ..TaskFacts::default()
    };
    let task = TaskRow::new(tx.new_id(), facts, None, at);
    let payload = json!({ "task_id": task.id, "title": title, "due_at": due });
    let mut event = EventRow::new(at, "task.added", client.owner, client.owner, payload);
    event.deal = Some(deal.id);
    let id = task.id;
    history.events.push(event);
    history.tasks.push(task);
    id
}

impl Calls {
    /// A call, its telephone, and what of it stands on the deal's timeline.
    fn call(&mut self, tx: &Tx, history: &mut History, client: &Client, way: Way, dice: &mut Dice) {
        let Way {
            at,
            direction,
            outcome,
            task_id,
        } = way;
        let talked = outcome == Outcome::Answered;
        let wait = 4 + dice.below(20) as i64;
        let talk = if talked {
            dice.log_normal(95.0, 0.75).min(780.0) as i64
        } else {
            0
        };
        let ended = Time(at.0 + (wait + talk) * 1000);
        let deal = &mut history.deals[client.deal];
        if talked {
            deal.last_activity_at = deal.last_activity_at.max(ended);
        }
        let by = (direction == Direction::Out || talked).then_some(client.owner);
        let id = tx.new_id();
        let new = NewActivity {
            direction: activities::Direction::parse(direction.as_str()),
            outcome: activities::Outcome::parse(outcome.as_str()),
            seconds: Some(talk),
            deal_id: Some(deal.id),
            company_id: deal.company_id,
            contact_id: Some(client.contact),
            by_id: by,
            external_key: Some(format!("call:{id}")),
            ..NewActivity::new(activities::Kind::Call, at)
        };
        let activity = ActivityRow::new(tx.new_id(), new, ended);
        history
            .events
            .push(EventRow::logged(&activity, client.owner));
        let extension = self
            .extensions
            .iter()
            .find(|(_, user)| *user == client.owner);
        let answered = talked.then_some(at.0 + wait * 1000);
        let leg = LegRow {
            leg_key: "1".to_owned(),
            extension: extension.map(|(number, _)| number.clone()),
            user_id: Some(client.owner),
            rang_at: at.0,
            answered_at: answered,
            ended_at: Some(ended.0),
        };
        let row = CallRow {
            id,
            account_id: self.account.id,
            call_key: id.to_string(),
            direction: direction.as_str().to_owned(),
            phone: Some(client.phone.clone()),
            our_number: Some(OUR_NUMBER.to_owned()),
            state: State::Ended.as_str().to_owned(),
            outcome: Some(outcome.as_str().to_owned()),
            started_at: at.0,
            answered_at: answered,
            ended_at: Some(ended.0),
            talk_seconds: talk,
            wait_seconds: wait,
            recording_url: None,
            user_id: by,
            user_name: None,
            owner_id: Some(client.owner),
            contact_id: Some(client.contact),
            contact_name: None,
            contact_owner_id: None,
            company_id: deal.company_id,
            company_name: None,
            company_owner_id: None,
            deal_id: Some(deal.id),
            deal_title: None,
            deal_owner_id: None,
            decided: false,
            activity_id: Some(activity.id),
            task_id,
            settled_at: Some(ended.0),
            trial: false,
            last_event_at: ended.0,
            version: 1,
        };
        history.activities.push(activity);
        self.told.push((row, leg));
    }

    /// Writes the exchange and its calls; their deals, activities and tasks are there.
    pub async fn save(&self, tx: &Tx) -> Result<()> {
        exchanges::insert_account(tx.conn(), &self.account, tx.now()).await?;
        exchanges::put_extensions(tx.conn(), self.account.id, &self.extensions).await?;
        for (call, leg) in &self.told {
            calls::insert(tx.conn(), call).await?;
            calls::put_legs(tx.conn(), call.id, std::slice::from_ref(leg)).await?;
        }
        Ok(())
    }
}

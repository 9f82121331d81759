//! The second stage of the demo's funnel: first contacts, some of them late, answers to the questions, and deals
//! that were put back. One salesperson answers slowly; who was answered fast is qualified somewhat more often.

use std::collections::HashMap;

use analyze::plans::model::{PlanItem, PlanMetric, PlanPeriod};
use base::time::DAY_MS;
use base::{Result, Time, Uuid, WorkHours};
use chrono::Days;
use crm::activities::store::ActivityRow;
use crm::activities::{Direction, Kind, NewActivity, Outcome};
use crm::deals::model::Status;
use crm::deals::store::{ChangeRow, DealRow};
use crm::marks::{Mark, store as marks};
use crm::pipelines::StageKind;
use db::Tx;
use qualify::deals::store::{AnswerRow, VerdictRow};
use qualify::first_contact::model::{Speed, State, mark};
use qualify::first_contact::settings::{Settings, SourceLimit};
use qualify::first_contact::store::ContactRow;
use qualify::questions::store::SetRow;

use super::calendar::Calendar;
use super::dice::Dice;
use super::history::House;
use super::store::{EventRow, History};
use super::words::SOURCES;

/// Limits of sources in minutes; nobody waits for an answer to a call of ours.
const LIMITS: [(&str, Option<i64>); 5] = [
    ("Сайт", Some(30)),
    ("Выставка", Some(540)),
    ("Вебинар", Some(240)),
    ("Тендерная площадка", Some(540)),
    ("Холодный звонок", None),
];
const USUAL: i64 = 60;
/// So many times longer than the others one salesperson takes.
const SLOW: (usize, f64) = (5, 3.5);
/// So many of the newest clients wait for an answer.
const WAITING: usize = 9;
/// Qualified leads of a month.
const GOAL: i64 = 95;
/// Questions were asked in so many last days.
const ASKED_DAYS: i64 = 240;
const MINUTE_MS: i64 = 60_000;

/// First contacts that are made up, to be written after the deals.
pub struct Made {
    contacts: Vec<ContactRow>,
    activities: Vec<ActivityRow>,
    /// When each deal left the stage where it began.
    left: HashMap<Uuid, ChangeRow>,
}

impl Made {
    /// Makes up who was answered when, with the events that tell of it.
    pub fn new(house: &House, history: &mut History, calendar: Calendar) -> Self {
        let mut dice = Dice::new(50);
        let ids = base::Ids::counted();
        let work = WorkHours::default();
        let mut left = HashMap::new();
        for change in &history.changes {
            if change.from_stage_id.is_some() {
                left.entry(change.deal_id).or_insert_with(|| change.clone());
            }
        }
        let mut made = Self {
            contacts: Vec::new(),
            activities: Vec::new(),
            left,
        };
        let mut newest: Vec<usize> = (0..history.deals.len())
            .filter(|index| {
                let deal = &history.deals[*index];
                is_early(house, deal) && limit(house, deal).is_some()
            })
            .filter(|index| !made.left.contains_key(&history.deals[*index].id))
            .collect();
        newest.sort_by_key(|index| std::cmp::Reverse(history.deals[*index].created_at));
        newest.truncate(WAITING);
        for index in 0..history.deals.len() {
            let deal = &mut history.deals[index];
            let Some(limit) = limit(house, deal) else {
                continue;
            };
            let due = work.add_working(deal.created_at, limit * MINUTE_MS, calendar.zone);
            let answer = match newest.contains(&index) {
                true => None,
                false => made.answered(house, deal, &calendar, &mut dice),
            };
            let early = is_early(house, deal);
            made.contacts.push(ContactRow {
                deal_id: deal.id,
                began_at: deal.created_at.0,
                due_at: due.0,
                state: match (answer, early) {
                    (Some(_), _) => State::Answered,
                    (None, true) => State::Waiting,
                    (None, false) => State::Dropped,
                }
                .as_str()
                .to_owned(),
                answered_at: answer.map(|at| at.0),
                answered_by: answer.and(deal.owner_id),
            });
            if let Some(at) = answer {
                deal.last_activity_at = deal.last_activity_at.max(at);
                let activity = talk(deal, ids.next(at), at, &mut dice);
                let owner = deal.owner_id.unwrap_or_default();
                history.events.push(EventRow::logged(&activity, owner));
                made.activities.push(activity);
            }
        }
        history.events.sort_by_key(|event| event.at);
        made
    }

    /// When a person reached the client; none: nobody did before the deal ended.
    fn answered(
        &self,
        house: &House,
        deal: &DealRow,
        calendar: &Calendar,
        dice: &mut Dice,
    ) -> Option<Time> {
        let left = self.left.get(&deal.id);
        let lost = left.is_some_and(|change| change.to_status == Status::Lost);
        let slow = deal.owner_id == Some(house.users[SLOW.0]);
        let typical = if lost { 62.0 } else { 27.0 } * if slow { SLOW.1 } else { 1.0 };
        let minutes = dice.log_normal(typical, 1.1);
        if lost && dice.chance(0.12) {
            return None;
        }
        let at = calendar.after(deal.created_at, minutes / (9.0 * 60.0));
        let end = left.map_or(calendar.now, |change| change.at);
        if at < end {
            return Some(at);
        }
        // Whoever went on was talked to before.
        let half = Time(i64::midpoint(deal.created_at.0, end.0));
        (!lost && left.is_some()).then_some(half)
    }

    /// Writes them with the answers to the questions and what was put back.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn write(
        self,
        tx: &Tx,
        house: &House,
        history: &History,
        calendar: Calendar,
    ) -> Result<()> {
        limits(house).save(tx).await?;
        crm::activities::store::insert_many(tx.conn(), &self.activities).await?;
        qualify::first_contact::store::put_many(tx.conn(), &self.contacts).await?;
        let work = WorkHours::default();
        let mut rows = Vec::with_capacity(self.contacts.len());
        let mut known = HashMap::new();
        for contact in &self.contacts {
            let took = contact.answered_at.map(|at| {
                let (from, to) = (Time(contact.began_at), Time(at));
                Speed::of(work.working_ms(from, to, calendar.zone))
            });
            let mark = mark(took);
            let id = ensured(tx, &mut known, &mark).await?;
            let at = contact.answered_at.unwrap_or(contact.began_at);
            rows.push((contact.deal_id, id, Time(at)));
        }
        marks::put(tx.conn(), &rows).await?;
        let set = qualify::questions::actions::create_default(tx, base::Lang::Ru).await?;
        asked(tx, house, history, &set, calendar).await?;
        goal(tx, calendar).await?;
        put_back(tx, history, calendar).await
    }
}

async fn ensured(tx: &Tx, known: &mut HashMap<String, Uuid>, mark: &Mark) -> Result<Uuid> {
    if let Some(id) = known.get(&mark.key) {
        return Ok(*id);
    }
    let id = marks::ensure(tx.conn(), tx.new_id(), mark, tx.now()).await?;
    known.insert(mark.key.clone(), id);
    Ok(id)
}

fn limits(house: &House) -> Settings {
    let sources = LIMITS.iter().filter_map(|(name, minutes)| {
        let place = SOURCES.iter().position(|(other, _, _)| other == name)?;
        Some(SourceLimit {
            source_id: house.sources[place],
            minutes: *minutes,
        })
    });
    Settings {
        usual_minutes: USUAL,
        sources: sources.collect(),
        ..Settings::default()
    }
}

fn limit(house: &House, deal: &DealRow) -> Option<i64> {
    limits(house).limit(deal.source_id)
}

/// Whether it is open and stands where clients are attracted or qualified.
fn is_early(house: &House, deal: &DealRow) -> bool {
    let stage = house.pipeline.stage(deal.stage_id);
    deal.status == Status::Open && stage.is_some_and(|stage| stage.kind <= StageKind::Qualify)
}

/// The call or the mail that answered.
fn talk(deal: &DealRow, id: Uuid, at: Time, dice: &mut Dice) -> ActivityRow {
    let call = dice.chance(0.72);
    let seconds = dice.log_normal(240.0, 0.7) as i64;
    let (kind, outcome, subject) = if call {
        (Kind::Call, Outcome::Answered, "Первый звонок")
    } else {
        (Kind::Mail, Outcome::Sent, "Ответ на обращение")
    };
    let new = NewActivity {
        direction: Some(Direction::Out),
        outcome: Some(outcome),
        subject: subject.to_owned(),
        seconds: call.then_some(seconds),
        deal_id: Some(deal.id),
        by_id: deal.owner_id,
        ..NewActivity::new(kind, at)
    };
    ActivityRow::new(id, new, at)
}

/// What clients of the last months answered: those who bought had more of it.
async fn asked(
    tx: &Tx,
    house: &House,
    history: &History,
    set: &SetRow,
    calendar: Calendar,
) -> Result<()> {
    let mut dice = Dice::new(51);
    let questions = set.questions()?;
    // How often the answer speaks for the client: of those who stayed, and of those who were lost.
    let odds = [(0.78, 0.5), (0.7, 0.55), (0.96, 0.72), (0.66, 0.42)];
    let mut put = Vec::new();
    let mut known = HashMap::new();
    for deal in &history.deals {
        let stage = house.pipeline.stage(deal.reached_stage_id);
        let asked = stage.is_some_and(|stage| stage.kind >= StageKind::Qualify);
        let recent = deal.created_at.0 > calendar.now.0 - ASKED_DAYS * DAY_MS;
        if !asked || !recent {
            continue;
        }
        let fresh = is_early(house, deal);
        for (question, (stayed, lost)) in questions.iter().zip(odds) {
            if !dice.chance(if fresh { 0.55 } else { 0.88 }) {
                continue;
            }
            let gone = deal.status == Status::Lost;
            let passed = deal.reached_kind > StageKind::Qualify.rank();
            let yes = (question.gate && passed) || dice.chance(if gone { lost } else { stayed });
            let word = if yes { "yes" } else { "no" };
            let at = calendar.after(deal.created_at, dice.log_normal(1.0, 0.5));
            let at = at.min(calendar.now);
            let row = AnswerRow {
                id: tx.new_id(),
                deal_id: deal.id,
                set_id: set.id,
                set_number: set.number,
                question: question.key.clone(),
                value: Some(word.to_owned()),
                speaks_for: Some(yes),
                proof: if dice.chance(0.3) {
                    "Сказали по телефону".to_owned()
                } else {
                    String::new()
                },
                contact_id: None,
                contact_name: None,
                by_id: deal.owner_id,
                by_name: None,
                at: at.0,
            };
            qualify::deals::store::insert_answer(tx.conn(), &row).await?;
            let mark = qualify::deals::actions::mark(question, yes);
            let id = ensured(tx, &mut known, &mark).await?;
            put.push((deal.id, id, at));
        }
    }
    marks::put(tx.conn(), &put).await?;
    Ok(())
}

/// What the company wants to reach this month.
async fn goal(tx: &Tx, calendar: Calendar) -> Result<()> {
    let item = PlanItem {
        metric: PlanMetric::QualifiedLeads,
        period: PlanPeriod::Month,
        starts_on: PlanPeriod::Month.first_day(calendar.day(calendar.now)),
        owner_id: None,
        team_id: None,
        pipeline_id: None,
        target: base::Patch::Set(GOAL),
    };
    analyze::plans::actions::set(tx, &[item]).await?;
    Ok(())
}

/// A few of those who could not buy yet come up again these days.
async fn put_back(tx: &Tx, history: &History, calendar: Calendar) -> Result<()> {
    let recent = |deal: &&DealRow| {
        let lost = deal.lost_at.map_or(0, |at| at.0);
        let days = (calendar.now.0 - lost) / DAY_MS;
        deal.status == Status::Lost && (40..150).contains(&days)
    };
    for (index, deal) in history
        .deals
        .iter()
        .filter(recent)
        .step_by(31)
        .take(7)
        .enumerate()
    {
        let today = calendar.day(calendar.now);
        let day = match index {
            0..4 => today - Days::new(index as u64 * 3),
            _ => today + Days::new(index as u64 * 4),
        };
        let row = VerdictRow {
            id: tx.new_id(),
            deal_id: deal.id,
            verdict: "recycled".to_owned(),
            score: 50,
            note: ["Бюджет будет в новом квартале", "Ждут решения по цеху"][index % 2].to_owned(),
            back_on: Some(day.to_string()),
            by_id: deal.owner_id,
            at: deal.lost_at.map_or(calendar.now.0, |at| at.0),
        };
        qualify::deals::store::insert_verdict(tx.conn(), &row).await?;
    }
    Ok(())
}

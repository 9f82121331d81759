//! How the demo company trains its people: a call script in two versions, of which the second qualifies more, a mail
//! script, and reviews of calls by the head of sales.

use std::collections::{BTreeMap, HashMap};

use base::time::DAY_MS;
use base::{Problem, Result, Time, Uuid};
use crm::activities::store::{self as activities, ActivityRow};
use crm::activities::{self as talks, Direction, NewActivity};
use crm::deals::model::Status;
use crm::deals::store::DealRow;
use crm::marks;
use crm::pipelines::StageKind;
use db::Tx;
use qualify::reviews::model::{Kind as Marked, Marks, score};
use qualify::reviews::store::{self as reviews, ReviewRow, SetRow};
use qualify::scripts::actions::mark;
use qualify::scripts::model::{Kind, Outcome, Step, find};
use qualify::scripts::runs::model::{Passed, ending};
use qualify::scripts::runs::store::{self as runs, RunRow};
use qualify::scripts::store::{self as scripts, ScriptRow, VersionRow};
use serde_json::json;

use super::calendar::Calendar;
use super::dice::Dice;
use super::history::House;
use super::people::PEOPLE;
use super::store::{EventRow, History, tell};

/// The head of sales, who reviews.
const HEAD: usize = 1;
/// So many days ago the first and the second version were published.
const FIRST: i64 = 240;
const SECOND: i64 = 75;

/// A version that is followed, and since when.
struct Followed<'a> {
    script: &'a ScriptRow,
    number: i64,
    steps: Vec<Step>,
    text: String,
    since: Time,
    until: Time,
    /// Of the deals that did not qualify, this share was talked to without the script.
    unlucky: f64,
}

pub async fn write(tx: &Tx, house: &House, history: &History, calendar: Calendar) -> Result<()> {
    let texts: BTreeMap<String, Vec<Step>> =
        serde_json::from_str(include_str!("scripts.json")).map_err(Problem::internal)?;
    let steps = |name: &str| texts.get(name).cloned().unwrap_or_default();
    let ago = |days: i64| Time(calendar.now.0 - days * DAY_MS);
    let head = house.users[HEAD];
    let call = script(tx, "Первый звонок по заявке", Kind::Call, ago(FIRST)).await?;
    version(tx, &call, (1, "", ago(FIRST)), &steps("call_1"), head).await?;
    let why = "Сначала задача, потом деньги";
    version(tx, &call, (2, why, ago(SECOND)), &steps("call_2"), head).await?;
    let mail = script(tx, "Первое письмо после заявки", Kind::Mail, ago(120)).await?;
    version(tx, &mail, (1, "", ago(120)), &steps("mail_1"), head).await?;
    let followed = |script, number, name: &str, (since, until), unlucky| -> Result<Followed<'_>> {
        Ok(Followed {
            script,
            number,
            steps: steps(name),
            text: serde_json::to_string(&steps(name)).map_err(Problem::internal)?,
            since,
            until,
            unlucky,
        })
    };
    let versions = [
        followed(&call, 1, "call_1", (ago(FIRST), ago(SECOND)), 0.1)?,
        followed(&call, 2, "call_2", (ago(SECOND), calendar.now), 0.55)?,
        followed(&mail, 1, "mail_1", (ago(120), calendar.now), 0.3)?,
    ];
    let mut writer = Writer {
        house,
        calendar,
        dice: Dice::new(60),
        qualified: qualified(house, history),
        calls: Vec::new(),
        runs: Vec::new(),
        events: Vec::new(),
    };
    for followed in &versions {
        let rows = writer.follow(tx, followed, &history.deals);
        let id = marks::store::ensure(
            tx.conn(),
            tx.new_id(),
            &mark(followed.script, followed.number),
            tx.now(),
        )
        .await?;
        let marked: Vec<_> = rows.iter().map(|(deal, at)| (*deal, id, *at)).collect();
        marks::store::put(tx.conn(), &marked).await?;
    }
    activities::insert_many(tx.conn(), &writer.calls).await?;
    runs::insert_many(tx.conn(), &writer.runs).await?;
    let reviewed = review(tx, house, calendar, &writer.calls).await?;
    writer.events.extend(reviewed);
    tell(tx, &writer.events).await
}

async fn script(tx: &Tx, name: &str, kind: Kind, at: Time) -> Result<ScriptRow> {
    let row = ScriptRow {
        id: tx.new_id(),
        name: name.to_owned(),
        kind: kind.as_str().to_owned(),
        archived: false,
        version: 1,
    };
    scripts::insert(tx.conn(), &row, at).await?;
    Ok(row)
}

async fn version(
    tx: &Tx,
    script: &ScriptRow,
    (number, note, at): (i64, &str, Time),
    steps: &[Step],
    by: Uuid,
) -> Result<()> {
    let row = VersionRow {
        number,
        steps: serde_json::to_string(steps).map_err(Problem::internal)?,
        note: note.to_owned(),
        created_at: at.0,
        published_at: Some(at.0),
        published_by: Some(by),
        published_by_name: None,
    };
    scripts::add_version(tx.conn(), script.id, &row).await
}

/// When each deal first came to a stage behind qualification.
fn qualified(house: &House, history: &History) -> HashMap<Uuid, Time> {
    let mut found = HashMap::new();
    for change in &history.changes {
        let stage = house.pipeline.stage(change.to_stage_id);
        if stage.is_some_and(|stage| stage.kind > StageKind::Qualify) {
            found.entry(change.deal_id).or_insert(change.at);
        }
    }
    found
}

struct Writer<'a> {
    house: &'a House,
    calendar: Calendar,
    dice: Dice,
    qualified: HashMap<Uuid, Time>,
    calls: Vec<ActivityRow>,
    runs: Vec<RunRow>,
    events: Vec<EventRow>,
}

impl Writer<'_> {
    /// Some of the deals that came while the version was followed; which and since when.
    fn follow(&mut self, tx: &Tx, followed: &Followed<'_>, deals: &[DealRow]) -> Vec<(Uuid, Time)> {
        let call = followed.script.kind == "call";
        let mut marked = Vec::new();
        for deal in deals {
            if deal.created_at < followed.since || deal.created_at >= followed.until {
                continue;
            }
            let luck = self.dice.unit();
            let at = self.calendar.after(deal.created_at, 0.05 + luck / 4.0);
            let good = self.qualified.get(&deal.id).copied();
            let skipped = good.is_none() && self.dice.chance(followed.unlucky);
            let share = if call { 0.45 } else { 0.12 };
            let late = at >= self.calendar.now || good.is_some_and(|good| good <= at);
            if !self.dice.chance(share) || skipped || late {
                continue;
            }
            marked.push((deal.id, at));
            self.run(tx, followed, deal, at, good.is_some());
        }
        marked
    }

    /// One run along the steps: deals that qualify mostly end well.
    fn run(&mut self, tx: &Tx, followed: &Followed<'_>, deal: &DealRow, at: Time, good: bool) {
        let by = deal.owner_id.unwrap_or(self.house.users[HEAD]);
        let steps = &followed.steps;
        let mut path: Vec<Passed> = Vec::new();
        let mut now = at;
        let Some(mut step) = steps.first() else {
            return;
        };
        while step.end.is_none() && path.len() < 12 {
            // The longer it goes on, the likelier the client hangs up.
            if !good && self.dice.chance(0.14) {
                break;
            }
            let first = if good { 5.0 } else { 1.4 };
            let weights = (0..step.answers.len()).map(|n| match n {
                0 => first,
                1 => 1.0,
                _ => 0.3,
            });
            let number = self.dice.weighted(weights);
            let answer = &step.answers[number];
            let leads = find(steps, &answer.to);
            // Those who qualified later did not refuse then.
            if good && leads.and_then(|next| next.end) == Some(Outcome::Refused) {
                continue;
            }
            now = Time(now.0 + 20_000 + self.dice.below(70_000) as i64);
            path.push(Passed {
                step: step.key.clone(),
                answer: number,
                said: answer.text.clone(),
                captured: None,
                at: now.0,
            });
            let Some(next) = leads else { break };
            step = next;
        }
        let ended = ending(steps, &step.key);
        let activity = (followed.script.kind == "call").then(|| self.call(tx, deal, by, (at, now)));
        let at_step = steps.iter().find(|one| one.key == step.key);
        let mut event = EventRow::new(
            now,
            "deal.script_followed",
            by,
            by,
            json!({
                "script": followed.script.name, "number": followed.number, "outcome": ended,
                "step": at_step.map(|one| one.title.as_str()), "note": "",
            }),
        );
        event.deal = Some(deal.id);
        self.events.push(event);
        self.runs.push(RunRow {
            id: tx.new_id(),
            script_id: followed.script.id,
            script_name: followed.script.name.clone(),
            kind: followed.script.kind.clone(),
            number: followed.number,
            steps: followed.text.clone(),
            deal_id: deal.id,
            activity_id: activity,
            by_id: Some(by),
            by_name: None,
            step: step.key.clone(),
            path: serde_json::to_string(&path).unwrap_or_else(|_| "[]".to_owned()),
            note: String::new(),
            outcome: Some(ended.as_str().to_owned()),
            started_at: at.0,
            ended_at: Some(now.0),
            version: 1,
        });
    }

    /// The call beside the run.
    fn call(&mut self, tx: &Tx, deal: &DealRow, by: Uuid, (at, until): (Time, Time)) -> Uuid {
        let new = NewActivity {
            direction: Some(Direction::Out),
            outcome: Some(talks::Outcome::Answered),
            subject: "Первый звонок по заявке".to_owned(),
            seconds: Some((until.0 - at.0) / 1_000),
            deal_id: Some(deal.id),
            company_id: deal.company_id,
            by_id: Some(by),
            ..NewActivity::new(talks::Kind::Call, at)
        };
        let row = ActivityRow::new(tx.new_id(), new, until);
        self.events.push(EventRow::logged(&row, by));
        let id = row.id;
        // Deals that are still open are where work goes on.
        debug_assert!(deal.status != Status::Open || at <= self.calendar.now);
        self.calls.push(row);
        id
    }
}

/// What is said of a call that went so well.
const WORDS: [[&str; 2]; 3] = [
    [
        "Сразу перешёл к цене, о задаче не спросил.",
        "Вопросы о задаче: три подряд до первой цифры",
    ],
    [
        "Задачу выяснил, но договорились «созвониться как-нибудь».",
        "Заканчивать днём и часом",
    ],
    [
        "Хороший разговор: клиент сам назвал цену простоя.",
        "Дать послушать новичкам",
    ],
];

/// The head of sales has reviewed calls of the last ten weeks.
async fn review(
    tx: &Tx,
    house: &House,
    calendar: Calendar,
    calls: &[ActivityRow],
) -> Result<Vec<EventRow>> {
    let Some(set) = reviews::sets(tx.conn()).await?.into_iter().next() else {
        return Ok(Vec::new());
    };
    let mut dice = Dice::new(61);
    let since = calendar.now.0 - 70 * DAY_MS;
    let (head, mut events) = (house.users[HEAD], Vec::new());
    for call in calls.iter().filter(|call| call.at >= since) {
        let person = call.by_id.filter(|by| *by != head);
        let Some(place) = person.and_then(|by| house.users.iter().position(|id| *id == by)) else {
            continue;
        };
        if !dice.chance(0.65) {
            continue;
        }
        let at = calendar.after(Time(call.at), 0.5 + dice.unit());
        if at >= calendar.now {
            continue;
        }
        // Whoever is reviewed gets better: the weeks count.
        let weeks = (call.at - since) as f64 / (7 * DAY_MS) as f64;
        let level = (PEOPLE[place].skill - 0.45 + weeks * 0.02).clamp(0.1, 0.95);
        let row = reviewed(tx, &set, call, (place, level), (head, at), &mut dice)?;
        let mut event = EventRow::new(
            at,
            "call.reviewed",
            head,
            house.users[place],
            json!({ "review_id": row.id, "activity_id": call.id, "person": PEOPLE[place].name }),
        );
        event.deal = call.deal_id;
        events.push(event);
        reviews::insert(tx.conn(), &row).await?;
    }
    Ok(events)
}

fn reviewed(
    tx: &Tx,
    set: &SetRow,
    call: &ActivityRow,
    (place, level): (usize, f64),
    (by, at): (Uuid, Time),
    dice: &mut Dice,
) -> Result<ReviewRow> {
    let criteria = set.criteria()?;
    let mut marks = Marks::new();
    for one in &criteria {
        // Objections do not come up in every call, and are what all are weakest at.
        let weak = if one.key == "objections" { 0.2 } else { 0.0 };
        if weak > 0.0 && dice.chance(0.4) {
            continue;
        }
        let good = (level - weak + (dice.unit() - 0.5) * 0.5).clamp(0.0, 1.0);
        let mark = match one.kind {
            Marked::Scale => 1 + (good * 4.0).round() as i64,
            Marked::YesNo => i64::from(good > 0.4),
        };
        marks.insert(one.key.clone(), mark);
    }
    let score = score(&criteria, &marks)?;
    let [comment, practise] = WORDS[match score {
        ..50 => 0,
        50..80 => 1,
        _ => 2,
    }];
    Ok(ReviewRow {
        id: tx.new_id(),
        activity_id: call.id,
        called_at: call.at,
        subject: call.subject.clone(),
        deal_id: call.deal_id,
        deal_title: None,
        set_id: set.id,
        set_name: set.name.clone(),
        set_number: set.number,
        criteria: set.criteria.clone(),
        person_id: call.by_id.unwrap_or(by),
        person_name: PEOPLE[place].name.to_owned(),
        marks: serde_json::to_string(&marks).map_err(Problem::internal)?,
        score,
        comment: comment.to_owned(),
        practise: practise.to_owned(),
        by_id: by,
        by_name: PEOPLE[HEAD].name.to_owned(),
        at: at.0,
        seen_at: dice.chance(0.7).then_some(at.0 + 3_600_000),
        version: 1,
    })
}

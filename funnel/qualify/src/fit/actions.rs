//! Changing the profile, and asking what past deals would say. The route has checked the permission.

use std::collections::HashMap;

use api::Workspace;
use base::{Actor, Currency, Event, Lang, Problem, Result, Scope, Subject, Text, Uuid};
use crm::dictionaries::model::Dictionary;
use crm::dictionaries::store as dictionaries;
use db::jobs::{self, JobRow, Outcome, Work};
use db::{Conn, Tx};
use serde_json::json;

use super::checked::checked;
use super::learn::{self, Lesson, MOST_DEALS};
use super::model::{Fact, Limits, Profile, Rule};
use super::store::{self, ProfileRow};
use super::{facts, judging};

/// The kind of the job that learns from past deals.
pub const LEARN: &str = "qualify.fit_learn";
/// Where the last lesson is kept.
const LESSON: &str = "qualify.fit_lesson";
/// Which job was asked to learn last.
const LEARNING: &str = "qualify.fit_learning";

/// The profile that counts; without rules while nobody has made one.
///
/// # Errors
/// When the database refuses.
pub async fn profile(conn: Conn<'_>) -> Result<Profile> {
    match store::newest(conn).await? {
        Some(row) => row.profile(),
        None => Ok(Profile::default()),
    }
}

/// Makes the next version of the profile and has all deals judged by it. `from` is the version it was made from.
///
/// # Errors
/// `stale`; `invalid` with everything that is wrong.
pub async fn save(tx: &Tx, from: i64, rules: Vec<Rule>, limits: Limits) -> Result<ProfileRow> {
    tx.one_at_a_time("fit profile").await?;
    let now = profile(tx.conn()).await?;
    if now.number != from {
        return Err(Problem::stale(now.number));
    }
    let (rules, limits) = checked(rules, limits)?;
    let number = now.number + 1;
    let text = |value| serde_json::to_string(value).map_err(Problem::internal);
    let job_id = tx
        .enqueue(judging::ALL, &json!({ "number": number }))
        .await?;
    let row = ProfileRow {
        number,
        rules: text(&json!(rules))?,
        bands: text(&json!(limits))?,
        job_id: Some(job_id),
        created_by: tx.actor.user_id,
        created_at: tx.now().0,
    };
    store::insert(tx.conn(), &row).await?;
    let payload = json!({ "number": number, "rules": rules.len() });
    tx.record(Event::new(
        "fit_profile.changed",
        Subject::default(),
        payload,
    ));
    Ok(row)
}

/// Has the deals judged that were not judged by the newest version, as after somebody stopped it.
///
/// # Errors
/// `not_found` while there is no profile.
pub async fn recount(tx: &Tx) -> Result<Uuid> {
    let row = store::newest(tx.conn()).await?;
    let number = row.ok_or_else(Problem::not_found)?.number;
    let id = tx
        .enqueue(judging::ALL, &json!({ "number": number }))
        .await?;
    store::set_job(tx.conn(), number, id).await?;
    Ok(id)
}

/// The last lesson, if there was one.
///
/// # Errors
/// When the database refuses.
pub async fn lesson(conn: Conn<'_>) -> Result<Option<Lesson>> {
    let kept = db::settings::get(conn, LESSON).await?;
    Ok(kept.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Refuses those who do not see all deals: what is learned speaks of all of them.
///
/// # Errors
/// `forbidden`.
pub fn sees_all(actor: &Actor) -> Result<()> {
    match actor.scope {
        Scope::All => Ok(()),
        Scope::Owners(_) => Err(Problem::forbidden().with_detail(Text::fixed(
            "Подбор идёт по всем сделкам, а вы видите не все",
            "It is learned from all deals, and you do not see all of them",
        ))),
    }
}

/// Asks for the job that learns from past deals.
///
/// # Errors
/// `forbidden`.
pub async fn ask_to_learn(tx: &Tx) -> Result<Uuid> {
    sees_all(&tx.actor)?;
    let id = tx.enqueue(LEARN, &json!({})).await?;
    db::settings::put(tx.conn(), LEARNING, &id.to_string()).await?;
    Ok(id)
}

/// The job that was asked for last.
///
/// # Errors
/// When the database refuses.
pub async fn learning(conn: Conn<'_>) -> Result<Option<JobRow>> {
    let kept = db::settings::get(conn, LEARNING).await?;
    match kept.and_then(|text| Uuid::parse_str(&text).ok()) {
        Some(id) => jobs::find(conn, id).await,
        None => Ok(None),
    }
}

/// The job: learns from the newest settled deals and keeps the lesson.
///
/// # Errors
/// When the database refuses.
pub async fn learn(work: Work) -> Result<Outcome> {
    let reader = work.db.reader();
    let ids = store::newest_deals(reader, &Scope::All, true, MOST_DEALS).await?;
    let total = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    let mut past = Vec::with_capacity(ids.len());
    for part in ids.chunks(500) {
        past.extend(facts::read(reader, part).await?);
        let tx = work.db.begin(Actor::system()).await?;
        let done = i64::try_from(past.len()).unwrap_or(i64::MAX);
        let go_on = work.progress(tx.conn(), done, Some(total)).await?;
        tx.commit().await?;
        if !go_on {
            return Ok(Outcome::Cancelled);
        }
    }
    let profile = profile(reader).await?;
    let currency = Workspace::load(reader).await?.currency;
    let now = work.db.clock.now();
    let lesson = tokio::task::spawn_blocking(move || learn::learn(&past, &profile, currency, now))
        .await
        .map_err(Problem::internal)??;
    let tx = work.db.begin(Actor::system()).await?;
    let text = serde_json::to_string(&lesson).map_err(Problem::internal)?;
    db::settings::put(tx.conn(), LESSON, &text).await?;
    tx.commit().await?;
    Ok(Outcome::Done(
        json!({ "learned_from": lesson.learned_from, "held_back": lesson.held_back }),
    ))
}

/// The names of the sources, tags and questions that rules speak of.
#[derive(Debug, Default)]
pub struct Names(HashMap<String, String>);

impl Names {
    /// # Errors
    /// When the database refuses.
    pub async fn of(conn: Conn<'_>, rules: impl Iterator<Item = &Rule>) -> Result<Self> {
        let (mut sources, mut tags) = (Vec::new(), Vec::new());
        let mut asks = false;
        for rule in rules {
            asks |= rule.fact == Fact::Answer;
            let ids = rule.values.iter().filter_map(|id| Uuid::parse_str(id).ok());
            match rule.fact {
                Fact::Source => sources.extend(ids),
                Fact::Tag => tags.extend(ids),
                _ => {}
            }
        }
        let mut names = HashMap::new();
        for (dictionary, mut ids) in [(Dictionary::Sources, sources), (Dictionary::Tags, tags)] {
            ids.sort_unstable();
            ids.dedup();
            for part in ids.chunks(500) {
                let rows = dictionaries::find(conn, dictionary, part).await?;
                names.extend(rows.into_iter().map(|row| (row.id.to_string(), row.name)));
            }
        }
        if asks {
            for question in store::questions(conn).await? {
                let text = question.text.trim_end_matches('?').to_owned();
                names.insert(question.key, text);
            }
        }
        Ok(Self(names))
    }

    /// One value of a rule, as people know it.
    fn value(&self, rule: &Rule, value: &str, lang: Lang) -> String {
        match rule.fact {
            // An id tells people nothing.
            fact if fact.named_by_id() => self.0.get(value).cloned().unwrap_or_else(|| "—".into()),
            Fact::Answer => {
                let (key, word) = value.rsplit_once('.').unwrap_or((value, ""));
                let name = self.0.get(key).map_or(key, String::as_str);
                let said = match word {
                    "yes" => Text::fixed("да", "yes"),
                    _ => Text::fixed("нет", "no"),
                };
                format!("{name} — {}", said.get(lang))
            }
            _ => value.to_owned(),
        }
    }

    /// What a rule asks for, in words: «Отрасль: ИТ, связь».
    pub fn told(&self, rule: &Rule, currency: Currency, lang: Lang) -> String {
        let (unit, sign) = match rule.fact {
            Fact::Amount => {
                let unit = 10_i64.pow(currency.minor_digits());
                (unit, format!("\u{a0}{}", currency.as_str()))
            }
            _ => (1, String::new()),
        };
        let number = |value: i64| base::grouped(value / unit, lang);
        let what = match (rule.from, rule.to) {
            (None, None) => {
                let values = rule.values.iter();
                let names: Vec<String> = values.map(|one| self.value(rule, one, lang)).collect();
                names.join(", ")
            }
            (Some(from), Some(to)) => format!("{}–{}{sign}", number(from), number(to)),
            (Some(from), None) => {
                let from = number(from) + &sign;
                let text = Text::new(format!("от {from}"), format!("{from} and more"));
                text.get(lang).to_owned()
            }
            (None, Some(to)) => {
                let to = number(to) + &sign;
                let text = Text::new(format!("до {to}"), format!("up to {to}"));
                text.get(lang).to_owned()
            }
        };
        format!("{}: {what}", rule.fact.name().get(lang))
    }
}

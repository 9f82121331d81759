//! Changing the profile, and asking what past deals would say. The route has checked the permission.

use std::collections::HashMap;

use api::Workspace;
use base::{Actor, Event, Lang, Problem, Result, Subject, Text, Uuid};
use crm::dictionaries::model::Dictionary;
use crm::dictionaries::store as dictionaries;
use db::jobs::{Outcome, Work};
use db::{Conn, Tx};
use serde_json::json;

use super::judging;
use super::learn::{self, Lesson, MOST_DEALS, Past};
use super::model::{Fact, Limits, Profile, Rule, checked};
use super::store::{self, ProfileRow};

/// The kind of the job that learns from past deals.
pub const LEARN: &str = "qualify.fit_learn";
/// Where the last lesson is kept.
const LESSON: &str = "qualify.fit_lesson";

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

/// The last lesson, if there was one.
///
/// # Errors
/// When the database refuses.
pub async fn lesson(conn: Conn<'_>) -> Result<Option<Lesson>> {
    let kept = db::settings::get(conn, LESSON).await?;
    Ok(kept.and_then(|text| serde_json::from_str(&text).ok()))
}

/// The job: learns from the newest settled deals and keeps the lesson.
///
/// # Errors
/// When the database refuses.
pub async fn learn(work: Work) -> Result<Outcome> {
    let reader = work.db.reader();
    let rows = store::settled(reader, MOST_DEALS).await?;
    let total = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let mut past: Vec<Past> = Vec::with_capacity(rows.len());
    for part in rows.chunks(500) {
        let ids: Vec<Uuid> = part.iter().map(|row| row.id).collect();
        let mut tags = store::tags(reader, &ids).await?;
        past.extend(part.iter().map(|row| Past {
            tags: tags.remove(&row.id).unwrap_or_default(),
            won: row.status == "won",
            row: row.clone(),
        }));
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

/// The names of the sources and tags that rules speak of.
#[derive(Debug, Default)]
pub struct Names(HashMap<String, String>);

impl Names {
    /// # Errors
    /// When the database refuses.
    pub async fn of(conn: Conn<'_>, rules: impl Iterator<Item = &Rule>) -> Result<Self> {
        let (mut sources, mut tags) = (Vec::new(), Vec::new());
        for rule in rules {
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
        Ok(Self(names))
    }

    /// What a rule asks for, in words: «Отрасль: ИТ, связь».
    pub fn told(&self, rule: &Rule, currency: base::Currency, lang: Lang) -> String {
        let number = |value: i64| match rule.fact {
            Fact::Amount => format!("{} {}", value / 100, currency.as_str()),
            _ => value.to_string(),
        };
        let fact = rule.fact.name();
        let what = match (rule.from, rule.to) {
            (None, None) => {
                let names = rule.values.iter().map(|value| {
                    let name = self.0.get(value).map_or(value.as_str(), String::as_str);
                    // An id tells people nothing.
                    if rule.fact.named_by_id() && !self.0.contains_key(value) {
                        "—"
                    } else {
                        name
                    }
                });
                names.collect::<Vec<_>>().join(", ")
            }
            (Some(from), Some(to)) => format!("{}–{}", number(from), number(to)),
            (Some(from), None) => Text::new(
                format!("от {}", number(from)),
                format!("{} and more", number(from)),
            )
            .get(lang)
            .to_owned(),
            (None, Some(to)) => Text::new(
                format!("до {}", number(to)),
                format!("up to {}", number(to)),
            )
            .get(lang)
            .to_owned(),
        };
        format!("{}: {what}", fact.get(lang))
    }
}

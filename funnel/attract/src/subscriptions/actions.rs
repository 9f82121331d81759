//! Asking for subscriptions, confirming and leaving them.

use api::Workspace;
use base::{Event, Lang, Problem, Result, Time, Uuid};
use crm::consents::{
    self, Channel, NewConsent, Purpose, Refusal, Source, Withdrawal, Wording, model::Reason,
    model::normalise,
};
use crm::records::Record;
use db::{Conn, Tx};
use serde_json::{Value, json};

use super::model::{State, last_words, one_more_letter, usual_words};
use super::store::{self, SubscriberRow, SubscriptionRow};
use super::{letter, topics};
use crate::mailings::actions as mailings;

/// Somebody has asked to be subscribed, or somebody has typed their address.
#[derive(Debug, Clone)]
pub struct Asked {
    pub address: String,
    pub lang: Lang,
    /// What one letter confirms. A topic that is wished twice is taken as it is wished first.
    pub wishes: Vec<Wish>,
    pub contact_id: Option<Uuid>,
}

/// Topics that were agreed to in the same words.
#[derive(Debug, Clone)]
pub struct Wish {
    pub topics: Vec<Uuid>,
    /// What was agreed to; the usual words when a form did not show its own.
    pub words: Option<String>,
    /// Where it was asked, for the proof.
    pub origin: Value,
}

/// Writes down what was asked and sends the letter that it waits for. Whoever asks again and again sends no more
/// letters than an address gets in a day.
///
/// # Errors
/// `invalid` for an address that is none or a topic that is not there.
pub async fn ask(tx: &Tx, asked: Asked) -> Result<SubscriberRow> {
    let address = normalise(&asked.address, Some(Channel::Mail)).ok_or_else(|| {
        let text = base::Text::fixed(
            "Нужен адрес вида name@company.ru",
            "An address like name@company.com is needed",
        );
        Problem::field("address", "wrong_email", text)
    })?;
    let mut topics: Vec<(Uuid, &Wish)> = Vec::new();
    for wish in &asked.wishes {
        for topic in &wish.topics {
            if topics.iter().all(|(known, _)| known != topic) {
                topics.push((*topic, wish));
            }
        }
    }
    let ids: Vec<Uuid> = topics.iter().map(|(id, _)| *id).collect();
    topics::check(tx.conn(), "topics", &ids).await?;
    let workspace = Workspace::load(tx.conn()).await?;
    // Two forms at once would count the letters past each other.
    tx.one_at_a_time(&format!("subscriber {address}")).await?;
    let new = SubscriberRow {
        id: tx.new_id(),
        address: Some(address.clone()),
        contact_id: asked.contact_id,
        lang: asked.lang.as_str().to_owned(),
        letters_day: String::new(),
        letters: 0,
        created_at: tx.now().0,
    };
    store::insert_subscriber(tx.conn(), &new).await?;
    let known = store::subscribers_of(tx.conn(), None, std::slice::from_ref(&address)).await?;
    let mut subscriber = known
        .into_iter()
        .next()
        .ok_or_else(|| Problem::internal("a subscriber vanished while it was written"))?;
    subscriber.contact_id = subscriber.contact_id.or(asked.contact_id);
    subscriber.lang = new.lang;
    let had = store::of_subscriber(tx.conn(), subscriber.id).await?;
    let mut waits = false;
    for (topic, wish) in topics {
        let before = had.iter().find(|one| one.topic_id == topic);
        if before.is_some_and(|one| one.is(State::Confirmed)) {
            continue;
        }
        waits = true;
        let words = wish.words.clone();
        let words = words.unwrap_or_else(|| usual_words(&workspace.name, asked.lang));
        let row = SubscriptionRow {
            id: before.map_or_else(|| tx.new_id(), |one| one.id),
            subscriber_id: subscriber.id,
            address: None,
            contact_id: None,
            contact_name: None,
            topic_id: topic,
            topic_name: String::new(),
            state: State::Pending.as_str().to_owned(),
            asked_at: tx.now().0,
            confirmed_at: None,
            left_at: before.and_then(|one| one.left_at),
            words,
            origin: wish.origin.to_string(),
        };
        store::put(tx.conn(), &row).await?;
    }
    if waits && may_confirm(tx.conn(), &address).await? {
        let day = tx.now().day(workspace.time_zone).to_string();
        if let Some(letters) = one_more_letter(&day, &subscriber.letters_day, subscriber.letters)
            && letter::send(tx, &subscriber, &workspace).await?
        {
            (subscriber.letters_day, subscriber.letters) = (day, letters);
        }
    }
    store::update_subscriber(tx.conn(), &subscriber).await?;
    Ok(subscriber)
}

/// Whether an address may be sent a confirmation: not when its mail comes back, or its reader called it spam.
async fn may_confirm(conn: Conn<'_>, address: &str) -> Result<bool> {
    let verdict = consents::allows(conn, address, Purpose::Advertising, Channel::Mail).await?;
    let never = [Reason::Complaint, Reason::Bounced];
    Ok(!matches!(verdict, Err(Refusal::Suppressed(reason)) if never.contains(&reason)))
}

/// Confirms what was asked for until a moment, and writes the consent down.
///
/// # Errors
/// When the database refuses.
pub async fn confirm(
    tx: &Tx,
    subscriber: &SubscriberRow,
    until: Time,
    browser: &str,
) -> Result<Vec<String>> {
    let rows = store::of_subscriber(tx.conn(), subscriber.id).await?;
    let waiting = |row: &SubscriptionRow| row.is(State::Pending) && row.asked_at <= until.0;
    let waiting: Vec<SubscriptionRow> = rows.into_iter().filter(waiting).collect();
    let names: Vec<String> = waiting.iter().map(|row| row.topic_name.clone()).collect();
    if let Some(latest) = waiting.iter().max_by_key(|row| row.asked_at) {
        let mut proof: Value = serde_json::from_str(&latest.origin).unwrap_or_else(|_| json!({}));
        proof["topics"] = json!(names);
        proof["asked_at"] = json!(Time(latest.asked_at).to_string());
        proof["confirmed_at"] = json!(tx.now().to_string());
        proof["browser"] = json!(browser);
        consent(tx, subscriber, last_words(&waiting), proof).await?;
        record(tx, "subscription.confirmed", subscriber, &names).await?;
    }
    for mut row in waiting {
        State::Confirmed.as_str().clone_into(&mut row.state);
        (row.confirmed_at, row.left_at) = (Some(tx.now().0), None);
        store::put(tx.conn(), &row).await?;
    }
    Ok(names)
}

/// Takes these topics and leaves all others; without any left the consent to advertising is withdrawn.
///
/// # Errors
/// When the database refuses.
pub async fn choose(
    tx: &Tx,
    subscriber: &SubscriberRow,
    wanted: &[Uuid],
    words: &str,
    browser: &str,
) -> Result<()> {
    let Some(address) = subscriber.address.clone() else {
        return Ok(());
    };
    let rows = store::of_subscriber(tx.conn(), subscriber.id).await?;
    let topics = store::topics(tx.conn(), Some(false)).await?;
    let now = tx.now();
    let (mut taken, mut left) = (Vec::new(), Vec::new());
    for row in rows.iter().filter(|row| !wanted.contains(&row.topic_id)) {
        if !row.is(State::Left) {
            left.push(row.topic_name.clone());
            let gone = SubscriptionRow {
                state: State::Left.as_str().to_owned(),
                left_at: Some(now.0),
                ..row.clone()
            };
            store::put(tx.conn(), &gone).await?;
            mailings::take_back(tx, row.topic_id, subscriber.id).await?;
        }
    }
    for topic in topics.iter().filter(|topic| wanted.contains(&topic.id)) {
        let before = rows.iter().find(|row| row.topic_id == topic.id);
        if before.is_some_and(|row| row.is(State::Confirmed)) {
            continue;
        }
        taken.push(topic.name.clone());
        let row = SubscriptionRow {
            id: before.map_or_else(|| tx.new_id(), |row| row.id),
            subscriber_id: subscriber.id,
            address: None,
            contact_id: None,
            contact_name: None,
            topic_id: topic.id,
            topic_name: topic.name.clone(),
            state: State::Confirmed.as_str().to_owned(),
            asked_at: before.map_or(now.0, |row| row.asked_at),
            confirmed_at: Some(now.0),
            left_at: None,
            words: words.to_owned(),
            origin: json!({ "page": "preferences" }).to_string(),
        };
        store::put(tx.conn(), &row).await?;
    }
    if !left.is_empty() {
        record(tx, "subscription.left", subscriber, &left).await?;
    }
    if !taken.is_empty() {
        record(tx, "subscription.confirmed", subscriber, &taken).await?;
    }
    let kept = store::of_subscriber(tx.conn(), subscriber.id).await?;
    let proof = json!({ "page": "preferences", "topics": taken, "browser": browser });
    if !kept.iter().any(|row| row.is(State::Confirmed)) {
        return withdraw(tx, &address, proof).await;
    }
    let allowed =
        consents::allows(tx.conn(), &address, Purpose::Advertising, Channel::Mail).await?;
    if allowed.is_err() && !wanted.is_empty() {
        consent(tx, subscriber, words.to_owned(), proof).await?;
    }
    Ok(())
}

/// Leaves everything, as the button of a mail program asks.
///
/// # Errors
/// When the database refuses.
pub async fn leave(tx: &Tx, subscriber: &SubscriberRow, proof: Value) -> Result<()> {
    leave_topics(tx, subscriber, None).await?;
    match &subscriber.address {
        Some(address) => withdraw(tx, address, proof).await,
        None => Ok(()),
    }
}

/// Ends subscriptions, of one topic or of all, and tells of it.
pub(super) async fn leave_topics(
    tx: &Tx,
    subscriber: &SubscriberRow,
    topic: Option<Uuid>,
) -> Result<()> {
    let mut left = Vec::new();
    let rows = store::of_subscriber(tx.conn(), subscriber.id).await?;
    for mut row in rows {
        if row.is(State::Left) || topic.is_some_and(|only| only != row.topic_id) {
            continue;
        }
        State::Left.as_str().clone_into(&mut row.state);
        row.left_at = Some(tx.now().0);
        store::put(tx.conn(), &row).await?;
        mailings::take_back(tx, row.topic_id, subscriber.id).await?;
        left.push(row.topic_name);
    }
    if !left.is_empty() {
        record(tx, "subscription.left", subscriber, &left).await?;
    }
    Ok(())
}

/// Ends one subscription on behalf of its subscriber, who said so.
///
/// # Errors
/// `not_found`.
pub async fn end(tx: &Tx, id: Uuid) -> Result<SubscriptionRow> {
    let row = store::find(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if let Some(contact) = row.contact_id {
        Record::Contact(contact).owner(tx.conn(), &tx.actor).await?;
    }
    let subscriber = store::subscriber(tx.conn(), row.subscriber_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    leave_topics(tx, &subscriber, Some(row.topic_id)).await?;
    let kept = store::of_subscriber(tx.conn(), subscriber.id).await?;
    if let Some(address) = &subscriber.address
        && kept.iter().all(|row| row.is(State::Left))
    {
        withdraw(tx, address, json!({ "by": "hand" })).await?;
    }
    store::find(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)
}

async fn consent(tx: &Tx, subscriber: &SubscriberRow, words: String, proof: Value) -> Result<()> {
    let new = NewConsent {
        contact_id: subscriber.contact_id,
        address: subscriber.address.clone(),
        purpose: Purpose::Advertising,
        channel: Some(Channel::Mail),
        wording: Wording::Words {
            lang: Lang::parse(&subscriber.lang).unwrap_or_default(),
            body: words,
        },
        source: Source::Mail,
        proof,
        given_at: None,
    };
    consents::give(tx, new).await?;
    Ok(())
}

async fn withdraw(tx: &Tx, address: &str, proof: Value) -> Result<()> {
    let asked = Withdrawal {
        contact_id: None,
        address: Some(address.to_owned()),
        purpose: Purpose::Advertising,
        channel: Some(Channel::Mail),
        proof,
    };
    consents::withdraw(tx, asked).await?;
    Ok(())
}

/// Tells the timeline of the contact, where the subscriber is one.
async fn record(
    tx: &Tx,
    kind: &'static str,
    subscriber: &SubscriberRow,
    topics: &[String],
) -> Result<()> {
    if let Some(contact) = subscriber.contact_id {
        let record = Record::Contact(contact);
        let subject = record.subject(record.any_owner(tx.conn()).await?);
        tx.record(Event::new(kind, subject, json!({ "topics": topics })));
    }
    Ok(())
}

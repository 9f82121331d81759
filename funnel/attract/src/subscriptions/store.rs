//! Every statement on topics, subscribers and subscriptions.

use base::{Result, Scope, Time, Uuid};
use crm::listing::{Key, Paging, any_of};
use db::{Conn, FromQueryResult, Insert, Query, sea_orm, sql};
use serde_json::Value;

use super::model::State;

#[derive(Debug, Clone, FromQueryResult)]
pub struct TopicRow {
    pub id: Uuid,
    pub name: String,
    pub description: String,
    pub position: i64,
    pub archived: bool,
    pub created_at: i64,
    pub version: i64,
}

const TOPICS: &str =
    "select id, name, description, position, archived, created_at, version from topics where 1 = 1";

/// All topics in their order: a company has a handful.
pub async fn topics(conn: Conn<'_>, archived: Option<bool>) -> Result<Vec<TopicRow>> {
    let mut query = Query::new(TOPICS);
    if let Some(archived) = archived {
        query.push(" and archived = ").value(archived);
    }
    query.push(" order by position, id limit 1000");
    conn.all(query).await
}

pub async fn topic(conn: Conn<'_>, id: Uuid) -> Result<Option<TopicRow>> {
    let mut query = Query::new(TOPICS);
    query.push(" and id = ").value(id);
    conn.one(query).await
}

pub async fn insert_topic(conn: Conn<'_>, row: &TopicRow) -> Result<()> {
    conn.execute(sql!(
        "insert into topics (id, name, folded, description, position, archived, created_at, version) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        row.id,
        &row.name,
        base::fold::fold(&row.name),
        &row.description,
        row.position,
        row.archived,
        row.created_at,
        row.version
    ))
    .await?;
    Ok(())
}

/// Writes the row as a change of version `from`; `false` when somebody was quicker.
pub async fn update_topic(conn: Conn<'_>, row: &TopicRow, from: i64) -> Result<bool> {
    let query = sql!(
        "update topics set name = $2, folded = $3, description = $4, position = $5, archived = $6, version = $7 \
         where id = $1 and version = $8",
        row.id,
        &row.name,
        base::fold::fold(&row.name),
        &row.description,
        row.position,
        row.archived,
        row.version,
        from
    );
    Ok(conn.execute(query).await? == 1)
}

/// How many subscriptions each topic has in each state.
pub async fn counts(conn: Conn<'_>) -> Result<Vec<(Uuid, String, i64)>> {
    conn.tuples(sql!(
        "select topic_id, state, count(*) as n from subscriptions group by topic_id, state"
    ))
    .await
}

// Subscribers ----------------------------------------------------------------------------------

#[derive(Debug, Clone, FromQueryResult)]
pub struct SubscriberRow {
    pub id: Uuid,
    /// None after an erasure.
    pub address: Option<String>,
    pub contact_id: Option<Uuid>,
    pub lang: String,
    pub letters_day: String,
    pub letters: i64,
    pub created_at: i64,
}

const SUBSCRIBERS: &str = "select id, address, contact_id, lang, letters_day, letters, created_at from subscribers where ";

pub async fn subscriber(conn: Conn<'_>, id: Uuid) -> Result<Option<SubscriberRow>> {
    let mut query = Query::new(SUBSCRIBERS);
    query.push("id = ").value(id);
    conn.one(query).await
}

/// The subscribers of these addresses, and those known to be a contact.
pub async fn subscribers_of(
    conn: Conn<'_>,
    contact: Option<Uuid>,
    addresses: &[String],
) -> Result<Vec<SubscriberRow>> {
    let mut query = Query::new(SUBSCRIBERS);
    query.push("address in ").list(addresses);
    query.push(" or contact_id = ").value(contact);
    conn.all(query).await
}

/// Writes a subscriber unless the address is known.
pub async fn insert_subscriber(conn: Conn<'_>, row: &SubscriberRow) -> Result<()> {
    conn.execute(sql!(
        "insert into subscribers (id, address, contact_id, lang, letters_day, letters, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (address) do nothing",
        row.id,
        &row.address,
        row.contact_id,
        &row.lang,
        &row.letters_day,
        row.letters,
        row.created_at
    ))
    .await?;
    Ok(())
}

pub async fn update_subscriber(conn: Conn<'_>, row: &SubscriberRow) -> Result<()> {
    conn.execute(sql!(
        "update subscribers set contact_id = $2, lang = $3, letters_day = $4, letters = $5 where id = $1",
        row.id,
        row.contact_id,
        &row.lang,
        &row.letters_day,
        row.letters
    ))
    .await?;
    Ok(())
}

/// Takes the person out of a subscriber; that there was one stays.
pub async fn erase(conn: Conn<'_>, id: Uuid, at: Time) -> Result<()> {
    conn.execute(sql!(
        "update subscriptions set state = 'left', left_at = coalesce(left_at, $2), words = '', origin = '{}' \
         where subscriber_id = $1",
        id,
        at
    ))
    .await?;
    conn.execute(sql!(
        "update subscribers set address = null, contact_id = null where id = $1",
        id
    ))
    .await?;
    Ok(())
}

/// Forgets what nobody confirmed until a moment, and addresses that nothing is left of.
pub async fn forget_unconfirmed(conn: Conn<'_>, before: Time) -> Result<()> {
    // Whoever had left before has left still.
    conn.execute(sql!(
        "update subscriptions set state = 'left' where state = 'pending' and left_at is not null and asked_at < $1",
        before
    ))
    .await?;
    conn.execute(sql!(
        "delete from subscriptions where state = 'pending' and asked_at < $1",
        before
    ))
    .await?;
    conn.execute(sql!(
        "delete from subscribers where created_at < $1 \
         and not exists (select 1 from subscriptions s where s.subscriber_id = subscribers.id)",
        before
    ))
    .await?;
    Ok(())
}

// Subscriptions --------------------------------------------------------------------------------

/// A subscription as it is stored, with the names around it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct SubscriptionRow {
    pub id: Uuid,
    pub subscriber_id: Uuid,
    pub address: Option<String>,
    pub contact_id: Option<Uuid>,
    pub contact_name: Option<String>,
    pub topic_id: Uuid,
    pub topic_name: String,
    pub state: String,
    pub asked_at: i64,
    pub confirmed_at: Option<i64>,
    pub left_at: Option<i64>,
    pub words: String,
    pub origin: String,
}

const ROWS: &str = "select s.id as id, s.subscriber_id as subscriber_id, b.address as address, \
    b.contact_id as contact_id, c.name as contact_name, s.topic_id as topic_id, t.name as topic_name, \
    s.state as state, s.asked_at as asked_at, s.confirmed_at as confirmed_at, s.left_at as left_at, \
    s.words as words, s.origin as origin from subscriptions s join subscribers b on b.id = s.subscriber_id \
    join topics t on t.id = s.topic_id left join contacts c on c.id = b.contact_id where 1 = 1";

pub const SORTS: [&str; 1] = ["asked_at"];
pub const USUAL_SORT: &str = "-asked_at";

/// What the list can be narrowed to.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub topic: Option<api::list::AnyOf<Uuid>>,
    pub state: Option<api::list::AnyOf<String>>,
    pub contact: Option<Uuid>,
    /// A part of the address.
    pub q: Option<String>,
}

/// One page of what the scope sees, and the cursor of the next one. A subscriber who is no contact is seen by all who
/// may see forms.
pub async fn page(
    conn: Conn<'_>,
    scope: &Scope,
    filter: &Filter,
    paging: &Paging,
) -> Result<(Vec<SubscriptionRow>, Option<String>)> {
    let mut query = Query::new(ROWS);
    query.push(" and (b.contact_id is null or (1 = 1");
    crm::visible::only(&mut query, scope, "c.owner_id");
    query.push("))");
    any_of(&mut query, "s.topic_id", filter.topic.as_ref());
    any_of(&mut query, "s.state", filter.state.as_ref());
    if let Some(contact) = filter.contact {
        query.push(" and b.contact_id = ").value(contact);
    }
    if let Some(q) = &filter.q {
        let part = q.trim().to_lowercase().replace(['%', '_', '\\'], "");
        query
            .push(" and b.address like ")
            .value(format!("%{part}%"));
    }
    paging.apply(&mut query, "s.asked_at", Key::Number, "s.id")?;
    let rows: Vec<SubscriptionRow> = conn.all(query).await?;
    Ok(paging.cut(rows, |row| (Value::from(row.asked_at), row.id)))
}

pub async fn find(conn: Conn<'_>, id: Uuid) -> Result<Option<SubscriptionRow>> {
    let mut query = Query::new(ROWS);
    query.push(" and s.id = ").value(id);
    conn.one(query).await
}

/// All subscriptions of a subscriber, in the order of the topics.
pub async fn of_subscriber(conn: Conn<'_>, subscriber: Uuid) -> Result<Vec<SubscriptionRow>> {
    let mut query = Query::new(ROWS);
    query.push(" and s.subscriber_id = ").value(subscriber);
    query.push(" order by t.position, t.id");
    conn.all(query).await
}

/// Writes a subscription, or what it has become.
pub async fn put(conn: Conn<'_>, row: &SubscriptionRow) -> Result<()> {
    let columns = [
        "id",
        "subscriber_id",
        "topic_id",
        "state",
        "asked_at",
        "confirmed_at",
        "left_at",
        "words",
        "origin",
    ];
    let mut insert = Insert::into("subscriptions", &columns).suffix(
        " on conflict (subscriber_id, topic_id) do update set state = excluded.state, asked_at = excluded.asked_at, \
         confirmed_at = excluded.confirmed_at, left_at = excluded.left_at, words = excluded.words, \
         origin = excluded.origin",
    );
    insert
        .row()
        .set(row.id)
        .set(row.subscriber_id)
        .set(row.topic_id)
        .set(&row.state)
        .set(row.asked_at)
        .set(row.confirmed_at)
        .set(row.left_at)
        .set(&row.words)
        .set(&row.origin);
    conn.insert(insert).await?;
    Ok(())
}

impl SubscriptionRow {
    pub fn is(&self, state: State) -> bool {
        self.state == state.as_str()
    }
}

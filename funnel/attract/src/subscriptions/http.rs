//! Topics and subscriptions over HTTP.

use api::{Body, Ctx, ListParams, Page, Result, Routes};
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use base::{Lang, Permission, Problem, Text, Time, Uuid};
use crm::listing::Paging;
use crm::refs::{ContactRef, NamedRef};
use documents::{Cell, Kind, Sheet, table};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions::{self, Asked, Wish};
use super::model::State;
use super::store::{self, Filter, SORTS, SubscriptionRow, TopicRow, USUAL_SORT};
use super::topics;

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::FormsRead, routes!(list_topics))
        .permitted(Permission::FormsWrite, routes!(create_topic))
        .permitted(Permission::FormsWrite, routes!(change_topic))
        .permitted(Permission::FormsRead, routes!(list))
        .permitted(Permission::FormsWrite, routes!(add))
        .permitted(Permission::FormsWrite, routes!(end))
        .permitted(Permission::ExportRun, routes!(export))
}

/// What mailings are about, with how many get it.
#[derive(Debug, Serialize, ToSchema)]
struct Topic {
    id: Uuid,
    name: String,
    /// What subscribers read under the name.
    description: String,
    archived: bool,
    /// Asked for and not confirmed yet.
    pending: i64,
    confirmed: i64,
    left: i64,
    created_at: Time,
    version: i64,
}

fn topic(row: TopicRow, counts: &[(Uuid, String, i64)]) -> Topic {
    let count = |state: State| {
        let mut found = counts.iter();
        let found = found.find(|(id, word, _)| *id == row.id && word == state.as_str());
        found.map_or(0, |(_, _, n)| *n)
    };
    Topic {
        pending: count(State::Pending),
        confirmed: count(State::Confirmed),
        left: count(State::Left),
        id: row.id,
        name: row.name,
        description: row.description,
        archived: row.archived,
        created_at: Time(row.created_at),
        version: row.version,
    }
}

/// All topics
#[utoipa::path(get, path = "/topics", tag = "subscriptions", operation_id = "list_topics", params(api::list::ListQuery),
    description = "In their order. Filter: `archived`.", responses((status = 200, body = Page<Topic>)))]
async fn list_topics(ctx: Ctx, params: ListParams) -> Result<Json<Page<Topic>>> {
    let archived = params.filters(&["archived"])?.flag("archived")?;
    let rows = store::topics(ctx.reader(), archived).await?;
    let counts = store::counts(ctx.reader()).await?;
    let topics = rows.into_iter().map(|row| topic(row, &counts)).collect();
    Ok(Json(Page::whole(topics)))
}

#[derive(Debug, Deserialize, ToSchema)]
struct NewTopic {
    #[schema(example = "Новости")]
    name: String,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    description: String,
}

/// Add a topic
#[utoipa::path(post, path = "/topics", tag = "subscriptions", operation_id = "create_topic",
    request_body = NewTopic, responses((status = 201, body = Topic)))]
async fn create_topic(ctx: Ctx, Body(new): Body<NewTopic>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let row = topics::create(&tx, &new.name, &new.description).await?;
    ctx.created(tx, &topic(row, &[])).await
}

/// A change of a topic. Absent fields stay as they are.
#[derive(Debug, Deserialize, ToSchema)]
struct TopicChange {
    version: Option<i64>,
    name: Option<String>,
    description: Option<String>,
    archived: Option<bool>,
}

/// Change, archive or bring back a topic
#[utoipa::path(patch, path = "/topics/{id}", tag = "subscriptions", operation_id = "change_topic",
    params(("id" = Uuid, Path)), request_body = TopicChange, responses((status = 200, body = Topic)))]
async fn change_topic(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(asked): Body<TopicChange>,
) -> Result<Response> {
    let version = ctx.version(asked.version)?;
    let tx = ctx.begin().await?;
    let change = topics::Change {
        name: asked.name,
        description: asked.description,
        archived: asked.archived,
    };
    let row = topics::change(&tx, id, version, change).await?;
    let counts = store::counts(tx.conn()).await?;
    ctx.changed(tx, &topic(row, &counts)).await
}

/// Somebody's subscription to one topic.
#[derive(Debug, Serialize, ToSchema)]
struct Subscription {
    id: Uuid,
    /// Null when the person was erased.
    address: Option<String>,
    contact: Option<ContactRef>,
    topic: NamedRef,
    state: State,
    asked_at: Time,
    confirmed_at: Option<Time>,
    left_at: Option<Time>,
    /// The form it was asked for by.
    form: Option<String>,
}

impl TryFrom<SubscriptionRow> for Subscription {
    type Error = Problem;

    fn try_from(row: SubscriptionRow) -> base::Result<Self> {
        let state = State::parse(&row.state);
        let origin: Value = serde_json::from_str(&row.origin).unwrap_or_default();
        Ok(Self {
            id: row.id,
            address: row.address,
            contact: ContactRef::of(row.contact_id, row.contact_name),
            topic: NamedRef {
                id: row.topic_id,
                name: row.topic_name,
            },
            state: state.ok_or_else(|| Problem::internal("a state that is none"))?,
            asked_at: Time(row.asked_at),
            confirmed_at: row.confirmed_at.map(Time),
            left_at: row.left_at.map(Time),
            form: origin["form"].as_str().map(str::to_owned),
        })
    }
}

fn filter(params: &ListParams) -> base::Result<Filter> {
    let filters = params.filters(&["topic", "state", "contact"])?;
    let states = Text::fixed("pending, confirmed или left", "pending, confirmed or left");
    Ok(Filter {
        topic: filters.ids("topic")?,
        state: filters.any_of("state", &states, |word| {
            State::parse(word).map(|state| state.as_str().to_owned())
        })?,
        contact: filters.id("contact")?,
        q: params.q.clone(),
    })
}

/// Subscriptions, page by page
#[utoipa::path(get, path = "/subscriptions", tag = "subscriptions", operation_id = "list_subscriptions",
    params(api::list::ListQuery),
    description = "Newest first. Filters: `topic`, `state`, `contact`; `q` is a part of the address. Sort: `asked_at`.",
    responses((status = 200, body = Page<Subscription>)))]
async fn list(ctx: Ctx, params: ListParams) -> Result<Json<Page<Subscription>>> {
    let filter = filter(&params)?;
    let paging = Paging::read(&params, &SORTS, USUAL_SORT)?;
    let scope = &ctx.actor.scope;
    let (rows, next_cursor) = store::page(ctx.reader(), scope, &filter, &paging).await?;
    let items: base::Result<_> = rows.into_iter().map(Subscription::try_from).collect();
    Ok(Json(Page {
        items: items?,
        next_cursor,
        total: None,
        sums: None,
    }))
}

/// Somebody who asked to be subscribed.
#[derive(Debug, Deserialize, ToSchema)]
struct NewSubscriber {
    #[schema(example = "ivan@firm.ru")]
    address: String,
    topics: Vec<Uuid>,
    lang: Option<Lang>,
}

/// Who was asked.
#[derive(Debug, Serialize, ToSchema)]
struct Subscriber {
    id: Uuid,
    address: Option<String>,
}

/// Subscribe an address; its reader confirms it by the letter they get
#[utoipa::path(post, path = "/subscriptions", tag = "subscriptions", operation_id = "add_subscriber",
    request_body = NewSubscriber, responses((status = 201, body = Subscriber)))]
async fn add(ctx: Ctx, Body(new): Body<NewSubscriber>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let asked = Asked {
        address: new.address,
        lang: new.lang.unwrap_or(ctx.actor.lang),
        wishes: vec![Wish {
            topics: new.topics,
            words: None,
            origin: json!({ "by": ctx.actor.user_id }),
        }],
        contact_id: None,
    };
    let row = actions::ask(&tx, asked).await?;
    let body = Subscriber {
        id: row.id,
        address: row.address,
    };
    ctx.created(tx, &body).await
}

/// End a subscription: the subscriber has said so
#[utoipa::path(post, path = "/subscriptions/{id}/end", tag = "subscriptions", operation_id = "end_subscription",
    params(("id" = Uuid, Path)), responses((status = 200, body = Subscription)))]
async fn end(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let row = actions::end(&tx, id).await?;
    ctx.changed(tx, &Subscription::try_from(row)?).await
}

/// Subscribers as a file
///
/// As `.csv` or `.xlsx`, with the filters of the list and all of its pages.
#[utoipa::path(get, path = "/subscriptions/export/{file}", tag = "subscriptions", operation_id = "export_subscriptions",
    params(("file" = String, Path, example = "subscribers.csv"), api::list::ListQuery),
    responses((status = 200, content_type = "application/octet-stream", body = String)))]
async fn export(ctx: Ctx, Path(file): Path<String>, params: ListParams) -> Result<Response> {
    ctx.actor.need(Permission::FormsRead)?;
    let kind = file.strip_prefix("subscribers.").and_then(Kind::parse);
    let kind = kind.ok_or_else(Problem::not_found)?;
    let (zone, lang) = (ctx.workspace().await?.time_zone, ctx.actor.lang);
    let header: Vec<String> = HEADER
        .iter()
        .map(|text| text.get(lang).to_owned())
        .collect();
    let mut sheet = Sheet::new(kind, zone, lang, &header)?;
    let filter = filter(&params)?;
    let mut paging = Paging::read(&params, &SORTS, USUAL_SORT)?;
    paging.limit = 500;
    paging.cursor = None;
    loop {
        let scope = &ctx.actor.scope;
        let (rows, next) = store::page(ctx.reader(), scope, &filter, &paging).await?;
        for row in rows {
            let state = State::parse(&row.state).map(|state| said(state).get(lang).to_owned());
            sheet.row(vec![
                Cell::maybe(row.address),
                Cell::maybe(row.contact_name),
                Cell::text(row.topic_name),
                Cell::maybe(state),
                Cell::Moment(Time(row.asked_at)),
                Cell::moment(row.confirmed_at.map(Time)),
                Cell::moment(row.left_at.map(Time)),
            ])?;
        }
        let Some(next) = next else { break };
        paging.cursor = Some(api::Cursor::parse(&next)?);
    }
    // Packing a workbook takes a while, and other requests wait on this thread.
    let done = tokio::task::spawn_blocking(move || sheet.finish());
    let written = done.await.map_err(Problem::internal)??;
    Ok(table::download(written, kind.mime(), &file)?)
}

const HEADER: [Text; 7] = [
    Text::fixed("Адрес", "Address"),
    Text::fixed("Контакт", "Contact"),
    Text::fixed("Тема", "Topic"),
    Text::fixed("Состояние", "State"),
    Text::fixed("Запрошена", "Asked for"),
    Text::fixed("Подтверждена", "Confirmed"),
    Text::fixed("Отписка", "Unsubscribed"),
];

fn said(state: State) -> Text {
    match state {
        State::Pending => Text::fixed("ждёт подтверждения", "waits to be confirmed"),
        State::Confirmed => Text::fixed("подтверждена", "confirmed"),
        State::Left => Text::fixed("отписка", "unsubscribed"),
    }
}

//! Marks over HTTP: read only, since each area puts its own.

use api::{Ctx, Cursor, ListParams, Page, Result, Routes, list::page_of};
use axum::Json;
use axum::extract::Path;
use base::{Lang, Permission, Problem, Text, Uuid};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::model::Kind;
use super::store::{self, MarkRow};
use crate::records::Record;

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::DealsRead, routes!(list))
        .permitted(Permission::DealsRead, routes!(of_deal))
}

/// A named group that deals belong to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DealMark)]
struct Shown {
    id: Uuid,
    kind: Kind,
    /// What the area that made it knows it by: the id of a campaign, a word.
    key: String,
    name: String,
}

fn shown(row: MarkRow, lang: Lang) -> Option<Shown> {
    Some(Shown {
        id: row.id,
        kind: Kind::parse(&row.kind)?,
        name: row.name().get(lang).to_owned(),
        key: row.key,
    })
}

/// The marks of a kind, by key
#[utoipa::path(get, path = "/marks", tag = "marks", operation_id = "list_marks",
    params(("kind" = Kind, Query), ("cursor" = Option<String>, Query), ("limit" = Option<i64>, Query)),
    responses((status = 200, body = Page<Shown>)))]
async fn list(ctx: Ctx, params: ListParams) -> Result<Json<Page<Shown>>> {
    let kind = params.other("kind").and_then(Kind::parse).ok_or_else(|| {
        let words = Kind::ALL.map(Kind::as_str).join(", ");
        Problem::bad_request(Text::new(
            format!("kind: нужен вид меток, один из: {words}"),
            format!("kind: a kind of marks is needed, one of: {words}"),
        ))
    })?;
    let after = match &params.cursor {
        Some(cursor) => cursor.text(0)?,
        None => "",
    };
    let rows = store::page(ctx.reader(), kind, after, params.limit + 1).await?;
    let (rows, next_cursor) = page_of(rows, params.limit, |row| {
        Cursor::new([Value::from(row.key.clone())])
    });
    let lang = ctx.actor.lang;
    Ok(Json(Page {
        items: rows
            .into_iter()
            .filter_map(|row| shown(row, lang))
            .collect(),
        next_cursor,
        total: None,
        sums: None,
    }))
}

/// What a deal is marked with
#[utoipa::path(get, path = "/deals/{id}/marks", tag = "marks", operation_id = "deal_marks",
    params(("id" = Uuid, Path)), responses((status = 200, body = Vec<Shown>)))]
async fn of_deal(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Json<Vec<Shown>>> {
    Record::Deal(id).owner(ctx.reader(), &ctx.actor).await?;
    let rows = store::of_deal(ctx.reader(), id).await?;
    let lang = ctx.actor.lang;
    Ok(Json(
        rows.into_iter()
            .filter_map(|row| shown(row, lang))
            .collect(),
    ))
}

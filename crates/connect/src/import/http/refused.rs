//! The rows that were not taken, as a list and as a file.

use api::{Ctx, Cursor, ListParams, Page, Result};
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use base::{Lang, Text, Uuid};
use documents::table;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::actions;
use super::super::store::{self, ImportRow, RefusedRow};

/// A row that was not taken.
#[derive(Debug, Serialize, ToSchema)]
pub struct Refused {
    /// As a spreadsheet numbers it.
    pub row: i64,
    pub cells: Vec<String>,
    pub reason: String,
}

impl Refused {
    pub fn new(row: RefusedRow, lang: Lang) -> Self {
        let reason = Text::read(&row.reason);
        Self {
            row: row.row_number,
            cells: serde_json::from_str(&row.cells).unwrap_or_default(),
            reason: reason.map_or_else(String::new, |text| text.get(lang).to_owned()),
        }
    }
}

/// Rows that were or would be refused, with the reasons
#[utoipa::path(get, path = "/imports/{id}/refused", tag = "imports", operation_id = "list_refused",
    params(("id" = Uuid, Path), api::list::ListQuery), responses((status = 200, body = Page<Refused>)))]
pub async fn refused(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    params: ListParams,
) -> Result<Json<Page<Refused>>> {
    params.filters(&[])?;
    let row = actions::find(ctx.reader(), &ctx.actor, id).await?;
    let after = match &params.cursor {
        Some(cursor) => cursor.number(0)?,
        None => 0,
    };
    let rows = store::refused(ctx.reader(), id, after, params.limit + 1).await?;
    let (rows, next_cursor) = api::list::page_of(rows, params.limit, |row| {
        Cursor::new([row.row_number.into()])
    });
    let total = params.total.then(|| {
        row.progress
            .map_or(0, |progress| progress.counts.refused as i64)
    });
    let items = rows
        .into_iter()
        .map(|row| Refused::new(row, ctx.actor.lang))
        .collect();
    Ok(Json(Page {
        items,
        next_cursor,
        total,
        sums: None,
    }))
}

/// The refused rows as a file to be mended and uploaded again
#[utoipa::path(get, path = "/imports/{id}/refused.csv", tag = "imports", operation_id = "download_refused",
    params(("id" = Uuid, Path)), responses((status = 200, content_type = "text/csv", body = String)))]
pub async fn refused_csv(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Response> {
    let row = actions::find(ctx.reader(), &ctx.actor, id).await?;
    let mut file = table::CsvFile::new()?;
    write_refused(ctx.reader(), &row, ctx.actor.lang, &mut file).await?;
    let name = format!("refused-{}.csv", row.created_at);
    Ok(table::download(
        file.finish()?,
        "text/csv; charset=utf-8",
        &name,
    )?)
}

/// Writes the columns of the file and the reason behind them.
pub async fn write_refused(
    conn: db::Conn<'_>,
    import: &ImportRow,
    lang: Lang,
    file: &mut table::CsvFile,
) -> base::Result<()> {
    const AT_ONCE: i64 = 1000;
    let width = import.layout.header.len();
    let reason = Text::fixed("Причина отказа", "Why it was refused");
    let mut header = import.layout.header.clone();
    header.push(reason.get(lang).to_owned());
    file.row(&header)?;
    let mut after = 0;
    loop {
        let rows = store::refused(conn, import.id, after, AT_ONCE).await?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after = last.row_number;
        for row in rows {
            let Refused {
                mut cells, reason, ..
            } = Refused::new(row, lang);
            // The reason has a column of its own, however many cells a broken row has.
            if cells.len() > width {
                let rest = cells.split_off(width.saturating_sub(1)).join(" ");
                cells.push(rest);
            }
            cells.resize(width, String::new());
            cells.push(reason);
            file.row(&cells)?;
        }
    }
}

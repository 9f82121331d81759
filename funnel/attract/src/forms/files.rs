//! Files of an inquiry over HTTP: whoever sees the inquiry may have them.

use api::{Ctx, Result, Routes};
use axum::Json;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use base::{Permission, Problem, Uuid};
use documents::Disposition;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::store;
use crate::inquiries;

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::InquiriesRead, routes!(list))
        .permitted(Permission::InquiriesRead, routes!(download))
}

/// A file that came with an inquiry.
#[derive(Debug, Serialize, ToSchema)]
struct InquiryFile {
    id: Uuid,
    name: String,
    /// Bytes.
    size: i64,
}

#[derive(Debug, Serialize, ToSchema)]
struct InquiryFiles {
    items: Vec<InquiryFile>,
}

/// The files of an inquiry
#[utoipa::path(get, path = "/inquiries/{id}/files", tag = "inquiries", operation_id = "list_inquiry_files",
    params(("id" = Uuid, Path)), responses((status = 200, body = InquiryFiles)))]
async fn list(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Json<InquiryFiles>> {
    inquiries::actions::find(ctx.reader(), &ctx.actor, id).await?;
    let rows = store::files_of(ctx.reader(), id).await?;
    let items = rows
        .into_iter()
        .map(|(id, name, size)| InquiryFile { id, name, size });
    Ok(Json(InquiryFiles {
        items: items.collect(),
    }))
}

/// A file of an inquiry
///
/// Always as a download: what a stranger sent is never opened in the product's own page.
#[utoipa::path(get, path = "/inquiries/{id}/files/{file}", tag = "inquiries", operation_id = "download_inquiry_file",
    params(("id" = Uuid, Path), ("file" = Uuid, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream")))]
async fn download(ctx: Ctx, Path((id, file)): Path<(Uuid, Uuid)>) -> Result<Response> {
    inquiries::actions::find(ctx.reader(), &ctx.actor, id).await?;
    let (name, bytes) = store::file(ctx.reader(), id, file)
        .await?
        .ok_or_else(Problem::not_found)?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            Disposition::Attachment.of(&name),
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

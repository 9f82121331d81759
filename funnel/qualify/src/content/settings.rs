//! How large files may be, and what the screens have to know besides.

use api::{Body, Ctx, Result, Routes};
use axum::Json;
use axum::response::Response;
use base::{Event, Permission, Problem, Subject, Text};
use db::{Conn, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::materials::files::{MOST_BYTES, endings};

const KEY: &str = "qualify.content";
const MB: i64 = 1024 * 1024;
const USUAL_MB: i64 = 25;

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Settings {
    pub file_mb: i64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { file_mb: USUAL_MB }
    }
}

impl Settings {
    /// # Errors
    /// When the database refuses.
    pub async fn load(conn: Conn<'_>) -> base::Result<Self> {
        let kept = db::settings::get(conn, KEY).await?;
        let read = kept.and_then(|text| serde_json::from_str(&text).ok());
        Ok(read.unwrap_or_default())
    }

    /// # Errors
    /// `invalid` for a limit out of range.
    pub async fn save(self, tx: &Tx) -> base::Result<()> {
        if !(1..=MOST_BYTES / MB).contains(&self.file_mb) {
            let text = Text::fixed("От 1 до 100 МБ", "From 1 to 100 MB");
            return Err(Problem::field("file_mb", "out_of_range", text));
        }
        let text = serde_json::to_string(&self).map_err(Problem::internal)?;
        db::settings::put(tx.conn(), KEY, &text).await?;
        tx.record(Event::new(
            "content.settings_changed",
            Subject::default(),
            json!({ "file_mb": self.file_mb }),
        ));
        Ok(())
    }

    /// The largest file in bytes.
    pub fn most_bytes(self) -> i64 {
        (self.file_mb * MB).min(MOST_BYTES)
    }
}

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::ContentRead, routes!(show))
        .permitted(Permission::WorkspaceWrite, routes!(change))
}

/// What can be kept and sent.
#[derive(Debug, Serialize, ToSchema)]
struct ContentSettings {
    /// The largest file, in megabytes.
    file_mb: i64,
    /// Endings of the names of files that are taken.
    file_endings: Vec<&'static str>,
    /// Whether mail is set up here, so that a page can be sent by a letter.
    mail: bool,
}

fn shown(ctx: &Ctx, settings: Settings) -> ContentSettings {
    ContentSettings {
        file_mb: settings.file_mb,
        file_endings: endings(),
        mail: ctx.db().does(crm::letters::JOB),
    }
}

/// The limits of the content library
#[utoipa::path(get, path = "/content-settings", tag = "content", operation_id = "get_content_settings",
    responses((status = 200, body = ContentSettings)))]
async fn show(ctx: Ctx) -> Result<Json<ContentSettings>> {
    let settings = Settings::load(ctx.reader()).await?;
    Ok(Json(shown(&ctx, settings)))
}

/// Other limits.
#[derive(Debug, Deserialize, ToSchema)]
struct ContentLimits {
    /// From 1 to 100.
    #[schema(example = 25)]
    file_mb: i64,
}

/// Change the limits of the content library
#[utoipa::path(put, path = "/content-settings", tag = "content", operation_id = "change_content_settings",
    request_body = ContentLimits, responses((status = 200, body = ContentSettings)))]
async fn change(ctx: Ctx, Body(new): Body<ContentLimits>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let settings = Settings {
        file_mb: new.file_mb,
    };
    settings.save(&tx).await?;
    ctx.changed(tx, &shown(&ctx, settings)).await
}

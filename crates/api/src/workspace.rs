//! The settings of the whole company.

use base::{Currency, Lang, Result, WorkHours};
use db::{Conn, Tx};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The company that works here.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Workspace {
    pub name: String,
    /// An IANA time zone: it decides where days and months begin.
    #[schema(value_type = String, example = "Europe/Moscow")]
    pub time_zone: chrono_tz::Tz,
    pub currency: Currency,
    pub lang: Lang,
    /// When people work: limits of time to answer run only then.
    #[serde(default)]
    pub work: WorkHours,
    /// Where people outside reach this installation, for links in mails; without a slash at its end.
    #[serde(default)]
    #[schema(example = "https://crm.company.ru")]
    pub site_url: Option<String>,
}

impl Default for Workspace {
    fn default() -> Self {
        Self {
            name: String::new(),
            time_zone: chrono_tz::Europe::Moscow,
            currency: Currency::RUB,
            lang: Lang::Ru,
            work: WorkHours::default(),
            site_url: None,
        }
    }
}

const KEY: &str = "workspace";

impl Workspace {
    pub async fn load(conn: Conn<'_>) -> Result<Self> {
        let kept = db::settings::get(conn, KEY).await?;
        Ok(kept
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default())
    }

    pub async fn save(&self, tx: &Tx) -> Result<()> {
        let text = serde_json::to_string(self).map_err(base::Problem::internal)?;
        db::settings::put(tx.conn(), KEY, &text).await
    }
}

//! Where the rate table is kept: one setting.

use api::Workspace;
use base::{Problem, Result};
use db::Conn;

use super::model::Rates;

const KEY: &str = "rates";

impl Rates {
    /// The table of this workspace. One that was entered for another currency counts no more.
    ///
    /// # Errors
    /// When the database refuses, or what is kept is no rate table.
    pub async fn load(conn: Conn<'_>) -> Result<Self> {
        let currency = Workspace::load(conn).await?.currency;
        let kept: Option<Self> = db::settings::get(conn, KEY)
            .await?
            .map(|text| serde_json::from_str(&text))
            .transpose()
            .map_err(Problem::internal)?;
        Ok(kept
            .filter(|rates| rates.currency() == currency)
            .unwrap_or_else(|| Self::none(currency)))
    }
}

pub async fn save(conn: Conn<'_>, rates: &Rates) -> Result<()> {
    let text = serde_json::to_string(rates).map_err(Problem::internal)?;
    db::settings::put(conn, KEY, &text).await
}

//! What other currencies are worth.
use base::{Currency, Money, Result};
use db::Conn;

#[derive(Debug, Clone, Default)]
pub struct Rates;

impl Rates {
    pub async fn load(_conn: Conn<'_>, _into: Currency) -> Result<Self> {
        Ok(Self)
    }

    pub fn convert(&self, _money: Money) -> Option<Money> {
        None
    }
}

//! Hashes of words and of addresses.

use std::fmt::Write as _;

use base::Result;
use db::{Conn, Tx};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

const KEY: &str = "consents.key";

/// The hash that words are kept by.
pub fn of_words(body: &str) -> String {
    api::content_hash(&[body.as_bytes()])
}

/// Makes hashes of addresses that nobody can reverse by trying all phones there are: the key is made once and
/// never leaves the database.
#[derive(Debug, Clone)]
pub struct Key(String);

impl Key {
    /// The key; none before the first consent or suppression.
    pub async fn load(conn: Conn<'_>) -> Result<Option<Self>> {
        Ok(db::settings::get(conn, KEY).await?.map(Self))
    }

    /// The key, made if there is none.
    pub async fn ensure(tx: &Tx) -> Result<Self> {
        if let Some(key) = Self::load(tx.conn()).await? {
            return Ok(key);
        }
        tx.one_at_a_time(KEY).await?;
        if let Some(key) = Self::load(tx.conn()).await? {
            return Ok(key);
        }
        let ids = [tx.new_id(), tx.new_id(), tx.new_id()];
        let text = ids.map(|id| id.simple().to_string()).concat();
        db::settings::put(tx.conn(), KEY, &text).await?;
        Ok(Self(text))
    }

    /// The hash of a normalised address.
    pub fn of(&self, address: &str) -> String {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.0.as_bytes()) else {
            return String::new();
        };
        mac.update(address.as_bytes());
        let bytes = mac.finalize().into_bytes();
        bytes.iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

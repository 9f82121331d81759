//! The key that stamps and hashes are made with. It is made once and never leaves the database.

use std::fmt::Write as _;

use base::{Result, Time};
use db::{Conn, Tx};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

const KEY: &str = "attract.secret";

/// Makes stamps that nobody else can.
#[derive(Debug, Clone)]
pub struct Secret(String);

impl Secret {
    /// The key; none before the first form is made.
    pub async fn load(conn: Conn<'_>) -> Result<Option<Self>> {
        Ok(db::settings::get(conn, KEY).await?.map(Self))
    }

    /// Makes the key if there is none.
    pub async fn ensure(tx: &Tx) -> Result<()> {
        if Self::load(tx.conn()).await?.is_none() {
            let ids = [tx.new_id(), tx.new_id(), tx.new_id()];
            let text = ids.map(|id| id.simple().to_string()).concat();
            db::settings::put(tx.conn(), KEY, &text).await?;
        }
        Ok(())
    }

    /// A text that proves when a form was shown.
    pub fn stamp(&self, form: &str, at: Time) -> String {
        format!("{}.{}", at.0, self.sign(&format!("form {form} {}", at.0)))
    }

    /// When a form was shown, if the stamp is one of ours.
    pub fn shown_at(&self, form: &str, stamp: &str) -> Option<Time> {
        let (at, _) = stamp.split_once('.')?;
        let at = Time(at.parse().ok()?);
        same(&self.stamp(form, at), stamp).then_some(at)
    }

    /// What a sender is called on one day: tomorrow they are somebody else.
    pub fn sender(&self, day: &str, address: &str) -> String {
        self.sign(&format!("sender {day} {address}"))[..24].to_owned()
    }

    fn sign(&self, text: &str) -> String {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.0.as_bytes()) else {
            return String::new();
        };
        mac.update(text.as_bytes());
        mac.finalize()
            .into_bytes()
            .iter()
            .fold(String::new(), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            })
    }
}

/// Compares without telling by its time where two texts differ.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |or, (x, y)| or | (x ^ y)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_stamps_are_believed() {
        let secret = Secret("ключ".into());
        let stamp = secret.stamp("promo", Time(1_000));
        assert_eq!(secret.shown_at("promo", &stamp), Some(Time(1_000)));
        assert_eq!(secret.shown_at("other", &stamp), None);
        assert_eq!(
            secret.shown_at("promo", &stamp.replace("1000.", "2000.")),
            None
        );
        assert_eq!(secret.shown_at("promo", "1000."), None);
        assert_eq!(secret.shown_at("promo", ""), None);
        assert_ne!(
            secret.sender("2026-11-23", "1.2.3.4"),
            secret.sender("2026-11-24", "1.2.3.4")
        );
    }
}

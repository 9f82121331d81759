//! Keys that a company signs and hashes with. Each is made once and never leaves the database.

use base::Result;
use db::{Conn, Tx};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// A key: what it signs nobody else can sign, and what it hashes nobody can find by trying.
#[derive(Debug, Clone)]
pub struct SigningKey(String);

impl SigningKey {
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into())
    }

    /// The key of this name; none before it was needed.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn load(conn: Conn<'_>, name: &str) -> Result<Option<Self>> {
        Ok(db::settings::get(conn, name).await?.map(Self))
    }

    /// The key of this name, made if there is none.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn ensure(tx: &Tx, name: &str) -> Result<Self> {
        if let Some(key) = Self::load(tx.conn(), name).await? {
            return Ok(key);
        }
        tx.one_at_a_time(name).await?;
        if let Some(key) = Self::load(tx.conn(), name).await? {
            return Ok(key);
        }
        let ids = [tx.new_id(), tx.new_id(), tx.new_id()];
        let text = ids.map(|id| id.simple().to_string()).concat();
        db::settings::put(tx.conn(), name, &text).await?;
        Ok(Self(text))
    }

    /// The HMAC-SHA256 of a text, hexadecimal.
    pub fn sign(&self, text: &str) -> String {
        hex::encode(self.mac(text).finalize().into_bytes())
    }

    /// Whether a signature is ours; its time does not tell where it differs.
    pub fn has_signed(&self, text: &str, signature: &str) -> bool {
        hex::decode(signature).is_ok_and(|bytes| self.mac(text).verify_slice(&bytes).is_ok())
    }

    fn mac(&self, text: &str) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.as_bytes())
            .expect("HMAC takes a key of any length");
        mac.update(text.as_bytes());
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_that_of_the_standard_and_of_one_text() {
        // RFC 4231, test case 2.
        let key = SigningKey::new("Jefe");
        let text = "what do ya want for nothing?";
        let signature = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(key.sign(text), signature);
        assert!(key.has_signed(text, signature));
        assert!(!key.has_signed("what do ya want", signature));
        assert!(!key.has_signed(text, &signature.replace('5', "6")));
        assert!(!key.has_signed(text, "no hex"));
    }
}

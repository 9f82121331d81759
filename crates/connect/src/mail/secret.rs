//! The key that links in mails are signed with, and the tokens that stand in them.

use base::{Result, Uuid};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use db::{Conn, Tx};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

const KEY: &str = "mail.secret";
/// Enough of a signature that nobody guesses it.
const SIGNATURE: usize = 16;

/// What a link in a mail does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Open,
    Link(i64),
    Unsubscribe,
}

/// Makes tokens that nobody else can.
#[derive(Debug, Clone)]
pub struct Secret(String);

impl Secret {
    /// The key; none before the first mail is sent.
    pub async fn load(conn: Conn<'_>) -> Result<Option<Self>> {
        Ok(db::settings::get(conn, KEY).await?.map(Self))
    }

    /// The key, made if there is none.
    pub async fn ensure(tx: &Tx) -> Result<Self> {
        if let Some(secret) = Self::load(tx.conn()).await? {
            return Ok(secret);
        }
        tx.one_at_a_time(KEY).await?;
        if let Some(secret) = Self::load(tx.conn()).await? {
            return Ok(secret);
        }
        let ids = [tx.new_id(), tx.new_id(), tx.new_id()];
        let text = ids.map(|id| id.simple().to_string()).concat();
        db::settings::put(tx.conn(), KEY, &text).await?;
        Ok(Self(text))
    }

    /// What stands in a link of a mail.
    pub fn token(&self, mail: Uuid, purpose: Purpose) -> String {
        let bytes = [&mail.as_bytes()[..], &self.sign(mail, purpose)].concat();
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Whose link it is, if it is one of ours for this purpose.
    pub fn read(&self, token: &str, purpose: Purpose) -> Option<Uuid> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(token).ok()?;
        let (mail, signature) = bytes.split_at_checked(16)?;
        let mail = Uuid::from_slice(mail).ok()?;
        same(&self.sign(mail, purpose), signature).then_some(mail)
    }

    fn sign(&self, mail: Uuid, purpose: Purpose) -> Vec<u8> {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.0.as_bytes()) else {
            return Vec::new();
        };
        let purpose = match purpose {
            Purpose::Open => "open".to_owned(),
            Purpose::Link(number) => format!("link {number}"),
            Purpose::Unsubscribe => "unsubscribe".to_owned(),
        };
        mac.update(purpose.as_bytes());
        mac.update(mail.as_bytes());
        mac.finalize().into_bytes()[..SIGNATURE].to_vec()
    }
}

/// Compares without telling by its time where two differ.
fn same(a: &[u8], b: &[u8]) -> bool {
    !a.is_empty() && a.len() == b.len() && a.iter().zip(b).fold(0, |or, (x, y)| or | (x ^ y)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_tokens_are_believed_and_only_for_their_purpose() {
        let (secret, other) = (Secret("ключ".into()), Secret("другой".into()));
        let mail = Uuid::from_u128(7);
        let token = secret.token(mail, Purpose::Link(3));
        assert_eq!(secret.read(&token, Purpose::Link(3)), Some(mail));
        assert_eq!(secret.read(&token, Purpose::Link(4)), None);
        assert_eq!(secret.read(&token, Purpose::Unsubscribe), None);
        assert_eq!(other.read(&token, Purpose::Link(3)), None);
        assert_eq!(secret.read("", Purpose::Open), None);
        let bare = BASE64_URL_SAFE_NO_PAD.encode(mail.as_bytes());
        assert_eq!(secret.read(&bare, Purpose::Open), None);
    }
}

//! The key that links in mails are signed with, and the tokens that stand in them.

use api::SigningKey;
use base::{Result, Uuid};
use db::{Conn, Tx};

const KEY: &str = "mail.secret";
/// An id in hexadecimal.
const ID: usize = 32;

/// What a link in a mail does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Open,
    Link(i64),
    Unsubscribe,
}

impl Purpose {
    /// What is signed: a token of one purpose is none of another.
    fn text(self, mail: Uuid) -> String {
        match self {
            Self::Open => format!("open {mail}"),
            Self::Link(number) => format!("link {number} {mail}"),
            Self::Unsubscribe => format!("unsubscribe {mail}"),
        }
    }
}

/// Makes tokens that nobody else can.
#[derive(Debug, Clone)]
pub struct Secret(SigningKey);

impl Secret {
    /// The key; none before the first mail is sent.
    pub async fn load(conn: Conn<'_>) -> Result<Option<Self>> {
        Ok(SigningKey::load(conn, KEY).await?.map(Self))
    }

    /// The key, made if there is none.
    pub async fn ensure(tx: &Tx) -> Result<Self> {
        Ok(Self(SigningKey::ensure(tx, KEY).await?))
    }

    /// What stands in a link of a mail.
    pub fn token(&self, mail: Uuid, purpose: Purpose) -> String {
        format!("{}{}", mail.simple(), self.0.sign(&purpose.text(mail)))
    }

    /// Whose link it is, if it is one of ours for this purpose.
    pub fn read(&self, token: &str, purpose: Purpose) -> Option<Uuid> {
        let (mail, signature) = token.split_at_checked(ID)?;
        let mail = Uuid::parse_str(mail).ok()?;
        self.0
            .has_signed(&purpose.text(mail), signature)
            .then_some(mail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_tokens_are_believed_and_only_for_their_purpose() {
        let secret = |key: &str| Secret(SigningKey::new(key));
        let (secret, other) = (secret("ключ"), secret("другой"));
        let mail = Uuid::from_u128(7);
        let token = secret.token(mail, Purpose::Link(3));
        assert_eq!(secret.read(&token, Purpose::Link(3)), Some(mail));
        assert_eq!(secret.read(&token, Purpose::Link(4)), None);
        assert_eq!(secret.read(&token, Purpose::Unsubscribe), None);
        assert_eq!(other.read(&token, Purpose::Link(3)), None);
        assert_eq!(secret.read("", Purpose::Open), None);
        assert_eq!(secret.read("это не ссылка из письма", Purpose::Open), None);
        let bare = mail.simple().to_string();
        assert_eq!(secret.read(&bare, Purpose::Open), None);
    }
}

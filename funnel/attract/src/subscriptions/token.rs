//! Links that only the reader of a mailbox has.

use api::SigningKey;
use base::{Result, Time, Uuid};
use db::{Conn, Tx};

use super::model::CONFIRM_DAYS;

const KEY: &str = "attract.subscriptions";

/// Makes and reads the tokens of links.
#[derive(Debug, Clone)]
pub struct Tokens(SigningKey);

impl Tokens {
    /// None before anybody has subscribed.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn load(conn: Conn<'_>) -> Result<Option<Self>> {
        Ok(SigningKey::load(conn, KEY).await?.map(Self))
    }

    /// # Errors
    /// When the database refuses.
    pub async fn ensure(tx: &Tx) -> Result<Self> {
        Ok(Self(SigningKey::ensure(tx, KEY).await?))
    }

    /// Confirms what was asked for until a moment.
    pub fn confirm(&self, subscriber: Uuid, asked: Time) -> String {
        let signature = self.0.sign(&confirming(subscriber, asked));
        format!("{}.{}.{signature}", subscriber.simple(), asked.0)
    }

    /// Whose subscriptions are confirmed and until which moment they were asked for; none for a token that is not
    /// ours or is too old.
    pub fn read_confirm(&self, token: &str, now: Time) -> Option<(Uuid, Time)> {
        let mut parts = token.splitn(3, '.');
        let subscriber = Uuid::parse_str(parts.next()?).ok()?;
        let asked = Time(parts.next()?.parse().ok()?);
        let signed = confirming(subscriber, asked);
        let ours = self.0.has_signed(&signed, parts.next()?);
        let age = now.0.saturating_sub(asked.0);
        (ours && age <= CONFIRM_DAYS * base::time::DAY_MS).then_some((subscriber, asked))
    }

    /// Chooses topics and leaves; it holds as long as the mails that carry it.
    pub fn manage(&self, subscriber: Uuid) -> String {
        let signature = self.0.sign(&managing(subscriber));
        format!("{}.{signature}", subscriber.simple())
    }

    pub fn read_manage(&self, token: &str) -> Option<Uuid> {
        let (id, signature) = token.split_once('.')?;
        let subscriber = Uuid::parse_str(id).ok()?;
        let ours = self.0.has_signed(&managing(subscriber), signature);
        ours.then_some(subscriber)
    }
}

fn confirming(subscriber: Uuid, asked: Time) -> String {
    format!("confirm {subscriber} {}", asked.0)
}

fn managing(subscriber: Uuid) -> String {
    format!("manage {subscriber}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_tokens_are_believed_and_each_for_its_own() {
        let tokens = Tokens(SigningKey::new("ключ"));
        let (me, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let asked = Time(1_000);
        let token = tokens.confirm(me, asked);
        assert_eq!(tokens.read_confirm(&token, Time(2_000)), Some((me, asked)));
        let late = Time(asked.0 + 8 * base::time::DAY_MS);
        assert_eq!(tokens.read_confirm(&token, late), None);
        assert_eq!(tokens.read_manage(&token), None);
        let later = token.replace(".1000.", ".9000.");
        assert_eq!(tokens.read_confirm(&later, Time(2_000)), None);
        let manage = tokens.manage(me);
        assert_eq!(tokens.read_manage(&manage), Some(me));
        assert_eq!(tokens.read_confirm(&manage, Time(0)), None);
        let (_, signature) = manage.split_once('.').expect("a signature");
        let forged = format!("{}.{signature}", other.simple());
        assert_eq!(tokens.read_manage(&forged), None);
        for nonsense in ["", ".", "..", "x.y.z", &me.to_string()] {
            assert_eq!(tokens.read_manage(nonsense), None);
            assert_eq!(tokens.read_confirm(nonsense, Time(0)), None);
        }
    }
}

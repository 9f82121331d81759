//! Stamps that prove when a form was shown, and what a sender is called.

use api::SigningKey;
use base::{Result, Time, Uuid};
use db::{Conn, Tx};

const KEY: &str = "attract.secret";

/// Makes stamps that nobody else can.
#[derive(Debug, Clone)]
pub struct Stamps(SigningKey);

impl Stamps {
    #[cfg(test)]
    pub fn new(key: &str) -> Self {
        Self(SigningKey::new(key))
    }

    /// None before the first form is made.
    pub async fn load(conn: Conn<'_>) -> Result<Option<Self>> {
        Ok(SigningKey::load(conn, KEY).await?.map(Self))
    }

    pub async fn ensure(tx: &Tx) -> Result<Self> {
        Ok(Self(SigningKey::ensure(tx, KEY).await?))
    }

    /// A text that proves when a form was shown.
    pub fn stamp(&self, form: &str, at: Time) -> String {
        format!("{}.{}", at.0, self.0.sign(&shown(form, at)))
    }

    /// When a form was shown, if the stamp is one of ours.
    pub fn shown_at(&self, form: &str, stamp: &str) -> Option<Time> {
        let (at, signature) = stamp.split_once('.')?;
        let at = Time(at.parse().ok()?);
        self.0.has_signed(&shown(form, at), signature).then_some(at)
    }

    /// A question to the sender of a submission.
    pub fn ask(&self, submission: Uuid, at: Time) -> String {
        let asked = format!("{}.{}", submission.simple(), at.0);
        let signature = self.0.sign(&format!("prove {asked}"));
        format!("{asked}.{signature}")
    }

    /// What was asked and when, if the question is one of ours.
    pub fn asked(&self, token: &str) -> Option<(Uuid, Time)> {
        let (asked, signature) = token.rsplit_once('.')?;
        let (id, at) = asked.split_once('.')?;
        let known = self.0.has_signed(&format!("prove {asked}"), signature);
        known.then_some((Uuid::parse_str(id).ok()?, Time(at.parse().ok()?)))
    }

    /// What a sender is called on one day: tomorrow they are somebody else.
    pub fn sender(&self, day: &str, address: &str) -> String {
        self.0.sign(&format!("sender {day} {address}"))[..24].to_owned()
    }
}

fn shown(form: &str, at: Time) -> String {
    format!("form {form} {}", at.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_stamps_are_believed() {
        let stamps = Stamps::new("ключ");
        let stamp = stamps.stamp("promo", Time(1_000));
        assert_eq!(stamps.shown_at("promo", &stamp), Some(Time(1_000)));
        assert_eq!(stamps.shown_at("other", &stamp), None);
        let later = stamp.replace("1000.", "2000.");
        assert_eq!(stamps.shown_at("promo", &later), None);
        assert_eq!(stamps.shown_at("promo", "1000."), None);
        assert_eq!(stamps.shown_at("promo", ""), None);
        let id = Uuid::from_u128(7);
        let question = stamps.ask(id, Time(1_000));
        assert_eq!(stamps.asked(&question), Some((id, Time(1_000))));
        assert_eq!(stamps.asked(&question.replace("1000", "1001")), None);
        let sender = |day: &str| stamps.sender(day, "1.2.3.4");
        assert_ne!(sender("2026-11-23"), sender("2026-11-24"));
    }
}

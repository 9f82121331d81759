//! What proves that an exchange is the one it says it is.

use base::Time;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// A signature says when it was made: one that was caught on its way is of no use for long.
const WINDOW_MS: i64 = 5 * 60_000;
/// What a secret begins with, as Standard Webhooks write it.
const PREFIX: &str = "whsec_";

/// A new secret made of unguessable parts.
pub fn secret(parts: &[String]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
    }
    format!("{PREFIX}{}", STANDARD.encode(hash.finalize()))
}

/// The same for an address, where not every character may stand.
pub fn secret_of_address(parts: &[String]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
    }
    hex::encode(hash.finalize())
}

/// What was sent with a body to prove it, as in Standard Webhooks.
#[derive(Debug, Clone, Copy, Default)]
pub struct Proof<'a> {
    pub id: &'a str,
    /// Seconds.
    pub timestamp: &'a str,
    /// `v1,<base64>`, several with a space between while a secret is being changed.
    pub signature: &'a str,
}

impl Proof<'_> {
    /// Whether the body is from whoever has the secret, and was signed just now.
    pub fn holds(&self, secret: &str, body: &[u8], now: Time) -> bool {
        let Ok(seconds) = self.timestamp.parse::<i64>() else {
            return false;
        };
        let age = now.0.saturating_sub(seconds.saturating_mul(1000));
        if age.saturating_abs() > WINDOW_MS || self.id.is_empty() || self.id.contains('.') {
            return false;
        }
        let given = self
            .signature
            .split(' ')
            .take(5)
            .filter_map(|part| STANDARD.decode(part.strip_prefix("v1,")?).ok());
        given.into_iter().any(|given| {
            mac(secret, self.id, self.timestamp, body)
                .is_some_and(|mac| mac.verify_slice(&given).is_ok())
        })
    }
}

fn mac(secret: &str, id: &str, timestamp: &str, body: &[u8]) -> Option<Hmac<Sha256>> {
    let key = STANDARD.decode(secret.strip_prefix(PREFIX)?).ok()?;
    if key.is_empty() {
        return None;
    }
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    mac.update(format!("{id}.{timestamp}.").as_bytes());
    mac.update(body);
    Some(mac)
}

/// The signature of a body, for the trial.
pub fn sign(secret: &str, id: &str, timestamp: &str, body: &[u8]) -> String {
    mac(secret, id, timestamp, body)
        .map(|mac| format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
        .unwrap_or_default()
}

/// Mango's own signature: `hex(sha256(api_key + json + salt))`.
pub fn mango(api_key: &str, salt: &str, json: &str) -> String {
    let mut hash = Sha256::new();
    for part in [api_key, json, salt] {
        hash.update(part.as_bytes());
    }
    hex::encode(hash.finalize())
}

/// Compares without telling by its time where two texts differ: nobody can choose how the hash of a guess begins.
pub fn same(a: &str, b: &str) -> bool {
    Sha256::digest(a) == Sha256::digest(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_standard_holds() {
        // From the documentation of Standard Webhooks.
        let proof = Proof {
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
            timestamp: "1614265330",
            signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        };
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let body = br#"{"test": 2432232314}"#;
        let at = Time(1_614_265_330_000);
        assert!(proof.holds(secret, body, at));
        assert!(proof.holds(secret, body, Time(at.0 + WINDOW_MS)));
        assert!(
            !proof.holds(secret, body, Time(at.0 + WINDOW_MS + 1)),
            "caught and sent again"
        );
        assert!(!proof.holds(secret, body, Time(at.0 - WINDOW_MS - 1)));
        assert!(!proof.holds(secret, br#"{"test": 2432232315}"#, at));
        assert!(!proof.holds("whsec_AAAA", body, at));
        assert!(!proof.holds("whsec_", body, at), "no secret proves nothing");
        assert!(!proof.holds("", body, at));
        let other = Proof {
            id: "msg_other",
            ..proof
        };
        assert!(!other.holds(secret, body, at));
        let many = Proof {
            signature: "v1,AAAA v1a,xx v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            ..proof
        };
        assert!(many.holds(secret, body, at));
        let none = Proof {
            signature: "",
            ..proof
        };
        assert!(!none.holds(secret, body, at));
        let never = Proof {
            timestamp: "9223372036854775807",
            ..proof
        };
        assert!(!never.holds(secret, body, at));
    }

    #[test]
    fn what_is_signed_here_holds_here() {
        let secret = secret(&["a".into(), "b".into()]);
        let signature = sign(&secret, "1", "100", b"{}");
        let proof = Proof {
            id: "1",
            timestamp: "100",
            signature: &signature,
        };
        assert!(proof.holds(&secret, b"{}", Time(100_000)));
    }

    #[test]
    fn mango_signs_as_its_manual_says() {
        // sha256("keyjsonsalt")
        let sum = hex::encode(Sha256::digest(b"keyjsonsalt"));
        assert_eq!(mango("key", "salt", "json"), sum);
        assert!(same("ab", "ab") && !same("ab", "ac") && !same("ab", "abc"));
    }
}

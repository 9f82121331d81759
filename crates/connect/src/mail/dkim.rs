//! DKIM: signing with RSA keys, and what the DNS must hold for them.

use base::{Problem, Result, Text};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use lettre::Message;
use lettre::message::dkim::{
    DkimCanonicalization, DkimCanonicalizationType, DkimConfig, DkimSigningAlgorithm,
    DkimSigningKey,
};
use lettre::message::header::HeaderName;
use rsa::RsaPrivateKey;
use rsa::pkcs1::{DecodeRsaPrivateKey, EncodeRsaPrivateKey, LineEnding};
use rsa::pkcs8::{DecodePrivateKey, EncodePublicKey};

/// Mail systems trust no shorter ones.
const LEAST_BITS: usize = 1024;
const BITS: usize = 2048;

/// What a signature covers; one-click unsubscription counts only when it is covered.
const SIGNED: [&str; 10] = [
    "From",
    "Reply-To",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "MIME-Version",
    "Content-Type",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
];

/// A new private key in PEM.
///
/// # Errors
/// When none can be made.
pub fn generate() -> Result<String> {
    let key = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, BITS).map_err(Problem::internal)?;
    let pem = key
        .to_pkcs1_pem(LineEnding::LF)
        .map_err(Problem::internal)?;
    Ok(pem.to_string())
}

fn read(pem: &str) -> Result<RsaPrivateKey> {
    let wrong = |()| {
        Problem::field(
            "dkim_key",
            "wrong_key",
            Text::fixed(
                "Нужен закрытый ключ RSA от 1024 бит в формате PEM",
                "A private RSA key of at least 1024 bits in PEM is needed",
            ),
        )
    };
    let pem = pem.trim();
    let key = RsaPrivateKey::from_pkcs1_pem(pem)
        .map_err(|_| ())
        .or_else(|()| RsaPrivateKey::from_pkcs8_pem(pem).map_err(|_| ()))
        .map_err(wrong)?;
    let bits = rsa::traits::PublicKeyParts::size(&key) * 8;
    if bits < LEAST_BITS {
        return Err(wrong(()));
    }
    Ok(key)
}

/// The record that the DNS must hold for a private key.
///
/// # Errors
/// `invalid` when it is no such key.
pub fn public_of(pem: &str) -> Result<String> {
    let public = read(pem)?.to_public_key();
    let der = public.to_public_key_der().map_err(Problem::internal)?;
    let key = BASE64_STANDARD.encode(der.as_bytes());
    Ok(format!("v=DKIM1; k=rsa; p={key}"))
}

/// Signs a message.
///
/// # Errors
/// `invalid` when the key is none.
pub fn sign(message: &mut Message, domain: &str, selector: &str, pem: &str) -> Result<()> {
    let pkcs1 = read(pem)?
        .to_pkcs1_pem(LineEnding::LF)
        .map_err(Problem::internal)?;
    let key = DkimSigningKey::new(&pkcs1, DkimSigningAlgorithm::Rsa).map_err(Problem::internal)?;
    // A header that is not there must not be named: one that somebody adds later would break nothing else.
    let present = |name: &&'static str| message.headers().get_raw(name).is_some();
    let headers = SIGNED.into_iter().filter(present);
    let headers = headers.map(HeaderName::new_from_ascii_str);
    let config = DkimConfig::new(
        selector.to_owned(),
        domain.to_owned(),
        key,
        headers.collect(),
        DkimCanonicalization {
            header: DkimCanonicalizationType::Relaxed,
            body: DkimCanonicalizationType::Relaxed,
        },
    );
    message.sign(&config);
    Ok(())
}

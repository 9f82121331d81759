//! Passwords at rest: encrypted with a key that is not in the database, so that a copy of it gives none away.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use base::{Problem, Result, Text, Uuid};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use db::Tx;
use sha2::{Digest, Sha256};

const NONCE: usize = 24;

/// The key of this installation: given, or kept in a file that is made at first need.
#[derive(Clone)]
pub struct Vault(Arc<Kept>);

struct Kept {
    file: Option<PathBuf>,
    key: OnceLock<[u8; 32]>,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault")
    }
}

impl Vault {
    /// A key made of a passphrase, as a setting of the server.
    pub fn of_phrase(phrase: &str) -> Self {
        let key = OnceLock::from(<[u8; 32]>::from(Sha256::digest(phrase.as_bytes())));
        Self(Arc::new(Kept { file: None, key }))
    }

    /// A key in a file. It has to be kept as long as the passwords are of use, and not beside copies of the database.
    pub fn in_file(file: PathBuf) -> Self {
        let key = OnceLock::new();
        Self(Arc::new(Kept {
            file: Some(file),
            key,
        }))
    }

    /// Encrypts a secret of a record. The same record is needed to read it.
    ///
    /// # Errors
    /// When the key file can be neither read nor written.
    pub fn lock(&self, tx: &Tx, record: Uuid, secret: &str) -> Result<String> {
        let key = match self.key()? {
            Some(key) => key,
            None => self.make_key(tx)?,
        };
        let bits = [tx.new_id(), tx.new_id()].map(Uuid::into_bytes).concat();
        let mut nonce = [0; NONCE];
        nonce.copy_from_slice(&bits[bits.len() - NONCE..]);
        let payload = Payload {
            msg: secret.as_bytes(),
            aad: record.as_bytes(),
        };
        let sealed = XChaCha20Poly1305::new(&Key::from(key))
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| Problem::internal("a secret cannot be encrypted"))?;
        Ok(BASE64_STANDARD_NO_PAD.encode([&nonce[..], &sealed].concat()))
    }

    /// Reads a secret back.
    ///
    /// # Errors
    /// `conflict` when it was encrypted with another key.
    pub fn open(&self, record: Uuid, sealed: &str) -> Result<String> {
        let other = || {
            Problem::conflict(Text::fixed(
                "Пароль зашифрован другим ключом: введите его заново в настройках почты",
                "The password was encrypted with another key: enter it again in the mail settings",
            ))
        };
        let key = self.key()?.ok_or_else(other)?;
        let bytes = BASE64_STANDARD_NO_PAD.decode(sealed).map_err(|_| other())?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE).ok_or_else(other)?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| other())?;
        let payload = Payload {
            msg: sealed,
            aad: record.as_bytes(),
        };
        let opened = XChaCha20Poly1305::new(&Key::from(key))
            .decrypt(&XNonce::from(nonce), payload)
            .map_err(|_| other())?;
        String::from_utf8(opened).map_err(|_| other())
    }

    fn key(&self) -> Result<Option<[u8; 32]>> {
        if let Some(key) = self.0.key.get() {
            return Ok(Some(*key));
        }
        let Some(file) = &self.0.file else {
            return Ok(None);
        };
        match std::fs::read(file) {
            Ok(bytes) => {
                let key = <[u8; 32]>::from(Sha256::digest(bytes.trim_ascii()));
                Ok(Some(*self.0.key.get_or_init(|| key)))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Problem::internal(format!("{}: {error}", file.display()))),
        }
    }

    /// Makes the file; if another process was quicker, its key is taken.
    fn make_key(&self, tx: &Tx) -> Result<[u8; 32]> {
        use std::io::Write as _;
        let Some(file) = &self.0.file else {
            return Err(Problem::internal("there is no place for a key"));
        };
        let text: String = (0..4).map(|_| tx.new_id().simple().to_string()).collect();
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let written = options.open(file).and_then(|mut open| {
            open.write_all(text.as_bytes())
                .and_then(|()| open.sync_all())
        });
        match written {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(Problem::internal(format!("{}: {error}", file.display()))),
        }
        self.key()?
            .ok_or_else(|| Problem::internal("the key that was written is not there"))
    }
}

//! Passwords at rest: encrypted with a key that is not in the database, so that a copy of it gives none away.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use base::{Problem, Result, Text, Uuid};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use db::Tx;
use sha2::{Digest, Sha256};

const NONCE: usize = 24;
/// The code of the problem that there is no whole key in the key file.
pub const BROKEN_KEY: &str = "broken_key";
/// A key file with fewer characters is broken, or no key at all.
const SHORTEST_KEY: usize = 32;

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
    /// When the key file can be neither read nor written; `broken_key` when there is no whole key in it.
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
    /// `conflict` when it was encrypted with another key; `broken_key` when the key file was cut off.
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
        let bytes = match std::fs::read(file) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(fault(file, &error)),
        };
        let text = bytes.trim_ascii();
        if text.len() < SHORTEST_KEY {
            return Err(broken(file));
        }
        let key = <[u8; 32]>::from(Sha256::digest(text));
        Ok(Some(*self.0.key.get_or_init(|| key)))
    }

    /// Makes the file; if another process was quicker, its key is taken.
    fn make_key(&self, tx: &Tx) -> Result<[u8; 32]> {
        let Some(file) = &self.0.file else {
            return Err(Problem::internal("there is no place for a key"));
        };
        let text: String = (0..4).map(|_| tx.new_id().simple().to_string()).collect();
        put(file, &text).map_err(|error| fault(file, &error))?;
        self.key()?
            .ok_or_else(|| Problem::internal("the key that was written is not there"))
    }
}

/// Puts a text into a new file, which is there whole or not at all, for its owner alone. One that is there stays.
fn put(file: &Path, text: &str) -> std::io::Result<()> {
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let mut made = tempfile::NamedTempFile::new_in(folder)?;
    made.write_all(text.as_bytes())?;
    made.as_file().sync_all()?;
    match made.persist_noclobber(file) {
        Ok(_) => {}
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => return Ok(()),
        Err(error) => return Err(error.error),
    }
    // The name is on the disk only with its folder.
    #[cfg(unix)]
    std::fs::File::open(folder)?.sync_all()?;
    Ok(())
}

fn fault(file: &Path, error: &std::io::Error) -> Problem {
    Problem::internal(format!("{}: {error}", file.display()))
}

/// It may be mended, so that mails wait for it instead of failing for good.
fn broken(file: &Path) -> Problem {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let mut problem = Problem::new(
        503,
        BROKEN_KEY,
        Text::new(
            format!(
                "Файл ключа {name} пуст или обрезан: верните его из копии. Если её нет, удалите файл и введите пароли почты заново"
            ),
            format!(
                "The key file {name} is empty or cut off: bring it back from a copy. If there is none, remove the file and enter \
                 the mail passwords again"
            ),
        ),
    );
    problem.0.cause = Some(format!(
        "{}: a key has at least {SHORTEST_KEY} characters",
        file.display()
    ));
    problem
}

//! Reading what a form sends: fields, and files where the form asks for them.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::model::{Design, Kind};

/// Fields alone are a few kilobytes.
const MOST_BYTES: usize = 128 * 1024;
/// Fields and files of one sending.
pub const MOST_WITH_FILES: usize = 10 * 1024 * 1024;
pub const MOST_FILES: usize = 5;
const MOST_FIELDS: usize = 200;
const LONGEST_NAME: usize = 120;
/// Files are held in memory while they come in: so many senders at a time.
static UPLOADS: Semaphore = Semaphore::const_new(4);
/// Nobody keeps others waiting longer than this.
const LONGEST: Duration = Duration::from_mins(1);

/// A file that was attached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    pub field: String,
    pub name: String,
    pub bytes: Vec<u8>,
}

/// What was sent.
#[derive(Debug, Default)]
pub struct Received {
    /// Of several values of one field all are kept; of files, their names.
    pub fields: BTreeMap<String, String>,
    pub files: Vec<Upload>,
}

impl Received {
    /// Reads a request by what the form asks.
    ///
    /// # Errors
    /// The status to refuse it with.
    pub async fn read(request: Request, design: &Design) -> Result<Self, StatusCode> {
        Self::read_within(LONGEST, request, design).await
    }

    /// Who sends slower than so is refused, and who waits longer for a turn is asked to come again.
    async fn read_within(
        longest: Duration,
        request: Request,
        design: &Design,
    ) -> Result<Self, StatusCode> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let with_files = kind.starts_with("multipart/form-data");
        let turn = async {
            match with_files {
                true => UPLOADS.acquire().await.ok(),
                false => None,
            }
        };
        let turn = timeout(longest, turn).await;
        let _turn = turn.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
        let read = timeout(longest, Self::read_all(request, design, with_files)).await;
        read.unwrap_or(Err(StatusCode::REQUEST_TIMEOUT))
    }

    async fn read_all(
        request: Request,
        design: &Design,
        with_files: bool,
    ) -> Result<Self, StatusCode> {
        if with_files {
            let form = Multipart::from_request(request, &()).await;
            let form = form.map_err(|_| StatusCode::UNPROCESSABLE_ENTITY)?;
            return Self::of_parts(form, design)
                .await
                .map_err(|error| error.status());
        }
        let body = Bytes::from_request(request, &()).await;
        let body = body.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
        if body.len() > MOST_BYTES {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        Ok(Self::of_text(&body))
    }

    /// From a form without files.
    pub fn of_text(body: &[u8]) -> Self {
        let mut received = Self::default();
        for (key, value) in form_urlencoded::parse(body).take(MOST_FIELDS) {
            received.put(key.into_owned(), &value);
        }
        received
    }

    /// What nobody asked for, or what is too much, is read past and not kept: its field then has an empty answer.
    async fn of_parts(mut form: Multipart, design: &Design) -> Result<Self, MultipartError> {
        let mut received = Self::default();
        let mut read = 0;
        while let Some(part) = form.next_field().await? {
            read += 1;
            let key = part.name().unwrap_or_default().to_owned();
            let asked = |field: &&super::model::Field| field.key == key;
            let is_file =
                design.fields.iter().find(asked).map(|field| field.kind) == Some(Kind::File);
            let name = part.file_name().map(plain_name);
            let bytes = part.bytes().await?;
            match name {
                _ if read > MOST_FIELDS => {}
                None if bytes.len() <= MOST_BYTES => {
                    received.put(key, &String::from_utf8_lossy(&bytes));
                }
                Some(name) if is_file && !bytes.is_empty() && received.files.len() < MOST_FILES => {
                    received.put(key.clone(), &name);
                    received.files.push(Upload {
                        field: key,
                        name,
                        bytes: bytes.into(),
                    });
                }
                _ => {}
            }
        }
        Ok(received)
    }

    fn put(&mut self, key: String, value: &str) {
        let kept = self.fields.entry(key).or_default();
        if !kept.is_empty() && !value.is_empty() {
            kept.push_str(", ");
        }
        kept.push_str(value);
    }
}

/// The name of a file without the way to it and without what a header or a screen could trip over.
fn plain_name(given: &str) -> String {
    let name = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain = |c: &char| !c.is_control() && !"\"<>:|?*;".contains(*c);
    let name: String = name.chars().filter(plain).take(LONGEST_NAME).collect();
    let name = name.trim().trim_start_matches('.');
    if name.is_empty() { "file" } else { name }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_harmless() {
        for (given, kept) in [
            ("Смета 2026.pdf", "Смета 2026.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\temp\\a.txt", "a.txt"),
            ("a\r\nSet-Cookie: x=1;.txt", "aSet-Cookie x=1.txt"),
            ("..", "file"),
            ("", "file"),
        ] {
            assert_eq!(plain_name(given), kept, "{given}");
        }
        assert_eq!(plain_name(&"я".repeat(500)).chars().count(), LONGEST_NAME);
    }

    #[tokio::test]
    async fn who_sends_too_slowly_is_told_and_keeps_no_turn() {
        let slow = |kind: &str| {
            let never = futures::stream::pending::<Result<Bytes, std::io::Error>>();
            let request = Request::post("/").header(header::CONTENT_TYPE, kind);
            let body = axum::body::Body::from_stream(never);
            request.body(body).expect("a request")
        };
        let soon = Duration::from_millis(20);
        let design = Design::default();
        for kind in ["multipart/form-data; boundary=x", "text/plain"] {
            let told = Received::read_within(soon, slow(kind), &design).await;
            assert_eq!(told.err(), Some(StatusCode::REQUEST_TIMEOUT), "{kind}");
        }
        assert_eq!(UPLOADS.available_permits(), 4);
        let _all = UPLOADS.acquire_many(4).await.expect("all turns");
        let waited = slow("multipart/form-data; boundary=x");
        let told = Received::read_within(soon, waited, &design).await;
        assert_eq!(told.err(), Some(StatusCode::SERVICE_UNAVAILABLE));
    }

    #[test]
    fn several_values_of_one_field_are_all_kept() {
        let received = Received::of_text("a=1&a=&a=2&b=%2B7".as_bytes());
        assert_eq!(received.fields["a"], "1, 2");
        assert_eq!(received.fields["b"], "+7");
    }
}

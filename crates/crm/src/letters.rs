//! How any area asks for a mail to be sent, without knowing who sends it: a job written with the change.
//!
//! The letter goes out after the transaction is committed, once per [`Letter::key`], through the account of
//! `from_user` or the company's. It stands among the outgoing mails with what became of it, and on the timeline of the
//! records it names. Wrong addresses and a lack of consent end there too, with the reason: asking never fails for them.

use base::{Lang, Result, Uuid};
use db::Tx;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The kind of job that carries a [`Letter`]. The mail area does it.
pub const JOB: &str = "mail.letter";

base::words! {
    /// Whether the law asks for a consent before.
    Class as LetterClass {
        /// An answer, a confirmation, a document that was asked for.
        Service = "service",
        /// Sent only while the addressee consents to advertising by mail, with a way to unsubscribe.
        Advertising = "advertising",
    }
}

/// A mail to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// The same key is sent once, however often it is asked for: `subscription:<id>`.
    pub key: String,
    /// What letters belong together, such as those of a mailing: `mailing:<id>`.
    #[serde(default)]
    pub series: Option<String>,
    pub class: Class,
    /// One mail address.
    pub to: String,
    /// One line.
    pub subject: String,
    pub text: String,
    /// The subject and the text have variables, and the text is Markdown: they are filled in for the records that the letter
    /// names, and it goes out as HTML and as text with the signature of its account. Otherwise both are ready to be read.
    #[serde(default)]
    pub markdown: bool,
    /// The same as a whole HTML page; what people typed must be escaped in it. Without it the text alone is sent.
    pub html: Option<String>,
    /// Of what stands around the words, such as the line to unsubscribe; the company's unless it is given.
    #[serde(default)]
    pub lang: Option<Lang>,
    /// Who writes: their account is used where they have one, and answers go to them.
    pub from_user: Option<Uuid>,
    pub deal_id: Option<Uuid>,
    pub contact_id: Option<Uuid>,
    pub company_id: Option<Uuid>,
    /// Where a mailing is ended: `List-Unsubscribe`, and the link below the letter. An `https` address must end it by one
    /// `POST` with `List-Unsubscribe=One-Click` (RFC 8058). Advertising without an address gets one of the mail area, which
    /// withdraws the consent to advertising by mail.
    pub unsubscribe_url: Option<String>,
}

/// Asks for a letter to be sent after this transaction is committed.
///
/// # Errors
/// When the database refuses.
pub async fn ask(tx: &Tx, letter: &Letter) -> Result<()> {
    let payload = serde_json::to_value(letter).map_err(base::Problem::internal)?;
    tx.enqueue(JOB, &payload).await?;
    Ok(())
}

/// The kind of job that takes letters back. The mail area does it.
pub const TAKE_BACK: &str = "mail.take_back";

/// Which letters are not to leave any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// [`Letter::key`]
    Keys(Vec<String>),
    /// [`Letter::series`]
    Series(String),
}

/// Asks for letters that have not left to be stopped, after this transaction is committed. What has left has left.
///
/// # Errors
/// When the database refuses.
pub async fn take_back(tx: &Tx, which: &Which) -> Result<()> {
    let payload = serde_json::to_value(which).map_err(base::Problem::internal)?;
    tx.enqueue(TAKE_BACK, &payload).await?;
    Ok(())
}

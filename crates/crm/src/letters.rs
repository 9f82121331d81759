//! How any area asks for a mail to be sent, without knowing who sends it: a job written with the change.

use base::{Result, Uuid};
use db::Tx;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The kind of job that carries a [`Letter`]. The mail area does it.
pub const JOB: &str = "mail.letter";

/// Whether the law asks for a consent before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = LetterClass)]
pub enum Class {
    /// An answer, a confirmation, a document that was asked for.
    Service,
    /// Sent only to those who have consented, with a way to unsubscribe.
    Advertising,
}

/// A mail to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// The same key is sent once, however often it is asked for.
    pub key: String,
    pub class: Class,
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: Option<String>,
    /// Who writes: their account is used where they have one.
    pub from_user: Option<Uuid>,
    pub deal_id: Option<Uuid>,
    pub contact_id: Option<Uuid>,
    pub company_id: Option<Uuid>,
    /// Where a mailing is ended, for `List-Unsubscribe`.
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

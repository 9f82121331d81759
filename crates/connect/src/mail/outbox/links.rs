//! How a mailing is ended: the link below a mail, and what following it does.

use api::Workspace;
use base::{Problem, Result, Text};
use crm::consents::{self, Channel, Purpose, Withdrawal};
use crm::letters::Class;
use db::{Conn, Tx};
use serde_json::{Value, json};

use super::store::MailRow;
use crate::mail::secret::{self, Secret};
use crate::mail::templates::actions::class_of;

/// Where people outside reach this installation: without a slash at its end.
///
/// # Errors
/// When the database refuses.
pub async fn site(conn: Conn<'_>) -> Result<Option<String>> {
    Ok(Workspace::load(conn).await?.site_url)
}

/// Where a mail's reader ends the mailing: advertising has to say.
///
/// # Errors
/// `invalid` when nobody knows our own address.
pub fn unsubscribe_url(
    mail: &MailRow,
    secret: &Secret,
    site: Option<&str>,
) -> Result<Option<String>> {
    if class_of(&mail.class)? == Class::Service {
        return Ok(mail.unsubscribe_url.clone());
    }
    if let Some(url) = &mail.unsubscribe_url {
        return Ok(Some(url.clone()));
    }
    let site = site.ok_or_else(|| {
        Problem::field(
            "site_url",
            "required",
            Text::fixed(
                "Рекламному письму нужна ссылка для отписки: укажите адрес системы в настройках компании",
                "Advertising needs a link to unsubscribe: set the address of the system in the company's settings",
            ),
        )
    })?;
    let token = secret.token(mail.id, secret::Purpose::Unsubscribe);
    Ok(Some(format!("{site}/m/u/{token}")))
}

/// Ends the mailing that a mail belongs to, for its address.
///
/// # Errors
/// When the database refuses.
pub async fn unsubscribe(tx: &Tx, mail: &MailRow, how: &str) -> Result<()> {
    let proof: Value = json!({ "mail_id": mail.id, "how": how });
    let asked = Withdrawal {
        contact_id: None,
        address: Some(mail.to_address.clone()),
        purpose: Purpose::Advertising,
        channel: Some(Channel::Mail),
        proof: proof.clone(),
    };
    consents::withdraw(tx, asked).await?;
    if let Some(contact) = mail.contact_id {
        // What the person consented to as a person, whatever the address.
        let asked = Withdrawal {
            contact_id: Some(contact),
            address: None,
            purpose: Purpose::Advertising,
            channel: Some(Channel::Mail),
            proof,
        };
        consents::withdraw(tx, asked).await?;
    }
    Ok(())
}

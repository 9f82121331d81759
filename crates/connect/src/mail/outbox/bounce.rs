//! Reading what comes back: reports that a mail was not delivered (RFC 3464) and complaints (RFC 5965).

use base::{Result, Text};
use crm::consents::actions::suppress_mail;
use crm::consents::model::Reason;
use db::Tx;
use mail_parser::{Message, MessageParser, MimeHeaders};

use super::actions::note_bounced;
use super::model::State;
use super::store;
use crate::mail::accounts::model::one_line;

/// What a report says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The mail that it is about, by the name we gave it.
    pub message_id: Option<String>,
    pub recipient: Option<String>,
    /// `failed`, `delayed`, `delivered`, `relayed`, `expanded`.
    pub action: Option<String>,
    /// Such as `5.1.1`.
    pub status: Option<String>,
    pub diagnostic: Option<String>,
    /// Its reader marked it as spam.
    pub complaint: bool,
}

impl Report {
    fn is_final(&self) -> bool {
        self.action.as_deref() == Some("failed")
            && self
                .status
                .as_deref()
                .is_none_or(|status| status.starts_with('5'))
    }

    /// Whether it is the address that is wrong, and not the mail or the moment.
    fn is_address(&self) -> bool {
        self.status
            .as_deref()
            .is_some_and(|s| s.starts_with("5.1."))
    }

    fn text(&self) -> Text {
        let status = self.status.as_deref().unwrap_or_default();
        let cause = self.diagnostic.as_deref().unwrap_or_default();
        let cause: String = one_line(&format!("{status} {cause}"))
            .chars()
            .take(500)
            .collect();
        Text::new(
            format!("Письмо вернулось: {cause}"),
            format!("The mail came back: {cause}"),
        )
    }
}

/// Reads a report; none when the mail is none.
pub fn read(raw: &[u8]) -> Option<Report> {
    let message = MessageParser::default().parse(raw)?;
    let mut report = Report::default();
    let mut is_report = false;
    let bodies = message.parts.iter().filter_map(|part| {
        let kind = part.content_type()?;
        let kind = format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default());
        Some((kind.to_lowercase(), part))
    });
    for (kind, part) in bodies {
        match kind.as_str() {
            "message/delivery-status" => {
                is_report = true;
                let text = String::from_utf8_lossy(part.contents());
                status_fields(&text, &mut report);
            }
            "message/feedback-report" => {
                is_report = true;
                let text = String::from_utf8_lossy(part.contents());
                report.complaint = field(&text, "Feedback-Type").as_deref() == Some("abuse");
                let to = field(&text, "Original-Rcpt-To");
                report.recipient = report.recipient.take().or(to);
            }
            "message/rfc822" | "message/global" => {
                let original = part.message().and_then(Message::message_id);
                let text = String::from_utf8_lossy(part.contents());
                let original = original.map(str::to_owned);
                report.message_id = original.or_else(|| field(&text, "Message-ID"));
            }
            "text/rfc822-headers" | "message/global-headers" => {
                let text = String::from_utf8_lossy(part.contents());
                report.message_id = field(&text, "Message-ID");
            }
            _ => {}
        }
    }
    report.message_id = report.message_id.map(|id| {
        let bare = id.trim().trim_start_matches('<').trim_end_matches('>');
        format!("<{bare}>")
    });
    is_report.then_some(report)
}

/// The fields of a delivery status; of several recipients the first that failed counts.
fn status_fields(text: &str, report: &mut Report) {
    let typed = |value: Option<String>| {
        value.map(|text| match text.split_once(';') {
            Some((_, value)) => value.trim().to_owned(),
            None => text,
        })
    };
    let text = text.replace("\r\n", "\n");
    for group in text.split("\n\n") {
        let Some(action) = field(group, "Action") else {
            continue;
        };
        let action = action.to_lowercase();
        if report.action.as_deref() == Some("failed") {
            continue;
        }
        report.action = Some(action);
        report.recipient = typed(field(group, "Final-Recipient"));
        report.status = field(group, "Status");
        report.diagnostic = typed(field(group, "Diagnostic-Code"));
    }
}

/// The value of a header field, unfolded.
fn field(text: &str, name: &str) -> Option<String> {
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some((key, value)) = line.split_once(':') else {
            continue;
        };
        if !key.trim().eq_ignore_ascii_case(name) {
            continue;
        }
        let mut value = value.trim().to_owned();
        while let Some(more) = lines.next_if(|line| line.starts_with([' ', '\t'])) {
            value.push(' ');
            value.push_str(more.trim());
        }
        return Some(value);
    }
    None
}

/// What was done with a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// The mail is marked as bounced.
    Bounced,
    /// The address gets no advertising any more.
    Complained,
    /// Only a delay, or a mail that is not ours.
    Nothing,
}

/// Marks what a report tells of. Told twice, it changes nothing.
///
/// # Errors
/// When the database refuses.
pub async fn take(tx: &Tx, report: &Report) -> Result<Done> {
    let mail = match &report.message_id {
        Some(id) => store::find_by_message_id(tx.conn(), id).await?,
        None => None,
    };
    let Some(mail) = mail else {
        // Without our own mail anybody could have an address suppressed.
        return Ok(Done::Nothing);
    };
    if report.complaint {
        suppress_mail(tx, &mail.to_address, Reason::Complaint).await?;
        return Ok(Done::Complained);
    }
    if !report.is_final() {
        return Ok(Done::Nothing);
    }
    if report.is_address() {
        suppress_mail(tx, &mail.to_address, Reason::Bounced).await?;
    }
    if [State::Sent, State::Unknown]
        .map(State::as_str)
        .contains(&mail.state.as_str())
    {
        note_bounced(tx, mail, &report.text()).await?;
    }
    Ok(Done::Bounced)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_read() {
        let raw = include_bytes!("bounce_example.eml");
        let report = read(raw).expect("a report");
        assert_eq!(report.message_id.as_deref(), Some("<abc@firm.ru>"));
        assert_eq!(report.recipient.as_deref(), Some("ivan@gone.ru"));
        assert_eq!(report.status.as_deref(), Some("5.1.1"));
        assert!(report.is_final() && report.is_address() && !report.complaint);
        assert!(report.text().ru.contains("no such user here"));
    }

    #[test]
    fn an_ordinary_mail_is_no_report() {
        assert_eq!(read(b"From: a@b.ru\r\nSubject: hi\r\n\r\nhello"), None);
    }
}

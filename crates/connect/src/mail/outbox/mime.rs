//! The message that goes over the wire.

use std::fmt::Write as _;
use std::time::{Duration, SystemTime};

use base::{Problem, Result, Text, Time, Uuid};
use lettre::Message;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox, MultiPart, SinglePart};
use maud::html;

use super::store::MailRow;
use crate::mail::accounts::model::one_line;
use crate::mail::accounts::store::AccountRow;
use crate::mail::secret::{Purpose, Secret};
use crate::mail::templates::letter::escaped;

/// What a message is made of besides its row.
#[derive(Debug)]
pub struct Making<'a> {
    pub mail: &'a MailRow,
    pub account: &'a AccountRow,
    /// Where answers go, when it is not the account.
    pub reply_to: Option<String>,
    pub now: Time,
    /// Where links of advertising end it: an address of ours, or that of whoever asked for the letter.
    pub unsubscribe: Option<&'a str>,
}

/// The parts of a mail as its reader gets them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    pub html: Option<String>,
    pub text: String,
}

/// What stands below advertising in both parts.
pub fn with_footer(mail: &MailRow, unsubscribe: Option<&str>) -> Parts {
    let Some(url) = unsubscribe else {
        return Parts {
            html: mail.html.clone(),
            text: mail.text.clone(),
        };
    };
    let words = Text::fixed(
        "Вы получили это письмо, потому что согласились на рассылку.",
        "You have got this mail because you agreed to mailings.",
    );
    let stop = Text::fixed("Отписаться", "Unsubscribe");
    let lang = base::Lang::parse(&mail.lang).unwrap_or_default();
    let (words, stop) = (words.get(lang), stop.get(lang));
    let footer = html! {
        p style="max-width: 640px; padding: 0 16px 16px 16px; color: #57606a; font-size: 12px; font-family: Arial, sans-serif;" {
            (words) " " a href=(url) style="color: #57606a;" { (stop) }
        }
    };
    Parts {
        html: mail
            .html
            .as_deref()
            .map(|html| before_end(html, &footer.into_string())),
        text: format!("{}\n\n--\n{words}\n{stop}: {url}\n", mail.text.trim_end()),
    }
}

fn before_end(html: &str, more: &str) -> String {
    match html.rfind("</body>") {
        Some(at) => format!("{}{more}{}", &html[..at], &html[at..]),
        None => format!("{html}{more}"),
    }
}

/// Puts links of ours in place of those of a page, and a picture that is asked for when it is opened. The links as
/// they were, by number.
pub fn tracked(
    html: &str,
    mail: Uuid,
    secret: &Secret,
    site: &str,
    (opens, links): (bool, bool),
) -> (String, Vec<String>) {
    let mut urls = Vec::new();
    let mut out = String::new();
    let mut rest = html;
    while links && let Some(start) = rest.find("<a ") {
        let Some(end) = rest[start..].find('>').map(|end| start + end) else {
            break;
        };
        let tag = &rest[start..end];
        let href = tag.find("href=\"").and_then(|at| {
            let from = start + at + "href=\"".len();
            let to = from + rest[from..end].find('"')?;
            Some((from, to))
        });
        let Some((from, to)) = href else {
            out.push_str(&rest[..end]);
            rest = &rest[end..];
            continue;
        };
        let url = rest[from..to].replace("&amp;", "&").replace("&#39;", "'");
        out.push_str(&rest[..from]);
        let web = url.starts_with("https://") || url.starts_with("http://");
        if web && !url.starts_with(&format!("{site}/m/")) {
            let number = urls.len() as i64;
            let token = secret.token(mail, Purpose::Link(number));
            let _ = write!(out, "{site}/m/l/{number}/{token}");
            urls.push(url);
        } else {
            out.push_str(&rest[from..to]);
        }
        rest = &rest[to..];
    }
    out.push_str(rest);
    if opens {
        let token = secret.token(mail, Purpose::Open);
        let url = escaped(&format!("{site}/m/o/{token}"));
        let picture = format!("<img src=\"{url}\" width=\"1\" height=\"1\" alt=\"\">");
        out = before_end(&out, &picture);
    }
    (out, urls)
}

fn mailbox(name: &str, address: &str) -> Result<Mailbox> {
    let address = address.parse().map_err(|_| {
        Problem::field(
            "to",
            "wrong_email",
            Text::new(
                format!("Адрес «{}» не подходит для письма", one_line(address)),
                format!("No mail can be sent to “{}”", one_line(address)),
            ),
        )
    })?;
    let name = Some(one_line(name)).filter(|name| !name.is_empty());
    Ok(Mailbox::new(name, address))
}

/// The name that a mail keeps on all its tries.
pub fn message_id(mail: Uuid, account: &AccountRow) -> String {
    let domain = account.facts.address.rsplit_once('@');
    let domain = domain.map_or("localhost", |(_, domain)| domain);
    format!("<{}@{domain}>", mail.simple())
}

/// The message, not signed yet.
///
/// # Errors
/// `invalid` for an address that no mail can be sent to.
pub fn message(making: &Making<'_>, parts: &Parts) -> Result<Message> {
    let Making { mail, account, .. } = making;
    let at = Duration::from_millis(u64::try_from(making.now.0).unwrap_or_default());
    let mut builder = Message::builder()
        .from(mailbox(&account.facts.from_name, &account.facts.address)?)
        .to(mailbox(&mail.to_name, &mail.to_address)?)
        .subject(one_line(&mail.subject))
        .date(SystemTime::UNIX_EPOCH + at)
        .message_id(Some(message_id(mail.id, account)));
    if let Some(address) = &making.reply_to {
        builder = builder.reply_to(mailbox("", address)?);
    }
    if let Some(url) = making.unsubscribe {
        let raw = |name, value: String| {
            HeaderValue::new(HeaderName::new_from_ascii_str(name), one_line(&value))
        };
        builder = builder.raw_header(raw("List-Unsubscribe", format!("<{url}>")));
        // RFC 8058: the one click is told over an encrypted connection only.
        if url.starts_with("https://") {
            let one_click = "List-Unsubscribe=One-Click".to_owned();
            builder = builder.raw_header(raw("List-Unsubscribe-Post", one_click));
        }
    }
    let text = part(ContentType::TEXT_PLAIN, &parts.text);
    let made = match &parts.html {
        Some(html) => builder.multipart(
            MultiPart::alternative()
                .singlepart(text)
                .singlepart(part(ContentType::TEXT_HTML, html)),
        ),
        None => builder.singlepart(text),
    };
    made.map_err(Problem::internal)
}

/// A part in plain ASCII, so that no server on the way has to change it, which would break the signature.
fn part(kind: ContentType, text: &str) -> SinglePart {
    let encoding = ContentTransferEncoding::Base64;
    let body = Body::new_with_encoding(text.to_owned(), encoding);
    SinglePart::builder()
        .header(kind)
        .body(body.unwrap_or_else(Body::new))
}

//! Talking to a mail server, step by step, so that it is known at each step whether the mail can have left.

use std::time::Duration;

use base::Text;
use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use tokio::time::timeout;

use crate::mail::accounts::model::{AccountFacts, Security, one_line};

const CONNECTING: Duration = Duration::from_secs(20);
const TALKING: Duration = Duration::from_secs(30);
const TAKING: Duration = Duration::from_mins(2);

/// Why a step did not succeed, and what it means for the mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// The server or the account is out of order: other mails would fare the same.
    Trouble(Text),
    /// The server asks to come back later.
    Later(Text),
    /// The address is refused for good; whether it is the address that is wrong.
    Address(Text, bool),
    /// The mail is refused for good.
    Refused(Text),
    /// Nobody knows whether the server has taken it.
    Unknown(Text),
}

/// A conversation with a server that has let us in.
pub struct Session {
    connection: AsyncSmtpConnection,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Session")
    }
}

impl Session {
    /// Connects, secures the connection and logs in.
    ///
    /// # Errors
    /// [`Stop::Trouble`].
    pub async fn open(account: &AccountFacts, password: Option<&str>) -> Result<Self, Stop> {
        let opened = timeout(CONNECTING, Self::connect(account, password));
        opened
            .await
            .unwrap_or_else(|_| Err(Stop::Trouble(silent())))
    }

    async fn connect(account: &AccountFacts, password: Option<&str>) -> Result<Self, Stop> {
        let port = u16::try_from(account.port).unwrap_or_default();
        let domain = account.address.rsplit_once('@');
        let domain = domain.map_or("localhost", |(_, domain)| domain);
        let name = match domain.is_ascii() {
            true => ClientId::Domain(domain.to_owned()),
            false => ClientId::default(),
        };
        let security = Security::parse(&account.security).unwrap_or(Security::Tls);
        let tls = || TlsParameters::new(account.host.clone()).map_err(|e| trouble(&e));
        let wrapped = match security {
            Security::Tls => Some(tls()?),
            _ => None,
        };
        let mut connection = AsyncSmtpConnection::connect_tokio1(
            (account.host.as_str(), port),
            Some(CONNECTING),
            &name,
            wrapped,
            None,
        )
        .await
        .map_err(|error| trouble(&error))?;
        if security == Security::Starttls {
            let secured = connection.starttls(tls()?, &name).await;
            secured.map_err(|error| trouble(&error))?;
        }
        if let Some(password) = password.filter(|_| !account.login.is_empty()) {
            let who = Credentials::new(account.login.clone(), password.to_owned());
            let ways = [Mechanism::Plain, Mechanism::Login];
            let entered = connection.auth(&ways, &who).await;
            entered.map_err(|error| match error.is_permanent() {
                true => Stop::Trouble(said(
                    &Text::fixed(
                        "Сервер не принял логин или пароль",
                        "The server did not accept the login or the password",
                    ),
                    &error,
                )),
                false => trouble(&error),
            })?;
        }
        Ok(Self { connection })
    }

    /// Says from whom and to whom, and asks whether the text may come. Nothing has left when this ends.
    ///
    /// # Errors
    /// Whatever the server said instead.
    pub async fn envelope(&mut self, envelope: &Envelope) -> Result<(), Stop> {
        let told = timeout(TALKING, self.tell(envelope));
        told.await.unwrap_or_else(|_| Err(Stop::Trouble(silent())))
    }

    async fn tell(&mut self, envelope: &Envelope) -> Result<(), Stop> {
        let mut options = Vec::new();
        let addresses = envelope.to().iter().chain(envelope.from());
        if !addresses.map(AsRef::<str>::as_ref).all(str::is_ascii) {
            let server = self.connection.server_info();
            if !server.supports_feature(Extension::SmtpUtfEight) {
                return Err(Stop::Address(
                    Text::fixed(
                        "Почтовый сервер не умеет слать письма на адреса не латиницей",
                        "The mail server cannot send to addresses beyond ASCII",
                    ),
                    false,
                ));
            }
            options.push(MailParameter::SmtpUtfEight);
        }
        let from = Mail::new(envelope.from().cloned(), options);
        let answered = self.connection.command(from).await;
        answered.map_err(|error| match error.is_transient() {
            true => Stop::Later(answer(&error)),
            false => trouble(&error),
        })?;
        for to in envelope.to() {
            let answered = self.connection.command(Rcpt::new(to.clone(), vec![])).await;
            answered.map_err(|error| match (error.is_transient(), error.is_permanent()) {
                (true, _) => Stop::Later(answer(&error)),
                (_, true) => {
                    let code = error.status().map(u16::from);
                    let wrong = is_wrong_address(code, &error.to_string());
                    Stop::Address(answer(&error), wrong)
                }
                _ => trouble(&error),
            })?;
        }
        let answered = self.connection.command(Data).await;
        answered.map_err(|error| match (error.is_transient(), error.is_permanent()) {
            (true, _) => Stop::Later(answer(&error)),
            (_, true) => Stop::Refused(answer(&error)),
            _ => trouble(&error),
        })?;
        Ok(())
    }

    /// Hands the text over. From here on only the server's answer tells whether it has left.
    ///
    /// # Errors
    /// What the server said, or [`Stop::Unknown`].
    pub async fn hand_over(&mut self, message: &[u8]) -> Result<(), Stop> {
        let taken = timeout(TAKING, self.connection.message(message)).await;
        match taken {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) if error.is_transient() => Err(Stop::Later(answer(&error))),
            Ok(Err(error)) if error.is_permanent() => Err(Stop::Refused(answer(&error))),
            Ok(Err(error)) => Err(Stop::Unknown(answer(&error))),
            Err(_) => Err(Stop::Unknown(silent())),
        }
    }

    /// Ends the conversation. What it costs or how it fails is of no interest any more.
    pub async fn close(mut self) {
        let _ = timeout(Duration::from_secs(5), self.connection.quit()).await;
        self.connection.abort().await;
    }

    /// Ends the conversation in the middle of a mail: the server must not take what was not sent whole.
    pub fn cut(self) {
        // Dropping the connection without the final dot is what a server takes for "never mind"; QUIT would be taken
        // for text.
        drop(self);
    }
}

/// Whether a refusal tells of the address itself, and not of quotas and policies: the extended code says (RFC 3463);
/// servers that give none mean it by 550, 551 and 553.
fn is_wrong_address(code: Option<u16>, answer: &str) -> bool {
    let is_code = |word: &str| {
        let mut parts = word.split('.');
        let digits = |part: Option<&str>| {
            part.is_some_and(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()))
        };
        parts.next() == Some("5") && digits(parts.next()) && digits(parts.next())
    };
    let words = answer.split(|c: char| c.is_whitespace() || "():,;-".contains(c));
    match words.into_iter().find(|word| is_code(word)) {
        Some(extended) => extended.starts_with("5.1."),
        None => matches!(code, Some(550 | 551 | 553)),
    }
}

fn silent() -> Text {
    Text::fixed(
        "Почтовый сервер не ответил вовремя",
        "The mail server did not answer in time",
    )
}

fn trouble(error: &Error) -> Stop {
    Stop::Trouble(said(
        &Text::fixed(
            "Почтовый сервер недоступен",
            "The mail server is out of reach",
        ),
        error,
    ))
}

fn answer(error: &Error) -> Text {
    said(
        &Text::fixed("Ответ почтового сервера", "The mail server answered"),
        error,
    )
}

/// The words with what the server or the network said.
fn said(words: &Text, error: &Error) -> Text {
    use std::error::Error as _;
    let mut cause = error.to_string();
    let mut source = error.source();
    while let Some(deeper) = source {
        let more = deeper.to_string();
        if !cause.contains(&more) {
            cause = format!("{cause}: {more}");
        }
        source = deeper.source();
    }
    let cause: String = one_line(&cause).chars().take(500).collect();
    Text::new(
        format!("{}: {cause}", words.ru),
        format!("{}: {cause}", words.en),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_by_policy_does_not_make_an_address_wrong() {
        let wrong = |code, text| is_wrong_address(Some(code), text);
        assert!(wrong(550, "permanent error (550): 5.1.1 no such user"));
        assert!(wrong(550, "permanent error (550): mailbox unavailable"));
        assert!(!wrong(550, "permanent error (550): 5.7.1 looks like spam"));
        assert!(!wrong(552, "permanent error (552): mailbox full"));
        assert!(!wrong(
            550,
            "permanent error (550): 5.7.1 host 5.1.1.8 is on a list"
        ));
    }
}

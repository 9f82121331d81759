//! What a mail account is, and what it may hold.

use base::problem::Check;
use base::{Result, Text, Uuid, email};
use db::{FromQueryResult, sea_orm};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use base::text::one_line;

base::words! {
    /// What an account does with mail.
    Kind as MailAccountKind {
        /// Sends it through a server.
        Smtp = "smtp",
        /// Keeps it here to be looked at; nothing leaves.
        Catcher = "catcher",
    }
}

base::words! {
    /// How the connection is secured.
    Security as MailSecurity {
        /// Encrypted from the first byte, usually port 465.
        Tls = "tls",
        /// Encrypted after a greeting, usually port 587.
        Starttls = "starttls",
        /// Not at all: only for a server on this machine or in one's own network.
        None = "none",
    }
}

/// What an account has unless something else is asked for; the limits are mails.
pub const USUAL_SECURITY: Security = Security::Tls;
pub const USUAL_PER_HOUR: i64 = 100;
pub const USUAL_PER_DAY: i64 = 500;

/// Everything that people set about an account, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, FromQueryResult)]
pub struct AccountFacts {
    pub kind: String,
    pub name: String,
    pub address: String,
    pub from_name: String,
    pub host: String,
    pub port: i64,
    pub security: String,
    pub login: String,
    pub owner_id: Option<Uuid>,
    pub preferred: bool,
    pub per_hour: i64,
    pub per_day: i64,
    pub track_opens: bool,
    pub track_links: bool,
    pub dkim_domain: Option<String>,
    pub dkim_selector: Option<String>,
    pub signature: String,
    pub archived: bool,
}

impl AccountFacts {
    pub fn is_catcher(&self) -> bool {
        self.kind == Kind::Catcher.as_str()
    }

    /// The facts in the form they are kept in.
    ///
    /// # Errors
    /// `invalid` with every wrong field.
    pub fn checked(mut self) -> Result<Self> {
        let mut check = Check::default();
        for text in [
            &mut self.name,
            &mut self.from_name,
            &mut self.host,
            &mut self.login,
            &mut self.signature,
        ] {
            *text = text.trim().to_owned();
        }
        check.required("name", &self.name, 200);
        check.length("from_name", &self.from_name, 200);
        check.length("login", &self.login, 300);
        check.length("signature", &self.signature, 5_000);
        match email::normalise(&self.address) {
            Some(address) => self.address = address,
            None => check.fail(
                "address",
                "wrong_email",
                Text::fixed(
                    "Нужен адрес отправителя вида sales@company.ru",
                    "An address of the sender like sales@company.com is needed",
                ),
            ),
        }
        if one_line(&self.from_name) != self.from_name {
            self.from_name = one_line(&self.from_name);
        }
        if self.is_catcher() {
            (self.host, self.port, self.login) = (String::new(), 0, String::new());
        } else {
            self.check_server(&mut check);
        }
        for (field, limit) in [("per_hour", self.per_hour), ("per_day", self.per_day)] {
            if !(1..=1_000_000).contains(&limit) {
                let text = Text::fixed(
                    "Лимит — от 1 до 1 000 000 писем",
                    "The limit is from 1 to 1,000,000 mails",
                );
                check.fail(field, "out_of_range", text);
            }
        }
        if self.owner_id.is_some() {
            self.preferred = false;
        }
        self.check_dkim(&mut check);
        check.done()?;
        Ok(self)
    }

    fn check_server(&self, check: &mut Check) {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-.:".contains(c);
        if self.host.is_empty() || self.host.len() > 253 || !self.host.chars().all(plain) {
            let text = Text::fixed(
                "Нужно имя сервера вида smtp.company.ru",
                "A name of a server like smtp.company.com is needed",
            );
            check.fail("host", "wrong_host", text);
        }
        if !(1..=65_535).contains(&self.port) {
            let text = Text::fixed(
                "Порт — от 1 до 65535, обычно 465 или 587",
                "The port is from 1 to 65535, usually 465 or 587",
            );
            check.fail("port", "out_of_range", text);
        }
        if self.security == Security::None.as_str()
            && !self.login.is_empty()
            && !is_near(&self.host)
        {
            let text = Text::fixed(
                "Без шифрования пароль уйдёт открытым текстом: выберите TLS или STARTTLS",
                "Without encryption the password would be sent in the clear: choose TLS or STARTTLS",
            );
            check.fail("security", "insecure", text);
        }
    }

    fn check_dkim(&mut self, check: &mut Check) {
        for (field, value) in [
            ("dkim_domain", &mut self.dkim_domain),
            ("dkim_selector", &mut self.dkim_selector),
        ] {
            *value = value
                .take()
                .map(|text| text.trim().to_lowercase())
                .filter(|text| !text.is_empty());
            let Some(text) = value else { continue };
            let plain = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
            if text.len() > 200 || !text.chars().all(plain) || text.starts_with('.') {
                let text = Text::fixed(
                    "Только латинские буквы, цифры, точка и дефис",
                    "Only Latin letters, digits, dots and hyphens",
                );
                check.fail(field, "wrong_name", text);
            }
        }
        if self.dkim_domain.is_some() != self.dkim_selector.is_some() {
            let text = Text::fixed(
                "Для подписи DKIM нужны и домен, и селектор",
                "A DKIM signature needs both a domain and a selector",
            );
            check.fail("dkim_selector", "required", text);
        }
    }
}

/// Whether a server is on this machine.
fn is_near(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "::1")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> AccountFacts {
        AccountFacts {
            kind: "smtp".into(),
            name: " Отдел продаж ".into(),
            address: "Sales@Firm.ru".into(),
            from_name: "Фирма\r\nBcc: all@firm.ru".into(),
            host: "smtp.firm.ru".into(),
            port: 465,
            security: "tls".into(),
            login: "sales".into(),
            owner_id: None,
            preferred: true,
            per_hour: 100,
            per_day: 500,
            track_opens: false,
            track_links: false,
            dkim_domain: None,
            dkim_selector: None,
            signature: String::new(),
            archived: false,
        }
    }

    #[test]
    fn facts_are_kept_in_one_form_and_in_one_line() {
        let kept = facts().checked().expect("facts");
        assert_eq!(kept.address, "sales@firm.ru");
        assert_eq!(kept.from_name, "Фирма Bcc: all@firm.ru");
        assert_eq!(kept.name, "Отдел продаж");
    }

    #[test]
    fn every_wrong_field_is_named() {
        let wrong = AccountFacts {
            address: "нет".into(),
            host: "smtp firm".into(),
            port: 0,
            security: "none".into(),
            per_hour: 0,
            dkim_domain: Some("firm.ru".into()),
            ..facts()
        };
        let problem = wrong.checked().expect_err("refused");
        let fields: Vec<&str> = problem.0.errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "address",
                "host",
                "port",
                "security",
                "per_hour",
                "dkim_selector"
            ]
        );
    }

    #[test]
    fn a_catcher_needs_no_server() {
        let catcher = AccountFacts {
            kind: "catcher".into(),
            host: String::new(),
            port: 0,
            ..facts()
        };
        assert!(catcher.checked().is_ok());
    }
}

//! What a consent is, and the form its parts are kept in.

use base::problem::Check;
use base::{Lang, Result, Text, Time, Uuid, email, phone};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

base::words! {
    /// What a consent is for; each purpose is asked by itself.
    Purpose as ConsentPurpose {
        PersonalData = "personal_data",
        Advertising = "advertising",
    }
}

base::words! {
    /// How a person is reached.
    Channel as ConsentChannel {
        Mail = "mail",
        Phone = "phone",
        Sms = "sms",
        Messenger = "messenger",
    }
}

base::words! {
    /// Where a consent came from.
    Source as ConsentSource {
        Form = "form",
        /// A link in a mail that only its reader could follow.
        Mail = "mail",
        /// A signed paper.
        Paper = "paper",
        /// Said on a recorded call.
        Call = "call",
        Import = "import",
        Api = "api",
        /// Written down by a user.
        Hand = "hand",
    }
}

base::words! {
    /// Why an address gets no advertising.
    Reason as SuppressionReason {
        Withdrawn = "withdrawn",
        /// Marked as spam by its reader.
        Complaint = "complaint",
        /// Mail to it comes back.
        Bounced = "bounced",
        /// The person was erased.
        Erased = "erased",
    }
}

/// Why something may not be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody ever consented.
    NoConsent,
    /// There was a consent, and it was withdrawn.
    Withdrawn,
    Suppressed(Reason),
}

impl Refusal {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoConsent => "no_consent",
            Self::Withdrawn => "withdrawn",
            Self::Suppressed(reason) => reason.as_str(),
        }
    }

    /// The same for a person.
    pub fn text(self) -> Text {
        match self {
            Self::NoConsent => Text::fixed(
                "Нет согласия адресата на рекламу. Получите согласие и запишите его на карточке контакта",
                "The addressee has not consented to advertising. Get a consent and write it down on the contact",
            ),
            Self::Withdrawn | Self::Suppressed(Reason::Withdrawn) => Text::fixed(
                "Адресат отозвал согласие на рекламу",
                "The addressee has withdrawn the consent to advertising",
            ),
            Self::Suppressed(Reason::Complaint) => Text::fixed(
                "Адресат пожаловался на рассылку",
                "The addressee has complained about mailings",
            ),
            Self::Suppressed(Reason::Bounced) => Text::fixed(
                "Письма на этот адрес возвращаются",
                "Mail to this address comes back",
            ),
            Self::Suppressed(Reason::Erased) => Text::fixed(
                "Данные этого адресата удалены по его требованию",
                "The data of this addressee were erased on demand",
            ),
        }
    }
}

/// The words that somebody consented to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wording {
    /// A text kept by the company, in the version that holds now.
    Text(Uuid),
    /// Words of their own, such as those of a form.
    Words { lang: Lang, body: String },
    /// Not known, as with a consent taken over from elsewhere.
    Unknown,
}

/// A consent to be written down.
#[derive(Debug, Clone, PartialEq)]
pub struct NewConsent {
    pub contact_id: Option<Uuid>,
    /// A mail address or a phone. Needed when there is no contact.
    pub address: Option<String>,
    pub purpose: Purpose,
    /// Of advertising: through which channel.
    pub channel: Option<Channel>,
    pub wording: Wording,
    pub source: Source,
    /// What proves it: the page, the browser, the paper.
    pub proof: Value,
    /// Now, unless it was given earlier.
    pub given_at: Option<Time>,
}

/// What is withdrawn: all that the person has consented to for this purpose, through this channel or any.
#[derive(Debug, Clone, PartialEq)]
pub struct Withdrawal {
    pub contact_id: Option<Uuid>,
    pub address: Option<String>,
    pub purpose: Purpose,
    pub channel: Option<Channel>,
    pub proof: Value,
}

const MOST_PROOF: usize = 10_000;

impl NewConsent {
    /// The consent in the form it is kept in.
    ///
    /// # Errors
    /// `invalid` with every wrong field.
    pub fn checked(mut self, now: Time) -> Result<Self> {
        let mut check = Check::default();
        if self.contact_id.is_none() && self.address.is_none() {
            check.fail("contact_id", "required", whose());
        }
        match (self.purpose, self.channel) {
            (Purpose::Advertising, None) => check.fail(
                "channel",
                "required",
                Text::fixed(
                    "Укажите, каким каналом разрешена реклама",
                    "Say through which channel advertising is allowed",
                ),
            ),
            (Purpose::PersonalData, Some(_)) => self.channel = None,
            _ => {}
        }
        self.address = check_address(&mut check, self.address.as_deref(), self.channel);
        if let Wording::Words { body, .. } = &self.wording {
            check.required("wording", body, MOST_WORDS);
        }
        if self.proof.to_string().len() > MOST_PROOF {
            check.fail(
                "proof",
                "too_long",
                Text::fixed(
                    "Доказательство слишком длинное: до 10 000 символов",
                    "The proof is too long: up to 10,000 characters",
                ),
            );
        }
        if self.given_at.is_some_and(|at| at > now) {
            check.fail(
                "given_at",
                "in_future",
                Text::fixed(
                    "Согласие не может быть дано в будущем",
                    "A consent cannot be given in the future",
                ),
            );
        }
        check.done()?;
        Ok(self)
    }
}

/// The hash that words are kept by.
pub fn of_words(body: &str) -> String {
    api::content_hash(&[body.as_bytes()])
}

/// A text of a consent is a page at most.
pub const MOST_WORDS: usize = 20_000;

pub(super) fn whose() -> Text {
    Text::fixed(
        "Укажите контакт или адрес, чьё это согласие",
        "Say whose consent it is: a contact or an address",
    )
}

pub(super) fn check_address(
    check: &mut Check,
    given: Option<&str>,
    channel: Option<Channel>,
) -> Option<String> {
    let given = given.map(str::trim).filter(|text| !text.is_empty())?;
    let kept = normalise(given, channel);
    if kept.is_none() {
        check.fail(
            "address",
            "wrong_address",
            Text::fixed(
                "Нужен адрес почты вида name@company.ru или телефон вида +7 912 345-67-89",
                "An address like name@company.com or a phone like +7 912 345-67-89 is needed",
            ),
        );
    }
    kept
}

/// An address in its one spelling, if it can be one of this channel.
pub fn normalise(address: &str, channel: Option<Channel>) -> Option<String> {
    let address = address.trim();
    match channel {
        Some(Channel::Mail) => email::normalise(address),
        Some(Channel::Phone | Channel::Sms) => phone::normalise_or_digits(address),
        // A messenger knows people by phones or by names of their own.
        Some(Channel::Messenger) => phone::normalise(address).or_else(|| {
            let name = address.trim_start_matches('@').to_lowercase();
            let plain = (3..=64).contains(&name.chars().count())
                && name
                    .chars()
                    .all(|c| c.is_alphanumeric() || "._-".contains(c));
            plain.then(|| format!("@{name}"))
        }),
        None => email::normalise(address).or_else(|| phone::normalise_or_digits(address)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn consent() -> NewConsent {
        NewConsent {
            contact_id: None,
            address: Some(" Ivan@Firm.RU ".into()),
            purpose: Purpose::Advertising,
            channel: Some(Channel::Mail),
            wording: Wording::Unknown,
            source: Source::Hand,
            proof: Value::Null,
            given_at: None,
        }
    }

    #[test]
    fn a_consent_is_kept_in_one_spelling() {
        let kept = consent().checked(Time(0)).expect("a consent");
        assert_eq!(kept.address.as_deref(), Some("ivan@firm.ru"));
        let data = NewConsent {
            purpose: Purpose::PersonalData,
            address: Some("8 912 345-67-89".into()),
            ..consent()
        };
        let kept = data.checked(Time(0)).expect("a consent");
        assert_eq!(kept.channel, None, "data are processed through no channel");
        assert_eq!(kept.address.as_deref(), Some("+79123456789"));
        let messenger = |name: &str| normalise(name, Some(Channel::Messenger));
        assert_eq!(messenger(" @Ivan.P ").as_deref(), Some("@ivan.p"));
        assert_eq!(messenger("ivan p"), None);
    }

    #[test]
    fn every_wrong_field_is_named() {
        let wrong = NewConsent {
            address: Some("нет".into()),
            channel: None,
            given_at: Some(Time(5)),
            wording: Wording::Words {
                lang: Lang::Ru,
                body: " ".into(),
            },
            ..consent()
        };
        let problem = wrong.checked(Time(0)).expect_err("refused");
        let fields: Vec<&str> = problem.0.errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["channel", "address", "wording", "given_at"]);
        let nobodys = NewConsent {
            address: None,
            ..consent()
        };
        let problem = nobodys.checked(Time(0)).expect_err("refused");
        assert_eq!(problem.0.errors[0].field, "contact_id");
    }
}

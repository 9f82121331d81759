//! Kinds of activities, and what fits together.

use base::problem::Check;
use base::{Result, Text, Time, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

base::words! {
    /// What is done.
    Kind as ActivityKind {
        Call = "call",
        Mail = "mail",
        Meeting = "meeting",
        Presentation = "presentation",
        /// A messenger, a chat.
        Message = "message",
    }
}

base::words! {
    /// Who began it.
    Direction as ActivityDirection {
        /// The client.
        In = "in",
        /// We.
        Out = "out",
    }
}

base::words! {
    /// How it went.
    Outcome as ActivityOutcome {
        Answered = "answered",
        Missed = "missed",
        Busy = "busy",
        Rejected = "rejected",
        Failed = "failed",
        Sent = "sent",
        Received = "received",
        Bounced = "bounced",
        Held = "held",
        /// The client did not come.
        NoShow = "no_show",
        Cancelled = "cancelled",
    }
}

impl Outcome {
    /// Whether both sides were in touch, or the message is on its way.
    pub fn reached(self) -> bool {
        matches!(
            self,
            Self::Answered | Self::Sent | Self::Received | Self::Held
        )
    }

    fn fits(self, kind: Kind) -> bool {
        match kind {
            Kind::Call => matches!(
                self,
                Self::Answered | Self::Missed | Self::Busy | Self::Rejected | Self::Failed
            ),
            Kind::Mail | Kind::Message => matches!(
                self,
                Self::Sent | Self::Received | Self::Bounced | Self::Failed
            ),
            Kind::Meeting | Kind::Presentation => {
                matches!(self, Self::Held | Self::NoShow | Self::Cancelled)
            }
        }
    }
}

/// An activity to be written down. Without an outcome it is planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewActivity {
    pub kind: Kind,
    pub direction: Option<Direction>,
    pub outcome: Option<Outcome>,
    pub subject: String,
    pub text: String,
    /// When it began, or is to begin.
    pub at: Time,
    /// How long it took.
    pub seconds: Option<i64>,
    pub deal_id: Option<Uuid>,
    pub company_id: Option<Uuid>,
    pub contact_id: Option<Uuid>,
    /// Who does it.
    pub by_id: Option<Uuid>,
    /// What the world outside calls it: the same key comes once.
    pub external_key: Option<String>,
}

const DAY_SECONDS: i64 = 86_400;

impl NewActivity {
    /// Something of this kind at this moment, about nothing yet.
    pub fn new(kind: Kind, at: Time) -> Self {
        Self {
            kind,
            direction: None,
            outcome: None,
            subject: String::new(),
            text: String::new(),
            at,
            seconds: None,
            deal_id: None,
            company_id: None,
            contact_id: None,
            by_id: None,
            external_key: None,
        }
    }

    /// The activity in the form it is kept in.
    ///
    /// # Errors
    /// `invalid` with every wrong field.
    pub fn checked(mut self) -> Result<Self> {
        let mut check = Check::default();
        self.subject = self.subject.trim().to_owned();
        self.text = self.text.trim().to_owned();
        check.length("subject", &self.subject, 500);
        check.length("text", &self.text, 100_000);
        if self
            .deal_id
            .or(self.company_id)
            .or(self.contact_id)
            .is_none()
        {
            let text = Text::fixed(
                "Укажите, о ком это: сделку, контакт или компанию",
                "Say whom it is about: a deal, a contact or a company",
            );
            check.fail("deal_id", "required", text);
        }
        if self.outcome.is_some_and(|outcome| !outcome.fits(self.kind)) {
            let fitting: Vec<&str> = Outcome::ALL
                .iter()
                .filter(|outcome| outcome.fits(self.kind))
                .map(|outcome| outcome.as_str())
                .collect();
            let fitting = fitting.join(", ");
            let text = Text::new(
                format!("Такой исход здесь невозможен; подходят: {fitting}"),
                format!("This outcome is not possible here; these fit: {fitting}"),
            );
            check.fail("outcome", "does_not_fit", text);
        }
        if self
            .seconds
            .is_some_and(|s| !(0..=7 * DAY_SECONDS).contains(&s))
        {
            let text = Text::fixed(
                "Длительность — от 0 секунд до недели",
                "The duration is from 0 seconds to a week",
            );
            check.fail("seconds", "out_of_range", text);
        }
        check.done()?;
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_belong_to_kinds() {
        let mut call = NewActivity::new(Kind::Call, Time(0));
        call.deal_id = Some(Uuid::from_u128(1));
        call.outcome = Some(Outcome::Answered);
        assert!(call.clone().checked().is_ok());
        call.outcome = Some(Outcome::Held);
        call.seconds = Some(-1);
        let problem = call.checked().expect_err("refused");
        let fields: Vec<&str> = problem.0.errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["outcome", "seconds"]);
        for kind in Kind::ALL {
            assert!(Outcome::ALL.iter().any(|outcome| outcome.fits(*kind)));
        }
    }

    #[test]
    fn it_is_about_somebody() {
        let problem = NewActivity::new(Kind::Mail, Time(0))
            .checked()
            .expect_err("refused");
        assert_eq!(problem.0.errors[0].field, "deal_id");
    }
}

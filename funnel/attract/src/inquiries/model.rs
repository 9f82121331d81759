//! What an inquiry says, and its states.

use std::collections::BTreeMap;

use base::problem::Check;
use base::requisites::Requisite;
use base::{Result, Text, Time, Uuid};
use crm::contacts::points::PointKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::utm::Trace;

base::words! {
    /// How an inquiry came.
    Channel as InquiryChannel {
        Form = "form",
        Call = "call",
        Mail = "mail",
        Chat = "chat",
        Import = "import",
        Api = "api",
        Hand = "hand",
    }
}

base::words! {
    /// What became of an inquiry.
    State as InquiryState {
        /// Nobody has taken it.
        New = "new",
        Taken = "taken",
        Settled = "settled",
        Spam = "spam",
    }
}

base::words! {
    /// How an inquiry was settled.
    Outcome as InquiryOutcome {
        /// It is worked on as a deal.
        Deal = "deal",
        /// A question that was answered.
        Answered = "answered",
        /// Not a client of ours.
        NotLead = "not_lead",
    }
}

/// An inquiry as it comes in.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct NewInquiry {
    pub channel: Option<Channel>,
    /// When it was made, if not now.
    pub at: Option<Time>,
    /// The same key comes once.
    pub key: Option<String>,
    pub name: String,
    pub company: String,
    pub inn: Option<String>,
    pub phones: Vec<String>,
    pub emails: Vec<String>,
    /// What the deal is to be called.
    pub title: String,
    pub text: String,
    pub product: Option<String>,
    pub territory: Option<String>,
    /// Questions and answers that have no field of their own.
    pub answers: BTreeMap<String, String>,
    pub trace: Trace,
    pub source_id: Option<Uuid>,
    pub campaign_id: Option<Uuid>,
    pub visitor_id: Option<Uuid>,
    pub submission_id: Option<Uuid>,
    pub pipeline_id: Option<Uuid>,
    /// Minor units of the workspace's currency.
    pub amount: Option<i64>,
    /// Who is to have it, where somebody has decided already.
    pub owner_id: Option<Uuid>,
}

/// More than anybody has; beyond it a program is mistaken.
const MOST_POINTS: usize = 10;
const MOST_ANSWERS: usize = 100;

impl NewInquiry {
    /// The inquiry in the form it is kept in. A phone or address that cannot be one stays in the text: what a
    /// client wrote is never refused for its form.
    ///
    /// # Errors
    /// `invalid` when nothing says who it is from, or something is endless.
    pub fn checked(mut self) -> Result<Self> {
        let mut check = Check::default();
        let mut odd = Vec::new();
        for (kind, points) in [
            (PointKind::Phone, &mut self.phones),
            (PointKind::Email, &mut self.emails),
        ] {
            let mut kept: Vec<String> = Vec::new();
            for raw in points.drain(..).take(MOST_POINTS) {
                match kind.normalise(&raw) {
                    Some(value) if !kept.contains(&value) => kept.push(value),
                    Some(_) => {}
                    None if raw.trim().is_empty() => {}
                    None => odd.push(raw.trim().chars().take(300).collect::<String>()),
                }
            }
            *points = kept;
        }
        if let Some(raw) = self.inn.take() {
            match Requisite::Inn.parse(&raw) {
                Ok(checked) => self.inn = Some(checked.value),
                Err(_) if raw.trim().is_empty() => {}
                Err(_) => odd.push(raw.trim().chars().take(100).collect()),
            }
        }
        for (field, text, most) in [
            ("name", &mut self.name, 300),
            ("company", &mut self.company, 300),
            ("title", &mut self.title, 300),
            ("text", &mut self.text, 50_000),
        ] {
            *text = text.trim().to_owned();
            check.length(field, text, most);
        }
        for (field, text) in [
            ("product", &mut self.product),
            ("territory", &mut self.territory),
            ("key", &mut self.key),
        ] {
            *text = text
                .take()
                .map(|t| t.trim().to_owned())
                .filter(|t| !t.is_empty());
            check.length(field, text.as_deref().unwrap_or_default(), 300);
        }
        if self.answers.len() > MOST_ANSWERS {
            let text = Text::fixed("Не больше 100 ответов", "At most 100 answers");
            check.fail("answers", "too_many", text);
        }
        for (question, answer) in &self.answers {
            check.length("answers", question, 500);
            check.length("answers", answer, 20_000);
        }
        if !odd.is_empty() {
            let odd = odd.join(", ");
            if !self.text.is_empty() {
                self.text.push('\n');
            }
            self.text.push_str(&odd);
        }
        let nobody = self.name.is_empty()
            && self.company.is_empty()
            && self.phones.is_empty()
            && self.emails.is_empty()
            && self.text.is_empty();
        if nobody {
            let text = Text::fixed(
                "Укажите имя, компанию, телефон, почту или текст обращения",
                "Give a name, a company, a phone, an e-mail or what was written",
            );
            check.fail("name", "required", text);
        }
        check.done()?;
        Ok(self)
    }

    /// Whether a contact can be made of it.
    pub fn names_somebody(&self) -> bool {
        !(self.name.is_empty() && self.phones.is_empty() && self.emails.is_empty())
    }

    /// What the person is called: their name, else how they are reached.
    pub fn called(&self) -> String {
        [&self.name]
            .into_iter()
            .chain(&self.phones)
            .chain(&self.emails)
            .find(|text| !text.is_empty())
            .cloned()
            .unwrap_or_default()
    }

    /// What the deal is called: as asked, else after the company or the person.
    pub fn deal_title(&self) -> String {
        let title = [&self.title, &self.company]
            .into_iter()
            .find(|text| !text.is_empty())
            .cloned()
            .unwrap_or_else(|| self.called());
        match title.is_empty() {
            true => "Обращение".to_owned(),
            false => title,
        }
    }
}

/// A record that may be the same client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Candidate {
    pub contact_id: Uuid,
    pub name: String,
    /// Why: `same_phone`, `same_email`, `same_name`.
    pub why: Why,
}

base::words! {
    /// Why a contact may be the same person.
    Why as DoubtReason {
        SamePhone = "same_phone",
        SameEmail = "same_email",
        SameName = "same_name",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_kept_in_one_spelling_and_nothing_is_lost() {
        let inquiry = NewInquiry {
            name: " Пётр ".to_owned(),
            phones: vec![
                "8 (912) 345-67-89".into(),
                "+7 912 345 67 89".into(),
                "нет".into(),
            ],
            emails: vec!["P@Firm.RU".into(), "не почта".into()],
            inn: Some("77".into()),
            text: "Нужен счёт".into(),
            ..NewInquiry::default()
        };
        let kept = inquiry.checked().expect("fine");
        assert_eq!(kept.phones, ["+79123456789"]);
        assert_eq!(kept.emails, ["p@firm.ru"]);
        assert_eq!((kept.name.as_str(), kept.inn.as_deref()), ("Пётр", None));
        assert_eq!(kept.text, "Нужен счёт\nнет, не почта, 77");
        assert_eq!(kept.clone().checked().expect("still"), kept);
    }

    #[test]
    fn it_says_something() {
        let problem = NewInquiry::default().checked().expect_err("nothing");
        assert_eq!(problem.0.errors[0].field, "name");
        let only_text = NewInquiry {
            text: "Перезвоните".into(),
            ..NewInquiry::default()
        };
        assert_eq!(only_text.checked().expect("fine").deal_title(), "Обращение");
    }
}

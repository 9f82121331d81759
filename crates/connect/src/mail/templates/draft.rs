//! A letter before it is sent: what a person has written, filled in for a record.

use api::Workspace;
use base::problem::Check;
use base::{Actor, Lang, Result, Time, Uuid};
use db::Conn;

use super::actions::{MOST_BODY, MOST_SUBJECT, check_variables};
use super::letter::{Rendered, Source, render};
use super::values::{About, values};
use super::variables::Variable;
use crate::mail::accounts::{actions as accounts, store};

/// What a person has written, and about what.
#[derive(Debug, Clone)]
pub struct Draft {
    pub subject: String,
    /// Markdown with variables.
    pub body: String,
    /// The company's unless it is given.
    pub lang: Option<Lang>,
    pub about: About,
    /// The usual account of the writer, unless one is named.
    pub account_id: Option<Uuid>,
}

/// A draft as a letter.
#[derive(Debug, Clone)]
pub struct Filled {
    pub letter: Rendered,
    pub lang: Lang,
    /// With what follows from what was told: the contact of a deal, the company of a contact.
    pub about: About,
    /// The address of the contact, if there is one.
    pub to: Option<String>,
}

impl Draft {
    /// Names what is too long, and the variables that there are not.
    pub fn check(&self, check: &mut Check) {
        check.length("subject", &self.subject, MOST_SUBJECT);
        check.length("body", &self.body, MOST_BODY);
        check_variables(check, "subject", &self.subject);
        check_variables(check, "body", &self.body);
    }

    /// # Errors
    /// `invalid`.
    pub fn checked(self) -> Result<Self> {
        let mut check = Check::default();
        self.check(&mut check);
        check.done()?;
        Ok(self)
    }

    /// Makes the letter, from records that the writer may see.
    ///
    /// # Errors
    /// `not_found` for a record or an account.
    pub async fn fill(&self, conn: Conn<'_>, writer: &Actor, now: Time) -> Result<Filled> {
        let lang = match self.lang {
            Some(lang) => lang,
            None => Workspace::load(conn).await?.lang,
        };
        let (values, about) = values(conn, writer, self.about, lang, now).await?;
        let account = match self.account_id {
            Some(id) => Some(accounts::find(conn, writer, id).await?),
            None => store::usual(conn, writer.user_id).await?,
        };
        let mut signature = account.map(|row| row.facts.signature).unwrap_or_default();
        if writer.user_id.is_none() {
            let company = values.get(&Variable::WorkspaceName);
            signature = of_company(&signature, company.map_or("", String::as_str));
        }
        let source = Source {
            subject: &self.subject,
            body: &self.body,
            signature: &signature,
            lang,
        };
        let letter = render(source, &values)?;
        let to = values.get(&Variable::ContactEmail).cloned();
        Ok(Filled {
            letter,
            lang,
            about,
            to: to.filter(|to| !to.is_empty()),
        })
    }
}

/// A signature without the person: the company stands for the sender, and is not to be named twice.
fn of_company(signature: &str, company: &str) -> String {
    let named = !company.is_empty() && signature.contains(company);
    if !named && !signature.contains("{{workspace.name") {
        return signature.to_owned();
    }
    let lines = signature.lines().filter(|line| !line.contains("{{sender."));
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::of_company;

    #[test]
    fn a_company_signs_once() {
        let both = "С уважением,\n{{sender.name}}\n{{workspace.name}}";
        assert_eq!(
            of_company(both, "Насос"),
            "С уважением,\n{{workspace.name}}"
        );
        assert_eq!(of_company("{{sender.name}}\n«Насос»", "Насос"), "«Насос»");
        assert_eq!(
            of_company("Ваш {{sender.name}}", "Насос"),
            "Ваш {{sender.name}}"
        );
    }
}

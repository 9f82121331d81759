//! What is kept of mails to a person, and how it is forgotten.

use api::personal::{Doing, Item, strike};
use api::{Person, Personal, Redactor};
use base::{Text, Time, Uuid};
use db::texts::Texts;
use db::{Conn, Tx};

use super::outbox::store::{self, MailRow};

#[derive(Debug)]
pub struct Mails;

impl Personal for Mails {
    fn name(&self) -> &'static str {
        "mails"
    }

    fn title(&self) -> Text {
        Text::fixed("Исходящие письма", "Outgoing mails")
    }

    fn tell<'a>(&'a self, conn: Conn<'a>, person: &'a Person) -> Doing<'a, Vec<Item>> {
        Box::pin(async move {
            let emails: Vec<String> = person.emails.iter().cloned().collect();
            let rows = store::all_to(conn, person.contact_id, &emails).await?;
            let item = |row: MailRow| {
                Item::new()
                    .with("to", Text::fixed("Кому", "To"), row.to_address)
                    .with("subject", Text::fixed("Тема", "Subject"), row.subject)
                    .with("text", Text::fixed("Текст", "Text"), row.text)
                    .with("state", Text::fixed("Состояние", "State"), row.state)
                    .with(
                        "at",
                        Text::fixed("Когда", "When"),
                        Time(row.sent_at.unwrap_or(row.created_at)).to_string(),
                    )
                    .with("opens", Text::fixed("Открыто раз", "Opens"), row.opens)
                    .with("clicks", Text::fixed("Переходов", "Clicks"), row.clicks)
            };
            Ok(rows.into_iter().map(item).collect())
        })
    }

    fn forget<'a>(
        &'a self,
        tx: &'a Tx,
        person: &'a Person,
        redactor: &'a Redactor,
    ) -> Doing<'a, u64> {
        Box::pin(async move {
            let emails: Vec<String> = person.emails.iter().cloned().collect();
            let rows = store::all_to(tx.conn(), person.contact_id, &emails).await?;
            let ids: Vec<Uuid> = rows.into_iter().map(|row| row.id).collect();
            store::erase(tx.conn(), &ids).await?;
            let texts = Texts {
                table: "mails",
                columns: &["to_address", "to_name", "subject", "html", "text", "error"],
                versioned: true,
            };
            let linked: [(&str, &[Uuid]); 2] = [
                ("deal_id", &person.deals),
                ("company_id", &person.companies),
            ];
            let struck = strike(tx, texts, &linked, redactor).await?;
            Ok(ids.len().max(struck.len()) as u64)
        })
    }
}

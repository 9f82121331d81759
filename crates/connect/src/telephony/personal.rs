//! What is kept of calls with a person, and how it is forgotten.

use api::personal::{Doing, Item, strike};
use api::{Person, Personal, Redactor};
use base::{Text, Time, Uuid};
use db::texts::Texts;
use db::{Conn, Tx};

use super::store::calls::{self, CallRow};

#[derive(Debug)]
pub struct Calls;

impl Personal for Calls {
    fn name(&self) -> &'static str {
        "calls"
    }

    fn title(&self) -> Text {
        Text::fixed("Звонки", "Calls")
    }

    fn tell<'a>(&'a self, conn: Conn<'a>, person: &'a Person) -> Doing<'a, Vec<Item>> {
        Box::pin(async move {
            let item = |row: CallRow| {
                Item::new()
                    .with(
                        "at",
                        Text::fixed("Когда", "When"),
                        Time(row.started_at).to_string(),
                    )
                    .with(
                        "direction",
                        Text::fixed("Направление", "Direction"),
                        row.direction,
                    )
                    .with("phone", Text::fixed("Телефон", "Phone"), row.phone)
                    .with("outcome", Text::fixed("Исход", "Outcome"), row.outcome)
                    .with(
                        "talk",
                        Text::fixed("Секунд разговора", "Seconds of talk"),
                        row.talk_seconds,
                    )
                    .with(
                        "recording",
                        Text::fixed("Запись", "Recording"),
                        row.recording_url,
                    )
            };
            let rows = calls::of_person(conn, person).await?;
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
            let rows = calls::of_person(tx.conn(), person).await?;
            let ids: Vec<Uuid> = rows.into_iter().map(|row| row.id).collect();
            calls::erase(tx.conn(), &ids).await?;
            // What could not be read as a call may still name them.
            let told = Texts {
                table: "call_events",
                columns: &["body", "parsed", "error"],
                versioned: false,
            };
            let struck = strike(tx, told, &[], redactor).await?;
            Ok((ids.len() + struck.len()) as u64)
        })
    }
}

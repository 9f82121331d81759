//! What this stage keeps about people: their answers, and what was written about them.

use api::personal::{Doing, Item, strike};
use api::{Person, Personal, Redactor};
use base::{Text, Time, Uuid};
use db::texts::Texts;
use db::{Conn, Tx};

use crate::deals::store;

#[derive(Debug)]
pub struct Answers;

impl Personal for Answers {
    fn name(&self) -> &'static str {
        "qualification"
    }

    fn title(&self) -> Text {
        Text::fixed("Ответы при квалификации", "Answers of the qualification")
    }

    fn tell<'a>(&'a self, conn: Conn<'a>, person: &'a Person) -> Doing<'a, Vec<Item>> {
        Box::pin(async move {
            let rows = store::of_contact(conn, person.contact_id).await?;
            let item = |(question, value, proof, at): (String, Option<String>, String, i64)| {
                Item::new()
                    .with("question", Text::fixed("Вопрос", "Question"), question)
                    .with("answer", Text::fixed("Ответ", "Answer"), value)
                    .with("proof", Text::fixed("Основание", "Proof"), proof)
                    .with("at", Text::fixed("Когда", "When"), Time(at).to_string())
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
            let linked: [(&str, &[Uuid]); 1] = [("deal_id", &person.deals)];
            let answers = Texts {
                table: "qualification_answers",
                columns: &["value", "proof"],
                versioned: false,
            };
            let verdicts = Texts {
                table: "qualification_verdicts",
                columns: &["note"],
                versioned: false,
            };
            let struck = strike(tx, answers, &linked, redactor).await?.len()
                + strike(tx, verdicts, &linked, redactor).await?.len();
            Ok(struck as u64)
        })
    }
}

//! What this stage keeps about people: their answers, and what was written about them.

use std::sync::Arc;

use api::personal::{Doing, Item, Whose, Written};
use api::{Person, Personal, Redactor};
use base::{Text, Time};
use db::texts::Texts;
use db::{Conn, Tx};

use crate::content::sends;
use crate::deals::store;

pub fn keepers() -> Vec<Arc<dyn Personal>> {
    vec![Arc::new(Answers), Arc::new(Pages), Arc::new(Training)]
}

const fn written(
    table: &'static str,
    columns: &'static [&'static str],
    linked: &'static [(&'static str, Whose)],
) -> Written {
    Written {
        texts: Texts {
            table,
            columns,
            versioned: true,
        },
        linked,
    }
}

/// Rows that are never changed otherwise.
const fn appended(mut written: Written) -> Written {
    written.texts.versioned = false;
    written
}

const WITH: &[(&str, Whose)] = &[("contact_id", Whose::Contact), ("deal_id", Whose::Deals)];
const ON: &[(&str, Whose)] = &[("deal_id", Whose::Deals)];
const OF_CALLS: &[(&str, Whose)] = &[("activity_id", Whose::Activities)];

const ANSWERS: Written = appended(written("qualification_answers", &["value", "proof"], WITH));
const VERDICTS: Written = appended(written("qualification_verdicts", &["note"], ON));
const PAGES: Written = written("content_sends", &["greeting", "mailed_to"], WITH);
const RUNS: Written = written("script_runs", &["path", "note"], ON);
const REVIEWS: Written = written("call_reviews", &["comment", "practise"], OF_CALLS);

#[derive(Debug)]
struct Answers;

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
            let struck = ANSWERS.strike(tx, person, redactor).await?.len()
                + VERDICTS.strike(tx, person, redactor).await?.len();
            Ok(struck as u64)
        })
    }
}

/// Pages with materials that were sent to them.
#[derive(Debug)]
struct Pages;

impl Personal for Pages {
    fn name(&self) -> &'static str {
        "content"
    }

    fn title(&self) -> Text {
        Text::fixed("Отправленные материалы", "Materials that were sent")
    }

    fn tell<'a>(&'a self, conn: Conn<'a>, person: &'a Person) -> Doing<'a, Vec<Item>> {
        Box::pin(async move {
            let rows = sends::store::to_contact(conn, person.contact_id).await?;
            let item = |row: sends::store::SendRow| {
                Item::new()
                    .with(
                        "at",
                        Text::fixed("Когда", "When"),
                        Time(row.created_at).to_string(),
                    )
                    .with(
                        "greeting",
                        Text::fixed("Приветствие", "Greeting"),
                        row.greeting,
                    )
                    .with("to", Text::fixed("Кому", "To"), row.mailed_to)
                    .with("visits", Text::fixed("Посещений", "Visits"), row.visits)
                    .with(
                        "seconds",
                        Text::fixed("Секунд на странице", "Seconds on the page"),
                        row.seconds,
                    )
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
            let emptied = sends::store::erase(tx.conn(), person.contact_id).await?;
            let struck = PAGES.strike(tx, person, redactor).await?;
            Ok(emptied.max(struck.len() as u64))
        })
    }
}

/// What was written down while a script was followed, and in reviews of calls.
#[derive(Debug)]
struct Training;

impl Personal for Training {
    fn name(&self) -> &'static str {
        "training"
    }

    fn title(&self) -> Text {
        Text::fixed("Скрипты и оценки звонков", "Scripts and reviews of calls")
    }

    fn forget<'a>(
        &'a self,
        tx: &'a Tx,
        person: &'a Person,
        redactor: &'a Redactor,
    ) -> Doing<'a, u64> {
        Box::pin(async move {
            let struck = RUNS.strike(tx, person, redactor).await?.len()
                + REVIEWS.strike(tx, person, redactor).await?.len();
            Ok(struck as u64)
        })
    }
}

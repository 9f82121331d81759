//! What people wrote down: about the person, and about deals and companies they have to do with.

use api::personal::{Doing, Item, Whose, Written};
use api::{Person, Personal, Redactor};
use base::{Text, Time};
use db::texts::Texts;
use db::{Conn, Tx};

use crate::records::Record;
use crate::{activities, deals, notes, tasks};

const TEXT: Text = Text::fixed("Текст", "Text");
const SUBJECT: Text = Text::fixed("Тема", "Subject");
const AT: Text = Text::fixed("Когда", "When");
const BY: Text = Text::fixed("Кто записал", "Written by");

const fn written(table: &'static str, columns: &'static [&'static str]) -> Written {
    Written {
        texts: Texts {
            table,
            columns,
            versioned: true,
        },
        linked: &[
            ("contact_id", Whose::Contact),
            ("deal_id", Whose::Deals),
            ("company_id", Whose::Companies),
        ],
    }
}

const NOTES: Written = written("notes", &["text"]);
const ACTIVITIES: Written = written("activities", &["subject", "text"]);
const TASKS: Written = written("tasks", &["title", "details"]);
const DEALS: Written = Written {
    linked: &[("id", Whose::Deals)],
    ..written("deals", &["title", "next_step", "lost_note"])
};

#[derive(Debug)]
pub struct Notes;

impl Personal for Notes {
    fn name(&self) -> &'static str {
        "notes"
    }

    fn title(&self) -> Text {
        Text::fixed("Заметки", "Notes")
    }

    fn tell<'a>(&'a self, conn: Conn<'a>, person: &'a Person) -> Doing<'a, Vec<Item>> {
        Box::pin(async move {
            let about = Record::Contact(person.contact_id);
            let rows = notes::store::all_about(conn, about).await?;
            let item = |row: notes::store::NoteRow| {
                Item::new()
                    .with("text", TEXT, row.text)
                    .with("at", AT, Time(row.created_at).to_string())
                    .with("by", BY, row.author_name)
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
            let about = Record::Contact(person.contact_id);
            let removed = notes::store::delete_about(tx.conn(), about).await?;
            let struck = NOTES.strike(tx, person, redactor).await?;
            Ok(removed + struck.len() as u64)
        })
    }
}

#[derive(Debug)]
pub struct Activities;

impl Personal for Activities {
    fn name(&self) -> &'static str {
        "activities"
    }

    fn title(&self) -> Text {
        Text::fixed("Звонки, письма, встречи", "Calls, mails, meetings")
    }

    fn learn<'a>(&'a self, conn: Conn<'a>, person: &'a mut Person) -> Doing<'a, ()> {
        Box::pin(async move {
            let found = activities::store::ids_with(conn, person.contact_id, &person.deals).await?;
            person.activities.extend(found);
            Ok(())
        })
    }

    fn tell<'a>(&'a self, conn: Conn<'a>, person: &'a Person) -> Doing<'a, Vec<Item>> {
        Box::pin(async move {
            let rows = activities::store::all_with(conn, person.contact_id).await?;
            let item = |row: activities::store::ActivityRow| {
                Item::new()
                    .with("kind", Text::fixed("Что", "What"), row.kind)
                    .with(
                        "direction",
                        Text::fixed("Направление", "Direction"),
                        row.direction,
                    )
                    .with("outcome", Text::fixed("Итог", "Outcome"), row.outcome)
                    .with("subject", SUBJECT, row.subject)
                    .with("text", TEXT, row.text)
                    .with("at", AT, Time(row.at).to_string())
                    .with("seconds", Text::fixed("Секунд", "Seconds"), row.seconds)
                    .with("deal", Text::fixed("Сделка", "Deal"), row.deal_title)
                    .with("by", BY, row.by_name)
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
            let emptied = activities::store::empty_with(tx.conn(), person.contact_id).await?;
            ACTIVITIES
                .clear(&["external_key"], tx, person, redactor)
                .await?;
            let struck = ACTIVITIES.strike(tx, person, redactor).await?;
            Ok(emptied + struck.len() as u64)
        })
    }
}

#[derive(Debug)]
pub struct Tasks;

impl Personal for Tasks {
    fn name(&self) -> &'static str {
        "tasks"
    }

    fn title(&self) -> Text {
        Text::fixed("Задачи", "Tasks")
    }

    fn tell<'a>(&'a self, conn: Conn<'a>, person: &'a Person) -> Doing<'a, Vec<Item>> {
        Box::pin(async move {
            let rows = tasks::store::all_about(conn, person.contact_id).await?;
            let item = |row: tasks::store::TaskRow| {
                Item::new()
                    .with("subject", SUBJECT, row.facts.title)
                    .with("text", TEXT, row.facts.details)
                    .with("at", AT, Time(row.created_at).to_string())
                    .with("by", BY, row.creator_name)
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
            let removed = tasks::store::delete_about(tx.conn(), person.contact_id).await?;
            let struck = TASKS.strike(tx, person, redactor).await?;
            Ok(removed + struck.len() as u64)
        })
    }
}

/// The titles of deals and what is written on them. The deals themselves stay.
#[derive(Debug)]
pub struct Deals;

impl Personal for Deals {
    fn name(&self) -> &'static str {
        "deals"
    }

    fn title(&self) -> Text {
        Text::fixed("Тексты сделок", "Texts of deals")
    }

    fn forget<'a>(
        &'a self,
        tx: &'a Tx,
        person: &'a Person,
        redactor: &'a Redactor,
    ) -> Doing<'a, u64> {
        Box::pin(async move {
            let struck = DEALS.strike(tx, person, redactor).await?;
            deals::store::index_again(tx.conn(), &struck).await?;
            Ok(struck.len() as u64)
        })
    }
}

//! What this stage keeps about people: what they sent, how they came, what they subscribed to.

use std::sync::Arc;

use api::personal::{Doing, Item, Whose, Written};
use api::{Person, Personal, Redactor};
use base::{Text, Time};
use db::texts::{Rows, Texts};
use db::{Conn, Tx};
use serde_json::Value;

use crate::{forms, inquiries, subscriptions, visits};

pub fn keepers() -> Vec<Arc<dyn Personal>> {
    vec![
        Arc::new(Inquiries),
        Arc::new(Submissions),
        Arc::new(Visits),
        Arc::new(Subscriptions),
    ]
}

const INQUIRIES: Written = Written {
    texts: Texts {
        table: "inquiries",
        columns: &[
            "name", "company", "title", "text", "answers", "trace", "phones", "emails", "doubt",
            "result",
        ],
        versioned: true,
    },
    linked: &[("contact_id", Whose::Contact), ("deal_id", Whose::Deals)],
};

/// What was sent by the person themselves is found by the inquiry it became, and emptied.
const SUBMISSIONS: Written = Written {
    texts: Texts {
        table: "form_submissions",
        columns: &["answers", "trace", "user_agent", "error"],
        versioned: true,
    },
    linked: &[],
};

const VISITS: Written = Written {
    texts: Texts {
        table: "visits",
        columns: &["landing", "referrer", "trace"],
        versioned: false,
    },
    linked: &[("visitor_id", Whose::Visitors)],
};

const TOUCHES: Written = Written {
    texts: Texts {
        table: "touches",
        columns: &["utm", "referrer"],
        versioned: false,
    },
    linked: &[("deal_id", Whose::Deals)],
};

const AT: Text = Text::fixed("Когда", "When");

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or(Value::Null)
}

fn list(text: &str) -> Vec<String> {
    serde_json::from_str(text).unwrap_or_default()
}

#[derive(Debug)]
struct Inquiries;

impl Personal for Inquiries {
    fn name(&self) -> &'static str {
        "inquiries"
    }

    fn title(&self) -> Text {
        Text::fixed("Обращения", "Inquiries")
    }

    fn learn<'a>(&'a self, conn: Conn<'a>, person: &'a mut Person) -> Doing<'a, ()> {
        Box::pin(async move {
            for row in inquiries::store::of_contact(conn, person.contact_id).await? {
                person.called(&row.name);
                person.emails.extend(list(&row.emails));
                person.phones.extend(list(&row.phones));
                person.visitors.extend(row.visitor_id);
            }
            Ok(())
        })
    }

    fn tell<'a>(&'a self, conn: Conn<'a>, person: &'a Person) -> Doing<'a, Vec<Item>> {
        Box::pin(async move {
            let rows = inquiries::store::of_contact(conn, person.contact_id).await?;
            let item = |row: inquiries::store::InquiryRow| {
                Item::new()
                    .with("at", AT, Time(row.at).to_string())
                    .with("channel", Text::fixed("Канал", "Channel"), row.channel)
                    .with("name", Text::fixed("Имя", "Name"), row.name)
                    .with("company", Text::fixed("Компания", "Company"), row.company)
                    .with("emails", Text::fixed("Почта", "E-mail"), list(&row.emails))
                    .with(
                        "phones",
                        Text::fixed("Телефоны", "Phones"),
                        list(&row.phones),
                    )
                    .with("title", Text::fixed("Тема", "Subject"), row.title)
                    .with("text", Text::fixed("Текст", "Text"), row.text)
                    .with(
                        "answers",
                        Text::fixed("Ответы", "Answers"),
                        json(&row.answers),
                    )
                    .with(
                        "trace",
                        Text::fixed("Откуда", "Came from"),
                        json(&row.trace),
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
            INQUIRIES.clear(&["key"], tx, person, redactor).await?;
            let emptied = inquiries::store::erase(tx.conn(), person.contact_id).await?;
            let struck = INQUIRIES.strike(tx, person, redactor).await?;
            Ok(emptied.max(struck.len() as u64))
        })
    }
}

#[derive(Debug)]
struct Submissions;

impl Personal for Submissions {
    fn name(&self) -> &'static str {
        "submissions"
    }

    fn title(&self) -> Text {
        Text::fixed("Отправленные формы", "Forms they sent")
    }

    fn learn<'a>(&'a self, conn: Conn<'a>, person: &'a mut Person) -> Doing<'a, ()> {
        Box::pin(async move {
            let rows = forms::store::of_contact(conn, person.contact_id).await?;
            person
                .visitors
                .extend(rows.into_iter().filter_map(|row| row.visitor_id));
            Ok(())
        })
    }

    fn tell<'a>(&'a self, conn: Conn<'a>, person: &'a Person) -> Doing<'a, Vec<Item>> {
        Box::pin(async move {
            let mut items = Vec::new();
            for row in forms::store::of_contact(conn, person.contact_id).await? {
                let files = forms::store::file_names(conn, row.id).await?;
                items.push(
                    Item::new()
                        .with("at", AT, Time(row.at).to_string())
                        .with("form", Text::fixed("Форма", "Form"), row.form_name)
                        .with(
                            "answers",
                            Text::fixed("Ответы", "Answers"),
                            json(&row.answers),
                        )
                        .with("files", Text::fixed("Файлы", "Files"), files)
                        .with("browser", Text::fixed("Браузер", "Browser"), row.user_agent),
                );
            }
            Ok(items)
        })
    }

    fn forget<'a>(
        &'a self,
        tx: &'a Tx,
        person: &'a Person,
        redactor: &'a Redactor,
    ) -> Doing<'a, u64> {
        Box::pin(async move {
            let emptied = forms::store::erase(tx.conn(), person.contact_id).await?;
            let struck = SUBMISSIONS.strike(tx, person, redactor).await?;
            forms::store::remove_files(tx.conn(), person.contact_id, &struck).await?;
            let files = Texts {
                table: "form_files",
                columns: &["name"],
                versioned: false,
            };
            let named = Rows::Like(redactor.patterns());
            let means = |name: &str| redactor.far(name).is_some();
            let named = db::texts::which(tx.conn(), files, named, &means).await?;
            forms::store::remove_these_files(tx.conn(), &named).await?;
            Ok(emptied + struck.len() as u64)
        })
    }
}

/// Visits of the site, and the touches that they became on deals.
#[derive(Debug)]
struct Visits;

/// So many of a visitor's newest visits are told.
const MOST_VISITS: i64 = 10_000;

impl Personal for Visits {
    fn name(&self) -> &'static str {
        "visits"
    }

    fn title(&self) -> Text {
        Text::fixed("Визиты на сайт", "Visits of the site")
    }

    fn tell<'a>(&'a self, conn: Conn<'a>, person: &'a Person) -> Doing<'a, Vec<Item>> {
        Box::pin(async move {
            let mut items = Vec::new();
            for visitor in &person.visitors {
                let rows = visits::store::of_visitor(conn, *visitor, Time(0), MOST_VISITS).await?;
                items.extend(rows.into_iter().map(|row| {
                    Item::new()
                        .with("at", AT, Time(row.started_at).to_string())
                        .with("page", Text::fixed("Страница", "Page"), row.landing)
                        .with("referrer", Text::fixed("Откуда", "Came from"), row.referrer)
                        .with("pages", Text::fixed("Страниц", "Pages"), row.pages)
                        .with("seconds", Text::fixed("Секунд", "Seconds"), row.seconds)
                }));
            }
            Ok(items)
        })
    }

    fn forget<'a>(
        &'a self,
        tx: &'a Tx,
        person: &'a Person,
        redactor: &'a Redactor,
    ) -> Doing<'a, u64> {
        Box::pin(async move {
            VISITS.strike(tx, person, redactor).await?;
            TOUCHES.strike(tx, person, redactor).await?;
            let mut renamed = 0;
            for visitor in &person.visitors {
                renamed += visits::store::rename_visitor(tx.conn(), *visitor, tx.new_id()).await?;
            }
            Ok(renamed)
        })
    }
}

#[derive(Debug)]
struct Subscriptions;

impl Personal for Subscriptions {
    fn name(&self) -> &'static str {
        "subscriptions"
    }

    fn title(&self) -> Text {
        Text::fixed("Подписки", "Subscriptions")
    }

    fn learn<'a>(&'a self, conn: Conn<'a>, person: &'a mut Person) -> Doing<'a, ()> {
        Box::pin(async move {
            let contact = Some(person.contact_id);
            let rows = subscriptions::store::subscribers_of(conn, contact, &[]).await?;
            person
                .emails
                .extend(rows.into_iter().filter_map(|row| row.address));
            Ok(())
        })
    }

    fn tell<'a>(&'a self, conn: Conn<'a>, person: &'a Person) -> Doing<'a, Vec<Item>> {
        Box::pin(async move {
            let mut items = Vec::new();
            let emails: Vec<String> = person.emails.iter().cloned().collect();
            let contact = Some(person.contact_id);
            for one in subscriptions::store::subscribers_of(conn, contact, &emails).await? {
                let rows = subscriptions::store::of_subscriber(conn, one.id).await?;
                items.extend(rows.into_iter().map(|row| {
                    let time = |at: Option<i64>| at.map(|at| Time(at).to_string());
                    Item::new()
                        .with("address", Text::fixed("Адрес", "Address"), row.address)
                        .with("topic", Text::fixed("Тема", "Topic"), row.topic_name)
                        .with("state", Text::fixed("Состояние", "State"), row.state)
                        .with("asked_at", AT, Time(row.asked_at).to_string())
                        .with(
                            "confirmed_at",
                            Text::fixed("Подтверждена", "Confirmed"),
                            time(row.confirmed_at),
                        )
                        .with("left_at", Text::fixed("Отписка", "Left"), time(row.left_at))
                        .with("words", Text::fixed("Текст", "Words"), row.words)
                        .with("origin", Text::fixed("Откуда", "Origin"), json(&row.origin))
                }));
            }
            Ok(items)
        })
    }

    fn forget<'a>(&'a self, tx: &'a Tx, person: &'a Person, _: &'a Redactor) -> Doing<'a, u64> {
        Box::pin(async move {
            let emails: Vec<String> = person.emails.iter().cloned().collect();
            let contact = Some(person.contact_id);
            let rows = subscriptions::store::subscribers_of(tx.conn(), contact, &emails).await?;
            for row in &rows {
                subscriptions::store::erase(tx.conn(), row.id, tx.now()).await?;
            }
            Ok(rows.len() as u64)
        })
    }
}

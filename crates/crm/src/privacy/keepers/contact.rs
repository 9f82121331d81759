//! The person's own card, their consents, and their addresses on the card of the company.

use api::personal::{Doing, Item};
use api::{Person, Personal, Redactor};
use base::{Text, Time};
use db::{Conn, Tx};
use serde_json::Value;

use super::super::store;
use crate::consents;
use crate::contacts::{PointKind, store as contacts};

/// The card. It is emptied by the erasure itself, when all others have read it.
#[derive(Debug)]
pub struct Contact;

impl Personal for Contact {
    fn name(&self) -> &'static str {
        "contact"
    }

    fn title(&self) -> Text {
        Text::fixed("Карточка контакта", "The contact")
    }

    fn learn<'a>(&'a self, conn: Conn<'a>, person: &'a mut Person) -> Doing<'a, ()> {
        Box::pin(async move {
            let Some(row) = contacts::find(conn, person.contact_id).await? else {
                return Ok(());
            };
            if row.erased_at.is_some() {
                return Ok(());
            }
            let facts = row.facts;
            let given = |name: String| Some(name).filter(|name| !name.is_empty());
            person.last_names.extend(given(facts.last_name));
            person.other_names.extend(given(facts.first_name));
            person.other_names.extend(given(facts.middle_name));
            person.companies.extend(facts.company_id);
            for point in facts.points {
                match point.kind {
                    PointKind::Email => person.emails.insert(point.value),
                    PointKind::Phone => person.phones.insert(point.value),
                };
            }
            let deals = contacts::deals_and_companies(conn, person.contact_id).await?;
            for (deal, _, company) in deals {
                person.deals.push(deal);
                person.companies.extend(company);
            }
            person.companies.sort_unstable();
            person.companies.dedup();
            Ok(())
        })
    }

    fn tell<'a>(&'a self, conn: Conn<'a>, person: &'a Person) -> Doing<'a, Vec<Item>> {
        Box::pin(async move {
            let Some(row) = contacts::find(conn, person.contact_id).await? else {
                return Ok(Vec::new());
            };
            let of_kind = |kind: PointKind| {
                let points = row.facts.points.iter();
                let points = points.filter(|point| point.kind == kind);
                points.map(|point| point.value.clone()).collect::<Vec<_>>()
            };
            let deals = contacts::deals_and_companies(conn, person.contact_id).await?;
            let deals: Vec<String> = deals.into_iter().map(|(_, title, _)| title).collect();
            let item = Item::new()
                .with("name", Text::fixed("Имя", "Name"), row.facts.name())
                .with(
                    "job_title",
                    Text::fixed("Должность", "Position"),
                    row.facts.job_title.clone(),
                )
                .with(
                    "company",
                    Text::fixed("Компания", "Company"),
                    row.company_name.clone(),
                )
                .with(
                    "emails",
                    Text::fixed("Почта", "E-mail"),
                    of_kind(PointKind::Email),
                )
                .with(
                    "phones",
                    Text::fixed("Телефоны", "Phones"),
                    of_kind(PointKind::Phone),
                )
                .with("deals", Text::fixed("Сделки", "Deals"), deals)
                .with(
                    "external_id",
                    Text::fixed("Номер во внешней системе", "Number in another system"),
                    row.facts.external_id.clone(),
                )
                .with(
                    "responsible",
                    Text::fixed("Кто ведёт", "Who is responsible"),
                    row.owner_name.clone(),
                )
                .with(
                    "created_at",
                    Text::fixed("Создан", "Created"),
                    Time(row.created_at).to_string(),
                );
            Ok(vec![item])
        })
    }

    fn forget<'a>(&'a self, _: &'a Tx, _: &'a Person, _: &'a Redactor) -> Doing<'a, u64> {
        Box::pin(async { Ok(1) })
    }
}

/// Consents: what proves that they were given stays, without the person.
#[derive(Debug)]
pub struct Consents;

impl Personal for Consents {
    fn name(&self) -> &'static str {
        "consents"
    }

    fn title(&self) -> Text {
        Text::fixed("Согласия", "Consents")
    }

    fn tell<'a>(&'a self, conn: Conn<'a>, person: &'a Person) -> Doing<'a, Vec<Item>> {
        Box::pin(async move {
            let addresses: Vec<String> = person.emails.union(&person.phones).cloned().collect();
            let hashes = consents::actions::hashes(conn, &addresses).await?;
            let rows = consents::store::all_of(conn, person.contact_id, &hashes).await?;
            let json = |text: &str| serde_json::from_str(text).unwrap_or(Value::Null);
            let item = |row: consents::store::ConsentRow| {
                Item::new()
                    .with("purpose", Text::fixed("На что", "What for"), row.purpose)
                    .with("channel", Text::fixed("Канал", "Channel"), row.channel)
                    .with("address", Text::fixed("Адрес", "Address"), row.address)
                    .with("words", Text::fixed("Текст", "Words"), row.words)
                    .with("source", Text::fixed("Откуда", "Source"), row.source)
                    .with(
                        "proof",
                        Text::fixed("Доказательство", "Proof"),
                        json(&row.proof),
                    )
                    .with(
                        "given_at",
                        Text::fixed("Дано", "Given"),
                        Time(row.given_at).to_string(),
                    )
                    .with(
                        "withdrawn_at",
                        Text::fixed("Отозвано", "Withdrawn"),
                        row.withdrawn_at.map(|at| Time(at).to_string()),
                    )
            };
            Ok(rows.into_iter().map(item).collect())
        })
    }

    fn forget<'a>(&'a self, tx: &'a Tx, person: &'a Person, _: &'a Redactor) -> Doing<'a, u64> {
        Box::pin(async move {
            let emails: Vec<String> = person.emails.iter().cloned().collect();
            let phones: Vec<String> = person.phones.iter().cloned().collect();
            consents::actions::erase(tx, person.contact_id, &emails, &phones).await
        })
    }
}

/// A company whose phone or mail is the person's own. Its name stays: an entrepreneur is in the state's register.
#[derive(Debug)]
pub struct Companies;

impl Personal for Companies {
    fn name(&self) -> &'static str {
        "companies"
    }

    fn title(&self) -> Text {
        Text::fixed("Реквизиты компаний", "Details of companies")
    }

    fn forget<'a>(&'a self, tx: &'a Tx, person: &'a Person, _: &'a Redactor) -> Doing<'a, u64> {
        Box::pin(async move {
            let values: Vec<String> = person.emails.union(&person.phones).cloned().collect();
            let rows = crate::companies::store::reached_by(tx.conn(), &values).await?;
            let found = rows.len() as u64;
            for mut row in rows {
                let from = row.version;
                let own =
                    |value: &Option<String>| value.as_ref().is_some_and(|one| values.contains(one));
                if own(&row.facts.phone) {
                    row.facts.phone = None;
                }
                if own(&row.facts.email) {
                    row.facts.email = None;
                }
                (row.version, row.updated_at) = (from + 1, tx.now().0);
                crate::companies::store::update(tx.conn(), &row, from).await?;
            }
            Ok(found)
        })
    }
}

/// Files that were made for earlier requests.
#[derive(Debug)]
pub struct Files;

impl Personal for Files {
    fn name(&self) -> &'static str {
        "exports"
    }

    fn title(&self) -> Text {
        Text::fixed("Выгрузки данных", "Exports of data")
    }

    fn forget<'a>(&'a self, tx: &'a Tx, person: &'a Person, _: &'a Redactor) -> Doing<'a, u64> {
        Box::pin(async move {
            // An export that ends at this moment is waited for here, and its file goes after that.
            store::stop_exports_of(tx.conn(), person.contact_id, tx.now()).await?;
            store::remove_files_of(tx.conn(), person.contact_id).await
        })
    }
}

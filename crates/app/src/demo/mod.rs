//! The demo company: «ПромТехСервис» sells pumps and compressors and looks after them.
//!
//! Twelve people in three teams, eighteen months, about 3,000 deals. The same now gives the same
//! data, and whenever it is made the last day of the story is today. What there is to be found in it
//! is told in [`lives`].

mod calendar;
mod calls;
mod clients;
mod consents;
mod content;
mod diary;
mod dice;
mod fit;
mod goals;
mod history;
mod letters;
mod lives;
mod marketing;
mod people;
mod qualification;
mod store;
mod training;
mod words;

use anyhow::Context;
use api::Workspace;
use base::{Actor, Ids, Time, Uuid};
use crm::dictionaries::model::Dictionary;
use db::{Db, Tx};

use calendar::Calendar;
use history::House;

/// What is printed when the demo starts.
pub const WELCOME: &str = "\
ПромТехСервис: 12 человек, 18 месяцев, около 3000 сделок. Пароль у всех: demo-voronka
  owner@demo.voronka    директор: видит всё
  marina@demo.voronka   руководитель продаж
  anna@demo.voronka     продавец: видит свою команду
  denis@demo.voronka    продавец: видит свои сделки
A demo company: 12 people, 18 months, about 3000 deals. The password is demo-voronka, the owner is
owner@demo.voronka; the language is switched in the user menu.";

/// Fills an empty database with the demo company.
///
/// # Errors
/// When the database refuses; then nothing is left behind.
pub async fn fill(db: &Db) -> anyhow::Result<()> {
    let now = db.clock.now();
    let founded = Time(now.0 - 600 * base::time::DAY_MS);
    let workspace = Workspace {
        name: "ПромТехСервис".to_owned(),
        ..Workspace::default()
    };
    let password_hash = identity::password::hash(people::PASSWORD).await?;
    // Counted ids repeat; those of a running server never meet them.
    let ids = Ids::counted();
    let calendar = Calendar {
        zone: workspace.time_zone,
        now,
    };

    let tx = db.begin(Actor::system()).await?;
    let conn = tx.conn();
    workspace.save(&tx).await?;
    let users = store::people(conn, &ids, founded, &password_hash).await?;
    let pipeline = crm::pipelines::create_default(&tx, workspace.lang).await?;
    let sources = words::SOURCES.iter().map(|row| row.0);
    let reasons = words::REASONS.iter().map(|row| row.0);
    let tags = words::TAGS.iter().map(|row| row.0);
    let house = House {
        users,
        pipeline,
        sources: dictionary(&tx, Dictionary::Sources, sources).await?,
        reasons: dictionary(&tx, Dictionary::LostReasons, reasons).await?,
        tags: dictionary(&tx, Dictionary::Tags, tags).await?,
    };
    let mut history = history::write(&house, calendar, ids);
    let calls = calls::write(&tx, &house, &mut history, calendar);
    let contacts = qualification::Made::new(&house, &mut history, calendar);
    store::history(conn, &history).await?;
    calls.save(&tx).await?;
    marketing::write(&tx, &house, &history, calendar).await?;
    contacts.write(&tx, &house, &history, calendar).await?;
    content::write(&tx, &house, &history, calendar).await?;
    consents::write(&tx, &history).await?;
    goals::write(&tx, &house, &history, calendar).await?;
    letters::write(&tx, &house, &history, calendar).await?;
    qualify::reviews::actions::create_default(&tx, workspace.lang).await?;
    training::write(&tx, &house, &history, calendar).await?;
    fit::write(&tx, &house, &history, now).await?;
    tx.commit().await?;
    db.analyze().await?;
    Ok(())
}

/// Lets links in the demo's mails lead back to it.
///
/// # Errors
/// When the database refuses.
pub async fn reached_at(db: &Db, site: String) -> base::Result<()> {
    let tx = db.begin(Actor::system()).await?;
    let mut workspace = Workspace::load(tx.conn()).await?;
    workspace.site_url = Some(site);
    workspace.save(&tx).await?;
    tx.commit().await
}

/// The ids of these names, in their order.
async fn dictionary(
    tx: &Tx,
    dictionary: Dictionary,
    names: impl Iterator<Item = &'static str>,
) -> anyhow::Result<Vec<Uuid>> {
    let names: Vec<&str> = names.collect();
    let ids = crm::dictionaries::actions::find_or_create(tx, dictionary, &names).await?;
    let found = names
        .iter()
        .map(|name| ids.get(&base::fold::fold(name)).copied());
    found
        .collect::<Option<_>>()
        .context("a dictionary has lost a name")
}

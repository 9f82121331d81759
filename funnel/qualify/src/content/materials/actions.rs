//! What is done with materials. The route has checked the permission.

use base::Lang;
use base::{Event, Patch, Problem, Result, Subject, Text, Uuid};
use crm::marks::{self, Mark};
use crm::pipelines::StageKind;
use db::{Conn, Tx};
use serde_json::json;

use super::files::{CHUNK, clean_name, kind_of};
use super::model::{Facts, Kind, checked_link};
use super::store::{self, MaterialRow, VersionRow};
use crate::content::settings::Settings;

/// Adds a material; the link, if there is one, is its first version.
///
/// # Errors
/// `invalid` with everything that is wrong.
pub async fn create(tx: &Tx, facts: Facts, link: Option<&str>) -> Result<Uuid> {
    let facts = facts.checked()?;
    let link = link.map(checked_link).transpose()?;
    let id = tx.new_id();
    store::insert(tx.conn(), id, &facts, tx.now()).await?;
    if let Some(link) = link {
        let row = VersionRow {
            link: Some(link),
            ..next(tx, None)
        };
        store::insert_version(tx.conn(), id, &row).await?;
    }
    record(tx, "content.created", id, &facts);
    Ok(id)
}

/// A change of a material. What it does not mention stays as it is.
#[derive(Debug, Default)]
pub struct Change {
    pub kind: Option<Kind>,
    pub title: Option<String>,
    pub summary: Option<String>,
    pub lang: Patch<Lang>,
    pub archived: Option<bool>,
    pub industries: Option<Vec<String>>,
    pub pains: Option<Vec<String>>,
    pub stages: Option<Vec<StageKind>>,
    /// Another link is another version.
    pub link: Option<String>,
}

/// # Errors
/// `not_found`, `stale`, `invalid`.
pub async fn change(tx: &Tx, id: Uuid, version: i64, change: Change) -> Result<()> {
    let (was, mut facts) = known(tx.conn(), id).await?;
    fresh(&was, version)?;
    facts.kind = change.kind.unwrap_or(facts.kind);
    facts.title = change.title.unwrap_or(facts.title);
    facts.summary = change.summary.unwrap_or(facts.summary);
    change.lang.apply(&mut facts.lang);
    facts.archived = change.archived.unwrap_or(facts.archived);
    facts.tags.industries = change.industries.unwrap_or(facts.tags.industries);
    facts.tags.pains = change.pains.unwrap_or(facts.tags.pains);
    facts.tags.stages = change.stages.unwrap_or(facts.tags.stages);
    let facts = facts.checked()?;
    let link = change.link.as_deref().map(checked_link).transpose()?;
    write(tx, id, &facts, version).await?;
    if let Some(link) = link.filter(|link| was.link.as_ref() != Some(link)) {
        let row = VersionRow {
            link: Some(link),
            ..next(tx, was.number)
        };
        store::insert_version(tx.conn(), id, &row).await?;
    }
    if facts.title != was.title {
        for kind in [marks::Kind::ContentSent, marks::Kind::ContentOpened] {
            let mark = Mark::named(kind, id, &facts.title);
            marks::actions::rename(tx, &mark).await?;
        }
    }
    record(tx, "content.changed", id, &facts);
    Ok(())
}

/// Takes a file as the next version.
///
/// # Errors
/// `not_found`, `stale`; `invalid` for a file that is too large, empty, or of a kind that is not taken.
pub async fn upload(tx: &Tx, id: Uuid, version: i64, name: &str, bytes: &[u8]) -> Result<()> {
    let (was, facts) = known(tx.conn(), id).await?;
    fresh(&was, version)?;
    let most = Settings::load(tx.conn()).await?.most_bytes();
    let size = i64::try_from(bytes.len()).map_err(Problem::internal)?;
    if size > most {
        return Err(too_large(most));
    }
    let name = clean_name(name);
    let kind = kind_of(&name, bytes)?;
    write(tx, id, &facts, version).await?;
    let row = VersionRow {
        file_name: Some(name),
        file_type: Some(kind.to_owned()),
        file_size: Some(size),
        ..next(tx, was.number)
    };
    store::insert_version(tx.conn(), id, &row).await?;
    for (part, bytes) in (0..).zip(bytes.chunks(CHUNK)) {
        store::put_chunk(tx.conn(), id, row.number, part, bytes).await?;
    }
    record(tx, "content.changed", id, &facts);
    Ok(())
}

pub fn too_large(most: i64) -> Problem {
    let mb = most / (1024 * 1024);
    Problem::field(
        "file",
        "too_large",
        Text::new(
            format!("Файл больше {mb} МБ. Положите его на свой сайт или диск и дайте ссылку"),
            format!(
                "The file is larger than {mb} MB. Put it on your site or drive and give a link"
            ),
        ),
    )
}

fn next(tx: &Tx, number: Option<i64>) -> VersionRow {
    VersionRow {
        number: number.unwrap_or(0) + 1,
        by_id: tx.actor.user_id,
        created_at: tx.now().0,
        ..VersionRow::default()
    }
}

async fn known(conn: Conn<'_>, id: Uuid) -> Result<(MaterialRow, Facts)> {
    let row = store::find(conn, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let tags = store::tags_of(conn, &[id]).await?.remove(&id);
    let facts = row.facts(tags.unwrap_or_default());
    Ok((row, facts))
}

fn fresh(row: &MaterialRow, version: i64) -> Result<()> {
    match row.version == version {
        true => Ok(()),
        false => Err(Problem::stale(row.version)),
    }
}

async fn write(tx: &Tx, id: Uuid, facts: &Facts, version: i64) -> Result<()> {
    match store::update(tx.conn(), id, facts, version, tx.now()).await? {
        true => Ok(()),
        false => Err(Problem::stale(version + 1)),
    }
}

fn record(tx: &Tx, kind: &'static str, id: Uuid, facts: &Facts) {
    let payload = json!({ "id": id, "title": facts.title, "archived": facts.archived });
    tx.record(Event::new(kind, Subject::default(), payload));
}

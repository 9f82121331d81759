//! Going through the file of an import, batch by batch: as a check, which writes nothing, or as a run.
//!
//! A run commits each batch as a whole together with how far it is, so that a process that dies at any moment
//! leaves every row in or out, and the next one goes on behind the last batch.

use std::collections::HashSet;

use api::Workspace;
use base::{Actor, Event, Permission, Problem, Result, Scope, Subject, Text, Uuid};
use db::Db;
use db::jobs::{Outcome, Work};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::ads::AdBooks;
use super::catalog::Catalog;
use super::fields::Entity;
use super::file::Row;
use super::links::Links;
use super::model::{ImportState, Progress};
use super::people::People;
use super::reading::{fetch, observed, rows_of};
use super::row::Columns;
use super::seen::Seen;
use super::session::{Place, Session, Verdict};
use super::store::{self, ImportRow, RefusedRow};
use super::{ads, companies, contacts, deals, stage_changes};

pub const CHECK: &str = "import.check";
pub const RUN: &str = "import.run";
pub const UNDO: &str = "import.undo";

/// What a job has to know: which import, and on whose behalf.
#[derive(Debug, Serialize, Deserialize)]
pub struct Order {
    pub import_id: Uuid,
    user_id: Option<Uuid>,
    name: String,
    team_id: Option<Uuid>,
    /// None: everything.
    owners: Option<Vec<Uuid>>,
    lang: base::Lang,
}

impl Order {
    pub fn new(import_id: Uuid, actor: &Actor) -> Self {
        Self {
            import_id,
            user_id: actor.user_id,
            name: actor.name.clone(),
            team_id: actor.team_id,
            owners: match &actor.scope {
                Scope::All => None,
                Scope::Owners(owners) => Some(owners.clone()),
            },
            lang: actor.lang,
        }
    }

    pub fn read(work: &Work) -> Result<Self> {
        serde_json::from_value(work.payload.clone()).map_err(Problem::internal)
    }

    /// Whoever gave the order, with the right to what it was checked for when it was given.
    pub fn actor(&self) -> Actor {
        Actor {
            user_id: self.user_id,
            name: self.name.clone(),
            team_id: self.team_id,
            permissions: Permission::ALL.to_vec(),
            scope: self.owners.clone().map_or(Scope::All, Scope::Owners),
            lang: self.lang,
        }
    }
}

/// Counts what would come of an import. Started again, it begins anew.
pub async fn check(work: Work, book: AdBooks) -> Result<Outcome> {
    go(work, book, true).await
}

/// Does an import, or what is left of it.
pub async fn run(work: Work, book: AdBooks) -> Result<Outcome> {
    go(work, book, false).await
}

async fn go(work: Work, book: AdBooks, dry: bool) -> Result<Outcome> {
    let order = Order::read(&work)?;
    let import = find(&work.db, order.import_id).await?;
    let expected = if dry {
        ImportState::Checking
    } else {
        ImportState::Running
    };
    if import.state != expected || import.job_id != Some(work.id) {
        return Ok(Outcome::Cancelled);
    }
    let file = fetch(work.db.reader(), import.file_id).await?;
    let workspace = Workspace::load(work.db.reader()).await?;
    let columns = Columns::new(
        import.entity,
        &import.layout,
        &import.mapping,
        &import.options,
        workspace.time_zone,
    );
    let columns = observed(columns, &file, &import.layout).await?;
    let mut session = session(&work.db, book, &import, order.actor(), columns, dry).await?;
    if import.entity == Entity::AdDays {
        ads::open(&mut session, &file, &import.layout).await?;
    }
    if dry {
        // What an earlier try has refused is refused anew.
        let tx = work.db.begin(session.actor.clone()).await?;
        store::forget_refused(tx.conn(), import.id).await?;
        if !store::advance(
            tx.conn(),
            import.id,
            import.progress.as_ref(),
            &session.progress,
        )
        .await?
        {
            return Err(overtaken());
        }
        tx.commit().await?;
    }
    let total = import.layout.rows.map(|rows| rows as i64);
    let behind = session.progress.counts.rows;
    if behind > 0 {
        remember(&work.db, &mut session, &import, &file, behind).await?;
    }
    let mut rows = rows_of(&file, &import.layout, behind);
    while let Some(part) = rows.recv().await {
        let part = part?;
        let go_on = batch(&work, &mut session, &part, total, dry).await?;
        if !go_on {
            drop(rows);
            return stop(&work, &session, dry).await;
        }
        // Others who write get their turn, those in other processes too.
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    finish(&work, &session, dry).await
}

async fn find(db: &Db, id: Uuid) -> Result<ImportRow> {
    store::find(db.reader(), id)
        .await?
        .ok_or_else(Problem::not_found)
}

pub fn overtaken() -> Problem {
    Problem::new(
        503,
        "try_again",
        Text::fixed(
            "Импорт уже продолжает другой процесс",
            "Another process goes on with this import",
        ),
    )
}

async fn session(
    db: &Db,
    book: AdBooks,
    import: &ImportRow,
    actor: Actor,
    columns: Columns,
    dry: bool,
) -> Result<Session> {
    let conn = db.reader();
    let progress = if dry {
        Progress {
            dry: true,
            ..Progress::default()
        }
    } else {
        import.progress.clone().unwrap_or_default()
    };
    let changed_before = if import.entity == Entity::StageChanges && progress.changes > 0 {
        store::changed_records(conn, import.id)
            .await?
            .into_iter()
            .collect()
    } else {
        std::collections::HashMap::new()
    };
    Ok(Session {
        import_id: import.id,
        file_name: import.file_name.clone(),
        entity: import.entity,
        options: import.options.clone(),
        columns,
        lang: actor.lang,
        actor,
        now: db.clock.now(),
        db: db.clone(),
        book,
        people: People::load(conn).await?,
        catalog: Catalog::load(conn).await?,
        links: Links::default(),
        titles: None,
        logs: std::collections::HashMap::new(),
        changed_before,
        seen: Seen::default(),
        report: None,
        progress,
        changes: Vec::new(),
    })
}

/// Goes over the rows that an earlier process has committed, so that later ones know of them.
async fn remember(
    db: &Db,
    session: &mut Session,
    import: &ImportRow,
    file: &tempfile::NamedTempFile,
    rows: u64,
) -> Result<()> {
    let refused: HashSet<u64> = store::refused_numbers(db.reader(), import.id)
        .await?
        .into_iter()
        .map(|number| number as u64)
        .collect();
    let mut left = rows;
    let mut parts = rows_of(file, &import.layout, 0);
    while let Some(part) = parts.recv().await {
        let mut part = part?;
        part.truncate(usize::try_from(left).unwrap_or(usize::MAX));
        left -= part.len() as u64;
        part.retain(|row| !refused.contains(&row.number));
        let place = Place {
            conn: db.reader(),
            tx: None,
        };
        match session.entity {
            Entity::Companies => companies::remember(session, place, &part).await?,
            Entity::Contacts => contacts::remember(session, place, &part).await?,
            Entity::Deals => deals::remember(session, place, &part).await?,
            Entity::StageChanges | Entity::AdDays => {}
        }
        // What those rows brought along is in the database.
        session.links = Links::default();
        if left == 0 {
            return Ok(());
        }
    }
    Ok(())
}

/// Takes one part of the rows. `false`: somebody asked to stop.
async fn batch(
    work: &Work,
    session: &mut Session,
    rows: &[Row],
    total: Option<i64>,
    dry: bool,
) -> Result<bool> {
    let was = Some(session.progress.clone());
    let was = if dry || session.progress != Progress::default() {
        was
    } else {
        None
    };
    if dry {
        session.now = work.db.clock.now();
        let place = Place {
            conn: work.db.reader(),
            tx: None,
        };
        let verdicts = decided(session, place, rows).await?;
        let tx = work.db.begin(session.actor.clone()).await?;
        return keep(work, session, tx, rows, verdicts, was, total).await;
    }
    let tx = work.db.begin(session.actor.clone()).await?;
    session.now = tx.now();
    let place = Place {
        conn: tx.conn(),
        tx: Some(&tx),
    };
    let verdicts = decided(session, place, rows).await?;
    keep(work, session, tx, rows, verdicts, was, total).await
}

async fn decided(session: &mut Session, place: Place<'_>, rows: &[Row]) -> Result<Vec<Verdict>> {
    match session.entity {
        Entity::Companies => companies::batch(session, place, rows).await,
        Entity::Contacts => contacts::batch(session, place, rows).await,
        Entity::Deals => deals::batch(session, place, rows).await,
        Entity::StageChanges => stage_changes::batch(session, place, rows).await,
        Entity::AdDays => ads::batch(session, place, rows).await,
    }
}

/// Writes what became of the rows with everything else of the batch, and commits.
async fn keep(
    work: &Work,
    session: &mut Session,
    tx: db::Tx,
    rows: &[Row],
    verdicts: Vec<Verdict>,
    was: Option<Progress>,
    total: Option<i64>,
) -> Result<bool> {
    let mut refused = Vec::new();
    let counts = &mut session.progress.counts;
    for (row, verdict) in rows.iter().zip(verdicts) {
        counts.rows += 1;
        match verdict {
            Verdict::Created => counts.created += 1,
            Verdict::Updated => counts.updated += 1,
            Verdict::Unchanged => counts.unchanged += 1,
            Verdict::Skipped => counts.skipped += 1,
            Verdict::Refused(why) => {
                counts.refused += 1;
                refused.push(RefusedRow {
                    row_number: row.number as i64,
                    cells: json!(row.cells).to_string(),
                    reason: why.kept(),
                });
            }
        }
    }
    let done = counts.rows as i64;
    let changes = std::mem::take(&mut session.changes);
    store::put_refused(tx.conn(), session.import_id, &refused).await?;
    store::put_changes(tx.conn(), session.import_id, &changes).await?;
    if !store::advance(
        tx.conn(),
        session.import_id,
        was.as_ref(),
        &session.progress,
    )
    .await?
    {
        return Err(overtaken());
    }
    let go_on = work.progress(tx.conn(), done, total).await?;
    // Whoever removed the file meanwhile has erased a person, whom these rows may bring in again.
    if go_on || store::files::is_here(tx.conn(), session.import_id).await? {
        tx.commit().await?;
    }
    Ok(go_on)
}

async fn stop(work: &Work, session: &Session, dry: bool) -> Result<Outcome> {
    let tx = work.db.begin(session.actor.clone()).await?;
    if dry {
        store::forget_refused(tx.conn(), session.import_id).await?;
        store::advance(
            tx.conn(),
            session.import_id,
            Some(&session.progress),
            &Progress {
                dry,
                ..Progress::default()
            },
        )
        .await?;
        store::finish(tx.conn(), session.import_id, ImportState::Uploaded, None).await?;
    } else {
        store::finish(
            tx.conn(),
            session.import_id,
            ImportState::Cancelled,
            Some(tx.now()),
        )
        .await?;
    }
    tx.commit().await?;
    Ok(Outcome::Cancelled)
}

async fn finish(work: &Work, session: &Session, dry: bool) -> Result<Outcome> {
    let tx = work.db.begin(session.actor.clone()).await?;
    let result = told(session);
    if dry {
        store::finish(tx.conn(), session.import_id, ImportState::Checked, None).await?;
    } else {
        store::finish(
            tx.conn(),
            session.import_id,
            ImportState::Done,
            Some(tx.now()),
        )
        .await?;
        let subject = Subject {
            owner: session.actor.user_id,
            import: Some(session.import_id),
            ..Subject::default()
        };
        tx.record(Event::new("import.finished", subject, result.clone()));
    }
    tx.commit().await?;
    if !dry && session.progress.counts.created > 1000 {
        work.db.analyze().await?;
    }
    Ok(Outcome::Done(result))
}

fn told(session: &Session) -> Value {
    let Progress {
        counts, related, ..
    } = &session.progress;
    json!({ "import_id": session.import_id, "entity": session.entity, "file": session.file_name,
        "counts": counts, "related": related })
}

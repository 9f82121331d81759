//! The uploaded files that name a person. A file cannot be rewritten: it goes as a whole, the records it brought stay.

use api::Redactor;
use base::{Result, Uuid};
use db::{Conn, Tx};

use super::store as erasing;
use crate::import::fields::Entity;
use crate::import::model::ImportState;
use crate::import::reading::{fetch, rows_of};
use crate::import::store::{self, ImportRow};

/// Removes the files of imports that are known to name the person, and of all others whose rows do; how many imports
/// lose their file. Those that are at work are stopped: they would bring the person in again.
///
/// # Errors
/// When the database refuses.
pub async fn remove(tx: &Tx, known: Vec<Uuid>, redactor: &Redactor) -> Result<u64> {
    let mut named = Vec::new();
    for import in store::with_files(tx.conn()).await? {
        if !known.contains(&import.id) && !names(tx.conn(), &import, redactor).await? {
            continue;
        }
        let reads_on = matches!(import.state, ImportState::Checking | ImportState::Running);
        if let Some(job) = import.job_id.filter(|_| reads_on) {
            db::jobs::cancel(tx, job).await?;
        }
        named.push(import.id);
    }
    erasing::remove_files(tx.conn(), &named).await?;
    Ok(named.len() as u64)
}

/// Whether a row of the file names the person; one that cannot be read any more may.
async fn names(conn: Conn<'_>, import: &ImportRow, redactor: &Redactor) -> Result<bool> {
    if import.entity == Entity::AdDays {
        return Ok(false);
    }
    let file = fetch(conn, import.file_id).await?;
    let mut rows = rows_of(&file, &import.layout, 0);
    while let Some(part) = rows.recv().await {
        let Ok(part) = part else { return Ok(true) };
        // The parts of a name stand in cells beside each other.
        let texts = part.into_iter().map(|row| {
            let filled = row.cells.iter().map(|cell| cell.trim());
            let filled: Vec<&str> = filled.filter(|cell| !cell.is_empty()).collect();
            filled.join(", ")
        });
        if texts.into_iter().any(|text| redactor.tells(&text)) {
            return Ok(true);
        }
    }
    Ok(false)
}

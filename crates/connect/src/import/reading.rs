//! Getting at the rows of a kept file, on a thread of its own.

use std::io::{Seek, Write};

use base::{Problem, Result, Text, Uuid};
use db::Conn;
use tokio::sync::mpsc;

use super::file::{Flow, ImportFileError, Layout, Row, read_rows};
use super::row::Columns;
use super::store::files;

/// Rows that are handed out together, and written in one transaction.
const BATCH: usize = 500;

/// The uploaded file, brought onto the disk: workbooks are read from both ends.
///
/// # Errors
/// `conflict` when it was removed; when the disk is full.
pub async fn fetch(conn: Conn<'_>, file_id: Uuid) -> Result<tempfile::NamedTempFile> {
    let mut file = tempfile::NamedTempFile::new().map_err(Problem::internal)?;
    for part in 0.. {
        let Some(bytes) = files::part(conn, file_id, part).await? else {
            if part == 0 {
                return Err(removed());
            }
            break;
        };
        file.write_all(&bytes).map_err(Problem::internal)?;
    }
    file.flush()
        .and_then(|()| file.rewind())
        .map_err(Problem::internal)?;
    Ok(file)
}

/// The file of an import is not here any more.
pub fn removed() -> Problem {
    Problem::conflict(Text::fixed(
        "Файл этого импорта удалён вместе с данными человека, который в нём был. Загрузите файл без него заново",
        "The file of this import was removed with the data of a person who stood in it. Upload the file without them",
    ))
}

/// Lets all rows say how their dates and amounts are written.
pub async fn observed(
    mut columns: Columns,
    file: &tempfile::NamedTempFile,
    layout: &Layout,
) -> Result<Columns> {
    if !columns.has_evidence() {
        return Ok(columns);
    }
    let (path, layout) = (file.path().to_owned(), layout.clone());
    let heard = tokio::task::spawn_blocking(move || {
        read_rows(&path, &layout, |row| {
            columns.observe(&row);
            Flow::Go
        })?;
        Ok::<_, ImportFileError>(columns)
    });
    Ok(heard.await.map_err(Problem::internal)??)
}

pub type Part = std::result::Result<Vec<Row>, Problem>;

/// Reads the rows behind the first `skip` ones in parts, on a thread of its own; at most two parts wait.
pub fn rows_of(file: &tempfile::NamedTempFile, layout: &Layout, skip: u64) -> mpsc::Receiver<Part> {
    let (sender, receiver) = mpsc::channel::<Part>(2);
    let (path, layout) = (file.path().to_owned(), layout.clone());
    tokio::task::spawn_blocking(move || {
        let mut part = Vec::with_capacity(BATCH);
        let mut number = 0;
        let read = read_rows(&path, &layout, |row| {
            number += 1;
            if number > skip {
                part.push(row);
            }
            if part.len() < BATCH {
                return Flow::Go;
            }
            // Nobody receives any more once the import was stopped.
            match sender.blocking_send(Ok(std::mem::take(&mut part))) {
                Ok(()) => Flow::Go,
                Err(_) => Flow::Stop,
            }
        });
        let last = match read {
            Ok(()) if part.is_empty() => return,
            Ok(()) => Ok(part),
            Err(error) => Err(error.into()),
        };
        let _ = sender.blocking_send(last);
    });
    receiver
}

//! What an import looks like from outside.

use api::jobs::Job;
use base::{Lang, Time, Uuid};
use crm::refs::UserRef;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::fields::Entity;
use super::super::file::Layout;
use super::super::model::{ColumnField, ImportCounts, ImportOptions, ImportState, Related, Undone};
use super::super::store::ImportRow;

/// A file on its way into the database.
#[derive(Debug, Serialize, ToSchema)]
pub struct Import {
    pub id: Uuid,
    pub entity: Entity,
    pub file_name: String,
    pub state: ImportState,
    pub layout: Layout,
    /// One entry for each column.
    pub mapping: Vec<ColumnField>,
    pub options: ImportOptions,
    /// Of a check: what would be. Of a run: what has been so far.
    pub counts: Option<ImportCounts>,
    /// What the rows bring along besides themselves.
    pub related: Option<Related>,
    /// What a person should know although rows are taken.
    pub warnings: Vec<ImportWarning>,
    pub undone: Option<Undone>,
    pub job: Option<Job>,
    pub created_by: Option<UserRef>,
    pub created_at: Time,
    pub finished_at: Option<Time>,
    pub undone_at: Option<Time>,
    pub version: i64,
}

/// Something that rows have in common.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportWarning {
    pub message: String,
    pub rows: u64,
    pub first_row: u64,
}

impl Import {
    pub fn new(row: ImportRow, job: Option<Job>, lang: Lang) -> Self {
        let progress = row.progress;
        let warnings = progress
            .iter()
            .flat_map(|progress| &progress.warnings)
            .map(|warning| ImportWarning {
                message: warning.text.get(lang).to_owned(),
                rows: warning.rows,
                first_row: warning.first_row,
            });
        Self {
            id: row.id,
            entity: row.entity,
            file_name: row.file_name,
            state: row.state,
            layout: row.layout,
            mapping: row.mapping,
            options: row.options,
            counts: progress.as_ref().map(|progress| progress.counts),
            related: progress.as_ref().map(|progress| progress.related),
            warnings: warnings.collect(),
            undone: progress.as_ref().and_then(|progress| progress.undone),
            job,
            created_by: UserRef::of(row.created_by, row.created_by_name),
            created_at: Time(row.created_at),
            finished_at: row.finished_at.map(Time),
            undone_at: row.undone_at.map(Time),
            version: row.version,
        }
    }
}

pub async fn shown(conn: db::Conn<'_>, row: ImportRow, lang: Lang) -> base::Result<Import> {
    let job = match row.job_id {
        Some(id) => db::jobs::find(conn, id)
            .await?
            .map(|job| Job::new(job, lang)),
        None => None,
    };
    Ok(Import::new(row, job, lang))
}

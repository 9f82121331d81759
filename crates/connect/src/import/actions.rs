//! What is done with imports. The route has checked the right to import at all.

use std::io::{Read, Seek};
use std::path::Path;

use api::Workspace;
use base::{Actor, Permission, Problem, Result, Scope, Text, Uuid};
use db::{Conn, Db, Tx};
use serde_json::json;

use super::ads::{self, AdOptions};
use super::fields::{Entity, STAGE_ENTERED, guess};
use super::file::{Layout, Wanted, inspect};
use super::job::{CHECK, Order, RUN, UNDO};
use super::model::{ColumnField, ImportOptions, ImportState, checked_mapping, enough};
use super::store::{self, ImportRow};
use super::values::DateOrder;

/// Pieces in which a file is kept.
const PART: usize = 1024 * 1024;
/// The largest file, in bytes.
pub const MOST_BYTES: u64 = 512 * 1024 * 1024;
/// What is kept of a cell to be shown before an import.
const SHOWN: usize = 200;

/// What records the file holds, as a right: importing them is writing them.
pub fn needed(entity: Entity) -> Permission {
    match entity {
        Entity::Companies => Permission::CompaniesWrite,
        Entity::Contacts => Permission::ContactsWrite,
        Entity::Deals | Entity::StageChanges => Permission::DealsWrite,
        Entity::AdDays => Permission::CampaignsWrite,
    }
}

/// An import that the actor may see: their own, or anybody's for those who see everything.
///
/// # Errors
/// `not_found`.
pub async fn find(conn: Conn<'_>, actor: &Actor, id: Uuid) -> Result<ImportRow> {
    let row = store::find(conn, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let own = row.created_by.is_some() && row.created_by == actor.user_id;
    if own || actor.scope == Scope::All {
        Ok(row)
    } else {
        Err(Problem::not_found())
    }
}

/// Looks at a file on a thread of its own: it is read to its end.
///
/// # Errors
/// `invalid` for a file that cannot be read, with the reason.
pub async fn look(path: &Path, wanted: Wanted) -> Result<Layout> {
    let path = path.to_owned();
    let looked = tokio::task::spawn_blocking(move || inspect(&path, &wanted));
    let mut layout = looked
        .await
        .map_err(Problem::internal)?
        .map_err(Problem::from)?;
    for cell in layout.sample.iter_mut().flatten() {
        if let Some((at, _)) = cell.char_indices().nth(SHOWN) {
            cell.truncate(at);
            cell.push('…');
        }
    }
    Ok(layout)
}

/// Keeps an uploaded file as a new import, with the columns guessed.
///
/// # Errors
/// `forbidden`; `invalid` for a file that cannot be read.
pub async fn upload(
    db: &Db,
    actor: &Actor,
    entity: Entity,
    file_name: &str,
    path: &Path,
) -> Result<(Tx, ImportRow)> {
    actor.need(needed(entity))?;
    let layout = look(path, Wanted::default()).await?;
    let mapping = guessed(entity, &layout);
    let workspace = Workspace::load(db.reader()).await?;
    let ads = match entity {
        Entity::AdDays => Some(ad_options(db.reader(), &layout).await?),
        _ => None,
    };
    let tx = db.begin(actor.clone()).await?;
    let row = ImportRow {
        id: tx.new_id(),
        entity,
        file_name: file_name.chars().take(200).collect(),
        file_id: tx.new_id(),
        layout,
        mapping,
        options: ImportOptions {
            create_missing: true,
            date_order: DateOrder::Auto,
            currency: workspace.currency,
            pipeline_id: None,
            // Whoever sees only their own records would never see what nobody owns.
            default_owner_id: if actor.scope == Scope::All {
                None
            } else {
                actor.user_id
            },
            update_existing: true,
            ads,
        },
        state: ImportState::Uploaded,
        progress: None,
        job_id: None,
        created_by: actor.user_id,
        created_by_name: Some(actor.name.clone()),
        created_at: tx.now().0,
        finished_at: None,
        undone_at: None,
        version: 1,
    };
    keep_file(&tx, row.file_id, path).await?;
    store::insert(tx.conn(), &row).await?;
    Ok((tx, row))
}

fn guessed(entity: Entity, layout: &Layout) -> Vec<ColumnField> {
    let fields = guess(entity, &layout.header);
    let mut mapping: Vec<ColumnField> = (0..)
        .zip(fields)
        .map(|(column, field)| ColumnField { column, field })
        .collect();
    if entity == Entity::AdDays {
        ads::micros(layout, &mut mapping);
    }
    mapping
}

/// What was chosen for the last report of the same platform, whoever chose it.
async fn ad_options(conn: Conn<'_>, layout: &Layout) -> Result<AdOptions> {
    let platform = ads::platform(layout);
    let before = store::last_of(conn, Entity::AdDays, 50).await?;
    let same = before
        .into_iter()
        .filter_map(|options| options.ads)
        .find(|ads| ads.platform == platform);
    Ok(same.unwrap_or_else(|| AdOptions::new(platform)))
}

async fn keep_file(tx: &Tx, id: Uuid, path: &Path) -> Result<()> {
    let mut file = std::fs::File::open(path).map_err(Problem::internal)?;
    file.rewind().map_err(Problem::internal)?;
    let mut buffer = Vec::with_capacity(PART);
    for part in 0.. {
        buffer.clear();
        let read = Read::by_ref(&mut file)
            .take(PART as u64)
            .read_to_end(&mut buffer)
            .map_err(Problem::internal)?;
        if read == 0 {
            break;
        }
        store::files::put(tx.conn(), id, part, &buffer).await?;
    }
    Ok(())
}

/// A change of what was chosen for an import.
#[derive(Debug, Default)]
pub struct Change {
    pub mapping: Option<Vec<ColumnField>>,
    pub options: Option<ImportOptions>,
    /// Another way to read the file; the columns are guessed anew when it has others then.
    pub layout: Option<Layout>,
}

/// Changes an import that has not run yet.
///
/// # Errors
/// `not_found`, `stale`, `conflict` when it has run or is at work, `invalid`.
pub async fn change(tx: &Tx, id: Uuid, version: i64, change: Change) -> Result<ImportRow> {
    let mut row = find(tx.conn(), &tx.actor, id).await?;
    if row.version != version {
        return Err(Problem::stale(row.version));
    }
    may_change(&row)?;
    if let Some(layout) = change.layout {
        if layout.header != row.layout.header {
            row.mapping = guessed(row.entity, &layout);
        }
        row.layout = layout;
    }
    if let Some(mapping) = change.mapping {
        row.mapping = checked_mapping(row.entity, &row.layout, &mapping)?;
    }
    if let Some(options) = change.options {
        check_options(tx, &row.options, &options).await?;
        if let Some(ads) = &options.ads {
            ads.check()?;
        }
        row.options = options;
    }
    row.state = ImportState::Uploaded;
    row.progress = None;
    save(tx, row).await
}

async fn check_options(tx: &Tx, was: &ImportOptions, is: &ImportOptions) -> Result<()> {
    if is.default_owner_id != was.default_owner_id {
        crm::people::check(tx.conn(), "options.default_owner_id", is.default_owner_id).await?;
    }
    if let Some(id) = is.pipeline_id.filter(|_| is.pipeline_id != was.pipeline_id) {
        let found = crm::pipelines::store::find(tx.conn(), id).await?;
        if found.is_none_or(|pipeline| pipeline.archived) {
            let text = Text::fixed(
                "Нет такой действующей воронки",
                "There is no such pipeline in use",
            );
            return Err(Problem::field("options.pipeline_id", "not_found", text));
        }
    }
    Ok(())
}

/// An import is written anew only as long as nothing of it is in the database.
///
/// # Errors
/// `conflict`, saying what to do instead.
pub fn may_change(row: &ImportRow) -> Result<()> {
    if row.state.busy() {
        return Err(Problem::conflict(Text::fixed(
            "Импорт сейчас выполняется. Дождитесь конца или остановите его",
            "The import is at work. Wait for its end or stop it",
        )));
    }
    let finished = matches!(row.state, ImportState::Done | ImportState::Undone);
    if finished
        || row
            .progress
            .as_ref()
            .is_some_and(super::model::Progress::written)
    {
        return Err(Problem::conflict(Text::fixed(
            "Этот импорт уже выполнен. Чтобы загрузить файл по-другому, отмените его и загрузите файл снова",
            "This import has run. To load the file in another way, undo it and upload the file again",
        )));
    }
    Ok(())
}

async fn save(tx: &Tx, mut row: ImportRow) -> Result<ImportRow> {
    let from = row.version;
    row.version += 1;
    if !store::update(tx.conn(), &row, from).await? {
        return Err(Problem::stale(from + 1));
    }
    Ok(row)
}

/// Starts counting what would come of the import.
///
/// # Errors
/// `not_found`; `conflict`, also when the file was removed; `invalid` while too few columns are mapped.
pub async fn check(tx: &Tx, id: Uuid) -> Result<ImportRow> {
    start(tx, id, CHECK, ImportState::Checking).await
}

/// Starts the import itself.
///
/// # Errors
/// The same.
pub async fn run(tx: &Tx, id: Uuid) -> Result<ImportRow> {
    start(tx, id, RUN, ImportState::Running).await
}

async fn start(tx: &Tx, id: Uuid, kind: &str, state: ImportState) -> Result<ImportRow> {
    let mut row = find(tx.conn(), &tx.actor, id).await?;
    tx.need(needed(row.entity))?;
    may_change(&row)?;
    enough(row.entity, &row.mapping)?;
    if !store::files::is_here(tx.conn(), id).await? {
        return Err(super::reading::removed());
    }
    store::forget_refused(tx.conn(), id).await?;
    row.job_id = Some(tx.enqueue(kind, &json!(Order::new(id, &tx.actor))).await?);
    row.state = state;
    row.progress = None;
    row.finished_at = None;
    save(tx, row).await
}

/// Stops a check or a run. What a run has written stays, and can be taken back.
///
/// # Errors
/// `not_found`; `conflict` when there is nothing to stop.
pub async fn cancel(tx: &Tx, id: Uuid) -> Result<ImportRow> {
    let row = find(tx.conn(), &tx.actor, id).await?;
    match (row.state, row.job_id) {
        (ImportState::Checking | ImportState::Running, Some(job)) => {
            db::jobs::cancel(tx, job).await?;
        }
        _ => {
            return Err(Problem::conflict(Text::fixed(
                "Сейчас нечего останавливать",
                "There is nothing to stop now",
            )));
        }
    }
    find(tx.conn(), &tx.actor, id).await
}

/// Starts taking the import back.
///
/// # Errors
/// `not_found`; `conflict` when nothing of it is in the database.
pub async fn undo(tx: &Tx, id: Uuid) -> Result<ImportRow> {
    let mut row = find(tx.conn(), &tx.actor, id).await?;
    tx.need(needed(row.entity))?;
    let ended = matches!(
        row.state,
        ImportState::Done | ImportState::Cancelled | ImportState::Failed
    );
    if !ended
        || row
            .progress
            .as_ref()
            .is_none_or(|progress| progress.dry || progress.changes == 0)
    {
        return Err(Problem::conflict(Text::fixed(
            "Отменять нечего: импорт ничего не записал или уже отменён",
            "There is nothing to take back: the import wrote nothing, or was undone already",
        )));
    }
    row.job_id = Some(tx.enqueue(UNDO, &json!(Order::new(id, &tx.actor))).await?);
    row.state = ImportState::Undoing;
    save(tx, row).await
}

/// The keys and names of the fields for stages, so that columns can be given to them by hand.
pub async fn stage_fields(conn: Conn<'_>) -> Result<Vec<(String, String)>> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for pipeline in crm::pipelines::store::list(conn, Some(false)).await? {
        for stage in pipeline.active() {
            let key = format!("{STAGE_ENTERED}{}", stage.name);
            if !fields.iter().any(|(known, _)| *known == key) {
                fields.push((key, stage.name.clone()));
            }
        }
    }
    Ok(fields)
}

/// Reads a kept file in another way.
///
/// # Errors
/// `invalid` when it cannot be read so.
pub async fn look_again(conn: Conn<'_>, row: &ImportRow, wanted: Wanted) -> Result<Layout> {
    let file = super::reading::fetch(conn, row.file_id).await?;
    look(file.path(), wanted).await
}

/// A file of this many bytes is not taken.
pub fn too_large() -> Problem {
    Problem::new(
        413,
        "too_large",
        Text::fixed(
            "Файл больше 512 МБ. Разделите его на части",
            "The file is over 512 MB. Split it",
        ),
    )
}

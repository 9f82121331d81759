//! `voronka import`: the same import from the command line.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use base::{Actor, Lang, Problem, Result, Text, Uuid};
use db::Db;
use db::jobs::Jobs;
use documents::table::CsvFile;

use super::actions::{self, Change};
use super::fields::Entity;
use super::file::Wanted;
use super::http::write_refused;
use super::model::{ColumnField, ImportOptions, ImportState};
use super::store::{self, ImportRow};
use super::values::DateOrder;

/// What was asked for on the command line.
#[derive(Debug, Clone)]
pub struct Order {
    pub entity: Entity,
    pub file: PathBuf,
    /// `column=field`: a column by its name or its number from 1; an empty field leaves it out.
    pub map: Vec<String>,
    /// Count only.
    pub dry_run: bool,
    pub keep_existing: bool,
    pub no_missing: bool,
    pub date_order: DateOrder,
    pub currency: Option<base::Currency>,
    /// The name of a pipeline.
    pub pipeline: Option<String>,
    /// The e-mail or name of a user.
    pub owner: Option<String>,
    pub encoding: Option<String>,
    pub separator: Option<String>,
    pub sheet: Option<String>,
    /// Where refused rows go; usually beside the file.
    pub refused: Option<PathBuf>,
    pub lang: Lang,
}

/// Imports a file and tells on `out` what is done. `jobs` are all jobs of the product: when a server works on the
/// same database, either of the two does the work.
///
/// # Errors
/// The same problems as in the browser; a failed job is one too.
pub async fn cli(db: &Db, jobs: &Jobs, order: &Order, out: &mut (impl Write + Send)) -> Result<()> {
    let actor = Actor {
        lang: order.lang,
        ..Actor::system()
    };
    let name = order
        .file
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    if !order.file.is_file() {
        return Err(Problem::field(
            "file",
            "not_found",
            Text::fixed("Нет такого файла", "There is no such file"),
        ));
    }
    let (tx, row) = actions::upload(db, &actor, order.entity, &name, &order.file).await?;
    tx.commit().await?;
    let row = prepared(db, &actor, order, row).await?;
    say(out, &told_mapping(&row, order.lang))?;
    let tx = db.begin(actor.clone()).await?;
    let row = if order.dry_run {
        actions::check(&tx, row.id).await?
    } else {
        actions::run(&tx, row.id).await?
    };
    tx.commit().await?;
    let row = worked(db, jobs, row.id, out).await?;
    say(out, &told(&row, order.lang))?;
    if row
        .progress
        .as_ref()
        .is_some_and(|progress| progress.counts.refused > 0)
    {
        let path = order.refused.clone().unwrap_or_else(|| beside(&order.file));
        let mut file = CsvFile::new()?;
        write_refused(db.reader(), &row, order.lang, &mut file).await?;
        let mut kept = std::fs::File::create(&path).map_err(Problem::internal)?;
        std::io::copy(&mut file.finish()?, &mut kept).map_err(Problem::internal)?;
        say(
            out,
            &match order.lang {
                Lang::Ru => format!("Отклонённые строки с причинами: {}", path.display()),
                Lang::En => format!("Refused rows with the reasons: {}", path.display()),
            },
        )?;
    }
    match row.state {
        ImportState::Done | ImportState::Checked => Ok(()),
        _ => Err(failed(db, &row).await?),
    }
}

fn say(out: &mut impl Write, text: &str) -> Result<()> {
    writeln!(out, "{text}").map_err(Problem::internal)
}

fn beside(file: &Path) -> PathBuf {
    let mut name = file.file_stem().unwrap_or_default().to_os_string();
    name.push(".refused.csv");
    file.with_file_name(name)
}

async fn prepared(db: &Db, actor: &Actor, order: &Order, row: ImportRow) -> Result<ImportRow> {
    let wanted = Wanted {
        encoding: order.encoding.clone(),
        separator: order
            .separator
            .as_ref()
            .map(|text| text.replace("\\t", "\t")),
        sheet: order.sheet.clone(),
        header_row: None,
    };
    let given = wanted.encoding.is_some() || wanted.separator.is_some() || wanted.sheet.is_some();
    let layout = if given {
        Some(actions::look(&order.file, wanted).await?)
    } else {
        None
    };
    let tx = db.begin(actor.clone()).await?;
    let row = actions::change(
        &tx,
        row.id,
        row.version,
        Change {
            layout,
            ..Change::default()
        },
    )
    .await?;
    let mapping = if order.map.is_empty() {
        None
    } else {
        Some(mapping(&row, &order.map)?)
    };
    let options = options(db, order, &row.options).await?;
    let change = Change {
        mapping,
        options: Some(options),
        layout: None,
    };
    let row = actions::change(&tx, row.id, row.version, change).await?;
    tx.commit().await?;
    Ok(row)
}

async fn options(db: &Db, order: &Order, was: &ImportOptions) -> Result<ImportOptions> {
    let mut options = was.clone();
    options.update_existing = !order.keep_existing;
    options.create_missing = !order.no_missing;
    options.date_order = order.date_order;
    options.currency = order.currency.unwrap_or(options.currency);
    if let Some(name) = &order.pipeline {
        let wanted = base::fold::fold(name);
        let all = crm::pipelines::store::list(db.reader(), Some(false)).await?;
        let found = all
            .into_iter()
            .find(|pipeline| base::fold::fold(&pipeline.name) == wanted);
        let missing = || {
            Text::new(
                format!("Нет воронки «{name}»"),
                format!("There is no pipeline “{name}”"),
            )
        };
        options.pipeline_id = Some(
            found
                .ok_or_else(|| Problem::field("pipeline", "not_found", missing()))?
                .id,
        );
    }
    if let Some(name) = &order.owner {
        let people = super::people::People::load(db.reader()).await?;
        let missing = || {
            Text::new(
                format!("Нет сотрудника «{name}»"),
                format!("There is no user “{name}”"),
            )
        };
        let found = people
            .find(name)
            .ok_or_else(|| Problem::field("owner", "not_found", missing()))?;
        options.default_owner_id = Some(found);
    }
    Ok(options)
}

/// The guessed mapping with what was said by hand put over it.
fn mapping(row: &ImportRow, map: &[String]) -> Result<Vec<ColumnField>> {
    let mut mapping = row.mapping.clone();
    for pair in map {
        let wrong =
            |ru: String, en: String| Problem::field("map", "wrong_mapping", Text::new(ru, en));
        let (column, field) = pair.rsplit_once('=').ok_or_else(|| {
            wrong(
                format!("--map {pair}: нужно «столбец=поле»"),
                format!("--map {pair}: give column=field"),
            )
        })?;
        let wanted = base::fold::fold(column);
        let by_name = row
            .layout
            .header
            .iter()
            .position(|name| base::fold::fold(name) == wanted);
        let by_number = column
            .trim()
            .parse::<usize>()
            .ok()
            .and_then(|number| number.checked_sub(1));
        let place = by_name
            .or(by_number)
            .filter(|place| *place < mapping.len())
            .ok_or_else(|| {
                wrong(
                    format!("Нет столбца «{column}»"),
                    format!("There is no column “{column}”"),
                )
            })?;
        let field = Some(field.trim().to_owned()).filter(|field| !field.is_empty());
        // What is said by hand takes the field from the column that was guessed.
        for entry in &mut mapping {
            if entry.field.is_some() && entry.field == field {
                entry.field = None;
            }
        }
        mapping[place].field = field;
    }
    Ok(mapping)
}

/// Waits until the import is done, working on it as long as nobody else does.
async fn worked(
    db: &Db,
    jobs: &Jobs,
    id: Uuid,
    out: &mut (impl Write + Send),
) -> Result<ImportRow> {
    let found = async || {
        store::find(db.reader(), id)
            .await?
            .ok_or_else(Problem::not_found)
    };
    let mut working = Box::pin(async {
        // No job is begun that this process would leave half done.
        while found().await?.state.busy() {
            if !jobs.run_one(db).await? {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
        found().await
    });
    let mut shown = 0;
    loop {
        tokio::select! {
            ended = &mut working => return ended,
            () = tokio::time::sleep(Duration::from_millis(500)) => {}
        }
        let row = found().await?;
        let done = row
            .progress
            .as_ref()
            .map_or(0, |progress| progress.counts.rows);
        if done >= shown + 10_000 {
            shown = done;
            say(
                out,
                &format!("{done} / {}", row.layout.rows.unwrap_or_default()),
            )?;
        }
    }
}

async fn failed(db: &Db, row: &ImportRow) -> Result<Problem> {
    let job = match row.job_id {
        Some(id) => db::jobs::find(db.reader(), id).await?,
        None => None,
    };
    let error: serde_json::Value = job
        .and_then(|job| serde_json::from_str(&job.error?).ok())
        .unwrap_or_default();
    let text = |lang: &str, usual: &str| error[lang].as_str().unwrap_or(usual).to_owned();
    Ok(Problem::new(
        422,
        "import_failed",
        Text::new(
            text("ru", "Импорт остановлен"),
            text("en", "The import was stopped"),
        ),
    ))
}

fn told_mapping(row: &ImportRow, lang: Lang) -> String {
    let layout = &row.layout;
    let mut lines = vec![match lang {
        Lang::Ru => format!(
            "{}: {} строк",
            row.file_name,
            layout.rows.unwrap_or_default()
        ),
        Lang::En => format!(
            "{}: {} rows",
            row.file_name,
            layout.rows.unwrap_or_default()
        ),
    }];
    for entry in &row.mapping {
        let name = layout.header.get(entry.column).map_or("", String::as_str);
        lines.push(format!(
            "  {:>3}. {name} → {}",
            entry.column + 1,
            entry.field.as_deref().unwrap_or("—")
        ));
    }
    lines.join("\n")
}

fn told(row: &ImportRow, lang: Lang) -> String {
    let Some(progress) = &row.progress else {
        return String::new();
    };
    let counts = progress.counts;
    let mut lines = vec![match lang {
        Lang::Ru => format!(
            "Строк {}: создано {}, обновлено {}, без изменений {}, отклонено {}",
            counts.rows, counts.created, counts.updated, counts.unchanged, counts.refused
        ),
        Lang::En => format!(
            "{} rows: {} created, {} updated, {} unchanged, {} refused",
            counts.rows, counts.created, counts.updated, counts.unchanged, counts.refused
        ),
    }];
    for warning in &progress.warnings {
        lines.push(match lang {
            Lang::Ru => format!(
                "  ! {} (строк {}, первая {})",
                warning.text.ru, warning.rows, warning.first_row
            ),
            Lang::En => format!(
                "  ! {} ({} rows, the first is {})",
                warning.text.en, warning.rows, warning.first_row
            ),
        });
    }
    lines.join("\n")
}

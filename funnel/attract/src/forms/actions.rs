//! What is done with forms and submissions. The route has checked the permission.

use base::problem::Check;
use base::{Event, Problem, Result, Subject, Text, Uuid};
use db::{Conn, Tx};
use serde_json::json;

use super::model::Design;
use super::process::JOB;
use super::stamp::Stamps;
use super::store::{self, FormRow, SubmissionRow};
use crate::visits;

/// Adds a form.
///
/// # Errors
/// `invalid` with everything that is wrong.
pub async fn create(tx: &Tx, name: &str, slug: &str, design: Design) -> Result<FormRow> {
    let design = design.checked(None)?;
    check_links(tx.conn(), &design).await?;
    Stamps::ensure(tx).await?;
    let row = FormRow {
        id: tx.new_id(),
        slug: checked_slug(slug)?,
        name: checked_name(name)?,
        design: text(&design)?,
        archived: false,
        created_at: tx.now().0,
        updated_at: tx.now().0,
        version: 1,
    };
    store::insert(tx.conn(), &row).await.map_err(taken)?;
    record(tx, "form.created", &row);
    Ok(row)
}

/// A change of a form. What it does not mention stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Change {
    pub name: Option<String>,
    pub slug: Option<String>,
    pub design: Option<Design>,
    pub archived: Option<bool>,
}

/// # Errors
/// `not_found`, `stale`, `invalid`.
pub async fn change(tx: &Tx, id: Uuid, version: i64, change: Change) -> Result<FormRow> {
    let was = store::find(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if was.version != version {
        return Err(Problem::stale(was.version));
    }
    let before = was.design()?;
    let design = match change.design {
        Some(design) => design.checked(Some(&before))?,
        None => before,
    };
    check_links(tx.conn(), &design).await?;
    let row = FormRow {
        slug: checked_slug(change.slug.as_deref().unwrap_or(&was.slug))?,
        name: checked_name(change.name.as_deref().unwrap_or(&was.name))?,
        design: text(&design)?,
        archived: change.archived.unwrap_or(was.archived),
        updated_at: tx.now().0,
        version: version + 1,
        ..was
    };
    if !store::update(tx.conn(), &row, version)
        .await
        .map_err(taken)?
    {
        return Err(Problem::stale(version + 1));
    }
    record(tx, "form.changed", &row);
    Ok(row)
}

/// Makes a submission that failed, or that was suspected, into an inquiry after all.
///
/// # Errors
/// `not_found`, `stale`; `conflict` when it is one already.
pub async fn replay(tx: &Tx, id: Uuid, version: i64) -> Result<SubmissionRow> {
    let was = store::submission(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if was.version != version {
        return Err(Problem::stale(was.version));
    }
    if was.state == "processed" {
        let text = Text::fixed(
            "Из этой отправки обращение уже создано",
            "This submission is an inquiry already",
        );
        return Err(Problem::conflict(text));
    }
    release(tx, was).await
}

/// Asks for a submission to be made an inquiry.
pub(super) async fn release(tx: &Tx, was: SubmissionRow) -> Result<SubmissionRow> {
    let from = was.version;
    let row = SubmissionRow {
        state: "new".to_owned(),
        reason: None,
        error: None,
        version: from + 1,
        ..was
    };
    if !store::update_submission(tx.conn(), &row, from).await? {
        return Err(Problem::stale(from + 1));
    }
    tx.enqueue(JOB, &json!({ "submission_id": row.id })).await?;
    Ok(row)
}

pub(super) fn text<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(Problem::internal)
}

fn checked_name(name: &str) -> Result<String> {
    let mut check = Check::default();
    check.required("name", name, 200);
    check.done()?;
    Ok(name.trim().to_owned())
}

/// What stands in the form's address.
fn checked_slug(slug: &str) -> Result<String> {
    let slug = slug.trim().to_lowercase();
    let fine = (1..=80).contains(&slug.len())
        && slug.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        && !slug.starts_with('-');
    if fine {
        return Ok(slug);
    }
    Err(Problem::field(
        "slug",
        "wrong_slug",
        Text::fixed(
            "Адрес формы — латинские буквы, цифры и дефис, например zayavka",
            "The address of a form is Latin letters, digits and hyphens, such as contact-us",
        ),
    ))
}

/// A form leads on only to the company's own sites.
async fn check_links(conn: Conn<'_>, design: &Design) -> Result<()> {
    let Some(url) = design.redirect.as_deref().filter(|url| !url.is_empty()) else {
        return Ok(());
    };
    let sites = visits::store::sites(conn).await?;
    let own = sites.iter().any(|site| {
        let domains = site.domains();
        !site.archived && !domains.is_empty() && visits::model::belongs(&domains, url)
    });
    let plain = url.starts_with("https://") || url.starts_with("http://");
    if own && plain && !url.contains(|c: char| c.is_control() || " \"'\\@;".contains(c)) {
        return Ok(());
    }
    Err(Problem::field(
        "design.redirect",
        "foreign",
        Text::fixed(
            "Переход возможен только на страницы ваших сайтов: добавьте домен в разделе «Сайты»",
            "Only pages of your own sites can be gone on to: add the domain under “Sites”",
        ),
    ))
}

fn record(tx: &Tx, kind: &'static str, row: &FormRow) {
    let payload = json!({ "id": row.id, "name": row.name, "archived": row.archived });
    tx.record(Event::new(kind, Subject::default(), payload));
}

fn taken(problem: Problem) -> Problem {
    if !db::is_unique_violation(&problem) {
        return problem;
    }
    Problem::field(
        "slug",
        "taken",
        Text::fixed(
            "Форма с таким адресом уже есть, возможно, в архиве",
            "A form with this address is already there, perhaps archived",
        ),
    )
}

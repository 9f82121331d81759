//! Every statement on forms and what was sent through them.

use base::{Result, Time, Uuid};
use crm::listing::{Key, Paging, any_of};
use db::{Conn, FromQueryResult, Insert, Query, sea_orm, sql};
use serde_json::Value;

use super::model::Design;
use super::uploads::Upload;

#[derive(Debug, Clone, FromQueryResult)]
pub struct FormRow {
    pub id: Uuid,
    pub slug: String,
    pub name: String,
    pub design: String,
    pub archived: bool,
    pub created_at: i64,
    pub updated_at: i64,
    pub version: i64,
}

impl FormRow {
    pub fn design(&self) -> Result<Design> {
        serde_json::from_str(&self.design).map_err(base::Problem::internal)
    }
}

const FORMS: &str = "select id, slug, name, design, archived, created_at, updated_at, version from forms where 1 = 1";

/// All forms, the newest first: a company has dozens.
pub async fn list(conn: Conn<'_>, archived: Option<bool>) -> Result<Vec<FormRow>> {
    let mut query = Query::new(FORMS);
    if let Some(archived) = archived {
        query.push(" and archived = ").value(archived);
    }
    query.push(" order by created_at desc, id desc limit 1000");
    conn.all(query).await
}

pub async fn find(conn: Conn<'_>, id: Uuid) -> Result<Option<FormRow>> {
    let mut query = Query::new(FORMS);
    query.push(" and id = ").value(id);
    conn.one(query).await
}

pub async fn find_by_slug(conn: Conn<'_>, slug: &str) -> Result<Option<FormRow>> {
    let mut query = Query::new(FORMS);
    query.push(" and slug = ").value(slug);
    conn.one(query).await
}

pub async fn insert(conn: Conn<'_>, row: &FormRow) -> Result<()> {
    let columns = [
        "id",
        "slug",
        "name",
        "design",
        "archived",
        "created_at",
        "updated_at",
        "version",
    ];
    let mut insert = Insert::into("forms", &columns);
    insert
        .row()
        .set(row.id)
        .set(&row.slug)
        .set(&row.name)
        .set(&row.design)
        .set(row.archived)
        .set(row.created_at)
        .set(row.updated_at)
        .set(row.version);
    conn.insert(insert).await?;
    Ok(())
}

/// Writes the row as a change of version `from`; `false` when somebody was quicker.
pub async fn update(conn: Conn<'_>, row: &FormRow, from: i64) -> Result<bool> {
    let query = sql!(
        "update forms set slug = $2, name = $3, design = $4, archived = $5, updated_at = $6, version = $7 \
         where id = $1 and version = $8",
        row.id,
        &row.slug,
        &row.name,
        &row.design,
        row.archived,
        row.updated_at,
        row.version,
        from
    );
    Ok(conn.execute(query).await? == 1)
}

/// What was sent, as it is stored.
#[derive(Debug, Clone, FromQueryResult)]
pub struct SubmissionRow {
    pub id: Uuid,
    pub form_id: Uuid,
    pub form_name: Option<String>,
    pub at: i64,
    /// When the page was shown that sent it, by a stamp of ours.
    pub shown_at: Option<i64>,
    /// `new`, `processed`, `failed`, `spam`.
    pub state: String,
    pub reason: Option<String>,
    pub answers: String,
    pub trace: String,
    pub visitor_id: Option<Uuid>,
    pub sender: Option<String>,
    pub user_agent: String,
    pub inquiry_id: Option<Uuid>,
    pub deal_id: Option<Uuid>,
    pub error: Option<String>,
    pub version: i64,
}

const SUBMISSIONS: &str = "select s.id as id, s.form_id as form_id, f.name as form_name, s.at as at, \
    s.shown_at as shown_at, s.state as state, s.reason as reason, s.answers as answers, s.trace as trace, s.visitor_id as visitor_id, s.sender as sender, \
    s.user_agent as user_agent, s.inquiry_id as inquiry_id, i.deal_id as deal_id, s.error as error, \
    s.version as version from form_submissions s left join forms f on f.id = s.form_id \
    left join inquiries i on i.id = s.inquiry_id where 1 = 1";

pub async fn submission(conn: Conn<'_>, id: Uuid) -> Result<Option<SubmissionRow>> {
    let mut query = Query::new(SUBMISSIONS);
    query.push(" and s.id = ").value(id);
    conn.one(query).await
}

pub const SORTS: [&str; 1] = ["at"];
pub const USUAL_SORT: &str = "-at";

/// One page of what was sent, and the cursor of the next one.
pub async fn submissions(
    conn: Conn<'_>,
    form: Option<Uuid>,
    state: Option<&api::list::AnyOf<String>>,
    paging: &Paging,
) -> Result<(Vec<SubmissionRow>, Option<String>)> {
    let mut query = Query::new(SUBMISSIONS);
    if let Some(form) = form {
        query.push(" and s.form_id = ").value(form);
    }
    any_of(&mut query, "s.state", state);
    paging.apply(&mut query, "s.at", Key::Number, "s.id")?;
    let rows: Vec<SubmissionRow> = conn.all(query).await?;
    Ok(paging.cut(rows, |row| (Value::from(row.at), row.id)))
}

pub async fn insert_submission(conn: Conn<'_>, row: &SubmissionRow) -> Result<()> {
    let columns = [
        "id",
        "form_id",
        "at",
        "shown_at",
        "state",
        "reason",
        "answers",
        "trace",
        "visitor_id",
        "sender",
        "user_agent",
        "inquiry_id",
        "error",
        "version",
    ];
    let mut insert = Insert::into("form_submissions", &columns);
    insert
        .row()
        .set(row.id)
        .set(row.form_id)
        .set(row.at)
        .set(row.shown_at)
        .set(&row.state)
        .set(&row.reason)
        .set(&row.answers)
        .set(&row.trace)
        .set(row.visitor_id)
        .set(&row.sender)
        .set(&row.user_agent)
        .set(row.inquiry_id)
        .set(&row.error)
        .set(row.version);
    conn.insert(insert).await?;
    Ok(())
}

/// Writes what became of a submission as a change of version `from`; `false` when somebody was quicker.
pub async fn update_submission(conn: Conn<'_>, row: &SubmissionRow, from: i64) -> Result<bool> {
    let query = sql!(
        "update form_submissions set state = $2, reason = $3, inquiry_id = $4, error = $5, version = $6 \
         where id = $1 and version = $7",
        row.id,
        &row.state,
        &row.reason,
        row.inquiry_id,
        &row.error,
        row.version,
        from
    );
    Ok(conn.execute(query).await? == 1)
}

/// Keeps the files that came with a submission, in their order.
pub async fn insert_files(
    conn: Conn<'_>,
    submission: Uuid,
    files: Vec<(Uuid, Upload)>,
) -> Result<()> {
    let columns = ["id", "submission_id", "field", "name", "size", "bytes"];
    let mut insert = Insert::into("form_files", &columns);
    for (id, file) in files {
        insert
            .row()
            .set(id)
            .set(submission)
            .set(file.field)
            .set(file.name)
            .set(file.bytes.len() as i64)
            .set(file.bytes);
    }
    conn.insert(insert).await?;
    Ok(())
}

/// The files that came with an inquiry: (id, name, bytes).
pub async fn files_of(conn: Conn<'_>, inquiry: Uuid) -> Result<Vec<(Uuid, String, i64)>> {
    conn.tuples(sql!(
        "select f.id, f.name, f.size from form_files f join form_submissions s on s.id = f.submission_id \
         where s.inquiry_id = $1 order by f.id",
        inquiry
    ))
    .await
}

/// A file that came with an inquiry: its name and what it holds.
pub async fn file(conn: Conn<'_>, inquiry: Uuid, id: Uuid) -> Result<Option<(String, Vec<u8>)>> {
    let found: Vec<(String, Vec<u8>)> = conn
        .tuples(sql!(
            "select f.name, f.bytes from form_files f join form_submissions s on s.id = f.submission_id \
             where s.inquiry_id = $1 and f.id = $2",
            inquiry,
            id
        ))
        .await?;
    Ok(found.into_iter().next())
}

/// How many bytes of files a sender has sent since a moment.
pub async fn bytes_since(conn: Conn<'_>, sender: &str, since: Time) -> Result<i64> {
    let sum: Option<i64> = conn
        .scalar(sql!(
            "select cast(coalesce(sum(f.size), 0) as bigint) from form_submissions s \
             join form_files f on f.submission_id = s.id where s.sender = $1 and s.at >= $2",
            sender,
            since
        ))
        .await?;
    Ok(sum.unwrap_or_default())
}

/// How many a sender has sent since a moment.
pub async fn sent_since(conn: Conn<'_>, sender: &str, since: Time) -> Result<i64> {
    let count: Option<i64> = conn
        .scalar(sql!(
            "select count(*) from form_submissions where sender = $1 and at >= $2",
            sender,
            since
        ))
        .await?;
    Ok(count.unwrap_or_default())
}

/// How many a form has kept since a moment, suspected ones or others, up to `most`.
pub async fn kept_since(
    conn: Conn<'_>,
    form: Uuid,
    since: Time,
    suspected: bool,
    most: i64,
) -> Result<i64> {
    let count: Option<i64> = conn
        .scalar(sql!(
            "select count(*) from (select 1 from form_submissions where form_id = $1 and at >= $2 \
             and (state = 'spam') = $3 limit $4) as found",
            form,
            since,
            suspected,
            most
        ))
        .await?;
    Ok(count.unwrap_or_default())
}

/// How many one page of a form has sent, up to `most`; it is known by when it was shown.
pub async fn sent_from_page(conn: Conn<'_>, form: Uuid, shown_at: Time, most: i64) -> Result<i64> {
    let count: Option<i64> = conn
        .scalar(sql!(
            "select count(*) from (select 1 from form_submissions where form_id = $1 and shown_at = $2 \
             limit $3) as found",
            form,
            shown_at,
            most
        ))
        .await?;
    Ok(count.unwrap_or_default())
}

/// Forgets suspected ones that nobody released until a moment.
pub async fn forget_spam(conn: Conn<'_>, before: Time) -> Result<u64> {
    conn.execute(sql!(
        "delete from form_submissions where state = 'spam' and at < $1",
        before
    ))
    .await
}

/// How many were sent through these forms: (form, state, how many).
pub async fn counts(conn: Conn<'_>, forms: &[Uuid]) -> Result<Vec<(Uuid, String, i64)>> {
    let mut query =
        Query::new("select form_id, state, count(*) as n from form_submissions where form_id in ");
    query.list(forms.iter().copied());
    query.push(" group by form_id, state");
    conn.tuples(query).await
}

/// What was sent by a contact, the oldest first.
pub async fn of_contact(conn: Conn<'_>, contact: Uuid) -> Result<Vec<SubmissionRow>> {
    let mut query = Query::new(SUBMISSIONS);
    query.push(" and i.contact_id = ").value(contact);
    query.push(" order by s.at, s.id");
    conn.all(query).await
}

/// Leaves of what a contact sent only that and when it was sent.
pub async fn erase(conn: Conn<'_>, contact: Uuid) -> Result<u64> {
    conn.execute(sql!(
        "update form_submissions set answers = '{}', trace = '{}', visitor_id = null, sender = null, \
         user_agent = '', error = null, version = version + 1 \
         where inquiry_id in (select id from inquiries where contact_id = $1)",
        contact
    ))
    .await
}

/// The names of the files that came with a submission.
pub async fn file_names(conn: Conn<'_>, submission: Uuid) -> Result<Vec<String>> {
    conn.scalars(sql!(
        "select name from form_files where submission_id = $1 order by id",
        submission
    ))
    .await
}

/// Removes the files of a contact, and those of these submissions unless another contact has sent them.
pub async fn remove_files(conn: Conn<'_>, contact: Uuid, submissions: &[Uuid]) -> Result<u64> {
    let mut query = Query::new(
        "delete from form_files where submission_id in (select s.id from form_submissions s \
         left join inquiries i on i.id = s.inquiry_id where i.contact_id = ",
    );
    query.value(contact);
    query.push(" or (i.contact_id is null and s.id in ");
    query.list(submissions.iter().copied()).push("))");
    conn.execute(query).await
}

pub async fn remove_these_files(conn: Conn<'_>, files: &[Uuid]) -> Result<u64> {
    let mut query = Query::new("delete from form_files where id in ");
    query.list(files.iter().copied());
    conn.execute(query).await
}

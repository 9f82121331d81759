//! Every statement on inquiries.

use base::{Result, Scope, Time, Uuid};
use crm::listing::{Key, Paging, Period, any_of};
use crm::visible;
use db::{Conn, FromQueryResult, Insert, Query, sea_orm, sql};
use serde_json::Value;

/// An inquiry as it is stored, with the names around it. Lists and objects are JSON text.
#[derive(Debug, Clone, FromQueryResult)]
pub struct InquiryRow {
    pub id: Uuid,
    pub channel: String,
    pub at: i64,
    pub received_at: i64,
    pub key: Option<String>,
    pub state: String,
    pub name: String,
    pub company: String,
    pub inn: Option<String>,
    pub phones: String,
    pub emails: String,
    pub title: String,
    pub text: String,
    pub product: Option<String>,
    pub territory: Option<String>,
    pub answers: String,
    pub trace: String,
    pub source_id: Option<Uuid>,
    pub source_name: Option<String>,
    pub campaign_id: Option<Uuid>,
    pub campaign_name: Option<String>,
    pub visitor_id: Option<Uuid>,
    pub submission_id: Option<Uuid>,
    pub deal_id: Option<Uuid>,
    pub deal_title: Option<String>,
    pub contact_id: Option<Uuid>,
    pub contact_name: Option<String>,
    pub company_id: Option<Uuid>,
    pub company_name: Option<String>,
    pub made_deal: bool,
    pub owner_id: Option<Uuid>,
    pub owner_name: Option<String>,
    pub rule_id: Option<Uuid>,
    pub doubt: Option<String>,
    pub take_by: Option<i64>,
    pub escalated_at: Option<i64>,
    pub taken_at: Option<i64>,
    pub taken_by: Option<Uuid>,
    pub settled_at: Option<i64>,
    pub settled_by: Option<Uuid>,
    pub result: Option<String>,
    pub version: i64,
}

const ROWS: &str = "select i.id as id, i.channel as channel, i.at as at, i.received_at as received_at, i.key as key, \
    i.state as state, i.name as name, i.company as company, i.inn as inn, i.phones as phones, i.emails as emails, \
    i.title as title, i.text as text, i.product as product, i.territory as territory, i.answers as answers, \
    i.trace as trace, i.source_id as source_id, s.name as source_name, i.campaign_id as campaign_id, \
    g.name as campaign_name, i.visitor_id as visitor_id, i.submission_id as submission_id, i.deal_id as deal_id, \
    d.title as deal_title, i.contact_id as contact_id, c.name as contact_name, i.company_id as company_id, \
    f.name as company_name, i.made_deal as made_deal, i.owner_id as owner_id, u.name as owner_name, \
    i.rule_id as rule_id, i.doubt as doubt, i.take_by as take_by, i.escalated_at as escalated_at, \
    i.taken_at as taken_at, i.taken_by as taken_by, i.settled_at as settled_at, i.settled_by as settled_by, \
    i.result as result, i.version as version from inquiries i left join sources s on s.id = i.source_id \
    left join campaigns g on g.id = i.campaign_id left join deals d on d.id = i.deal_id \
    left join contacts c on c.id = i.contact_id left join companies f on f.id = i.company_id \
    left join users u on u.id = i.owner_id where 1 = 1";

pub async fn find(conn: Conn<'_>, id: Uuid) -> Result<Option<InquiryRow>> {
    let mut query = Query::new(ROWS);
    query.push(" and i.id = ").value(id);
    conn.one(query).await
}

pub async fn find_by_key(conn: Conn<'_>, key: &str) -> Result<Option<InquiryRow>> {
    let mut query = Query::new(ROWS);
    query.push(" and i.key = ").value(key);
    conn.one(query).await
}

pub const SORTS: [&str; 1] = ["received_at"];
pub const USUAL_SORT: &str = "-received_at";

/// What the inbox can be narrowed to.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub state: Option<api::list::AnyOf<String>>,
    pub channel: Option<api::list::AnyOf<String>>,
    pub owner: Option<api::list::AnyOf<Uuid>>,
    pub source: Option<api::list::AnyOf<Uuid>>,
    pub campaign: Option<api::list::AnyOf<Uuid>>,
    pub deal: Option<Uuid>,
    pub contact: Option<Uuid>,
    pub received: Period,
    /// Only those about which it is doubtful who writes.
    pub doubtful: bool,
    /// Only those that nobody took in time, as of this moment.
    pub late: Option<Time>,
}

impl Filter {
    fn narrow(&self, query: &mut Query, scope: &Scope) {
        any_of(query, "i.state", self.state.as_ref());
        any_of(query, "i.channel", self.channel.as_ref());
        any_of(query, "i.owner_id", self.owner.as_ref());
        any_of(query, "i.source_id", self.source.as_ref());
        any_of(query, "i.campaign_id", self.campaign.as_ref());
        for (column, id) in [("i.deal_id", self.deal), ("i.contact_id", self.contact)] {
            if let Some(id) = id {
                query.push(" and ").push(column).push(" = ").value(id);
            }
        }
        self.received.narrow(query, "i.received_at");
        if self.doubtful {
            query.push(" and i.doubt is not null");
        }
        if let Some(now) = self.late {
            query
                .push(" and i.state = 'new' and i.take_by < ")
                .value(now);
        }
        visible::only(query, scope, "i.owner_id");
    }
}

/// One page of the inbox, and the cursor of the next one.
pub async fn page(
    conn: Conn<'_>,
    scope: &Scope,
    filter: &Filter,
    paging: &Paging,
) -> Result<(Vec<InquiryRow>, Option<String>)> {
    let mut query = Query::new(ROWS);
    filter.narrow(&mut query, scope);
    paging.apply(&mut query, "i.received_at", Key::Number, "i.id")?;
    let rows: Vec<InquiryRow> = conn.all(query).await?;
    Ok(paging.cut(rows, |row| (Value::from(row.received_at), row.id)))
}

pub async fn count(conn: Conn<'_>, scope: &Scope, filter: &Filter) -> Result<i64> {
    let mut query = Query::new("select count(*) as n from inquiries i where 1 = 1");
    filter.narrow(&mut query, scope);
    Ok(conn.scalar(query).await?.unwrap_or_default())
}

pub async fn insert(conn: Conn<'_>, row: &InquiryRow) -> Result<()> {
    let columns = [
        "id",
        "channel",
        "at",
        "received_at",
        "key",
        "state",
        "name",
        "company",
        "inn",
        "phones",
        "emails",
        "title",
        "text",
        "product",
        "territory",
        "answers",
        "trace",
        "source_id",
        "campaign_id",
        "visitor_id",
        "submission_id",
        "deal_id",
        "contact_id",
        "company_id",
        "made_deal",
        "owner_id",
        "rule_id",
        "doubt",
        "take_by",
        "escalated_at",
        "taken_at",
        "taken_by",
        "settled_at",
        "settled_by",
        "result",
        "version",
    ];
    let mut insert = Insert::into("inquiries", &columns);
    insert
        .row()
        .set(row.id)
        .set(&row.channel)
        .set(row.at)
        .set(row.received_at)
        .set(&row.key)
        .set(&row.state)
        .set(&row.name)
        .set(&row.company)
        .set(&row.inn)
        .set(&row.phones)
        .set(&row.emails)
        .set(&row.title)
        .set(&row.text)
        .set(&row.product)
        .set(&row.territory)
        .set(&row.answers)
        .set(&row.trace)
        .set(row.source_id)
        .set(row.campaign_id)
        .set(row.visitor_id)
        .set(row.submission_id)
        .set(row.deal_id)
        .set(row.contact_id)
        .set(row.company_id)
        .set(row.made_deal)
        .set(row.owner_id)
        .set(row.rule_id)
        .set(&row.doubt)
        .set(row.take_by)
        .set(row.escalated_at)
        .set(row.taken_at)
        .set(row.taken_by)
        .set(row.settled_at)
        .set(row.settled_by)
        .set(&row.result)
        .set(row.version);
    conn.insert(insert).await?;
    Ok(())
}

/// Writes what may change as a change of version `from`; `false` when somebody was quicker.
pub async fn update(conn: Conn<'_>, row: &InquiryRow, from: i64) -> Result<bool> {
    let query = sql!(
        "update inquiries set state = $2, deal_id = $3, contact_id = $4, company_id = $5, owner_id = $6, doubt = $7, \
         take_by = $8, escalated_at = $9, taken_at = $10, taken_by = $11, settled_at = $12, settled_by = $13, \
         result = $14, version = $15, made_deal = $16 where id = $1 and version = $17",
        row.id,
        &row.state,
        row.deal_id,
        row.contact_id,
        row.company_id,
        row.owner_id,
        &row.doubt,
        row.take_by,
        row.escalated_at,
        row.taken_at,
        row.taken_by,
        row.settled_at,
        row.settled_by,
        &row.result,
        row.version,
        row.made_deal,
        from
    );
    Ok(conn.execute(query).await? == 1)
}

/// The newest open deal that a contact takes part in.
pub async fn open_deal_of(conn: Conn<'_>, contact: Uuid) -> Result<Option<Uuid>> {
    conn.scalar(sql!(
        "select d.id from deal_contacts c join deals d on d.id = c.deal_id \
         where c.contact_id = $1 and d.status = 'open' order by d.created_at desc, d.id desc limit 1",
        contact
    ))
    .await
}

/// The newest open deal of a company.
pub async fn open_deal_of_company(conn: Conn<'_>, company: Uuid) -> Result<Option<Uuid>> {
    conn.scalar(sql!(
        "select id from deals where company_id = $1 and status = 'open' \
         order by created_at desc, id desc limit 1",
        company
    ))
    .await
}

/// Who owns a deal, and whether they still work here.
pub async fn owner_of_deal(conn: Conn<'_>, deal: Uuid) -> Result<Option<Uuid>> {
    conn.scalar(sql!(
        "select u.id from deals d join users u on u.id = d.owner_id where d.id = $1 and u.active = $2",
        deal,
        true
    ))
    .await
}

/// The person who leads: a head of sales, else the owner of the workspace.
pub async fn leader(conn: Conn<'_>) -> Result<Option<Uuid>> {
    conn.scalar(sql!(
        "select id from users where active = $1 and role in ('head_of_sales', 'owner') \
         order by case role when 'head_of_sales' then 0 else 1 end, id limit 1",
        true
    ))
    .await
}

/// Whether a call from this phone waits in the inbox already.
pub async fn waits_for_call(conn: Conn<'_>, phone: &str, since: Time) -> Result<bool> {
    let phones = serde_json::to_string(&[phone]).map_err(base::Problem::internal)?;
    let found: Option<i32> = conn
        .scalar(sql!(
            "select 1 from inquiries where state = 'new' and received_at > $1 and channel = 'call' \
             and phones = $2 limit 1",
            since,
            phones
        ))
        .await?;
    Ok(found.is_some())
}

/// Whether no other inquiry is of this contact.
pub async fn only_inquiry_of(conn: Conn<'_>, contact: Uuid, inquiry: Uuid) -> Result<bool> {
    let other: Option<i32> = conn
        .scalar(sql!(
            "select 1 from inquiries where contact_id = $1 and id <> $2 limit 1",
            contact,
            inquiry
        ))
        .await?;
    Ok(other.is_none())
}

/// The inquiries of a contact, the oldest first.
pub async fn of_contact(conn: Conn<'_>, contact: Uuid) -> Result<Vec<InquiryRow>> {
    let mut query = Query::new(ROWS);
    query.push(" and i.contact_id = ").value(contact);
    query.push(" order by i.received_at, i.id");
    conn.all(query).await
}

/// Takes what the sender said of themselves out of the inquiries of a contact.
pub async fn erase(conn: Conn<'_>, contact: Uuid) -> Result<u64> {
    conn.execute(sql!(
        "update inquiries set name = '', phones = '[]', emails = '[]', text = '', answers = '{}', doubt = null, \
         visitor_id = null, version = version + 1 where contact_id = $1",
        contact
    ))
    .await
}

//! Every statement on campaigns and their rules. Days have a file of their own.

use base::{Result, Uuid};
use chrono::NaiveDate;
use crm::listing::{Key, Paging, any_of};
use db::{Conn, FromQueryResult, Insert, Query, sea_orm, sql};
use serde_json::Value;

use super::attention::{self, Attention};
use super::model::{CampaignFacts, Rule};
use super::recognise::KnownRule;

/// A campaign as it is stored, with the names around it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct CampaignRow {
    pub id: Uuid,
    #[sea_orm(nested)]
    pub facts: CampaignFacts,
    pub channel_name: Option<String>,
    pub owner_name: Option<String>,
    pub created_at: i64,
    pub updated_at: i64,
    pub version: i64,
}

const ROWS: &str = "select c.id as id, c.name as name, c.channel_id as channel_id, c.owner_id as owner_id, \
    c.starts_on as starts_on, c.ends_on as ends_on, c.goal as goal, c.budget as budget, c.currency as currency, \
    c.markup as markup, c.erid as erid, c.platform as platform, c.external_id as external_id, \
    c.external_name as external_name, c.goal_leads as goal_leads, c.goal_qualified as goal_qualified, \
    c.goal_revenue as goal_revenue, c.archived as archived, \
    h.name as channel_name, u.name as owner_name, c.created_at as created_at, c.updated_at as updated_at, \
    c.version as version from campaigns c left join channels h on h.id = c.channel_id \
    left join users u on u.id = c.owner_id where 1 = 1";

pub const SORTS: [&str; 2] = ["name", "created_at"];
pub const USUAL_SORT: &str = "-created_at";

/// What the list can be narrowed to.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub channel: Option<api::list::AnyOf<Uuid>>,
    pub archived: Option<bool>,
    /// Any of what is missing, on which day.
    pub attention: Option<(Vec<Attention>, NaiveDate)>,
    pub q: Option<String>,
}

impl Filter {
    fn narrow(&self, query: &mut Query) {
        any_of(query, "c.channel_id", self.channel.as_ref());
        if let Some(archived) = self.archived {
            query.push(" and c.archived = ").value(archived);
        }
        if let Some((any, today)) = &self.attention {
            attention::store::narrow(query, any, *today);
        }
        if let Some(q) = &self.q {
            let pattern = format!("%{}%", base::fold::fold(q).replace(['%', '_'], ""));
            query.push(" and c.folded like ").value(pattern);
        }
    }
}

/// One page of campaigns, and the cursor of the next one.
pub async fn page(
    conn: Conn<'_>,
    filter: &Filter,
    paging: &Paging,
) -> Result<(Vec<CampaignRow>, Option<String>)> {
    let mut query = Query::new(ROWS);
    filter.narrow(&mut query);
    let by_name = paging.sort == "name";
    let (column, key) = match by_name {
        true => ("c.folded", Key::Text),
        false => ("c.created_at", Key::Number),
    };
    paging.apply(&mut query, column, key, "c.id")?;
    let rows: Vec<CampaignRow> = conn.all(query).await?;
    Ok(paging.cut(rows, |row| {
        let value = match by_name {
            true => Value::from(row.facts.folded()),
            false => Value::from(row.created_at),
        };
        (value, row.id)
    }))
}

pub async fn count(conn: Conn<'_>, filter: &Filter) -> Result<i64> {
    let mut query = Query::new("select count(*) as n from campaigns c where 1 = 1");
    filter.narrow(&mut query);
    Ok(conn.scalar(query).await?.unwrap_or_default())
}

pub async fn find(conn: Conn<'_>, id: Uuid) -> Result<Option<CampaignRow>> {
    let mut query = Query::new(ROWS);
    query.push(" and c.id = ").value(id);
    conn.one(query).await
}

pub async fn insert(conn: Conn<'_>, row: &CampaignRow) -> Result<()> {
    let columns = [
        "id",
        "name",
        "folded",
        "channel_id",
        "owner_id",
        "starts_on",
        "ends_on",
        "goal",
        "budget",
        "currency",
        "markup",
        "erid",
        "platform",
        "external_id",
        "external_name",
        "goal_leads",
        "goal_qualified",
        "goal_revenue",
        "archived",
        "created_at",
        "updated_at",
        "version",
    ];
    let facts = &row.facts;
    let mut insert = Insert::into("campaigns", &columns);
    insert
        .row()
        .set(row.id)
        .set(&facts.name)
        .set(facts.folded())
        .set(facts.channel_id)
        .set(facts.owner_id)
        .set(&facts.starts_on)
        .set(&facts.ends_on)
        .set(&facts.goal)
        .set(facts.budget)
        .set(&facts.currency)
        .set(facts.markup)
        .set(&facts.erid)
        .set(&facts.platform)
        .set(&facts.external_id)
        .set(&facts.external_name)
        .set(facts.goal_leads)
        .set(facts.goal_qualified)
        .set(facts.goal_revenue)
        .set(facts.archived)
        .set(row.created_at)
        .set(row.updated_at)
        .set(row.version);
    conn.insert(insert).await?;
    Ok(())
}

/// Writes the row as a change of version `from`; `false` when somebody was quicker.
pub async fn update(conn: Conn<'_>, row: &CampaignRow, from: i64) -> Result<bool> {
    let facts = &row.facts;
    let query = sql!(
        "update campaigns set name = $2, folded = $3, channel_id = $4, owner_id = $5, starts_on = $6, ends_on = $7, \
         goal = $8, budget = $9, currency = $10, markup = $11, erid = $12, external_name = $13, archived = $14, \
         updated_at = $15, version = $16, platform = $17, external_id = $18, goal_leads = $19, \
         goal_qualified = $20, goal_revenue = $21 where id = $1 and version = $22",
        row.id,
        &facts.name,
        facts.folded(),
        facts.channel_id,
        facts.owner_id,
        &facts.starts_on,
        &facts.ends_on,
        &facts.goal,
        facts.budget,
        &facts.currency,
        facts.markup,
        &facts.erid,
        &facts.external_name,
        facts.archived,
        row.updated_at,
        row.version,
        &facts.platform,
        &facts.external_id,
        facts.goal_leads,
        facts.goal_qualified,
        facts.goal_revenue,
        from
    );
    Ok(conn.execute(query).await? == 1)
}

#[derive(Debug, FromQueryResult)]
struct RuleRow {
    campaign_id: Uuid,
    name: String,
    channel_id: Uuid,
    source: String,
    medium: String,
    campaign: String,
    content: String,
    term: String,
}

impl RuleRow {
    fn known(self) -> KnownRule {
        KnownRule {
            rule: Rule {
                source: self.source,
                medium: self.medium,
                campaign: self.campaign,
                content: self.content,
                term: self.term,
            },
            campaign_id: self.campaign_id,
            campaign: self.name,
            channel_id: self.channel_id,
        }
    }
}

const RULES: &str = "select r.campaign_id as campaign_id, c.name as name, c.channel_id as channel_id, \
    r.source as source, r.medium as medium, r.campaign as campaign, r.content as content, r.term as term \
    from campaign_rules r join campaigns c on c.id = r.campaign_id where 1 = 1";

/// The rules of all campaigns in use, those of the newest campaigns first; more than so many are not compared.
pub async fn rules(conn: Conn<'_>) -> Result<Vec<KnownRule>> {
    let mut query = Query::new(RULES);
    query.push(" and c.archived = ").value(false);
    query.push(" order by r.campaign_id desc, r.id limit 20000");
    let rows: Vec<RuleRow> = conn.all(query).await?;
    Ok(rows.into_iter().map(RuleRow::known).collect())
}

/// The rules of one campaign.
pub async fn rules_of(conn: Conn<'_>, campaign: Uuid) -> Result<Vec<Rule>> {
    let mut query = Query::new(RULES);
    query.push(" and r.campaign_id = ").value(campaign);
    query.push(" order by r.source, r.medium, r.campaign, r.content, r.term");
    let rows: Vec<RuleRow> = conn.all(query).await?;
    Ok(rows.into_iter().map(|row| row.known().rule).collect())
}

/// Who else has a rule.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Holder {
    pub rule_id: Uuid,
    pub name: String,
    pub archived: bool,
}

/// Which other campaign has exactly this rule.
pub async fn rule_taken(conn: Conn<'_>, campaign: Uuid, rule: &Rule) -> Result<Option<Holder>> {
    conn.one(sql!(
        "select r.id as rule_id, c.name as name, c.archived as archived from campaign_rules r \
         join campaigns c on c.id = r.campaign_id where r.campaign_id <> $1 and r.source = $2 and r.medium = $3 and r.campaign = $4 and r.content = $5 and r.term = $6",
        campaign,
        &rule.source,
        &rule.medium,
        &rule.campaign,
        &rule.content,
        &rule.term
    ))
    .await
}

/// Takes one rule away from whoever has it.
pub async fn remove_rule(conn: Conn<'_>, rule: Uuid) -> Result<()> {
    conn.execute(sql!("delete from campaign_rules where id = $1", rule))
        .await?;
    Ok(())
}

/// Puts these rules in the place of those that the campaign had.
pub async fn replace_rules(
    conn: Conn<'_>,
    campaign: Uuid,
    rules: &[Rule],
    mut new_id: impl FnMut() -> Uuid,
) -> Result<()> {
    conn.execute(sql!(
        "delete from campaign_rules where campaign_id = $1",
        campaign
    ))
    .await?;
    let columns = [
        "id",
        "campaign_id",
        "source",
        "medium",
        "campaign",
        "content",
        "term",
    ];
    let mut insert = Insert::into("campaign_rules", &columns);
    for rule in rules {
        insert
            .row()
            .set(new_id())
            .set(campaign)
            .set(&rule.source)
            .set(&rule.medium)
            .set(&rule.campaign)
            .set(&rule.content)
            .set(&rule.term);
    }
    conn.insert(insert).await?;
    Ok(())
}

/// What others have to know of a campaign.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Brief {
    pub id: Uuid,
    pub name: String,
    pub currency: String,
    pub markup: i64,
    pub channel_id: Uuid,
    pub channel: String,
}

pub async fn brief(conn: Conn<'_>, ids: &[Uuid]) -> Result<Vec<Brief>> {
    let mut found = Vec::new();
    for part in ids.chunks(500) {
        let mut query = Query::new(
            "select c.id as id, c.name as name, c.currency as currency, c.markup as markup, \
             c.channel_id as channel_id, h.name as channel from campaigns c join channels h on h.id = c.channel_id \
             where c.id in ",
        );
        query.list(part.iter().copied());
        found.extend(conn.all::<Brief>(query).await?);
    }
    Ok(found)
}

/// How reports of advertising may name a campaign.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Outside {
    pub id: Uuid,
    pub name: String,
    pub platform: Option<String>,
    pub external_id: Option<String>,
    pub external_name: Option<String>,
    pub currency: String,
    pub archived: bool,
    pub version: i64,
}

/// All campaigns as reports may name them; those in use first, then the newest.
pub async fn outside(conn: Conn<'_>) -> Result<Vec<Outside>> {
    conn.all(Query::new(
        "select id, name, platform, external_id, external_name, currency, archived, version from campaigns \
         order by archived, created_at desc, id desc",
    ))
    .await
}

/// Deletes a campaign that nothing stands on; `false` when something does or it was changed since.
pub async fn delete_bare(conn: Conn<'_>, id: Uuid, version: i64) -> Result<bool> {
    let query = sql!(
        "delete from campaigns where id = $1 and version = $2 \
         and not exists (select 1 from campaign_days where campaign_id = $1) \
         and not exists (select 1 from campaign_rules where campaign_id = $1) \
         and not exists (select 1 from touches where campaign_id = $1) \
         and not exists (select 1 from visits where campaign_id = $1) \
         and not exists (select 1 from inquiries where campaign_id = $1)",
        id,
        version
    );
    Ok(conn.execute(query).await? == 1)
}

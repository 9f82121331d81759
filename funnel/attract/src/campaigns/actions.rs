//! What is done with campaigns. The route has checked the permission.

use base::{Currency, Event, Patch, Problem, Result, Subject, Text, Uuid};
use chrono::NaiveDate;
use crm::marks::{self, Mark};
use db::Tx;
use serde_json::json;

use super::days::{self, Day};
use super::model::{CampaignChange, CampaignFacts, Rule, checked_rules};
use super::store::{self, CampaignRow};
use crate::channels;

/// A campaign to be.
#[derive(Debug, Clone)]
pub struct NewCampaign {
    pub name: String,
    pub channel_id: Uuid,
    /// The workspace's, unless the change names another.
    pub currency: Currency,
    /// Everything else that is known from the beginning.
    pub more: CampaignChange,
}

/// Adds a campaign with its rules.
///
/// # Errors
/// `invalid` with every wrong field.
pub async fn create(tx: &Tx, new: NewCampaign) -> Result<CampaignRow> {
    let rules = new.more.rules.clone().unwrap_or_default();
    let bare = CampaignFacts {
        name: new.name,
        channel_id: new.channel_id,
        owner_id: tx.actor.user_id,
        starts_on: None,
        ends_on: None,
        goal: String::new(),
        budget: None,
        currency: new.currency.to_string(),
        markup: 0,
        erid: None,
        platform: None,
        external_id: None,
        external_name: None,
        goal_leads: None,
        goal_qualified: None,
        goal_revenue: None,
        archived: false,
    };
    let facts = new.more.apply(&bare).checked()?;
    check_links(tx, &facts).await?;
    let row = CampaignRow {
        id: tx.new_id(),
        facts,
        channel_name: None,
        owner_name: None,
        created_at: tx.now().0,
        updated_at: tx.now().0,
        version: 1,
    };
    store::insert(tx.conn(), &row).await.map_err(known)?;
    put_rules(tx, row.id, &rules).await?;
    record(tx, "campaign.created", &row);
    reread(tx, row.id).await
}

/// Changes a campaign that was read as `version`.
///
/// # Errors
/// `not_found`, `stale`, `invalid`.
pub async fn change(
    tx: &Tx,
    id: Uuid,
    version: i64,
    change: CampaignChange,
) -> Result<CampaignRow> {
    let was = find(tx, id).await?;
    if was.version != version {
        return Err(Problem::stale(was.version));
    }
    let rules = change.rules.clone();
    // An amount that is said anew is said in the new currency.
    let kept = |said: &Patch<i64>, was: Option<i64>| *said == Patch::Keep && was.is_some();
    let old_amounts = kept(&change.budget, was.facts.budget)
        || kept(&change.goal_revenue, was.facts.goal_revenue);
    let facts = change.apply(&was.facts).checked()?;
    check_links(tx, &facts).await?;
    if facts.currency != was.facts.currency {
        let spent = days::store::sums(tx.conn(), Some(&[id]), None, None).await?;
        if !spent.is_empty() || old_amounts {
            let text = Text::fixed(
                "Валюту не сменить: в прежней уже записаны расходы, бюджет или цель по выручке",
                "The currency cannot change: costs, a budget or a goal of revenue are written in the old one",
            );
            return Err(Problem::field("currency", "in_use", text));
        }
    }
    let renamed = facts.name != was.facts.name;
    let row = CampaignRow {
        facts,
        updated_at: tx.now().0,
        version: version + 1,
        ..was
    };
    let written = store::update(tx.conn(), &row, version).await;
    if !written.map_err(known)? {
        return Err(Problem::stale(version + 1));
    }
    if let Some(rules) = rules {
        put_rules(tx, id, &rules).await?;
    }
    if renamed {
        use marks::Kind::{Campaign, CampaignFirst, CampaignLast};
        for kind in [Campaign, CampaignFirst, CampaignLast] {
            marks::actions::rename(tx, &Mark::named(kind, id, &row.facts.name)).await?;
        }
    }
    record(tx, "campaign.changed", &row);
    reread(tx, id).await
}

/// Gives a campaign one more rule.
///
/// # Errors
/// `not_found`, `invalid`.
pub async fn add_rule(tx: &Tx, id: Uuid, rule: Rule) -> Result<CampaignRow> {
    let was = find(tx, id).await?;
    let mut rules = store::rules_of(tx.conn(), id).await?;
    rules.push(rule);
    let change = CampaignChange {
        rules: Some(rules),
        ..CampaignChange::default()
    };
    self::change(tx, id, was.version, change).await
}

/// Writes days of a campaign and takes others away.
///
/// # Errors
/// `not_found`, `invalid` with every wrong day.
pub async fn put_days(tx: &Tx, id: Uuid, days: &[Day], removed: &[NaiveDate]) -> Result<()> {
    let row = find(tx, id).await?;
    days::model::check(days)?;
    days::store::remove(tx.conn(), id, removed).await?;
    days::store::put(tx.conn(), id, days).await?;
    record(tx, "campaign.days_changed", &row);
    Ok(())
}

/// # Errors
/// `not_found`.
pub async fn find(tx: &Tx, id: Uuid) -> Result<CampaignRow> {
    let row = store::find(tx.conn(), id).await?;
    row.ok_or_else(Problem::not_found)
}

async fn put_rules(tx: &Tx, id: Uuid, rules: &[Rule]) -> Result<()> {
    let rules = checked_rules(rules)?;
    for (index, rule) in rules.iter().enumerate() {
        let holder = store::rule_taken(tx.conn(), id, rule).await?;
        if let Some(other) = holder {
            if other.archived {
                // What is over gives its rules away.
                store::remove_rule(tx.conn(), other.rule_id).await?;
                continue;
            }
            let other = other.name;
            let text = Text::new(
                format!(
                    "Такое правило уже есть у кампании «{other}»: посещение не может быть сразу двух"
                ),
                format!("The campaign “{other}” has this rule already: a visit cannot be of both"),
            );
            return Err(Problem::field(&format!("rules[{index}]"), "taken", text));
        }
    }
    store::replace_rules(tx.conn(), id, &rules, || tx.new_id()).await
}

async fn check_links(tx: &Tx, facts: &CampaignFacts) -> Result<()> {
    if channels::store::find(tx.conn(), facts.channel_id)
        .await?
        .is_none()
    {
        let text = Text::fixed("Такого канала нет", "There is no such channel");
        return Err(Problem::field("channel_id", "not_found", text));
    }
    crm::people::check(tx.conn(), "owner_id", facts.owner_id).await
}

fn known(problem: Problem) -> Problem {
    if !db::is_unique_violation(&problem) {
        return problem;
    }
    let text = Text::fixed(
        "Кампания с этим номером на площадке уже есть, возможно, в архиве",
        "There is a campaign with this number on the platform already, perhaps archived",
    );
    Problem::field("external_id", "taken", text)
}

/// Takes back a campaign that was made by mistake; `false` when something stands on it or it was changed since.
///
/// # Errors
/// When the database refuses.
pub async fn remove_bare(tx: &Tx, id: Uuid, version: i64) -> Result<bool> {
    let Some(row) = store::find(tx.conn(), id).await? else {
        return Ok(false);
    };
    let gone = store::delete_bare(tx.conn(), id, version).await?;
    if gone {
        record(tx, "campaign.deleted", &row);
    }
    Ok(gone)
}

async fn reread(tx: &Tx, id: Uuid) -> Result<CampaignRow> {
    let row = store::find(tx.conn(), id).await?;
    row.ok_or_else(|| Problem::internal("a campaign vanished while it was written"))
}

fn record(tx: &Tx, kind: &'static str, row: &CampaignRow) {
    let subject = Subject {
        owner: row.facts.owner_id,
        ..Subject::default()
    };
    let payload = json!({ "id": row.id, "name": row.facts.name });
    tx.record(Event::new(kind, subject, payload));
}

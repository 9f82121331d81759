//! What is done with plans. The route has checked the permission; visibility is checked here.

use base::problem::Check;
use base::{Actor, Event, Problem, Result, Subject, Text, Uuid};
use db::{Conn, Tx};
use serde::Serialize;

use super::model::{PlanItem, PlanKey, checked};
use super::store::{self, Of, PlanFilter, PlanRow};

/// A list of plans is always whole, and so long at most.
pub const MOST_PLANS: usize = 2_000;

/// The plans that the actor sees, by their first day.
///
/// # Errors
/// `bad_request` when there are too many of them to be answered at once.
pub async fn list(conn: Conn<'_>, actor: &Actor, filter: &PlanFilter) -> Result<Vec<PlanRow>> {
    let one_more = i64::try_from(MOST_PLANS + 1).unwrap_or(i64::MAX);
    let rows = store::list(conn, &actor.scope, filter, one_more).await?;
    if rows.len() > MOST_PLANS {
        return Err(Problem::bad_request(Text::new(
            format!("Планов больше {MOST_PLANS}: сузьте период (from, to) или добавьте фильтр"),
            format!(
                "There are more than {MOST_PLANS} plans: narrow the days (from, to) or add a filter"
            ),
        )));
    }
    Ok(rows)
}

/// What an event tells of a plan: what it is of, and its target before and after.
#[derive(Debug, Serialize)]
struct Told {
    plan_id: Uuid,
    #[serde(flatten)]
    key: PlanKey,
    target: [Option<i64>; 2],
}

/// Sets plans: adds those that are not there, changes those that are, removes those that are given no
/// target. The answer holds those that are there afterwards, in the order they were given in.
///
/// # Errors
/// `invalid` with every wrong field; then nothing is set.
pub async fn set(tx: &Tx, items: &[PlanItem]) -> Result<Vec<PlanRow>> {
    let conn = tx.conn();
    let wanted = checked(items)?;
    check_who(tx, &wanted).await?;
    store::take_turns(conn, tx.now()).await?;
    let mut days: Vec<_> = wanted.iter().map(|(key, _)| key.starts_on).collect();
    days.sort_unstable();
    days.dedup();
    let mut kept = store::find_by_days(conn, &days).await?;
    let (mut left, mut written, mut gone) = (Vec::new(), Vec::new(), Vec::new());
    for (key, target) in wanted {
        let was = kept.remove(&key);
        let old = was.as_ref().map(|row| row.target);
        let id = was.as_ref().map_or_else(|| tx.new_id(), |row| row.id);
        match target {
            Some(_) => left.push(id),
            None => gone.extend(was.as_ref().map(|row| row.id)),
        }
        if old == target {
            continue;
        }
        written.extend(target.map(|target| changed(tx, id, key, target, was)));
        record(tx, id, key, [old, target])?;
    }
    store::delete_many(conn, &gone).await?;
    store::put_many(conn, &written).await?;
    let mut rows = store::find_many(conn, &left).await?;
    Ok(left.iter().filter_map(|id| rows.remove(id)).collect())
}

/// The plan with its new target.
fn changed(tx: &Tx, id: Uuid, key: PlanKey, target: i64, was: Option<PlanRow>) -> PlanRow {
    let now = tx.now().0;
    match was {
        Some(was) => PlanRow {
            target,
            updated_at: now,
            version: was.version + 1,
            ..was
        },
        None => PlanRow {
            id,
            key,
            owner_name: None,
            team_name: None,
            pipeline_name: None,
            target,
            created_at: now,
            updated_at: now,
            version: 1,
        },
    }
}

fn record(tx: &Tx, plan_id: Uuid, key: PlanKey, target: [Option<i64>; 2]) -> Result<()> {
    let subject = Subject {
        owner: key.owner_id,
        ..Subject::default()
    };
    let told = Told {
        plan_id,
        key,
        target,
    };
    let payload = serde_json::to_value(told).map_err(Problem::internal)?;
    tx.record(Event::new("plan.set", subject, payload));
    Ok(())
}

/// Everybody and everything that plans are of is there, and the persons are seen by the actor. Somebody
/// who no longer works here keeps their plans, and a mistake in them can be mended.
async fn check_who(tx: &Tx, wanted: &[(PlanKey, Option<i64>)]) -> Result<()> {
    type Reference = fn(&PlanKey) -> Option<Uuid>;
    let references: [(Of, &str, Reference); 3] = [
        (Of::Person, "owner_id", |key| key.owner_id),
        (Of::Team, "team_id", |key| key.team_id),
        (Of::Pipeline, "pipeline_id", |key| key.pipeline_id),
    ];
    let mut check = Check::default();
    for (of, field, reference) in references {
        let mut ids: Vec<Uuid> = wanted
            .iter()
            .filter_map(|(key, _)| reference(key))
            .collect();
        ids.sort_unstable();
        ids.dedup();
        let mut found = store::existing(tx.conn(), of, &ids).await?;
        if of == Of::Person {
            found.retain(|id| tx.actor.scope.sees(Some(*id)));
        }
        for (index, (key, _)) in wanted.iter().enumerate() {
            if reference(key).is_some_and(|id| !found.contains(&id)) {
                let field = format!("items[{index}].{field}");
                check.fail(&field, "not_found", missing(of));
            }
        }
    }
    check.done()
}

fn missing(of: Of) -> Text {
    match of {
        Of::Person => Text::fixed(
            "Нет такого сотрудника, или у вас нет к нему доступа",
            "There is no such user, or you have no access to them",
        ),
        Of::Team => Text::fixed("Нет такой команды", "There is no such team"),
        Of::Pipeline => Text::fixed("Нет такой воронки", "There is no such pipeline"),
    }
}

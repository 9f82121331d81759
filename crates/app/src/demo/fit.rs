//! The demo's ideal customer profile: what its head of sales believes. The sources do tell who buys; the size of the
//! company and its industry do not, since nothing in the story depends on them.

use base::time::DAY_MS;
use base::{Result, Time, Uuid};
use db::Tx;
use qualify::fit::judging;
use qualify::fit::model::{Fact, Limits, Profile, Rule};
use qualify::fit::store::{self, ProfileRow};

use super::history::House;
use super::store::History;

/// The profile is so old.
const AGE_DAYS: i64 = 240;

pub async fn write(tx: &Tx, house: &House, history: &History, now: Time) -> Result<()> {
    let source = |places: &[usize], points| Rule {
        values: places
            .iter()
            .map(|place| house.sources[*place].to_string())
            .collect(),
        ..rule(Fact::Source, points)
    };
    let profile = Profile {
        number: 1,
        rules: vec![
            source(&[2, 6], 25),
            source(&[3], 10),
            source(&[4, 7], -15),
            Rule {
                values: vec!["Нефть и газ".to_owned(), "Энергетика".to_owned()],
                ..rule(Fact::Industry, 5)
            },
            Rule {
                from: Some(51),
                ..rule(Fact::Size, 5)
            },
        ],
        limits: Limits { a: 25, b: 10, c: 0 },
    };
    let text = |value: serde_json::Result<String>| value.map_err(base::Problem::internal);
    let row = ProfileRow {
        number: profile.number,
        rules: text(serde_json::to_string(&profile.rules))?,
        bands: text(serde_json::to_string(&profile.limits))?,
        job_id: None,
        // The head of sales.
        created_by: house.users.get(1).copied(),
        created_at: now.0 - AGE_DAYS * DAY_MS,
    };
    store::insert(tx.conn(), &row).await?;
    let deals: Vec<Uuid> = history.deals.iter().map(|deal| deal.id).collect();
    for part in deals.chunks(500) {
        judging::judge(tx, &profile, part).await?;
    }
    Ok(())
}

fn rule(fact: Fact, points: i64) -> Rule {
    Rule {
        fact,
        values: Vec::new(),
        from: None,
        to: None,
        points,
    }
}

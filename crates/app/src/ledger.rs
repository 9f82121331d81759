//! What marketing cost, told to the reports by the area that knows it.

use std::collections::BTreeMap;

use analyze::marketing::spent::{Ledger, Outlay, Spent, Told};
use attract::campaigns::days::{model::with_markup, store as days};
use attract::campaigns::store as campaigns;
use attract::visits::store as visits;
use base::money::Sums;
use base::{Currency, Money, Result, Uuid};
use chrono::NaiveDate;
use db::Conn;

/// Reads campaigns and visits.
#[derive(Debug)]
pub struct AttractLedger;

impl Ledger for AttractLedger {
    fn spent<'a>(&'a self, conn: Conn<'a>, from: NaiveDate, to: NaiveDate) -> Told<'a> {
        Box::pin(spent(conn, from, to))
    }
}

async fn spent(conn: Conn<'_>, from: NaiveDate, to: NaiveDate) -> Result<Spent> {
    let mut spent = Spent::default();
    let sums = days::sums(conn, None, Some(from), Some(to)).await?;
    let counted = visits::by_campaign(conn, from, to).await?;
    let ids: Vec<Uuid> = sums
        .iter()
        .map(|sum| sum.campaign_id)
        .chain(counted.iter().filter_map(|one| one.campaign_id))
        .collect();
    let named: BTreeMap<Uuid, campaigns::Brief> = campaigns::brief(conn, &ids)
        .await?
        .into_iter()
        .map(|brief| (brief.id, brief))
        .collect();
    for sum in sums {
        let Some(brief) = named.get(&sum.campaign_id) else {
            continue;
        };
        let currency = Currency::parse(&brief.currency).unwrap_or(Currency::RUB);
        let cost = Money::new(with_markup(sum.cost, brief.markup), currency);
        let part = Outlay {
            cost: vec![cost],
            impressions: sum.impressions,
            clicks: sum.clicks,
            ..Outlay::default()
        };
        add(&mut spent, Some(brief), &part);
    }
    for one in counted {
        let part = Outlay {
            visits: one.visits,
            visitors: one.visitors,
            ..Outlay::default()
        };
        add(
            &mut spent,
            one.campaign_id.and_then(|id| named.get(&id)),
            &part,
        );
    }
    let all = visits::total(conn, from, to).await?;
    (spent.all.visits, spent.all.visitors) = (all.visits, all.visitors);
    Ok(spent)
}

/// Adds a part to its campaign, its channel and the whole.
fn add(spent: &mut Spent, brief: Option<&campaigns::Brief>, part: &Outlay) {
    let mut into = vec![&mut spent.all];
    if let Some(brief) = brief {
        let campaign = spent.campaigns.entry(brief.id.to_string()).or_default();
        campaign.name.clone_from(&brief.name);
        into.push(campaign);
        let channel = spent
            .channels
            .entry(brief.channel_id.to_string())
            .or_default();
        channel.name.clone_from(&brief.channel);
        into.push(channel);
    }
    for outlay in into {
        let costs = outlay.cost.drain(..).chain(part.cost.iter().copied());
        outlay.cost = costs.collect::<Sums>().into_vec();
        outlay.impressions += part.impressions;
        outlay.clicks += part.clicks;
        outlay.visits += part.visits;
        // Visitors of several campaigns of one channel may be the same people: the sum is the most there can be.
        outlay.visitors += part.visitors;
    }
}

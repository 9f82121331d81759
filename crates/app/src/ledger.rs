//! What marketing cost, told to the reports by the area that knows it.

use std::collections::{BTreeMap, HashMap};

use analyze::marketing::spent::{Group, Ledger, Outlay, Shares, Spent, Told};
use attract::campaigns::days::{model::with_markup, store as days};
use attract::campaigns::store::{self as campaigns, Brief};
use attract::channels::store as channels;
use attract::pages::store as pages;
use attract::touches::store as touches;
use attract::visits::store::{self as visits, Dimension};
use base::{Currency, Money, Result, Uuid};
use chrono::NaiveDate;
use db::Conn;

/// Reads campaigns, visits and touches.
#[derive(Debug)]
pub struct AttractLedger;

impl Ledger for AttractLedger {
    fn spent<'a>(&'a self, conn: Conn<'a>, from: NaiveDate, to: NaiveDate) -> Told<'a, Spent> {
        Box::pin(spent(conn, from, to))
    }

    fn days<'a>(
        &'a self,
        conn: Conn<'a>,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Told<'a, BTreeMap<NaiveDate, Outlay>> {
        Box::pin(by_day(conn, from, to))
    }

    fn shares<'a>(&'a self, conn: Conn<'a>) -> Told<'a, Shares> {
        Box::pin(async move {
            Ok(Shares {
                campaigns: Shares::by_touches(
                    touches::of_several(conn, touches::Of::Campaign).await?,
                ),
                channels: Shares::by_touches(
                    touches::of_several(conn, touches::Of::Channel).await?,
                ),
            })
        })
    }
}

async fn spent(conn: Conn<'_>, from: NaiveDate, to: NaiveDate) -> Result<Spent> {
    let mut spent = Spent::default();
    for (dimension, group) in [
        (Dimension::Campaign, &mut spent.campaigns),
        (Dimension::Channel, &mut spent.channels),
        (Dimension::Landing, &mut spent.landings),
        (Dimension::Content, &mut spent.contents),
    ] {
        *group = visited(conn, dimension, from, to).await?;
    }
    let total = visits::total(conn, from, to).await?;
    (spent.all.visits, spent.all.visitors) = (total.visits, total.visitors);

    let sums = days::sums(conn, None, Some(from), Some(to)).await?;
    let ids: Vec<Uuid> = sums
        .iter()
        .map(|sum| sum.campaign_id)
        .chain(spent.campaigns.by.keys().filter_map(|key| key.parse().ok()))
        .collect();
    let named: HashMap<Uuid, Brief> = campaigns::brief(conn, &ids)
        .await?
        .into_iter()
        .map(|brief| (brief.id, brief))
        .collect();
    let mut costs: HashMap<Uuid, Money> = HashMap::new();
    for sum in sums {
        let Some(brief) = named.get(&sum.campaign_id) else {
            continue;
        };
        let currency = Currency::parse(&brief.currency).unwrap_or(Currency::RUB);
        let cost = Money::new(with_markup(sum.cost, brief.markup), currency);
        costs.insert(brief.id, cost);
        let part = Outlay {
            cost: vec![cost],
            impressions: sum.impressions,
            clicks: sum.clicks,
            reach: sum.reach,
            ..Outlay::default()
        };
        spent.all.add(&part);
        spent.campaigns.add(brief.id, &part);
        spent.channels.add(brief.channel_id, &part);
    }
    for (dimension, group) in [
        (Dimension::Landing, &mut spent.landings),
        (Dimension::Content, &mut spent.contents),
    ] {
        let parts = visits::of_campaigns(conn, dimension, from, to).await?;
        group.allot(&costs, &parts);
    }
    name(conn, &mut spent, &named).await?;
    Ok(spent)
}

async fn visited(
    conn: Conn<'_>,
    dimension: Dimension,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Group> {
    let mut group = Group::default();
    for one in visits::by(conn, dimension, from, to).await? {
        let outlay = match one.key {
            Some(key) => group.by.entry(key.to_string()).or_default(),
            None => &mut group.none,
        };
        (outlay.visits, outlay.visitors) = (one.visits, one.visitors);
    }
    let known = visits::known(conn, dimension, from, to).await?;
    (group.any.visits, group.any.visitors) = (known.visits, known.visitors);
    Ok(group)
}

async fn name(conn: Conn<'_>, spent: &mut Spent, campaigns: &HashMap<Uuid, Brief>) -> Result<()> {
    let named = |group: &mut Group, names: HashMap<Uuid, String>| {
        for (key, outlay) in &mut group.by {
            if let Some(name) = key.parse().ok().and_then(|id: Uuid| names.get(&id)) {
                outlay.name.clone_from(name);
            }
        }
    };
    let of_campaigns = campaigns
        .iter()
        .map(|(id, brief)| (*id, brief.name.clone()));
    named(&mut spent.campaigns, of_campaigns.collect());
    let rows = channels::list(conn, None).await?;
    let of_channels = rows.into_iter().map(|row| (row.id, row.name));
    named(&mut spent.channels, of_channels.collect());
    let rows = pages::list(conn, None).await?;
    let of_pages: HashMap<Uuid, String> = rows.into_iter().map(|row| (row.id, row.name)).collect();
    named(&mut spent.landings, of_pages.clone());
    named(&mut spent.contents, of_pages);
    Ok(())
}

async fn by_day(
    conn: Conn<'_>,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<BTreeMap<NaiveDate, Outlay>> {
    let mut found: BTreeMap<NaiveDate, Outlay> = BTreeMap::new();
    let rows = days::all_between(conn, from, to).await?;
    let mut ids: Vec<Uuid> = rows.iter().map(|(id, _)| *id).collect();
    ids.sort_unstable();
    ids.dedup();
    let named: HashMap<Uuid, Brief> = campaigns::brief(conn, &ids)
        .await?
        .into_iter()
        .map(|brief| (brief.id, brief))
        .collect();
    for (id, day) in rows {
        let Some(brief) = named.get(&id) else {
            continue;
        };
        let currency = Currency::parse(&brief.currency).unwrap_or(Currency::RUB);
        let part = Outlay {
            cost: vec![Money::new(with_markup(day.cost, brief.markup), currency)],
            impressions: day.impressions,
            clicks: day.clicks,
            reach: day.reach,
            ..Outlay::default()
        };
        found.entry(day.day).or_default().add(&part);
    }
    for (day, count, visitors) in visits::by_day(conn, from, to).await? {
        if let Ok(day) = day.parse::<NaiveDate>() {
            let outlay = found.entry(day).or_default();
            (outlay.visits, outlay.visitors) = (count, visitors);
        }
    }
    Ok(found)
}

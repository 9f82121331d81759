//! Campaigns and their days, told to imports of reports by the area that keeps them.

use attract::campaigns::actions::{self, NewCampaign};
use attract::campaigns::days::{Day, store as days};
use attract::campaigns::model::{CampaignChange, Platform as Kept};
use attract::campaigns::store as campaigns;
use attract::channels::actions as channels;
use base::{Patch, Uuid};
use chrono::NaiveDate;
use connect::import::ads::{AdBook, AdCampaign, AdDay, NewAdCampaign, Platform, Told};
use db::{Conn, Tx};

/// Keeps them with [`attract`].
#[derive(Debug)]
pub struct AttractBook;

impl AdBook for AttractBook {
    fn campaigns<'a>(&'a self, conn: Conn<'a>) -> Told<'a, Vec<AdCampaign>> {
        Box::pin(async move {
            let rows = campaigns::outside(conn).await?;
            Ok(rows
                .into_iter()
                .map(|row| AdCampaign {
                    id: row.id,
                    name: row.name,
                    platform: row.platform,
                    external_id: row.external_id,
                    external_name: row.external_name,
                    currency: row.currency,
                    version: row.version,
                })
                .collect())
        })
    }

    fn channel<'a>(
        &'a self,
        conn: Conn<'a>,
        platform: Platform,
        chosen: Option<Uuid>,
    ) -> Told<'a, Option<Uuid>> {
        Box::pin(async move {
            match chosen {
                Some(id) => channels::in_use(conn, id).await,
                None => {
                    let platform = Kept::parse(platform.as_str()).unwrap_or(Kept::Other);
                    channels::usual(conn, platform.kind()).await
                }
            }
        })
    }

    fn create<'a>(&'a self, tx: &'a Tx, new: NewAdCampaign) -> Told<'a, AdCampaign> {
        Box::pin(async move {
            let more = CampaignChange {
                markup: Some(new.markup),
                platform: kept(Some(new.platform.as_str())),
                external_id: of(new.external_id.clone()),
                external_name: of(new.external_name.clone()),
                ..CampaignChange::default()
            };
            let row = actions::create(
                tx,
                NewCampaign {
                    name: new.name,
                    channel_id: new.channel_id,
                    currency: new.currency,
                    more,
                },
            )
            .await?;
            Ok(AdCampaign {
                id: row.id,
                name: row.facts.name,
                platform: row.facts.platform,
                external_id: row.facts.external_id,
                external_name: row.facts.external_name,
                currency: row.facts.currency,
                version: row.version,
            })
        })
    }

    fn identify<'a>(
        &'a self,
        tx: &'a Tx,
        campaign: Uuid,
        version: i64,
        platform: Option<String>,
        external_id: Option<String>,
    ) -> Told<'a, i64> {
        Box::pin(async move {
            let change = CampaignChange {
                platform: kept(platform.as_deref()),
                external_id: of(external_id),
                ..CampaignChange::default()
            };
            Ok(actions::change(tx, campaign, version, change)
                .await?
                .version)
        })
    }

    fn remove<'a>(&'a self, tx: &'a Tx, campaign: Uuid, version: i64) -> Told<'a, bool> {
        Box::pin(actions::remove_bare(tx, campaign, version))
    }

    fn days<'a>(
        &'a self,
        conn: Conn<'a>,
        wanted: &'a [(Uuid, NaiveDate)],
    ) -> Told<'a, Vec<(Uuid, AdDay)>> {
        Box::pin(async move {
            let rows = days::some(conn, wanted).await?;
            Ok(rows.into_iter().map(|(id, day)| (id, told(&day))).collect())
        })
    }

    fn put<'a>(
        &'a self,
        tx: &'a Tx,
        campaign: Uuid,
        days: Vec<AdDay>,
        removed: Vec<NaiveDate>,
    ) -> Told<'a, ()> {
        Box::pin(async move {
            let days: Vec<Day> = days.iter().map(kept_day).collect();
            actions::put_days(tx, campaign, &days, &removed).await
        })
    }
}

fn of(value: Option<String>) -> Patch<String> {
    value.map_or(Patch::Clear, Patch::Set)
}

fn kept(word: Option<&str>) -> Patch<Kept> {
    word.and_then(Kept::parse).map_or(Patch::Clear, Patch::Set)
}

fn told(day: &Day) -> AdDay {
    AdDay {
        day: day.day,
        cost: day.cost,
        impressions: day.impressions,
        clicks: day.clicks,
        reach: day.reach,
    }
}

fn kept_day(day: &AdDay) -> Day {
    Day {
        day: day.day,
        cost: day.cost,
        impressions: day.impressions,
        clicks: day.clicks,
        reach: day.reach,
    }
}

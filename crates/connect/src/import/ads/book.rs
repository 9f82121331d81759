//! The campaigns and their days, as the area that owns them keeps them: it is asked through [`AdBook`], so that
//! nothing here knows the stage.

use std::pin::Pin;
use std::sync::Arc;

use base::{Currency, Result, Uuid};
use chrono::NaiveDate;
use db::{Conn, Tx};
use serde::{Deserialize, Serialize};

use super::options::Platform;

/// A campaign as reports may name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdCampaign {
    pub id: Uuid,
    pub name: String,
    /// A word of [`Platform`].
    pub platform: Option<String>,
    pub external_id: Option<String>,
    pub external_name: Option<String>,
    pub currency: String,
    pub version: i64,
}

/// A campaign that a report names and nobody knows yet.
#[derive(Debug, Clone)]
pub struct NewAdCampaign {
    pub name: String,
    pub platform: Platform,
    pub external_id: Option<String>,
    pub external_name: Option<String>,
    pub channel_id: Uuid,
    pub currency: Currency,
    /// Hundredths of a percent.
    pub markup: i64,
}

/// What a day of a campaign cost and reached; the cost in minor units without the mark-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdDay {
    pub day: NaiveDate,
    pub cost: i64,
    pub impressions: i64,
    pub clicks: i64,
    pub reach: Option<i64>,
}

pub type Told<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// Keeps campaigns and their days.
pub trait AdBook: Send + Sync {
    /// All campaigns; the likelier ones, those in use, first.
    fn campaigns<'a>(&'a self, conn: Conn<'a>) -> Told<'a, Vec<AdCampaign>>;

    /// The channel of new campaigns: the chosen one, else the usual one of the platform; none when there is none.
    fn channel<'a>(
        &'a self,
        conn: Conn<'a>,
        platform: Platform,
        chosen: Option<Uuid>,
    ) -> Told<'a, Option<Uuid>>;

    fn create<'a>(&'a self, tx: &'a Tx, new: NewAdCampaign) -> Told<'a, AdCampaign>;

    /// Writes down what the platform knows a campaign by; gives its version after that.
    fn identify<'a>(
        &'a self,
        tx: &'a Tx,
        campaign: Uuid,
        version: i64,
        platform: Option<String>,
        external_id: Option<String>,
    ) -> Told<'a, i64>;

    /// Takes back a campaign as long as nothing stands on it; `false` when something does.
    fn remove<'a>(&'a self, tx: &'a Tx, campaign: Uuid, version: i64) -> Told<'a, bool>;

    /// Of these days those that are written down.
    fn days<'a>(
        &'a self,
        conn: Conn<'a>,
        wanted: &'a [(Uuid, NaiveDate)],
    ) -> Told<'a, Vec<(Uuid, AdDay)>>;

    /// Writes days in the place of those that were there, and takes others away.
    fn put<'a>(
        &'a self,
        tx: &'a Tx,
        campaign: Uuid,
        days: Vec<AdDay>,
        removed: Vec<NaiveDate>,
    ) -> Told<'a, ()>;
}

/// The book that all imports share.
#[derive(Clone)]
pub struct AdBooks(pub Arc<dyn AdBook>);

impl std::fmt::Debug for AdBooks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AdBooks")
    }
}

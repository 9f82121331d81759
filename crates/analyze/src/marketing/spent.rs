//! What was spent, as the area that attracts clients knows it.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;

use base::{Money, Result};
use chrono::NaiveDate;
use crm::marks::Kind;
use db::Conn;

use crate::numbers::slices::Slice;

/// What a campaign, a channel, or all of it took and reached in some days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outlay {
    pub name: String,
    /// By currency; none where nothing was reported.
    pub cost: Vec<Money>,
    pub impressions: i64,
    pub clicks: i64,
    pub visits: i64,
    /// Different visitors: not to be added up.
    pub visitors: i64,
}

/// Outlays of one period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spent {
    pub all: Outlay,
    /// By the keys of the marks of deals.
    pub campaigns: BTreeMap<String, Outlay>,
    pub channels: BTreeMap<String, Outlay>,
}

impl Spent {
    /// The outlay of the deals of a slice; none where what they cost is not known apart.
    pub fn of(&self, only: Option<&(Slice, String)>) -> Option<&Outlay> {
        match only {
            None => Some(&self.all),
            Some((slice, key)) => self.group(*slice)?.get(key),
        }
    }

    /// The outlays by the keys of a slice.
    pub fn group(&self, slice: Slice) -> Option<&BTreeMap<String, Outlay>> {
        match slice {
            Slice::Mark(Kind::Campaign | Kind::CampaignFirst | Kind::CampaignLast) => {
                Some(&self.campaigns)
            }
            Slice::Mark(Kind::Channel | Kind::ChannelFirst | Kind::ChannelLast) => {
                Some(&self.channels)
            }
            _ => None,
        }
    }
}

pub type Told<'a> = Pin<Box<dyn Future<Output = Result<Spent>> + Send + 'a>>;

/// Knows what marketing cost. The attracting area is asked through it; nobody here needs to know it.
pub trait Ledger: Send + Sync {
    /// From one day to another, both included.
    fn spent<'a>(&'a self, conn: Conn<'a>, from: NaiveDate, to: NaiveDate) -> Told<'a>;
}

/// Nothing is known of spending.
#[derive(Debug)]
pub struct NoLedger;

impl Ledger for NoLedger {
    fn spent<'a>(&'a self, _: Conn<'a>, _: NaiveDate, _: NaiveDate) -> Told<'a> {
        Box::pin(async { Ok(Spent::default()) })
    }
}

/// The ledger that all endpoints share.
#[derive(Clone)]
pub struct Ledgers(pub Arc<dyn Ledger>);

impl std::fmt::Debug for Ledgers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ledgers")
    }
}

/// What was spent in the periods that a question asks about.
#[derive(Debug, Clone, Default)]
pub struct Known(pub BTreeMap<(NaiveDate, NaiveDate), Spent>);

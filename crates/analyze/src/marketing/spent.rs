//! What was spent, as the area that attracts clients knows it.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;

use base::{Money, Result, Uuid};
use chrono::NaiveDate;
use crm::marks::Kind;
use db::Conn;

use crate::numbers::slices::{ANY, Slice};

/// What a campaign, a channel, a page, or all of it took and reached in some days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outlay {
    pub name: String,
    /// By currency; none where nothing was reported.
    pub cost: Vec<Money>,
    pub impressions: i64,
    pub clicks: i64,
    /// At least so many people saw it; none where nothing was reported.
    pub reach: Option<i64>,
    pub visits: i64,
    /// Different visitors: not to be added up.
    pub visitors: i64,
}

/// The outlays of one way to tell deals apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Group {
    /// Of all that are known, together.
    pub any: Outlay,
    /// Of none.
    pub none: Outlay,
    /// By the keys of the marks of deals.
    pub by: BTreeMap<String, Outlay>,
}

impl Group {
    fn of(&self, key: &str) -> Option<&Outlay> {
        match key {
            ANY => Some(&self.any),
            "none" => Some(&self.none),
            key => self.by.get(key),
        }
    }
}

/// Outlays of one period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spent {
    pub all: Outlay,
    pub campaigns: Group,
    pub channels: Group,
    /// Pages have a part of the cost of the campaigns that led to them.
    pub landings: Group,
    pub contents: Group,
}

impl Spent {
    /// The outlay of the deals of a slice; none where what they cost is not known apart.
    pub fn of(&self, only: Option<&(Slice, String)>) -> Option<&Outlay> {
        match only {
            None => Some(&self.all),
            Some((slice, key)) => self.group(*slice)?.of(key),
        }
    }

    /// The outlays by the keys of a slice.
    pub fn group(&self, slice: Slice) -> Option<&Group> {
        match slice.kind()? {
            Kind::Campaign | Kind::CampaignFirst | Kind::CampaignLast => Some(&self.campaigns),
            Kind::Channel | Kind::ChannelFirst | Kind::ChannelLast => Some(&self.channels),
            Kind::Landing => Some(&self.landings),
            Kind::Content => Some(&self.contents),
            _ => None,
        }
    }
}

/// What part of a deal each campaign and each channel has that touched it: each touch has the same. Deals that only
/// one has touched are left out, it has them whole.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shares {
    pub campaigns: BTreeMap<Uuid, BTreeMap<String, f64>>,
    pub channels: BTreeMap<Uuid, BTreeMap<String, f64>>,
}

impl Shares {
    /// The part of a deal; 0 to 1.
    pub fn of(&self, kind: Kind, deal: Uuid, key: &str) -> f64 {
        let by = match kind {
            Kind::Channel => &self.channels,
            _ => &self.campaigns,
        };
        by.get(&deal)
            .map_or(1.0, |of| of.get(key).copied().unwrap_or(0.0))
    }
}

pub type Told<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// Knows what marketing cost. The attracting area is asked through it; nobody here needs to know it.
pub trait Ledger: Send + Sync {
    /// From one day to another, both included.
    fn spent<'a>(&'a self, conn: Conn<'a>, from: NaiveDate, to: NaiveDate) -> Told<'a, Spent>;

    /// The same of each day by itself, all campaigns together.
    fn days<'a>(
        &'a self,
        conn: Conn<'a>,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Told<'a, BTreeMap<NaiveDate, Outlay>>;

    /// Who has what part of which deal.
    fn shares<'a>(&'a self, conn: Conn<'a>) -> Told<'a, Shares>;
}

/// Nothing is known of spending.
#[derive(Debug)]
pub struct NoLedger;

impl Ledger for NoLedger {
    fn spent<'a>(&'a self, _: Conn<'a>, _: NaiveDate, _: NaiveDate) -> Told<'a, Spent> {
        Box::pin(async { Ok(Spent::default()) })
    }

    fn days<'a>(
        &'a self,
        _: Conn<'a>,
        _: NaiveDate,
        _: NaiveDate,
    ) -> Told<'a, BTreeMap<NaiveDate, Outlay>> {
        Box::pin(async { Ok(BTreeMap::new()) })
    }

    fn shares<'a>(&'a self, _: Conn<'a>) -> Told<'a, Shares> {
        Box::pin(async { Ok(Shares::default()) })
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

/// What was spent in the periods that a question asks about, and who has a part of which deal.
#[derive(Debug, Clone, Default)]
pub struct Known {
    pub periods: BTreeMap<(NaiveDate, NaiveDate), Spent>,
    pub shares: Shares,
}

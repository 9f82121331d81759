//! What was spent, as the area that attracts clients knows it.

use std::collections::{BTreeMap, HashMap};
use std::pin::Pin;
use std::sync::Arc;

use base::money::Sums;
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

impl Outlay {
    /// Takes in another part: costs by their currencies, counts as they are. Visitors are not to be added up and stay.
    pub fn add(&mut self, part: &Self) {
        let costs = self.cost.drain(..).chain(part.cost.iter().copied());
        self.cost = costs.collect::<Sums>().into_vec();
        self.impressions += part.impressions;
        self.clicks += part.clicks;
        // At least so many people saw it: the days and campaigns may have reached the same ones.
        self.reach = self.reach.max(part.reach);
    }
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
    /// Adds the part of one key, which is also a part of all that are known.
    pub fn add(&mut self, key: Uuid, part: &Outlay) {
        self.any.add(part);
        self.by.entry(key.to_string()).or_default().add(part);
    }

    /// Pages cost nothing by themselves: the cost of each campaign is laid on the pages where its visits began, by the
    /// number of those visits. What brought no visit stays without a page.
    ///
    /// `visits`: how many of a campaign began on a page; none where it is not known.
    pub fn allot(
        &mut self,
        costs: &HashMap<Uuid, Money>,
        visits: &[(Option<Uuid>, Option<Uuid>, i64)],
    ) {
        let mut total: HashMap<Uuid, i64> = HashMap::new();
        for (campaign, _, count) in visits {
            if let Some(campaign) = campaign {
                *total.entry(*campaign).or_default() += count;
            }
        }
        for (campaign, page, count) in visits {
            let (Some(campaign), Some(page)) = (campaign, page) else {
                continue;
            };
            let all = total.get(campaign).copied().unwrap_or_default();
            let Some(cost) = costs.get(campaign).filter(|_| all > 0) else {
                continue;
            };
            let amount = i128::from(cost.amount) * i128::from(*count) / i128::from(all);
            let amount = i64::try_from(amount).unwrap_or(i64::MAX);
            let part = Outlay {
                cost: vec![Money::new(amount, cost.currency)],
                ..Outlay::default()
            };
            self.add(*page, &part);
        }
    }

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

/// The parts of each deal by the keys of the marks that touched it, 0 to 1.
pub type PartsOfDeals = BTreeMap<Uuid, BTreeMap<String, f64>>;

/// What part of a deal each campaign and each channel has that touched it: each touch has the same. Deals that only
/// one has touched are left out, it has them whole.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shares {
    pub campaigns: PartsOfDeals,
    pub channels: PartsOfDeals,
}

impl Shares {
    /// Of n touches of a deal every one has 1/n. `touches`: (deal, campaign or channel, how many).
    pub fn by_touches(touches: Vec<(Uuid, Uuid, i64)>) -> PartsOfDeals {
        let mut parts = PartsOfDeals::new();
        for (deal, key, count) in touches {
            let of = parts.entry(deal).or_default();
            of.insert(key.to_string(), count as f64);
        }
        for of in parts.values_mut() {
            let n: f64 = of.values().sum();
            for part in of.values_mut() {
                *part /= n;
            }
        }
        parts
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    const A: Uuid = Uuid::from_u128(1);
    const B: Uuid = Uuid::from_u128(2);

    #[test]
    fn each_touch_of_a_deal_is_worth_the_same() {
        let deal = Uuid::from_u128(7);
        let campaigns = Shares::by_touches(vec![(deal, A, 3), (deal, B, 1)]);
        let shares = Shares {
            campaigns,
            ..Shares::default()
        };
        let percent = |deal, key: &str| (shares.of(Kind::Campaign, deal, key) * 100.0) as i64;
        let (a, b) = (A.to_string(), B.to_string());
        assert_eq!([&a, &b, "-"].map(|key| percent(deal, key)), [75, 25, 0]);
        assert_eq!(percent(Uuid::from_u128(8), &a), 100, "one alone has all");
    }

    #[test]
    fn a_cost_is_laid_on_pages_by_the_visits_that_began_there() {
        let costs = HashMap::from([(A, Money::rub(1_000))]);
        let (page, other) = (Uuid::from_u128(7), Uuid::from_u128(8));
        let visits = [
            (Some(A), Some(page), 3),
            (Some(A), None, 1),
            (Some(B), Some(other), 5),
            (None, Some(other), 9),
        ];
        let mut group = Group::default();
        group.allot(&costs, &visits);
        assert_eq!(group.any.cost, [Money::rub(750)]);
        assert_eq!(group.by.len(), 1, "what cost nothing is not there");
        assert_eq!(group.by[&page.to_string()].cost, [Money::rub(750)]);
    }

    #[test]
    fn of_the_same_people_reached_twice_there_are_no_more() {
        let day = |clicks, reach| Outlay {
            cost: vec![Money::rub(100)],
            clicks,
            reach,
            visitors: 4,
            ..Outlay::default()
        };
        let mut sum = day(1, Some(50));
        sum.add(&day(2, Some(40)));
        sum.add(&day(0, None));
        assert_eq!((&sum.cost[..], sum.clicks), (&[Money::rub(300)][..], 3));
        assert_eq!((sum.reach, sum.visitors), (Some(50), 4));
    }
}

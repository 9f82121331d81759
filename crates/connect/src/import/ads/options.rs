//! What a report of advertising leaves to be chosen, and what its columns say of the platform.

use base::fold::fold;
use base::problem::Check;
use base::{Text, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::file::{Format, Layout};
use super::super::model::ColumnField;

base::words! {
    /// Whose report it is.
    Platform as ReportPlatform {
        YandexDirect = "yandex_direct",
        VkAds = "vk_ads",
        GoogleAds = "google_ads",
        Other = "other",
    }
}

base::words! {
    /// What is done with VAT before a cost is written down.
    Vat as ReportVat {
        Keep = "keep",
        /// The report includes it, the costs are kept without it.
        Remove = "remove",
        /// The report is without it, the costs are kept with it.
        Add = "add",
    }
}

/// How a report of advertising is taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AdOptions {
    pub platform: Platform,
    /// Of campaigns that are made; the usual one of the platform when null.
    pub channel_id: Option<Uuid>,
    /// Of campaigns that are made: what is paid on top of the cost, in hundredths of a percent.
    pub markup: i64,
    pub vat: Vat,
    /// Percent.
    pub vat_rate: i64,
}

/// The general rate since 2026; the option says another one.
const USUAL_RATE: i64 = 22;

impl AdOptions {
    pub fn new(platform: Platform) -> Self {
        Self {
            platform,
            channel_id: None,
            markup: 0,
            vat: Vat::Keep,
            vat_rate: USUAL_RATE,
        }
    }

    /// # Errors
    /// `invalid` with every wrong field.
    pub fn check(&self) -> base::Result<()> {
        let mut check = Check::default();
        if !(0..=100_000).contains(&self.markup) {
            let text = Text::fixed(
                "Наценка — от 0 до 1000 %",
                "The mark-up is from 0 to 1000 %",
            );
            check.fail("options.ads.markup", "out_of_range", text);
        }
        if !(0..=100).contains(&self.vat_rate) {
            let text = Text::fixed("Ставка — от 0 до 100 %", "The rate is from 0 to 100 %");
            check.fail("options.ads.vat_rate", "out_of_range", text);
        }
        check.done()
    }

    /// The cost as it is written down, half a minor unit rounded up.
    pub fn cost(&self, cost: i64) -> i64 {
        let (times, by) = match self.vat {
            Vat::Keep => return cost,
            Vat::Remove => (100, 100 + self.vat_rate),
            Vat::Add => (100 + self.vat_rate, 100),
        };
        let (cost, times, by) = (i128::from(cost), i128::from(times), i128::from(by));
        i64::try_from((cost * times * 2 + by).div_euclid(by * 2)).unwrap_or(i64::MAX)
    }
}

/// Whose report has such columns.
pub fn platform(layout: &Layout) -> Platform {
    let names: Vec<String> = layout.header.iter().map(|name| fold(name)).collect();
    let has = |name: &str| names.iter().any(|other| other == name);
    let any = |known: &[&str]| known.iter().any(|name| has(name));
    // The mark before the number tells Direct from everybody else; folding loses it.
    let numbered = layout.header.iter().any(|name| name.contains('№'));
    if any(&["campaignid", "campaignname"]) || numbered || any(&["расход руб", "расход всего руб"])
    {
        Platform::YandexDirect
    } else if any(&["base spent", "base shows", "ad plan id", "ad plan name"])
        || any(&["потрачено", "потрачено руб", "списано", "списано руб"])
    {
        Platform::VkAds
    } else if any(&[
        "impr",
        "cost conv",
        "conv value",
        "metrics cost micros",
        "metrics costmicros",
    ]) || (has("цена") && has("показы"))
    {
        Platform::GoogleAds
    } else if layout.format == Format::Json && has("spent") {
        Platform::VkAds
    } else {
        Platform::Other
    }
}

/// The Reports API of Direct gives money in millionths unless it was asked not to, under the same name: then no cost
/// has a decimal mark.
pub fn micros(layout: &Layout, mapping: &mut [ColumnField]) {
    let api = layout
        .header
        .iter()
        .any(|name| name == "CampaignId" || name == "CampaignName");
    let cost = mapping
        .iter_mut()
        .find(|entry| entry.field.as_deref() == Some("cost"));
    let Some(cost) = cost.filter(|_| api) else {
        return;
    };
    let cells: Vec<&str> = layout
        .sample
        .iter()
        .filter_map(|row| row.get(cost.column))
        .map(|cell| cell.trim())
        .filter(|cell| cell.chars().any(|c| c.is_ascii_digit()))
        .collect();
    let whole = |cell: &&str| cell.bytes().all(|byte| byte.is_ascii_digit());
    // Not one of them is less than a thousandth of a unit of money.
    let large = |cell: &&str| *cell == "0" || cell.len() > 3;
    if !cells.is_empty() && cells.iter().all(|cell| whole(cell) && large(cell)) {
        cost.field = Some("cost_micros".to_owned());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn vat_is_taken_off_or_laid_on() {
        let with = |vat| AdOptions {
            vat,
            ..AdOptions::new(Platform::Other)
        };
        assert_eq!(with(Vat::Keep).cost(100_000), 100_000);
        assert_eq!(with(Vat::Remove).cost(100_000), 81_967);
        assert_eq!(with(Vat::Add).cost(100_000), 122_000);
    }

    proptest! {
        #[test]
        fn what_was_laid_on_can_be_taken_off(cost in 0_i64..1_000_000_000_000, vat_rate in 0_i64..=100) {
            let options = |vat| AdOptions { vat, vat_rate, ..AdOptions::new(Platform::Other) };
            prop_assert_eq!(options(Vat::Remove).cost(options(Vat::Add).cost(cost)), cost);
        }
    }
}

//! What a whole report says of each day of each campaign. A report may tell a day in parts (by groups of ads, by
//! devices), so the whole file is heard before a day is written.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use base::fold::fold;
use base::{Currency, Problem, Result, Text, Time, Uuid};
use chrono::NaiveDate;

use super::super::file::{Layout, Row};
use super::super::model::ImportOptions;
use super::super::reading::rows_of;
use super::super::row::{Cells, Columns};
use super::book::{AdCampaign, AdDay};
use super::options::{AdOptions, Platform};

/// A trillion of anything a day is a slip.
const MOST: i64 = 1_000_000_000_000;

/// What one row says.
#[derive(Debug, Clone)]
pub struct Input {
    /// What its campaign is known by in this file.
    pub key: String,
    pub external_id: Option<String>,
    pub name: Option<String>,
    pub currency: Currency,
    pub day: AdDay,
    /// Which part of the day it tells of: equal for rows that tell of the same one.
    part: u64,
    fingerprint: u64,
}

/// What a row is.
pub enum Said {
    Day(Input),
    /// A line of totals, or the number of rows.
    Total,
    Nothing,
}

pub fn read(cells: &mut Cells<'_>, options: &ImportOptions, today: NaiveDate) -> Said {
    if is_total(cells) {
        return Said::Total;
    }
    let external_id = cells.id("campaign_id");
    let name = cells.text("campaign_name");
    let currency = cells.currency("currency").unwrap_or(options.currency);
    let day = cells.day("day");
    let micros = cells.micros("cost_micros", currency);
    let cost = micros.or_else(|| cells.money("cost", currency));
    let (impressions, clicks) = (cells.count("impressions"), cells.count("clicks"));
    let reach = cells.count("reach");
    if cells.is_refused() {
        return Said::Nothing;
    }
    let Some(day) = day else {
        cells.refuse(Text::fixed("Не указан день", "The day is missing"));
        return Said::Nothing;
    };
    if day > today {
        cells.refuse(Text::fixed(
            "День ещё не наступил",
            "The day has not come yet",
        ));
    }
    let key = match (&external_id, &name) {
        (Some(id), _) => format!("#{id}"),
        (None, Some(name)) => fold(name),
        (None, None) => {
            cells.refuse(Text::fixed(
                "Не указана кампания",
                "The campaign is missing",
            ));
            return Said::Nothing;
        }
    };
    let amounts = [cost.map(|cost| cost.amount), impressions, clicks, reach];
    if amounts.iter().flatten().any(|n| !(0..=MOST).contains(n)) {
        cells.refuse(Text::fixed(
            "Числа — от 0 до триллиона",
            "Numbers are from 0 to a trillion",
        ));
    }
    if cells.is_refused() {
        return Said::Nothing;
    }
    let ads = options.ads.clone();
    let ads = ads.unwrap_or_else(|| AdOptions::new(Platform::Other));
    Said::Day(Input {
        key,
        external_id,
        name,
        currency: cost.map_or(currency, |cost| cost.currency),
        day: AdDay {
            day,
            cost: ads.cost(cost.map_or(0, |cost| cost.amount)),
            impressions: impressions.unwrap_or(0),
            clicks: clicks.unwrap_or(0),
            reach,
        },
        part: hash(&cells.other_words()),
        fingerprint: hash(&cells.row.cells),
    })
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// `Total rows: 30`, `Итого`, `Всего с 01.11.2026`, `Total: Account`, where no day stands.
fn is_total(cells: &Cells<'_>) -> bool {
    let says = |cell: &String| {
        let cell = cell.trim().trim_start_matches('"').to_lowercase();
        ["total", "итого", "всего"]
            .iter()
            .any(|word| cell.starts_with(word))
    };
    !cells.has_day("day") && cells.row.cells.iter().any(says)
}

/// A day of a campaign as all rows of the file tell it.
#[derive(Debug)]
struct Sum {
    day: AdDay,
    currency: Currency,
    /// Parts by what tells them apart: the row that tells of each, and its cells.
    parts: HashMap<u64, (u64, u64)>,
    pub written: Option<Written>,
}

/// What was done with a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    Created,
    Updated,
    Unchanged,
}

/// The whole report, and what is known of its campaigns.
#[derive(Debug, Default)]
pub struct Report {
    pub campaigns: Vec<AdCampaign>,
    pub channel: Option<Uuid>,
    /// The campaign of each key, once it was looked for.
    pub found: HashMap<String, Uuid>,
    /// Which key a day of a campaign was told under.
    pub told: HashMap<(Uuid, NaiveDate), String>,
    sums: HashMap<(String, NaiveDate), Sum>,
    pub today: NaiveDate,
}

/// What is to be done with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// It is a part of its day.
    Part,
    /// The same line once more.
    Again,
    Refused(Text),
}

impl Report {
    pub fn new(campaigns: Vec<AdCampaign>, channel: Option<Uuid>) -> Self {
        Self {
            campaigns,
            channel,
            ..Self::default()
        }
    }

    /// Hears the whole file.
    pub async fn hear(
        &mut self,
        file: &tempfile::NamedTempFile,
        layout: &Layout,
        columns: &Columns,
        options: &ImportOptions,
        now: Time,
    ) -> Result<()> {
        self.today = now.day(columns.zone);
        let mut rows = rows_of(file, layout, 0);
        while let Some(part) = rows.recv().await {
            for row in &part? {
                self.hear_row(row, columns, options, now);
            }
            tokio::task::yield_now().await;
        }
        Ok(())
    }

    fn hear_row(&mut self, row: &Row, columns: &Columns, options: &ImportOptions, now: Time) {
        let mut cells = Cells::new(row, columns, now);
        let Said::Day(input) = read(&mut cells, options, self.today) else {
            return;
        };
        let new = Sum {
            day: AdDay {
                cost: 0,
                impressions: 0,
                clicks: 0,
                reach: None,
                ..input.day
            },
            currency: input.currency,
            parts: HashMap::new(),
            written: None,
        };
        let sum = self
            .sums
            .entry((input.key.clone(), input.day.day))
            .or_insert(new);
        if sum.currency != input.currency || sum.parts.contains_key(&input.part) {
            return;
        }
        let first = sum.parts.is_empty();
        sum.parts
            .insert(input.part, (row.number, input.fingerprint));
        let add = |to: &mut i64, more: i64| *to = to.saturating_add(more).min(MOST);
        add(&mut sum.day.cost, input.day.cost);
        add(&mut sum.day.impressions, input.day.impressions);
        add(&mut sum.day.clicks, input.day.clicks);
        // People of two parts may be the same people.
        sum.day.reach = input.day.reach.filter(|_| first);
    }

    pub fn place(&self, row: u64, input: &Input) -> Place {
        let Some(sum) = self.sums.get(&(input.key.clone(), input.day.day)) else {
            return Place::Part;
        };
        if sum.currency != input.currency {
            return Place::Refused(Text::fixed(
                "В этот день у кампании другая валюта в строке выше",
                "A row above has another currency for this day of the campaign",
            ));
        }
        match sum.parts.get(&input.part) {
            Some((first, _)) if *first == row => Place::Part,
            Some((_, fingerprint)) if *fingerprint == input.fingerprint => Place::Again,
            Some((first, _)) => Place::Refused(Text::new(
                format!("Этот день кампании уже есть в строке {first}, но с другими числами"),
                format!("Row {first} has this day of the campaign already, with other numbers"),
            )),
            None => Place::Part,
        }
    }

    /// The day as the whole file tells it, and in how many parts.
    pub fn day(&self, key: &str, day: NaiveDate) -> Option<(AdDay, usize)> {
        let sum = self.sums.get(&(key.to_owned(), day))?;
        Some((sum.day, sum.parts.len()))
    }

    pub fn written(&self, key: &str, day: NaiveDate) -> Option<Written> {
        self.sums.get(&(key.to_owned(), day))?.written
    }

    pub fn write(&mut self, key: &str, day: NaiveDate, written: Written) {
        if let Some(sum) = self.sums.get_mut(&(key.to_owned(), day)) {
            sum.written = Some(written);
        }
    }

    /// The campaign that a row is about: by its number on the platform, else by a name.
    pub fn find(&self, platform: Platform, input: &Input) -> Option<&AdCampaign> {
        let here = |campaign: &&AdCampaign| campaign.platform.as_deref() == Some(platform.as_str());
        let nowhere = |campaign: &&AdCampaign| campaign.platform.is_none();
        let all = || self.campaigns.iter();
        if let Some(id) = &input.external_id {
            let same = |campaign: &&AdCampaign| {
                campaign.external_id.as_ref() == Some(id)
                    || (campaign.external_id.is_none()
                        && campaign.external_name.as_ref() == Some(id))
            };
            let by_id = all()
                .filter(here)
                .find(same)
                .or_else(|| all().filter(nowhere).find(same));
            if by_id.is_some() {
                return by_id;
            }
        }
        let name = fold(input.name.as_deref()?);
        // A campaign with another number is another campaign, whatever it is called.
        let other = |campaign: &AdCampaign| {
            campaign.external_id.is_some()
                && input.external_id.is_some()
                && campaign.external_id != input.external_id
        };
        let called = |campaign: &&AdCampaign| {
            let outside = campaign.external_name.as_deref().map(fold);
            !other(campaign) && (outside.as_ref() == Some(&name) || fold(&campaign.name) == name)
        };
        all()
            .filter(here)
            .find(called)
            .or_else(|| all().filter(nowhere).find(called))
    }
}

/// What a day was when it was written, for taking it back only where nobody has touched it since.
pub fn state(day: &AdDay) -> i64 {
    // FNV-1a: the same in every version of the program, unlike the hasher of maps.
    let numbers = [
        day.cost,
        day.impressions,
        day.clicks,
        day.reach.unwrap_or(-1),
    ];
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in numbers.iter().flat_map(|number| number.to_le_bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash.cast_signed()
}

/// The numbers that a report has no column for stay as they are.
pub fn merged(was: Option<&AdDay>, is: AdDay, columns: &Columns) -> AdDay {
    let Some(was) = was else { return is };
    let has = |keys: &[&str]| keys.iter().any(|key| columns.has(key));
    AdDay {
        day: is.day,
        cost: if has(&["cost", "cost_micros"]) {
            is.cost
        } else {
            was.cost
        },
        impressions: if has(&["impressions"]) {
            is.impressions
        } else {
            was.impressions
        },
        clicks: if has(&["clicks"]) {
            is.clicks
        } else {
            was.clicks
        },
        reach: if has(&["reach"]) { is.reach } else { was.reach },
    }
}

/// The problem of a file whose kind and options do not fit.
pub fn no_options() -> Problem {
    Problem::internal("a report of advertising without its options")
}

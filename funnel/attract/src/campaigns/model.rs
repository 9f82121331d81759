//! What a campaign is, and which of several rules fits best.

use base::problem::Check;
use base::{Currency, Patch, Result, Text, Uuid, fold};
use chrono::NaiveDate;
use db::{FromQueryResult, sea_orm};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::channels::model::Kind;
use crate::utm::{Utm, fits};

base::words! {
    /// Where advertising is bought and reports of it come from.
    Platform as AdPlatform {
        YandexDirect = "yandex_direct",
        VkAds = "vk_ads",
        GoogleAds = "google_ads",
        Other = "other",
    }
}

impl Platform {
    /// The kind of channel that what is bought there usually is.
    pub fn kind(self) -> Kind {
        match self {
            Self::VkAds => Kind::Social,
            Self::YandexDirect | Self::GoogleAds | Self::Other => Kind::Context,
        }
    }
}

/// Patterns of UTM tags: `*` stands for anything, an empty one fits everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Rule {
    #[schema(example = "yandex*")]
    pub source: String,
    #[schema(example = "cpc")]
    pub medium: String,
    pub campaign: String,
    pub content: String,
    pub term: String,
}

impl Rule {
    pub fn patterns(&self) -> [&str; 5] {
        [
            &self.source,
            &self.medium,
            &self.campaign,
            &self.content,
            &self.term,
        ]
        .map(String::as_str)
    }

    fn normal(&self) -> Self {
        let [source, medium, campaign, content, term] =
            self.patterns().map(|pattern| pattern.trim().to_lowercase());
        Self {
            source,
            medium,
            campaign,
            content,
            term,
        }
    }

    /// Whether the tags fit: a pattern that says something needs a tag.
    pub fn fits(&self, utm: &Utm) -> bool {
        self.patterns()
            .into_iter()
            .zip(utm.tags())
            .all(|(pattern, tag)| pattern.is_empty() || tag.is_some_and(|tag| fits(pattern, tag)))
    }

    /// How much the rule says: first how many tags it names whole, then how many with stars, then the
    /// letters of those.
    pub fn weight(&self) -> (usize, usize, usize) {
        let named: Vec<&str> = self
            .patterns()
            .into_iter()
            .filter(|p| !p.is_empty())
            .collect();
        let starred = named.iter().filter(|pattern| pattern.contains('*')).count();
        let letters = named
            .iter()
            .map(|p| p.chars().filter(|c| *c != '*').count())
            .sum();
        (named.len() - starred, starred, letters)
    }
}

/// Everything that people say of a campaign.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct CampaignFacts {
    pub name: String,
    pub channel_id: Uuid,
    pub owner_id: Option<Uuid>,
    pub starts_on: Option<String>,
    pub ends_on: Option<String>,
    pub goal: String,
    /// Minor units of the currency.
    pub budget: Option<i64>,
    pub currency: String,
    /// On top of the platform's cost, in hundredths of a percent.
    pub markup: i64,
    pub erid: Option<String>,
    /// A word of [`Platform`].
    pub platform: Option<String>,
    /// The campaign's number on the platform.
    pub external_id: Option<String>,
    /// What the platform calls it.
    pub external_name: Option<String>,
    pub goal_leads: Option<i64>,
    pub goal_qualified: Option<i64>,
    /// Minor units of the currency.
    pub goal_revenue: Option<i64>,
    pub archived: bool,
}

/// At most ten times the platform's cost on top of it.
const MOST_MARKUP: i64 = 100_000;
const MOST_RULES: usize = 100;
const MOST_GOAL: i64 = 1_000_000_000_000;

impl CampaignFacts {
    /// The facts in the form they are kept in.
    ///
    /// # Errors
    /// `invalid` with every wrong field.
    pub fn checked(mut self) -> Result<Self> {
        let mut check = Check::default();
        check.required("name", &self.name, 300);
        self.name = self.name.trim().to_owned();
        self.goal = self.goal.trim().to_owned();
        check.length("goal", &self.goal, 2_000);
        for (field, text, most) in [
            ("erid", &mut self.erid, 200),
            ("external_id", &mut self.external_id, 100),
            ("external_name", &mut self.external_name, 300),
        ] {
            *text = text
                .take()
                .map(|t| t.trim().to_owned())
                .filter(|t| !t.is_empty());
            check.length(field, text.as_deref().unwrap_or_default(), most);
        }
        let day = |text: &Option<String>| text.as_deref().map(str::parse::<NaiveDate>);
        match (day(&self.starts_on), day(&self.ends_on)) {
            (Some(Err(_)), _) => check.fail("starts_on", "wrong_day", WRONG_DAY),
            (_, Some(Err(_))) => check.fail("ends_on", "wrong_day", WRONG_DAY),
            (Some(Ok(from)), Some(Ok(to))) if to < from => {
                let text = Text::fixed(
                    "Кампания заканчивается раньше, чем начинается",
                    "The campaign ends before it begins",
                );
                check.fail("ends_on", "out_of_range", text);
            }
            _ => {}
        }
        if self.budget.is_some_and(|budget| budget < 0) {
            let text = Text::fixed("Бюджет не бывает отрицательным", "A budget is not negative");
            check.fail("budget", "out_of_range", text);
        }
        for (field, goal) in [
            ("goal_leads", self.goal_leads),
            ("goal_qualified", self.goal_qualified),
            ("goal_revenue", self.goal_revenue),
        ] {
            if goal.is_some_and(|goal| !(1..=MOST_GOAL).contains(&goal)) {
                let text = Text::fixed("Цель — число больше нуля", "A goal is a number above zero");
                check.fail(field, "out_of_range", text);
            }
        }
        let unknown = |word: &str| Platform::parse(word).is_none();
        if self.platform.as_deref().is_some_and(unknown) {
            let text = Text::fixed("Такой площадки нет", "There is no such platform");
            check.fail("platform", "not_found", text);
        }
        if !(0..=MOST_MARKUP).contains(&self.markup) {
            let text = Text::fixed(
                "Наценка — от 0 до 1000 %",
                "The mark-up is from 0 to 1000 %",
            );
            check.fail("markup", "out_of_range", text);
        }
        if Currency::parse(&self.currency).is_none() {
            let text = Text::fixed(
                "Нужен код валюты вида RUB",
                "A currency code like RUB is needed",
            );
            check.fail("currency", "wrong_currency", text);
        }
        check.done()?;
        Ok(self)
    }

    pub fn folded(&self) -> String {
        fold::fold(&self.name)
    }
}

const WRONG_DAY: Text = Text::fixed(
    "Нужен день вида 2026-11-23",
    "A day like 2026-11-23 is needed",
);

/// The rules in the form they are compared in, without repetitions.
///
/// # Errors
/// `invalid` for a rule that names nothing, or too many.
pub fn checked_rules(rules: &[Rule]) -> Result<Vec<Rule>> {
    let mut check = Check::default();
    let mut kept: Vec<Rule> = Vec::new();
    for (index, rule) in rules.iter().enumerate() {
        let rule = rule.normal();
        let says = rule.patterns().iter().any(|p| p.chars().any(|c| c != '*'));
        if !says {
            let text = Text::fixed(
                "Правило без единой метки подошло бы ко всем посещениям: укажите хотя бы одну",
                "A rule without any tag would fit every visit: name at least one",
            );
            check.fail(&format!("rules[{index}]"), "empty", text);
        } else if rule
            .patterns()
            .iter()
            .any(|pattern| pattern.chars().count() > 200)
        {
            let text = Text::fixed("Не длиннее 200 знаков", "At most 200 characters");
            check.fail(&format!("rules[{index}]"), "too_long", text);
        } else if !kept.contains(&rule) {
            kept.push(rule);
        }
    }
    if kept.len() > MOST_RULES {
        let text = Text::fixed("Не больше 100 правил", "At most 100 rules");
        check.fail("rules", "too_many", text);
    }
    check.done()?;
    Ok(kept)
}

/// A change of a campaign. Absent fields stay as they are, `null` clears them.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub struct CampaignChange {
    /// The version that the change was made from, unless `If-Match` says it.
    pub version: Option<i64>,
    pub name: Option<String>,
    pub channel_id: Option<Uuid>,
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    pub owner_id: Patch<Uuid>,
    #[serde(default)]
    #[schema(value_type = Option<NaiveDate>)]
    pub starts_on: Patch<NaiveDate>,
    #[serde(default)]
    #[schema(value_type = Option<NaiveDate>)]
    pub ends_on: Patch<NaiveDate>,
    pub goal: Option<String>,
    /// Minor units.
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    pub budget: Patch<i64>,
    pub currency: Option<String>,
    /// Hundredths of a percent.
    pub markup: Option<i64>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub erid: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<Platform>)]
    pub platform: Patch<Platform>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub external_id: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub external_name: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    pub goal_leads: Patch<i64>,
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    pub goal_qualified: Patch<i64>,
    /// Minor units.
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    pub goal_revenue: Patch<i64>,
    pub archived: Option<bool>,
    /// All rules of the campaign from now on.
    pub rules: Option<Vec<Rule>>,
}

impl CampaignChange {
    /// The facts as the change leaves them, still to be checked.
    pub fn apply(self, to: &CampaignFacts) -> CampaignFacts {
        let mut facts = to.clone();
        if let Some(name) = self.name {
            facts.name = name;
        }
        facts.channel_id = self.channel_id.unwrap_or(facts.channel_id);
        self.owner_id.apply(&mut facts.owner_id);
        self.starts_on
            .map(|day| day.to_string())
            .apply(&mut facts.starts_on);
        self.ends_on
            .map(|day| day.to_string())
            .apply(&mut facts.ends_on);
        if let Some(goal) = self.goal {
            facts.goal = goal;
        }
        self.budget.apply(&mut facts.budget);
        if let Some(currency) = self.currency {
            facts.currency = currency;
        }
        facts.markup = self.markup.unwrap_or(facts.markup);
        self.erid.apply(&mut facts.erid);
        self.platform
            .map(|platform| platform.as_str().to_owned())
            .apply(&mut facts.platform);
        self.external_id.apply(&mut facts.external_id);
        self.external_name.apply(&mut facts.external_name);
        self.goal_leads.apply(&mut facts.goal_leads);
        self.goal_qualified.apply(&mut facts.goal_qualified);
        self.goal_revenue.apply(&mut facts.goal_revenue);
        facts.archived = self.archived.unwrap_or(facts.archived);
        facts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utm(source: &str, medium: &str, campaign: &str) -> Utm {
        let tag = |text: &str| Some(text.to_owned());
        Utm {
            source: tag(source),
            medium: tag(medium),
            campaign: tag(campaign),
            ..Utm::default()
        }
    }

    fn rule(source: &str, medium: &str, campaign: &str) -> Rule {
        Rule {
            source: source.to_owned(),
            medium: medium.to_owned(),
            campaign: campaign.to_owned(),
            ..Rule::default()
        }
    }

    #[test]
    fn the_rule_that_says_more_weighs_more() {
        let visit = utm("yandex", "cpc", "crm_autumn");
        let rules = [
            rule("", "cpc", ""),
            rule("yandex", "", ""),
            rule("yandex", "cpc", "crm_*"),
            rule("yandex", "cpc", "crm_autumn"),
        ];
        let mut fitting: Vec<&Rule> = rules.iter().filter(|rule| rule.fits(&visit)).collect();
        assert_eq!(fitting.len(), 4);
        fitting.sort_by_key(|rule| rule.weight());
        assert_eq!(fitting.last().expect("one").campaign, "crm_autumn");
        assert!(!rule("vk", "", "").fits(&visit));
        assert!(
            !rule("*", "", "").fits(&Utm::default()),
            "a star needs a tag"
        );
    }

    #[test]
    fn rules_say_something_and_are_kept_once() {
        let rules = [rule(" Yandex ", "CPC", ""), rule("yandex", "cpc", "")];
        assert_eq!(
            checked_rules(&rules).expect("fine"),
            [rule("yandex", "cpc", "")]
        );
        assert!(checked_rules(&[rule("", "*", "")]).is_err());
    }
}

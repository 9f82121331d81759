//! What stands on a dashboard, and who may change it.

use std::collections::{BTreeMap, HashSet};

use base::problem::Check;
use base::{Actor, Lang, Permission, Problem, Result, Text, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// So many dashboards a person may have.
pub const MOST_DASHBOARDS: i64 = 100;

/// So many tiles stand on one.
const MOST_TILES: usize = 40;

const LONGEST_NAME: usize = 80;
const LONGEST_TITLE: usize = 120;
const LONGEST_KEY: usize = 40;
/// A filter holds a few dozen ids at most.
const LONGEST_FILTER: usize = 1_000;

/// The columns of the grid.
const COLUMNS: i64 = 12;
const NARROWEST: i64 = 2;
const HIGHEST: i64 = 12;
const LOWEST_ROW: i64 = 500;

/// How a tile shows what it asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TileView {
    Number,
    Trend,
    Bars,
    Funnel,
    Forecast,
    WeakPoints,
    PlanFact,
    Attention,
}

impl TileView {
    /// It shows one metric and has to be told which.
    fn needs_metric(self) -> bool {
        matches!(self, Self::Number | Self::Trend | Self::Bars)
    }
}

/// What a tile divides its metric by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TileBy {
    Owner,
    Team,
    Source,
    Stage,
    Reason,
    Tag,
    Industry,
    CompanySize,
    Pipeline,
    CampaignFirst,
    ChannelFirst,
    Landing,
    FirstResponse,
    ScriptVersion,
    Fit,
}

/// The days that a tile looks at, counted from the day it is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum TilePeriod {
    #[serde(rename = "this_month")]
    ThisMonth,
    #[serde(rename = "last_month")]
    LastMonth,
    #[serde(rename = "this_quarter")]
    ThisQuarter,
    #[serde(rename = "last_quarter")]
    LastQuarter,
    #[serde(rename = "this_year")]
    ThisYear,
    #[serde(rename = "last_12_months")]
    Last12Months,
    #[serde(rename = "last_90_days")]
    Last90Days,
    #[serde(rename = "all")]
    All,
}

/// What a tile can be narrowed by.
const FILTERS: [&str; 8] = [
    "pipeline",
    "owner",
    "team",
    "source",
    "tag",
    "currency",
    "industry",
    "company_size",
];

/// One tile: what it asks for, how it shows it, and its place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = DashboardTile)]
pub struct Tile {
    /// Chosen by the caller, unique on the dashboard.
    #[schema(example = "t1")]
    pub id: String,
    pub view: TileView,
    /// The key of a metric. Views `number`, `trend` and `bars` need it.
    #[schema(example = "deals_won")]
    pub metric: Option<String>,
    /// Instead of the usual one.
    pub title: Option<String>,
    /// View `bars` needs it.
    pub by: Option<TileBy>,
    pub period: Option<TilePeriod>,
    /// `pipeline`, `owner`, `team`, `source`, `tag`, `currency`, `industry`, `company_size` as in the
    /// filters of reports.
    #[serde(default)]
    pub filters: BTreeMap<String, String>,
    /// The column it begins in, from 0; `x + w` is at most 12.
    pub x: i64,
    /// The row it begins in, from 0 to 500.
    pub y: i64,
    /// Columns: 2 to 12.
    pub w: i64,
    /// Rows: 1 to 12.
    pub h: i64,
}

/// What people set of a dashboard.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Layout {
    pub name: String,
    /// All who see reports see it.
    pub shared: bool,
    pub tiles: Vec<Tile>,
}

impl Layout {
    /// The layout in the form it is kept in.
    ///
    /// # Errors
    /// `invalid` with every wrong field, such as `tiles[3].metric`.
    pub fn checked(mut self) -> Result<Self> {
        let mut check = Check::default();
        self.name = self.name.trim().into();
        check.required("name", &self.name, LONGEST_NAME);
        if self.tiles.len() > MOST_TILES {
            check.fail(
                "tiles",
                "too_many",
                Text::new(
                    format!("Не больше {MOST_TILES} плиток"),
                    format!("At most {MOST_TILES} tiles"),
                ),
            );
        }
        let mut ids = HashSet::new();
        for (index, tile) in self.tiles.iter_mut().enumerate().take(MOST_TILES) {
            tile.tidy();
            tile.check(&mut check, index);
            if !ids.insert(tile.id.clone()) {
                check.fail(&format!("tiles[{index}].id"), "repeated", REPEATED);
            }
        }
        check.done()?;
        Ok(self)
    }
}

impl Tile {
    fn tidy(&mut self) {
        crm::companies::model::trim(&mut self.title);
        self.id = self.id.trim().to_owned();
    }

    fn check(&self, check: &mut Check, index: usize) {
        let field = |name: &str| format!("tiles[{index}].{name}");
        check.required(&field("id"), &self.id, LONGEST_KEY);
        check.length(
            &field("title"),
            self.title.as_deref().unwrap_or_default(),
            LONGEST_TITLE,
        );
        match &self.metric {
            Some(metric) if !is_key(metric) => {
                check.fail(&field("metric"), "wrong_key", WRONG_KEY);
            }
            None if self.view.needs_metric() => {
                check.fail(&field("metric"), "required", NEEDS_METRIC);
            }
            _ => {}
        }
        if self.view == TileView::Bars && self.by.is_none() {
            check.fail(&field("by"), "required", NEEDS_BY);
        }
        for (name, value) in &self.filters {
            if FILTERS.contains(&name.as_str()) {
                check.required(&field(&format!("filters.{name}")), value, LONGEST_FILTER);
            } else {
                // The name is the caller's own and may be of any length.
                check.fail(&field("filters"), "unknown_filter", unknown_filter(name));
            }
        }
        within(check, &field("w"), self.w, NARROWEST, COLUMNS);
        within(check, &field("h"), self.h, 1, HIGHEST);
        within(check, &field("y"), self.y, 0, LOWEST_ROW);
        let last = COLUMNS - self.w.clamp(NARROWEST, COLUMNS);
        within(check, &field("x"), self.x, 0, last);
    }
}

fn is_key(text: &str) -> bool {
    (1..=LONGEST_KEY).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

fn within(check: &mut Check, field: &str, value: i64, least: i64, most: i64) {
    if !(least..=most).contains(&value) {
        check.fail(
            field,
            "out_of_range",
            Text::new(
                format!("Нужно число от {least} до {most}"),
                format!("A number from {least} to {most} is needed"),
            ),
        );
    }
}

fn unknown_filter(name: &str) -> Text {
    let name: String = name.chars().take(LONGEST_KEY).collect();
    let known = FILTERS.join(", ");
    Text::new(
        format!("Неизвестный фильтр «{name}». Здесь понятны: {known}"),
        format!("Unknown filter “{name}”. Known here: {known}"),
    )
}

const REPEATED: Text = Text::fixed(
    "Такая плитка уже есть, нужен другой id",
    "There is already such a tile, another id is needed",
);

const WRONG_KEY: Text = Text::fixed(
    "Нужно имя показателя из латинских букв и подчёркиваний, до 40 знаков",
    "The key of a metric is needed: at most 40 small Latin letters and underscores",
);

const NEEDS_METRIC: Text = Text::fixed(
    "Выберите показатель для этой плитки",
    "Choose a metric for this tile",
);

const NEEDS_BY: Text = Text::fixed(
    "Выберите, по чему разбить столбцы",
    "Choose what the bars are divided by",
);

/// What a copy is called, in the language of the one who makes it.
pub fn name_of_copy(name: &str, lang: Lang) -> String {
    let mark = match lang {
        Lang::Ru => " (копия)",
        Lang::En => " (copy)",
    };
    let room = LONGEST_NAME - mark.chars().count();
    let kept: String = name.chars().take(room).collect();
    format!("{}{mark}", kept.trim_end())
}

/// Whether somebody sees a dashboard of this owner.
pub fn sees(actor: &Actor, owner: Uuid, shared: bool) -> bool {
    shared || actor.user_id == Some(owner)
}

/// Whether somebody may change or delete a dashboard of this owner that they see. Those who manage
/// users may: of the roles it is the owner of the company alone.
pub fn may_change(actor: &Actor, owner: Uuid) -> bool {
    actor.user_id == Some(owner) || actor.may(Permission::UsersWrite)
}

/// # Errors
/// `forbidden`.
pub fn check_writer(actor: &Actor, owner: Uuid) -> Result<()> {
    if may_change(actor, owner) {
        return Ok(());
    }
    Err(Problem::forbidden().with_detail(Text::fixed(
        "Панель меняет тот, кто её создал. Сделайте себе копию",
        "A dashboard is changed by the one who made it. Make a copy of your own",
    )))
}

#[cfg(test)]
mod tests {
    use base::Scope;
    use serde_json::json;

    use super::*;

    fn tile(change: serde_json::Value) -> Tile {
        let mut whole = json!({ "id": "a", "view": "funnel", "x": 0, "y": 0, "w": 6, "h": 4 });
        for (name, value) in change.as_object().expect("fields") {
            whole[name] = value.clone();
        }
        serde_json::from_value(whole).expect("a tile")
    }

    fn wrong(tiles: Vec<Tile>) -> Vec<(String, &'static str)> {
        let layout = Layout {
            name: "Панель".to_owned(),
            shared: false,
            tiles,
        };
        match layout.checked() {
            Ok(_) => Vec::new(),
            Err(problem) => {
                let errors = problem.0.errors.into_iter();
                errors.map(|error| (error.field, error.code)).collect()
            }
        }
    }

    #[test]
    fn a_tile_says_what_it_shows() {
        let one = |change| wrong(vec![tile(change)]);
        let named = |field: &str, code| vec![(format!("tiles[0].{field}"), code)];
        assert!(one(json!({})).is_empty());
        assert!(one(json!({ "view": "number", "metric": "deals_won" })).is_empty());
        let bars = json!({ "view": "bars", "metric": "deals_won", "by": "company_size" });
        assert!(one(bars).is_empty());
        for view in ["number", "trend"] {
            assert_eq!(one(json!({ "view": view })), named("metric", "required"));
        }
        let bars = json!({ "view": "bars", "metric": "deals_won" });
        assert_eq!(one(bars), named("by", "required"));
        for key in ["", "Deals", "deals-won", &"a".repeat(41)] {
            let change = json!({ "view": "plan_fact", "metric": key });
            assert_eq!(one(change), named("metric", "wrong_key"), "{key}");
        }
        let title = json!({ "title": "я".repeat(121) });
        assert_eq!(one(title), named("title", "too_long"));
        assert_eq!(one(json!({ "id": " " })), named("id", "required"));
        let filters = json!({ "filters": { "owner": "none", "company_size": "1-10" } });
        assert!(one(filters).is_empty());
        let filters = json!({ "filters": { "color": "red" } });
        assert_eq!(one(filters), named("filters", "unknown_filter"));
        let filters = json!({ "filters": { "owner": "" } });
        assert_eq!(one(filters), named("filters.owner", "required"));
    }

    #[test]
    fn a_tile_stands_on_the_grid() {
        let at = |x: i64, y: i64, w: i64, h: i64| {
            wrong(vec![tile(json!({ "x": x, "y": y, "w": w, "h": h }))])
        };
        let named = |field: &str| vec![(format!("tiles[0].{field}"), "out_of_range")];
        assert!(at(0, 0, 12, 12).is_empty() && at(10, 500, 2, 1).is_empty());
        assert_eq!(at(7, 0, 6, 1), named("x"));
        assert_eq!(at(-1, 0, 6, 1), named("x"));
        assert_eq!(at(0, 501, 6, 1), named("y"));
        assert_eq!(at(0, 0, 1, 1), named("w"));
        assert_eq!(at(0, 0, i64::MAX, 1), named("w"));
        assert_eq!(at(0, 0, 6, 13), named("h"));
        assert_eq!(at(i64::MAX, 0, 6, 1), named("x"));
    }

    #[test]
    fn tiles_are_few_and_told_apart() {
        let twice = vec![tile(json!({})), tile(json!({ "id": " a " }))];
        assert_eq!(wrong(twice), [("tiles[1].id".to_owned(), "repeated")]);
        let many: Vec<Tile> = (0..=MOST_TILES)
            .map(|n| tile(json!({ "id": n.to_string() })))
            .collect();
        assert_eq!(wrong(many[1..].to_vec()), []);
        assert_eq!(wrong(many), [("tiles".to_owned(), "too_many")]);
    }

    #[test]
    fn a_copy_has_room_for_its_mark() {
        assert_eq!(name_of_copy("Продажи", Lang::Ru), "Продажи (копия)");
        let longest = name_of_copy(&"я".repeat(80), Lang::En);
        assert_eq!(longest.chars().count(), LONGEST_NAME);
        assert!(longest.ends_with("я (copy)"));
    }

    #[test]
    fn whoever_made_it_changes_it_and_the_owner_of_the_company() {
        let (me, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let mut actor = Actor {
            user_id: Some(me),
            permissions: vec![Permission::ReportsRead],
            scope: Scope::All,
            ..Actor::system()
        };
        assert!(sees(&actor, me, false) && sees(&actor, other, true));
        assert!(!sees(&actor, other, false));
        assert!(check_writer(&actor, me).is_ok());
        assert!(check_writer(&actor, other).is_err());
        actor.permissions.push(Permission::UsersWrite);
        assert!(check_writer(&actor, other).is_ok());
        assert!(!sees(&actor, other, false));
    }
}

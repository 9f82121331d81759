//! What pipelines and stages are, and how they are put in order. No I/O.

use std::collections::HashSet;

use base::problem::Check;
use base::{Patch, Problem, Result, Text, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a stage is for, in the order of the funnel.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum StageKind {
    Attract,
    Qualify,
    Present,
    Close,
    Purchase,
    Retain,
}

impl StageKind {
    pub const ALL: [Self; 6] = [
        Self::Attract,
        Self::Qualify,
        Self::Present,
        Self::Close,
        Self::Purchase,
        Self::Retain,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Attract => "attract",
            Self::Qualify => "qualify",
            Self::Present => "present",
            Self::Close => "close",
            Self::Purchase => "purchase",
            Self::Retain => "retain",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Its number on the way, as `deals.reached_kind` keeps it: attract is 0, retain is 5.
    pub fn rank(self) -> i64 {
        self as i64
    }

    /// A deal that enters such a stage is won.
    pub fn wins(self) -> bool {
        self >= Self::Purchase
    }
}

/// Something to do on a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChecklistItem {
    /// Stays the same when the text changes.
    #[serde(default)]
    #[schema(required)]
    pub id: String,
    pub text: String,
}

/// An item of a checklist as it is sent.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only describes how a ChecklistItem may be sent")]
struct ChecklistItemForm {
    /// Of an item that was there before. Left out for a new one.
    id: Option<String>,
    text: String,
}

/// What must be known of a deal before it enters a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequiredField {
    Amount,
    Company,
    Contact,
    Source,
    ExpectedClose,
    NextStep,
    Owner,
    /// Everything on the checklist of the stage that the deal leaves is done.
    Checklist,
}

/// A place on the way of a deal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Stage {
    pub id: Uuid,
    pub pipeline_id: Uuid,
    #[schema(example = "Квалификация")]
    pub name: String,
    pub kind: StageKind,
    pub position: i64,
    /// `#rrggbb`
    #[schema(example = "#0891b2")]
    pub color: String,
    pub goal: String,
    pub checklist: Vec<ChecklistItem>,
    /// A deal that stays longer is stuck.
    pub age_limit_days: Option<i64>,
    /// The share of deals that should go on from here, in basis points.
    pub target_conversion: Option<i64>,
    pub required_fields: Vec<RequiredField>,
    /// Out of use: kept for the history.
    pub archived: bool,
    pub version: i64,
}

/// A way that deals go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Pipeline {
    pub id: Uuid,
    #[schema(example = "Продажи")]
    pub name: String,
    pub position: i64,
    pub archived: bool,
    pub version: i64,
    /// In their order, archived ones too.
    pub stages: Vec<Stage>,
}

impl Pipeline {
    /// The stages in use, in their order.
    pub fn active(&self) -> impl DoubleEndedIterator<Item = &Stage> {
        self.stages.iter().filter(|stage| !stage.archived)
    }

    pub fn stage(&self, id: Uuid) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.id == id)
    }

    /// Where a won deal goes: the first stage of kind purchase, or else of kind retain.
    pub fn winning(&self) -> Option<&Stage> {
        let first = |kind| self.active().find(move |stage| stage.kind == kind);
        first(StageKind::Purchase).or_else(|| first(StageKind::Retain))
    }
}

/// A stage to be added.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewStage {
    pub name: String,
    pub kind: StageKind,
    /// Its place among the stages in use; usually behind the last one of its kind or an earlier one.
    pub position: Option<i64>,
    pub color: Option<String>,
    #[serde(default)]
    pub goal: String,
    #[serde(default)]
    #[schema(value_type = Vec<ChecklistItemForm>)]
    pub checklist: Vec<ChecklistItem>,
    pub age_limit_days: Option<i64>,
    pub target_conversion: Option<i64>,
    #[serde(default)]
    pub required_fields: Vec<RequiredField>,
}

/// A change of a stage. Absent fields stay as they are, `null` clears them.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub struct StagePatch {
    pub version: Option<i64>,
    pub name: Option<String>,
    pub kind: Option<StageKind>,
    pub color: Option<String>,
    pub goal: Option<String>,
    /// The whole list. Items keep their ids, and with them what was already done.
    #[schema(value_type = Option<Vec<ChecklistItemForm>>)]
    pub checklist: Option<Vec<ChecklistItem>>,
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    pub age_limit_days: Patch<i64>,
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    pub target_conversion: Patch<i64>,
    pub required_fields: Option<Vec<RequiredField>>,
    /// `false` takes an archived stage into use again. Delete a stage to archive it.
    pub archived: Option<bool>,
}

impl StagePatch {
    pub fn apply(self, stage: &Stage) -> Stage {
        let mut next = stage.clone();
        if let Some(name) = self.name {
            next.name = name;
        }
        if let Some(kind) = self.kind {
            next.kind = kind;
        }
        if let Some(color) = self.color {
            next.color = color;
        }
        if let Some(goal) = self.goal {
            next.goal = goal;
        }
        if let Some(checklist) = self.checklist {
            next.checklist = checklist;
        }
        self.age_limit_days.apply(&mut next.age_limit_days);
        self.target_conversion.apply(&mut next.target_conversion);
        if let Some(required) = self.required_fields {
            next.required_fields = required;
        }
        if self.archived == Some(false) {
            next.archived = false;
        }
        next
    }
}

/// The colours of stages by kind: each stands out from a white and from a black background.
pub fn usual_color(kind: StageKind) -> &'static str {
    match kind {
        StageKind::Attract => "#2563eb",
        StageKind::Qualify => "#0891b2",
        StageKind::Present => "#0d9488",
        StageKind::Close => "#b45309",
        StageKind::Purchase => "#15803d",
        StageKind::Retain => "#9333ea",
    }
}

impl Stage {
    /// The stage in the form it is kept in; new checklist items get their ids from `new_id`.
    ///
    /// # Errors
    /// `invalid` with every wrong field.
    pub fn checked(mut self, new_id: impl Fn() -> Uuid) -> Result<Self> {
        let mut check = Check::default();
        check.required("name", &self.name, 100);
        check.length("goal", &self.goal, 500);
        for text in [&mut self.name, &mut self.goal] {
            *text = text.trim().to_owned();
        }
        if !is_color(&self.color) {
            let text = Text::fixed("Цвет вида #0891b2", "A colour like #0891b2");
            check.fail("color", "wrong_color", text);
        }
        if self
            .age_limit_days
            .is_some_and(|days| !(1..=3650).contains(&days))
        {
            let text = Text::fixed("От 1 до 3650 дней", "From 1 to 3650 days");
            check.fail("age_limit_days", "out_of_range", text);
        }
        if self
            .target_conversion
            .is_some_and(|share| !(0..=10_000).contains(&share))
        {
            let text = Text::fixed("От 0 до 100 %", "From 0 to 100%");
            check.fail("target_conversion", "out_of_range", text);
        }
        if self.checklist.len() > 30 {
            let text = Text::fixed("Не больше 30 пунктов", "At most 30 items");
            check.fail("checklist", "too_many", text);
        }
        let mut ids = HashSet::new();
        for (index, item) in self.checklist.iter_mut().enumerate() {
            check.required(&format!("checklist[{index}].text"), &item.text, 300);
            item.text = item.text.trim().to_owned();
            if item.id.is_empty() || item.id.len() > 64 || !ids.insert(item.id.clone()) {
                item.id = new_id().to_string();
                ids.insert(item.id.clone());
            }
        }
        let mut seen = HashSet::new();
        self.required_fields.retain(|field| seen.insert(*field));
        check.done()?;
        Ok(self)
    }
}

fn is_color(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// The order of all stages when those in use come in the order of `active`. An archived stage stays
/// behind the one it has stood behind, so that the place it had keeps its meaning.
///
/// # Errors
/// `invalid` unless `active` names each stage in use once.
pub fn ordered(stages: &[Stage], active: &[Uuid]) -> Result<Vec<Uuid>> {
    let in_use: HashSet<Uuid> = stages
        .iter()
        .filter(|stage| !stage.archived)
        .map(|stage| stage.id)
        .collect();
    let named: HashSet<Uuid> = active.iter().copied().collect();
    if named != in_use || active.len() != in_use.len() {
        return Err(Problem::field(
            "stage_ids",
            "wrong_stages",
            Text::fixed(
                "Перечислите каждый действующий этап воронки один раз",
                "Name each stage in use of the pipeline once",
            ),
        ));
    }
    let mut groups: Vec<(Option<Uuid>, Vec<Uuid>)> = vec![(None, Vec::new())];
    for stage in stages {
        if stage.archived {
            if let Some((_, behind)) = groups.last_mut() {
                behind.push(stage.id);
            }
        } else {
            groups.push((Some(stage.id), Vec::new()));
        }
    }
    let mut order = groups.remove(0).1;
    for id in active {
        order.push(*id);
        if let Some((_, behind)) = groups.iter().find(|(head, _)| *head == Some(*id)) {
            order.extend(behind);
        }
    }
    Ok(order)
}

/// Where among the stages in use a new one goes.
pub fn place_of_new(stages: &[Stage], kind: StageKind, asked: Option<i64>) -> usize {
    let active: Vec<&Stage> = stages.iter().filter(|stage| !stage.archived).collect();
    match asked {
        Some(position) => usize::try_from(position).unwrap_or(0).min(active.len()),
        None => active
            .iter()
            .rposition(|stage| stage.kind <= kind)
            .map_or(0, |index| index + 1),
    }
}

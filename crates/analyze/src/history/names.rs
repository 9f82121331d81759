//! What the small numbers of the history stand for.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use base::{Currency, Uuid};
use crm::marks::{Kind, Mark};

use super::model::NONE;

/// A stage, with what the numbers ask of it.
#[derive(Debug, Clone, PartialEq)]
pub struct StageInfo {
    pub id: Uuid,
    pub pipeline: Uuid,
    pub name: String,
    /// Index into [`crate::funnel::model::KINDS`].
    pub kind: usize,
    pub position: i64,
    pub color: String,
    /// The share of deals that should go on from here, in basis points.
    pub target: Option<i64>,
    pub archived: bool,
    pub age_limit_days: Option<i64>,
}

/// The first kind that wins.
pub const PURCHASE: usize = 4;

impl StageInfo {
    /// A deal that enters it is won.
    pub fn wins(&self) -> bool {
        self.kind >= PURCHASE
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct UserInfo {
    pub id: Uuid,
    pub name: String,
    pub team: Option<Uuid>,
    pub active: bool,
}

/// Things numbered in the order they became known; a number is never given to another.
#[derive(Debug, Clone)]
pub struct Numbered<T: Eq + Hash + Clone> {
    items: Vec<T>,
    places: HashMap<T, u32>,
}

impl<T: Eq + Hash + Clone> Default for Numbered<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            places: HashMap::new(),
        }
    }
}

impl<T: Eq + Hash + Clone> Numbered<T> {
    pub fn place(&self, item: &T) -> Option<u32> {
        self.places.get(item).copied()
    }

    pub fn of(&mut self, item: T) -> u32 {
        if let Some(place) = self.places.get(&item) {
            return *place;
        }
        let place = self.items.len() as u32;
        self.items.push(item.clone());
        self.places.insert(item, place);
        place
    }

    pub fn get(&self, place: u32) -> Option<&T> {
        self.items.get(place as usize)
    }

    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.items.iter()
    }

    pub fn len(&self) -> usize {
        self.items.len()
    }

    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

/// The words of the history.
#[derive(Debug, Clone, Default)]
pub struct Names {
    pub stages: Numbered<Uuid>,
    /// By the number of the stage; none for a stage that is no more.
    pub stage_infos: Vec<Option<StageInfo>>,
    pub pipelines: Vec<(Uuid, String)>,
    pub people: Numbered<Uuid>,
    pub users: HashMap<Uuid, UserInfo>,
    pub teams: Vec<(Uuid, String)>,
    pub sources: Numbered<Uuid>,
    pub source_names: HashMap<Uuid, String>,
    pub reasons: Numbered<Uuid>,
    pub reason_names: HashMap<Uuid, String>,
    pub tags: Numbered<Uuid>,
    pub tag_names: HashMap<Uuid, String>,
    pub marks: Numbered<Uuid>,
    /// By the number of the mark; none for one that is no more.
    pub mark_infos: Vec<Option<Mark>>,
    pub industries: Numbered<String>,
    /// Many: shared between one history and the next.
    pub companies: Arc<Numbered<Uuid>>,
}

impl Names {
    pub fn company(&mut self, id: Uuid) -> u32 {
        match self.companies.place(&id) {
            Some(place) => place,
            None => Arc::make_mut(&mut self.companies).of(id),
        }
    }

    pub fn stage(&self, number: u16) -> Option<&StageInfo> {
        self.stage_infos.get(usize::from(number))?.as_ref()
    }

    pub fn stage_number(&self, id: Uuid) -> Option<u16> {
        self.stages.place(&id).map(|place| place as u16)
    }

    pub fn mark(&self, number: u32) -> Option<&Mark> {
        self.mark_infos.get(number as usize)?.as_ref()
    }

    pub fn mark_number(&self, kind: Kind, key: &str) -> Option<u32> {
        let fits = |info: &Option<Mark>| {
            info.as_ref()
                .is_some_and(|mark| mark.kind == kind && mark.key == key)
        };
        let place = self.mark_infos.iter().position(fits)?;
        u32::try_from(place).ok()
    }

    pub fn owner_name(&self, number: u16) -> Option<&str> {
        let id = self.people.get(u32::from(number))?;
        Some(self.users.get(id)?.name.as_str())
    }

    pub fn owner_id(&self, number: u16) -> Option<Uuid> {
        self.people.get(u32::from(number)).copied()
    }

    pub fn team_of(&self, number: u16) -> Option<Uuid> {
        self.users.get(&self.owner_id(number)?)?.team
    }

    /// The stages of one pipeline or of all, in their order.
    pub fn stages_of(&self, pipeline: Option<Uuid>) -> Vec<&StageInfo> {
        let mut stages: Vec<&StageInfo> = self
            .stage_infos
            .iter()
            .flatten()
            .filter(|stage| pipeline.is_none_or(|id| stage.pipeline == id))
            .collect();
        let rank = |id: Uuid| self.pipelines.iter().position(|(other, _)| *other == id);
        stages.sort_by_key(|stage| (rank(stage.pipeline), stage.position, stage.id));
        stages
    }
}

/// Numbers that fit into two bytes; more people or sources than that are counted as none.
pub fn short(place: u32) -> u16 {
    u16::try_from(place).unwrap_or(NONE)
}

/// The currency of a row, the rouble when it cannot be read.
pub fn currency(code: &str) -> Currency {
    Currency::parse(code).unwrap_or(Currency::RUB)
}

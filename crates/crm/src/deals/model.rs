//! The rules by which a deal moves. No I/O.

use base::{Problem, Text, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::pipelines::{Stage, StageKind};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Open,
    Won,
    Lost,
}

impl Status {
    pub const ALL: [Self; 3] = [Self::Open, Self::Won, Self::Lost];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

/// What a deal asks of its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Attention {
    None,
    /// Nobody has said what comes next, or when.
    NoNextStep,
    /// The next step should have been taken by now.
    Overdue,
}

/// As much of a stage as the rules ask about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    pub stage: Uuid,
    pub pipeline: Uuid,
    pub position: i64,
    pub kind: StageKind,
}

impl From<&Stage> for Spot {
    fn from(stage: &Stage) -> Self {
        Self {
            stage: stage.id,
            pipeline: stage.pipeline_id,
            position: stage.position,
            kind: stage.kind,
        }
    }
}

/// The furthest that a deal has come in its pipeline: a stage and, apart from it, a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    pub stage: Uuid,
    pub position: i64,
    pub rank: i64,
}

impl From<Spot> for Reached {
    fn from(spot: Spot) -> Self {
        Self {
            stage: spot.stage,
            position: spot.position,
            rank: spot.kind.rank(),
        }
    }
}

impl Reached {
    /// After entering one more stage of the same pipeline.
    pub fn and(self, spot: Spot) -> Self {
        let further = spot.position > self.position;
        Self {
            stage: if further { spot.stage } else { self.stage },
            position: self.position.max(spot.position),
            rank: self.rank.max(spot.kind.rank()),
        }
    }
}

/// Where a deal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub spot: Spot,
    pub status: Status,
}

/// What somebody wants of a deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Move(Spot),
    /// Onto the winning stage of its pipeline, or in place when that has none.
    Win(Option<Spot>),
    Lose,
    Reopen(Spot),
}

/// Why a step cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// A lost deal has to be reopened first.
    Lost,
    /// Only open deals are lost.
    NotOpen,
    /// There is nothing to reopen.
    IsOpen,
    /// A won deal is not reopened on a stage that wins.
    StillWon,
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::conflict(match refusal {
            Refusal::Lost => Text::fixed(
                "Сделка проиграна. Сначала верните её в работу",
                "The deal is lost: reopen it first",
            ),
            Refusal::NotOpen => Text::fixed(
                "Проиграть можно только открытую сделку",
                "Only an open deal can be lost",
            ),
            Refusal::IsOpen => Text::fixed("Сделка и так в работе", "The deal is open already"),
            Refusal::StillWon => Text::fixed(
                "Чтобы вернуть сделку в работу, выберите этап до покупки",
                "Choose a stage before purchase to reopen the deal",
            ),
        })
    }
}

/// What entering a stage makes of a deal that is not lost.
pub fn status_on(kind: StageKind) -> Status {
    if kind.wins() {
        Status::Won
    } else {
        Status::Open
    }
}

/// Where a step leads; `None` when the deal is there already.
///
/// # Errors
/// The reason why the step cannot be taken.
pub fn step(from: Standing, step: Step) -> Result<Option<Standing>, Refusal> {
    let enter = |spot: Spot| Standing {
        spot,
        status: status_on(spot.kind),
    };
    let to = match (step, from.status) {
        (Step::Move(_) | Step::Win(_), Status::Lost) => return Err(Refusal::Lost),
        // It stays as it is, won in place included.
        (Step::Move(spot), _) if spot.stage == from.spot.stage => return Ok(None),
        (Step::Win(_), Status::Won) => return Ok(None),
        (Step::Win(spot), Status::Open) => Standing {
            spot: spot.unwrap_or(from.spot),
            status: Status::Won,
        },
        (Step::Lose, Status::Open) => Standing {
            status: Status::Lost,
            ..from
        },
        (Step::Lose, _) => return Err(Refusal::NotOpen),
        (Step::Reopen(_), Status::Open) => return Err(Refusal::IsOpen),
        (Step::Reopen(spot), Status::Won) if spot.kind.wins() => return Err(Refusal::StillWon),
        (Step::Move(spot) | Step::Reopen(spot), _) => enter(spot),
    };
    Ok(Some(to))
}

/// A step back within one pipeline.
pub fn is_back(from: Spot, to: Spot) -> bool {
    from.pipeline == to.pipeline && to.position < from.position
}

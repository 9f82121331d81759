//! The steps of a way: stages of one pipeline, or kinds of stages across all of them.

use base::{Lang, Uuid};

use crate::funnel::By;
use crate::funnel::model::{StepPlan, kind_steps, stage_steps, step_of};
use crate::history::names::PURCHASE;
use crate::history::{Names, Seen, Status};

/// Not a step of this way.
pub const ELSEWHERE: u8 = u8::MAX;
/// A moment that has not come.
pub const NEVER: i64 = i64::MAX;

/// The steps in their order, and where each stage belongs.
#[derive(Debug, Clone)]
pub struct Steps {
    pub by: By,
    pub plans: Vec<StepPlan>,
    /// By the number of the stage: its step, or [`ELSEWHERE`].
    of_stage: Vec<u8>,
    pipelines: Vec<Option<Uuid>>,
    /// Entering the step wins the deal.
    pub wins: Vec<bool>,
}

impl Steps {
    pub fn new(names: &Names, pipeline: Option<Uuid>, by: By, lang: Lang) -> Self {
        let stages: Vec<_> = names.stages_of(pipeline).into_iter().cloned().collect();
        let plans = match by {
            By::Stage => stage_steps(&stages),
            By::Kind => kind_steps(&stages, lang),
        };
        let of_stage = names
            .stage_infos
            .iter()
            .map(|stage| match stage {
                Some(stage)
                    if !plans.is_empty() && pipeline.is_none_or(|id| id == stage.pipeline) =>
                {
                    let at = match by {
                        By::Stage => stage.position,
                        By::Kind => stage.kind as i64,
                    };
                    u8::try_from(step_of(&plans, at)).unwrap_or(ELSEWHERE - 1)
                }
                _ => ELSEWHERE,
            })
            .collect();
        let wins = plans.iter().map(|plan| plan.kind >= PURCHASE).collect();
        Self {
            by,
            plans,
            of_stage,
            pipelines: names
                .stage_infos
                .iter()
                .map(|stage| stage.as_ref().map(|stage| stage.pipeline))
                .collect(),
            wins,
        }
    }

    pub fn len(&self) -> usize {
        self.plans.len()
    }

    pub fn is_empty(&self) -> bool {
        self.plans.is_empty()
    }

    /// The step that a stage belongs to.
    pub fn of(&self, stage: u16) -> Option<usize> {
        match self.of_stage.get(usize::from(stage)) {
            Some(&step) if step != ELSEWHERE => Some(usize::from(step)),
            _ => None,
        }
    }

    /// The step with this key: a stage's id, or a kind.
    pub fn find(&self, key: &str) -> Option<usize> {
        self.plans.iter().position(|plan| plan.key == key)
    }

    /// The first step that wins, if there is one.
    pub fn winning(&self) -> Option<usize> {
        self.wins.iter().position(|wins| *wins)
    }

    fn same_pipeline(&self, a: u16, b: u16) -> bool {
        a == b || self.pipelines.get(usize::from(a)) == self.pipelines.get(usize::from(b))
    }

    /// Walks along the changes of a deal: when each step, or a later one, was reached first. What the
    /// deal did in other pipelines than its present one is left out.
    pub fn reach(&self, seen: &Seen<'_>, way: &mut Way) {
        way.reached.clear();
        way.reached.resize(self.len(), NEVER);
        way.lost = seen.lost_at().unwrap_or(NEVER);
        way.stands = self.of(seen.stage());
        if self.is_empty() {
            return;
        }
        // Every deal has reached the first step.
        way.reached[0] = seen.created();
        let mut furthest = 0;
        for change in seen.changes {
            if !self.same_pipeline(change.stage, seen.stage()) {
                continue;
            }
            if let Some(step) = self.of(change.stage) {
                while furthest < step {
                    furthest += 1;
                    way.reached[furthest] = change.at;
                }
            }
        }
        way.furthest = furthest;
    }

    /// Gives every stay of the deal in a step to `take`, in the order of time. Moving between stages of
    /// one step is one stay.
    pub fn stays(&self, seen: &Seen<'_>, mut take: impl FnMut(Stay)) {
        let mut open: Option<(usize, i64)> = None;
        for (index, change) in seen.changes.iter().enumerate() {
            if !self.same_pipeline(change.stage, seen.stage()) {
                continue;
            }
            let Some(step) = self.of(change.stage) else {
                continue;
            };
            let anew = index > 0
                && change.status == Status::Open
                && seen.changes[index - 1].status != Status::Open;
            if let Some((stands, entered)) = open {
                let end = if change.status == Status::Lost {
                    End::Lost
                } else if step > stands {
                    End::Forward(step)
                } else if step < stands || anew {
                    End::Back(step)
                } else {
                    continue;
                };
                take(Stay {
                    step: stands,
                    entered,
                    left: change.at,
                    end,
                });
            }
            open = (change.status != Status::Lost).then_some((step, change.at));
        }
        if let Some((step, entered)) = open {
            take(Stay {
                step,
                entered,
                left: NEVER,
                end: End::Still,
            });
        }
    }
}

/// How a stay in a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Forward(usize),
    Back(usize),
    Lost,
    Still,
}

/// One stay of a deal in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stay {
    pub step: usize,
    pub entered: i64,
    /// [`NEVER`] while it lasts.
    pub left: i64,
    pub end: End,
}

/// A deal's way: a buffer that is filled again for each deal.
#[derive(Debug, Clone, Default)]
pub struct Way {
    /// By step: when it or a later one was reached first, or [`NEVER`].
    pub reached: Vec<i64>,
    /// When the deal was lost, if it stands lost, or [`NEVER`].
    pub lost: i64,
    pub furthest: usize,
    /// Where it stands.
    pub stands: Option<usize>,
}

/// Whole days of 24 hours between two moments, never less than none.
pub fn days(from: i64, to: i64) -> u32 {
    u32::try_from(to.saturating_sub(from).max(0) / base::time::DAY_MS).unwrap_or(u32::MAX)
}

//! Deals that need somebody, and what each person does.

use std::collections::HashMap;

use base::{Result, Uuid};
use serde::Serialize;
use utoipa::ToSchema;

use crate::numbers::slices::{Slice, slices};
use crate::numbers::{Ask, Figure, Metric, work};
use crate::question::Sample;

/// Open deals that are stuck, overdue or neglected, in all and by owner.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = AttentionReport)]
pub struct Attention {
    /// Open, stuck, overdue, neglected, without a next step.
    pub figures: Vec<Figure>,
    /// Those with most open deals first.
    pub people: Vec<PersonAttention>,
}

/// A person's open deals, and what the person has done in the period.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PersonAttention {
    /// Null: nobody's deals.
    pub owner_id: Option<Uuid>,
    pub name: String,
    pub open: Figure,
    pub stuck: Figure,
    pub overdue: Figure,
    pub neglected: Figure,
    /// Stage changes that the person has made.
    pub moves: Figure,
    pub notes: i64,
    pub tasks_done: i64,
}

/// What a person has done, by person.
pub type Deeds = HashMap<Uuid, Done>;

#[derive(Debug, Clone, Copy, Default)]
pub struct Done {
    pub notes: i64,
    pub tasks: i64,
}

const SHOWN: [Metric; 5] = [
    Metric::OpenDeals,
    Metric::Stuck,
    Metric::Overdue,
    Metric::Neglected,
    Metric::NoNextStep,
];

/// # Errors
/// As the numbers that are shown.
pub fn attention(sample: &Sample<'_>, deeds: &Deeds) -> Result<Attention> {
    let figure = |sample: &Sample<'_>, ask: &Ask| -> Result<Figure> {
        Ok(ask.figure(sample, work(sample, ask)?.estimate))
    };
    let figures = SHOWN
        .into_iter()
        .map(|metric| figure(sample, &Ask::new(metric)))
        .collect::<Result<_>>()?;
    let mut people = Vec::new();
    for (key, name, places) in slices(sample, Slice::Owner) {
        let owner_id: Option<Uuid> = key.parse().ok();
        let question = sample.question.narrowed("owner", &key)?;
        let own = Sample {
            question: &question,
            ..sample.with(places)
        };
        let of = |metric| figure(&own, &Ask::new(metric));
        // Moves are made by people, in whoever's deals.
        let mut moved = Ask::new(Metric::Moves);
        moved.person = Some(owner_id.unwrap_or_default());
        let done = owner_id
            .and_then(|id| deeds.get(&id).copied())
            .unwrap_or_default();
        people.push(PersonAttention {
            owner_id,
            name,
            open: of(Metric::OpenDeals)?,
            stuck: of(Metric::Stuck)?,
            overdue: of(Metric::Overdue)?,
            neglected: of(Metric::Neglected)?,
            moves: figure(sample, &moved)?,
            notes: done.notes,
            tasks_done: done.tasks,
        });
    }
    people.sort_by(|a, b| {
        let open = |person: &PersonAttention| person.open.value.unwrap_or_default();
        open(b)
            .total_cmp(&open(a))
            .then_with(|| a.name.cmp(&b.name))
    });
    Ok(Attention { figures, people })
}

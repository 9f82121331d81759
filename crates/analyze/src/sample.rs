//! The deals of a question, and what counting them needs.

use std::sync::Arc;

use api::list::AnyOf;
use base::{Currency, Scope, Time, Uuid};
use chrono_tz::Tz;
use crm::companies::Size;

use crate::history::{NONE, Names, Seen, View};
use crate::marketing::spent::Known;
use crate::patience::Patience;
use crate::question::{Question, Span};
use crate::rates::Rates;

/// What counting needs besides the deals.
#[derive(Debug, Clone)]
pub struct Ground {
    pub zone: Tz,
    /// The currency that money is told in.
    pub currency: Currency,
    pub rates: Rates,
    pub scope: Scope,
    pub now: Time,
    pub lang: base::Lang,
    /// What marketing cost, in the periods that are asked about.
    pub spent: Arc<Known>,
    /// How long clients may wait for a first answer.
    pub patience: Arc<Patience>,
}

impl Ground {
    /// Whoever sees the same deals in the same money sees the same numbers.
    pub fn eyes(&self) -> String {
        format!(
            "{:?} {:?} {} {:?}",
            self.scope, self.rates, self.currency, self.patience
        )
    }
}

/// The deals of a question, as far as the actor may see them, in the order of their places.
#[derive(Debug, Clone)]
pub struct Sample<'a> {
    pub view: View<'a>,
    pub ground: &'a Ground,
    pub question: &'a Question,
    /// The currency that money is told in here.
    pub currency: Currency,
    pub places: Vec<u32>,
}

impl<'a> Sample<'a> {
    /// The deals that fit the filters, whenever they were created.
    pub fn new(
        history: &'a crate::history::History,
        ground: &'a Ground,
        question: &'a Question,
    ) -> Self {
        let as_of = question.as_of.as_ref().map(|(moment, _)| moment.0);
        let view = View::new(history, ground.now.0, as_of);
        let only = Only::new(&history.names, &ground.scope, question);
        let places = view
            .deals()
            .filter(|seen| only.fits(&view, seen))
            .map(|seen| seen.place)
            .collect();
        let currency = match &question.filter.currency {
            Some(any) if any.values.len() == 1 => any.values[0],
            _ => ground.currency,
        };
        Self {
            view,
            ground,
            question,
            currency,
            places,
        }
    }

    /// The same ground with other deals.
    pub fn with(&self, places: Vec<u32>) -> Self {
        Self {
            places,
            ..self.clone()
        }
    }

    /// Who looks, and from when: what is learned from everything depends on nothing else.
    pub fn moment(&self) -> String {
        let ground = self.ground;
        format!("{} {} {}", self.view.now, self.view.past, ground.eyes())
    }

    pub fn names(&self) -> &'a Names {
        &self.view.history.names
    }

    pub fn deals(&self) -> impl Iterator<Item = Seen<'a>> + '_ {
        self.places
            .iter()
            .filter_map(|place| self.view.seen(*place))
    }

    pub fn period(&self) -> Span {
        self.question.moments(self.ground.zone)
    }

    /// The deal's amount in the currency that money is told in; none when there is no rate for it.
    pub fn money(&self, seen: &Seen<'_>) -> Option<i64> {
        self.convert(seen.amount(), seen.currency())
    }

    pub fn convert(&self, amount: i64, currency: Currency) -> Option<i64> {
        if currency == self.currency {
            return Some(amount);
        }
        // Of one currency that was asked for there are no others.
        (self.currency == self.ground.currency)
            .then(|| {
                self.ground
                    .rates
                    .convert(base::Money::new(amount, currency))
            })
            .flatten()
            .map(|money| money.amount)
    }
}

/// A filter in the numbers of a history.
struct Only {
    pipeline: Option<Uuid>,
    stages: Vec<bool>,
    owners: Option<Wanted>,
    scope: Option<Wanted>,
    sources: Option<Wanted>,
    tags: Option<Wanted>,
    marks: Option<(Vec<u32>, bool)>,
    currency: Option<AnyOf<Currency>>,
    industries: Option<Wanted>,
    sizes: Option<AnyOf<Size>>,
}

/// Wanted numbers, and whether none is wanted too.
struct Wanted {
    numbers: Vec<bool>,
    none: bool,
}

impl Wanted {
    fn of<T: Eq + std::hash::Hash + Clone>(
        any: Option<&AnyOf<T>>,
        numbered: &crate::history::names::Numbered<T>,
    ) -> Option<Self> {
        let any = any?;
        let mut numbers = vec![false; numbered.len()];
        for value in &any.values {
            if let Some(place) = numbered.place(value) {
                numbers[place as usize] = true;
            }
        }
        Some(Self {
            numbers,
            none: any.none,
        })
    }

    fn holds(&self, number: u16) -> bool {
        if number == NONE {
            return self.none;
        }
        self.numbers.get(usize::from(number)) == Some(&true)
    }
}

impl Only {
    fn new(names: &Names, scope: &Scope, question: &Question) -> Self {
        let filter = &question.filter;
        let stages = names
            .stage_infos
            .iter()
            .map(|stage| {
                stage
                    .as_ref()
                    .is_some_and(|stage| question.pipeline.is_none_or(|id| id == stage.pipeline))
            })
            .collect();
        let mut owners = Wanted::of(filter.owner.as_ref(), &names.people);
        if let Some(teams) = &filter.team {
            let members: Vec<Uuid> = names
                .users
                .values()
                .filter(|user| match user.team {
                    Some(team) => teams.values.contains(&team),
                    None => teams.none,
                })
                .map(|user| user.id)
                .collect();
            let members = AnyOf {
                values: members,
                none: false,
            };
            let members = Wanted::of(Some(&members), &names.people);
            owners = match (owners, members) {
                (Some(mut owners), Some(members)) => {
                    for (wanted, member) in owners.numbers.iter_mut().zip(&members.numbers) {
                        *wanted &= member;
                    }
                    owners.none = false;
                    Some(owners)
                }
                (owners, members) => members.or(owners),
            };
        }
        let scope = match scope {
            Scope::All => None,
            Scope::Owners(ids) => {
                let any = AnyOf {
                    values: ids.clone(),
                    none: false,
                };
                Wanted::of(Some(&any), &names.people)
            }
        };
        Self {
            pipeline: question.pipeline,
            stages,
            owners,
            scope,
            sources: Wanted::of(filter.source.as_ref(), &names.sources),
            tags: Wanted::of(filter.tag.as_ref(), &names.tags),
            marks: filter.mark.as_ref().map(|any| {
                let number = |(kind, key): &(_, String)| names.mark_number(*kind, key);
                (any.values.iter().filter_map(number).collect(), any.none)
            }),
            currency: filter.currency.clone(),
            industries: Wanted::of(filter.industry.as_ref(), &names.industries),
            sizes: filter.size.clone(),
        }
    }

    fn fits(&self, view: &View<'_>, seen: &Seen<'_>) -> bool {
        let holds = |wanted: &Option<Wanted>, number: u16| {
            wanted.as_ref().is_none_or(|wanted| wanted.holds(number))
        };
        if self.pipeline.is_some() && self.stages.get(usize::from(seen.stage())) != Some(&true) {
            return false;
        }
        holds(&self.scope, seen.deal.facts.owner)
            && holds(&self.owners, seen.facts.owner)
            && holds(&self.sources, seen.facts.source)
            && holds(&self.industries, seen.deal.industry)
            && self.tags.as_ref().is_none_or(|wanted| {
                let tags = &seen.deal.tags;
                (tags.is_empty() && wanted.none) || tags.iter().any(|tag| wanted.holds(*tag))
            })
            && self.marks.as_ref().is_none_or(|(wanted, none)| {
                let mut marks = seen.marks(view).peekable();
                (*none && marks.peek().is_none()) || marks.any(|mark| wanted.contains(&mark))
            })
            && self
                .currency
                .as_ref()
                .is_none_or(|any| any.values.contains(&seen.currency()))
            && self.sizes.as_ref().is_none_or(|any| {
                match seen
                    .deal
                    .employees
                    .and_then(|number| Size::of(i64::from(number)))
                {
                    Some(size) => any.values.contains(&size),
                    None => any.none,
                }
            })
    }
}

//! Semi-Markov processes over whole days: where a stay in a state leads and when, depends on the
//! state and on how long the stay has lasted, and on nothing before it.
//!
//! Each state's law, the sub-density of leaving for state j on day d of the stay, is the jump of
//! the Aalen–Johansen estimate with the possible next states as competing risks, stays that still
//! last being right-censored. Moving back, repeating and passing through on the day of entry (day
//! 0) are all possible. Theory: Pyke (1961); for the discrete-time renewal equations Barbu &
//! Limnios (2008), chapter 3.

mod absorb;
mod draw;
mod law;
mod reach;

use rand::Rng;
use rand_distr::{Distribution, Gamma};

use crate::Error;
use crate::error::{index, not_negative};
use law::{Cell, Law};
pub use reach::{MOST_DAYS, Reach, Rest};

/// A semi-Markov process, estimated from stays.
#[derive(Debug, Clone, PartialEq)]
pub struct SemiMarkov {
    /// For each state, its distinct stays, sorted; what [`SemiMarkov::resample`] weighs anew.
    cells: Vec<Vec<Cell>>,
    laws: Vec<Law>,
}

/// One stay in a state, or `weight` alike ones.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stay {
    pub state: usize,
    /// The whole days between entering and leaving (or now); 0 when both happened on the same day.
    pub days: u32,
    /// The state it left for; `None` while it is still there (right-censored).
    pub next: Option<usize>,
    /// How many such stays this stands for, 0 or more.
    pub weight: f64,
}

impl SemiMarkov {
    /// The least weight at risk at which the law of a long stay is still read from the data at its
    /// own age.
    pub const FEW: f64 = 5.0;

    /// Estimates the process on the states `0..states` from stays.
    ///
    /// States in `absorbing` are never left: stays in them are not looked at. A state that no stay
    /// has left is absorbing too. What the data do not show does not happen: a share that was still
    /// there at the end of the longest stays (see [`SemiMarkov::unsettled`]) never leaves.
    ///
    /// Errors: a state that is not below `states`, a weight that is negative or not finite.
    pub fn estimate(
        stays: impl IntoIterator<Item = Stay>,
        states: usize,
        absorbing: &[usize],
    ) -> Result<SemiMarkov, Error> {
        let mut is_absorbing = vec![false; states];
        for &state in absorbing {
            is_absorbing[index("state", state, states)?] = true;
        }
        let mut cells = vec![Vec::new(); states];
        for stay in stays {
            let weight = not_negative("weight", stay.weight)?;
            index("state", stay.state, states)?;
            if let Some(next) = stay.next {
                index("state", next, states)?;
            }
            if weight > 0.0 && !is_absorbing[stay.state] {
                cells[stay.state].push(Cell {
                    day: stay.days,
                    next: stay.next,
                    weight,
                });
            }
        }
        for cells in &mut cells {
            law::merge(cells);
            not_negative("sum of weights", cells.iter().map(|cell| cell.weight).sum())?;
        }
        let laws = cells.iter().map(|cells| Law::estimate(cells)).collect();
        Ok(SemiMarkov { cells, laws })
    }

    /// One draw of what the process may be, given how few stays were seen: the Bayesian bootstrap
    /// (Rubin 1981).
    ///
    /// Every stay gets an exponential weight instead of 1 (so that the shares are Dirichlet), hence
    /// a cell of weight w the sum of w of them, which is Gamma(w); then the laws are estimated
    /// anew. Weights need not be whole.
    #[must_use]
    pub fn resample(&self, rng: &mut impl Rng) -> SemiMarkov {
        let mut cells = self.cells.clone();
        for cell in cells.iter_mut().flatten() {
            // Positive and finite by construction, so that the error cannot happen; the weight
            // would stay what it was.
            if let Ok(gamma) = Gamma::new(cell.weight, 1.0) {
                cell.weight = gamma.sample(rng);
            }
        }
        let laws = cells.iter().map(|cells| Law::estimate(cells)).collect();
        SemiMarkov { cells, laws }
    }

    /// The number of states.
    pub fn states(&self) -> usize {
        self.laws.len()
    }

    /// Whether a state is never left: declared so, or no stay was seen to leave it.
    pub fn is_absorbing(&self, state: usize) -> bool {
        self.laws
            .get(state)
            .is_none_or(|law| law.exits().is_empty())
    }

    /// The probability that a stay lasts longer than `day` days: not left by the end of that day.
    pub fn survival(&self, state: usize, day: u32) -> f64 {
        self.laws
            .get(state)
            .map_or(1.0, |law| law.survival_after(day))
    }

    /// The probability that a stay has ended by leaving for `next` by the end of `day`: the
    /// cumulative incidence.
    pub fn incidence(&self, state: usize, next: usize, day: u32) -> f64 {
        let exits = self.laws.get(state).map_or(&[][..], |law| law.exits());
        exits
            .iter()
            .take_while(|exit| exit.day <= day)
            .filter(|exit| exit.next == next)
            .map(|exit| exit.density)
            .sum()
    }

    /// The weight of the stays in a state that lasted `age` days or longer, in other words were at
    /// risk then.
    pub fn at_risk(&self, state: usize, age: u32) -> f64 {
        self.laws.get(state).map_or(0.0, |law| law.at_risk(age))
    }

    /// The share of stays of which the data do not show how they end: survival after the longest
    /// observed stay. 1 for an absorbing state.
    pub fn unsettled(&self, state: usize) -> f64 {
        self.survival(state, u32::MAX)
    }

    /// The age at which the law of a stay that has lasted `age` days is read.
    ///
    /// It is `age` itself while at least [`SemiMarkov::FEW`] stays were at risk then and an exit
    /// was seen on that day or a later one. A longer stay is taken for one of the last age at which
    /// both held: the last part of the data is the best that is known about it. Where that never
    /// held, for a fresh one.
    pub fn known_age(&self, state: usize, age: u32) -> u32 {
        self.laws.get(state).map_or(0, |law| law.known_age(age))
    }
}

use super::SemiMarkov;
use super::absorb::Absorption;
use super::law::Law;
use crate::Error;
use crate::error::index;

/// The longest horizon in days; a longer one is a mistake that would only fill the memory.
pub const MOST_DAYS: u32 = 100_000;

/// For every state, the probability that a fresh entrant has reached the target within t days, t =
/// 0..=horizon.
#[derive(Debug, Clone, PartialEq)]
pub struct Reach {
    target: usize,
    horizon: u32,
    /// State after state, `horizon + 1` values each.
    values: Vec<f64>,
}

/// What becomes of the share of stays whose end the data do not show; see
/// [`SemiMarkov::unsettled`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// They never leave: the least that the data allow, and what a long [`Reach`] comes to.
    Never,
    /// They leave like those whose end is known.
    AsObserved,
}

impl Reach {
    /// The probability that an entrant of `state` has reached the target by the end of day `t`
    /// after entering.
    ///
    /// Past the horizon it stays what it was there. 0 for a state that the process does not have.
    pub fn at(&self, state: usize, t: u32) -> f64 {
        self.curve(state)
            .get(t.min(self.horizon) as usize)
            .copied()
            .unwrap_or(0.0)
    }

    /// The probabilities of a state for t = 0..=horizon, never falling; empty for a state that the
    /// process does not have.
    pub fn curve(&self, state: usize) -> &[f64] {
        let length = self.horizon as usize + 1;
        self.values
            .get(state * length..(state + 1) * length)
            .unwrap_or(&[])
    }

    pub fn target(&self) -> usize {
        self.target
    }

    pub fn horizon(&self) -> u32 {
        self.horizon
    }
}

impl SemiMarkov {
    /// The probability of reaching `target` within t days from entering each state, for t =
    /// 0..=`horizon`.
    ///
    /// Solves the renewal equations W_s(t) = Σ_j Σ_{d <= t} f_sj(d) W_j(t - d), W_target = 1 (Barbu
    /// & Limnios 2008, chapter 3, for a process stopped at the target), day after day; exits on day
    /// 0 refer a day's unknowns to each other, which one elimination of I - F(0) settles for all
    /// days. The work is (distinct exits) × `horizon`, the memory states × `horizon`.
    ///
    /// Errors: a target that is not a state, a horizon past [`MOST_DAYS`].
    pub fn reach(&self, target: usize, horizon: u32) -> Result<Reach, Error> {
        index("state", target, self.states())?;
        if horizon > MOST_DAYS {
            let value = f64::from(horizon);
            return Err(Error::OutOfRange {
                what: "horizon",
                range: "at most 100,000 days",
                value,
            });
        }
        let length = horizon as usize + 1;
        let mut values = vec![0.0; self.states() * length];
        // Entering the target is certain from then on, so that its share needs no convolution.
        let live: Vec<usize> = (0..self.states())
            .filter(|s| *s != target && !self.is_absorbing(*s))
            .collect();
        for &state in &live {
            let ahead = &mut values[state * length..][..length];
            for exit in self.laws[state]
                .exits()
                .iter()
                .filter(|exit| exit.next == target)
            {
                if let Some(value) = ahead.get_mut(exit.day as usize) {
                    *value += exit.density;
                }
            }
            let mut sum = 0.0;
            for value in ahead {
                sum += *value;
                *value = sum;
            }
        }
        let arrivals = Arrivals::new(&self.laws, &live, target, horizon);
        let within_day = within_day(&self.laws, &live);
        let mut today = vec![0.0; live.len()];
        for t in 0..length {
            for (place, &state) in live.iter().enumerate() {
                today[place] = values[state * length + t];
            }
            if let Some(within_day) = &within_day {
                within_day.solve(&mut today);
            }
            for (place, &state) in live.iter().enumerate() {
                let before = if t == 0 {
                    0.0
                } else {
                    values[state * length + t - 1]
                };
                let value = today[place].clamp(before, 1.0);
                values[state * length + t] = value;
                if value > 0.0 {
                    for (from, pairs) in &arrivals.of[place] {
                        let ahead = &mut values[from * length + t..(from + 1) * length];
                        add(ahead, pairs, value);
                    }
                }
            }
        }
        values[target * length..][..length].fill(1.0);
        Ok(Reach {
            target,
            horizon,
            values,
        })
    }

    /// The probability of reaching the target within `horizon` more days, given that a stay in
    /// `state` has already lasted `age` whole days and is still there.
    ///
    /// "Still there" means: not left on a day before `age`. An exit on exactly day `age` may still
    /// happen today, so that the laws are divided by S(age - 1). Long stays are read at
    /// [`SemiMarkov::known_age`]. `reach` must come from this process; a `horizon` past its own is
    /// moved down to it. 0 for an unknown state.
    pub fn reach_given(&self, reach: &Reach, state: usize, age: u32, horizon: u32) -> f64 {
        if state == reach.target {
            return 1.0;
        }
        let Some(law) = self.laws.get(state) else {
            return 0.0;
        };
        let horizon = horizon.min(reach.horizon);
        let remaining = law.remaining(age);
        let share: f64 = remaining
            .exits
            .iter()
            .take_while(|exit| exit.day - remaining.age <= horizon)
            .map(|exit| exit.density * reach.at(exit.next, horizon - (exit.day - remaining.age)))
            .sum();
        if share > 0.0 {
            (share / remaining.survival).min(1.0)
        } else {
            0.0
        }
    }

    /// [`SemiMarkov::reach_given`] for every t = 0..=`horizon`; never falling.
    pub fn reach_given_curve(
        &self,
        reach: &Reach,
        state: usize,
        age: u32,
        horizon: u32,
    ) -> Vec<f64> {
        let length = horizon.min(reach.horizon) as usize + 1;
        if state == reach.target {
            return vec![1.0; length];
        }
        let mut curve = vec![0.0; length];
        let Some(law) = self.laws.get(state) else {
            return curve;
        };
        let remaining = law.remaining(age);
        if remaining.survival <= 0.0 {
            return curve;
        }
        for exit in remaining.exits {
            let wait = (exit.day - remaining.age) as usize;
            if wait >= length {
                break;
            }
            let share = exit.density / remaining.survival;
            for (value, next) in curve[wait..].iter_mut().zip(reach.curve(exit.next)) {
                *value += share * next;
            }
        }
        let mut before = 0.0;
        for value in &mut curve {
            before = value.clamp(before, 1.0);
            *value = before;
        }
        curve
    }

    /// The probability of ever reaching `target` from a fresh stay in each state: absorption of the
    /// embedded Markov chain (Kemeny & Snell 1960, theorem 3.3.7), whatever time it takes.
    ///
    /// Errors: a target that is not a state.
    pub fn total(&self, target: usize, rest: Rest) -> Result<Vec<f64>, Error> {
        index("state", target, self.states())?;
        let live: Vec<usize> = (0..self.states())
            .filter(|s| *s != target && !self.is_absorbing(*s))
            .collect();
        let mut direct = vec![0.0; live.len()];
        let mut out = vec![0.0; live.len()];
        let mut steps = vec![vec![0.0; live.len()]; live.len()];
        for (row, &state) in live.iter().enumerate() {
            let exits = self.laws[state].exits();
            let unsettled = self.unsettled(state);
            let known: f64 = exits.iter().map(|exit| exit.density).sum();
            let scale = if rest == Rest::AsObserved {
                1.0 / known
            } else {
                1.0
            };
            if rest == Rest::Never {
                out[row] += unsettled;
            }
            for exit in exits {
                match live.binary_search(&exit.next) {
                    Ok(column) => steps[row][column] += exit.density * scale,
                    Err(_) => out[row] += exit.density * scale,
                }
                if exit.next == target {
                    direct[row] += exit.density * scale;
                }
            }
        }
        Absorption::new(steps, out).solve(&mut direct);
        let mut answer = vec![0.0; self.states()];
        answer[target] = 1.0;
        for (state, value) in live.iter().zip(direct) {
            answer[*state] = value.min(1.0);
        }
        Ok(answer)
    }
}

/// From which state, and after how many days with which density.
type Arrival = (usize, Vec<(u32, f64)>);

/// For each live state, from which live states it is entered, and after how many days (1 or more)
/// with which density.
struct Arrivals {
    of: Vec<Vec<Arrival>>,
}

impl Arrivals {
    fn new(laws: &[Law], live: &[usize], target: usize, horizon: u32) -> Arrivals {
        let mut place = vec![None; laws.len()];
        for (at, &state) in live.iter().enumerate() {
            place[state] = Some(at);
        }
        let mut of: Vec<Vec<Arrival>> = vec![Vec::new(); live.len()];
        for &from in live {
            let mut pairs = vec![Vec::new(); live.len()];
            let later = laws[from]
                .exits()
                .iter()
                .filter(|exit| exit.day > 0 && exit.day <= horizon);
            for exit in later.filter(|exit| exit.next != target) {
                if let Some(at) = place[exit.next] {
                    pairs[at].push((exit.day, exit.density));
                }
            }
            for (at, pairs) in pairs
                .into_iter()
                .enumerate()
                .filter(|(_, pairs)| !pairs.is_empty())
            {
                of[at].push((from, pairs));
            }
        }
        Arrivals { of }
    }
}

fn add(ahead: &mut [f64], pairs: &[(u32, f64)], value: f64) {
    for (day, density) in pairs {
        match ahead.get_mut(*day as usize) {
            Some(later) => *later += density * value,
            None => break,
        }
    }
}

/// The passages within one day, through exits on day 0; `None` where no such exit leads from one
/// live state to another.
fn within_day(laws: &[Law], live: &[usize]) -> Option<Absorption> {
    let mut steps = vec![vec![0.0; live.len()]; live.len()];
    let mut out = vec![0.0; live.len()];
    let mut any = false;
    for (row, &state) in live.iter().enumerate() {
        out[row] = laws[state].survival_after(0);
        for exit in laws[state].exits().iter().take_while(|exit| exit.day == 0) {
            match live.binary_search(&exit.next) {
                Ok(column) => {
                    steps[row][column] += exit.density;
                    any = true;
                }
                Err(_) => out[row] += exit.density,
            }
        }
    }
    any.then(|| Absorption::new(steps, out))
}

use rand::{Rng, RngExt};

use super::SemiMarkov;

/// A path that passes through so many states without a day going by is taken to circle for ever.
const MOST_STEPS: u32 = 100_000;

impl SemiMarkov {
    /// Simulates one path of a stay in `state` that has lasted `age` days: after how many more days
    /// it first reaches `target`. `None` when it does not within `max_days`.
    ///
    /// The first stay is drawn given its age, as [`SemiMarkov::reach_given`] reads it; all later
    /// ones are fresh. A state that the process does not have is never left.
    pub fn draw(
        &self,
        rng: &mut impl Rng,
        state: usize,
        age: u32,
        target: usize,
        max_days: u32,
    ) -> Option<u32> {
        let (mut state, mut age, mut elapsed) = (state, age, 0_u32);
        for _ in 0..MOST_STEPS {
            if state == target {
                return Some(elapsed);
            }
            let remaining = self.laws.get(state)?.remaining(age);
            let aim = remaining.cumulative_before + rng.random::<f64>() * remaining.survival;
            let exit = remaining
                .exits
                .get(remaining.cumulative.partition_point(|sum| *sum <= aim))?;
            elapsed = elapsed
                .checked_add(exit.day - remaining.age)
                .filter(|days| *days <= max_days)?;
            (state, age) = (exit.next, 0);
        }
        None
    }
}

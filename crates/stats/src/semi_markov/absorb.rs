/// A Markov chain that is left in the end, ready to answer where it leads: W = r + P W for any r.
///
/// Solved by the elimination of Grassmann, Taksar & Heyman (1985): it only adds and divides
/// positive numbers, because 1 - P is not subtracted but summed from where else a state leads. So
/// nothing cancels, however rarely a circle is left; and a circle that is never left shows itself
/// as an exact 0, and leads nowhere.
#[derive(Debug, Clone)]
pub(super) struct Absorption {
    /// Square; below the diagonal how much of an eliminated state comes back to a later one, above
    /// it where each state leads when all earlier ones are eliminated.
    steps: Vec<Vec<f64>>,
    /// For each state, the probability of not returning to itself through earlier ones; 0 when it
    /// always does.
    leaving: Vec<f64>,
}

impl Absorption {
    /// From the steps between states, and how likely each state leads out of them all. Rows need
    /// not add up exactly.
    pub(super) fn new(mut steps: Vec<Vec<f64>>, mut out: Vec<f64>) -> Absorption {
        let size = steps.len();
        let mut leaving = vec![0.0; size];
        for state in 0..size {
            leaving[state] = out[state] + steps[state][state + 1..].iter().sum::<f64>();
            let (upper, lower) = steps.split_at_mut(state + 1);
            let (from, out_of_state) = (&upper[state], out[state]);
            for (row, out_of_row) in lower.iter_mut().zip(&mut out[state + 1..]) {
                if leaving[state] <= 0.0 {
                    *out_of_row += row[state];
                    row[state] = 0.0;
                    continue;
                }
                row[state] /= leaving[state];
                let share = row[state];
                *out_of_row += share * out_of_state;
                for (step, next) in row[state + 1..].iter_mut().zip(&from[state + 1..]) {
                    *step += share * next;
                }
            }
        }
        Absorption { steps, leaving }
    }

    /// Puts W in the place of r, neither of which is negative.
    pub(super) fn solve(&self, values: &mut [f64]) {
        for state in 0..values.len() {
            let value = values[state];
            for (later, row) in values.iter_mut().zip(&self.steps).skip(state + 1) {
                *later += row[state] * value;
            }
        }
        for state in (0..values.len()).rev() {
            let (known, later) = values.split_at_mut(state + 1);
            let ahead: f64 = self.steps[state][state + 1..]
                .iter()
                .zip(later)
                .map(|(step, value)| step * *value)
                .sum();
            known[state] = if self.leaving[state] > 0.0 {
                (known[state] + ahead) / self.leaving[state]
            } else {
                0.0
            };
        }
    }
}

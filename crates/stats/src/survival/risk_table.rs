use crate::Error;
use crate::error::{index, not_negative};

/// How many were at risk at each distinct time, and what became of them there.
///
/// At equal times events come before censorings: who is censored at a time was still at risk at it.
#[derive(Debug, Clone, PartialEq)]
pub struct RiskTable {
    causes: usize,
    times: Vec<f64>,
    at_risk: Vec<f64>,
    /// Row after row, `causes` values each.
    events: Vec<f64>,
    censored: Vec<f64>,
}

/// One thing that was watched, or `weight` alike ones.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observation {
    /// How long it was watched, 0 or more.
    pub time: f64,
    /// What ended it then; `None` when it had not ended (right-censored).
    pub cause: Option<usize>,
    /// How many such observations this stands for, 0 or more.
    pub weight: f64,
}

/// A row of a [`RiskTable`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row<'table> {
    pub time: f64,
    /// The weight of all that were watched until this time or longer.
    pub at_risk: f64,
    /// The weight that ended at this time, by cause.
    pub events: &'table [f64],
    /// The weight that was censored at this time.
    pub censored: f64,
}

impl Row<'_> {
    /// The weight that ended at this time by any cause.
    pub fn ended(&self) -> f64 {
        self.events.iter().sum()
    }
}

impl RiskTable {
    /// Counts observations whose causes are `0..causes`. Observations of weight 0 leave no trace;
    /// no observations give a table without rows.
    ///
    /// Errors: a time or weight that is negative or not finite, weights whose sum is not finite, a
    /// cause that is not below `causes`.
    pub fn new(
        observations: impl IntoIterator<Item = Observation>,
        causes: usize,
    ) -> Result<RiskTable, Error> {
        let mut sorted = Vec::new();
        for observation in observations {
            let time = not_negative("time", observation.time)?;
            let weight = not_negative("weight", observation.weight)?;
            if let Some(cause) = observation.cause {
                index("cause", cause, causes)?;
            }
            if weight > 0.0 {
                sorted.push(Observation {
                    time,
                    weight,
                    ..observation
                });
            }
        }
        sorted.sort_unstable_by(|left, right| left.time.total_cmp(&right.time));

        let mut table = RiskTable {
            causes,
            times: vec![],
            at_risk: vec![],
            events: vec![],
            censored: vec![],
        };
        for group in sorted.chunk_by(|left, right| left.time.total_cmp(&right.time).is_eq()) {
            let first = table.events.len();
            table.times.push(group[0].time);
            table.events.resize(first + causes, 0.0);
            let mut censored = 0.0;
            for observation in group {
                match observation.cause {
                    Some(cause) => table.events[first + cause] += observation.weight,
                    None => censored += observation.weight,
                }
            }
            table.censored.push(censored);
        }
        // Summed from the end, so that the last ones to end are exactly all that are left.
        table.at_risk = vec![0.0; table.times.len()];
        let mut left = 0.0;
        for row in (0..table.times.len()).rev() {
            left += table.row(row).ended() + table.censored[row];
            table.at_risk[row] = left;
        }
        not_negative("sum of weights", left)?;
        Ok(table)
    }

    /// The rows by rising time.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> + DoubleEndedIterator {
        (0..self.times.len()).map(|row| self.row(row))
    }

    /// The number of causes that the table tells apart.
    pub fn causes(&self) -> usize {
        self.causes
    }

    /// The distinct times, rising.
    pub fn times(&self) -> &[f64] {
        &self.times
    }

    /// The weight of all observations.
    pub fn total(&self) -> f64 {
        self.at_risk.first().copied().unwrap_or(0.0)
    }

    /// The weight of all that ended by a cause; 0 for a cause the table does not know.
    pub fn ended_by(&self, cause: usize) -> f64 {
        self.rows()
            .filter_map(|row| row.events.get(cause).copied())
            .sum()
    }

    /// The weight of all that had not ended.
    pub fn censored(&self) -> f64 {
        self.censored.iter().sum()
    }

    /// The weight at risk at time `t`: watched until `t` or longer.
    pub fn at_risk(&self, t: f64) -> f64 {
        let row = self.times.partition_point(|time| *time < t);
        self.at_risk.get(row).copied().unwrap_or(0.0)
    }

    pub(super) fn row(&self, row: usize) -> Row<'_> {
        Row {
            time: self.times[row],
            at_risk: self.at_risk[row],
            events: &self.events[row * self.causes..(row + 1) * self.causes],
            censored: self.censored[row],
        }
    }
}

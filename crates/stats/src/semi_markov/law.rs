use super::SemiMarkov;

/// When and whereto a state is left: the Aalen–Johansen estimate, kept only where something
/// happened.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Law {
    /// The distinct days on which stays ended or were censored, rising.
    rows: Vec<Row>,
    /// By rising day.
    exits: Vec<Exit>,
    /// For each exit, the sum of the densities up to and including it.
    cumulative: Vec<f64>,
    survival_at_end: f64,
    /// The last age at which the law is read as it is; see [`SemiMarkov::known_age`].
    known_until: u32,
}

/// Alike stays of one state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cell {
    pub day: u32,
    pub next: Option<usize>,
    pub weight: f64,
}

/// The probability of leaving for `next` on `day`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Exit {
    pub day: u32,
    pub next: usize,
    pub density: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Row {
    day: u32,
    at_risk: f64,
    /// The probability of still being there when the day begins.
    survival: f64,
    /// The number of exits on earlier days.
    exits_before: usize,
}

/// The exits that a stay may still take, given that it has not been left before its present age.
#[derive(Debug, Clone, Copy)]
pub(super) struct Remaining<'law> {
    pub age: u32,
    /// The probability of having come this far.
    pub survival: f64,
    pub exits: &'law [Exit],
    pub cumulative: &'law [f64],
    pub cumulative_before: f64,
}

/// Sorts the cells of one state and puts alike ones together.
pub(super) fn merge(cells: &mut Vec<Cell>) {
    cells.sort_unstable_by_key(|cell| (cell.day, cell.next));
    cells.dedup_by(|later, kept| {
        let alike = (later.day, later.next) == (kept.day, kept.next);
        if alike {
            kept.weight += later.weight;
        }
        alike
    });
}

impl Law {
    /// Estimates the law from cells as [`merge`] leaves them.
    pub(super) fn estimate(cells: &[Cell]) -> Law {
        let mut law = Law {
            survival_at_end: 1.0,
            ..Law::default()
        };
        // Summed from the end, so that the last ones to leave are exactly all that are left.
        let mut at_risk = 0.0;
        for day in cells.chunk_by(|left, right| left.day == right.day).rev() {
            at_risk += day.iter().map(|cell| cell.weight).sum::<f64>();
            law.rows.push(Row {
                day: day[0].day,
                at_risk,
                survival: 0.0,
                exits_before: 0,
            });
        }
        law.rows.reverse();

        let mut total = 0.0;
        for (place, day) in cells
            .chunk_by(|left, right| left.day == right.day)
            .enumerate()
        {
            // Counted, not subtracted, so that nothing is left where everybody leaves.
            let later = law.rows.get(place + 1).map_or(0.0, |row| row.at_risk);
            let censored: f64 = day
                .iter()
                .filter(|cell| cell.next.is_none())
                .map(|cell| cell.weight)
                .sum();
            let row = &mut law.rows[place];
            row.survival = law.survival_at_end;
            row.exits_before = law.exits.len();
            // A weight drawn anew may be so small that it is 0.
            if row.at_risk <= 0.0 {
                continue;
            }
            for cell in day.iter().filter(|cell| cell.weight > 0.0) {
                if let Some(next) = cell.next {
                    let density = row.survival * cell.weight / row.at_risk;
                    total += density;
                    law.exits.push(Exit {
                        day: cell.day,
                        next,
                        density,
                    });
                    law.cumulative.push(total);
                }
            }
            law.survival_at_end *= ((later + censored) / row.at_risk).min(1.0);
        }
        let last_exit = law.exits.last().map_or(0, |exit| exit.day);
        let enough = law
            .rows
            .iter()
            .rev()
            .find(|row| row.at_risk >= SemiMarkov::FEW);
        law.known_until = enough.map_or(0, |row| row.day.min(last_exit));
        law
    }

    pub(super) fn exits(&self) -> &[Exit] {
        &self.exits
    }

    pub(super) fn survival_after(&self, day: u32) -> f64 {
        let next = self.rows.partition_point(|row| row.day <= day);
        self.rows
            .get(next)
            .map_or(self.survival_at_end, |row| row.survival)
    }

    pub(super) fn at_risk(&self, age: u32) -> f64 {
        let row = self.rows.partition_point(|row| row.day < age);
        self.rows.get(row).map_or(0.0, |row| row.at_risk)
    }

    pub(super) fn known_age(&self, age: u32) -> u32 {
        age.min(self.known_until)
    }

    pub(super) fn remaining(&self, age: u32) -> Remaining<'_> {
        let age = self.known_age(age);
        let row = self
            .rows
            .get(self.rows.partition_point(|row| row.day < age));
        let first = row.map_or(self.exits.len(), |row| row.exits_before);
        Remaining {
            age,
            survival: row.map_or(1.0, |row| row.survival),
            exits: &self.exits[first..],
            cumulative: &self.cumulative[first..],
            cumulative_before: first
                .checked_sub(1)
                .map_or(0.0, |before| self.cumulative[before]),
        }
    }
}

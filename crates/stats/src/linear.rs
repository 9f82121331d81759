//! The little linear algebra that the estimators need: small dense square matrices, row by row.

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Matrix {
    size: usize,
    values: Vec<f64>,
}

impl Matrix {
    pub(crate) fn zeros(size: usize) -> Matrix {
        Matrix {
            size,
            values: vec![0.0; size * size],
        }
    }

    pub(crate) fn size(&self) -> usize {
        self.size
    }

    pub(crate) fn row(&self, row: usize) -> &[f64] {
        &self.values[row * self.size..(row + 1) * self.size]
    }

    pub(crate) fn row_mut(&mut self, row: usize) -> &mut [f64] {
        &mut self.values[row * self.size..(row + 1) * self.size]
    }

    /// The lower factor of a symmetric positive definite matrix, of which the lower half is read;
    /// `None` when it is not positive definite to working precision.
    pub(crate) fn cholesky(&self) -> Option<Cholesky> {
        let mut factor = Matrix::zeros(self.size);
        for row in 0..self.size {
            for column in 0..=row {
                let dot: f64 = factor.row(row)[..column]
                    .iter()
                    .zip(&factor.row(column)[..column])
                    .map(|(l, r)| l * r)
                    .sum();
                let rest = self.row(row)[column] - dot;
                factor.row_mut(row)[column] = if row == column {
                    if !(rest > f64::EPSILON * self.row(row)[row].abs() && rest.is_finite()) {
                        return None;
                    }
                    rest.sqrt()
                } else {
                    rest / factor.row(column)[column]
                };
            }
        }
        Some(Cholesky { factor })
    }

    /// `score' V⁻ score` for a positive semidefinite V (this matrix), with the rank of V: the
    /// chi-squared statistic of a score and its degrees of freedom. Directions without variance are
    /// left out.
    pub(crate) fn quadratic_form(mut self, mut score: Vec<f64>) -> (f64, usize) {
        const NO_VARIANCE: f64 = 1e-10;
        let size = self.size;
        let scale: Vec<f64> = (0..size).map(|place| self.row(place)[place]).collect();
        let (mut statistic, mut rank) = (0.0, 0);
        let mut left: Vec<usize> = (0..size).filter(|place| scale[*place] > 0.0).collect();
        while let Some(position) = (0..left.len()).max_by(|one, two| {
            let share = |place: usize| self.row(place)[place] / scale[place];
            share(left[*one]).total_cmp(&share(left[*two]))
        }) {
            let pivot = left.swap_remove(position);
            let variance = self.row(pivot)[pivot];
            if variance.is_nan() || variance <= NO_VARIANCE * scale[pivot] {
                break;
            }
            rank += 1;
            statistic += score[pivot] * score[pivot] / variance;
            let row = self.row(pivot).to_vec();
            for &other in &left {
                let factor = row[other] / variance;
                score[other] -= factor * score[pivot];
                for (value, pivot_value) in self.row_mut(other).iter_mut().zip(&row) {
                    *value -= factor * pivot_value;
                }
            }
        }
        (statistic, rank)
    }
}

/// A factored symmetric positive definite matrix.
#[derive(Debug, Clone)]
pub(crate) struct Cholesky {
    factor: Matrix,
}

impl Cholesky {
    pub(crate) fn solve(&self, right: &[f64]) -> Vec<f64> {
        let size = self.factor.size();
        let mut answer = right.to_vec();
        for row in 0..size {
            let known: f64 = self.factor.row(row)[..row]
                .iter()
                .zip(&answer)
                .map(|(l, r)| l * r)
                .sum();
            answer[row] = (answer[row] - known) / self.factor.row(row)[row];
        }
        for row in (0..size).rev() {
            let known: f64 = (row + 1..size)
                .map(|below| self.factor.row(below)[row] * answer[below])
                .sum();
            answer[row] = (answer[row] - known) / self.factor.row(row)[row];
        }
        answer
    }

    pub(crate) fn inverse(&self) -> Matrix {
        let size = self.factor.size();
        let mut inverse = Matrix::zeros(size);
        let mut unit = vec![0.0; size];
        for row in 0..size {
            unit[row] = 1.0;
            inverse.row_mut(row).copy_from_slice(&self.solve(&unit));
            unit[row] = 0.0;
        }
        inverse
    }
}

use crate::linear::Matrix;

/// Where a search ended.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Minimum {
    pub point: Vec<f64>,
    pub value: f64,
    pub iterations: usize,
    pub converged: bool,
}

/// Finds a local minimum of a smooth function of a few variables by damped Newton steps.
///
/// `function` gives the value and the gradient; a value that is not finite marks a point that is
/// out of bounds. The Hessian is taken from differences of the gradient, damped until it is
/// positive definite and the step goes down (Nocedal & Wright 2006, section 3.4). Variables should
/// be scaled to about 1.
pub(crate) fn minimise(start: &[f64], function: impl Fn(&[f64]) -> (f64, Vec<f64>)) -> Minimum {
    const MOST_STEPS: usize = 500;
    const LONGEST_STEP: f64 = 2.0;
    let mut point = start.to_vec();
    let (mut value, mut gradient) = function(&point);
    let (mut damping, mut iterations, mut done) = (1e-3, 0, false);
    while iterations < MOST_STEPS && !done {
        iterations += 1;
        let hessian = hessian(&point, &function);
        let scale = (0..point.len())
            .map(|place| hessian.row(place)[place].abs())
            .fold(1e-8, f64::max);
        let mut moved = None;
        while damping < 1e12 {
            let mut damped = hessian.clone();
            for place in 0..point.len() {
                damped.row_mut(place)[place] += damping * scale;
            }
            if let Some(factor) = damped.cholesky() {
                let step = factor.solve(&gradient);
                let length = step.iter().map(|step| step * step).sum::<f64>().sqrt();
                let shrink = (LONGEST_STEP / length).min(1.0);
                let next: Vec<f64> = point
                    .iter()
                    .zip(&step)
                    .map(|(at, step)| at - shrink * step)
                    .collect();
                let (there, slope) = function(&next);
                if there.is_finite() && there < value {
                    done = length < 1e-9;
                    moved = Some((next, there, slope));
                    break;
                }
                // Too short a step to see any change: this is the minimum, as far as the arithmetic
                // goes.
                if length < 1e-7 {
                    done = true;
                    break;
                }
            }
            damping *= 10.0;
        }
        match moved {
            Some(moved) => (point, value, gradient) = moved,
            None => break,
        }
        damping = (damping / 10.0).max(1e-12);
    }
    let converged =
        done && newton_step(&hessian(&point, &function), &gradient).is_some_and(|step| step < 1e-4);
    Minimum {
        point,
        value,
        iterations,
        converged,
    }
}

/// How far away a whole Newton step believes the minimum to be; `None` where the function is flat.
/// Where a valley runs on for ever, the slope may be as small as one likes, but this step stays
/// long.
fn newton_step(hessian: &Matrix, gradient: &[f64]) -> Option<f64> {
    let step = hessian.cholesky()?.solve(gradient);
    Some(step.iter().map(|step| step * step).sum::<f64>().sqrt())
}

fn hessian(point: &[f64], function: impl Fn(&[f64]) -> (f64, Vec<f64>)) -> Matrix {
    const STEP: f64 = 1e-5;
    let mut hessian = Matrix::zeros(point.len());
    let mut moved = point.to_vec();
    for place in 0..point.len() {
        moved[place] = point[place] + STEP;
        let (_, above) = function(&moved);
        moved[place] = point[place] - STEP;
        let (_, below) = function(&moved);
        moved[place] = point[place];
        for (other, (above, below)) in above.iter().zip(&below).enumerate() {
            let half = (above - below) / (4.0 * STEP);
            hessian.row_mut(place)[other] += half;
            hessian.row_mut(other)[place] += half;
        }
    }
    hessian
}

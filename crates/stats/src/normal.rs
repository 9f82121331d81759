//! The standard normal distribution.

use statrs::function::erf::erfc;

/// The probability of a standard normal deviate at least as far from 0 as `z`, on either side: the
/// two-sided p value of a z test. 1 for NaN, which tells nothing.
pub fn two_sided(z: f64) -> f64 {
    if z.is_nan() {
        return 1.0;
    }
    erfc(z.abs() / std::f64::consts::SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_borders() {
        assert!((two_sided(1.959_963_984_540_054) - 0.05).abs() < 1e-10);
        assert!((two_sided(-2.575_829_303_548_901) - 0.01).abs() < 1e-10);
        assert!((two_sided(0.0) - 1.0).abs() < f64::EPSILON);
        assert!((two_sided(f64::NAN) - 1.0).abs() < f64::EPSILON);
    }
}

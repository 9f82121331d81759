use statrs::distribution::{ChiSquared, ContinuousCDF};

/// The outcome of a test against "there is no difference".
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    /// The value of the chi-squared statistic, 0 or more.
    pub statistic: f64,
    /// The degrees of freedom; 0 where there was nothing to compare.
    pub degrees: usize,
    /// The probability of a statistic at least as large if there is no difference.
    pub p: f64,
}

impl Test {
    /// What a test says where the data do not let it say anything.
    pub const NOTHING: Test = Test {
        statistic: 0.0,
        degrees: 0,
        p: 1.0,
    };

    pub(crate) fn chi_squared(statistic: f64, degrees: usize) -> Test {
        if degrees == 0 || !statistic.is_finite() || statistic < 0.0 {
            return Test::NOTHING;
        }
        match ChiSquared::new(degrees as f64) {
            Ok(distribution) => Test {
                statistic,
                degrees,
                p: distribution.sf(statistic).clamp(0.0, 1.0),
            },
            Err(_) => Test::NOTHING,
        }
    }
}

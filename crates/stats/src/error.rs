/// Why an estimator refuses its input. It is the caller's mistake, never a matter of too few data:
/// those give an empty or a wide answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// A value that has to be a finite number is NaN or infinite.
    #[error("{what} must be a finite number, not {value}")]
    NotFinite { what: &'static str, value: f64 },
    /// A value lies outside its range, which is given in words.
    #[error("{what} must be {range}, not {value}")]
    OutOfRange {
        what: &'static str,
        range: &'static str,
        value: f64,
    },
    /// An index (of a cause, a state, a feature) is not below the number of such things.
    #[error("{what} {index} is not below {count}")]
    Index {
        what: &'static str,
        index: usize,
        count: usize,
    },
    /// Two inputs that belong together have different lengths.
    #[error("{what}: {left} beside {right}")]
    Lengths {
        what: &'static str,
        left: usize,
        right: usize,
    },
    /// A model cannot be fitted to no rows, or to rows that all say nothing.
    #[error("{what}: there is nothing to fit")]
    Nothing { what: &'static str },
}

/// Weights and other amounts: finite and not negative.
pub(crate) fn not_negative(what: &'static str, value: f64) -> Result<f64, Error> {
    let value = finite(what, value)?;
    if value < 0.0 {
        return Err(Error::OutOfRange {
            what,
            range: "0 or more",
            value,
        });
    }
    // A negative zero would sort before zero, as if it were another time.
    Ok(value + 0.0)
}

pub(crate) fn finite(what: &'static str, value: f64) -> Result<f64, Error> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(Error::NotFinite { what, value })
    }
}

pub(crate) fn index(what: &'static str, index: usize, count: usize) -> Result<usize, Error> {
    if index < count {
        Ok(index)
    } else {
        Err(Error::Index { what, index, count })
    }
}

pub(crate) fn same_length(what: &'static str, left: usize, right: usize) -> Result<(), Error> {
    if left == right {
        Ok(())
    } else {
        Err(Error::Lengths { what, left, right })
    }
}

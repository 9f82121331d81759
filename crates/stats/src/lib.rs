//! Statistical estimators as pure functions: survival with competing risks, proportions, many
//! comparisons at once, semi-Markov processes, logistic regression, customer lifetime value, the
//! accuracy of forecasts, and how well a score discriminates.
//!
//! Architecture invariant: no I/O, no time, no randomness of its own (a generator is always given
//! by the caller), no dependency on another crate of the workspace, and no idea of deals. Inputs
//! are weighted, so that counts per distinct row can be handed over rather than rows. No input that
//! passes its checks gives NaN: where the data say nothing, an answer is `None`, or an interval as
//! wide as it has to be.

pub mod accuracy;
pub mod clv;
pub mod discrimination;
mod error;
mod interval;
mod linear;
pub mod logistic;
mod minimise;
pub mod multiple;
pub mod normal;
pub mod proportion;
mod quantile;
pub mod semi_markov;
pub mod survival;
mod test;

pub use error::Error;
pub use interval::Interval;
pub use quantile::quantile;
pub use test::Test;

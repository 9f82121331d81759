//! Customer lifetime value from purchases that nobody promised: how many are still to come
//! (BG/NBD), and how much each will be worth (Gamma-Gamma).
//!
//! The rows are customers, summed up: how many repeat purchases, when the last, since when watched,
//! and their mean value. Times have any unit, as long as it is the same everywhere.

mod bg_nbd;
mod gamma_gamma;

pub use bg_nbd::{BgNbd, History};
pub use gamma_gamma::{GammaGamma, Spending};

//! The board: a pipeline's deals where they stand, a column a stage. Lost deals are not on it.
//!
//! Invariants:
//! * how many deals a column has and for how much comes from the database, never from the cards
//!   that are shown;
//! * a column is read page by page, the newest on the stage first;
//! * an archived stage has a column only as long as deals stand there.

mod actions;
mod http;

pub use actions::{Board, Column, board, column};
pub use http::routes;

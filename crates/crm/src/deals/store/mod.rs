//! Every statement on deals and what belongs to them: `rows` reads and writes deals as they are
//! stored, `links` what hangs on them, `docs` what they are found by, `views` as they are shown, `narrowing` says filters as conditions, `pages` reads lists
//! and counts them, `boards` the columns of a board, `many` moves all deals of a stage, `past`
//! finds deals again and writes histories for imports.

mod boards;
mod docs;
mod links;
mod many;
mod narrowing;
mod pages;
pub mod past;
mod rows;
mod views;

pub use boards::{board_page, board_query};
pub use docs::{DealDoc, index, index_again, index_of_company};
pub use links::{check, insert_contacts, insert_tags, put_contacts, put_tags, uncheck};
pub use many::{
    StandingDeal, keep_savepoint, savepoint, shift, standing, standing_part, to_savepoint,
};
pub use narrowing::{For, Wanted};
pub use pages::{SORTS, Total, filled, page, purpose, totals, totals_query};
pub use rows::{
    ChangeRow, DealRow, bump, delete, find, find_for_update, insert_changes_many, insert_many,
    touch, update_facts, update_place, visited,
};
pub use views::{
    Dictionary, checks, contacts, details, dictionary_name, history, tags, unknown_tags,
};

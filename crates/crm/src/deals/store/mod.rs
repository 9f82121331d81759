//! Every statement on deals and what belongs to them: `rows` reads and writes deals as they are
//! stored, `views` as they are shown, `narrowing` says filters as conditions, `pages` reads lists
//! and counts them, `boards` the columns of a board, `many` moves all deals of a stage.

mod boards;
mod many;
mod narrowing;
mod pages;
mod rows;
mod views;

pub use boards::{board_page, board_query};
pub use many::{
    StandingDeal, keep_savepoint, savepoint, shift, standing, standing_part, to_savepoint,
};
pub use narrowing::{For, Wanted};
pub use pages::{SORTS, Total, filled, page, totals, totals_query};
pub use rows::{
    ChangeRow, DealDoc, DealRow, bump, check, delete, find, find_for_update, index,
    insert_changes_many, insert_contacts, insert_many, insert_tags, put_contacts, put_tags, touch,
    uncheck, update_facts, update_place, visited,
};
pub use views::{
    Dictionary, checks, contacts, details, dictionary_name, history, tags, unknown_tags,
};

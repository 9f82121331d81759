//! Imports, exports and telephony through HTTP.

mod ad_days;
mod called;
mod common;
mod companies;
mod contacts;
mod deals;
mod exchange;
mod exchanges;
mod export;
mod files;
mod life;
mod stage_changes;
mod telephony;
mod undo;

//! Imports, exports and telephony through HTTP.

mod called;
mod ad_days;
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

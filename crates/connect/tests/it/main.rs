//! Imports and exports through HTTP.

mod ad_days;
mod common;
mod companies;
mod contacts;
mod deals;
mod export;
mod files;
mod life;
mod stage_changes;
mod undo;

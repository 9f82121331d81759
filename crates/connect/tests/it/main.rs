//! Imports, exports and mail through HTTP.

mod common;
mod companies;
mod contacts;
mod deals;
mod export;
mod files;
mod life;
mod mail;
mod mail_common;
mod mail_fate;
mod mail_waits;
mod smtp_server;
mod stage_changes;
mod undo;

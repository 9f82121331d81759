//! Imports, exports, telephony and mail through HTTP.

mod ad_days;
mod called;
mod common;
mod companies;
mod contacts;
mod deals;
mod erased;
mod exchange;
mod exchanges;
mod export;
mod files;
mod life;
mod mail;
mod mail_class;
mod mail_common;
mod mail_fate;
mod mail_waits;
mod smtp_server;
mod stage_changes;
mod telephony;
mod undo;
mod vault;

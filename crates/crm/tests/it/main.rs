//! The core's behaviour, as a program sees it through HTTP. Each test has a database of its own.

mod common;
mod companies;
mod contacts;
mod dictionaries;
mod notes;
mod search;
mod tasks;
mod timeline;

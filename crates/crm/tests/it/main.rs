//! The core's behaviour, as a program sees it through HTTP. Each test has a database of its own.

mod activities;
mod board;
mod common;
mod companies;
mod consents;
mod contacts;
mod deal_lists;
mod deals;
mod dictionaries;
mod marks;
mod moves;
mod notes;
mod pipelines;
mod plans;
mod sales;
mod search;
mod tasks;
mod timeline;

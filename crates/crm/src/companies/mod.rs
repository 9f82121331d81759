//! Companies: the clients, and those who may become clients. Deals are made with them, contacts work
//! in them.
//!
//! A company is known by its name, and a Russian one by its ИНН. Neither is unique: a branch shares
//! the ИНН of its firm and is told apart by its КПП. So a second company with the same ИНН is warned
//! of and never refused, and so is a number whose check digit does not fit.
//!
//! Invariants:
//! * requisites, phone and e-mail are kept in one spelling, so that equal ones are found equal;
//! * `folded` is the name without its legal form: it sorts the list and finds `ООО «Ромашка»` by
//!   `ромашка`;
//! * a company with deals or contacts is not deleted;
//! * whatever changes a company renews its search document and tells of it in the event log.

pub mod actions;
mod http;
pub mod model;
pub mod size;
pub mod store;

pub use http::{Company, routes};
pub use size::Size;

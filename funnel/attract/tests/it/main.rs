//! Attraction through HTTP.

mod campaigns;
mod common;
mod forms;
mod inquiries;
mod site;
mod visits;

//! Attraction through HTTP.

mod campaigns;
mod common;
mod inquiries;
mod site;
mod visits;

//! Attraction through HTTP.

mod campaigns;
mod common;
mod inquiries;

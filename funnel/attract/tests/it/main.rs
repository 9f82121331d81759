//! Attraction through HTTP.

mod campaigns;
mod common;
mod forms;
mod inquiries;
mod routing;
mod site;
mod subscriptions;
mod touches;
mod visits;

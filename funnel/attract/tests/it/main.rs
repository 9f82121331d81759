//! Attraction through HTTP.

mod campaigns;
mod common;
mod forms;
mod inquiries;
mod mailings;
mod routing;
mod site;
mod subscriptions;
mod touches;
mod visits;

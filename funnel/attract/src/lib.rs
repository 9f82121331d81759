//! Attract: campaigns over the channels, visits of the site, forms, and the inquiries they bring.
//!
//! Architecture invariant: nothing here knows another stage. What other stages do with an inquiry they
//! learn from the event log.

pub mod campaigns;
pub mod channels;
pub mod forms;
pub mod inquiries;
pub mod mailings;
pub mod pages;
mod personal;
pub mod routing;
pub mod subscriptions;
pub mod touches;
pub mod utm;
pub mod visits;

use std::time::Duration;

use api::{Module, Routes};
use db::jobs::Jobs;

pub fn module() -> Module {
    Module {
        routes: Routes::new()
            .merge(channels::routes())
            .merge(campaigns::routes())
            .merge(pages::routes())
            .merge(touches::routes())
            .merge(inquiries::routes())
            .merge(routing::routes())
            .merge(visits::routes())
            .merge(forms::routes())
            .merge(subscriptions::routes())
            .merge(mailings::routes()),
        jobs: Jobs::default()
            .quick(inquiries::untaken::JOB, inquiries::untaken::look)
            .reaction(
                "call.missed",
                "attract.call_missed",
                inquiries::calls::missed,
            )
            .reaction(
                "call.unknown",
                "attract.call_unknown",
                inquiries::calls::unknown,
            )
            .quick(forms::JOB, forms::process)
            .on(mailings::JOB, mailings::send)
            .reaction(
                "consent.withdrawn",
                subscriptions::JOB,
                subscriptions::follow,
            )
            .every(
                subscriptions::TIDY,
                Duration::from_hours(24),
                subscriptions::tidy,
            )
            .every(forms::TIDY, Duration::from_hours(24), forms::tidy),
        site: visits::site()
            .merge(forms::site())
            .merge(subscriptions::site()),
        personal: personal::keepers(),
    }
}

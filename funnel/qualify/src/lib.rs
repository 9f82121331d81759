//! Qualify: whether the client fits and is worth the next steps.
//!
//! Architecture invariant: nothing here knows another stage. Inquiries are known from the event log.

pub mod content;
pub mod deals;
pub mod first_contact;
pub mod fit;
mod keys;
mod personal;
pub mod questions;
pub mod reviews;
pub mod scripts;

use std::time::Duration;

use api::{Module, Routes};

pub fn module() -> Module {
    Module {
        routes: Routes::new()
            .merge(questions::routes())
            .merge(deals::routes())
            .merge(content::routes())
            .merge(scripts::routes())
            .merge(reviews::routes())
            .merge(fit::routes())
            .merge(first_contact::routes()),
        site: content::site(),
        jobs: first_contact::jobs()
            .on(fit::judging::ALL, fit::judging::judge_all)
            .on(fit::actions::LEARN, fit::actions::learn)
            .every(
                fit::judging::SWEEP,
                Duration::from_mins(15),
                fit::judging::sweep,
            )
            .reaction(
                "deal.created",
                "qualify.fit_created",
                fit::judging::deal_changed,
            )
            .reaction(
                "deal.changed",
                "qualify.fit_changed",
                fit::judging::deal_changed,
            )
            .reaction(
                "deal.answered",
                "qualify.fit_answered",
                fit::judging::deal_changed,
            )
            .reaction(
                "company.changed",
                "qualify.fit_company",
                fit::judging::company_changed,
            ),
        personal: personal::keepers(),
    }
}

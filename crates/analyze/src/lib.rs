//! Everything that looks at all stages at once: the funnel, weak points, chances, forecasts; and what
//! people set for it: plans, dashboards, the rates of currencies.
//!
//! A number on a screen comes from here; screens do not compute. How each is counted is written in
//! `docs/metrics.md`.
//!
//! Architecture invariant: nothing here writes what it counts, and nothing here knows a stage crate.

pub mod chances;
pub mod content;
pub mod contrast;
pub mod control;
pub mod dashboards;
pub mod desk;
pub mod estimate;
pub mod forecast;
pub mod funnel;
pub mod history;
pub mod marketing;
pub mod numbers;
pub mod patience;
pub mod plans;
pub mod qualifying;
pub mod question;
pub mod rates;
pub mod sample;
pub mod steps;
pub mod tally;
pub mod weak;

use std::sync::Arc;

use api::Module;
use db::jobs::Jobs;
use history::Books;
use marketing::{Ledger, Ledgers};
use patience::{Answering, Answers};

/// The reports' endpoints and jobs. What marketing cost is asked of the ledger, how long clients may wait of those
/// who answer them.
pub fn module(ledger: Arc<dyn Ledger>, answering: Arc<dyn Answering>) -> Module {
    let books = Books::new(Answers(answering));
    Module {
        routes: funnel::routes()
            .merge(numbers::routes())
            .merge(chances::http::routes())
            .merge(forecast::http::routes())
            .merge(weak::http::routes())
            .merge(control::http::routes())
            .merge(plans::routes())
            .merge(dashboards::routes())
            .merge(rates::routes())
            .merge(marketing::routes())
            .merge(content::routes())
            .merge(contrast::routes())
            .merge(qualifying::routes())
            .share(Ledgers(ledger))
            .share(books.clone()),
        jobs: Jobs::default().on(forecast::record::JOB, move |work| {
            forecast::record::run(work, books.clone())
        }),
        ..Module::default()
    }
}

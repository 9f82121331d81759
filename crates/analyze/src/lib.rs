//! Everything that looks at all stages at once: the funnel, and later weak points, forecasts, reports.
//!
//! A number on a screen comes from here; screens do not compute. How each is counted is written in
//! `docs/metrics.md`.
//!
//! Architecture invariant: nothing here writes, and nothing here knows a stage crate.

pub mod funnel;

use api::Module;

/// The reports' endpoints.
pub fn module() -> Module {
    Module {
        routes: funnel::routes(),
        ..Module::default()
    }
}

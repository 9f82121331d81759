//! Every number has an address. Opening it shows what it means, how it was counted today, and the
//! very deals behind it; a series or a breakdown asks the same number of other days or other deals.
//!
//! A number is counted by one function (`work`), which also names the deals: screens, explanations,
//! lists, exports and dashboards cannot disagree.

pub mod ask;
pub mod catalog;
pub mod explain;
pub mod http;
pub mod listed;
pub mod series;
pub mod slices;
pub mod store;
pub mod work;

use api::Routes;
use base::Permission;
use utoipa_axum::routes;

pub use ask::{Ask, Figure, Part, Worked, written};
pub use catalog::{Metric, MetricInfo, Unit};
pub use work::work;

/// The endpoints of numbers.
pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::ReportsRead, routes!(http::catalog))
        .permitted(Permission::ReportsRead, routes!(http::explain))
        .permitted(Permission::DealsRead, routes!(http::deals))
        .permitted(Permission::ExportRun, routes!(http::export))
        .permitted(Permission::ReportsRead, routes!(http::series))
        .permitted(Permission::ReportsRead, routes!(http::breakdown))
}

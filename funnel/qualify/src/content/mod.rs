//! The content library: cases, webinars, brochures, articles, and what becomes of those that are sent.

pub mod materials;
pub mod sends;
pub mod settings;

use api::Routes;

pub use sends::site;

pub fn routes() -> Routes {
    Routes::new()
        .merge(materials::routes())
        .merge(sends::routes())
        .merge(settings::routes())
}

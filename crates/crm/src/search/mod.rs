//! Being written.

pub fn routes() -> api::Routes {
    api::Routes::new()
}

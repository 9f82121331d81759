//! Who works here: users in teams with roles, how they log in, and the tokens of their programs.
//!
//! Architecture invariant: nothing here knows a client or a deal. Others are handed an `Actor`.

mod authenticate;
mod guesses;
pub mod password;
pub mod sessions;
pub mod teams;
pub mod tokens;
pub mod users;
mod workspace;

use api::{Module, Routes};

pub use authenticate::Identity;
pub use guesses::Guesses;

pub fn module() -> Module {
    let routes = Routes::new()
        .merge(sessions::routes())
        .merge(users::routes())
        .merge(teams::routes())
        .merge(tokens::routes())
        .merge(workspace::routes());
    Module {
        routes,
        ..Module::default()
    }
}

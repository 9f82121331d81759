//! What every request can reach.

use std::pin::Pin;
use std::sync::Arc;

use base::{Actor, Uuid};
use db::Db;

/// What a caller shows to say who they are.
#[derive(Debug, Clone)]
pub enum Credential {
    /// The value of the session cookie.
    Session(String),
    /// `Authorization: Bearer …`
    Token(String),
}

/// A credential that was accepted.
#[derive(Debug, Clone)]
pub struct Login {
    pub actor: Actor,
    pub user_id: Uuid,
    /// The stored key of the session, when it was one: logging out deletes it.
    pub session: Option<Vec<u8>>,
}

pub type Authenticated<'a> = Pin<Box<dyn Future<Output = base::Result<Option<Login>>> + Send + 'a>>;

/// Turns credentials into actors. Identity implements it; nobody else needs to know identity.
pub trait Authenticate: Send + Sync {
    fn authenticate<'a>(&'a self, db: &'a Db, credential: Credential) -> Authenticated<'a>;
}

/// The running application, shared by all requests.
#[derive(Clone)]
pub struct App {
    pub db: Db,
    pub authenticate: Arc<dyn Authenticate>,
    /// Cookies are marked `Secure`: the site is served over HTTPS.
    pub secure_cookies: bool,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App")
            .field("secure_cookies", &self.secure_cookies)
            .finish_non_exhaustive()
    }
}

//! What an area of the product gives to the whole: plain data that `app` puts together.

use std::sync::Arc;

use axum::Extension;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use base::Permission;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::{OpenApi, PathItem};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};

use crate::App;
use crate::guard::{Access, guard};
use crate::personal::Personal;

/// One area: its endpoints, the jobs it can do, its pages for clients, and what it keeps about people.
#[derive(Default)]
pub struct Module {
    pub routes: Routes,
    pub jobs: db::jobs::Jobs,
    /// Pages, scripts and links outside the API that people who are no users see: forms, sent content.
    /// Whatever they do is open to everybody, so it has to be harmless without a login.
    pub site: axum::Router,
    /// What it keeps about people, each sort of it by itself.
    pub personal: Vec<Arc<dyn Personal>>,
}

impl std::fmt::Debug for Module {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Module")
            .field("jobs", &self.jobs)
            .finish_non_exhaustive()
    }
}

impl Module {
    pub fn merge(mut self, other: Self) -> Self {
        self.personal.extend(other.personal);
        Self {
            personal: self.personal,
            routes: self.routes.merge(other.routes),
            jobs: self.jobs.merge(other.jobs),
            site: self.site.merge(other.site),
        }
    }
}

/// Endpoints, each with who may call it. There is no way to add one without saying so.
#[derive(Default)]
pub struct Routes(OpenApiRouter);

impl std::fmt::Debug for Routes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Routes")
    }
}

/// The OpenAPI extension that names an endpoint's permission.
const PERMISSION: &str = "x-permission";

impl Routes {
    pub fn new() -> Self {
        Self::default()
    }

    /// Open to everybody, logged in or not.
    pub fn everybody(self, routes: UtoipaMethodRouter) -> Self {
        self.add(Access::Everybody, routes)
    }

    /// For every user, whatever their role.
    pub fn logged_in(self, routes: UtoipaMethodRouter) -> Self {
        self.add(Access::LoggedIn, routes)
    }

    /// For those who have the permission.
    pub fn permitted(self, permission: Permission, routes: UtoipaMethodRouter) -> Self {
        self.add(Access::Permitted(permission), routes)
    }

    fn add(self, access: Access, (schemas, mut paths, router): UtoipaMethodRouter) -> Self {
        for item in paths.paths.values_mut() {
            mark(item, access);
        }
        let check = move |app: Extension<App>, request: Request, next: Next| {
            guard(access, app, request, next)
        };
        Self(
            self.0
                .routes((schemas, paths, router.layer(from_fn(check)))),
        )
    }

    pub fn merge(self, other: Self) -> Self {
        Self(self.0.merge(other.0))
    }

    /// Something that all these endpoints share: handlers ask for it with `Extension`.
    pub fn share<T: Clone + Send + Sync + 'static>(self, value: T) -> Self {
        Self(self.0.layer(Extension(value)))
    }

    /// The router under `/api/v1` and its description.
    pub fn build(self, description: OpenApi) -> (axum::Router, OpenApi) {
        OpenApiRouter::with_openapi(description)
            .nest("/api/v1", self.0)
            .split_for_parts()
    }
}

/// Writes into the description who may call an endpoint.
fn mark(item: &mut PathItem, access: Access) {
    let permission = match access {
        Access::Everybody => "everybody",
        Access::LoggedIn => "logged_in",
        Access::Permitted(permission) => permission.as_str(),
    };
    let operations = [
        &mut item.get,
        &mut item.put,
        &mut item.post,
        &mut item.delete,
        &mut item.patch,
    ];
    for operation in operations.into_iter().flatten() {
        let value = serde_json::Value::from(permission);
        operation.extensions = Some(Extensions::from_iter([(PERMISSION, value)]));
    }
}

/// Every endpoint of a description with who may call it: `("GET", "/api/v1/deals", "deals.read")`.
pub fn permission_table(description: &OpenApi) -> Vec<(&'static str, String, String)> {
    let mut table = Vec::new();
    for (path, item) in &description.paths.paths {
        let operations = [
            ("GET", &item.get),
            ("PUT", &item.put),
            ("POST", &item.post),
            ("DELETE", &item.delete),
            ("PATCH", &item.patch),
        ];
        for (method, operation) in operations {
            let Some(operation) = operation else { continue };
            let permission = operation
                .extensions
                .as_ref()
                .and_then(|all| all.get(PERMISSION))
                .and_then(|value| value.as_str())
                .unwrap_or_default();
            table.push((method, path.clone(), permission.to_owned()));
        }
    }
    table
}

//! All areas put together: one router, one description, one set of jobs.

use std::fmt::Write as _;
use std::sync::Arc;

use api::{App, Module};
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, header};
use axum::middleware::from_fn;
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use axum::{Extension, Json, Router};
use base::{Permission, Problem, Role};
use connect::mail::Vault;
use db::Db;
use db::jobs::Jobs;
use identity::Identity;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::openapi::{InfoBuilder, OpenApi, OpenApiBuilder};

use crate::{document, setup, ui};

/// Bodies of requests are at most this large; uploads have their own limit.
const MOST_BODY: usize = 2 * 1024 * 1024;

/// The application, ready to answer requests and to do jobs.
#[derive(Debug)]
pub struct Voronka {
    pub router: Router,
    pub jobs: Jobs,
    pub app: App,
}

impl Voronka {
    /// The vault keeps secrets that are stored, such as passwords of mail accounts.
    pub fn new(db: Db, secure_cookies: bool, vault: Vault) -> Self {
        let identity = Identity::default();
        let guesses = identity.guesses.clone();
        let app = App {
            db,
            authenticate: Arc::new(identity),
            secure_cookies,
        };
        let Module {
            routes, jobs, site, ..
        } = areas(vault);
        jobs.introduce(&app.db);
        let (router, document) = routes.build(description());
        let document = document::finish(document);
        let document = Arc::new(serde_json::to_value(&document).unwrap_or_default());
        let page = Arc::new(api::docs::page(&document));
        let router = router
            .merge(site)
            .route(
                "/api/openapi.json",
                get(move || async move { Json(document.as_ref().clone()) }),
            )
            .route(
                "/api/docs",
                get(move || async move { Html(page.as_ref().clone()) }),
            )
            .route(
                "/api/docs.css",
                get(|| async { ([(header::CONTENT_TYPE, "text/css")], api::docs::STYLE) }),
            )
            .route("/api/health", get(|| async { "ok" }))
            .route(
                "/api/{*path}",
                axum::routing::any(|| async { api::Failure(Problem::not_found()) }),
            )
            .fallback(ui::serve)
            .layer(
                ServiceBuilder::new()
                    .layer(from_fn(api::render_problems))
                    .layer(CatchPanicLayer::custom(
                        |_: Box<dyn std::any::Any + Send>| {
                            api::Failure(Problem::internal("a handler panicked")).into_response()
                        },
                    ))
                    .layer(SetResponseHeaderLayer::if_not_present(
                        header::X_CONTENT_TYPE_OPTIONS,
                        HeaderValue::from_static("nosniff"),
                    ))
                    .layer(SetResponseHeaderLayer::if_not_present(
                        header::REFERRER_POLICY,
                        HeaderValue::from_static("same-origin"),
                    ))
                    .layer(CompressionLayer::new())
                    .layer(DefaultBodyLimit::max(MOST_BODY))
                    .layer(Extension(guesses))
                    .layer(Extension(app.clone())),
            );
        Self { router, jobs, app }
    }
}

/// Every area of the product, in the order of the documentation.
fn areas(vault: Vault) -> Module {
    let modules = [
        identity::module(),
        crm::module(),
        attract::module(),
        qualify::module(),
        analyze::module(
            Arc::new(crate::ledger::AttractLedger),
            Arc::new(crate::limits::QualifyLimits),
        ),
        connect::module(vault, Arc::new(crate::ad_book::AttractBook)),
    ];
    let own = Module {
        routes: setup::routes()
            .merge(api::live::routes())
            .merge(api::jobs::routes()),
        personal: vec![Arc::new(api::personal::House)],
        ..Module::default()
    };
    let all = modules.into_iter().fold(own, Module::merge);
    let privacy = crm::privacy::module(&all.personal);
    all.merge(privacy)
}

/// The OpenAPI description of the whole API.
pub fn openapi() -> OpenApi {
    document::finish(areas(Vault::of_phrase("")).routes.build(description()).1)
}

fn description() -> OpenApi {
    let text = "The API of Voronka, a B2B sales-funnel system. The interface uses nothing else.\n\n\
        Log in with the session cookie or with `Authorization: Bearer vrk_…` (a personal token). \
        Times are RFC 3339 UTC, days YYYY-MM-DD, money is whole minor units with a currency. \
        Lists: filter[name]=a,b, sort=-field, limit, cursor, total=true. Changes carry the version they were made \
        from (field version or If-Match): a stale one gets 409. POST understands Idempotency-Key. \
        Errors are application/problem+json with a stable code, in Russian or English.\n\n\
        x-permission names the right that an endpoint needs.";
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Voronka")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some(text))
                .build(),
        )
        .build()
}

/// The tables of roles and endpoints with their permissions, as a Markdown page.
pub fn permissions_page() -> String {
    let mut page = String::from(
        "# Permissions\n\nMade by `cargo xtask codegen`; the roles' table is `Role::permissions` in `crates/base/src/actor.rs`.\n\n",
    );
    let roles: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
    let _ = writeln!(
        page,
        "| permission | {} |\n|---|{}",
        roles.join(" | "),
        "---|".repeat(roles.len())
    );
    for permission in Permission::ALL {
        let cells = Role::ALL.iter().map(|role| {
            if role.permissions().contains(permission) {
                "yes |"
            } else {
                " |"
            }
        });
        let _ = writeln!(
            page,
            "| {} | {}",
            permission.as_str(),
            cells.collect::<Vec<_>>().join(" ")
        );
    }
    page.push_str("\n| endpoint | needs |\n|---|---|\n");
    for (method, path, permission) in api::permission_table(&openapi()) {
        let _ = writeln!(page, "| {method} {path} | {permission} |");
    }
    page
}

//! A running application for each test: its own database, a clock that stands, ids that repeat.
//!
//! Tests talk to it through HTTP, as a program would. `VORONKA_TEST_DATABASE=postgres` runs the same
//! tests on PostgreSQL.

mod client;
mod home;
pub mod postgres;

use std::sync::OnceLock;

use api::Workspace;
use app::Voronka;
use base::{Actor, Clock, Ids, Lang, Permission, Role, Time, Uuid, Visibility};
use db::Db;
use identity::users::model::NewUser;

pub use client::{Answer, Client};
pub use home::Home;

/// The moment at which every test begins: a Monday noon in Moscow.
pub const START: &str = "2026-11-23T09:00:00.000Z";

/// The password of every test user.
pub const PASSWORD: &str = "test-password";

/// An application in the test's own process.
#[derive(Debug)]
pub struct TestApp {
    pub db: Db,
    pub voronka: Voronka,
    owner: Option<(Uuid, Client)>,
    home: Home,
}

impl TestApp {
    /// A company that is set up: one owner, the default pipeline, nothing else.
    pub async fn new() -> Self {
        let mut app = Self::empty().await;
        let tx = app.db.begin(Actor::system()).await.expect("a transaction");
        let workspace = Workspace {
            name: "Тест".to_owned(),
            ..Workspace::default()
        };
        let owner = new_user("owner@example.com", Role::Owner);
        let user = app::set_up(&tx, &workspace, owner, password_hash())
            .await
            .expect("a company");
        tx.commit().await.expect("a commit");
        app.owner = Some((user.id, app.client_of(user.id).await));
        app
    }

    /// The demo company, with nobody's client at hand: see [`Self::client_of`].
    pub async fn demo() -> Self {
        let app = Self::empty().await;
        app::demo::fill(&app.db).await.expect("a demo company");
        app
    }

    /// A database with its tables and nobody in it.
    pub async fn empty() -> Self {
        let home = Home::new().await;
        let clock = Clock::fixed(Time::parse(START).expect("a time"));
        let db = Db::open(&home.location(), clock, Ids::counted())
            .await
            .expect("a database");
        let voronka = Voronka::new(db.clone(), false, app::Vault::of_phrase("test"));
        Self {
            db,
            voronka,
            owner: None,
            home,
        }
    }

    /// The owner's client.
    pub fn owner(&self) -> &Client {
        &self.owner.as_ref().expect("TestApp::new makes an owner").1
    }

    pub fn owner_id(&self) -> Uuid {
        self.owner.as_ref().expect("TestApp::new makes an owner").0
    }

    /// Adds a user and gives their id and client.
    pub async fn user(
        &self,
        email: &str,
        role: Role,
        visibility: Visibility,
        team: Option<Uuid>,
    ) -> (Uuid, Client) {
        let tx = self.db.begin(Actor::system()).await.expect("a transaction");
        let new = NewUser {
            visibility: Some(visibility),
            team_id: team,
            ..new_user(email, role)
        };
        let user = identity::users::actions::create(&tx, new, password_hash())
            .await
            .expect("a user");
        tx.commit().await.expect("a commit");
        (user.id, self.client_of(user.id).await)
    }

    /// A client that is not logged in.
    pub fn stranger(&self) -> Client {
        Client::new(self.voronka.router.clone(), None)
    }

    /// A client with a fresh token of a user, with all the rights the user has.
    pub async fn client_of(&self, user: Uuid) -> Client {
        let scopes: Vec<String> = Permission::ALL
            .iter()
            .map(|p| p.as_str().to_owned())
            .collect();
        let tx = self.db.begin(Actor::system()).await.expect("a transaction");
        let (_, token) = identity::tokens::actions::create(&tx, user, "test", &scopes, None)
            .await
            .expect("a token");
        tx.commit().await.expect("a commit");
        Client::new(self.voronka.router.clone(), Some(token))
    }

    /// Does all jobs that are due.
    pub async fn run_jobs(&self) {
        let jobs = &self.voronka.jobs;
        jobs.begin(&self.db).await.expect("a job queue");
        while jobs.run_one(&self.db).await.expect("a job queue") {}
    }

    /// Moves the clock forward.
    pub fn pass(&self, milliseconds: i64) {
        let now = self.db.clock.now();
        self.db.clock.set(Time(now.0 + milliseconds));
    }

    pub fn now(&self) -> Time {
        self.db.clock.now()
    }

    pub fn home(&self) -> &Home {
        &self.home
    }
}

fn new_user(email: &str, role: Role) -> NewUser {
    NewUser {
        name: email.split('@').next().unwrap_or_default().to_owned(),
        email: email.to_owned(),
        role,
        visibility: None,
        team_id: None,
        lang: Some(Lang::Ru),
        password: PASSWORD.to_owned(),
    }
}

/// Hashing is slow on purpose, so it is done once a run.
fn password_hash() -> String {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| identity::password::hash_now(PASSWORD).expect("a hash"))
        .clone()
}

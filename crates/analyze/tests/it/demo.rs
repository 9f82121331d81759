//! The demo company with its director at hand.

use serde_json::Value;
use testkit::{Client, TestApp};

pub struct Demo {
    pub app: TestApp,
    pub director: Client,
    pub pipeline: String,
}

impl Demo {
    pub async fn new() -> Self {
        let app = TestApp::demo().await;
        let director = Self::client(&app, "owner").await;
        let pipelines = Client::ok(director.get("/pipelines").await);
        let pipeline = pipelines["items"][0]["id"].as_str().expect("a pipeline");
        Self {
            pipeline: pipeline.to_owned(),
            director,
            app,
        }
    }

    /// Somebody of the demo company, by the first part of their address.
    pub async fn client(app: &TestApp, name: &str) -> Client {
        let email = format!("{name}@demo.voronka");
        let id: Option<base::Uuid> = app
            .db
            .reader()
            .scalar(db::sql!("select id from users where email = $1", email))
            .await
            .expect("users");
        app.client_of(id.expect("a user of the demo company")).await
    }

    pub async fn get(&self, path: &str) -> Value {
        Client::ok(self.director.get(path).await)
    }

    /// The key of a stage, by its name.
    pub async fn stage(&self, name: &str) -> String {
        let pipelines = self.get("/pipelines").await;
        let stages = pipelines["items"][0]["stages"].as_array().expect("stages");
        let stage = stages.iter().find(|stage| stage["name"] == name);
        let id = &stage.unwrap_or_else(|| panic!("no stage {name}"))["id"];
        id.as_str().expect("an id").to_owned()
    }
}

pub fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("a number, not {value}"))
}

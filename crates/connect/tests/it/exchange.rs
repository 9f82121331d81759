//! What the tests of telephony need: an exchange, what it tells, and who hears it.

use axum::http::Method;
use base::{Role, Uuid, Visibility};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use testkit::{Answer, Client, TestApp};

pub const PHONE: &str = "+79123456789";

/// An exchange with its secret, and who speaks for it.
pub struct Exchange {
    pub id: String,
    pub hook: String,
    pub secret: String,
}

pub async fn connect(app: &TestApp, new: Value) -> Exchange {
    let made = Client::ok(app.owner().post("/telephony-accounts", &new).await);
    let text = |name: &str| made[name].as_str().unwrap_or_default().to_owned();
    Exchange {
        id: text("id"),
        hook: text("hook"),
        secret: text("secret"),
    }
}

pub async fn generic(app: &TestApp) -> Exchange {
    connect(app, json!({ "name": "АТС", "provider": "generic" })).await
}

impl Exchange {
    pub async fn telephones(&self, app: &TestApp, pairs: &[(&str, Uuid)]) {
        let extensions: Vec<Value> = pairs
            .iter()
            .map(|(extension, user)| json!({ "extension": extension, "user_id": user }))
            .collect();
        let path = format!("/telephony-accounts/{}/extensions", self.id);
        let put = app
            .owner()
            .put(&path, &json!({ "extensions": extensions }))
            .await;
        Client::ok(put);
    }

    /// An event as the exchange signs it.
    pub async fn tell(&self, app: &TestApp, event: &Value) -> Answer {
        let seconds = (app.now().0 / 1000).to_string();
        self.tell_signed(app, &event.to_string(), &seconds, &self.secret)
            .await
    }

    pub async fn tell_signed(
        &self,
        app: &TestApp,
        body: &str,
        seconds: &str,
        secret: &str,
    ) -> Answer {
        let signature = sign(secret, "m1", seconds, body);
        self.send(app, ["m1", seconds, &signature], body).await
    }

    /// Whatever somebody sends, with these headers: the message's id, its time and its signature.
    pub async fn send(&self, app: &TestApp, proof: [&str; 3], body: &str) -> Answer {
        app.stranger()
            .with("webhook-id", proof[0])
            .with("webhook-timestamp", proof[1])
            .with("webhook-signature", proof[2])
            .send(
                Method::POST,
                &format!("/{}", self.hook),
                "application/json",
                body.into(),
            )
            .await
    }

    /// Everything that is told of a call, in this order.
    pub async fn all(&self, app: &TestApp, events: &[Value]) {
        for event in events {
            let answer = self.tell(app, event).await;
            assert_eq!(answer.status, 200, "{}", answer.text());
        }
        app.run_jobs().await;
    }
}

pub fn sign(secret: &str, id: &str, seconds: &str, body: &str) -> String {
    let key = STANDARD
        .decode(secret.trim_start_matches("whsec_"))
        .expect("base64");
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("a key");
    mac.update(format!("{id}.{seconds}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

pub fn event(app: &TestApp, call: &str, leg: &str, seq: i64, happened: &str, second: i64) -> Value {
    json!({
        "call_id": call, "leg_id": leg, "seq": seq, "event": happened, "direction": "in",
        "client_phone": "8 912 345-67-89", "our_number": "74950000000", "employee_ext": leg,
        "at": app.now().0 + second * 1000 - 60_000,
    })
}

/// Rings 101 and 102; 102 answers and talks for 30 seconds.
pub fn talk(app: &TestApp, call: &str) -> Vec<Value> {
    vec![
        event(app, call, "101", 1, "ringing", 0),
        event(app, call, "102", 1, "ringing", 1),
        event(app, call, "102", 2, "answered", 8),
        event(app, call, "101", 2, "ended", 8),
        event(app, call, "102", 3, "ended", 38),
    ]
}

/// Rings 101; nobody answers.
pub fn missed(app: &TestApp, call: &str) -> Vec<Value> {
    vec![
        event(app, call, "101", 1, "ringing", 0),
        event(app, call, "101", 2, "ended", 20),
    ]
}

/// The end is believed after a moment.
pub async fn moment(app: &TestApp) {
    app.pass(16_000);
    app.run_jobs().await;
}

pub async fn get(client: &Client, path: &str) -> Value {
    Client::ok(client.get(path).await)
}

pub async fn items(client: &Client, path: &str) -> Vec<Value> {
    get(client, path).await["items"]
        .as_array()
        .expect("items")
        .clone()
}

pub async fn contact(app: &TestApp, name: &str, owner: Uuid) -> Value {
    let point = json!({ "kind": "phone", "value": PHONE });
    let new = json!({ "last_name": name, "points": [point], "owner_id": owner });
    Client::ok(app.owner().post("/contacts", &new).await)
}

pub async fn deal(app: &TestApp, contact: &Value, owner: Uuid) -> Value {
    let new = json!({ "title": "Насосы", "contact_ids": [contact["id"]], "owner_id": owner });
    Client::ok(app.owner().post("/deals", &new).await)
}

pub async fn seller(app: &TestApp, name: &str) -> (Uuid, Client) {
    let email = format!("{name}@example.com");
    app.user(&email, Role::Salesperson, Visibility::Own, None)
        .await
}

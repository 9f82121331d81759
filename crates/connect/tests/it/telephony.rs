//! Calls through the webhook, as an exchange tells of them.

use axum::http::Method;
use base::{Role, Uuid, Visibility};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use testkit::{Answer, Client, TestApp};

const PHONE: &str = "+79123456789";

/// An exchange with its secret, and who speaks for it.
struct Exchange {
    id: String,
    hook: String,
    secret: String,
}

async fn connect(app: &TestApp, new: Value) -> Exchange {
    let made = Client::ok(app.owner().post("/telephony-accounts", &new).await);
    let text = |name: &str| made[name].as_str().unwrap_or_default().to_owned();
    Exchange {
        id: text("id"),
        hook: text("hook"),
        secret: text("secret"),
    }
}

async fn generic(app: &TestApp) -> Exchange {
    connect(app, json!({ "name": "АТС", "provider": "generic" })).await
}

impl Exchange {
    async fn telephones(&self, app: &TestApp, pairs: &[(&str, Uuid)]) {
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
    async fn tell(&self, app: &TestApp, event: &Value) -> Answer {
        let seconds = (app.now().0 / 1000).to_string();
        self.tell_signed(app, &event.to_string(), &seconds, &self.secret)
            .await
    }

    async fn tell_signed(&self, app: &TestApp, body: &str, seconds: &str, secret: &str) -> Answer {
        let key = STANDARD
            .decode(secret.trim_start_matches("whsec_"))
            .expect("base64");
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("a key");
        mac.update(format!("m1.{seconds}.{body}").as_bytes());
        let signature = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
        app.stranger()
            .with("webhook-id", "m1")
            .with("webhook-timestamp", seconds)
            .with("webhook-signature", &signature)
            .send(
                Method::POST,
                &format!("/{}", self.hook),
                "application/json",
                body.into(),
            )
            .await
    }

    /// Everything that is told of a call, in this order.
    async fn all(&self, app: &TestApp, events: &[Value]) {
        for event in events {
            let answer = self.tell(app, event).await;
            assert_eq!(answer.status, 200, "{}", answer.text());
        }
        app.run_jobs().await;
    }
}

fn event(app: &TestApp, call: &str, leg: &str, seq: i64, happened: &str, second: i64) -> Value {
    json!({
        "call_id": call, "leg_id": leg, "seq": seq, "event": happened, "direction": "in",
        "client_phone": "8 912 345-67-89", "our_number": "74950000000", "employee_ext": leg,
        "at": app.now().0 + second * 1000 - 60_000,
    })
}

/// Rings 101 and 102; 102 answers and talks for 30 seconds.
fn talk(app: &TestApp, call: &str) -> Vec<Value> {
    vec![
        event(app, call, "101", 1, "ringing", 0),
        event(app, call, "102", 1, "ringing", 1),
        event(app, call, "102", 2, "answered", 8),
        event(app, call, "101", 2, "ended", 8),
        event(app, call, "102", 3, "ended", 38),
    ]
}

/// Rings 101; nobody answers.
fn missed(app: &TestApp, call: &str) -> Vec<Value> {
    vec![
        event(app, call, "101", 1, "ringing", 0),
        event(app, call, "101", 2, "ended", 20),
    ]
}

/// The end is believed after a moment.
async fn moment(app: &TestApp) {
    app.pass(16_000);
    app.run_jobs().await;
}

async fn get(client: &Client, path: &str) -> Value {
    Client::ok(client.get(path).await)
}

async fn items(client: &Client, path: &str) -> Vec<Value> {
    get(client, path).await["items"]
        .as_array()
        .expect("items")
        .clone()
}

async fn contact(app: &TestApp, name: &str, owner: Uuid) -> Value {
    let point = json!({ "kind": "phone", "value": PHONE });
    let new = json!({ "last_name": name, "points": [point], "owner_id": owner });
    Client::ok(app.owner().post("/contacts", &new).await)
}

async fn deal(app: &TestApp, contact: &Value, owner: Uuid) -> Value {
    let new = json!({ "title": "Насосы", "contact_ids": [contact["id"]], "owner_id": owner });
    Client::ok(app.owner().post("/deals", &new).await)
}

async fn seller(app: &TestApp, name: &str) -> (Uuid, Client) {
    let email = format!("{name}@example.com");
    app.user(&email, Role::Salesperson, Visibility::Own, None)
        .await
}

#[tokio::test]
async fn a_call_is_put_on_the_timeline_of_its_client_in_whatever_order_it_is_told() {
    for shuffled in [false, true] {
        let app = TestApp::new().await;
        let exchange = generic(&app).await;
        let (anna, _) = seller(&app, "anna").await;
        let (boris, _) = seller(&app, "boris").await;
        exchange
            .telephones(&app, &[("101", anna), ("102", boris)])
            .await;
        let client = contact(&app, "Петров", anna).await;
        let deal = deal(&app, &client, anna).await;
        let mut told = talk(&app, "c1");
        if shuffled {
            told.reverse();
            told.extend(talk(&app, "c1"));
        }
        exchange.all(&app, &told).await;
        moment(&app).await;
        let calls = items(app.owner(), "/calls?total=true").await;
        assert_eq!(calls.len(), 1, "one call, however many telephones");
        let call = &calls[0];
        assert_eq!(
            (&call["state"], &call["outcome"], &call["user"]["name"]),
            (&json!("ended"), &json!("answered"), &json!("boris")),
        );
        assert_eq!(call["talk_seconds"], 30);
        assert_eq!(call["deal"]["id"], deal["id"]);
        let id = deal["id"].as_str().expect("an id");
        let activities = items(app.owner(), &format!("/activities?filter[deal]={id}")).await;
        assert_eq!(activities.len(), 1, "written down once");
        let activity = &activities[0];
        assert_eq!(
            (
                &activity["kind"],
                &activity["direction"],
                &activity["outcome"],
                &activity["seconds"]
            ),
            (&json!("call"), &json!("in"), &json!("answered"), &json!(30)),
        );
        assert_eq!(activity["by"]["name"], "boris");
        assert_eq!(
            items(app.owner(), "/inquiries").await.len(),
            0,
            "a known client is no inquiry"
        );
        assert_eq!(items(app.owner(), "/tasks").await.len(), 0);
        let kinds: Vec<Value> = items(app.owner(), &format!("/deals/{id}/timeline")).await;
        assert!(kinds.iter().all(|one| {
            !one["kind"]
                .as_str()
                .unwrap_or_default()
                .starts_with("call.")
        }));
    }
}

#[tokio::test]
async fn the_card_comes_up_for_those_whose_telephone_rings_and_stays_with_who_answers() {
    let app = TestApp::new().await;
    let exchange = generic(&app).await;
    let (anna_id, anna) = seller(&app, "anna").await;
    let (boris_id, boris) = seller(&app, "boris").await;
    let (_, vera) = seller(&app, "vera").await;
    exchange
        .telephones(&app, &[("101", anna_id), ("102", boris_id)])
        .await;
    let client = contact(&app, "Петров", anna_id).await;
    deal(&app, &client, anna_id).await;
    let told = talk(&app, "c1");
    exchange.all(&app, &told[..2]).await;
    let cards = get(&anna, "/calls/mine").await;
    assert_eq!(cards[0]["call"]["state"], "ringing");
    assert_eq!(cards[0]["people"][0]["name"], "Петров");
    assert_eq!(cards[0]["deals"][0]["deal"]["title"], "Насосы");
    let cards = get(&boris, "/calls/mine").await;
    assert_eq!(
        cards[0]["people"],
        json!([]),
        "another's client is not shown"
    );
    assert_eq!(cards[0]["clients_of"][0]["name"], "anna");
    assert!(!cards.to_string().contains("Петров") && !cards.to_string().contains("Насосы"));
    assert_eq!(get(&vera, "/calls/mine").await, json!([]));
    exchange.all(&app, &told[2..4]).await;
    assert_eq!(
        get(&anna, "/calls/mine").await,
        json!([]),
        "somebody else answered"
    );
    assert_eq!(
        get(&boris, "/calls/mine").await[0]["call"]["state"],
        "answered"
    );
    exchange.all(&app, &told[4..]).await;
    moment(&app).await;
    assert_eq!(
        get(&boris, "/calls/mine").await[0]["call"]["state"],
        "ended",
        "the note is still to be written"
    );
    app.pass(11 * 60_000);
    assert_eq!(get(&boris, "/calls/mine").await, json!([]));
    assert_eq!(items(&vera, "/calls").await.len(), 0);
    assert_eq!(items(&boris, "/calls").await.len(), 1);
}

#[tokio::test]
async fn a_missed_client_is_to_be_called_back_once_and_is_an_inquiry_once() {
    let app = TestApp::new().await;
    let exchange = generic(&app).await;
    let (anna, _) = seller(&app, "anna").await;
    exchange.telephones(&app, &[("101", anna)]).await;
    let client = contact(&app, "Петров", anna).await;
    let deal = deal(&app, &client, anna).await;
    for call in ["c1", "c2"] {
        exchange.all(&app, &missed(&app, call)).await;
        moment(&app).await;
    }
    let tasks = items(app.owner(), "/tasks?filter[state]=open").await;
    assert_eq!(tasks.len(), 1, "who calls twice is called back once");
    assert_eq!(tasks[0]["assignee"]["name"], "anna");
    assert_eq!(tasks[0]["title"], format!("Перезвонить: Петров, {PHONE}"));
    let inquiries = items(app.owner(), "/inquiries").await;
    assert_eq!(inquiries.len(), 1);
    assert_eq!(
        (
            &inquiries[0]["channel"],
            &inquiries[0]["owner"]["name"],
            &inquiries[0]["deal"]["id"]
        ),
        (&json!("call"), &json!("anna"), &deal["id"]),
    );
    let id = deal["id"].as_str().expect("an id");
    let activities = items(app.owner(), &format!("/activities?filter[deal]={id}")).await;
    assert_eq!(activities.len(), 2);
    assert!(activities.iter().all(|one| one["outcome"] == "missed"));

    let mut back = talk(&app, "c3");
    for event in &mut back {
        event["direction"] = json!("out");
    }
    exchange.all(&app, &back).await;
    moment(&app).await;
    assert_eq!(
        items(app.owner(), "/tasks?filter[state]=open").await.len(),
        0,
        "called back"
    );
}

#[tokio::test]
async fn a_stranger_who_was_missed_becomes_a_client_and_the_call_is_theirs() {
    let app = TestApp::new().await;
    let exchange = generic(&app).await;
    exchange.all(&app, &missed(&app, "c1")).await;
    assert_eq!(
        items(app.owner(), "/inquiries").await.len(),
        0,
        "another telephone may ring yet"
    );
    moment(&app).await;
    let inquiries = items(app.owner(), "/inquiries").await;
    assert_eq!(inquiries.len(), 1);
    assert_eq!(inquiries[0]["phones"], json!([PHONE]));
    assert_eq!(inquiries[0]["text"], "Пропущенный звонок: перезвоните");
    let call = &items(app.owner(), "/calls").await[0];
    assert_eq!(call["contact"], inquiries[0]["contact"]);
    assert_eq!(call["deal"], inquiries[0]["deal"]);
    let id = inquiries[0]["deal"]["id"].as_str().expect("a deal");
    let activities = items(app.owner(), &format!("/activities?filter[deal]={id}")).await;
    assert_eq!(activities.len(), 1);
}

#[tokio::test]
async fn a_stranger_who_was_talked_to_is_the_inquiry_of_who_answered_unless_it_is_switched_off() {
    let app = TestApp::new().await;
    let exchange = generic(&app).await;
    let (anna, _) = seller(&app, "anna").await;
    exchange.telephones(&app, &[("102", anna)]).await;
    let off = json!({ "take_minutes": 30, "unknown_calls": false });
    Client::ok(app.owner().put("/inquiry-settings", &off).await);
    exchange.all(&app, &talk(&app, "c1")).await;
    moment(&app).await;
    assert_eq!(items(app.owner(), "/inquiries").await.len(), 0);
    let on = json!({ "take_minutes": 30 });
    Client::ok(app.owner().put("/inquiry-settings", &on).await);
    exchange.all(&app, &talk(&app, "c2")).await;
    moment(&app).await;
    let inquiries = items(app.owner(), "/inquiries").await;
    assert_eq!(inquiries.len(), 1);
    assert_eq!(inquiries[0]["owner"]["name"], "anna");
}

#[tokio::test]
async fn a_shared_number_waits_for_a_person_to_say_whose_call_it_is() {
    let app = TestApp::new().await;
    let exchange = generic(&app).await;
    let (anna_id, anna) = seller(&app, "anna").await;
    exchange.telephones(&app, &[("102", anna_id)]).await;
    let first = contact(&app, "Петров", anna_id).await;
    let second = contact(&app, "Сидоров", anna_id).await;
    let off = json!({ "take_minutes": 30, "unknown_calls": false });
    Client::ok(app.owner().put("/inquiry-settings", &off).await);
    exchange.all(&app, &talk(&app, "c1")).await;
    let cards = get(&anna, "/calls/mine").await;
    assert_eq!(cards[0]["people"].as_array().expect("people").len(), 2);
    assert_eq!(cards[0]["call"]["contact"], Value::Null);
    moment(&app).await;
    let call = items(&anna, "/calls").await.remove(0);
    let path = format!("/calls/{}/client", call["id"].as_str().expect("an id"));
    let (status, problem) = anna
        .post(
            &path,
            &json!({ "version": call["version"], "contact_id": Uuid::from_u128(5) }),
        )
        .await;
    assert_eq!(
        (status, &problem["errors"][0]["field"]),
        (422, &json!("contact_id"))
    );
    let said = json!({ "version": call["version"], "contact_id": second["id"] });
    let linked = Client::ok(anna.post(&path, &said).await);
    assert_eq!(linked["contact"]["id"], second["id"]);
    assert_eq!(anna.post(&path, &said).await.1["code"], "stale");
    let again = json!({ "version": linked["version"], "contact_id": first["id"] });
    assert_eq!(anna.post(&path, &again).await.0, 409);
    let id = second["id"].as_str().expect("an id");
    assert_eq!(
        items(&anna, &format!("/activities?filter[contact]={id}"))
            .await
            .len(),
        1
    );
    let (_, vera) = seller(&app, "vera").await;
    assert_eq!(vera.post(&path, &again).await.0, 404, "another's call");
}

#[tokio::test]
async fn nothing_is_believed_without_its_proof() {
    let app = TestApp::new().await;
    let exchange = generic(&app).await;
    let body = talk(&app, "c1")[0].to_string();
    let now = app.now().0 / 1000;
    let wrong = format!("whsec_{}", STANDARD.encode("another secret"));
    for (seconds, secret) in [
        (now, wrong.as_str()),
        (now - 301, &exchange.secret),
        (now + 301, &exchange.secret),
    ] {
        let answer = exchange
            .tell_signed(&app, &body, &seconds.to_string(), secret)
            .await;
        assert_eq!(answer.status, 401, "{seconds}");
    }
    let path = format!("/{}", exchange.hook);
    let bare = app
        .stranger()
        .send(Method::POST, &path, "application/json", body.clone().into())
        .await;
    assert_eq!(bare.status, 401);
    let elsewhere = app
        .stranger()
        .send(
            Method::POST,
            "//hooks/calls/none",
            "application/json",
            body.clone().into(),
        )
        .await;
    assert_eq!(elsewhere.status, 404);
    let huge = exchange
        .tell_signed(
            &app,
            &"x".repeat(70_000),
            &now.to_string(),
            &exchange.secret,
        )
        .await;
    assert_eq!(huge.status, 413);
    app.run_jobs().await;
    assert_eq!(items(app.owner(), "/calls").await.len(), 0);
    let heard = get(
        app.owner(),
        &format!("/telephony-accounts/{}/events", exchange.id),
    )
    .await;
    assert_eq!(heard, json!([]), "a stranger fills nothing");

    // What is proved and cannot be read is kept, and it is said why.
    for nonsense in [
        "",
        "{",
        "[1,2]",
        "{\"call_id\":\"\\u0000\"}",
        r#"{"call_id":"c","event":"ended","at":1}"#,
    ] {
        let answer = exchange
            .tell_signed(&app, nonsense, &now.to_string(), &exchange.secret)
            .await;
        assert_eq!(answer.status, 422, "{nonsense}");
    }
    let old = json!({ "call_id": "c", "event": "ended", "at": app.now().0 - 31 * 86_400_000_i64 });
    assert_eq!(
        exchange.tell(&app, &old).await.status,
        422,
        "too old to know whether it is told again"
    );
    let heard = get(
        app.owner(),
        &format!("/telephony-accounts/{}/events", exchange.id),
    )
    .await;
    assert_eq!(heard.as_array().expect("events").len(), 6);
    assert!(
        heard[0]["error"]
            .as_str()
            .is_some_and(|why| !why.is_empty())
    );

    // The same message once more changes nothing.
    assert_eq!(
        exchange.tell(&app, &talk(&app, "c1")[0]).await.json()["new"],
        true
    );
    assert_eq!(
        exchange.tell(&app, &talk(&app, "c1")[0]).await.json()["new"],
        false
    );
}

#[tokio::test]
async fn a_secret_is_shown_once_and_a_new_one_ends_the_old_one() {
    let app = TestApp::new().await;
    let exchange = generic(&app).await;
    let all = get(app.owner(), "/telephony-accounts").await;
    assert!(!all.to_string().contains(&exchange.secret));
    let path = format!("/telephony-accounts/{}", exchange.id);
    let change = json!({ "version": 1, "new_secret": true });
    let changed = Client::ok(app.owner().patch(&path, &change).await);
    assert_ne!(changed["secret"], json!(exchange.secret));
    assert_eq!(exchange.tell(&app, &talk(&app, "c1")[0]).await.status, 401);
    let archive = json!({ "version": 2, "archived": true });
    Client::ok(app.owner().patch(&path, &archive).await);
    let fresh = Exchange {
        secret: changed["secret"].as_str().expect("one").to_owned(),
        ..exchange
    };
    assert_eq!(fresh.tell(&app, &talk(&app, "c1")[0]).await.status, 404);
    let (_, anna) = seller(&app, "anna").await;
    assert_eq!(anna.get("/telephony-accounts").await.0, 403);
}

#[tokio::test]
async fn mango_is_heard_with_its_own_signature() {
    let app = TestApp::new().await;
    let new = json!({ "name": "Mango", "provider": "mango", "api_key": "key", "salt": "salt" });
    let exchange = connect(&app, new).await;
    let (anna, _) = seller(&app, "anna").await;
    exchange.telephones(&app, &[("101", anna)]).await;
    contact(&app, "Петров", anna).await;
    let tell = async |what: &str, event: &Value, salt: &str| {
        let event = event.to_string();
        let sign = Sha256::digest(format!("key{event}{salt}").as_bytes());
        let sign: String = sign.iter().map(|byte| format!("{byte:02x}")).collect();
        let fields = [("vpbx_api_key", "key"), ("sign", &sign), ("json", &event)];
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let path = format!("/{}/events/{what}", exchange.hook);
        let kind = "application/x-www-form-urlencoded";
        app.stranger()
            .send(Method::POST, &path, kind, body.into())
            .await
            .status
    };
    let seconds = app.now().0 / 1000 - 60;
    let answer = json!({
        "entry_id": "e1", "call_id": "100:1:1", "timestamp": seconds + 10, "seq": 2, "call_state": "Connected",
        "location": "abonent", "from": { "number": "79123456789" }, "to": { "extension": "101", "line_number": "74950000000" },
    });
    let end = json!({
        "entry_id": "e1", "call_direction": 1, "from": { "number": "79123456789" }, "to": { "extension": "101" },
        "line_number": "74950000000", "create_time": seconds, "talk_time": seconds + 10, "end_time": seconds + 55,
        "entry_result": 1,
    });
    assert_eq!(tell("call", &answer, "pepper").await, 401);
    assert_eq!(tell("summary", &end, "salt").await, 200);
    assert_eq!(tell("call", &answer, "salt").await, 200);
    assert_eq!(tell("dtmf", &json!({}), "salt").await, 200);
    app.run_jobs().await;
    let call = items(app.owner(), "/calls").await.remove(0);
    assert_eq!(
        (
            &call["outcome"],
            &call["talk_seconds"],
            &call["user"]["name"],
            &call["contact"]["name"]
        ),
        (
            &json!("answered"),
            &json!(45),
            &json!("anna"),
            &json!("Петров")
        ),
    );
    let (status, problem) = app
        .owner()
        .post(
            "/telephony-accounts",
            &json!({ "name": "", "provider": "mango" }),
        )
        .await;
    let fields: Vec<&str> = problem["errors"]
        .as_array()
        .expect("errors")
        .iter()
        .filter_map(|e| e["field"].as_str())
        .collect();
    assert_eq!((status, fields), (422, vec!["name", "api_key", "salt"]));
}

#[tokio::test]
async fn uis_is_heard_by_the_secret_of_its_address() {
    let app = TestApp::new().await;
    let exchange = connect(&app, json!({ "name": "UIS", "provider": "uis" })).await;
    let event = json!({
        "event": "ended", "call_session_id": "77", "direction": "in", "contact_phone_number": "79123456789",
        "notification_time": "2026-11-23 11:59:00", "talk_time_duration": "0", "is_internal": "false",
    });
    let tell = async |secret: &str| {
        let path = format!("/{}/{secret}", exchange.hook);
        app.stranger()
            .send(
                Method::POST,
                &path,
                "application/json",
                event.to_string().into(),
            )
            .await
            .status
    };
    assert_eq!(tell("guess").await, 401);
    assert_eq!(tell(&exchange.secret).await, 200);
    app.run_jobs().await;
    let call = items(app.owner(), "/calls").await.remove(0);
    assert_eq!(
        (&call["outcome"], &call["started_at"]),
        (&json!("missed"), &json!("2026-11-23T08:59:00.000Z"))
    );
    assert_eq!(items(app.owner(), "/inquiries").await.len(), 1);
}

#[tokio::test]
async fn a_trial_rings_for_whoever_tries_and_leaves_nothing() {
    let app = TestApp::new().await;
    let me = app.owner_id();
    for new in [
        json!({ "name": "АТС", "provider": "generic" }),
        json!({ "name": "Mango", "provider": "mango", "api_key": "key", "salt": "salt" }),
        json!({ "name": "UIS", "provider": "uis" }),
    ] {
        let exchange = connect(&app, new).await;
        let path = format!("/telephony-accounts/{}/try", exchange.id);
        let asked = json!({ "phone": PHONE });
        let (status, problem) = app.owner().post(&path, &asked).await;
        assert_eq!((status, &problem["code"]), (409, &json!("conflict")));
        exchange.telephones(&app, &[("101", me)]).await;
        assert_eq!(
            app.owner().post(&path, &json!({ "phone": "нет" })).await.0,
            422
        );
        assert_eq!(app.owner().post(&path, &asked).await.0, 204);
        app.run_jobs().await;
        let cards = get(app.owner(), "/calls/mine").await;
        assert_eq!(cards[0]["call"]["trial"], true);
        assert_eq!(cards[0]["call"]["phone"], PHONE);
        app.pass(7 * 3_600_000);
        app.run_jobs().await;
        assert_eq!(get(app.owner(), "/calls/mine").await, json!([]));
    }
    assert_eq!(items(app.owner(), "/calls").await.len(), 0);
    assert_eq!(items(app.owner(), "/inquiries").await.len(), 0);
}

#[tokio::test]
async fn a_call_whose_end_was_never_told_is_ended_by_itself() {
    let app = TestApp::new().await;
    let exchange = generic(&app).await;
    exchange.all(&app, &missed(&app, "c1")[..1]).await;
    app.pass(8 * 3_600_000);
    app.run_jobs().await;
    let call = items(app.owner(), "/calls").await.remove(0);
    assert_eq!(
        (&call["state"], &call["outcome"]),
        (&json!("ended"), &json!("missed"))
    );
    assert_eq!(items(app.owner(), "/inquiries").await.len(), 1);
    // What was told is forgotten in time; the call is not.
    app.pass(36 * 86_400_000);
    app.run_jobs().await;
    let heard = get(
        app.owner(),
        &format!("/telephony-accounts/{}/events", exchange.id),
    )
    .await;
    assert_eq!(heard, json!([]));
    assert_eq!(items(app.owner(), "/calls").await.len(), 1);
}

#[tokio::test]
async fn a_telephone_is_one_persons() {
    let app = TestApp::new().await;
    let exchange = generic(&app).await;
    let path = format!("/telephony-accounts/{}/extensions", exchange.id);
    let me = app.owner_id();
    let twice = json!({ "extensions": [{ "extension": "101", "user_id": me }, { "extension": " 101", "user_id": me }] });
    let (status, problem) = app.owner().put(&path, &twice).await;
    assert_eq!(
        (status, &problem["errors"][0]["code"]),
        (422, &json!("twice"))
    );
    let nobody = json!({ "extensions": [{ "extension": "101", "user_id": Uuid::from_u128(9) }] });
    assert_eq!(app.owner().put(&path, &nobody).await.0, 422);
}

#[tokio::test]
async fn many_events_of_one_call_at_once_make_one_call() {
    let app = TestApp::new().await;
    let exchange = generic(&app).await;
    let told = talk(&app, "c1");
    let many = told
        .iter()
        .chain(&told)
        .map(|event| exchange.tell(&app, event));
    let answers = futures::future::join_all(many).await;
    assert!(answers.iter().all(|answer| answer.status == 200));
    let work = (0..4).map(|_| app.run_jobs());
    futures::future::join_all(work).await;
    moment(&app).await;
    let calls = items(app.owner(), "/calls").await;
    assert_eq!((calls.len(), &calls[0]["talk_seconds"]), (1, &json!(30)));
}

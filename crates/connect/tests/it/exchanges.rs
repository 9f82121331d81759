//! Whom the webhook believes, and how exchanges are connected.

use axum::http::Method;
use base::Uuid;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use testkit::{Client, TestApp};

use crate::exchange::{Exchange, PHONE, connect, contact, generic, get, items, seller, sign, talk};

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
async fn what_was_caught_on_its_way_is_worth_nothing() {
    let app = TestApp::new().await;
    let (exchange, other) = (generic(&app).await, generic(&app).await);
    let event = talk(&app, "c1").remove(0);
    let body = event.to_string();
    let seconds = (app.now().0 / 1000).to_string();
    let caught = sign(&exchange.secret, "m1", &seconds, &body);
    let proof = ["m1", seconds.as_str(), caught.as_str()];
    assert_eq!(exchange.send(&app, proof, &body).await.json()["new"], true);
    // Once more, it is known; a word changed, another id, time or address, and it is forged.
    assert_eq!(exchange.send(&app, proof, &body).await.json()["new"], false);
    let forged = body.replace("ringing", "answered");
    assert_ne!(forged, body);
    assert_eq!(exchange.send(&app, proof, &forged).await.status, 401);
    assert_eq!(other.send(&app, proof, &body).await.status, 401);
    let later = (app.now().0 / 1000 + 1).to_string();
    for proof in [
        ["m2", seconds.as_str(), caught.as_str()],
        ["m1", later.as_str(), caught.as_str()],
        ["", seconds.as_str(), caught.as_str()],
        ["m1", "", caught.as_str()],
        ["m1", "soon", caught.as_str()],
        ["m1", seconds.as_str(), ""],
        ["m1", seconds.as_str(), "v1,"],
        ["m1", seconds.as_str(), caught.trim_start_matches("v1,")],
        ["m1", seconds.as_str(), &caught[..caught.len() - 8]],
    ] {
        let answer = exchange.send(&app, proof, &body).await;
        assert_eq!(answer.status, 401, "{proof:?}");
    }
    app.pass(5 * 60_000 + 1_000);
    assert_eq!(exchange.send(&app, proof, &body).await.status, 401);
    // Told anew by the exchange itself it is still the same event, as long as such old ones are taken at all.
    app.pass(29 * 86_400_000);
    app.run_jobs().await;
    assert_eq!(exchange.tell(&app, &event).await.json()["new"], false);
    app.pass(86_400_000);
    assert_eq!(exchange.tell(&app, &event).await.status, 422);
    assert_eq!(items(app.owner(), "/calls").await.len(), 1);
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
    let all = get(app.owner(), "/telephony-accounts").await.to_string();
    assert!(!all.contains(changed["secret"].as_str().expect("one")));
    let archive = json!({ "version": 2, "archived": true });
    let archived = Client::ok(app.owner().patch(&path, &archive).await);
    assert_eq!(archived["secret"], Value::Null);
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
        let sign = hex::encode(sign);
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
    let path = format!("/{}/events/call", exchange.hook);
    let sign = hex::encode(Sha256::digest(format!("key{answer}salt").as_bytes()));
    let form = |key: &str, sign: &str, json: &str| {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("vpbx_api_key", key), ("sign", sign), ("json", json)])
            .finish()
    };
    let told = answer.to_string();
    for forged in [
        form("another", &sign, &told),
        form("", &sign, &told),
        form("key", "", &told),
        form("key", &sign[1..], &told),
        form("key", &sign, &told.replace("101", "102")),
        String::new(),
    ] {
        let kind = "application/x-www-form-urlencoded";
        let sent = app
            .stranger()
            .send(Method::POST, &path, kind, forged.clone().into())
            .await;
        assert_eq!(sent.status, 401, "{forged}");
    }
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
    // Mango's signature has no time: the event's own decides.
    app.pass(31 * 86_400_000);
    assert_eq!(tell("call", &answer, "salt").await, 422);
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
    for guess in [
        "guess",
        &exchange.secret[1..],
        &format!("{}/x", exchange.secret),
    ] {
        assert_eq!(tell(guess).await, 401, "{guess}");
    }
    let path = format!("/{}", exchange.hook);
    let bare = app
        .stranger()
        .send(
            Method::POST,
            &path,
            "application/json",
            event.to_string().into(),
        )
        .await;
    assert_eq!(bare.status, 401);
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

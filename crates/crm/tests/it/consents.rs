use base::{Actor, Role, Visibility};
use crm::consents::{Channel, Purpose, allows};
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use crate::common::{each, id, wrong};

async fn person(app: &TestApp, name: &str, points: &[(&str, &str)]) -> Value {
    let points: Vec<Value> = points
        .iter()
        .map(|(kind, value)| json!({ "kind": kind, "value": value }))
        .collect();
    let new = json!({ "last_name": name, "points": points });
    Client::ok(app.owner().post("/contacts", &new).await)
}

async fn mail_allowed(app: &TestApp, address: &str) -> Result<(), &'static str> {
    let asked = allows(
        app.db.reader(),
        address,
        Purpose::Advertising,
        Channel::Mail,
    );
    let verdict = asked.await.expect("an answer");
    verdict.map(|_| ()).map_err(crm::consents::Refusal::as_str)
}

async fn give(app: &TestApp, consent: Value) -> Value {
    Client::ok(app.owner().post("/consents", &consent).await)
}

#[tokio::test]
async fn advertising_is_allowed_from_a_consent_until_its_withdrawal() {
    let app = TestApp::new().await;
    let ivan = person(&app, "Иванов", &[("email", "Ivan@Firm.ru")]).await;
    assert_eq!(mail_allowed(&app, "ivan@firm.ru").await, Err("no_consent"));

    let ads = json!({ "contact_id": id(&ivan), "purpose": "advertising", "channel": "mail",
        "words": "Согласен получать новости", "source": "paper", "proof": { "note": "анкета № 5" },
        "given_at": "2026-11-01T10:00:00Z" });
    let given = give(&app, ads.clone()).await;
    assert_eq!(given["words"], "Согласен получать новости");
    assert_eq!(given["hash"].as_str().expect("a hash").len(), 64);
    assert_eq!(given["proof"]["note"], "анкета № 5");
    assert_eq!(given["given_by"]["name"], "owner");
    assert_eq!(mail_allowed(&app, " IVAN@firm.ru ").await, Ok(()));
    assert_eq!(
        mail_allowed(&app, "other@firm.ru").await,
        Err("no_consent"),
        "a consent is that of a person"
    );
    let path = format!("/contacts/{}/reachable", id(&ivan));
    let reachable = Client::ok(app.owner().get(&path).await);
    assert_eq!(reachable[0]["allowed"], true);

    let path = format!("/consents/{}/withdraw", id(&given));
    let proof = json!({ "proof": { "note": "попросил по телефону" } });
    let ended = Client::ok(app.owner().post(&path, &proof).await);
    assert_eq!(ended["withdrawn_at"], "2026-11-23T09:00:00.000Z");
    assert_eq!(ended["withdrawn_proof"]["note"], "попросил по телефону");
    assert_eq!(mail_allowed(&app, "ivan@firm.ru").await, Err("withdrawn"));
    assert_eq!(app.owner().post(&path, &proof).await.0, 409, "once");

    give(&app, ads).await;
    assert_eq!(
        mail_allowed(&app, "ivan@firm.ru").await,
        Err("withdrawn"),
        "a consent from before the withdrawal does not lift it"
    );
    let anew = json!({ "contact_id": id(&ivan), "purpose": "advertising", "channel": "mail" });
    give(&app, anew).await;
    assert_eq!(
        mail_allowed(&app, "ivan@firm.ru").await,
        Ok(()),
        "a new consent lifts the withdrawal"
    );
    let list = format!("/consents?filter[contact]={}", id(&ivan));
    let list = Client::ok(app.owner().get(&list).await);
    assert_eq!(each(&list, "purpose"), ["advertising"; 3]);
    let timeline = format!("/contacts/{}/timeline", id(&ivan));
    let timeline = Client::ok(app.owner().get(&timeline).await);
    assert_eq!(
        each(&timeline, "kind"),
        [
            "consent.given",
            "consent.given",
            "consent.withdrawn",
            "consent.given",
            "contact.created"
        ]
    );
}

#[tokio::test]
async fn purposes_and_channels_are_apart() {
    let app = TestApp::new().await;
    let ivan = person(
        &app,
        "Иванов",
        &[("email", "ivan@firm.ru"), ("phone", "8 912 345-67-89")],
    )
    .await;
    let contact = id(&ivan);
    give(
        &app,
        json!({ "contact_id": contact, "purpose": "personal_data" }),
    )
    .await;
    assert_eq!(
        mail_allowed(&app, "ivan@firm.ru").await,
        Err("no_consent"),
        "data may be processed, nothing may be advertised"
    );
    give(
        &app,
        json!({ "contact_id": contact, "purpose": "advertising", "channel": "phone" }),
    )
    .await;
    assert_eq!(mail_allowed(&app, "ivan@firm.ru").await, Err("no_consent"));
    let conn = app.db.reader();
    let phone = "+7 912 345 67 89";
    let by = async |channel| {
        let asked = allows(conn, phone, Purpose::Advertising, channel);
        asked.await.expect("an answer").is_ok()
    };
    assert!(by(Channel::Phone).await);
    assert!(!by(Channel::Sms).await);

    // Who withdraws everything is not called either.
    let all = json!({ "contact_id": contact, "purpose": "advertising" });
    let ended = Client::ok(app.owner().post("/consents/withdraw", &all).await);
    assert_eq!(ended["consents"], 1);
    assert!(!by(Channel::Phone).await);
}

#[tokio::test]
async fn an_address_that_nobody_knows_can_be_withdrawn_and_stays_so() {
    let app = TestApp::new().await;
    let nobody =
        json!({ "address": "Stop@Example.com", "purpose": "advertising", "channel": "mail" });
    let ended = Client::ok(app.owner().post("/consents/withdraw", &nobody).await);
    assert_eq!(ended["consents"], 0);
    // A contact of that address who once consented in some list is not written to.
    let late = person(&app, "Позднев", &[("email", "stop@example.com")]).await;
    assert_eq!(
        mail_allowed(&app, "stop@example.com").await,
        Err("withdrawn")
    );
    let tx = app.db.begin(Actor::system()).await.expect("a tx");
    let bounced = crm::consents::model::Reason::Bounced;
    crm::consents::actions::suppress_mail(&tx, "stop@example.com", bounced)
        .await
        .expect("suppressed");
    tx.commit().await.expect("a commit");
    give(
        &app,
        json!({ "contact_id": id(&late), "purpose": "advertising", "channel": "mail" }),
    )
    .await;
    assert_eq!(
        mail_allowed(&app, "stop@example.com").await,
        Err("bounced"),
        "a consent does not make an address work"
    );
}

#[tokio::test]
async fn what_cannot_be_a_consent_is_refused_by_field() {
    let app = TestApp::new().await;
    let ask = async |consent: Value| app.owner().post("/consents", &consent).await;
    let (status, problem) = ask(json!({ "purpose": "advertising", "address": "нет" })).await;
    assert_eq!(status, 422);
    assert_eq!(
        wrong(&problem),
        [("channel", "required"), ("address", "wrong_address")]
    );
    let (_, problem) = ask(json!({ "purpose": "personal_data" })).await;
    assert_eq!(wrong(&problem), [("contact_id", "required")]);
    let texts = Client::ok(app.owner().get("/consent-texts").await);
    let data = &texts["items"][0];
    assert_eq!(data["purpose"], "personal_data");
    let (_, problem) = ask(
        json!({ "address": "a@b.ru", "purpose": "advertising", "channel": "mail",
        "text_id": id(data) }),
    )
    .await;
    assert_eq!(wrong(&problem), [("text_id", "other_purpose")]);
    assert_eq!(app.owner().get("/consents").await.0, 422);
}

#[tokio::test]
async fn other_words_of_a_text_are_another_version_and_old_consents_keep_theirs() {
    let app = TestApp::new().await;
    let new = json!({ "purpose": "advertising", "lang": "ru", "name": "Новости", "body": "Первые слова" });
    let text = Client::ok(app.owner().post("/consent-texts", &new).await);
    let consent = json!({ "address": "a@b.ru", "purpose": "advertising", "channel": "mail", "text_id": id(&text) });
    let first = give(&app, consent.clone()).await;
    let path = format!("/consent-texts/{}", id(&text));
    let renamed = json!({ "version": 1, "name": "Новости и акции" });
    let renamed = Client::ok(app.owner().patch(&path, &renamed).await);
    assert_eq!(renamed["number"], 1, "a name is no words");
    let changed = json!({ "version": 2, "body": "Другие слова" });
    let changed = Client::ok(app.owner().patch(&path, &changed).await);
    assert_eq!(changed["number"], 2);
    assert_ne!(changed["hash"], text["hash"]);
    assert_eq!(
        app.owner().patch(&path, &json!({ "version": 2 })).await.0,
        409
    );
    let second = give(&app, consent).await;
    assert_eq!(
        (&second["text_number"], &second["words"]),
        (&json!(2), &json!("Другие слова"))
    );
    let list = Client::ok(app.owner().get("/consents?filter[address]=A@B.ru").await);
    assert_eq!(list["items"][1]["id"], first["id"]);
    assert_eq!(list["items"][1]["words"], "Первые слова");
    let versions = Client::ok(app.owner().get(&format!("{path}/versions")).await);
    assert_eq!(each(&versions, "body"), ["Другие слова", "Первые слова"]);
}

#[tokio::test]
async fn consents_of_people_out_of_sight_are_out_of_sight() {
    let app = TestApp::new().await;
    let ivan = person(&app, "Иванов", &[("email", "ivan@firm.ru")]).await;
    let given = give(
        &app,
        json!({ "contact_id": id(&ivan), "address": "ivan@firm.ru", "purpose": "advertising", "channel": "mail" }),
    )
    .await;
    let (_, other) = app
        .user(
            "seller@example.com",
            Role::Salesperson,
            Visibility::Own,
            None,
        )
        .await;
    let path = format!("/consents?filter[contact]={}", id(&ivan));
    assert_eq!(other.get(&path).await.0, 404);
    let by_address = Client::ok(other.get("/consents?filter[address]=ivan@firm.ru").await);
    assert_eq!(by_address["items"], json!([]));
    let bare = give(
        &app,
        json!({ "address": "ivan@firm.ru", "purpose": "personal_data" }),
    )
    .await;
    let by_address = Client::ok(
        other
            .get("/consents?filter[address]=ivan@firm.ru&limit=1")
            .await,
    );
    assert_eq!(each(&by_address, "id"), [id(&bare)]);
    let petr = person(&app, "Петров", &[("email", "ivan@firm.ru")]).await;
    let path_petr = format!("/consents?filter[contact]={}", id(&petr));
    let petrs = Client::ok(app.owner().get(&path_petr).await);
    assert_eq!(each(&petrs, "id"), [id(&bare)], "not those of Иванов");
    let path = format!("/consents/{}/withdraw", id(&given));
    assert_eq!(other.post(&path, &json!({})).await.0, 404);
    let (_, viewer) = app
        .user("viewer@example.com", Role::Viewer, Visibility::All, None)
        .await;
    let ads = json!({ "address": "a@b.ru", "purpose": "advertising", "channel": "mail" });
    assert_eq!(viewer.post("/consents", &ads).await.0, 403);
}

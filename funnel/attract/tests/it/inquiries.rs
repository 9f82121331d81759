use base::{Role, Visibility};
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use crate::common::{campaign, count, each, get, id, receive, wrong};

#[tokio::test]
async fn an_inquiry_makes_its_contact_company_and_deal_with_what_brought_it() {
    let app = TestApp::new().await;
    campaign(&app, "Осень", "yandex", "autumn").await;
    let made = receive(
        &app,
        json!({
            "channel": "form", "name": "Петров Пётр", "company": "ООО «Ромашка»",
            "phones": ["8 912 345-67-89"], "emails": ["P@Romashka.ru"], "text": "Нужны насосы",
            "answers": { "Бюджет": "до 500 тысяч" }, "amount": 500_000,
            "url": "https://site.ru/promo?utm_source=yandex&utm_medium=cpc&utm_campaign=autumn",
        }),
    )
    .await;
    assert_eq!(made["state"], "new");
    assert_eq!(made["campaign"]["name"], "Осень");
    assert_eq!(made["source"]["name"], "Контекстная реклама");
    assert_eq!(made["phones"], json!(["+79123456789"]));
    assert_eq!(made["client"]["name"], "ООО «Ромашка»");
    assert_eq!(made["contact"]["name"], "Петров Пётр");
    let deal = made["deal"]["id"].as_str().expect("a deal");
    let whole = get(&app, &format!("/deals/{deal}")).await;
    assert_eq!(whole["title"], "ООО «Ромашка»");
    assert_eq!(whole["source"]["name"], "Контекстная реклама");
    let touches = get(&app, &format!("/deals/{deal}/touches")).await;
    assert_eq!(touches[0]["campaign"]["name"], "Осень");
    let marks = get(&app, &format!("/deals/{deal}/marks")).await;
    let kinds: Vec<&str> = marks
        .as_array()
        .expect("marks")
        .iter()
        .map(|mark| mark["kind"].as_str().expect("a kind"))
        .collect();
    assert_eq!(
        kinds,
        [
            "campaign",
            "campaign_first",
            "campaign_last",
            "channel",
            "channel_first",
            "channel_last"
        ]
    );
    let timeline = get(&app, &format!("/deals/{deal}/timeline")).await;
    assert_eq!(timeline["items"][0]["kind"], "inquiry.received");
    assert_eq!(timeline["items"][0]["data"]["text"], "Нужны насосы");
}

#[tokio::test]
async fn the_same_client_is_found_again_whatever_the_spelling() {
    let app = TestApp::new().await;
    let first = receive(
        &app,
        json!({ "name": "Петров Пётр", "company": "Ромашка", "phones": ["+7 912 345-67-89"] }),
    )
    .await;
    let second = receive(
        &app,
        json!({ "name": "Пётр", "phones": ["89123456789"], "emails": ["petr@romashka.ru"], "text": "Ещё вопрос" }),
    )
    .await;
    assert_eq!(second["contact"]["id"], first["contact"]["id"]);
    assert_eq!(
        second["deal"]["id"], first["deal"]["id"],
        "the open deal goes on"
    );
    assert_eq!(second["doubt"], json!([]));
    let third = receive(&app, json!({ "emails": ["PETR@romashka.ru"] })).await;
    assert_eq!(
        third["contact"]["id"], first["contact"]["id"],
        "the new address was kept"
    );
    let contact = first["contact"]["id"].as_str().expect("an id");
    let whole = get(&app, &format!("/contacts/{contact}")).await;
    assert_eq!(whole["points"].as_array().expect("points").len(), 2);
    let legal = receive(
        &app,
        json!({ "company": "ООО \"РОМАШКА\"", "name": "Сидоров" }),
    )
    .await;
    assert_eq!(legal["client"]["id"], first["client"]["id"]);
    assert_eq!(count(&app, "companies").await, 1);
    assert_eq!(count(&app, "contacts").await, 2);
    assert_eq!(count(&app, "deals").await, 2);
}

#[tokio::test]
async fn what_comes_twice_is_taken_in_once() {
    let app = TestApp::new().await;
    let told = json!({ "key": "form:17", "name": "Петров", "text": "Перезвоните" });
    let (first, second) = tokio::join!(receive(&app, told.clone()), receive(&app, told.clone()));
    assert_eq!(first["id"], second["id"]);
    assert_eq!(count(&app, "inquiries").await, 1);
    let many = (0..8).map(|n| {
        receive(
            &app,
            json!({ "name": "Новиков", "phones": ["+79995550011"], "text": n.to_string() }),
        )
    });
    let all = futures::future::join_all(many).await;
    assert!(
        all.iter()
            .all(|one| one["contact"]["id"] == all[0]["contact"]["id"])
    );
    assert_eq!(count(&app, "contacts").await, 2);
}

#[tokio::test]
async fn a_name_in_common_is_a_doubt_that_a_person_decides() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let known = receive(
        &app,
        json!({ "name": "Петров Пётр", "phones": ["+79123456789"] }),
    )
    .await;
    let other = receive(
        &app,
        json!({ "name": "Пётров Петр", "emails": ["petr@mail.ru"] }),
    )
    .await;
    assert_ne!(other["contact"]["id"], known["contact"]["id"]);
    assert_eq!(
        other["doubt"],
        json!([{
            "contact_id": known["contact"]["id"], "name": "Петров Пётр", "why": "same_name"
        }])
    );
    let doubtful = get(&app, "/inquiries?filter[doubtful]=true").await;
    assert_eq!(each(&doubtful, "id"), [id(&other)]);

    let path = format!("/inquiries/{}/decide", id(&other));
    let nobody = json!({ "version": 1, "contact_id": other["contact"]["id"] });
    let (status, problem) = owner.post(&path, &nobody).await;
    assert_eq!(
        (status, wrong(&problem)),
        (422, vec![("contact_id", "not_found")])
    );
    let same = json!({ "version": 1, "contact_id": known["contact"]["id"] });
    let joined = Client::ok(owner.post(&path, &same).await);
    assert_eq!(joined["contact"]["id"], known["contact"]["id"]);
    assert_eq!(
        joined["deal"]["id"], known["deal"]["id"],
        "the deal made for the doubt is gone"
    );
    assert_eq!(
        (&joined["doubt"], &joined["version"]),
        (&json!([]), &json!(2))
    );
    assert_eq!(count(&app, "contacts").await, 1);
    assert_eq!(count(&app, "deals").await, 1);
    let again = receive(&app, json!({ "emails": ["petr@mail.ru"] })).await;
    assert_eq!(
        again["contact"]["id"], known["contact"]["id"],
        "the address went along"
    );
    assert_eq!(owner.post(&path, &same).await.1["code"], "stale");
}

#[tokio::test]
async fn a_shared_phone_is_a_doubt_unless_the_name_says_who() {
    let app = TestApp::new().await;
    for name in ["Иванов", "Смирнов"] {
        let point = json!({ "kind": "phone", "value": "+74951234567" });
        let new = json!({ "last_name": name, "points": [point] });
        Client::ok(app.owner().post("/contacts", &new).await);
    }
    let named = receive(
        &app,
        json!({ "name": "Смирнов", "phones": ["84951234567"] }),
    )
    .await;
    assert_eq!(
        (&named["contact"]["name"], &named["doubt"]),
        (&json!("Смирнов"), &json!([]))
    );
    let nameless = receive(&app, json!({ "phones": ["84951234567"] })).await;
    assert_eq!(nameless["doubt"].as_array().expect("a doubt").len(), 1);
    assert_eq!(nameless["doubt"][0]["why"], "same_phone");
    let path = format!("/inquiries/{}/decide", id(&nameless));
    let kept = json!({ "version": 1, "contact_id": null });
    let decided = Client::ok(app.owner().post(&path, &kept).await);
    assert_eq!(
        (&decided["doubt"], &decided["contact"]),
        (&json!([]), &nameless["contact"])
    );
}

#[tokio::test]
async fn an_inquiry_is_taken_given_and_settled() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let (anna, anna_client) = app
        .user("anna@example.com", Role::Salesperson, Visibility::Own, None)
        .await;
    let made = receive(
        &app,
        json!({ "name": "Петров", "phones": ["+79123456789"] }),
    )
    .await;
    assert_eq!(made["owner"], Value::Null, "no rule: it waits in the inbox");
    let path = format!("/inquiries/{}", id(&made));
    let given = json!({ "version": 1, "owner_id": anna });
    let given = Client::ok(owner.post(&format!("{path}/take"), &given).await);
    assert_eq!(
        (&given["state"], &given["owner"]["id"]),
        (&json!("new"), &json!(anna))
    );
    let taken = Client::ok(
        anna_client
            .post(&format!("{path}/take"), &json!({ "version": 2 }))
            .await,
    );
    assert_eq!(taken["state"], "taken");
    let deal = taken["deal"]["id"].as_str().expect("a deal");
    assert_eq!(
        Client::ok(anna_client.get(&format!("/deals/{deal}")).await)["owner"]["id"],
        json!(anna)
    );

    let no_lead = json!({ "version": 3, "result": "not_lead" });
    let (status, problem) = anna_client.post(&format!("{path}/settle"), &no_lead).await;
    assert_eq!(
        (status, wrong(&problem)),
        (422, vec![("reason_id", "required")])
    );
    let reasons = get(&app, "/lost-reasons").await;
    let no_lead =
        json!({ "version": 3, "result": "not_lead", "reason_id": reasons["items"][0]["id"] });
    let settled = Client::ok(anna_client.post(&format!("{path}/settle"), &no_lead).await);
    assert_eq!(
        (&settled["state"], &settled["result"]),
        (&json!("settled"), &json!("not_lead"))
    );
    assert_eq!(get(&app, &format!("/deals/{deal}")).await["status"], "lost");
    assert_eq!(
        owner
            .post(&format!("{path}/spam"), &json!({ "version": 3 }))
            .await
            .1["code"],
        "stale"
    );

    let junk = receive(&app, json!({ "name": "Казино", "emails": ["a@b.ru"] })).await;
    let spam = format!("/inquiries/{}/spam", id(&junk));
    let away = Client::ok(owner.post(&spam, &json!({ "version": 1 })).await);
    assert_eq!(
        (&away["state"], &away["deal"]),
        (&json!("spam"), &Value::Null)
    );
    assert_eq!(count(&app, "deals").await, 1);
}

#[tokio::test]
async fn an_inquiry_whose_deal_was_won_is_no_spam() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let made = receive(
        &app,
        json!({ "name": "Петров", "emails": ["p@romashka.ru"] }),
    )
    .await;
    let deal = format!("/deals/{}", made["deal"]["id"].as_str().expect("a deal"));
    let version = get(&app, &deal).await["version"].clone();
    let won = json!({ "version": version });
    Client::ok(owner.post(&format!("{deal}/win"), &won).await);
    let spam = format!("/inquiries/{}/spam", id(&made));
    let refused = owner.post(&spam, &json!({ "version": 1 })).await;
    assert_eq!(refused.0, 409);
    assert_eq!(get(&app, &deal).await["status"], "won");
}

#[tokio::test]
async fn one_that_nobody_takes_comes_up_once_in_working_time() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let made = receive(&app, json!({ "name": "Петров", "company": "Ромашка" })).await;
    assert_eq!(made["take_by"], "2026-11-23T09:30:00.000Z");
    app.run_jobs().await;
    assert_eq!(count(&app, "tasks").await, 0);
    app.pass(30 * 60_000);
    app.run_jobs().await;
    app.run_jobs().await;
    let tasks = get(&app, "/tasks?total=true").await;
    assert_eq!(tasks["total"], 1);
    assert!(
        tasks["items"][0]["title"]
            .as_str()
            .expect("a title")
            .contains("Петров")
    );
    app.pass(1000);
    let late = get(&app, "/inquiries?filter[late]=true").await;
    assert_eq!(each(&late, "id"), [id(&made)]);
    assert_ne!(late["items"][0]["escalated_at"], Value::Null);

    // In the evening the rest of the limit runs the next morning.
    Client::ok(
        owner
            .put("/inquiry-settings", &json!({ "take_minutes": 120 }))
            .await,
    );
    app.pass(5 * 3_600_000);
    let evening = receive(&app, json!({ "name": "Вечерний" })).await;
    assert_eq!(evening["take_by"], "2026-11-24T07:30:01.000Z");
    let taken = json!({ "version": 1 });
    Client::ok(
        owner
            .post(&format!("/inquiries/{}/take", id(&evening)), &taken)
            .await,
    );
    app.pass(24 * 3_600_000);
    app.run_jobs().await;
    assert_eq!(count(&app, "tasks").await, 1, "it was taken");
    let (status, problem) = owner
        .put("/inquiry-settings", &json!({ "take_minutes": 0 }))
        .await;
    assert_eq!(
        (status, wrong(&problem)),
        (422, vec![("take_minutes", "out_of_range")])
    );
}

#[tokio::test]
async fn garbage_is_kept_as_text_or_refused_with_reasons() {
    let app = TestApp::new().await;
    let script = "<script>alert(1)</script>";
    let odd = receive(
        &app,
        json!({ "name": script, "phones": ["звоните"], "emails": ["нет"], "inn": "1", "text": "\u{0}=1+1" }),
    )
    .await;
    assert_eq!(odd["name"], script);
    assert!(
        odd["text"]
            .as_str()
            .expect("a text")
            .contains("звоните, нет, 1")
    );
    let (status, problem) = app.owner().post("/inquiries", &json!({})).await;
    assert_eq!((status, wrong(&problem)), (422, vec![("name", "required")]));
    let endless = json!({ "name": "х".repeat(301), "text": "х".repeat(50_001) });
    let (status, problem) = app.owner().post("/inquiries", &endless).await;
    assert_eq!((status, wrong(&problem).len()), (422, 2));
}

//! What is sent through a form.

use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use super::*;
use crate::common::{campaign, each, id};
use crate::site;

#[tokio::test]
async fn what_is_sent_without_a_script_becomes_an_inquiry_of_its_campaign() {
    let app = TestApp::new().await;
    campaign(&app, "Осень", "yandex", "autumn").await;
    let made = form(&app).await;
    assert_eq!(made["slug"], "raschet");
    let page = site::get(&app, "/f/raschet").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("Получить расчёт") && !page.text.contains("checked"));
    let policy = page.headers["content-security-policy"]
        .to_str()
        .expect("a policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("form-action 'self'"));

    let stamp = stamp(&app).await;
    app.pass(20_000);
    let mut fields = FINE.to_vec();
    let url = "https://site.ru/promo?utm_source=yandex&utm_medium=cpc&utm_campaign=autumn";
    fields.extend([("_t", stamp.as_str()), ("_u", url), ("size", "больше")]);
    let thanks = send(&app, &fields).await;
    assert_eq!(thanks.status, StatusCode::OK);
    assert!(thanks.text.contains("Спасибо, ждите звонка"));
    let kept = submissions(&app, "").await;
    assert_eq!(
        kept["items"][0]["state"], "new",
        "it is kept before anything is made of it"
    );

    app.run_jobs().await;
    app.run_jobs().await;
    let done = submissions(&app, "").await;
    assert_eq!(done["items"][0]["state"], "processed");
    let inquiries = Client::ok(app.owner().get("/inquiries").await);
    assert_eq!(inquiries["items"].as_array().expect("items").len(), 1);
    let one = &inquiries["items"][0];
    assert_eq!(
        (&one["channel"], &one["campaign"]["name"]),
        (&json!("form"), &json!("Осень"))
    );
    assert_eq!(
        (&one["text"], &one["answers"]["Размер"]),
        (&json!("Насосы"), &json!("больше"))
    );
    assert_eq!(
        one["answers"]["Согласен на обработку персональных данных"],
        "да (версия 1)"
    );
    assert_eq!(
        one["answers"]["Согласен получать рассылку"],
        Value::Null,
        "what was not ticked is not consented to"
    );
    let contact = one["contact"]["id"].as_str().expect("a contact");
    let path = format!("/consents?filter[contact]={contact}");
    let consents = Client::ok(app.owner().get(&path).await);
    assert_eq!(each(&consents, "purpose"), ["personal_data"]);
    let consent = &consents["items"][0];
    assert_eq!(
        (&consent["source"], &consent["words"], &consent["address"]),
        (
            &json!("form"),
            &json!("Согласен на обработку персональных данных"),
            &json!("+79123456789")
        )
    );
    assert_eq!(consent["proof"]["form"], "Расчёт");
    let path = format!("/form-submissions/{}/replay", id(&done["items"][0]));
    let version = json!({ "version": done["items"][0]["version"] });
    assert_eq!(
        app.owner().post(&path, &version).await.0,
        409,
        "never twice"
    );
}

#[tokio::test]
async fn wrong_answers_are_shown_where_they_are_and_nothing_is_lost() {
    let app = TestApp::new().await;
    form(&app).await;
    let seen = send(
        &app,
        &[("name", "<b>Пётр</b>"), ("phone", "нет"), ("size", "чужое")],
    )
    .await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in [
        "&lt;b&gt;Пётр",
        "Нужен телефон",
        "Выберите один",
        "Без этого согласия",
    ] {
        assert!(seen.text.contains(words), "{words}");
    }
    let kind = "application/x-www-form-urlencoded";
    let by_json = site::post(
        &app,
        "/f/raschet?json=1",
        kind,
        encoded(&[("name", "П")]),
        ("origin", "https://a.ru"),
    )
    .await;
    let told: Value = serde_json::from_str(&by_json.text).expect("json");
    assert!(told["errors"]["pd"].is_string());
    assert_eq!(by_json.headers["access-control-allow-origin"], "*");
    assert_eq!(submissions(&app, "").await["items"], json!([]));
}

#[tokio::test]
async fn suspected_ones_are_kept_apart_with_a_reason_and_released_by_a_person() {
    let app = TestApp::new().await;
    form(&app).await;
    let stamp = stamp(&app).await;
    assert_eq!(
        sent(&app, &stamp).await.status,
        StatusCode::OK,
        "a bot is thanked like anybody"
    );
    app.pass(60_000);
    sent(&app, "1.forged").await;
    let mut trapped = FINE.to_vec();
    trapped.extend([("_t", stamp.as_str()), ("website_url", "http://casino")]);
    send(&app, &trapped).await;
    app.run_jobs().await;
    let spam = submissions(&app, "filter[state]=spam").await;
    let mut reasons = each(&spam, "reason");
    reasons.sort_unstable();
    assert_eq!(reasons, ["forged_stamp", "too_quick", "trap"]);
    assert_eq!(
        Client::ok(app.owner().get("/inquiries").await)["items"],
        json!([])
    );

    let one = &spam["items"][0];
    let path = format!("/form-submissions/{}/replay", id(one));
    Client::ok(
        app.owner()
            .post(&path, &json!({ "version": one["version"] }))
            .await,
    );
    app.run_jobs().await;
    assert_eq!(
        Client::ok(app.owner().get("/inquiries").await)["items"]
            .as_array()
            .expect("items")
            .len(),
        1
    );

    app.pass(31 * 86_400_000);
    app.run_jobs().await;
    assert_eq!(
        submissions(&app, "filter[state]=spam").await["items"],
        json!([])
    );
}

#[tokio::test]
async fn the_consent_that_is_kept_is_the_one_that_was_seen() {
    let app = TestApp::new().await;
    let made = form(&app).await;
    let stamp = stamp(&app).await;
    app.pass(500);
    sent(&app, &stamp).await;
    let held = submissions(&app, "filter[state]=spam").await;
    let mut other = design();
    other["fields"][4]["label"] = json!("Согласен на обработку данных партнёрами");
    let change = json!({ "version": made["version"], "design": other });
    let path = format!("/forms/{}", id(&made));
    Client::ok(app.owner().patch(&path, &change).await);
    let path = format!("/form-submissions/{}/replay", id(&held["items"][0]));
    let version = json!({ "version": held["items"][0]["version"] });
    Client::ok(app.owner().post(&path, &version).await);
    app.run_jobs().await;
    let inbox = Client::ok(app.owner().get("/inquiries").await);
    let path = format!("/inquiries/{}", id(&inbox["items"][0]));
    let inquiry = Client::ok(app.owner().get(&path).await);
    let answers = inquiry["answers"].to_string();
    assert!(!answers.contains("партнёрами"), "{answers}");
    assert!(answers.contains("версия 1"), "{answers}");
}

#[tokio::test]
async fn a_mistake_in_a_field_does_not_forget_where_the_visitor_came_from() {
    let app = TestApp::new().await;
    form(&app).await;
    let kind = "application/x-www-form-urlencoded";
    let stamp = stamp(&app).await;
    app.pass(30_000);
    let tagged = "https://crm.site.ru/f/raschet?utm_source=yandex&utm_campaign=autumn";
    let wrong = encoded(&[("name", "Пётр"), ("_t", &stamp)]);
    let again = site::post(&app, "/f/raschet", kind, wrong, ("referer", tagged)).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    // The browser sends every hidden field of the page it was shown.
    let mut fields: Vec<(String, String)> = FINE
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    for part in again.text.split("type=\"hidden\"").skip(1) {
        let of = |name: &str| {
            let from = part.split(&format!("{name}=\"")).nth(1)?;
            Some(from.split('"').next()?.replace("&amp;", "&"))
        };
        let pair = of("name").zip(of("value"));
        fields.push(pair.expect("a hidden field"));
    }
    let pairs: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (&**a, &**b)).collect();
    let plain = ("referer", "https://crm.site.ru/f/raschet");
    let done = site::post(&app, "/f/raschet", kind, encoded(&pairs), plain).await;
    assert_eq!(done.status, StatusCode::OK);
    app.run_jobs().await;
    let inbox = Client::ok(app.owner().get("/inquiries").await);
    let path = format!("/inquiries/{}", id(&inbox["items"][0]));
    let inquiry = Client::ok(app.owner().get(&path).await);
    assert!(inquiry.to_string().contains("autumn"), "{inquiry}");
}

#[tokio::test]
async fn signs_that_no_text_has_are_left_out_of_answers() {
    let app = TestApp::new().await;
    form(&app).await;
    let mut fields = FINE.to_vec();
    fields[0].1 = "Пё\u{0}тр";
    assert_eq!(send(&app, &fields).await.status, StatusCode::OK);
    app.run_jobs().await;
    let done = submissions(&app, "filter[state]=processed").await;
    assert_eq!(done["items"].as_array().expect("items").len(), 1, "{done}");
}

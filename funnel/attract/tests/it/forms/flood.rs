//! Programs that send without end.

use axum::http::StatusCode;
use testkit::{Client, TestApp};

use super::*;
use crate::common::each;
use crate::site;

#[tokio::test]
async fn of_ten_thousand_posts_of_bots_few_get_in_and_every_person_does() {
    const FORM: &str = "application/x-www-form-urlencoded";
    let app = TestApp::new().await;
    form(&app).await;
    let seen_once = stamp(&app).await;
    app.pass(30_000);
    let mut people = Vec::new();
    for n in 0..10_000 {
        let text = format!("бот {n}");
        let mut fields = FINE.to_vec();
        fields[2].1 = &text;
        // Without a stamp, with a forged one, with one that somebody got from the page, and into the trap.
        match n % 4 {
            0 => fields.push(("_t", "1764000000000.forged")),
            1 => fields.push(("_t", seen_once.as_str())),
            2 => fields.push(("website_url", "http://casino")),
            _ => {}
        }
        let address = format!("203.0.113.{}", n % 250);
        site::from(&app, "/f/raschet", FORM, encoded(&fields), &address).await;
        if n % 500 == 250 {
            let stamp = stamp(&app).await;
            app.pass(20_000);
            let text = format!("человек {n}");
            let mut fields = FINE.to_vec();
            fields[2].1 = &text;
            fields.push(("_t", stamp.as_str()));
            let address = format!("198.51.100.{}", people.len());
            let thanks = site::from(&app, "/f/raschet", FORM, encoded(&fields), &address).await;
            assert!(thanks.text.contains("Спасибо, ждите звонка"));
            people.push(text);
        }
    }
    app.run_jobs().await;
    let path = "/inquiries?limit=100&total=true";
    let inbox = Client::ok(app.owner().get(path).await);
    let texts = each(&inbox, "text");
    assert_eq!(people.len(), 20);
    for person in &people {
        assert!(texts.contains(&person.as_str()), "{person} is lost");
    }
    // Thirty in ten minutes without a stamp, and ten of the page that was seen once.
    let bots = inbox["total"].as_u64().expect("a number") - 20;
    assert!(bots <= 40, "{bots} bots got in");
    let forms = Client::ok(app.owner().get("/forms").await);
    assert_eq!(
        forms["items"][0]["sent"]["spam"], 1_000,
        "no more is kept a day"
    );
}

#[tokio::test]
async fn a_flood_fills_neither_the_inbox_nor_the_disk_and_the_true_one_gets_through() {
    let app = TestApp::new().await;
    form(&app).await;
    let stamp = stamp(&app).await;
    app.pass(30_000);
    for n in 0..400 {
        let mut fields = FINE.to_vec();
        let text = format!("бот {n}");
        fields[0].1 = &text;
        fields.push(("_t", stamp.as_str()));
        send(&app, &fields).await;
    }
    app.run_jobs().await;
    let inbox = Client::ok(app.owner().get("/inquiries?total=true").await);
    assert_eq!(inbox["total"], 10, "ten from one sender in ten minutes");
    let kept = Client::ok(app.owner().get("/forms").await);
    assert_eq!(
        kept["items"][0]["sent"]["spam"], 190,
        "and two hundred kept a day"
    );
    // Tomorrow the same people are let through again.
    app.pass(86_400_000);
    let fresh = self::stamp(&app).await;
    app.pass(30_000);
    sent(&app, &fresh).await;
    app.run_jobs().await;
    let inbox = Client::ok(app.owner().get("/inquiries?total=true").await);
    assert_eq!(inbox["total"], 11);
    let huge = vec![b'a'; 200_000];
    let kind = "application/x-www-form-urlencoded";
    let seen = site::post(&app, "/f/raschet", kind, huge, ("accept", "*/*")).await;
    assert_eq!(seen.status, StatusCode::PAYLOAD_TOO_LARGE);
    let garbage = site::post(
        &app,
        "/f/raschet",
        "multipart/form-data",
        vec![0xff, 0x00, 0x3d],
        ("accept", "*/*"),
    )
    .await;
    assert_eq!(garbage.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn nobody_is_thanked_for_what_is_not_kept() {
    let app = TestApp::new().await;
    form(&app).await;
    let mut thanked = 0;
    for _ in 0..220 {
        thanked += usize::from(send(&app, &FINE).await.status == StatusCode::OK);
    }
    let mut kept = 0;
    let mut cursor = String::new();
    loop {
        let page = submissions(&app, &format!("limit=100{cursor}")).await;
        kept += page["items"].as_array().expect("items").len();
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(thanked, kept);
}

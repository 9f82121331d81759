//! Reports of advertising platforms. All files here are made up.

use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use crate::common::{all, counts, id, refused, upload, work};

/// Uploads, changes, checks, runs; the check has to tell what the run does.
async fn load(app: &TestApp, name: &str, bytes: &[u8], options: &Value) -> Value {
    let owner = app.owner();
    let mut made = Client::ok(upload(owner, "ad-days", name, bytes).await);
    let path = format!("/imports/{}", id(&made));
    if !options.is_null() {
        let change = json!({ "version": made["version"], "options": options });
        made = Client::ok(owner.patch(&path, &change).await);
    }
    let checked = work(app, owner, &made, "check").await;
    assert_eq!(checked["state"], "checked", "{checked}");
    let done = work(app, owner, &made, "run").await;
    assert_eq!(done["state"], "done", "{done}");
    for part in ["counts", "related", "warnings"] {
        assert_eq!(checked[part], done[part], "the check told something else");
    }
    done
}

/// Every campaign with its days.
async fn state(app: &TestApp) -> Vec<Value> {
    let owner = app.owner();
    let mut found = Vec::new();
    for campaign in all(owner, "/campaigns?sort=name").await {
        let path = format!(
            "/campaigns/{}/days?from=2000-01-01&to=2100-01-01",
            id(&campaign)
        );
        let days = Client::ok(owner.get(&path).await);
        found.push(json!({
            "name": campaign["name"], "platform": campaign["platform"],
            "external_id": campaign["external_id"], "channel": campaign["channel"]["name"],
            "currency": campaign["currency"], "markup": campaign["markup"], "days": days,
        }));
    }
    found
}

fn day(state: &[Value], campaign: &str, day: &str) -> Value {
    let campaign = state.iter().find(|one| one["name"] == campaign);
    let campaign = campaign.unwrap_or_else(|| panic!("no such campaign among {state:?}"));
    let days = campaign["days"].as_array().expect("days").iter();
    days.clone()
        .find(|one| one["day"] == day)
        .cloned()
        .unwrap_or(Value::Null)
}

const DIRECT_API: &str = "\"Отчёт за неделю (2026-11-20 - 2026-11-21)\"\n\
    Date\tCampaignId\tCampaignName\tImpressions\tClicks\tCost\n\
    2026-11-20\t700001\tCRM поиск\t12000\t240\t14640000000\n\
    2026-11-21\t700001\tCRM поиск\t11000\t200\t12200500000\n\
    2026-11-20\t700002\tРСЯ\t90000\t--\t0\n\
    Total rows: 3\n";

#[tokio::test]
async fn a_report_of_the_api_of_direct_is_known_by_its_head() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let made = Client::ok(upload(owner, "ad-days", "direct.tsv", DIRECT_API.as_bytes()).await);
    assert_eq!(made["options"]["ads"]["platform"], "yandex_direct");
    assert_eq!(made["layout"]["header_row"], 2);
    let fields: Vec<&str> = made["mapping"]
        .as_array()
        .expect("columns")
        .iter()
        .map(|entry| entry["field"].as_str().unwrap_or_default())
        .collect();
    assert_eq!(
        fields,
        [
            "day",
            "campaign_id",
            "campaign_name",
            "impressions",
            "clicks",
            "cost_micros"
        ]
    );
    let done = load(&app, "direct.tsv", DIRECT_API.as_bytes(), &Value::Null).await;
    assert_eq!(
        (counts(&done), &done["counts"]["skipped"]),
        ([3, 0, 0, 0], &json!(1))
    );
    assert_eq!(done["related"]["campaigns"], 2);
    let now = state(&app).await;
    assert_eq!(
        day(&now, "CRM поиск", "2026-11-20"),
        json!({ "day": "2026-11-20", "cost": 1_464_000, "impressions": 12_000, "clicks": 240, "reach": null })
    );
    assert_eq!(day(&now, "CRM поиск", "2026-11-21")["cost"], 1_220_050);
    assert_eq!(now[0]["channel"], "Контекстная реклама");
    assert_eq!(
        (&now[0]["platform"], &now[0]["external_id"]),
        (&json!("yandex_direct"), &json!("700001"))
    );

    // Money that is no micros has a mark, or is small.
    let plain = DIRECT_API
        .replace("14640000000", "14640.00")
        .replace("12200500000", "12200.50");
    load(&app, "direct.tsv", plain.as_bytes(), &Value::Null).await;
    assert_eq!(state(&app).await, now, "the same money");
}

#[tokio::test]
async fn a_table_of_the_cabinet_of_direct_has_a_preamble_and_totals() {
    let app = TestApp::new().await;
    let table = "Отчёт по кампаниям за 20.11.2026 - 21.11.2026;;;;;;\n;;;;;;\n\
        Дата;Кампания;№ кампании;Показы;Клики;CTR (%);Расход (руб.)\n\
        Всего;;;\"101 000\";440;0,44;\"26 840,55\"\n\
        20.11.2026;CRM поиск;700001;\"12 000\";240;2,00;\"14 640,00\"\n\
        21.11.2026;CRM поиск;700001;\"89 000\";200;0,22;\"12 200,55\"\n";
    let windows = encoding_rs::WINDOWS_1251.encode(table).0.into_owned();
    let done = load(&app, "direct.csv", &windows, &Value::Null).await;
    assert_eq!(done["options"]["ads"]["platform"], "yandex_direct");
    assert_eq!(
        (counts(&done), &done["counts"]["skipped"]),
        ([2, 0, 0, 0], &json!(1))
    );
    let now = state(&app).await;
    assert_eq!(day(&now, "CRM поиск", "2026-11-21")["cost"], 1_220_055);
    assert_eq!(day(&now, "CRM поиск", "2026-11-20")["impressions"], 12_000);
}

#[tokio::test]
async fn reports_of_vk_come_as_json_and_as_a_table() {
    let app = TestApp::new().await;
    let answer = r#"{"items": [
        {"id": 555, "rows": [
            {"date": "2026-11-20", "base": {"shows": 5000, "clicks": 40, "spent": "1234.56"}, "uniques": {"reach": 3100}},
            {"date": "2026-11-21", "base": {"shows": 4000, "clicks": 30, "spent": "1000"}, "uniques": {"reach": 2900}}],
         "total": {"base": {"shows": 9000, "spent": "2234.56"}, "uniques": {"reach": 4000}}},
        {"id": 556, "rows": [{"date": "2026-11-20", "base": {"shows": 1, "clicks": 0, "spent": "0"}, "uniques": {"reach": 1}}]}],
        "total": {"base": {"shows": 9001}}}"#;
    let done = load(&app, "day.json", answer.as_bytes(), &Value::Null).await;
    assert_eq!(done["options"]["ads"]["platform"], "vk_ads");
    assert_eq!(counts(&done), [3, 0, 0, 0]);
    let now = state(&app).await;
    assert_eq!(
        day(&now, "555", "2026-11-20"),
        json!({ "day": "2026-11-20", "cost": 123_456, "impressions": 5000, "clicks": 40, "reach": 3100 })
    );
    assert_eq!(now[0]["channel"], "Таргет в соцсетях");

    // The campaign is called something by people since; the number still finds it.
    let campaign = &all(app.owner(), "/campaigns?sort=name").await[0];
    let change = json!({ "version": campaign["version"], "name": "VK: осень" });
    Client::ok(
        app.owner()
            .patch(&format!("/campaigns/{}", id(campaign)), &change)
            .await,
    );
    let table = "Дата;ID кампании;Название кампании;Показы;Клики;Потрачено, ₽;Охват\n\
        21.11.2026;555;Осень;4 100;31;1 010,50;2 950\n";
    let done = load(&app, "vk.csv", table.as_bytes(), &Value::Null).await;
    assert_eq!(counts(&done), [0, 1, 0, 0]);
    let now = state(&app).await;
    assert_eq!(day(&now, "VK: осень", "2026-11-21")["cost"], 101_050);
    assert_eq!(day(&now, "VK: осень", "2026-11-21")["reach"], 2950);
}

#[tokio::test]
async fn tables_of_google_come_in_two_languages_and_encodings() {
    let app = TestApp::new().await;
    let english = "Campaign report\n\"November 20, 2026 - November 21, 2026\"\n\
        Day,Campaign,Currency code,Impr.,Clicks,Cost,Avg. CPC,CTR\n\
        2026-11-20,Brand,RUB,\"1,234\",56,\"1,234.50\",22.04,4.54%\n\
        2026-11-21,Brand,RUB,100, --,0.00, --,0.00%\n\
        Total: Account, --,RUB,\"1,334\",56,\"1,234.50\",22.04,4.20%\n";
    let done = load(&app, "google.csv", english.as_bytes(), &Value::Null).await;
    assert_eq!(done["options"]["ads"]["platform"], "google_ads");
    assert_eq!(
        (counts(&done), &done["counts"]["skipped"]),
        ([2, 0, 0, 0], &json!(1))
    );
    let now = state(&app).await;
    assert_eq!(day(&now, "Brand", "2026-11-20")["cost"], 123_450);
    assert_eq!(day(&now, "Brand", "2026-11-20")["impressions"], 1_234);

    let russian = "Отчёт по кампаниям\n20 ноября 2026 г. - 21 ноября 2026 г.\n\
        День\tКампания\tПоказы\tКлики\tЦена\tСр. цена за клик\tCTR\n\
        2026-11-20\tBrand\t1\u{a0}300\t57\t1\u{a0}240,75\t21,77\t4,38%\n\
        Итого: аккаунт\t --\t1\u{a0}300\t57\t1\u{a0}240,75\t21,77\t4,38%\n";
    let mut bytes = vec![0xff, 0xfe];
    bytes.extend(russian.encode_utf16().flat_map(u16::to_le_bytes));
    let done = load(&app, "google-ru.csv", &bytes, &Value::Null).await;
    assert_eq!(done["options"]["ads"]["platform"], "google_ads");
    assert_eq!(counts(&done), [0, 1, 0, 0]);
    let now = state(&app).await;
    assert_eq!(
        (now.len(), &day(&now, "Brand", "2026-11-20")["cost"]),
        (1, &json!(124_075))
    );
}

#[tokio::test]
async fn a_day_in_parts_is_added_up_within_a_file_and_replaced_by_the_next_one() {
    let app = TestApp::new().await;
    let parts = "Дата;№ кампании;Кампания;Группа;Показы;Клики;Расход (руб.);Охват\n\
        20.11.2026;1;Поиск;Бренд;100;10;1000,00;80\n\
        20.11.2026;1;Поиск;Общие;200;5;500,00;150\n\
        20.11.2026;1;Поиск;Общие;200;5;500,00;150\n\
        20.11.2026;1;Поиск;Бренд;100;11;1100,00;80\n\
        21.11.2026;1;Поиск;Бренд;50;5;300,00;40\n";
    let done = load(&app, "parts.csv", parts.as_bytes(), &Value::Null).await;
    assert_eq!(
        counts(&done),
        [3, 0, 1, 1],
        "twice the same line, and one that contradicts"
    );
    let why = refused(app.owner(), &done).await;
    assert_eq!(why.len(), 1);
    assert!(why[0].1.contains("уже есть в строке 2"), "{why:?}");
    let now = state(&app).await;
    assert_eq!(
        day(&now, "Поиск", "2026-11-20"),
        json!({ "day": "2026-11-20", "cost": 150_000, "impressions": 300, "clicks": 15, "reach": null }),
        "the reach of parts is not added up"
    );
    assert_eq!(day(&now, "Поиск", "2026-11-21")["reach"], 40);
    let again = load(&app, "parts.csv", parts.as_bytes(), &Value::Null).await;
    assert_eq!(counts(&again), [0, 0, 4, 1]);
    assert_eq!(state(&app).await, now);
}

#[tokio::test]
async fn vat_markup_channel_and_currency_are_chosen_and_remembered_by_platform() {
    let app = TestApp::new().await;
    let channels = Client::ok(app.owner().get("/channels").await);
    let seo = &channels["items"]
        .as_array()
        .expect("channels")
        .iter()
        .find(|one| one["kind"] == "seo")
        .expect("a channel")["id"];
    let ads = json!({ "platform": "yandex_direct", "channel_id": seo, "markup": 300, "vat": "remove", "vat_rate": 22 });
    load(
        &app,
        "direct.tsv",
        DIRECT_API.as_bytes(),
        &json!({ "ads": ads }),
    )
    .await;
    let now = state(&app).await;
    assert_eq!(day(&now, "CRM поиск", "2026-11-20")["cost"], 1_200_000);
    assert_eq!(
        (&now[0]["markup"], &now[0]["channel"]),
        (&json!(300), &json!("SEO"))
    );
    let next = Client::ok(upload(app.owner(), "ad-days", "next.tsv", DIRECT_API.as_bytes()).await);
    assert_eq!(next["options"]["ads"], ads);

    let dollars = "Date\tCampaignId\tCampaignName\tCost\tCurrency\n2026-11-20\t700001\tCRM поиск\t10.50\tUSD\n\
        2026-11-20\t9\tExport\t10.50\tUSD\n";
    let done = load(&app, "usd.tsv", dollars.as_bytes(), &Value::Null).await;
    assert_eq!(counts(&done), [1, 0, 0, 1], "a campaign has one currency");
    let wrong = json!({ "version": next["version"], "options": { "ads": { "platform": "yandex_direct", "channel_id": null,
        "markup": -1, "vat": "keep", "vat_rate": 300 } } });
    let (status, problem) = app
        .owner()
        .patch(&format!("/imports/{}", id(&next)), &wrong)
        .await;
    assert_eq!(
        (status, problem["errors"].as_array().map(Vec::len)),
        (422, Some(2))
    );
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_and_said() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let bad = "Дата;Кампания;Показы;Клики;Расход\n\
        завтра;Поиск;1;1;1\n\
        20.11.2026;;1;1;1\n\
        20.11.2026;Поиск;минус;1;1\n\
        20.11.2026;Поиск;1;-5;1\n\
        20.11.2026;Поиск;1;1;-100\n\
        20.11.2030;Поиск;1;1;1\n\
        20.11.2026;Поиск;1;1;1;2;3\n\
        20.11.2026;\"Поиск;1;1\n";
    let (status, problem) = upload(owner, "ad-days", "half.csv", bad.as_bytes()).await;
    assert_eq!(status, 422, "{problem}");
    let whole = bad.rsplit_once("20.11.2026;\"").expect("a last line").0;
    let done = load(&app, "bad.csv", whole.as_bytes(), &Value::Null).await;
    assert_eq!(counts(&done), [0, 0, 0, 7]);
    assert_eq!(refused(owner, &done).await.len(), 7);
    assert!(state(&app).await.is_empty(), "no campaign for refused rows");

    for (name, bytes) in [
        (
            "half.json",
            br#"{"items": [{"id": 1, "rows": [{"date": "2026"#.as_slice(),
        ),
        ("empty.json", br#"{"items": []}"#.as_slice()),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice()),
        ("nothing.csv", b"".as_slice()),
    ] {
        let (status, problem) = upload(owner, "ad-days", name, bytes).await;
        assert_eq!(status, 422, "{name}: {problem}");
    }
    // A table of something else lacks what a report needs.
    let other = Client::ok(upload(owner, "ad-days", "other.csv", b"a,b\n1,2\n").await);
    let (status, _) = owner
        .post(&format!("/imports/{}/run", id(&other)), &json!({}))
        .await;
    assert_eq!(status, 422);
}

#[tokio::test]
async fn taking_a_report_back_leaves_what_people_have_changed_since() {
    let app = TestApp::new().await;
    let owner = app.owner();
    load(&app, "direct.tsv", DIRECT_API.as_bytes(), &Value::Null).await;
    let before = state(&app).await;
    let restated = DIRECT_API
        .replace("14640000000", "15000000000")
        .replace("12200500000", "13000000000")
        .replace("РСЯ", "РСЯ 2")
        .replace("700002", "700003");
    let done = load(&app, "direct.tsv", restated.as_bytes(), &Value::Null).await;
    assert_eq!(counts(&done), [1, 2, 0, 0]);
    let campaign = all(owner, "/campaigns?q=CRM").await.remove(0);
    let typed = json!({ "days": [{ "day": "2026-11-21", "cost": 77 }] });
    Client::ok(
        owner
            .put(&format!("/campaigns/{}/days", id(&campaign)), &typed)
            .await,
    );
    let undone = work(&app, owner, &done, "undo").await;
    assert_eq!(
        undone["undone"],
        json!({ "deleted": 2, "restored": 1, "left": 1 })
    );
    let now = state(&app).await;
    assert_eq!(now.len(), before.len(), "the campaign that it made is gone");
    assert_eq!(
        day(&now, "CRM поиск", "2026-11-20"),
        day(&before, "CRM поиск", "2026-11-20")
    );
    assert_eq!(day(&now, "CRM поиск", "2026-11-21")["cost"], 77);
}

#[tokio::test]
async fn a_campaign_that_people_made_is_found_by_its_name_and_forgets_its_number_again() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let channels = Client::ok(owner.get("/channels").await);
    let new = json!({ "name": "Осень", "external_name": "crm ПОИСК", "channel_id": channels["items"][0]["id"] });
    Client::ok(owner.post("/campaigns", &new).await);
    let before = state(&app).await;
    let done = load(&app, "direct.tsv", DIRECT_API.as_bytes(), &Value::Null).await;
    assert_eq!(done["related"]["campaigns"], 1);
    let now = state(&app).await;
    assert_eq!(day(&now, "Осень", "2026-11-20")["clicks"], 240);
    assert_eq!(
        now.iter().find(|one| one["name"] == "Осень").expect("it")["external_id"],
        "700001"
    );
    work(&app, owner, &done, "undo").await;
    assert_eq!(state(&app).await, before);
}

#[tokio::test]
async fn a_marketer_imports_reports_and_a_salesperson_does_not() {
    let app = TestApp::new().await;
    let (_, marketer) = app
        .user(
            "m@example.com",
            base::Role::Marketer,
            base::Visibility::All,
            None,
        )
        .await;
    let (status, _) = upload(&marketer, "ad-days", "direct.tsv", DIRECT_API.as_bytes()).await;
    assert_eq!(status, 201);
    let (_, seller) = app
        .user(
            "s@example.com",
            base::Role::Salesperson,
            base::Visibility::Own,
            None,
        )
        .await;
    let (status, _) = upload(&seller, "ad-days", "direct.tsv", DIRECT_API.as_bytes()).await;
    assert_eq!(status, 403);
}

/// A report of made-up days: campaign, day of November, part, cost, clicks.
fn report(rows: &[(u8, u8, u8, u32, u16)]) -> String {
    let mut text = "Дата;№ кампании;Кампания;Группа;Показы;Клики;Расход (руб.)\n".to_owned();
    for (campaign, day, part, cost, clicks) in rows {
        let group = ["Бренд", "Общие", "Цены"][usize::from(*part)];
        let _ = writeln!(
            text,
            "{day:02}.11.2026;{campaign};К{campaign};{group};{};{clicks};{},{:02}",
            u32::from(*clicks) * 10,
            cost / 100,
            cost % 100
        );
    }
    text
}

/// Whatever two reports say: the second one loaded twice is as loaded once, and taking it back restores what was.
#[test]
fn twice_is_once_and_back_is_before() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let row = (1_u8..4, 1_u8..5, 0_u8..3, 0_u32..5_000_000, 0_u16..500);
    let rows = proptest::collection::vec(row, 1..12);
    let mut runner = TestRunner::new(Config::with_cases(12));
    runner
        .run(&(rows.clone(), rows), |(first, second)| {
            runtime.block_on(async {
                let app = TestApp::new().await;
                load(&app, "first.csv", report(&first).as_bytes(), &Value::Null).await;
                let before = state(&app).await;
                let text = report(&second);
                let done = load(&app, "second.csv", text.as_bytes(), &Value::Null).await;
                let once = state(&app).await;
                let again = load(&app, "second.csv", text.as_bytes(), &Value::Null).await;
                prop_assert_eq!(&state(&app).await, &once);
                prop_assert_eq!(&counts(&again)[..2], &[0, 0]);
                let changed: i64 = counts(&done)[..2].iter().sum();
                if changed > 0 {
                    work(&app, app.owner(), &done, "undo").await;
                }
                prop_assert_eq!(&state(&app).await, &before);
                Ok(())
            })
        })
        .expect("it holds");
}

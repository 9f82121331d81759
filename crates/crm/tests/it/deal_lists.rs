//! Lists of deals: filters, sorts, pages, totals.

use base::{Role, Visibility};
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use crate::common::{each, id, read_through};
use crate::sales::{DAY, deal, lose, move_to, reason, stages, step};

/// The titles of a list, in alphabetical order, when its total says the same.
async fn titles(client: &Client, query: &str) -> String {
    let page = Client::ok(client.get(&format!("/deals?total=true&{query}")).await);
    let mut titles = each(&page, "title");
    assert_eq!(page["total"], titles.len(), "{query}: {page}");
    titles.sort_unstable();
    titles.concat()
}

#[tokio::test]
async fn every_filter_finds_its_deals_and_counts_them_alike() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let stages = stages(owner).await;
    let team = Client::ok(owner.post("/teams", &json!({ "name": "Москва" })).await);
    let team_id = id(&team).parse().expect("an id");
    let (anna, _) = app
        .user(
            "anna@example.com",
            Role::Salesperson,
            Visibility::Own,
            Some(team_id),
        )
        .await;
    let source = Client::ok(
        owner
            .post("/sources", &json!({ "name": "Выставка-2026" }))
            .await,
    );
    let tag = Client::ok(owner.post("/tags", &json!({ "name": "VIP" })).await);
    let person = crate::common::contact(owner, "Петрова").await;
    let rub = |amount: i64| json!({ "amount": amount, "currency": "RUB" });

    let a = deal(
        owner,
        "А",
        json!({
            "value": rub(100), "owner_id": anna, "source_id": id(&source), "tag_ids": [id(&tag)],
            "contact_ids": [id(&person)], "company_name": "Ромашка", "expected_close": "2026-12-31",
            "next_step": "Звонок", "next_step_at": "2026-11-24T00:00:00Z", "external_id": "x1",
        }),
    )
    .await;
    app.pass(DAY);
    let b = deal(owner, "Б", json!({ "value": rub(200) })).await;
    move_to(owner, &b, &stages[4]).await;
    move_to(owner, &b, &stages[1]).await;
    let c = deal(
        owner,
        "В",
        json!({ "value": { "amount": 300, "currency": "USD" } }),
    )
    .await;
    step(owner, &c, "win", json!({})).await;
    let d = deal(
        owner,
        "Г",
        json!({ "owner_id": null, "stage_id": stages[2] }),
    )
    .await;
    lose(owner, &d).await;
    app.pass(4 * DAY);
    let reason = reason(owner).await;
    let (s0, s1, s2, s3, s5) = (&stages[0], &stages[1], &stages[2], &stages[3], &stages[5]);
    let pipeline = a["pipeline_id"].as_str().expect("an id");
    let (firm, tag, source, team) = (id(&a["company"]), id(&tag), id(&source), id(&team));
    let cases = [
        (String::new(), "АБВГ"),
        (format!("filter[pipeline]={pipeline}"), "АБВГ"),
        (format!("filter[stage]={s0},{s1}"), "АБ"),
        ("filter[stage_kind]=qualify,purchase".into(), "БВ"),
        ("filter[stage_kind]=retain".into(), ""),
        ("filter[status]=open".into(), "АБ"),
        ("filter[status]=won,lost".into(), "ВГ"),
        (format!("filter[owner]={anna}"), "А"),
        ("filter[owner]=none".into(), "Г"),
        (format!("filter[owner]=none,{anna}"), "АГ"),
        (format!("filter[team]={team}"), "А"),
        (format!("filter[source]={source}"), "А"),
        ("filter[source]=none".into(), "БВГ"),
        (format!("filter[tag]={tag}"), "А"),
        ("filter[tag]=none".into(), "БВГ"),
        (format!("filter[company]={firm}"), "А"),
        (format!("filter[contact]={}", id(&person)), "А"),
        ("filter[contact]=none".into(), "БВГ"),
        ("filter[created_from]=2026-11-24".into(), "БВГ"),
        ("filter[created_to]=2026-11-23".into(), "А"),
        (
            "filter[closed_from]=2026-11-24&filter[closed_to]=2026-11-24".into(),
            "ВГ",
        ),
        ("filter[closed_from]=2026-11-25".into(), ""),
        (
            "filter[expected_from]=2026-12-31&filter[expected_to]=2026-12-31".into(),
            "А",
        ),
        ("filter[expected_to]=2026-12-30".into(), ""),
        ("filter[amount_from]=100&filter[amount_to]=200".into(), "АБ"),
        ("filter[currency]=usd".into(), "В"),
        (format!("filter[reached_stage]={s3}"), "БВ"),
        (format!("filter[reached_stage]={s5}"), "В"),
        ("filter[reached_kind]=present".into(), "БВГ"),
        ("filter[reached_kind]=purchase".into(), "В"),
        (format!("filter[lost_stage]={s2}"), "Г"),
        (format!("filter[lost_stage]={s1}"), ""),
        (format!("filter[lost_reason]={reason}"), "Г"),
        ("filter[lost_reason]=none".into(), ""),
        ("filter[attention]=overdue".into(), "А"),
        ("filter[attention]=no_next_step".into(), "Б"),
        ("filter[attention]=none".into(), "ВГ"),
        ("filter[attention]=overdue,no_next_step".into(), "АБ"),
        ("filter[stuck]=true".into(), "А"),
        ("filter[stuck]=false".into(), "БВГ"),
        (format!("filter[ids]={},{}", id(&a), id(&d)), "АГ"),
        ("filter[external_id]=x1,x2".into(), "А"),
        ("q=ромаш".into(), "А"),
        (
            format!(
                "filter[status]=open&filter[owner]={anna}&filter[currency]=RUB&filter[stuck]=true"
            ),
            "А",
        ),
    ];
    for (query, expected) in cases {
        assert_eq!(titles(owner, &query).await, expected, "{query}");
    }
    let page = Client::ok(owner.get("/deals?total=true").await);
    let sums = json!([{ "amount": 300, "currency": "RUB" }, { "amount": 300, "currency": "USD" }]);
    let mut found = page["sums"].as_array().expect("sums").clone();
    found.sort_by_key(Value::to_string);
    assert_eq!(Value::from(found), sums);
    let (status, problem) = owner.get("/deals?filter[colour]=red").await;
    assert_eq!((status, &problem["code"]), (400, &json!("unknown_filter")));
    assert_eq!(owner.get("/deals?sort=title").await.0, 400);
    assert_eq!(owner.get("/deals?cursor=мусор").await.0, 400);
}

#[tokio::test]
async fn every_sort_goes_through_all_deals_once_both_ways() {
    let app = TestApp::new().await;
    let owner = app.owner();
    for n in 0..7 {
        let day = (n % 3 != 0).then(|| format!("2026-12-0{}", n + 1));
        let fields = json!({
            "value": { "amount": n / 2, "currency": "RUB" },
            "expected_close": day,
            "next_step_at": day.map(|day| format!("{day}T10:00:00Z")),
        });
        deal(owner, &format!("Сделка {n}"), fields).await;
        app.pass((n % 2) * 1000);
    }
    for sort in [
        "created_at",
        "amount",
        "updated_at",
        "expected_close",
        "next_step_at",
        "stage_entered_at",
    ] {
        for sign in ["", "-"] {
            let whole = Client::ok(owner.get(&format!("/deals?sort={sign}{sort}")).await);
            let expected = each(&whole, "id");
            assert_eq!(expected.len(), 7, "{sign}{sort}");
            let path = format!("/deals?sort={sign}{sort}&limit=2");
            assert_eq!(
                read_through(owner, &path, "id").await,
                expected,
                "{sign}{sort}"
            );
            let keys: Vec<String> = whole["items"]
                .as_array()
                .expect("items")
                .iter()
                .map(|item| match sort {
                    "amount" => format!("{:09}", item["value"]["amount"]),
                    _ => item[sort].as_str().unwrap_or_default().to_owned(),
                })
                .filter(|key| !key.is_empty())
                .collect();
            let mut sorted = keys.clone();
            sorted.sort();
            if sign == "-" {
                sorted.reverse();
            }
            assert_eq!(keys, sorted, "{sign}{sort}");
        }
    }
    // Those without the date come last.
    let page = Client::ok(owner.get("/deals?sort=-expected_close").await);
    let last = &page["items"][6];
    assert_eq!(last["expected_close"], Value::Null);
}

#[tokio::test]
async fn what_somebody_may_not_see_is_neither_listed_nor_counted() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let (anna, seller) = app
        .user("anna@example.com", Role::Salesperson, Visibility::Own, None)
        .await;
    deal(owner, "А", json!({})).await;
    deal(owner, "Б", json!({ "owner_id": null })).await;
    let given = deal(owner, "В", json!({ "owner_id": anna })).await;
    for query in [
        "",
        "filter[status]=open",
        "filter[owner]=none",
        "filter[stuck]=false",
        "q=а",
        "filter[created_from]=2026-01-01",
    ] {
        let seen = titles(&seller, query).await;
        assert!(
            seen == "В" || (seen.is_empty() && query.len() < 20),
            "{query}: {seen}"
        );
    }
    assert_eq!(titles(&seller, "").await, "В");
    assert_eq!(seller.get(&format!("/deals/{}", id(&given))).await.0, 200);
}

#[tokio::test]
async fn the_kept_totals_stay_true_whatever_happens() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let stages = stages(owner).await;
    let (anna, _) = app
        .user("anna@example.com", Role::Salesperson, Visibility::Own, None)
        .await;
    let mut deals = Vec::new();
    for n in 0..12_i64 {
        let fields = json!({
            "value": { "amount": n * 10, "currency": if n % 2 == 0 { "RUB" } else { "USD" } },
            "owner_id": if n % 3 == 0 { json!(anna) } else { Value::Null },
        });
        deals.push(deal(owner, &format!("Сделка {n}"), fields).await);
    }
    for (n, one) in deals.iter().enumerate() {
        match n % 4 {
            0 => {
                move_to(owner, one, &stages[n % 6]).await;
            }
            1 => {
                lose(owner, one).await;
            }
            2 => {
                let body = json!({ "version": 1, "owner_id": anna, "value": { "amount": 7, "currency": "EUR" } });
                Client::ok(owner.patch(&format!("/deals/{}", id(one)), &body).await);
            }
            _ => {
                owner.delete(&format!("/deals/{}", id(one))).await;
            }
        }
    }
    // A filter that the totals do not know makes the database count the deals themselves.
    for query in [
        String::new(),
        "filter[status]=open".to_owned(),
        "filter[status]=lost&filter[currency]=USD".to_owned(),
        format!("filter[owner]={anna}"),
        "filter[owner]=none".to_owned(),
        format!("filter[stage]={}", stages[0]),
    ] {
        let kept = Client::ok(owner.get(&format!("/deals?total=true&{query}")).await);
        let path = format!("/deals?total=true&filter[created_from]=2000-01-01&{query}");
        let counted = Client::ok(owner.get(&path).await);
        assert_eq!(kept["total"], counted["total"], "{query}");
        assert_eq!(kept["sums"], counted["sums"], "{query}");
    }
}

#[tokio::test]
async fn deals_are_found_by_the_industry_and_the_size_of_their_company() {
    let app = TestApp::new().await;
    let owner = app.owner();
    for (name, facts) in [
        ("Малая", json!({ "employees": 10, "industry": "Торговля" })),
        (
            "Большая",
            json!({ "employees": 1001, "industry": "Машиностроение" }),
        ),
        ("Тёмная", json!({})),
    ] {
        let mut new = facts;
        new["name"] = json!(name);
        let company = Client::ok(owner.post("/companies", &new).await);
        let made = json!({ "company_id": id(&company) });
        deal(owner, &name[..2], made).await;
    }
    deal(owner, "Х", json!({})).await;
    for (query, found) in [
        ("filter[company_size]=1-10", "М"),
        ("filter[company_size]=1-10,1001%2B", "БМ"),
        ("filter[company_size]=11-50", ""),
        ("filter[company_size]=none", "ТХ"),
        ("filter[industry]=Торговля,none", "МТХ"),
    ] {
        assert_eq!(titles(owner, query).await, found, "{query}");
    }
    let (status, _) = owner.get("/deals?filter[company_size]=huge").await;
    assert_eq!(status, 400);
}

//! Every number on a page opens an explanation that gives the same number, and a list of exactly the deals
//! behind it.

use serde_json::Value;
use testkit::Client;

/// Everything with an address, wherever it stands on a page.
fn addressed<'a>(page: &'a Value, found: &mut Vec<&'a Value>) {
    match page {
        Value::Object(fields) => {
            if page["address"].is_string() {
                found.push(page);
            }
            fields.values().for_each(|value| addressed(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| addressed(value, found)),
        _ => {}
    }
}

/// Opens every number of a page and compares. Gives how many there were.
pub async fn page(client: &Client, page: &Value) -> usize {
    let mut found = Vec::new();
    addressed(page, &mut found);
    let mut opened = std::collections::HashSet::new();
    for number in &found {
        let address = number["address"].as_str().expect("an address");
        let explanation = Client::ok(client.get(address).await);
        if number["metric"].is_string() {
            assert_eq!(number["value"], explanation["figure"]["value"], "{address}");
            assert_eq!(number["low"], explanation["figure"]["low"], "{address}");
            assert_eq!(number["high"], explanation["figure"]["high"], "{address}");
        }
        if number["deals"].is_number() {
            let parts = explanation["parts"].as_array().expect("parts");
            let fits =
                |part: &Value| part["deals"] == number["deals"] && part["sums"] == number["sums"];
            assert!(parts.iter().any(fits), "{address}: {number} {parts:?}");
        }
        for text in ["name", "definition", "formula", "substituted"] {
            assert!(
                explanation[text]
                    .as_str()
                    .is_some_and(|text| !text.is_empty()),
                "{address}: {text}"
            );
        }
        if opened.insert(address.to_owned()) {
            lists(client, address, &explanation).await;
        }
    }
    found.len()
}

/// Each part's list has as many deals as the part says, and the same money.
async fn lists(client: &Client, address: &str, explanation: &Value) {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    for part in explanation["parts"].as_array().expect("parts") {
        let key = part["key"].as_str().expect("a key");
        let list = Client::ok(
            client
                .get(&format!("{path}/deals?{query}&part={key}&limit=1"))
                .await,
        );
        assert_eq!(list["total"], part["deals"], "{address} {key}");
        assert_eq!(list["sums"], part["sums"], "{address} {key}");
    }
}

//! The file of an export: the same facts for programs and for people, packed together.

use std::io::{Cursor, Write as _};

use api::personal::{Fact, Item};
use base::{Lang, Problem, Result, Text, Time};
use maud::{DOCTYPE, Markup, html};
use serde_json::{Map, Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A sort of data with what is known: its name, its title, the items.
pub type Section = (&'static str, Text, Vec<Item>);

/// A ZIP with `data.json` and `data.html`.
///
/// # Errors
/// When it cannot be packed.
pub fn pack(sections: &[Section], now: Time, lang: Lang) -> Result<Vec<u8>> {
    let json = serde_json::to_string_pretty(&as_json(sections, now)).map_err(Problem::internal)?;
    let page = as_page(sections, now, lang).into_string();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [("data.json", json), ("data.html", page)] {
        zip.start_file(name, SimpleFileOptions::default())
            .map_err(Problem::internal)?;
        zip.write_all(text.as_bytes()).map_err(Problem::internal)?;
    }
    Ok(zip.finish().map_err(Problem::internal)?.into_inner())
}

fn as_json(sections: &[Section], now: Time) -> Value {
    let object = |item: &Item| {
        let facts = item.0.iter();
        Value::Object(
            facts
                .map(|fact| (fact.key.to_owned(), fact.value.clone()))
                .collect(),
        )
    };
    let all: Map<String, Value> = sections
        .iter()
        .map(|(name, _, items)| ((*name).to_owned(), items.iter().map(object).collect()))
        .collect();
    json!({ "made_at": now.to_string(), "data": all })
}

const TITLE: Text = Text::fixed("Персональные данные", "Personal data");

fn as_page(sections: &[Section], now: Time, lang: Lang) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(lang.as_str()) {
            head {
                meta charset="utf-8";
                title { (TITLE.get(lang)) }
                style { "body{font:15px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}\
                    h2{margin:2rem 0 .5rem;font-size:1.1rem}dl{display:grid;grid-template-columns:12rem 1fr;gap:.2rem 1rem;\
                    margin:0;padding:.6rem 0;border-top:1px solid #ccc}dt{color:#555}dd{margin:0;white-space:pre-wrap;\
                    overflow-wrap:anywhere}" }
            }
            body {
                h1 { (TITLE.get(lang)) }
                p { (now.to_string()) }
                @for (_, title, items) in sections {
                    h2 { (title.get(lang)) }
                    @for item in items {
                        dl { @for fact in &item.0 { (row(fact, lang)) } }
                    }
                }
            }
        }
    }
}

fn row(fact: &Fact, lang: Lang) -> Markup {
    html! { dt { (fact.label.get(lang)) } dd { (plain(&fact.value)) } }
}

/// A value as people read it.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Object(map) => {
            let parts = map
                .iter()
                .map(|(key, value)| format!("{key}: {}", plain(value)));
            parts.collect::<Vec<_>>().join("\n")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_text_for_people_and_data_for_programs() {
        let evil = "<script>alert(1)</script>";
        let item = Item::new()
            .with("text", Text::fixed("Текст", "Text"), evil)
            .with("none", Text::fixed("Пусто", "Empty"), Value::Null);
        let sections: [Section; 1] = [("notes", Text::fixed("Заметки", "Notes"), vec![item])];
        let page = as_page(&sections, Time(0), Lang::Ru).into_string();
        assert!(page.contains("Заметки") && page.contains("Текст"));
        assert!(!page.contains("<script") && !page.contains("Пусто"));
        let json = as_json(&sections, Time(0));
        assert_eq!(json["data"]["notes"][0], json!({ "text": evil }));
        let zip = pack(&sections, Time(0), Lang::Ru).expect("a file");
        assert_eq!(&zip[..2], b"PK");
    }
}

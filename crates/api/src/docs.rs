//! The readable page of the API at `/api/docs`: made here from the OpenAPI document, so that it
//! works without any other server.

use std::fmt::Write as _;

use serde_json::Value;

/// The document as one plain page: endpoints by area, their parameters, bodies and answers.
pub fn page(document: &Value) -> String {
    let mut html = String::from(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>Voronka API</title>\
         <link rel=\"stylesheet\" href=\"/api/docs.css\"></head><body><main><h1>Voronka API</h1>",
    );
    let intro = document["info"]["description"].as_str().unwrap_or_default();
    for paragraph in intro.split("\n\n").filter(|text| !text.is_empty()) {
        let _ = write!(html, "<p>{}</p>", escape(paragraph));
    }
    html.push_str("<p><a href=\"/api/openapi.json\">openapi.json</a></p>");
    let mut areas: Vec<(String, Vec<String>)> = Vec::new();
    if let Some(paths) = document["paths"].as_object() {
        for (path, item) in paths {
            for method in ["get", "post", "put", "patch", "delete"] {
                let operation = &item[method];
                if operation.is_null() {
                    continue;
                }
                let tag = operation["tags"][0].as_str().unwrap_or("other").to_owned();
                let text = self::operation(method, path, operation);
                match areas.iter_mut().find(|(name, _)| *name == tag) {
                    Some((_, texts)) => texts.push(text),
                    None => areas.push((tag, vec![text])),
                }
            }
        }
    }
    html.push_str("<nav>");
    for (name, _) in &areas {
        let _ = write!(html, "<a href=\"#{0}\">{0}</a> ", escape(name));
    }
    html.push_str("</nav>");
    for (name, texts) in &areas {
        let _ = write!(
            html,
            "<section id=\"{0}\"><h2>{0}</h2>{1}</section>",
            escape(name),
            texts.concat()
        );
    }
    html.push_str("<section id=\"schemas\"><h2>Schemas</h2>");
    if let Some(schemas) = document["components"]["schemas"].as_object() {
        for (name, schema) in schemas {
            let pretty = serde_json::to_string_pretty(schema).unwrap_or_default();
            let _ = write!(
                html,
                "<details id=\"schema-{0}\"><summary>{0}</summary><pre>{1}</pre></details>",
                escape(name),
                escape(&pretty)
            );
        }
    }
    html.push_str("</section></main></body></html>");
    html
}

fn operation(method: &str, path: &str, operation: &Value) -> String {
    let mut html = format!(
        "<details><summary><b class=\"{method}\">{}</b> <code>{}</code> {} <small>{}</small></summary>",
        method.to_uppercase(),
        escape(path),
        escape(operation["summary"].as_str().unwrap_or_default()),
        escape(operation["x-permission"].as_str().unwrap_or_default()),
    );
    if let Some(text) = operation["description"].as_str() {
        let _ = write!(html, "<p>{}</p>", escape(text));
    }
    if let Some(parameters) = operation["parameters"].as_array() {
        html.push_str("<ul>");
        for parameter in parameters {
            let _ = write!(
                html,
                "<li><code>{}</code> {}</li>",
                escape(parameter["name"].as_str().unwrap_or_default()),
                escape(parameter["description"].as_str().unwrap_or_default())
            );
        }
        html.push_str("</ul>");
    }
    for (label, schema) in [
        ("Body", &operation["requestBody"]["content"]),
        ("Answer", &operation["responses"]["200"]["content"]),
        ("Answer", &operation["responses"]["201"]["content"]),
    ] {
        if let Some((kind, content)) = schema.as_object().and_then(|kinds| kinds.iter().next()) {
            let _ = write!(
                html,
                "<p>{label}: {} {}</p>",
                escape(kind),
                reference(&content["schema"])
            );
        }
    }
    html.push_str("</details>");
    html
}

fn reference(schema: &Value) -> String {
    match schema["$ref"]
        .as_str()
        .and_then(|path| path.rsplit('/').next())
    {
        Some(name) => format!("<a href=\"#schema-{0}\">{0}</a>", escape(name)),
        None => format!(
            "<pre>{}</pre>",
            escape(&serde_json::to_string_pretty(schema).unwrap_or_default())
        ),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

pub const STYLE: &str = "body{font:14px/1.5 system-ui,sans-serif;margin:0;background:#fff;color:#18181b}\
main{max-width:960px;margin:0 auto;padding:24px}h1{font-size:22px}h2{font-size:17px;margin-top:28px}\
nav a{margin-right:10px}details{border:1px solid #e4e4e7;border-radius:6px;padding:6px 10px;margin:6px 0}\
summary{cursor:pointer}pre{overflow:auto;background:#f4f4f5;padding:8px;border-radius:6px}\
small{color:#52525b}b{display:inline-block;min-width:56px}a{color:#4338ca}\
@media(prefers-color-scheme:dark){body{background:#141418;color:#e4e4e7}details{border-color:#3a3a42}\
pre{background:#222228}small{color:#a1a1aa}a{color:#a5b4fc}}";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_the_document_is_shown_as_text() {
        let document = serde_json::json!({
            "info": { "description": "One <b>.\n\nTwo." },
            "paths": { "/api/v1/deals": { "get": { "tags": ["deals"], "summary": "Deals", "x-permission": "deals.read" } } }
        });
        let html = page(&document);
        assert!(html.contains("<code>/api/v1/deals</code> Deals <small>deals.read</small>"));
        assert!(html.contains("One &lt;b&gt;."));
    }
}

//! Making a letter of a subject and a body in Markdown.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt::Write as _;

use base::{Lang, Problem, Result};
use css_inline::{CSSInliner, InlineOptions};
use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, html};

use super::variables::{Piece, Values, pieces, value};
use crate::mail::accounts::model::one_line;

/// A letter as it would be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    pub subject: String,
    pub html: String,
    pub text: String,
    /// Variables that had neither a value nor a fallback.
    pub missing: Vec<String>,
}

/// What a letter is made of.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    pub subject: &'a str,
    pub body: &'a str,
    /// What stands below, also Markdown.
    pub signature: &'a str,
    pub lang: Lang,
}

// Private characters mark the places of variables while Markdown is read; they are taken out of what people wrote.
const OPEN: char = '\u{e000}';
const CLOSE: char = '\u{e001}';

/// Fills in the variables and makes both parts.
///
/// # Errors
/// When the styles cannot be put in.
pub fn render(source: Source<'_>, values: &Values) -> Result<Rendered> {
    let mut missing = Vec::new();
    let subject = pieces(source.subject)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => text,
            Piece::Variable { name, fallback } => value(name, fallback, values, &mut missing),
        })
        .collect::<String>();
    let mut body = source.body.trim_end().to_owned();
    if !source.signature.trim().is_empty() {
        let _ = write!(body, "\n\n---\n\n{}", source.signature.trim());
    }
    let (marked, filled) = mark(&body, values, &mut missing);
    let fragment = clean(&fill(&to_html(&marked), &filled));
    Ok(Rendered {
        subject: one_line(&subject),
        text: plain(&fragment)?,
        html: page(&fragment, source.lang)?,
        missing,
    })
}

/// Puts a mark in the place of every variable; the values by their numbers.
fn mark(text: &str, values: &Values, missing: &mut Vec<String>) -> (String, Vec<String>) {
    let text = text.replace([OPEN, CLOSE], "");
    let mut filled = Vec::new();
    let mut marked = String::new();
    for piece in pieces(&text) {
        match piece {
            Piece::Text(text) => marked.push_str(text),
            Piece::Variable { name, fallback } => {
                let value = value(name, fallback, values, missing);
                let _ = write!(marked, "{OPEN}{}{CLOSE}", filled.len());
                filled.push(value.replace([OPEN, CLOSE], ""));
            }
        }
    }
    (marked, filled)
}

/// Puts the values in as text; inside of addresses, as parts of an address.
fn fill(html: &str, filled: &[String]) -> String {
    let mut out = html.to_owned();
    for (number, value) in filled.iter().enumerate() {
        out = out.replace(&format!("{OPEN}{number}{CLOSE}"), &escaped(value));
        let in_address = format!("%EE%80%80{number}%EE%80%81");
        out = out.replace(&in_address, &in_url(value));
    }
    out
}

pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

fn in_url(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        match byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            true => out.push(char::from(byte)),
            false => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
        out
    })
}

/// Markdown as people write mails: a new line is a new line, and an address is a link.
fn to_html(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut within = 0_usize;
    let events = Parser::new_ext(markdown, options).flat_map(|event| {
        match &event {
            Event::Start(Tag::Link { .. } | Tag::CodeBlock(_)) => within += 1,
            Event::End(TagEnd::Link | TagEnd::CodeBlock) => within = within.saturating_sub(1),
            Event::SoftBreak => return vec![Event::HardBreak],
            Event::Text(text) if within == 0 && text.contains("://") => return linked(text),
            _ => {}
        }
        vec![event]
    });
    let mut out = String::new();
    html::push_html(&mut out, events);
    out
}

fn linked<'a>(text: &str) -> Vec<Event<'a>> {
    let mut events = Vec::new();
    let mut rest = text;
    while let Some(start) = ["https://", "http://"]
        .iter()
        .filter_map(|p| rest.find(p))
        .min()
    {
        let length = rest[start..]
            .find(|c: char| c.is_whitespace() || "<>\"«»".contains(c))
            .unwrap_or(rest.len() - start);
        let url = rest[start..start + length].trim_end_matches(['.', ',', ';', ':', '!', '?', ')']);
        let own = |text: &str| CowStr::from(text.to_owned());
        events.push(Event::Text(own(&rest[..start])));
        events.push(Event::Start(Tag::Link {
            link_type: LinkType::Autolink,
            dest_url: own(url),
            title: CowStr::Borrowed(""),
            id: CowStr::Borrowed(""),
        }));
        events.push(Event::Text(own(url)));
        events.push(Event::End(TagEnd::Link));
        rest = &rest[start + url.len()..];
    }
    events.push(Event::Text(CowStr::from(rest.to_owned())));
    events
}

/// Keeps harmless tags only.
pub fn clean(html: &str) -> String {
    let styles = [
        "color",
        "background-color",
        "font-weight",
        "font-style",
        "font-size",
        "text-align",
        "padding",
        "margin",
        "border",
        "border-radius",
        "width",
        "max-width",
        "display",
        "text-decoration",
    ];
    ammonia::Builder::default()
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .add_generic_attributes(["style"])
        .filter_style_properties(HashSet::from(styles))
        .clean(html)
        .to_string()
}

fn plain(fragment: &str) -> Result<String> {
    const WIDTH: usize = 78;
    let text = html2text::config::plain_no_decorate()
        .link_footnotes(true)
        .string_from_read(fragment.as_bytes(), WIDTH)
        .map_err(Problem::internal)?;
    Ok(text.trim_end().to_owned())
}

const STYLE: &str = "\
body { margin: 0; background-color: #ffffff; color: #1f2328; font-family: Arial, Helvetica, sans-serif; \
font-size: 15px; line-height: 1.5; } \
.letter { max-width: 640px; padding: 16px; } \
p { margin: 0 0 12px 0; } h1 { font-size: 22px; line-height: 1.3; margin: 0 0 12px 0; } \
h2 { font-size: 18px; line-height: 1.3; margin: 16px 0 8px 0; } h3 { font-size: 16px; margin: 12px 0 8px 0; } \
ul, ol { margin: 0 0 12px 0; padding-left: 24px; } a { color: #1d4ed8; } img { max-width: 100%; } \
blockquote { margin: 0 0 12px 0; padding-left: 12px; border-left: 3px solid #d0d7de; color: #57606a; } \
table { border-collapse: collapse; margin: 0 0 12px 0; } th, td { border: 1px solid #d0d7de; padding: 6px 10px; } \
th { text-align: left; background-color: #f6f8fa; } \
hr { border: 0; border-top: 1px solid #d0d7de; margin: 16px 0; } \
pre, code { font-family: Consolas, Menlo, monospace; font-size: 13px; }";

/// The whole page with its styles on every tag, since mail programs drop style sheets.
fn page(fragment: &str, lang: Lang) -> Result<String> {
    let html = format!(
        "<!DOCTYPE html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"></head>\
         <body><div class=\"letter\">{fragment}</div></body></html>",
        lang.as_str()
    );
    let options = InlineOptions {
        inline_style_tags: false,
        load_remote_stylesheets: false,
        extra_css: Some(Cow::Borrowed(STYLE)),
        ..InlineOptions::default()
    };
    CSSInliner::new(options)
        .inline(&html)
        .map_err(Problem::internal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::templates::variables::Variable;

    fn letter(subject: &str, body: &str, values: &Values) -> Rendered {
        let source = Source {
            subject,
            body,
            signature: "С уважением,\n**{{sender.name}}**",
            lang: Lang::Ru,
        };
        render(source, values).expect("a letter")
    }

    fn values() -> Values {
        Values::from([
            (
                Variable::ContactFirstName,
                "<script>alert(1)</script>*Пётр*".into(),
            ),
            (Variable::SenderName, "Анна".into()),
            (
                Variable::CompanyName,
                "Рога & \"Копыта\"\r\nBcc: all@firm.ru".into(),
            ),
        ])
    }

    #[test]
    fn what_stands_in_a_name_stays_text() {
        let made = letter(
            "Для {{company.name}}",
            "Здравствуйте, {{contact.first_name}}!\nВторая строка",
            &values(),
        );
        assert_eq!(
            made.subject, "Для Рога & \"Копыта\" Bcc: all@firm.ru",
            "a subject is one line"
        );
        assert!(!made.html.contains("<script"), "{}", made.html);
        assert!(
            made.html
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;*Пётр*")
        );
        assert!(made.html.contains("<br>"));
        assert!(made.text.contains("<script>alert(1)</script>*Пётр*!"));
        assert!(made.text.contains("Анна"));
        assert_eq!(made.missing, Vec::<String>::new());
    }

    #[test]
    fn harm_is_taken_out_and_styles_are_put_on_the_tags() {
        let made = letter(
            "Тема",
            "# Заголовок\n<img src=x onerror=alert(1)><script>alert(2)</script>\n\n[да](javascript:alert(3)) https://firm.ru/a?b=1&c=2.\n\
             [анкета](https://firm.ru/?q={{company.name}})",
            &values(),
        );
        for harm in ["onerror", "<script", "javascript:"] {
            assert!(!made.html.contains(harm), "{harm}: {}", made.html);
        }
        assert!(
            made.html.contains("<h1 style=\"font-size: 22px"),
            "{}",
            made.html
        );
        assert!(made.html.contains("href=\"https://firm.ru/a?b=1&amp;c=2\""));
        assert!(made.html.contains("?q=%D0%A0%D0%BE"), "{}", made.html);
        assert!(made.text.contains("https://firm.ru/a?b=1&c=2"));
    }

    #[test]
    fn what_is_missing_is_named() {
        let made = letter(
            "{{deal.title|\"Сделка\"}}",
            "{{contact.job_title}}",
            &values(),
        );
        assert_eq!(
            (made.subject.as_str(), made.missing),
            ("Сделка", vec!["contact.job_title".to_owned()])
        );
    }
}

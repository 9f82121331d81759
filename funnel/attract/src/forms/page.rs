//! The form as a page of its own and as a part of another page. Everything people wrote is escaped.

use std::collections::BTreeMap;

use api::public::PublicPage;
use axum::http::StatusCode;
use base::{Lang, Text};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::model::{Design, Field, Kind, is_color};
use super::proof::BITS;

/// Finds a proof in the browser.
pub const PROVE: &str = include_str!("proof.js");

/// The name of the field that people do not see.
pub const TRAP: &str = "website_url";

/// What a form is shown with.
#[derive(Debug, Default)]
pub struct Shown<'a> {
    pub slug: &'a str,
    pub stamp: &'a str,
    /// Where the form was sent from before, to be shown again with what is wrong.
    pub sent: BTreeMap<String, String>,
    pub wrong: BTreeMap<String, String>,
}

/// The form on a page of its own.
pub fn hosted(design: &Design, shown: &Shown<'_>) -> PublicPage {
    whole(design, &form(design, shown), &format!("/f/{}", shown.slug))
}

/// What is shown when it is sent.
pub fn thanks(design: &Design) -> PublicPage {
    let text = said(&design.thanks, design.lang, &THANKS);
    let body = html! {
        main class="vf" { h1 { (design.title) } p role="status" { (text) } }
    };
    whole(design, &body, "")
}

/// The sender is to show that they are no program: their browser does it by itself, or they press the button.
pub fn prove(design: &Design, slug: &str, token: &str) -> PublicPage {
    let script = format!(
        "{PROVE}prove(document.forms[0].p.value,{BITS},function(n){{document.forms[0].n.value=n;document.forms[0].submit()}});"
    );
    let body = html! {
        main class="vf" {
            h1 { (design.title) }
            p role="status" { (ASKED.get(design.lang)) }
            form method="post" action=(format!("/f/{slug}/proof")) {
                input type="hidden" name="p" value=(token);
                input type="hidden" name="n" value="";
                button type="submit" { (CONFIRM.get(design.lang)) }
            }
            script { (PreEscaped(&script)) }
        }
    };
    let mut page = whole(design, &body, &format!("/f/{slug}"));
    page.policy = format!("{}; script-src 'sha256-{}'", page.policy, hash(&script));
    page
}

/// What was sent could not be taken in: why, and what to do.
pub fn unread(design: &Design, status: StatusCode) -> PublicPage {
    let why = match status {
        StatusCode::PAYLOAD_TOO_LARGE => TOO_LARGE,
        StatusCode::REQUEST_TIMEOUT => TOO_SLOW,
        StatusCode::SERVICE_UNAVAILABLE => BUSY,
        _ => UNREADABLE,
    };
    let body = html! {
        main class="vf" { h1 { (design.title) } p class="bad" role="alert" { (why.get(design.lang)) } }
    };
    whole(design, &body, "")
}

/// It is kept, and somebody will look at it.
pub fn waits(design: &Design) -> PublicPage {
    let body = html! {
        main class="vf" { h1 { (design.title) } p role="status" { (waits_text(design)) } }
    };
    whole(design, &body, "")
}

pub fn waits_text(design: &Design) -> String {
    WAITS.get(design.lang).to_owned()
}

/// Too much was sent, and this is not kept.
pub fn not_kept(design: &Design) -> PublicPage {
    let body = html! {
        main class="vf" { h1 { (design.title) } p class="bad" role="alert" { (NOT_KEPT.get(design.lang)) } }
    };
    whole(design, &body, "")
}

/// There is no such form.
pub fn missing() -> PublicPage {
    let design = Design {
        title: "Форма не найдена / Form not found".to_owned(),
        ..Design::default()
    };
    let body = html! { main class="vf" { h1 { (design.title) } } };
    whole(&design, &body, "")
}

/// The form to be put into another page, with its style.
pub fn part(design: &Design, shown: &Shown<'_>) -> String {
    html! { style { (PreEscaped(style(design))) } (form(design, shown)) }.into_string()
}

const THANKS: Text = Text::fixed(
    "Спасибо! Мы получили вашу заявку и скоро ответим.",
    "Thank you! We have received your request and will get back to you soon.",
);
const NOT_KEPT: Text = Text::fixed(
    "Заявка не отправлена: сегодня их пришло слишком много. Попробуйте завтра или свяжитесь с нами иначе.",
    "Your request was not sent: too many arrived today. Try again tomorrow or contact us another way.",
);
const ASKED: Text = Text::fixed(
    "Проверяем, что форму отправил человек. Если через несколько секунд ничего не изменится, нажмите кнопку.",
    "Checking that you are human. If nothing happens in a few seconds, press the button.",
);
const CONFIRM: Text = Text::fixed("Я не робот, отправить", "I am not a robot, send");
const WAITS: Text = Text::fixed(
    "Заявка сохранена. Мы проверим её и свяжемся с вами.",
    "Your request has been saved. We will check it and get in touch.",
);
const TOO_LARGE: Text = Text::fixed(
    "Не отправлено: файлы вместе должны быть не больше 10 МБ. Вернитесь назад и приложите меньше.",
    "Not sent: files may total at most 10 MB. Go back and attach less.",
);
const TOO_SLOW: Text = Text::fixed(
    "Не отправлено: передача длилась дольше минуты. Вернитесь назад и попробуйте ещё раз или приложите меньше.",
    "Not sent: the upload took longer than a minute. Go back and try again, or attach less.",
);
const BUSY: Text = Text::fixed(
    "Не отправлено: сейчас файлы присылают слишком многие. Вернитесь назад и попробуйте через минуту.",
    "Not sent: too many people are sending files right now. Go back and try again in a minute.",
);
const UNREADABLE: Text = Text::fixed(
    "Не отправлено: форма не читается. Вернитесь назад и попробуйте ещё раз.",
    "Not sent: the form could not be read. Go back and try again.",
);
const SEND: Text = Text::fixed("Отправить", "Send");
const NOT_SENT: Text = Text::fixed("Проверьте отмеченные поля", "Check the highlighted fields");

/// What the company wrote, or else the usual words.
pub fn said(own: &str, lang: Lang, usual: &Text) -> String {
    match own.trim().is_empty() {
        true => usual.get(lang).to_owned(),
        false => own.to_owned(),
    }
}

/// The words of thanks.
pub fn thanks_text(design: &Design) -> String {
    said(&design.thanks, design.lang, &THANKS)
}

/// A page of the same look about something else; `posts` when it has a form that is sent to where it stands.
pub fn framed(title: &str, lang: Lang, posts: bool, body: &Markup) -> PublicPage {
    let design = Design {
        lang,
        title: title.to_owned(),
        ..Design::default()
    };
    let body = html! { main class="vf" { h1 { (title) } (body) } };
    whole(&design, &body, if posts { "self" } else { "" })
}

fn whole(design: &Design, body: &Markup, action: &str) -> PublicPage {
    let style = style(design);
    let hash = hash(&style);
    let onward = design
        .redirect
        .as_deref()
        .and_then(origin)
        .unwrap_or_default();
    let action = if action.is_empty() {
        "'none'".to_owned()
    } else {
        format!("'self' {onward}")
    };
    let html = html! {
        (DOCTYPE)
        html lang=(design.lang.as_str()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (design.title) }
                style { (PreEscaped(style)) }
            }
            body { (body) }
        }
    };
    PublicPage {
        html: html.into_string(),
        policy: format!(
            "default-src 'none'; style-src 'sha256-{hash}'; form-action {action}; base-uri 'none'; frame-ancestors 'none'"
        ),
    }
}

fn hash(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text.as_bytes()))
}

/// Protocol and host of an address.
fn origin(url: &str) -> Option<String> {
    let (protocol, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    Some(format!("{protocol}://{host}"))
}

fn form(design: &Design, shown: &Shown<'_>) -> Markup {
    html! {
        main class="vf" {
            h1 { (design.title) }
            @if !design.intro.is_empty() { p class="intro" { (design.intro) } }
            form method="post" action=(format!("/f/{}", shown.slug)) novalidate
                enctype=[design.takes_files().then_some("multipart/form-data")] {
                @if !shown.wrong.is_empty() { p class="bad" role="alert" { (NOT_SENT.get(design.lang)) } }
                @for field in &design.fields {
                    (question(field, shown))
                }
                div class="trap" aria-hidden="true" {
                    label { "URL" input name=(TRAP) tabindex="-1" autocomplete="off"; }
                }
                input type="hidden" name="_t" value=(shown.stamp);
                @for name in ["_u", "_r", "_v"] {
                    @if let Some(value) = shown.sent.get(name) {
                        input type="hidden" name=(name) value=(value);
                    }
                }
                button type="submit" { (said(&design.button, design.lang, &SEND)) }
            }
        }
    }
}

fn question(field: &Field, shown: &Shown<'_>) -> Markup {
    let id = format!("vf-{}", field.key);
    let note = format!("{id}-bad");
    let given = shown.sent.get(&field.key).map_or("", String::as_str);
    let wrong = shown.wrong.get(&field.key);
    let invalid = wrong.map(|_| "true");
    let described = wrong.map(|_| note.as_str());
    let input = |kind: &str, complete: Option<&str>| {
        html! {
            input id=(id) name=(field.key) type=(kind) value=(given) required[field.required]
                autocomplete=[complete] aria-invalid=[invalid] aria-describedby=[described];
        }
    };
    html! {
        @if field.kind == Kind::Hidden {
            @let usual = field.options.first().map_or("", |text| text.trim());
            input type="hidden" name=(field.key) data-from-address=""
                value=(if given.is_empty() { usual } else { given });
        } @else if matches!(field.kind, Kind::Consent | Kind::Subscribe) {
            div class="field consent" {
                input id=(id) name=(field.key) type="checkbox" value="yes" required[field.required]
                    aria-invalid=[invalid] aria-describedby=[described];
                label for=(id) { (field.label) (star(field)) }
                @if let Some(text) = wrong { p class="bad" id=(note) { (text) } }
            }
        } @else {
            div class="field" {
                label for=(id) { (field.label) (star(field)) }
                @match field.kind {
                    Kind::Textarea => {
                        textarea id=(id) name=(field.key) rows="4" required[field.required]
                            aria-invalid=[invalid] aria-describedby=[described] { (given) }
                    }
                    Kind::Choice => {
                        select id=(id) name=(field.key) required[field.required]
                            aria-invalid=[invalid] aria-describedby=[described] {
                            option value="" { "—" }
                            @for option in &field.options {
                                option value=(option.trim()) selected[option.trim() == given] { (option.trim()) }
                            }
                        }
                    }
                    Kind::File => {
                        input id=(id) name=(field.key) type="file" multiple required[field.required]
                            aria-invalid=[invalid] aria-describedby=[described];
                    }
                    Kind::Email => (input("email", Some("email"))),
                    Kind::Phone => (input("tel", Some("tel"))),
                    Kind::Date => (input("date", None)),
                    Kind::Number => (input("text", None)),
                    Kind::Text | Kind::Consent | Kind::Subscribe | Kind::Hidden => (input("text", None)),
                }
                @if let Some(text) = wrong { p class="bad" id=(note) { (text) } }
            }
        }
    }
}

fn star(field: &Field) -> Markup {
    html! { @if field.required { span class="star" aria-hidden="true" { " *" } } }
}

fn style(design: &Design) -> String {
    let accent = if is_color(&design.accent) {
        design.accent.as_str()
    } else {
        "#2563eb"
    };
    let ink = if is_light(accent) { "#111" } else { "#fff" };
    STYLE.replace("ACCENT", accent).replace("INK", ink)
}

/// Whether dark words are read better on a colour (WCAG relative luminance).
fn is_light(color: &str) -> bool {
    let part = |from: usize| {
        let value = u8::from_str_radix(&color[from..from + 2], 16).unwrap_or(0);
        let share = f64::from(value) / 255.0;
        match share <= 0.040_45 {
            true => share / 12.92,
            false => ((share + 0.055) / 1.055).powf(2.4),
        }
    };
    let luminance = 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
    // Contrast against white below 4.5.
    1.05 / (luminance + 0.05) < 4.5
}

const STYLE: &str = "\
.vf{box-sizing:border-box;max-width:30rem;margin:2rem auto;padding:0 1rem;font:16px/1.5 system-ui,sans-serif;color:#1f2937}\
.vf h1{font-size:1.4rem;line-height:1.25;margin:0 0 .5rem}\
.vf .intro{margin:0 0 1rem;color:#4b5563;white-space:pre-line}\
.vf .field{margin:0 0 .9rem}\
.vf label{display:block;margin:0 0 .25rem;font-weight:500}\
.vf input:not([type=checkbox]),.vf textarea,.vf select{box-sizing:border-box;width:100%;padding:.55rem .7rem;border:1px solid #9ca3af;border-radius:8px;font:inherit;color:inherit;background:#fff}\
.vf :focus-visible{outline:2px solid ACCENT;outline-offset:1px}\
.vf [aria-invalid=true]{border-color:#b91c1c}\
.vf .bad{margin:.25rem 0 0;color:#b91c1c;font-size:.9rem}\
.vf .star{color:#b91c1c}\
.vf .consent{display:grid;grid-template-columns:auto 1fr;gap:.5rem;align-items:start}\
.vf .consent label{font-weight:400;font-size:.9rem;margin:0}\
.vf .consent input{margin:.2rem 0 0;width:1rem;height:1rem}\
.vf .consent .bad{grid-column:2}\
.vf .trap{position:absolute;left:-9999px;height:1px;overflow:hidden}\
.vf button{padding:.65rem 1.3rem;border:0;border-radius:8px;background:ACCENT;color:INK;font:inherit;font-weight:600;cursor:pointer}\
.vf button.plain{background:transparent;color:#1f2937;border:1px solid #9ca3af;font-weight:400;display:block;margin-top:.6rem}\
.vf a{color:ACCENT}";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_text_everywhere() {
        let evil = "\"><script>alert(1)</script>";
        let design = Design {
            title: evil.to_owned(),
            intro: evil.to_owned(),
            fields: vec![Field {
                key: "name".into(),
                label: evil.to_owned(),
                kind: Kind::Text,
                required: true,
                options: vec![],
                to: super::super::model::To::Name,
                purpose: None,
                topics: vec![],
                version: 0,
            }],
            ..Design::default()
        };
        let shown = Shown {
            slug: "promo",
            stamp: "1.x",
            sent: [("name".to_owned(), evil.to_owned())].into(),
            wrong: [("name".to_owned(), evil.to_owned())].into(),
        };
        for html in [
            hosted(&design, &shown).html,
            part(&design, &shown),
            thanks(&design).html,
        ] {
            assert!(!html.contains("<script"), "{html}");
        }
        assert!(
            hosted(&design, &shown)
                .policy
                .contains("default-src 'none'")
        );
    }

    #[test]
    fn words_on_the_button_can_be_read() {
        assert!(is_light("#facc15"));
        assert!(!is_light("#2563eb"));
    }
}

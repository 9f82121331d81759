//! The page that a client opens. Everything people wrote is escaped.

use api::public::PublicPage;
use base::{Lang, Text};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::store::{ItemRow, SendRow};
use crate::content::materials::model::Kind;

const MISSING: &str = "Ссылка не действует / This link does not work";
const MISSING_RU: &str = "Возможно, её срок истёк. Попросите прислать материалы ещё раз.";
const MISSING_EN: &str = "It may have expired. Ask for the materials to be sent again.";

/// Wrong, switched off, out of date: all alike.
pub fn missing() -> PublicPage {
    let body = html! {
        main {
            h1 { (MISSING) }
            p lang="ru" { (MISSING_RU) }
            p lang="en" { (MISSING_EN) }
        }
    };
    whole(Lang::Ru, MISSING, &body, false)
}

const SEEN: Text = Text::fixed(
    "Отправитель видит, когда страницу открывали.",
    "The sender sees when this page is opened.",
);
const PREVIEW: Text = Text::fixed(
    "Так страницу видит клиент. Вы вошли в систему, поэтому ваш просмотр не считается.",
    "This is what the client sees. You are logged in, so your view is not counted.",
);
const MATERIALS: Text = Text::fixed("Материалы", "Materials");

/// What was sent, for its reader.
pub fn shown(
    row: &SendRow,
    items: &[ItemRow],
    company: &str,
    token: &str,
    preview: bool,
) -> PublicPage {
    let lang = Lang::parse(&row.lang).unwrap_or_default();
    let title = match company.is_empty() {
        true => MATERIALS.get(lang).to_owned(),
        false => format!("{}: {company}", MATERIALS.get(lang)),
    };
    let body = html! {
        @if preview { aside class="preview" role="note" { (PREVIEW.get(lang)) } }
        main {
            @if !company.is_empty() { p class="company" { (company) } }
            h1 class="out" { (title) }
            p class="greeting" { (row.greeting) }
            ul { @for item in items { (material(item, lang, token)) } }
            @if let Some(name) = &row.by_name {
                address {
                    b { (name) }
                    @if let Some(mail) = &row.by_email { a href=(format!("mailto:{mail}")) { (mail) } }
                }
            }
            p class="seen" { (SEEN.get(lang)) }
        }
        noscript { img src=(format!("/c/{token}/seen.gif")) alt="" width="1" height="1"; }
        script src="/c/seen.js" {}
    };
    whole(lang, &title, &body, true)
}

fn material(item: &ItemRow, lang: Lang, token: &str) -> Markup {
    let kind = Kind::parse(&item.kind).unwrap_or(Kind::Document).name();
    html! {
        li {
            a href=(format!("/c/{token}/{}", item.position)) data-n=(item.position) target="_blank" rel="noopener noreferrer" {
                span class="kind" { (kind.get(lang)) }
                span class="title" { (item.title) }
                @if !item.summary.is_empty() { span class="summary" { (item.summary) } }
                span class="what" { (what(item, lang)) }
            }
        }
    }
}

/// Where a material leads: the host of a link, or the kind and size of a file.
fn what(item: &ItemRow, lang: Lang) -> String {
    if let Some(link) = &item.link {
        let url = url::Url::parse(link).ok();
        let host = url.as_ref().and_then(|url| url.host_str());
        return host
            .unwrap_or_default()
            .trim_start_matches("www.")
            .to_owned();
    }
    let ending = item
        .file_name
        .as_deref()
        .and_then(|name| name.rsplit_once('.'));
    let ending = ending
        .map(|(_, end)| end.to_uppercase())
        .unwrap_or_default();
    let size = size(item.file_size.unwrap_or_default(), lang);
    format!("{ending}, {size}")
}

fn size(bytes: i64, lang: Lang) -> String {
    let kb = (bytes + 1_023) / 1_024;
    let mb = bytes as f64 / (1_024.0 * 1_024.0);
    match (kb < 1_000, lang) {
        (true, Lang::Ru) => format!("{kb}\u{a0}КБ"),
        (true, Lang::En) => format!("{kb}\u{a0}KB"),
        (false, Lang::Ru) => format!("{mb:.1}\u{a0}МБ").replace('.', ","),
        (false, Lang::En) => format!("{mb:.1}\u{a0}MB"),
    }
}

fn whole(lang: Lang, title: &str, body: &Markup, counts: bool) -> PublicPage {
    let hash = BASE64_STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    let html = html! {
        (DOCTYPE)
        html lang=(lang.as_str()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex, nofollow";
                meta name="referrer" content="no-referrer";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body { (body) }
        }
    };
    let counting = match counts {
        true => "; script-src 'self'; connect-src 'self'; img-src 'self'",
        false => "",
    };
    PublicPage {
        html: html.into_string(),
        policy: format!(
            "default-src 'none'; style-src 'sha256-{hash}'{counting}; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
        ),
    }
}

const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1c2430;--soft:#56606f;--line:#dde2ea;--page:#f4f6f9;--card:#fff;--accent:#1d4ed8}\
@media(prefers-color-scheme:dark){:root{--ink:#e8ecf2;--soft:#a8b2c1;--line:#343c49;--page:#161a20;--card:#1f252e;--accent:#8db4ff}}\
*{box-sizing:border-box}\
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,sans-serif}\
main{max-width:40rem;margin:0 auto;padding:2.5rem 1rem 3rem}\
h1{font-size:1.3rem;line-height:1.3;margin:0 0 .75rem}\
.out{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}\
.preview{padding:.6rem 1rem;background:var(--card);border-bottom:1px solid var(--line);color:var(--soft);font-size:.9rem;text-align:center}\
.company{margin:0 0 1.5rem;color:var(--soft);font-size:.9rem}\
.greeting{margin:0 0 1.5rem;white-space:pre-line;overflow-wrap:anywhere}\
ul{list-style:none;margin:0 0 2rem;padding:0;display:grid;gap:.75rem}\
li a{display:grid;gap:.15rem;padding:1rem 1.1rem;border:1px solid var(--line);border-radius:10px;background:var(--card);color:inherit;text-decoration:none;overflow-wrap:anywhere}\
li a:hover{border-color:var(--accent)}\
li a:hover .title{text-decoration:underline}\
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}\
.kind,.what{color:var(--soft);font-size:.85rem}\
.title{color:var(--accent);font-weight:600;font-size:1.05rem}\
.summary{white-space:pre-line}\
address{font-style:normal;display:grid}\
address a{color:var(--accent);justify-self:start}\
.seen{margin:2rem 0 0;color:var(--soft);font-size:.8rem}";

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &str) -> (SendRow, ItemRow) {
        let id = base::Uuid::from_u128(1);
        let send = SendRow {
            id,
            deal_id: None,
            deal_title: None,
            contact_id: None,
            contact_name: None,
            greeting: text.to_owned(),
            lang: "en".to_owned(),
            by_id: None,
            by_name: Some(text.to_owned()),
            by_email: Some("anna@example.com".to_owned()),
            mailed_to: None,
            closed: false,
            expires_at: None,
            created_at: 0,
            visits: 0,
            seconds: 0,
            first_opened_at: None,
            last_opened_at: None,
            version: 1,
        };
        let item = ItemRow {
            send_id: id,
            position: 1,
            material_id: id,
            number: 1,
            kind: "case".to_owned(),
            title: text.to_owned(),
            summary: text.to_owned(),
            opens: 0,
            first_opened_at: None,
            link: None,
            file_name: Some("case.pdf".to_owned()),
            file_type: Some("application/pdf".to_owned()),
            file_size: Some(1_300_000),
        };
        (send, item)
    }

    #[test]
    fn what_people_write_is_text_everywhere() {
        let evil = "\"><script>alert(1)</script>";
        let (send, item) = row(evil);
        let page = shown(&send, &[item], evil, "token", false);
        assert!(!page.html.contains("<script>"), "{}", page.html);
        assert_eq!(page.html.matches("<script").count(), 1);
        assert!(page.policy.starts_with("default-src 'none'"));
        assert!(!page.policy.contains("unsafe"));
    }

    #[test]
    fn a_page_says_what_a_click_gives() {
        let (send, mut item) = row("Pumps");
        let page = shown(&send, std::slice::from_ref(&item), "Acme", "token", true);
        assert!(page.html.contains("PDF, 1.2\u{a0}MB"), "{}", page.html);
        assert!(page.html.contains("Case study") && page.html.contains("/c/token/1"));
        assert!(page.html.contains("is not counted"));
        item.link = Some("https://www.site.ru/a?b=1".to_owned());
        assert_eq!(what(&item, Lang::Ru), "site.ru");
        assert_eq!(size(1_000, Lang::Ru), "1\u{a0}КБ");
    }
}

//! Kinds of pages, and which page an address is.

use base::Result;
use base::Text;
use base::problem::Check;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::utm;

base::words! {
    /// What kind of page it is.
    Kind as PageKind {
        Landing = "landing",
        Article = "article",
        Video = "video",
        Case = "case",
        Webinar = "webinar",
    }
}

/// The pattern in the form it is compared in: a path with `*` for anything, and a host before it if it
/// matters.
///
/// # Errors
/// `invalid` for a pattern that would fit everything or nothing.
pub fn checked_pattern(pattern: &str) -> Result<String> {
    let pattern = pattern.trim();
    let pattern = pattern.split_once("://").map_or(pattern, |(_, rest)| rest);
    let pattern = pattern.split(['?', '#']).next().unwrap_or_default();
    let mut check = Check::default();
    check.required("pattern", pattern, 500);
    if !pattern.contains('/') || pattern.chars().all(|c| matches!(c, '*' | '/')) && pattern != "/" {
        let text = Text::fixed(
            "Нужен адрес страницы, например /blog/* или site.ru/promo; звёздочка заменяет любые знаки",
            "The address of a page is needed, such as /blog/* or site.com/promo; a star stands for anything",
        );
        check.fail("pattern", "wrong_pattern", text);
    }
    check.done()?;
    Ok(pattern.to_lowercase())
}

/// Whether an address is the page of a pattern. A slash at the end makes no difference.
pub fn is_page(pattern: &str, url: &str) -> bool {
    let bare = url
        .split_once("://")
        .map_or(url, |(_, rest)| rest)
        .to_lowercase();
    let bare = bare.split(['?', '#']).next().unwrap_or_default();
    let path = utm::path(&format!("x://{bare}"));
    let text = if pattern.starts_with('/') || pattern.starts_with('*') {
        path.as_str()
    } else {
        bare
    };
    let trim = |text: &str| match text.trim_end_matches('/') {
        "" => "/".to_owned(),
        rest => rest.to_owned(),
    };
    utm::fits(&trim(pattern), &trim(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_known_by_path_or_by_host_and_path() {
        assert!(is_page("/promo", "https://site.ru/promo/?utm_source=a"));
        assert!(is_page("/blog/*", "https://site.ru/Blog/how-to"));
        assert!(is_page("site.ru/promo", "https://site.ru/promo"));
        assert!(!is_page("other.ru/promo", "https://site.ru/promo"));
        assert!(!is_page("/promo", "https://site.ru/promo/2"));
        assert!(is_page("/", "https://site.ru"));
    }

    #[test]
    fn a_pattern_says_something() {
        assert_eq!(
            checked_pattern(" https://Site.ru/Promo?x=1 ").expect("fine"),
            "site.ru/promo"
        );
        for wrong in ["", "*", "/*", "promo"] {
            assert!(checked_pattern(wrong).is_err(), "{wrong}");
        }
        assert_eq!(checked_pattern("/").expect("the front page"), "/");
    }
}

//! Where a visit or an inquiry says that it comes from: UTM tags, click ids, the page and its referrer.

use std::collections::BTreeMap;

use base::Text;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// UTM tags, in one spelling: decoded, trimmed, in small letters. An empty tag is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Utm {
    #[schema(example = "yandex")]
    pub source: Option<String>,
    #[schema(example = "cpc")]
    pub medium: Option<String>,
    pub campaign: Option<String>,
    pub content: Option<String>,
    pub term: Option<String>,
}

/// Tags longer than this are cut: nobody names a campaign so.
const MOST: usize = 300;

impl Utm {
    pub const KEYS: [&str; 5] = [
        "utm_source",
        "utm_medium",
        "utm_campaign",
        "utm_content",
        "utm_term",
    ];

    /// The tags in the order of [`Self::KEYS`].
    pub fn tags(&self) -> [Option<&str>; 5] {
        [
            &self.source,
            &self.medium,
            &self.campaign,
            &self.content,
            &self.term,
        ]
        .map(Option::as_deref)
    }

    fn tags_mut(&mut self) -> [&mut Option<String>; 5] {
        [
            &mut self.source,
            &mut self.medium,
            &mut self.campaign,
            &mut self.content,
            &mut self.term,
        ]
    }

    /// The same tags in the spelling they are compared in.
    #[must_use]
    pub fn normal(mut self) -> Self {
        for tag in self.tags_mut() {
            *tag = tag.take().as_deref().and_then(normal);
        }
        self
    }

    pub fn is_empty(&self) -> bool {
        self.tags().iter().all(Option::is_none)
    }

    /// What looks wrong: a place that the advertising system should have filled in and did not.
    pub fn warnings(&self) -> Vec<Text> {
        let pairs = Self::KEYS.into_iter().zip(self.tags());
        pairs
            .filter_map(|(key, tag)| {
                let tag = tag?;
                let open = (tag.contains('{') && tag.contains('}')) || tag.contains("%7b");
                open.then(|| {
                    Text::new(
                        format!("{key}={tag}: подстановка не сработала, проверьте шаблон ссылки в рекламном кабинете"),
                        format!("{key}={tag}: the placeholder was not filled in, check the link template in the ad account"),
                    )
                })
            })
            .collect()
    }
}

fn normal(tag: &str) -> Option<String> {
    let tag: String = tag.trim().to_lowercase().chars().take(MOST).collect();
    (!tag.is_empty()).then_some(tag)
}

/// Everything known of where a touch comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Trace {
    pub utm: Utm,
    /// Click ids by their names, such as `yclid`: they are text, since some do not fit into a number.
    pub clicks: BTreeMap<String, String>,
    pub landing: Option<String>,
    pub referrer: Option<String>,
}

/// Names of click ids that are kept.
pub const CLICK_IDS: [&str; 7] = [
    "yclid",
    "gclid",
    "gbraid",
    "wbraid",
    "fbclid",
    "vk_click_id",
    "rb_clickid",
];

impl Trace {
    /// What the address of a page and its referrer tell.
    pub fn of_url(url: &str, referrer: Option<&str>) -> Self {
        let mut trace = Self {
            landing: Some(bare(url)),
            referrer: referrer.map(bare).filter(|text| !text.is_empty()),
            ..Self::default()
        };
        let query = url.split_once('?').map_or("", |(_, query)| query);
        let query = query.split('#').next().unwrap_or_default();
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            let key = key.to_lowercase();
            if let Some(place) = Utm::KEYS.iter().position(|name| *name == key) {
                let tag = trace.utm.tags_mut().into_iter().nth(place);
                if let Some(tag) = tag {
                    *tag = Some(value.into_owned());
                }
            } else if CLICK_IDS.contains(&key.as_str()) && !value.is_empty() {
                trace.clicks.insert(key, value.chars().take(MOST).collect());
            }
        }
        trace.utm = trace.utm.normal();
        trace
    }

    /// The host that the visitor came from, without `www.`.
    pub fn referring_host(&self) -> Option<String> {
        host(self.referrer.as_deref()?)
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The address without its query and fragment.
fn bare(url: &str) -> String {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    url[..end].trim().chars().take(2_000).collect()
}

fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    // As browsers read it: the host ends at the path, the query or the fragment, and what stands before `@` is
    // a name to sign in with, which may have a colon of its own.
    let host = rest.split(['/', '\\', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default().to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    (!host.is_empty()).then(|| host.to_owned())
}

/// The path of an address, with its slash; the query is not part of it.
pub fn path(url: &str) -> String {
    let bare = bare(url);
    let rest = bare
        .split_once("://")
        .map_or(bare.as_str(), |(_, rest)| rest);
    match rest.find('/') {
        Some(at) => rest[at..].to_owned(),
        None => "/".to_owned(),
    }
}

/// Whether a text fits a pattern in which `*` stands for anything. An empty pattern fits everything.
pub fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    if pattern.is_empty() {
        return true;
    }
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tags_and_click_ids_are_read_from_an_address() {
        let trace = Trace::of_url(
            "https://Site.ru/landing/?UTM_Source=Yandex&utm_medium=%20CPC%20&utm_campaign=%D0%9E%D1%81%D0%B5%D0%BD%D1%8C&yclid=9007199254740993123&x=1#top",
            Some("https://www.yandex.ru/search/?text=crm"),
        );
        assert_eq!(
            trace.utm.tags(),
            [Some("yandex"), Some("cpc"), Some("осень"), None, None]
        );
        assert_eq!(trace.clicks["yclid"], "9007199254740993123");
        assert_eq!(trace.landing.as_deref(), Some("https://Site.ru/landing/"));
        assert_eq!(trace.referring_host().as_deref(), Some("yandex.ru"));
        assert!(trace.utm.warnings().is_empty());
        assert_eq!(path("https://site.ru/a/b?c=1"), "/a/b");
        assert_eq!(path("https://site.ru"), "/");
    }

    #[test]
    fn an_unfilled_placeholder_is_warned_of() {
        let trace = Trace::of_url("https://site.ru/?utm_term={keyword}", None);
        assert_eq!(trace.utm.warnings().len(), 1);
    }

    #[test]
    fn stars_stand_for_anything() {
        assert!(fits("", "whatever"));
        assert!(fits("yandex", "yandex"));
        assert!(!fits("yandex", "yandex_direct"));
        assert!(fits("yandex*", "yandex_direct"));
        assert!(fits("*осень*2026", "crm_осень_q4_2026"));
        assert!(!fits("*осень*2026", "crm_2026_осень"));
        assert!(fits("*", ""));
        assert!(!fits("a*a", "a"));
    }

    proptest! {
        #[test]
        fn nothing_in_an_address_breaks_it(url in ".{0,200}", referrer in ".{0,100}") {
            let trace = Trace::of_url(&url, Some(&referrer));
            prop_assert_eq!(trace.utm.clone().normal(), trace.utm.clone());
            let _ = (trace.referring_host(), path(&url));
        }

        #[test]
        fn a_text_fits_itself_and_its_ends(text in "[a-zа-я0-9_]{1,20}", cut in 0usize..20) {
            prop_assert!(fits(&text, &text));
            let head: String = text.chars().take(cut).collect();
            let tail: String = text.chars().skip(cut).collect();
            let pattern = format!("{head}*");
            prop_assert!(fits(&pattern, &text));
            let pattern = format!("*{tail}");
            prop_assert!(fits(&pattern, &text));
        }
    }
}

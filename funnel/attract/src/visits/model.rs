//! What the script sends, and what is made of it.

use base::{Time, Uuid};
use serde::Deserialize;

use crate::utm::Trace;

/// What the script sends: a page that was opened, or time that was spent on it.
#[derive(Debug, Clone, Deserialize)]
pub struct Hit {
    /// The site's key.
    #[serde(rename = "k")]
    pub site: String,
    #[serde(rename = "v")]
    pub visitor: Uuid,
    /// The visit, as the browser numbers it.
    #[serde(rename = "s")]
    pub session: Uuid,
    #[serde(rename = "u", default)]
    pub url: String,
    #[serde(rename = "r", default)]
    pub referrer: Option<String>,
    /// Seconds during which the page was seen since the last word.
    #[serde(rename = "e", default)]
    pub seconds: u32,
    /// A page was opened.
    #[serde(rename = "p", default)]
    pub page: bool,
}

/// Addresses longer than this are cut.
const MOST_URL: usize = 2_000;
/// Nobody looks longer at a time: the script speaks every half a minute.
const MOST_SECONDS: u32 = 600;

impl Hit {
    /// The hit with nothing endless in it; none when it is no page of a site.
    pub fn checked(mut self) -> Option<Self> {
        self.url = cut(self.url.trim());
        self.referrer = self.referrer.as_deref().map(cut);
        self.seconds = self.seconds.min(MOST_SECONDS);
        let fine = self.url.starts_with("https://") || self.url.starts_with("http://");
        (fine && self.site.len() <= 64).then_some(self)
    }

    /// The visit's own id: two browsers that number alike are not mixed.
    pub fn visit_id(&self) -> Uuid {
        let (a, b) = (self.visitor.as_u128(), self.session.as_u128());
        Uuid::from_u128(a.rotate_left(64) ^ b)
    }
}

fn cut(text: &str) -> String {
    text.chars().take(MOST_URL).collect()
}

/// Whether a browser says of itself that it is a program: then its visits are not counted.
pub fn is_bot(user_agent: &str) -> bool {
    const SIGNS: [&str; 17] = [
        "bot",
        "crawl",
        "spider",
        "slurp",
        "headless",
        "phantom",
        "selenium",
        "puppeteer",
        "playwright",
        "curl",
        "wget",
        "python",
        "java/",
        "go-http",
        "axios",
        "preview",
        "monitor",
    ];
    let agent = user_agent.to_lowercase();
    agent.is_empty() || SIGNS.iter().any(|sign| agent.contains(sign))
}

/// Whether a page's host is one of the site's. A site without domains takes any.
pub fn belongs(domains: &[String], url: &str) -> bool {
    let trace = Trace {
        referrer: Some(url.to_owned()),
        ..Trace::default()
    };
    let Some(host) = trace.referring_host() else {
        return false;
    };
    domains.is_empty()
        || domains
            .iter()
            .any(|domain| host == *domain || host.ends_with(&format!(".{domain}")))
}

/// Hits of one visit that are written together.
#[derive(Debug, Clone)]
pub struct Seen {
    pub hit: Hit,
    pub first_at: Time,
    pub last_at: Time,
    pub seconds: i64,
    pub pages: i64,
}

/// Adds the hits of each visit up, in the order in which the visits were first heard of.
pub fn gathered(hits: impl IntoIterator<Item = (Hit, Time)>) -> Vec<Seen> {
    let mut seen: Vec<Seen> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for (hit, at) in hits {
        let (seconds, pages) = (i64::from(hit.seconds), i64::from(hit.page));
        let place = *places.entry(hit.visit_id()).or_insert_with(|| {
            seen.push(Seen {
                hit,
                first_at: at,
                last_at: at,
                seconds: 0,
                pages: 0,
            });
            seen.len() - 1
        });
        let visit = &mut seen[place];
        visit.last_at = visit.last_at.max(at);
        visit.first_at = visit.first_at.min(at);
        visit.seconds += seconds;
        visit.pages += pages;
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(session: u128, seconds: u32, page: bool) -> Hit {
        Hit {
            site: "key".into(),
            visitor: Uuid::from_u128(7),
            session: Uuid::from_u128(session),
            url: "https://site.ru/".into(),
            referrer: None,
            seconds,
            page,
        }
    }

    #[test]
    fn hits_of_a_visit_add_up() {
        let hits = [
            (hit(1, 0, true), Time(10)),
            (hit(2, 0, true), Time(20)),
            (hit(1, 15, false), Time(30)),
            (hit(1, 5, true), Time(40)),
        ];
        let seen = gathered(hits);
        assert_eq!(seen.len(), 2);
        assert_eq!((seen[0].seconds, seen[0].pages), (20, 2));
        assert_eq!((seen[0].first_at, seen[0].last_at), (Time(10), Time(40)));
    }

    #[test]
    fn only_pages_of_sites_are_hits_and_nothing_is_endless() {
        assert!(hit(1, 0, true).checked().is_some());
        let mut long = hit(1, 100_000, true);
        long.url = format!("https://site.ru/{}", "х".repeat(10_000));
        let kept = long.checked().expect("cut");
        assert_eq!((kept.seconds, kept.url.chars().count()), (600, 2_000));
        let mut file = hit(1, 0, true);
        file.url = "file:///etc/passwd".into();
        assert!(file.checked().is_none());
    }

    #[test]
    fn bots_and_strange_hosts_are_left_out() {
        assert!(is_bot("Mozilla/5.0 (compatible; YandexBot/3.0)"));
        assert!(is_bot(""));
        assert!(!is_bot(
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0"
        ));
        let domains = ["site.ru".to_owned()];
        assert!(belongs(&domains, "https://www.site.ru/a"));
        assert!(belongs(&domains, "https://shop.site.ru/"));
        assert!(!belongs(&domains, "https://evilsite.ru/"));
        assert!(belongs(&[], "https://any.ru/"));
    }
}

//! The kinds of channels, and how a visit's channel is known when no campaign names it.

use base::{Lang, Text};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::utm::Trace;

base::words! {
    /// What kind of channel it is.
    Kind as ChannelKind {
        Seo = "seo",
        /// Contextual ads.
        Context = "context",
        /// Targeted ads in social networks.
        Social = "social",
        /// Articles, videos.
        Content = "content",
        Webinar = "webinar",
        Exhibition = "exhibition",
        Email = "email",
        /// The company's own kind.
        Own = "own",
    }
}

impl Kind {
    /// What the channel of this kind is called in a new company; none for own ones.
    pub fn name(self) -> Option<Text> {
        Some(match self {
            Self::Seo => Text::fixed("SEO", "SEO"),
            Self::Context => Text::fixed("Контекстная реклама", "Paid search"),
            Self::Social => Text::fixed("Таргет в соцсетях", "Paid social"),
            Self::Content => Text::fixed("Контент-маркетинг", "Content marketing"),
            Self::Webinar => Text::fixed("Вебинары", "Webinars"),
            Self::Exhibition => Text::fixed("Выставки", "Trade shows"),
            Self::Email => Text::fixed("Рассылки", "E-mail"),
            Self::Own => return None,
        })
    }

    /// The name of the source, among those that a new company begins with, that its deals get.
    pub fn source(self, lang: Lang) -> Option<&'static str> {
        let text = match self {
            Self::Seo => Text::fixed("Поиск", "Organic search"),
            Self::Context => Text::fixed("Контекстная реклама", "Paid search"),
            Self::Social => Text::fixed("Социальные сети", "Social media"),
            Self::Content => Text::fixed("Сайт", "Website"),
            Self::Webinar => Text::fixed("Вебинар", "Webinar"),
            Self::Exhibition => Text::fixed("Выставка", "Trade show"),
            Self::Email => Text::fixed("Рассылка", "Newsletter"),
            Self::Own => return None,
        };
        let (std::borrow::Cow::Borrowed(ru), std::borrow::Cow::Borrowed(en)) = (text.ru, text.en)
        else {
            return None;
        };
        Some(match lang {
            Lang::Ru => ru,
            Lang::En => en,
        })
    }

    /// The kind that a visit speaks of by itself; none when nothing says where it comes from.
    pub fn of(trace: &Trace) -> Option<Self> {
        let medium = trace.utm.medium.as_deref().unwrap_or_default();
        let source = trace.utm.source.as_deref().unwrap_or_default();
        let social = |name: &str| SOCIAL_SOURCES.contains(&name) || is_host(name, &SOCIAL);
        match medium {
            "organic" => return Some(Self::Seo),
            "email" | "mail" | "newsletter" => return Some(Self::Email),
            "social" | "smm" | "paid_social" | "target" | "cpm" => return Some(Self::Social),
            "webinar" => return Some(Self::Webinar),
            "article" | "blog" | "content" | "video" => return Some(Self::Content),
            "cpc" | "ppc" | "cpa" | "paid" | "context" => {
                return Some(if social(source) {
                    Self::Social
                } else {
                    Self::Context
                });
            }
            _ => {}
        }
        if trace
            .clicks
            .keys()
            .any(|id| SOCIAL_CLICKS.contains(&id.as_str()))
        {
            return Some(Self::Social);
        }
        if !trace.clicks.is_empty() {
            return Some(Self::Context);
        }
        let host = trace.referring_host()?;
        if social(&host) {
            Some(Self::Social)
        } else if is_search(&host) {
            Some(Self::Seo)
        } else {
            None
        }
    }
}

/// Whether the host is one of these, or a part of one: `m.vk.com` is of `vk.com`, `smart.media` is not of `t.me`.
fn is_host(host: &str, known: &[&str]) -> bool {
    known.iter().any(|name| {
        host.strip_suffix(name)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

/// Search engines stand in many countries: `google.de`, `www.google.co.uk`, `yandex.ru`; their mail is no search.
fn is_search(host: &str) -> bool {
    let labels: Vec<&str> = host
        .strip_prefix("www.")
        .unwrap_or(host)
        .split('.')
        .collect();
    is_host(host, &["go.mail.ru"])
        || (labels.len() > 1 && SEARCH.contains(&labels[0]))
        || (labels.len() > 2 && labels[0] == "nova" && labels[1] == "rambler")
}

const SOCIAL: [&str; 12] = [
    "vk.com",
    "vk.ru",
    "ok.ru",
    "t.me",
    "telegram.org",
    "youtube.com",
    "youtu.be",
    "rutube.ru",
    "facebook.com",
    "linkedin.com",
    "dzen.ru",
    "instagram.com",
];
/// What `utm_source` calls them.
const SOCIAL_SOURCES: [&str; 13] = [
    "vk",
    "vkontakte",
    "vk_ads",
    "vkads",
    "mytarget",
    "ok",
    "tg",
    "telegram",
    "youtube",
    "rutube",
    "facebook",
    "instagram",
    "linkedin",
];
const SOCIAL_CLICKS: [&str; 3] = ["fbclid", "vk_click_id", "rb_clickid"];
const SEARCH: [&str; 6] = ["yandex", "ya", "google", "bing", "duckduckgo", "rambler"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visit_says_its_channel_by_tags_clicks_or_referrer() {
        let of = |url: &str, referrer: Option<&str>| Kind::of(&Trace::of_url(url, referrer));
        assert_eq!(
            of("https://a.ru/?utm_medium=cpc&utm_source=yandex", None),
            Some(Kind::Context)
        );
        assert_eq!(
            of("https://a.ru/?utm_medium=cpc&utm_source=vk.com", None),
            Some(Kind::Social)
        );
        assert_eq!(of("https://a.ru/?yclid=1", None), Some(Kind::Context));
        assert_eq!(of("https://a.ru/?rb_clickid=1", None), Some(Kind::Social));
        assert_eq!(
            of("https://a.ru/", Some("https://yandex.ru/")),
            Some(Kind::Seo)
        );
        assert_eq!(
            of("https://a.ru/", Some("https://vk.com/feed")),
            Some(Kind::Social)
        );
        for source in ["vk", "tg", "mytarget", "vk_ads"] {
            let url = format!("https://a.ru/?utm_medium=cpc&utm_source={source}");
            assert_eq!(of(&url, None), Some(Kind::Social), "{source}");
        }
        for host in ["m.vk.com", "www.google.co.uk", "ya.ru", "go.mail.ru"] {
            let from = format!("https://{host}/");
            assert!(of("https://a.ru/", Some(&from)).is_some(), "{host}");
        }
        let not_known = [
            "partner.ru",
            "smart.media",
            "book.ru",
            "plumbing.com",
            "mail.yandex.ru",
        ];
        for host in not_known {
            let from = format!("https://{host}/");
            assert_eq!(of("https://a.ru/", Some(&from)), None, "{host}");
        }
        assert_eq!(of("https://a.ru/", None), None);
    }
}

//! Texts in the two languages of the product.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A language of the interface and of every message. Russian is the first one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Lang {
    #[default]
    Ru,
    En,
}

impl Lang {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
        }
    }

    pub fn parse(value: &str) -> Option<Self> {
        match value {
            "ru" => Some(Self::Ru),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The first language of an `Accept-Language` header that the product speaks.
    /// Quality values are ignored: browsers list languages in the order of preference.
    pub fn from_accept_language(header: &str) -> Option<Self> {
        header.split(',').find_map(|part| {
            let tag = part.split(';').next().unwrap_or_default().trim();
            Self::parse(
                tag.split('-')
                    .next()
                    .unwrap_or_default()
                    .to_ascii_lowercase()
                    .as_str(),
            )
        })
    }
}

/// One message in both languages, so that whoever shows it can choose. It is kept and sent as `{"ru": …, "en": …}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    pub ru: Cow<'static, str>,
    pub en: Cow<'static, str>,
}

impl Text {
    pub fn new(ru: impl Into<Cow<'static, str>>, en: impl Into<Cow<'static, str>>) -> Self {
        Self {
            ru: ru.into(),
            en: en.into(),
        }
    }

    pub const fn fixed(ru: &'static str, en: &'static str) -> Self {
        Self {
            ru: Cow::Borrowed(ru),
            en: Cow::Borrowed(en),
        }
    }

    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ru => &self.ru,
            Lang::En => &self.en,
        }
    }

    /// As it stands in a column of texts; [`Text::read`] reads it back.
    pub fn kept(&self) -> String {
        serde_json::json!(self).to_string()
    }

    /// A text that was kept; none when it is no such text.
    pub fn read(kept: &str) -> Option<Self> {
        serde_json::from_str(kept).ok()
    }
}

/// A text without line breaks and other control characters: it cannot break out of the line it is put in, such as a
/// header of a mail.
pub fn one_line(text: &str) -> String {
    let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let plain: String = plain.collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_as_it_was_kept() {
        let text = Text::fixed("Письмо «в пути»", "The mail is \"on its way\"");
        assert_eq!(Text::read(&text.kept()), Some(text));
        let more = r#"{"code": "busy", "ru": "Занято", "en": "Busy"}"#;
        assert_eq!(Text::read(more), Some(Text::fixed("Занято", "Busy")));
        assert_eq!(Text::read("{}"), None);
    }

    #[test]
    fn accept_language_gives_the_first_language_spoken() {
        assert_eq!(
            Lang::from_accept_language("de-DE,en-US;q=0.9,ru;q=0.8"),
            Some(Lang::En)
        );
        assert_eq!(
            Lang::from_accept_language("ru-RU,ru;q=0.9,en;q=0.8"),
            Some(Lang::Ru)
        );
        assert_eq!(Lang::from_accept_language("fr, de"), None);
    }

    #[test]
    fn a_text_stays_in_its_line() {
        let text = " Новости\r\nBcc: all@x.ru ";
        assert_eq!(one_line(text), "Новости Bcc: all@x.ru");
    }
}

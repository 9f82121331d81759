//! The kinds of marks.

use base::Text;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The key of the kind `first_response` while nobody has answered. All other keys of it tell of an answer, given
/// at the moment since which the deal has the mark.
pub const UNANSWERED: &str = "unanswered";

/// What the marks of a kind tell of a deal.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[schema(as = MarkKind)]
pub enum Kind {
    /// The campaign of the first touch.
    CampaignFirst,
    /// The campaign of the last touch before the deal was made.
    CampaignLast,
    /// Every campaign that touched it.
    Campaign,
    /// The channel of the first touch.
    ChannelFirst,
    ChannelLast,
    Channel,
    /// The page of the site that was entered first.
    Landing,
    /// Articles, videos and the like that were seen before.
    Content,
    /// The form that was filled in.
    Form,
    /// How long the first answer took.
    FirstResponse,
    ContentSent,
    ContentOpened,
    /// The version of the script that was followed.
    ScriptVersion,
    /// How well the client fits the ideal customer profile.
    Fit,
    /// An answer of qualification: the key is that of the question and `.yes` or `.no` behind it.
    Answer,
}

impl Kind {
    pub const ALL: [Self; 15] = [
        Self::CampaignFirst,
        Self::CampaignLast,
        Self::Campaign,
        Self::ChannelFirst,
        Self::ChannelLast,
        Self::Channel,
        Self::Landing,
        Self::Content,
        Self::Form,
        Self::FirstResponse,
        Self::ContentSent,
        Self::ContentOpened,
        Self::ScriptVersion,
        Self::Fit,
        Self::Answer,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::CampaignFirst => "campaign_first",
            Self::CampaignLast => "campaign_last",
            Self::Campaign => "campaign",
            Self::ChannelFirst => "channel_first",
            Self::ChannelLast => "channel_last",
            Self::Channel => "channel",
            Self::Landing => "landing",
            Self::Content => "content",
            Self::Form => "form",
            Self::FirstResponse => "first_response",
            Self::ContentSent => "content_sent",
            Self::ContentOpened => "content_opened",
            Self::ScriptVersion => "script_version",
            Self::Fit => "fit",
            Self::Answer => "answer",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    pub fn name(self) -> Text {
        match self {
            Self::CampaignFirst => Text::fixed("Кампания первого касания", "First-touch campaign"),
            Self::CampaignLast => Text::fixed("Кампания последнего касания", "Last-touch campaign"),
            Self::Campaign => Text::fixed("Кампания", "Campaign"),
            Self::ChannelFirst => Text::fixed("Канал первого касания", "First-touch channel"),
            Self::ChannelLast => Text::fixed("Канал последнего касания", "Last-touch channel"),
            Self::Channel => Text::fixed("Канал", "Channel"),
            Self::Landing => Text::fixed("Посадочная страница", "Landing page"),
            Self::Content => Text::fixed("Контент", "Content"),
            Self::Form => Text::fixed("Форма", "Form"),
            Self::FirstResponse => {
                Text::fixed("Скорость первого ответа", "Speed of the first response")
            }
            Self::ContentSent => Text::fixed("Отправленный материал", "Content sent"),
            Self::ContentOpened => Text::fixed("Открытый материал", "Content opened"),
            Self::ScriptVersion => Text::fixed("Версия скрипта", "Script version"),
            Self::Fit => Text::fixed("Соответствие профилю", "Fit to the profile"),
            Self::Answer => Text::fixed("Ответ квалификации", "Qualification answer"),
        }
    }

    /// Whether a new mark of the kind takes the place of the one before.
    pub fn single(self) -> bool {
        matches!(
            self,
            Self::CampaignFirst
                | Self::CampaignLast
                | Self::ChannelFirst
                | Self::ChannelLast
                | Self::FirstResponse
                | Self::Fit
        )
    }
}

/// A mark to be put: the key is what its area knows it by, an id or a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub kind: Kind,
    pub key: String,
    pub name: Text,
}

impl Mark {
    /// A mark that is called the same in every language.
    pub fn named(kind: Kind, key: impl ToString, name: &str) -> Self {
        Self {
            kind,
            key: key.to_string(),
            name: Text::new(name.to_owned(), name.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_read_back_by_its_word() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()), Some(kind));
            let word = serde_json::to_value(kind).expect("a word");
            assert_eq!(word, kind.as_str());
        }
    }
}

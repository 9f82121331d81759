//! What a material is. No I/O.

use base::problem::Check;
use base::{Lang, Result, Text, fold};
use crm::pipelines::StageKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = MaterialKind)]
pub enum Kind {
    Case,
    Webinar,
    Brochure,
    Article,
    Video,
    Presentation,
    Document,
}

impl Kind {
    pub const ALL: [Self; 7] = [
        Self::Case,
        Self::Webinar,
        Self::Brochure,
        Self::Article,
        Self::Video,
        Self::Presentation,
        Self::Document,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Webinar => "webinar",
            Self::Brochure => "brochure",
            Self::Article => "article",
            Self::Video => "video",
            Self::Presentation => "presentation",
            Self::Document => "document",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    pub fn name(self) -> Text {
        match self {
            Self::Case => Text::fixed("Кейс", "Case study"),
            Self::Webinar => Text::fixed("Вебинар", "Webinar"),
            Self::Brochure => Text::fixed("Брошюра", "Brochure"),
            Self::Article => Text::fixed("Статья", "Article"),
            Self::Video => Text::fixed("Видео", "Video"),
            Self::Presentation => Text::fixed("Презентация", "Presentation"),
            Self::Document => Text::fixed("Документ", "Document"),
        }
    }
}

/// What people write of a material.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pub kind: Kind,
    pub title: String,
    pub summary: String,
    /// None: fit for readers of any language.
    pub lang: Option<Lang>,
    pub archived: bool,
    pub tags: Tags,
}

/// Whom it is for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tags {
    pub industries: Vec<String>,
    pub pains: Vec<String>,
    pub stages: Vec<StageKind>,
}

/// What a tag tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Industry,
    Pain,
    Stage,
}

impl What {
    pub const ALL: [Self; 3] = [Self::Industry, Self::Pain, Self::Stage];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Industry => "industry",
            Self::Pain => "pain",
            Self::Stage => "stage",
        }
    }
}

const MOST_TAGS: usize = 20;

impl Facts {
    /// The facts in the form they are kept in.
    ///
    /// # Errors
    /// `invalid` with everything that is wrong.
    pub fn checked(mut self) -> Result<Self> {
        let mut check = Check::default();
        self.title = self.title.trim().to_owned();
        self.summary = self.summary.trim().to_owned();
        check.required("title", &self.title, 200);
        check.length("summary", &self.summary, 1_000);
        for (field, words) in [
            ("industries", &mut self.tags.industries),
            ("pains", &mut self.tags.pains),
        ] {
            *words = distinct(words);
            if words.len() > MOST_TAGS {
                let text = Text::fixed("Не больше двадцати", "At most twenty");
                check.fail(field, "too_many", text);
            }
            for word in &*words {
                check.length(field, word, 100);
            }
        }
        self.tags.stages.sort_unstable();
        self.tags.stages.dedup();
        check.done()?;
        Ok(self)
    }
}

impl Tags {
    /// Every tag: what it tells of, as it is compared, and as it is shown.
    pub fn rows(&self) -> Vec<(What, String, String)> {
        let words = |what: What, words: &[String]| -> Vec<(What, String, String)> {
            let row = |word: &String| (what, fold::fold(word), word.clone());
            words.iter().map(row).collect()
        };
        let mut rows = words(What::Industry, &self.industries);
        rows.extend(words(What::Pain, &self.pains));
        rows.extend(self.stages.iter().map(|stage| {
            let word = stage.as_str().to_owned();
            (What::Stage, word.clone(), word)
        }));
        rows
    }

    pub fn add(&mut self, what: &str, value: String) {
        match what {
            "industry" => self.industries.push(value),
            "pain" => self.pains.push(value),
            _ => self.stages.extend(StageKind::parse(&value)),
        }
    }

    /// How well it fits a deal; the more, the better. Of another industry is worse than of none.
    pub fn fit(&self, industry: Option<&str>, stage: Option<StageKind>) -> Fit {
        let industry = industry.map(fold::fold).filter(|word| !word.is_empty());
        let same = industry.is_some_and(|asked| {
            let mut own = self.industries.iter().map(|word| fold::fold(word));
            own.any(|word| word == asked)
        });
        Fit {
            industry: same,
            foreign: !same && !self.industries.is_empty(),
            stage: stage.is_some_and(|stage| self.stages.contains(&stage)),
        }
    }
}

/// What of a material fits a deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fit {
    pub industry: bool,
    /// It is for other industries.
    pub foreign: bool,
    pub stage: bool,
}

impl Fit {
    pub fn weight(self) -> i64 {
        i64::from(self.industry) * 4 + i64::from(self.stage) * 2 - i64::from(self.foreign)
    }
}

/// The words that are there, each once, in their order.
fn distinct(words: &[String]) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    words
        .iter()
        .map(|word| word.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|word| !word.is_empty() && seen.insert(fold::fold(word)))
        .collect()
}

/// A link as it is kept: an address of the web in the form that browsers ask for, so that nothing in it can become
/// something else.
///
/// # Errors
/// `invalid`.
pub fn checked_link(link: &str) -> Result<String> {
    let link = link.trim();
    let odd = |c: char| c.is_control() || c.is_whitespace() || "\"'<>\\^`{|}".contains(c);
    let read = match link.contains(odd) {
        true => None,
        false => url::Url::parse(link).ok(),
    };
    let fine = read.filter(|url| {
        let web = ["http", "https"].contains(&url.scheme()) && url.has_host();
        web && url.username().is_empty() && url.password().is_none()
    });
    match fine.map(String::from) {
        Some(url) if url.len() <= 2_000 => Ok(url),
        _ => {
            let text = Text::fixed(
                "Нужна ссылка вида https://company.ru/case",
                "A link like https://company.com/case is needed",
            );
            Err(base::Problem::field("link", "wrong_link", text))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts {
        Facts {
            kind: Kind::Case,
            title: " Насосы для молокозавода ".into(),
            summary: String::new(),
            lang: None,
            archived: false,
            tags: Tags {
                industries: vec![
                    "Пищевая  промышленность".into(),
                    "пищевая промышленность".into(),
                ],
                pains: vec![String::new()],
                stages: vec![StageKind::Present, StageKind::Qualify, StageKind::Present],
            },
        }
    }

    #[test]
    fn tags_are_kept_once_and_empty_ones_not() {
        let kept = facts().checked().expect("fine");
        assert_eq!(kept.title, "Насосы для молокозавода");
        assert_eq!(kept.tags.industries, ["Пищевая промышленность"]);
        assert!(kept.tags.pains.is_empty());
        assert_eq!(kept.tags.stages, [StageKind::Qualify, StageKind::Present]);
        let mut empty = facts();
        empty.title = " ".into();
        empty.tags.pains = (0..30).map(|n| format!("боль {n}")).collect();
        let problem = empty.checked().expect_err("refused");
        assert_eq!(problem.0.errors.len(), 2);
    }

    #[test]
    fn what_fits_a_deal_weighs_more() {
        let tags = facts().checked().expect("fine").tags;
        let of = |industry, stage| tags.fit(industry, stage).weight();
        let both = of(Some("ПИЩЕВАЯ ПРОМЫШЛЕННОСТЬ"), Some(StageKind::Qualify));
        let stage = of(None, Some(StageKind::Qualify));
        let foreign = of(Some("Химия"), Some(StageKind::Close));
        let anybody = Tags::default().fit(Some("Химия"), None).weight();
        assert!(both > stage && stage > anybody && anybody > foreign);
    }

    #[test]
    fn only_addresses_of_the_web_are_links() {
        assert!(checked_link(" https://company.ru/case?x=1#a ").is_ok());
        let russian = checked_link("https://пример.рф/кейс").expect("fine");
        assert!(
            russian.is_ascii() && russian.starts_with("https://xn--"),
            "{russian}"
        );
        for wrong in [
            "javascript:alert(1)",
            "data:text/html,hi",
            "https://",
            "https://a@b.ru/",
            "https://a.ru/\r\nSet-Cookie: a=b",
            "https://a.ru/ b",
            "//a.ru",
            "ftp://a.ru/",
            "",
        ] {
            assert!(checked_link(wrong).is_err(), "{wrong}");
        }
    }
}

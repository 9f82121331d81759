//! The three dictionaries and what they begin with.

use base::problem::Check;
use base::{Lang, Text, fold};
use serde::Serialize;
use utoipa::ToSchema;

/// Which dictionary it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dictionary {
    /// Where a client came from.
    Sources,
    /// Why a deal was lost.
    LostReasons,
    /// Free marks of deals.
    Tags,
}

impl Dictionary {
    pub const ALL: [Self; 3] = [Self::Sources, Self::LostReasons, Self::Tags];

    /// The kinds of its events: something was added, something was changed.
    pub(super) fn events(self) -> (&'static str, &'static str) {
        match self {
            Self::Sources => ("source.created", "source.changed"),
            Self::LostReasons => ("lost_reason.created", "lost_reason.changed"),
            Self::Tags => ("tag.created", "tag.changed"),
        }
    }

    /// The names that a new company begins with.
    pub fn defaults(self, lang: Lang) -> &'static [&'static str] {
        match (self, lang) {
            (Self::Sources, Lang::Ru) => &[
                "Сайт",
                "Контекстная реклама",
                "Поиск",
                "Социальные сети",
                "Рекомендация",
                "Выставка",
                "Вебинар",
                "Рассылка",
                "Холодный звонок",
                "Партнёр",
                "Повторное обращение",
            ],
            (Self::Sources, Lang::En) => &[
                "Website",
                "Paid search",
                "Organic search",
                "Social media",
                "Referral",
                "Trade show",
                "Webinar",
                "Newsletter",
                "Cold call",
                "Partner",
                "Returning client",
            ],
            (Self::LostReasons, Lang::Ru) => &[
                "Дорого",
                "Нет бюджета",
                "Выбрали конкурента",
                "Нет потребности",
                "Не выходит на связь",
                "Долгие сроки",
                "Не подходит продукт",
                "Проект отложен",
                "Нецелевое обращение",
            ],
            (Self::LostReasons, Lang::En) => &[
                "Too expensive",
                "No budget",
                "Chose a competitor",
                "No need",
                "Does not answer",
                "Delivery too slow",
                "Product does not fit",
                "Project postponed",
                "Not our client",
            ],
            (Self::Tags, _) => &[],
        }
    }
}

/// One name of a dictionary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DictionaryEntry)]
pub struct Entry {
    pub id: base::Uuid,
    pub name: String,
    /// Only tags have one.
    #[schema(example = "#2563eb")]
    pub color: Option<String>,
    /// No longer to be chosen.
    pub archived: bool,
    pub version: i64,
}

/// Colours that are told apart on light and on dark ground.
const COLORS: [&str; 8] = [
    "#2563eb", "#16a34a", "#d97706", "#dc2626", "#7c3aed", "#0891b2", "#db2777", "#65a30d",
];

/// The colour of a tag that was given none: always the same for the same name.
pub fn usual_color(name: &str) -> &'static str {
    let sum: usize = fold::fold(name).bytes().map(usize::from).sum();
    COLORS[sum % COLORS.len()]
}

/// The name as it is kept.
pub fn checked_name(check: &mut Check, name: &str) -> String {
    check.required("name", name, 100);
    if !name.trim().is_empty() && fold::fold(name).is_empty() {
        check.fail(
            "name",
            "wrong_name",
            Text::fixed(
                "Нужна хотя бы одна буква или цифра",
                "At least one letter or digit is needed",
            ),
        );
    }
    name.trim().to_owned()
}

/// A colour as it is kept: `#rrggbb`.
pub fn checked_color(check: &mut Check, color: &str) -> String {
    let color = color.trim().to_ascii_lowercase();
    let right = color
        .strip_prefix('#')
        .is_some_and(|rest| rest.len() == 6 && rest.bytes().all(|b| b.is_ascii_hexdigit()));
    if !right {
        check.fail(
            "color",
            "wrong_color",
            Text::fixed("Нужен цвет вида #2563eb", "A colour like #2563eb is needed"),
        );
    }
    color
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_unique_in_each_language() {
        for dictionary in Dictionary::ALL {
            for lang in [Lang::Ru, Lang::En] {
                let mut names: Vec<String> = dictionary
                    .defaults(lang)
                    .iter()
                    .map(|name| fold::fold(name))
                    .collect();
                names.sort_unstable();
                let all = names.len();
                names.dedup();
                assert_eq!(names.len(), all, "{dictionary:?} {lang:?}");
            }
        }
    }

    #[test]
    fn a_colour_is_six_hexadecimal_digits() {
        let wrong = |color: &str| {
            let mut check = Check::default();
            checked_color(&mut check, color);
            check.done().is_err()
        };
        assert!(!wrong("#2563EB"));
        assert!(wrong("red") && wrong("#25") && wrong("#2563ebff") && wrong("url(x)"));
        assert_eq!(usual_color("VIP"), usual_color("vip"));
    }
}

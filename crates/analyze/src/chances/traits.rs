//! What tells one deal from another besides its stage: the things whose effect on winning is learned.

use base::{Lang, Text};
use crm::companies::Size;

use crate::history::{NONE, Names, Seen};
use crate::steps::Steps;

/// A trait of a deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Trait {
    Owner(u16),
    Source(u16),
    Industry(u16),
    Size(u8),
    /// A quarter of all amounts, the smallest first.
    Amount(u8),
    /// It has gone back at least once.
    WentBack,
}

impl Trait {
    /// What the trait is called, and whether it helps.
    pub fn told(self, names: &Names, up: bool, lang: Lang) -> String {
        let (more, less) = match lang {
            Lang::Ru => ("выигрывает чаще обычного", "выигрывает реже обычного"),
            Lang::En => ("wins more often than usual", "wins less often than usual"),
        };
        let effect = if up { more } else { less };
        let none = Text::fixed("не указан", "not given");
        let none = none.get(lang).to_owned();
        let of = |ru: &str, en: &str, name: String| match lang {
            Lang::Ru => format!("{ru} {name}: {effect}"),
            Lang::En => format!("{en} {name}: {effect}"),
        };
        match self {
            Self::Owner(owner) => of(
                "Ответственный",
                "Owner",
                names.owner_name(owner).map_or(none, str::to_owned),
            ),
            Self::Source(source) => {
                let id = names.sources.get(u32::from(source));
                let name = id.and_then(|id| names.source_names.get(id)).cloned();
                of(
                    "Источник",
                    "Source",
                    name.map_or(none, |name| format!("«{name}»")),
                )
            }
            Self::Industry(industry) => {
                let name = names.industries.get(u32::from(industry)).cloned();
                of(
                    "Отрасль",
                    "Industry",
                    name.map_or(none, |name| format!("«{name}»")),
                )
            }
            Self::Size(size) => {
                let name = Size::ALL.get(usize::from(size)).map(|size| size.as_str());
                of(
                    "Размер компании",
                    "Company size",
                    name.unwrap_or("—").to_owned(),
                )
            }
            Self::Amount(quarter) => {
                let (ru, en) = match quarter {
                    0 => ("небольшая", "small"),
                    1 => ("ниже средней", "below the middle"),
                    2 => ("выше средней", "above the middle"),
                    _ => ("крупная", "large"),
                };
                of(
                    "Сумма",
                    "Amount",
                    if lang == Lang::Ru { ru } else { en }.to_owned(),
                )
            }
            Self::WentBack => match (lang, up) {
                (Lang::Ru, true) => {
                    "Возвращалась на прежний этап: такие выигрывают чаще".to_owned()
                }
                (Lang::Ru, false) => {
                    "Возвращалась на прежний этап: такие выигрывают реже".to_owned()
                }
                (Lang::En, true) => "Went back a stage: such deals win more often".to_owned(),
                (Lang::En, false) => "Went back a stage: such deals win less often".to_owned(),
            },
        }
    }
}

/// The amounts that part deals into quarters.
pub type Quarters = [i64; 3];

/// The traits of a deal, the same ones whenever it is looked at.
pub fn traits_of(
    seen: &Seen<'_>,
    amount: Option<i64>,
    quarters: &Quarters,
    steps: Option<&Steps>,
) -> Vec<Trait> {
    let mut traits = Vec::with_capacity(6);
    if seen.facts.owner != NONE {
        traits.push(Trait::Owner(seen.facts.owner));
    }
    if seen.facts.source != NONE {
        traits.push(Trait::Source(seen.facts.source));
    }
    if seen.deal.industry != NONE {
        traits.push(Trait::Industry(seen.deal.industry));
    }
    let size = seen
        .deal
        .employees
        .and_then(|number| Size::of(i64::from(number)));
    if let Some(size) = size {
        traits.push(Trait::Size(size as u8));
    }
    if let Some(amount) = amount.filter(|amount| *amount > 0) {
        let quarter = quarters.iter().filter(|limit| amount > **limit).count();
        traits.push(Trait::Amount(quarter as u8));
    }
    if steps.is_some_and(|steps| went_back(seen, steps)) {
        traits.push(Trait::WentBack);
    }
    traits
}

fn went_back(seen: &Seen<'_>, steps: &Steps) -> bool {
    seen.changes.windows(2).any(|pair| {
        matches!(
            (steps.of(pair[0].stage), steps.of(pair[1].stage)),
            (Some(before), Some(after)) if after < before
        )
    })
}

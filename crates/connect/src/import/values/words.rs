//! Words with a fixed meaning: how a deal ended, lists in one cell.

use base::fold::fold;

/// How a deal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Open,
    Won,
    Lost,
}

const WON: &str = "won; win; closed won; closedwon; success; successful; s; converted; выиграна; выиграно; \
    выиграли; выигран; успешно; успех; успешная; успешно реализовано; закрыта успешно; закрыто успешно; \
    сделка успешна; сделка заключена; оплачено; продано";
const LOST: &str = "lost; lose; loss; closed lost; closedlost; closed lost to competition; f; fail; failed; junk; \
    junk lead; lost lead; apology; проиграна; проиграно; проиграли; потеряна; потеряно; отказ; неуспех; \
    неуспешно; неуспешная; провалена; сделка провалена; закрыто и не реализовано; закрыта неуспешно; \
    не реализовано";
const OPEN: &str = "open; opened; in progress; p; process; active; new; открыта; открыто; в работе; в процессе; \
    активна; новая";
/// Answers to "is it won?".
const YES: &str = "true; yes; y; 1; да; истина";
const NO: &str = "false; no; n; 0; нет; ложь";

/// The outcome that a word of a status column stands for. `None` for a word that means none of the three.
pub fn outcome(cell: &str) -> Option<Outcome> {
    let word = fold(cell);
    let is = |words: &str| words.split("; ").any(|known| known == word);
    match () {
        () if is(WON) || is(YES) => Some(Outcome::Won),
        () if is(LOST) => Some(Outcome::Lost),
        () if is(OPEN) || is(NO) => Some(Outcome::Open),
        () => None,
    }
}

/// The outcome that a stage of another system stands for, such as `Closed Won`: there the end is a stage.
pub fn ending(stage: &str) -> Option<Outcome> {
    let word = fold(stage);
    let is = |words: &str| {
        words
            .split("; ")
            .any(|known| known == word && known.chars().count() > 1)
    };
    match () {
        () if is(WON) => Some(Outcome::Won),
        () if is(LOST) => Some(Outcome::Lost),
        () => None,
    }
}

/// Several values in one cell, as exports write them.
pub fn split_list(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([';', ',', '\n', '|'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_of_other_systems_are_known() {
        for word in [
            "Won",
            "Closed Won",
            "closedwon",
            "Успешно реализовано",
            "S",
            "Да",
        ] {
            assert_eq!(outcome(word), Some(Outcome::Won), "{word}");
        }
        for word in [
            "Lost",
            "Closed Lost",
            "Закрыто и не реализовано",
            "Отказ",
            "F",
            "Junk Lead",
        ] {
            assert_eq!(outcome(word), Some(Outcome::Lost), "{word}");
        }
        for word in ["Open", "В работе", "нет"] {
            assert_eq!(outcome(word), Some(Outcome::Open), "{word}");
        }
        assert_eq!(outcome("Переговоры"), None);
        assert_eq!(ending("Closed Won"), Some(Outcome::Won));
        assert_eq!(ending("Новая"), None);
        assert_eq!(ending("S"), None);
    }

    #[test]
    fn lists_are_cut_at_any_usual_mark() {
        let parts: Vec<&str> = split_list("VIP; опт,, горячий |\nновый").collect();
        assert_eq!(parts, ["VIP", "опт", "горячий", "новый"]);
    }
}

//! Words and names, as they are compared.

/// The words of names, folded, each once. Single letters are no names.
pub(super) fn of_names<'a>(names: impl Iterator<Item = &'a String>) -> Vec<Vec<char>> {
    let mut all: Vec<Vec<char>> = Vec::new();
    for name in names {
        let low = fold(name);
        for (from, to) in words_of(&low) {
            let word = low[from..to].to_vec();
            if word.len() > 1 && !all.contains(&word) {
                all.push(word);
            }
        }
    }
    all
}

/// Runs of letters, with the hyphens inside them.
pub(super) fn words_of(low: &[char]) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut at = 0;
    while at < low.len() {
        if !low[at].is_alphabetic() {
            at += 1;
            continue;
        }
        let from = at;
        let inner = |at: usize| {
            low[at].is_alphabetic()
                || (low[at] == '-' && low.get(at + 1).is_some_and(|c| c.is_alphabetic()))
        };
        while at < low.len() && inner(at) {
            at += 1;
        }
        words.push((from, at));
    }
    words
}

/// Whether a word is a name in one of its cases: Зябликов, Зябликову, Зябликовым.
pub(super) fn is_form(name: &[char], word: &[char]) -> bool {
    if name == word {
        return true;
    }
    if name.len() < 4 {
        return false;
    }
    let stem = stem(name);
    let longest = if name.len() > 4 { 3 } else { 2 };
    word.starts_with(stem) && word.len() - stem.len() <= longest
}

/// What all cases of a name begin with.
pub(super) fn stem(name: &[char]) -> &[char] {
    let mut stem = name;
    while stem.len() > 3
        && name.len() - stem.len() < 2
        && "аеиоуыэюяйь".contains(stem[stem.len() - 1])
    {
        stem = &stem[..stem.len() - 1];
    }
    stem
}

pub(super) fn fold(text: &str) -> Vec<char> {
    text.chars().map(fold_one).collect()
}

/// Lower case, one for one, ё like е.
pub(super) fn fold_one(c: char) -> char {
    match c.to_lowercase().next().unwrap_or(c) {
        'ё' => 'е',
        low => low,
    }
}

/// The digits of a phone without the code of the country, as far as the code is known.
pub(super) fn national(phone: &str) -> Vec<char> {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    let from = digits.len().saturating_sub(10);
    digits[from..].to_vec()
}

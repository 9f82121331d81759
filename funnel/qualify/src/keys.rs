//! The keys of questions, criteria and steps: what else refers to them by.

use std::collections::BTreeSet;

use base::Text;
use base::problem::Check;

const LONGEST: usize = 40;

/// A key is Latin letters, digits and `_`, and no other has it. `wrong` says so of the thing that it is the key of.
pub fn check(check: &mut Check, field: &str, key: &str, taken: &mut BTreeSet<String>, wrong: Text) {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if !(1..=LONGEST).contains(&key.len()) || !key.chars().all(plain) {
        check.fail(field, "wrong_key", wrong);
    } else if !taken.insert(key.to_owned()) {
        let text = Text::fixed("Такой ключ уже есть", "This key is there already");
        check.fail(field, "twice", text);
    }
}

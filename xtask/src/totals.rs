//! Adds up what the test runners say about themselves.

use std::fmt;
use std::ops::AddAssign;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub passed: u64,
    pub failed: u64,
}

impl AddAssign for Totals {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// Whose words we read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runner {
    CargoTest,
    Nextest,
    Vitest,
    Playwright,
}

impl Runner {
    /// What one line of output adds; most lines add nothing.
    pub fn read(self, line: &str) -> Totals {
        let line = without_colours(line);
        let line = line.trim();
        let counts = match self {
            // test result: ok. 12 passed; 0 failed; 0 ignored; …
            Self::CargoTest => line.strip_prefix("test result:"),
            //      Summary [   0.1s] 3 tests run: 2 passed (1 slow), 1 failed, 0 skipped
            Self::Nextest => line
                .strip_prefix("Summary")
                .and_then(|rest| rest.split_once(" run:"))
                .map(|(_, counts)| counts),
            //  Tests  1 failed | 6 passed (7)
            Self::Vitest => line.strip_prefix("Tests "),
            //   14 passed (12.3s)
            Self::Playwright => line
                .starts_with(|c: char| c.is_ascii_digit())
                .then_some(line)
                .filter(|line| line.split_whitespace().count() <= 3),
        };
        counts.map(read_counts).unwrap_or_default()
    }
}

/// Finds numbers that stand before "passed" and "failed".
fn read_counts(text: &str) -> Totals {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let mut totals = Totals::default();
    for pair in words.windows(2) {
        if let Ok(number) = pair[0].parse::<u64>() {
            match pair[1] {
                "passed" | "flaky" => totals.passed += number,
                "failed" | "timed" | "exec" => totals.failed += number,
                _ => {}
            }
        }
    }
    totals
}

/// Drops the escape sequences that colour a terminal.
pub fn without_colours(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            // ESC [ … up to a letter.
            if chars.next() == Some('[') {
                chars.by_ref().find(char::is_ascii_alphabetic);
            }
        } else {
            plain.push(c);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(runner: Runner, line: &str) -> (u64, u64) {
        let totals = runner.read(line);
        (totals.passed, totals.failed)
    }

    #[test]
    fn every_runner_is_understood() {
        let cargo =
            "test result: FAILED. 12 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out";
        assert_eq!(read(Runner::CargoTest, cargo), (12, 1));
        let nextest = "     Summary [   0.123s] 4 tests run: 2 passed (1 slow), 1 failed, 1 timed out, 9 skipped";
        assert_eq!(read(Runner::Nextest, nextest), (2, 2));
        let stopped = "     Summary [   1.0s] 3/9 tests run: 2 passed, 1 failed, 0 skipped";
        assert_eq!(read(Runner::Nextest, stopped), (2, 1));
        let vitest = "\u{1b}[2m      Tests \u{1b}[22m \u{1b}[31m1 failed\u{1b}[39m | \u{1b}[32m6 passed\u{1b}[39m (7)";
        assert_eq!(read(Runner::Vitest, vitest), (6, 1));
        assert_eq!(read(Runner::Vitest, " Test Files  2 passed (2)"), (0, 0));
        assert_eq!(read(Runner::Playwright, "  14 passed (12.3s)"), (14, 0));
        assert_eq!(read(Runner::Playwright, "  2 failed"), (0, 2));
        assert_eq!(
            read(
                Runner::Playwright,
                "  3 failed attempts are too many to log in"
            ),
            (0, 0)
        );
    }
}

//! Just enough of Rust's grammar to find string literals and to know which are in tests.

/// A string literal: its text between the quotes, as written.
#[derive(Debug, PartialEq, Eq)]
pub struct Literal<'a> {
    pub line: usize,
    pub text: &'a str,
    /// Inside an item marked `#[cfg(test)]`.
    pub in_test: bool,
}

const TEST_MARK: &str = "#[cfg(test)]";

pub fn literals(source: &str) -> Vec<Literal<'_>> {
    let mut scanner = Scanner {
        source,
        at: 0,
        line: 1,
    };
    let mut found = Vec::new();
    let mut depth = 0_usize;
    let mut marked = false;
    // The depth outside the test item we are in.
    let mut test_from = None;
    while let Some(rest) = scanner.rest() {
        if rest.starts_with("//") {
            scanner.advance(rest.find('\n').unwrap_or(rest.len()));
        } else if rest.starts_with("/*") {
            scanner.advance(block_comment(rest));
        } else if rest.starts_with(TEST_MARK) {
            marked = true;
            scanner.advance(TEST_MARK.len());
        } else if let Some(string) = string_at(rest, scanner.before()) {
            found.push(Literal {
                line: scanner.line,
                text: &rest[string.start..string.end],
                in_test: test_from.is_some() || marked,
            });
            scanner.advance(string.whole);
        } else if rest.starts_with('\'') {
            scanner.advance(quote(rest));
        } else {
            let c = rest.chars().next().unwrap_or_default();
            match c {
                '{' => {
                    if marked && test_from.is_none() {
                        test_from = Some(depth);
                    }
                    marked = false;
                    depth += 1;
                }
                '}' => {
                    depth = depth.saturating_sub(1);
                    if test_from == Some(depth) {
                        test_from = None;
                    }
                }
                ';' => marked = false,
                _ => {}
            }
            scanner.advance(c.len_utf8());
        }
    }
    found
}

struct Scanner<'a> {
    source: &'a str,
    at: usize,
    line: usize,
}

impl<'a> Scanner<'a> {
    fn rest(&self) -> Option<&'a str> {
        self.source.get(self.at..).filter(|rest| !rest.is_empty())
    }

    fn before(&self) -> Option<char> {
        self.source[..self.at].chars().next_back()
    }

    fn advance(&mut self, bytes: usize) {
        let end = (self.at + bytes).min(self.source.len());
        self.line += self.source[self.at..end].matches('\n').count();
        self.at = end;
    }
}

struct Found {
    start: usize,
    end: usize,
    whole: usize,
}

/// A plain, raw or byte string that starts right here.
fn string_at(rest: &str, before: Option<char>) -> Option<Found> {
    let in_word = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let letters = rest.len() - rest.trim_start_matches(['b', 'c', 'r']).len();
    if letters > 2 || (letters > 0 && in_word) {
        return None;
    }
    let raw = rest[..letters].ends_with('r');
    let after = &rest[letters..];
    let hashes = after.len() - after.trim_start_matches('#').len();
    if hashes > 0 && !raw {
        return None;
    }
    let body = after[hashes..].strip_prefix('"')?;
    let start = letters + hashes + 1;
    if raw {
        let close = format!("\"{}", "#".repeat(hashes));
        let length = body.find(&close).unwrap_or(body.len());
        return Some(Found {
            start,
            end: start + length,
            whole: start + length + close.len(),
        });
    }
    let mut escaped = false;
    let length = body
        .find(|c| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        })
        .unwrap_or(body.len());
    Some(Found {
        start,
        end: start + length,
        whole: start + length + 1,
    })
}

/// The length of a character literal, or of the tick alone when it begins a lifetime.
fn quote(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1);
    match chars.next() {
        Some((_, '\\')) => chars
            .skip(1)
            .find(|(_, c)| *c == '\'')
            .map_or(1, |(at, _)| at + 1),
        Some(_) => match chars.next() {
            Some((at, '\'')) => at + 1,
            _ => 1,
        },
        None => 1,
    }
}

/// Block comments nest.
fn block_comment(rest: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        let here = &rest.as_bytes()[at..];
        if here.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if here.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<&str> {
        literals(source).iter().map(|found| found.text).collect()
    }

    #[test]
    fn every_kind_of_string_is_found() {
        let source =
            "let a = \"one\"; let b = r#\"two \"x\"\"#; let c = b\"three\"; let d = \"q\\\"q\";";
        assert_eq!(texts(source), ["one", "two \"x\"", "three", "q\\\"q"]);
    }

    #[test]
    fn comments_characters_and_lifetimes_are_no_strings() {
        let source = "// \"no\"\n/* \"no\" /* \"no\" */ */ fn f<'a>(x: &'a str) { m('\"', '\\'', '\\\\', \"yes\") }";
        assert_eq!(texts(source), ["yes"]);
        assert_eq!(literals(source)[0].line, 2);
    }

    #[test]
    fn test_modules_are_known() {
        let source = "fn a() { \"live\" }\n#[cfg(test)]\nmod tests {\n fn b() { \"test\" }\n}\nfn c() { \"live\" }\n#[cfg(test)]\nmod other;\nfn d() { \"live\" }";
        for found in literals(source) {
            assert_eq!(found.in_test, found.text == "test", "{found:?}");
        }
    }
}

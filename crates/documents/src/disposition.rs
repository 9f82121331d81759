//! How a browser is told to take a file.

use std::fmt::Write as _;

/// What a browser does with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disposition {
    /// Saves it.
    Attachment,
    /// Shows it.
    Inline,
}

impl Disposition {
    /// The value of `Content-Disposition` for a file of this name (RFC 6266), whatever signs the name holds.
    pub fn of(self, name: &str) -> String {
        let how = match self {
            Self::Attachment => "attachment",
            Self::Inline => "inline",
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        let ascii = name.chars().map(|c| if plain(c) { c } else { '_' });
        let ascii: String = ascii.collect();
        if ascii == name {
            return format!("{how}; filename=\"{name}\"");
        }
        let mut encoded = String::new();
        for byte in name.bytes() {
            match plain(char::from(byte)) {
                true => encoded.push(char::from(byte)),
                false => {
                    let _ = write!(encoded, "%{byte:02X}");
                }
            }
        }
        format!("{how}; filename=\"{ascii}\"; filename*=UTF-8''{encoded}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_in_a_way_that_cannot_be_broken_out_of() {
        for (name, told) in [
            ("deals-1.csv", "attachment; filename=\"deals-1.csv\""),
            (
                "ТЗ 1.pdf",
                "attachment; filename=\"___1.pdf\"; filename*=UTF-8''%D0%A2%D0%97%201.pdf",
            ),
            (
                "a\"\r\nb",
                "attachment; filename=\"a___b\"; filename*=UTF-8''a%22%0D%0Ab",
            ),
        ] {
            assert_eq!(Disposition::Attachment.of(name), told);
        }
        assert!(Disposition::Inline.of("a.png").starts_with("inline; "));
    }
}

//! Which files are taken, and how they are given out. No I/O.

use base::{Problem, Result, Text};
use documents::Disposition;

/// No setting lets a larger file in.
pub const MOST_BYTES: i64 = 100 * 1024 * 1024;
/// A file is kept in parts of this size.
pub const CHUNK: usize = 256 * 1024;

/// Kinds of files by the ending of their names: what they are served as, and how they begin.
const TYPES: [(&str, &str, Begins); 14] = [
    ("pdf", "application/pdf", Begins::Pdf),
    (
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Begins::Office,
    ),
    (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Begins::Office,
    ),
    (
        "pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        Begins::Office,
    ),
    (
        "odt",
        "application/vnd.oasis.opendocument.text",
        Begins::Open,
    ),
    (
        "ods",
        "application/vnd.oasis.opendocument.spreadsheet",
        Begins::Open,
    ),
    (
        "odp",
        "application/vnd.oasis.opendocument.presentation",
        Begins::Open,
    ),
    ("png", "image/png", Begins::Png),
    ("jpg", "image/jpeg", Begins::Jpeg),
    ("jpeg", "image/jpeg", Begins::Jpeg),
    ("webp", "image/webp", Begins::Webp),
    ("mp4", "video/mp4", Begins::Mp4),
    ("webm", "video/webm", Begins::Webm),
    ("mp3", "audio/mpeg", Begins::Mp3),
];

#[derive(Debug, Clone, Copy)]
enum Begins {
    Pdf,
    /// A package of Office: a ZIP with a list of its parts, and no macros.
    Office,
    /// A package of OpenDocument: a ZIP that says first what it is.
    Open,
    Png,
    Jpeg,
    Webp,
    Mp4,
    Webm,
    Mp3,
}

/// The endings of names that are taken.
pub fn endings() -> Vec<&'static str> {
    TYPES.iter().map(|(ending, ..)| *ending).collect()
}

/// What a file is served as, if its name and its bytes agree on one of the kinds that are taken.
///
/// # Errors
/// `invalid`.
pub fn kind_of(name: &str, bytes: &[u8]) -> Result<&'static str> {
    let ending = name.rsplit_once('.').map(|(_, end)| end.to_lowercase());
    let known = TYPES
        .iter()
        .find(|(end, ..)| ending.as_deref() == Some(*end))
        .filter(|(_, kind, begins)| begins.fits(kind, bytes));
    if let Some((_, kind, _)) = known {
        return Ok(kind);
    }
    let list = endings().join(", ");
    Err(Problem::field(
        "file",
        "wrong_type",
        Text::new(
            format!("Такой файл принять нельзя. Подойдут: {list}"),
            format!("Such a file cannot be taken. These can: {list}"),
        ),
    ))
}

impl Begins {
    fn fits(self, kind: &str, bytes: &[u8]) -> bool {
        let at =
            |place: usize, wanted: &[u8]| bytes.get(place..place + wanted.len()) == Some(wanted);
        match self {
            Self::Pdf => at(0, b"%PDF-"),
            Self::Office => {
                at(0, b"PK\x03\x04")
                    && holds(bytes, b"[Content_Types].xml")
                    && !holds(bytes, b"vbaProject.bin")
            }
            Self::Open => at(0, b"PK\x03\x04") && at(30, b"mimetype") && at(38, kind.as_bytes()),
            Self::Png => at(0, b"\x89PNG\r\n\x1a\n"),
            Self::Jpeg => at(0, b"\xff\xd8\xff"),
            Self::Webp => at(0, b"RIFF") && at(8, b"WEBP"),
            Self::Mp4 => at(4, b"ftyp"),
            Self::Webm => at(0, b"\x1a\x45\xdf\xa3"),
            Self::Mp3 => at(0, b"ID3") || at(0, b"\xff\xfb") || at(0, b"\xff\xf3"),
        }
    }
}

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|part| part == wanted)
}

const LONGEST_NAME: usize = 150;

/// A file's name without folders and without anything that is not seen or turns what is seen round.
pub fn clean_name(name: &str) -> String {
    // Browsers write these three so in a form.
    let name = name
        .replace("%22", "\"")
        .replace("%0D", "")
        .replace("%0A", "");
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last
        .chars()
        .filter(|c| !c.is_control() && !is_hidden(*c))
        .map(|c| if "\"<>:|?*;%".contains(c) { '_' } else { c })
        .collect();
    let plain = plain.trim().trim_start_matches('.').trim();
    if plain.is_empty() {
        return "file".to_owned();
    }
    // The ending stays when a long name is cut.
    let length = plain.chars().count();
    match plain.rsplit_once('.') {
        Some((start, end)) if length > LONGEST_NAME && end.len() <= 8 => {
            let start: String = start.chars().take(LONGEST_NAME - 9).collect();
            format!("{start}.{end}")
        }
        _ => plain.chars().take(LONGEST_NAME).collect(),
    }
}

/// Marks of direction and zero width.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The `Content-Disposition` of a file: pictures, sound and film are shown, everything else is saved.
pub fn disposition(name: &str, kind: &str) -> String {
    let shown = ["image/", "video/", "audio/"];
    let how = match shown.iter().any(|start| kind.starts_with(start)) {
        true => Disposition::Inline,
        false => Disposition::Attachment,
    };
    how.of(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_name_and_its_bytes_say() {
        assert_eq!(
            kind_of("Кейс.PDF", b"%PDF-1.7 ...").expect("fine"),
            "application/pdf"
        );
        let mut odt = b"PK\x03\x04".to_vec();
        odt.resize(30, 0);
        odt.extend(b"mimetypeapplication/vnd.oasis.opendocument.text");
        assert!(kind_of("a.odt", &odt).is_ok());
        assert!(kind_of("a.odp", &odt).is_err());
        assert!(kind_of("a.docx", b"PK\x03\x04....[Content_Types].xml").is_ok());
        let macros = b"PK\x03\x04....[Content_Types].xml word/vbaProject.bin";
        assert!(kind_of("a.docx", macros).is_err());
        for (name, bytes) in [
            ("page.html", &b"<html>"[..]),
            ("picture.svg", b"<svg onload=alert(1)>"),
            ("picture.png", b"<svg onload=alert(1)>"),
            ("case.pdf", b"<html><script>"),
            ("run.exe", b"MZ"),
            ("case.pdf.js", b"%PDF-"),
            ("pdf", b"%PDF-"),
            ("case.pdf", b""),
        ] {
            assert!(kind_of(name, bytes).is_err(), "{name}");
        }
    }

    #[test]
    fn a_name_has_no_folders_and_no_tricks() {
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("C:\\Users\\a\\Кейс.pdf"), "Кейс.pdf");
        assert_eq!(
            clean_name("a\r\nSet-Cookie: x=1.pdf"),
            "aSet-Cookie_ x=1.pdf"
        );
        assert_eq!(clean_name("case\u{202e}fdp.exe.pdf"), "casefdp.exe.pdf");
        assert_eq!(clean_name("%22a%22%0D%0A.pdf"), "_a_.pdf");
        assert_eq!(clean_name(".."), "file");
        assert_eq!(clean_name(""), "file");
        let long = clean_name(&format!("{}.pdf", "я".repeat(500)));
        assert_eq!(long.rsplit_once('.').expect("an ending").1, "pdf");
        assert!(long.chars().count() <= LONGEST_NAME);
    }

    #[test]
    fn a_header_holds_only_what_a_header_may() {
        let header = disposition("Кейс \"А\"\r\nX: y.pdf", "application/pdf");
        assert!(header.starts_with("attachment; filename=\""));
        assert!(header.is_ascii() && !header.contains(['\r', '\n']));
        assert_eq!(header.matches('"').count(), 2);
        assert!(header.contains("filename*=UTF-8''%D0%9A"));
        assert!(disposition("a.png", "image/png").starts_with("inline"));
        assert!(disposition("a.svg", "text/html").starts_with("attachment"));
    }
}

//! From bytes to text: which encoding a file is in, and a reader that decodes it piece by piece.

use std::io::Read;

use encoding_rs::{
    CoderResult, Encoding, IBM866, KOI8_R, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251, WINDOWS_1252,
};

use super::ImportFileError;

/// The encodings that can be chosen, in the order of a list.
pub const ENCODINGS: &[&Encoding] = &[
    UTF_8,
    WINDOWS_1251,
    UTF_16LE,
    UTF_16BE,
    IBM866,
    KOI8_R,
    WINDOWS_1252,
];

/// The encoding of that name; `cp1251` and `utf8` are known too.
pub fn by_name(label: &str) -> Result<&'static Encoding, ImportFileError> {
    let label = label.trim().to_ascii_lowercase();
    let wanted = match label.as_str() {
        "cp866" => "ibm866",
        "utf-16" => "utf-16le",
        other => other,
    };
    Encoding::for_label(wanted.as_bytes())
        .filter(|encoding| ENCODINGS.contains(encoding))
        .ok_or(ImportFileError::UnknownEncoding(label))
}

/// Finds the encoding by reading the whole file once: a single Russian word at its end decides.
pub fn detect(mut file: impl Read) -> Result<&'static Encoding, ImportFileError> {
    let mut evidence = Evidence::default();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = read_full(&mut file, &mut buffer)?;
        if read == 0 {
            return evidence.verdict();
        }
        if let Some(encoding) = evidence.add(&buffer[..read])? {
            return Ok(encoding);
        }
    }
}

/// What the bytes seen so far say about the encoding.
struct Evidence {
    total: u64,
    zeros: [u64; 2],
    /// High bytes of UTF-16 letters (ASCII or Cyrillic) at even and odd places.
    high: [u64; 2],
    control: u64,
    utf8: Option<encoding_rs::Decoder>,
    frequencies: [u64; 256],
    /// Bytes above ASCII, and how many of them follow another.
    above: [u64; 2],
    after_above: bool,
}

impl Default for Evidence {
    fn default() -> Self {
        Self {
            total: 0,
            zeros: [0; 2],
            high: [0; 2],
            control: 0,
            utf8: Some(UTF_8.new_decoder_without_bom_handling()),
            frequencies: [0; 256],
            above: [0; 2],
            after_above: false,
        }
    }
}

impl Evidence {
    fn add(&mut self, bytes: &[u8]) -> Result<Option<&'static Encoding>, ImportFileError> {
        if self.total == 0 {
            if let Some((encoding, _)) = Encoding::for_bom(bytes) {
                return Ok(Some(encoding));
            }
            if let Some(format) = known_format(bytes) {
                return Err(format);
            }
        }
        // The chunks are of even length but for the last, so places keep their parity.
        for (place, byte) in bytes.iter().enumerate() {
            self.frequencies[usize::from(*byte)] += 1;
            let above = *byte >= 0x80;
            self.above[0] += u64::from(above);
            self.above[1] += u64::from(above && self.after_above);
            self.after_above = above;
            match byte {
                0 => {
                    self.zeros[place % 2] += 1;
                    self.high[place % 2] += 1;
                }
                4 => self.high[place % 2] += 1,
                1..=8 | 0x0e..=0x1f => self.control += 1,
                _ => {}
            }
        }
        self.total += bytes.len() as u64;
        if let Some(mut decoder) = self.utf8.take()
            && utf8_goes_on(&mut decoder, bytes, false)
        {
            self.utf8 = Some(decoder);
        }
        Ok(None)
    }

    fn verdict(mut self) -> Result<&'static Encoding, ImportFileError> {
        if self.total == 0 {
            return Err(ImportFileError::Empty);
        }
        let units = self.total / 2;
        if self.zeros.iter().sum::<u64>() > 0 && units > 0 {
            let mostly = |count: u64| count * 10 >= units * 7;
            let seldom = |count: u64| count * 10 <= units * 3;
            return match self.high {
                [even, odd] if mostly(odd) && seldom(even) => Ok(UTF_16LE),
                [even, odd] if mostly(even) && seldom(odd) => Ok(UTF_16BE),
                _ => Err(ImportFileError::Binary),
            };
        }
        if self.control * 100 > self.total {
            return Err(ImportFileError::Binary);
        }
        if let Some(mut decoder) = self.utf8.take()
            && utf8_goes_on(&mut decoder, &[], true)
        {
            return Ok(UTF_8);
        }
        Ok(self.single_byte())
    }

    /// Of the encodings with one byte a letter, the one whose text has the most common Russian letters.
    fn single_byte(&self) -> &'static Encoding {
        // Accents of western words stand alone between plain letters; Russian words have none of these.
        let [above, together] = self.above;
        if together * 5 < above {
            return WINDOWS_1252;
        }
        [WINDOWS_1251, IBM866, KOI8_R]
            .into_iter()
            .rev()
            .max_by_key(|encoding| {
                (0x80..=0xff_u8)
                    .filter(|byte| {
                        let (letter, _) =
                            encoding.decode_without_bom_handling(std::slice::from_ref(byte));
                        "оеаинтсрвл".contains(&*letter)
                    })
                    .map(|byte| self.frequencies[usize::from(byte)])
                    .sum::<u64>()
            })
            .unwrap_or(WINDOWS_1251)
    }
}

fn utf8_goes_on(decoder: &mut encoding_rs::Decoder, bytes: &[u8], last: bool) -> bool {
    let mut text = vec![
        0;
        decoder
            .max_utf8_buffer_length_without_replacement(bytes.len())
            .unwrap_or(bytes.len() * 3 + 16)
    ];
    let (result, _, _) = decoder.decode_to_utf8_without_replacement(bytes, &mut text, last);
    matches!(result, encoding_rs::DecoderResult::InputEmpty)
}

/// Formats that people upload by mistake, by their first bytes.
fn known_format(bytes: &[u8]) -> Option<ImportFileError> {
    let known = |format| Some(ImportFileError::Known(format));
    match bytes {
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Some(ImportFileError::PasswordProtected),
        [b'%', b'P', b'D', b'F', ..] => known("PDF"),
        [0x89, b'P', b'N', b'G', ..] => known("PNG"),
        [0xff, 0xd8, 0xff, ..] => known("JPEG"),
        [0x1f, 0x8b, ..] => known("GZIP"),
        [b'R', b'a', b'r', b'!', ..] => known("RAR"),
        [b'7', b'z', 0xbc, 0xaf, ..] => known("7Z"),
        [b'{', b'\\', b'r', b't', b'f', ..] => known("RTF"),
        [0x7f, b'E', b'L', b'F', ..] => Some(ImportFileError::Binary),
        _ if bytes.starts_with(b"SQLite format 3\0") => known("SQLite"),
        _ if starts_like(bytes, &["<!doctype html", "<html", "<table", "<?xml"]) => known("HTML"),
        _ if starts_like(bytes, &["{\"", "{\n", "{\r", "{ ", "[{", "[\n"]) => known("JSON"),
        _ => None,
    }
}

/// Some systems hand out a web page under the name of a spreadsheet.
fn starts_like(bytes: &[u8], starts: &[&str]) -> bool {
    let start: Vec<u8> = bytes
        .iter()
        .skip_while(|byte| byte.is_ascii_whitespace())
        .take(16)
        .map(u8::to_ascii_lowercase)
        .collect();
    starts.iter().any(|tag| start.starts_with(tag.as_bytes()))
}

/// Fills the buffer as far as the file goes.
pub fn read_full(file: &mut impl Read, buffer: &mut [u8]) -> Result<usize, ImportFileError> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(filled)
}

/// Hands out a file as pieces of text. A byte order mark is not part of the text.
pub struct TextReader<R> {
    file: R,
    decoder: encoding_rs::Decoder,
    bytes: Vec<u8>,
    from: usize,
    to: usize,
    last: bool,
    finished: bool,
    /// Bytes that mean nothing in this encoding became replacement characters.
    pub malformed: bool,
}

impl<R: Read> TextReader<R> {
    pub fn new(file: R, encoding: &'static Encoding) -> Self {
        Self {
            file,
            decoder: encoding.new_decoder_with_bom_removal(),
            bytes: vec![0; 64 * 1024],
            from: 0,
            to: 0,
            last: false,
            finished: false,
            malformed: false,
        }
    }

    /// Puts the next piece of text into `text`, replacing what it held. An empty piece is the end.
    pub fn next(&mut self, text: &mut String) -> Result<(), ImportFileError> {
        text.clear();
        text.reserve(128 * 1024);
        while text.is_empty() && !self.finished {
            if self.from == self.to && !self.last {
                self.to = read_full(&mut self.file, &mut self.bytes)?;
                self.from = 0;
                self.last = self.to < self.bytes.len();
            }
            let input = &self.bytes[self.from..self.to];
            let (result, read, malformed) = self.decoder.decode_to_string(input, text, self.last);
            self.from += read;
            self.malformed |= malformed;
            self.finished = self.last && result == CoderResult::InputEmpty;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "Название;Сумма\r\nООО «Ёлочка»;1 234,56\r\nпросто строка с обычными словами;нет\r\n";

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| {
                if little {
                    unit.to_le_bytes()
                } else {
                    unit.to_be_bytes()
                }
            })
            .collect()
    }

    fn read_all(bytes: &[u8], encoding: &'static Encoding) -> (String, bool) {
        let mut reader = TextReader::new(bytes, encoding);
        let (mut all, mut piece) = (String::new(), String::new());
        loop {
            reader.next(&mut piece).expect("bytes in memory");
            if piece.is_empty() {
                return (all, reader.malformed);
            }
            all.push_str(&piece);
        }
    }

    #[test]
    fn each_encoding_is_found_and_read() {
        let with_bom = [&[0xff, 0xfe][..], &utf16(TEXT, true)].concat();
        // The two old ones have no «»: a double quote stands for both.
        let old = TEXT.replace(['«', '»'], "\"");
        let files: Vec<(Vec<u8>, &'static Encoding)> = vec![
            (TEXT.as_bytes().to_vec(), UTF_8),
            ([&[0xef, 0xbb, 0xbf][..], TEXT.as_bytes()].concat(), UTF_8),
            (utf16(TEXT, true), UTF_16LE),
            (utf16(TEXT, false), UTF_16BE),
            (with_bom, UTF_16LE),
            (WINDOWS_1251.encode(TEXT).0.into_owned(), WINDOWS_1251),
            (KOI8_R.encode(&old).0.into_owned(), KOI8_R),
            (
                WINDOWS_1252.encode("name\nCafé Müller\n").0.into_owned(),
                WINDOWS_1252,
            ),
            (IBM866.encode(&old).0.into_owned(), IBM866),
        ];
        for (bytes, encoding) in files {
            let found = detect(&*bytes).expect("a text");
            assert_eq!(found.name(), encoding.name());
            let (text, malformed) = read_all(&bytes, found);
            let expected = if encoding == WINDOWS_1252 {
                "name\nCafé Müller\n"
            } else {
                &old
            };
            assert_eq!(text.replace(['«', '»'], "\""), expected, "{}", found.name());
            assert!(!malformed);
        }
    }

    #[test]
    fn one_russian_word_at_the_end_of_a_long_file_decides() {
        let mut bytes = b"name;amount\r\n".repeat(20_000);
        assert_eq!(detect(&*bytes).expect("a text"), UTF_8);
        bytes.extend(WINDOWS_1251.encode("Щи").0.iter());
        assert_eq!(detect(&*bytes).expect("a text"), WINDOWS_1251);
    }

    #[test]
    fn letters_across_the_pieces_stay_whole() {
        // Two bytes a letter after one of a single byte: the pieces of 64 KiB end inside a letter.
        let text = format!("a{}", "ё".repeat(100_000));
        assert_eq!(read_all(text.as_bytes(), UTF_8), (text, false));
    }

    #[test]
    fn what_is_no_text_is_named() {
        let noise: Vec<u8> = (0..5000_u32)
            .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
            .collect();
        assert_eq!(detect(&*noise).expect_err("noise"), ImportFileError::Binary);
        assert_eq!(
            detect(&b""[..]).expect_err("nothing"),
            ImportFileError::Empty
        );
        assert_eq!(
            detect(&b"%PDF-1.7"[..]).expect_err("a document"),
            ImportFileError::Known("PDF")
        );
        assert_eq!(
            detect(&b" <html>"[..]).expect_err("a page"),
            ImportFileError::Known("HTML")
        );
        assert_eq!(
            detect(&b"[{\"id\":1}]"[..]).expect_err("an answer"),
            ImportFileError::Known("JSON")
        );
        let old = [0xd0, 0xcf, 0x11, 0xe0, 0xa1];
        assert_eq!(
            detect(&old[..]).expect_err("an old workbook"),
            ImportFileError::PasswordProtected
        );
    }

    #[test]
    fn names_are_known_in_the_spellings_people_use() {
        for (label, encoding) in [
            ("cp1251", WINDOWS_1251),
            ("UTF8", UTF_8),
            ("cp866", IBM866),
            ("utf-16", UTF_16LE),
        ] {
            assert_eq!(by_name(label).expect("a known name"), encoding);
        }
        assert!(by_name("shift_jis").is_err());
        for encoding in ENCODINGS {
            assert_eq!(by_name(encoding.name()).expect("its own name"), *encoding);
        }
    }
}

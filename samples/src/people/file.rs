use std::io::{self, Write};

use encoding_rs::GB18030;

use super::{FictionalPerson, People, Words};

/// What a file of people is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A table with a header.
    Csv(Words),
    /// A record a line.
    Jsonl,
}

/// How its characters are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// As the Encoding Standard has it. Who has a character that would come back as another one
    /// is left out.
    Gb18030,
    /// Without a byte order mark.
    Utf8,
}

/// Writes people, and says how many were left out for a character's sake.
///
/// # Errors
/// When they cannot be written.
pub fn write(
    people: People,
    form: Form,
    encoding: Encoding,
    writer: &mut impl Write,
) -> io::Result<u64> {
    if let Form::Csv(words) = form {
        put(writer, encoding, &FictionalPerson::csv_header(words))?;
    }
    let mut left_out = 0_u64;
    for person in people {
        let line = match form {
            Form::Csv(words) => person.to_csv(words),
            Form::Jsonl => person.to_json(),
        };
        if !put(writer, encoding, &line)? {
            left_out = left_out.saturating_add(1);
        }
    }
    Ok(left_out)
}

/// Writes a line, if its characters survive it.
fn put(writer: &mut impl Write, encoding: Encoding, line: &str) -> io::Result<bool> {
    match encoding {
        Encoding::Utf8 => writer.write_all(line.as_bytes())?,
        Encoding::Gb18030 => {
            let (bytes, _, has_unmapped) = GB18030.encode(line);
            let back = GB18030.decode_without_bom_handling_and_without_replacement(&bytes);
            if has_unmapped || back.is_none_or(|back| back != line) {
                return Ok(false);
            }
            writer.write_all(&bytes)?;
        }
    }
    writer.write_all(b"\n")?;
    Ok(true)
}

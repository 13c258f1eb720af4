//! The worked example (SPEC §12): every byte of one code, and what it says.

use std::fmt::Write;

use juma_cli::failure::Failure;
use juma_format::{
    body::{Body, Code},
    cbor::{CborError, Reader},
    claims::Claims,
    envelope::Envelope,
};

use crate::{Sample, SampleWorld, cases::bytes_of, office::failed};

/// The sample that is taken apart.
pub const SAMPLE: &str = "codes/gate-document-tail.gate";

/// Bytes of a code, and what they say.
#[derive(Clone, PartialEq, Eq)]
struct Row {
    bytes: Vec<u8>,
    meaning: String,
}

/// The section, in Markdown: key, text, and the bytes in two columns.
///
/// # Errors
/// When the sample is missing.
pub fn section(world: &SampleWorld) -> Result<String, Failure> {
    let sample = world
        .sample(SAMPLE)
        .ok_or_else(|| Failure::new("no such sample").at(SAMPLE))?;
    let text = sample.texts.first().map_or("", String::as_str);
    let environment = world.state.environment();
    let mut section = format!(
        "`samples/{SAMPLE}.txt`, by the demo key, with `external_aad` `{}`:\n\n```\n",
        String::from_utf8_lossy(&Code::context(environment)),
    );
    let key = hex(world.office.public_key().as_bytes());
    let _ = writeln!(section, "public key: {key}\ntext: {text}\n```\n");
    section.push_str("```\n");
    for row in rows(sample)? {
        let _ = writeln!(section, "{:32} | {}", hex(&row.bytes), row.meaning);
    }
    section.push_str("```\n");
    Ok(section)
}

fn rows(sample: &Sample) -> Result<Vec<Row>, Failure> {
    let code = bytes_of(sample)?;
    let no_code = failed("no code");
    let payload = Envelope::<Code>::parse(&code)
        .map_err(no_code)?
        .payload_unverified()
        .to_vec();
    let claims = Claims::decode(&payload).map_err(failed("no claims"))?;
    list(&code, &claims).map_err(|_| Failure::new("the sample is no code"))
}

/// Bytes that are being taken apart from the front.
struct Listing<'a> {
    bytes: &'a [u8],
    taken: usize,
    rows: Vec<Row>,
}

impl Listing<'_> {
    /// Takes everything up to a position.
    fn until(&mut self, end: usize, meaning: impl Into<String>) {
        let bytes = self.bytes.get(self.taken..end).unwrap_or_default().to_vec();
        self.taken = end;
        let meaning = meaning.into();
        self.rows.push(Row { bytes, meaning });
    }
}

fn list(code: &[u8], claims: &Claims) -> Result<Vec<Row>, CborError> {
    let mut reader = Reader::new(code);
    let mut listing = Listing {
        bytes: code,
        taken: 0,
        rows: Vec::new(),
    };
    reader.array()?;
    listing.until(reader.position(), "array of 4: a COSE_Sign1, untagged");

    let header = reader.bytes()?;
    let start = reader.position() - header.len();
    listing.until(start, format!("protected header, {} bytes", header.len()));
    list_header(&mut listing, start, header)?;
    reader.map()?;
    listing.until(reader.position(), "unprotected header: empty");

    let payload = reader.bytes()?;
    let start = reader.position() - payload.len();
    listing.until(start, format!("payload, {} bytes", payload.len()));
    list_claims(&mut listing, start, payload, claims)?;

    let signature = reader.bytes()?;
    let start = reader.position() - signature.len();
    listing.until(start, format!("signature, {} bytes", signature.len()));
    let quarters = [
        "R, first half",
        "R, second half",
        "S, first half",
        "S, second half",
    ];
    for (quarter, meaning) in (1..).zip(quarters) {
        listing.until(start + 16 * quarter, meaning);
    }
    reader.end()?;
    Ok(listing.rows)
}

fn list_header(listing: &mut Listing<'_>, start: usize, header: &[u8]) -> Result<(), CborError> {
    let mut reader = Reader::new(header);
    let mut map = reader.map()?;
    listing.until(start + reader.position(), "map of 2");
    while let Some(key) = map.next_key(&mut reader)? {
        let meaning = if key == 1 {
            format!("1 alg: {} (Ed25519)", reader.integer()?)
        } else {
            format!("{key} kid: {}", hex(reader.bytes()?))
        };
        listing.until(start + reader.position(), meaning);
    }
    Ok(())
}

fn list_claims(
    listing: &mut Listing<'_>,
    start: usize,
    payload: &[u8],
    claims: &Claims,
) -> Result<(), CborError> {
    let mut reader = Reader::new(payload);
    let mut outer = reader.map()?;
    listing.until(start + reader.position(), "map of 2: claims");
    while let Some(key) = outer.next_key(&mut reader)? {
        if key == 4 {
            reader.unsigned()?;
            let meaning = format!("4 exp: {}", claims.common().expires);
            listing.until(start + reader.position(), meaning);
            continue;
        }
        let mut residence = reader.map()?;
        let entries = residence.entries_left();
        let meaning = format!("{key}: residence, a map of {entries}");
        listing.until(start + reader.position(), meaning);
        while let Some(key) = residence.next_key(&mut reader)? {
            let form = if reader.is_bytes_next() {
                "GB 18030"
            } else {
                "UTF-8"
            };
            let item = reader.item()?;
            let meaning = says(key, item, form, claims)?;
            listing.until(start + reader.position(), meaning);
        }
    }
    Ok(())
}

/// What an entry of the residence map says.
fn says(key: i64, item: &[u8], form: &str, claims: &Claims) -> Result<String, CborError> {
    let common = claims.common();
    let share = claims.personal_before_verdict().gate_share();
    Ok(match key {
        1 => format!(
            "1 flags {}: {}, {}, address {}, screen, shown by the holder, static",
            Reader::new(item).unsigned()?,
            claims.tier(),
            common.population.name(),
            share.address.name(),
        ),
        2 => format!(
            "2 status: list {}, index {}",
            common.status.list(),
            common.status.index()
        ),
        3 => {
            let name = common.region.name().map(|name| format!(" {name}"));
            format!("3 region: {}{}", common.region, name.unwrap_or_default())
        }
        4 => format!("4 name, {form}: {}", share.name.as_str()),
        9 => {
            let tail = share.document_tail.map(|tail| tail.as_str().to_owned());
            format!("9 document's last two: {}", tail.unwrap_or_default())
        }
        key => format!("{key}"),
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

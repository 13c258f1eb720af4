use std::io::Write;

use serde::Serialize;

use super::{Chain, Damage};
use crate::ledger::{LedgerError, hash::Hex};

/// A line is a JSON object of two members: what happened, and the chain's value after it. The
/// chain's is last and always as long, so that a reader cuts it off without parsing.
///
/// ```text
/// {"commit":{"serial":1,"code":"…"},"chain":"0123456789abcdef"}
/// ```
const CHAIN: &[u8] = b",\"chain\":\"";
const END: &[u8] = b"\"}";
const DIGITS: usize = 16;

/// The longest line: a publication of 4096 lists and keys takes a third of it.
pub(super) const MAX_LINE_BYTES: u64 = 1 << 20;

/// Appends a line for `object`, which must serialise as a JSON object, and says the chain's value
/// after it.
pub(super) fn write<T: Serialize>(
    object: &T,
    chain: &Chain,
    buffer: &mut Vec<u8>,
) -> Result<Chain, LedgerError> {
    let start = buffer.len();
    serde_json::to_writer(&mut *buffer, object).map_err(|_| LedgerError::Contradiction)?;
    // The object's own closing brace comes after the chain.
    buffer.pop();
    let chain = chain.after(buffer.get(start..).unwrap_or_default());
    buffer.extend_from_slice(CHAIN);
    write!(buffer, "{}", chain.shown()).map_err(|_| LedgerError::Contradiction)?;
    buffer.extend_from_slice(END);
    buffer.push(b'\n');
    Ok(chain)
}

/// Turns a line, without its newline, into the JSON object that was written, and says the chain's
/// value after it.
pub(super) fn read(line: &mut Vec<u8>, chain: &Chain) -> Result<Chain, Damage> {
    let rest = line.strip_suffix(END).ok_or(Damage::Chain)?;
    let (rest, digits) = rest
        .split_at_checked(rest.len().saturating_sub(DIGITS))
        .ok_or(Damage::Chain)?;
    let body = rest.strip_suffix(CHAIN).ok_or(Damage::Chain)?;
    let chain = chain.after(body);
    if Hex::parse(digits) != Some(chain.shown()) {
        return Err(Damage::Chain);
    }
    let length = body.len();
    line.truncate(length);
    line.push(b'}');
    Ok(chain)
}

/// The bytes as far as the first whole line in them goes, by its look; no line's body has the text
/// that a chain begins with.
pub(super) fn first(bytes: &[u8]) -> &[u8] {
    let chain = bytes
        .windows(CHAIN.len())
        .position(|window| window == CHAIN);
    let after = CHAIN.len().saturating_add(DIGITS).saturating_add(END.len());
    let end = chain.map_or(0, |at| at.saturating_add(after));
    bytes.get(..end).unwrap_or(bytes)
}

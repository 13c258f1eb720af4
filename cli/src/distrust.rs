//! Keys that nobody is to trust any more, by name.

use std::path::Path;

use juma_keys::{KeyHash, TrustedList};

use crate::{
    failure::Failure,
    files::{self, Access},
    key_files,
};

/// The most bytes of a list of keys: one line of 65 bytes for every key of a trust list.
const MAX_BYTES: usize = 65 * juma_format::trust::MAX_ENTRIES;

/// The key of a `--distrust`: a public key file, or the 64 digits of its SHA-256.
///
/// # Errors
/// When it is neither.
pub fn named(argument: &Path) -> Result<KeyHash, Failure> {
    if let Some(hash) = argument.to_str().and_then(parse_hash) {
        return Ok(KeyHash::from_bytes(hash));
    }
    key_files::read_public(argument).map(|file| file.hash())
}

/// What a publication has to distrust: the keys that are named now, each of which the list must
/// know, and those that were named before. No other than the list's own keys.
///
/// # Errors
/// When a key that is named now is none of the list.
pub fn gather(
    list: &TrustedList,
    before: &[[u8; 32]],
    named: &[KeyHash],
) -> Result<Vec<[u8; 32]>, Failure> {
    for hash in named {
        if !list.entries().iter().any(|entry| entry.hash() == *hash) {
            return Err(Failure::new(format!("key {hash} is not in the trust list"))
                .advise("juma-keys trust inspect shows its keys"));
        }
    }
    let named = named.iter().map(|hash| *hash.as_bytes());
    let all: Vec<[u8; 32]> = before.iter().copied().chain(named).collect();
    Ok(list.to_distrust(&all))
}

/// The keys of a file, one a line; none when there is no file.
///
/// # Errors
/// When the file cannot be read or holds anything else.
pub fn read(path: &Path) -> Result<Vec<[u8; 32]>, Failure> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    let bytes = files::read_bounded(path, MAX_BYTES)?;
    let lines = str::from_utf8(&bytes).map(|text| text.lines().map(parse_hash).collect());
    let hashes: Option<Vec<[u8; 32]>> = lines.unwrap_or_default();
    hashes.ok_or_else(|| {
        Failure::new("not the SHA-256 of a key on every line")
            .at(path)
            .advise("put the file of the last publication in its place")
    })
}

/// Writes such a file, before the publication that names the keys.
///
/// # Errors
/// When it cannot be written.
pub fn write(path: &Path, hashes: &[[u8; 32]]) -> Result<(), Failure> {
    let lines = hashes
        .iter()
        .map(|hash| format!("{}\n", KeyHash::from_bytes(*hash)));
    let text: String = lines.collect();
    files::write_atomically(path, text.as_bytes(), Access::Public)
}

/// 64 lower-case hexadecimal digits, as `inspect` prints them.
#[must_use]
pub fn parse_hash(digits: &str) -> Option<[u8; 32]> {
    let mut hash = [0; 32];
    if digits.len() != 64
        || !digits
            .bytes()
            .all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'))
    {
        return None;
    }
    for (at, byte) in hash.iter_mut().enumerate() {
        let pair = digits.get(2 * at..2 * at + 2)?;
        *byte = u8::from_str_radix(pair, 16).ok()?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes() {
        let digits = KeyHash::of(b"a key").to_string();
        assert_eq!(parse_hash(&digits), Some(*KeyHash::of(b"a key").as_bytes()));
        for wrong in [
            "",
            &digits[1..],
            &digits.to_uppercase(),
            &format!("+{}", &digits[1..]),
        ] {
            assert_eq!(parse_hash(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_file_comes_back_and_no_other_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("distrusted.txt");
        assert_eq!(read(&path).unwrap(), Vec::<[u8; 32]>::new());
        let hashes = [[1; 32], [0xab; 32]];
        write(&path, &hashes).unwrap();
        assert_eq!(read(&path).unwrap(), hashes);
        for wrong in ["x\n", "\n", "\u{e9}"] {
            std::fs::write(&path, wrong).unwrap();
            assert!(read(&path).is_err(), "{wrong}");
        }
        std::fs::write(&path, [0xff]).unwrap();
        assert!(read(&path).is_err());
    }
}

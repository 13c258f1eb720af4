//! Texts that are no code's, before a byte of CBOR is read (SPEC §2).

use super::{accepted, refused};
use crate::{code::gate, vector::Vector};

pub(super) fn vectors() -> Vec<Vector> {
    let good = gate().text();
    let body = good.strip_prefix("JM1:").unwrap();
    let last = good.len() - 1;
    let fits = format!("JM1:{}", "0".repeat(1446));
    let too_long = format!("JM1:{}", "0".repeat(1448));
    vec![
        accepted(
            "text/good",
            good.as_str(),
            "the code that most others here are a spoilt copy of",
        ),
        refused("text/empty", "text-prefix", "", "nothing at all (§2)"),
        refused(
            "text/prefix-alone",
            "cbor-truncated",
            "JM1:",
            "no bytes are no envelope (§3)",
        ),
        refused(
            "text/prefix-missing",
            "text-prefix",
            body,
            "base45 without its prefix (§2)",
        ),
        refused(
            "text/prefix-of-a-health-certificate",
            "text-prefix",
            format!("HC1:{body}"),
            "another system's prefix (§2)",
        ),
        refused(
            "text/prefix-of-another-version",
            "text-prefix",
            format!("JM2:{body}"),
            "a version that this page does not have (§2)",
        ),
        refused(
            "text/prefix-in-lower-case",
            "text-prefix",
            format!("jm1:{body}"),
            "upper case only: a code has one text (§2)",
        ),
        refused(
            "text/space-before",
            "text-prefix",
            format!(" {good}"),
            "nothing may precede (§2)",
        ),
        refused(
            "text/byte-order-mark-before",
            "text-prefix",
            format!("\u{feff}{good}"),
            "nothing may precede (§2)",
        ),
        refused(
            "text/address-of-a-page",
            "text-prefix",
            format!("https://example.com/?q={good}"),
            "a code is data and never an address to open (§2)",
        ),
        refused(
            "text/line-end-behind",
            "text-alphabet",
            format!("{}\n", &good[..last]),
            "a line end where a character of base45 is due (§2)",
        ),
        refused(
            "text/lower-case",
            "text-alphabet",
            good.to_lowercase().replace("jm1:", "JM1:"),
            "upper case only: a code has one text (§2)",
        ),
        refused(
            "text/full-width",
            "text-alphabet",
            format!("{}０", &good[..last]),
            "a digit that only looks like one of base45 (§2)",
        ),
        refused(
            "text/character-too-few",
            "text-length",
            good_of_length(&good, 1),
            "one character is left over from the last group (RFC 9285 §4)",
        ),
        refused(
            "text/space-behind",
            "text-length",
            format!("{}{}", good_of_length(&good, 0), " "),
            "a space is a character of base45, so the length is wrong first (§2)",
        ),
        refused(
            "text/group-overflows",
            "text-overflow",
            format!("JM1::::{}", &body[3..]),
            "three characters that say 91124, beyond two bytes (RFC 9285 §4)",
        ),
        refused(
            "text/last-group-overflows",
            "text-overflow",
            format!("{}ZZ", good_of_length(&good, 0)),
            "two characters that say 1610, beyond one byte (RFC 9285 §4)",
        ),
        refused(
            "text/longest",
            "cbor-wrong-type",
            fits,
            "1450 characters of zeros: not too long, and no envelope (§2)",
        ),
        refused(
            "text/too-long",
            "text-too-long",
            too_long,
            "1452 characters, one too many (§2)",
        ),
    ]
}

/// The code's text cut so that so many characters stand behind its last whole group of three.
fn good_of_length(good: &str, over: usize) -> String {
    let body = good.len() - "JM1:".len();
    let keep = body / 3 * 3 - if over == 0 { 0 } else { 3 - over };
    good[.."JM1:".len() + keep].to_owned()
}

//! What one picture holds (SPEC §9.3).

use juma_format::code_text::static_text;

use crate::{
    bundle::{LIST, REVOKED},
    cbor::uint,
    code::{Envelope, full, gate, status},
    live::LiveCode,
    moment::NOW,
    parties::{STRANGER, code_key_of},
    vector::Vector,
};

pub(super) fn vectors() -> Vec<Vector> {
    let one = gate().text();
    let two = full().text();
    let revoked = gate().residence(2, uint(status(LIST, REVOKED))).text();
    let forged = Envelope {
        signer: STRANGER,
        ..Envelope::good()
    }
    .text();
    let unknown = static_text(&gate().signed_by(&code_key_of(STRANGER)));
    let page = "https://example.com/menu";
    let sticker = "JM1:PAY HERE";
    let live_code = LiveCode::of(1000);
    let (slot, later) = (live_code.at(NOW), live_code.at(NOW.plus(30)));
    let stripped = static_text(&live_code.code);
    vec![
        view("view/one", "accept/accepted", &[&one], "a code alone"),
        view(
            "view/foreign-code",
            "undecided/no-code",
            &[page],
            "a menu is passed over",
        ),
        view(
            "view/foreign-beside",
            "accept/accepted",
            &[page, &one],
            "a menu beside it is passed over",
        ),
        view(
            "view/foreign-behind",
            "accept/accepted",
            &[&one, page],
            "in either order",
        ),
        view(
            "view/two",
            "undecided/ambiguous",
            &[&one, &two],
            "two codes that are both good",
        ),
        view(
            "view/two-turned",
            "undecided/ambiguous",
            &[&two, &one],
            "in either order",
        ),
        view(
            "view/same-twice",
            "accept/accepted",
            &[&one, &one],
            "one code, seen twice",
        ),
        view(
            "view/good-and-revoked",
            "undecided/ambiguous",
            &[&one, &revoked],
            "both have passed the signature, so neither is the one",
        ),
        view(
            "view/sticker-beside",
            "accept/accepted",
            &[sticker, &one],
            "a sticker with our prefix stops nobody",
        ),
        view(
            "view/forged-beside",
            "accept/accepted",
            &[&forged, &one],
            "what has no good signature is passed over",
        ),
        view(
            "view/unknown-key-beside",
            "accept/accepted",
            &[&unknown, &one],
            "what nobody here can check is passed over",
        ),
        view(
            "view/sticker-alone",
            "refuse/text-alphabet",
            &[page, &sticker.to_lowercase().replace("jm1:", "JM1:")],
            "when none is good, the verdict of the first of ours",
        ),
        view(
            "view/forged-then-unknown",
            "refuse/bad-signature",
            &[&forged, &unknown],
            "when none is good, the verdict of the first",
        ),
        view(
            "view/unknown-then-forged",
            "undecided/unknown-key",
            &[&unknown, &forged],
            "when none is good, the verdict of the first",
        ),
        view(
            "view/revoked-alone",
            "refuse/revoked",
            &[&revoked, sticker],
            "one has passed the signature: its verdict",
        ),
        view(
            "view/two-slots-of-one-code",
            "accept/accepted",
            &[&slot, &later],
            "codes are told apart by their bytes, not by what is shown around them",
        ),
        view(
            "view/live-and-stripped",
            "accept/accepted",
            &[&slot, &stripped],
            "a code with its proof and without: the good one counts",
        ),
        view(
            "view/stripped-and-live",
            "accept/accepted",
            &[&stripped, &slot],
            "in either order",
        ),
    ]
}

fn view(name: &str, expect: &str, texts: &[&str], comment: &str) -> Vector {
    Vector::view(name, expect, texts, &format!("{comment} (§9.3)"))
}

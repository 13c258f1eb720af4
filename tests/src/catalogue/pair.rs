//! Guardians and members (SPEC §7.3).

use juma_format::{KeyId, code_text::static_text};

use super::undecided;
use crate::{
    bundle::LIST,
    bundle::REVOKED,
    cbor::uint,
    code::{gate, status},
    live::{LiveCode, member, member_of},
    moment::NOW,
    vector::Vector,
};

pub(super) fn vectors() -> Vec<Vector> {
    let guardian = gate();
    let own = guardian.text();
    let child = member(1001, &guardian.signed()).text();
    let grandmother = member(1002, &guardian.signed()).text();
    let stranger = gate().residence(2, uint(status(LIST, 1003))).text();
    let revoked = gate().residence(2, uint(status(LIST, REVOKED)));
    let of_revoked = member(1001, &revoked.signed()).text();
    let revoked_child = member(REVOKED, &guardian.signed()).text();
    let live = LiveCode::of(1004);
    let of_live = member(1001, &live.code).text();
    let other_kid = member_of(1001, &guardian.signed(), KeyId::from_bytes([1, 2, 3, 4])).text();
    let view = |name: &str, expect: &str, texts: &[&str], comment: &str| {
        Vector::view(name, expect, texts, &format!("{comment} (§7.3)"))
    };
    let row = |name: &str, expect: &str, row: &[(u64, &str)], comment: &str| {
        let row: Vec<_> = row
            .iter()
            .map(|(seconds, text)| (NOW.plus(*seconds), (*text).to_owned()))
            .collect();
        Vector::row(name, expect, &row, &format!("{comment} (§7.3)"))
    };
    vec![
        undecided(
            "pair/member-alone",
            "guardian-missing",
            &child,
            "nobody beside it (§7.3)",
        ),
        Vector::new(
            "pair/member-alone-is-enough",
            "accept/accepted",
            &child,
            "a venue says so (§9.4)",
        )
        .policy("library-guardian-alone"),
        view(
            "pair/both",
            "accept/accepted",
            &[&own, &child],
            "the guardian and the child",
        ),
        view(
            "pair/both-turned",
            "accept/accepted",
            &[&child, &own],
            "in either order",
        ),
        view(
            "pair/live-guardian",
            "accept/accepted",
            &[&live.at(NOW), &of_live],
            "the tag is over the code, not what is shown around it",
        ),
        view(
            "pair/live-guardian-stripped",
            "refuse/not-live",
            &[&static_text(&live.code), &of_live],
            "the guardian's own code must be good",
        ),
        view(
            "pair/another-guardian",
            "refuse/guardian-mismatch",
            &[&stranger, &child],
            "the person beside is not the one named",
        ),
        view(
            "pair/tag-for-another-kid",
            "refuse/guardian-mismatch",
            &[&own, &other_kid],
            "a tag binds the member's kid",
        ),
        view(
            "pair/revoked-guardian",
            "refuse/revoked",
            &[&revoked.text(), &of_revoked],
            "the guardian's own code is revoked",
        ),
        view(
            "pair/revoked-member",
            "refuse/revoked",
            &[&own, &revoked_child],
            "the relation has ended",
        ),
        view(
            "pair/two-members",
            "undecided/ambiguous",
            &[&child, &grandmother],
            "two members and nobody to show them",
        ),
        view(
            "pair/two-members-and-the-guardian",
            "undecided/ambiguous",
            &[&child, &grandmother, &own],
            "a pair has two codes",
        ),
        row(
            "pair/row-guardian-first",
            "accept/accepted",
            &[(0, &own), (20, &child)],
            "20 s later",
        ),
        row(
            "pair/row-member-first",
            "accept/accepted",
            &[(0, &child), (20, &own)],
            "in either order",
        ),
        row(
            "pair/row-too-late",
            "undecided/guardian-missing",
            &[(0, &own), (21, &child)],
            "21 s later",
        ),
        row(
            "pair/row-stranger-first",
            "undecided/guardian-missing",
            &[(0, &stranger), (5, &child)],
            "whoever went before says nothing of the child",
        ),
    ]
}

//! Claims that are missing, that contradict one another, and that have no place.

use super::*;
use crate::{
    cbor::CborFault,
    claims::{ClaimKey, Conflict},
    draft::{array, bytes, integer, text, unsigned},
};

#[test]
fn what_is_missing() {
    use ClaimKey::*;
    for (key, claim) in [(1, Flags), (2, Status), (3, Region), (4, Name)] {
        for claims in [holder_gate(), holder_full(), sealed(96)] {
            refused(
                &edit(&claims, |map| map.without(key)),
                ClaimsError::Missing(claim),
            );
        }
    }
    for (key, claim) in [(4, Expires), (6, Issued), (RESIDENCE, Residence)] {
        let bytes = edit_outer(&holder_full(), |map| map.without(key));
        refused(&bytes, ClaimsError::Missing(claim));
    }
    for (key, claim) in [(5, Document), (7, AddressTail)] {
        refused(
            &edit(&holder_full(), |map| map.without(key)),
            ClaimsError::Missing(claim),
        );
    }
    let traveller = full_of(traveller(), STATIC, Bearer::Holder);
    refused(
        &edit(&traveller, |map| map.without(6)),
        ClaimsError::Missing(BirthDate),
    );
    refused(&flip(&traveller, 0b10 << 20), ClaimsError::Missing(Sex)); // Female is 2
    refused(
        &flip(&holder_full(), 1 << 16),
        ClaimsError::Missing(Document),
    ); // no kind
    refused(
        &edit(&sealed(96), |map| map.without(13)),
        ClaimsError::Missing(Sealed),
    );
}

#[test]
fn what_stands_where_its_tier_has_it_not() {
    use ClaimKey::*;
    let birth = integer(-7000);
    let line = text("1");
    let body = unsigned(11_010_519_491_231_002);
    let household = [array(2), unsigned(4403), text("1")].concat();
    for claims in [holder_gate(), gate(Medium::Paper, GUARDIAN), sealed(96)] {
        refused(
            &with(&claims, 6, &birth),
            ClaimsError::Unexpected(BirthDate),
        );
        refused(
            &with(&claims, 7, &line),
            ClaimsError::Unexpected(AddressTail),
        );
        refused(&with(&claims, 5, &body), ClaimsError::Unexpected(Document));
        refused(
            &with(&claims, 8, &household),
            ClaimsError::Unexpected(Household),
        );
        refused(&flip(&claims, 1 << 16), ClaimsError::Unexpected(Document)); // a kind in the flags
        refused(&flip(&claims, 1 << 20), ClaimsError::Unexpected(Sex));
        let issued = unsigned(1_790_000_000);
        refused(
            &edit_outer(&claims, |map| map.set(6, &issued)),
            ClaimsError::Unexpected(Issued),
        );
    }
    let part = bytes(&[0; 144]);
    refused(
        &with(&holder_gate(), 13, &part),
        ClaimsError::Unexpected(Sealed),
    );
    refused(
        &with(&holder_full(), 13, &part),
        ClaimsError::Unexpected(Sealed),
    );
    let tail = text("2X");
    refused(
        &with(&holder_full(), 9, &tail),
        ClaimsError::Unexpected(DocumentTail),
    );
    refused(
        &with(&holder_full(), 6, &birth),
        ClaimsError::Unexpected(BirthDate),
    );
    refused(&flip(&holder_full(), 1 << 20), ClaimsError::Unexpected(Sex));
    for state in [1_u64, 2, 4] {
        // No address, pending, withheld: registered is 0.
        refused(
            &flip(&holder_full(), state << 4),
            ClaimsError::Unexpected(AddressTail),
        );
    }
}

#[test]
fn claims_that_contradict_one_another() {
    use Conflict::*;
    let key = bytes(&[1; 32]);
    let anchor = bytes(&[1; 16]);
    let tag = bytes(&[1; 8]);
    let live = gate(ANCHOR, Bearer::Holder);
    let guardian = gate(STATIC, GUARDIAN);
    let relation = guardian.flags().pack() ^ holder_gate().flags().pack();
    let profile = live.flags().pack() ^ holder_gate().flags().pack();
    for (bytes, conflict) in [
        (with(&live, 11, &key), AnchorAndHolderKey),
        (
            with(&gate(HOLDER_KEY, GUARDIAN), 10, &anchor),
            AnchorAndHolderKey,
        ),
        (
            edit(&holder_gate(), |map| map.set(10, &anchor).set(11, &key)),
            AnchorAndHolderKey,
        ),
        (with(&holder_gate(), 10, &anchor), LiveHalf),
        (with(&holder_gate(), 11, &key), LiveHalf),
        (edit(&live, |map| map.without(10)), LiveHalf),
        (flip(&live, profile), LiveHalf),
        (flip(&holder_gate(), profile), LiveHalf),
        (
            with(&gate(Medium::Paper, Bearer::Holder), 10, &anchor),
            LiveHalf,
        ),
        (flip(&live, 1 << 7), LivePaper),
        (flip(&gate(HOLDER_KEY, Bearer::Holder), 1 << 7), LivePaper),
        (with(&holder_gate(), 12, &tag), GuardianHalf),
        (edit(&guardian, |map| map.without(12)), GuardianHalf),
        (flip(&guardian, relation), GuardianHalf),
        (flip(&holder_gate(), relation), GuardianHalf),
    ] {
        refused(&bytes, conflict.into());
    }
    let expires = |seconds: u64| move |map: Draft| map.set(4, unsigned(seconds));
    let end = midnight("2027-03-01").seconds();
    for other in [end - 1, end + 1, end + 3600, end + 8 * 3600] {
        refused(
            &edit_outer(&holder_gate(), expires(other)),
            ExpiresNotMidnight.into(),
        );
    }
    // The code was issued on 2026-11-02.
    for date in ["2026-11-02", "2020-01-02"] {
        let early = edit_outer(&holder_full(), expires(midnight(date).seconds()));
        refused(&early, ExpiresBeforeIssued.into());
    }
    let issued_at_the_end = |map: Draft| map.set(6, unsigned(end));
    refused(
        &edit_outer(&holder_full(), issued_at_the_end),
        ExpiresBeforeIssued.into(),
    );
    assert!(
        Claims::decode(&edit_outer(
            &holder_full(),
            expires(midnight("2026-11-03").seconds())
        ))
        .is_ok()
    );
}

#[test]
fn ignorable_keys_are_passed_over_and_their_neighbours_are_not() {
    let claims = holder_gate();
    for key in 128..=255 {
        for value in [&b"\x00"[..], b"\x63abc", b"\xf4", b"\xa1\x01\x82\x01\x02"] {
            let bytes = with(&claims, key, value);
            assert!(Claims::decode(&bytes) == Ok(claims.clone()), "{key}");
        }
    }
    let two = edit(&claims, |map| map.set(128, [0xf6]).set(255, [0xf6]));
    assert!(Claims::decode(&two) == Ok(claims.clone()));
    for key in [0, 14, 24, 127, 256, 65_536, -1, -129, i64::MAX, i64::MIN] {
        let bytes = with(&claims, key, unsigned(0));
        refused(&bytes, ClaimsError::Unknown { key });
    }
    for key in [0, 1, 2, 3, 5, 7, 8, 128, 255, -65_538, -1] {
        let bytes = edit_outer(&claims, |map| map.set(key, unsigned(0)));
        refused(&bytes, ClaimsError::Unknown { key });
    }
    // What is passed over must be well formed all the same.
    let head = edit(&claims, |map| map.set(200, [0xf6]));
    let before = &head[..head.len() - 1];
    for (value, broken) in [
        (&b"\xff"[..], CborFault::Indefinite),
        (b"\x18\x01", CborFault::NotShortest),
        (b"\xf9\x00\x00", CborFault::Unsupported),
        (b"\xc0\x00", CborFault::Unsupported),
        (b"\x61\xff", CborFault::Utf8),
        (b"\xa2\x01\x00\x01\x00", CborFault::DuplicateKey),
        (b"\xa2\x02\x00\x01\x00", CborFault::KeyOrder),
        (b"\x81\x81\x81\x00", CborFault::TooDeep),
        (b"\x5a\x7f\xff\xff\xff", CborFault::Truncated),
        (b"\xf6\x00", CborFault::Trailing),
    ] {
        fault(&[before, value].concat(), broken);
    }
}

#[test]
fn maps_in_another_form() {
    let bytes = holder_gate().encode();
    fault(
        &[&[0xbf], &bytes[1..], &[0xff]].concat(),
        CborFault::Indefinite,
    );
    fault(
        &[&[0xb8, 0x02], &bytes[1..]].concat(),
        CborFault::NotShortest,
    );
    fault(&[&bytes[..], &[0xf6]].concat(), CborFault::Trailing);
    fault(&[&[0xd8, 0x3d], &bytes[..]].concat(), CborFault::WrongType); // the CWT tag
    let (expires, residence) = bytes[1..].split_at(6);
    fault(&[&[0xa2], residence, expires].concat(), CborFault::KeyOrder);
    fault(
        &[&[0xa3], expires, expires, residence].concat(),
        CborFault::DuplicateKey,
    );
    fault(b"", CborFault::Truncated);
    fault(b"\xa0\x00", CborFault::Trailing);
    refused(b"\xa0", ClaimsError::Missing(ClaimKey::Expires));
}

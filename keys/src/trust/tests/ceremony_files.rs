//! The files of ceremonies: one form, and nothing beside it.

use super::{ceremony::first_root, *};

fn draft() -> Draft {
    Draft::from(first_root(2, &[1, 2, 3]))
}

fn list_draft() -> Draft {
    let list = list(vec![entry(
        key::<crate::CodeKey>(9).public().as_bytes(),
        Purpose::Code,
    )]);
    Draft::from(ListDraft::of(list).unwrap())
}

#[test]
fn drafts_and_signatures_survive_the_stick() {
    for draft in [draft(), list_draft()] {
        let text = draft.to_string();
        let read = Draft::parse(&text).unwrap();
        assert_eq!(read.to_string(), text);
        assert_eq!(read.hash(), draft.hash());
        assert!(Draft::parse(&text.replace('\n', "\r\n")).is_ok());
        let signature = draft.sign(&key(1)).unwrap();
        let text = signature.to_string();
        let read = DraftSignature::parse(&text).unwrap();
        assert_eq!(read.to_string(), text);
        assert_eq!(read.check(&draft), Ok(()));
        assert_eq!(read.payload_hash(), &draft.hash());
    }
}

#[test]
fn torn_and_altered_files() {
    let text = draft().to_string();
    let signature = draft().sign(&key(1)).unwrap().to_string();
    for file in [&text, &signature] {
        for end in 0..file.len() {
            assert!(Draft::parse(&file[..end]).is_err());
            assert!(DraftSignature::parse(&file[..end]).is_err());
        }
        assert!(Draft::parse(&format!("{file}x")).is_err());
        assert!(DraftSignature::parse(&format!("{file}\n")).is_err());
    }
    for (from, to) in [
        ("juma draft", "juma drafts"),
        ("body: root", "body: trust-list"),
        ("body: root", "body: code"),
        ("environment: test", "environment: production"),
        ("payload: ", "payload: !"),
        ("payload: ", "payload: AAAA"),
        ("payload", "Payload"),
    ] {
        assert!(Draft::parse(&text.replacen(from, to, 1)).is_err(), "{to}");
    }
    assert!(Draft::parse(&signature).is_err());
    assert!(DraftSignature::parse(&text).is_err());
    // A signature cannot change sides.
    for (from, to) in [
        ("body: root", "body: trust-list"),
        ("environment: test", "environment: demo"),
    ] {
        let altered = DraftSignature::parse(&signature.replacen(from, to, 1)).unwrap();
        assert!(altered.check(&draft()).is_err());
    }
}

#[test]
fn a_draft_that_could_not_have_been_made() {
    // Two entries with one kid, which a list can be written with and no draft is.
    let keys = list::colliding_keys();
    let entries = keys.map(|key| entry(key.public().as_bytes(), Purpose::Code));
    let list = list(entries.into());
    assert!(matches!(
        ListDraft::of(list.clone()),
        Err(CeremonyRefusal::Collision { .. })
    ));
    let good = list_draft();
    let payload = |bytes: &[u8]| {
        use base64::{Engine, engine::general_purpose::STANDARD};
        STANDARD.encode(bytes)
    };
    let text = good.to_string();
    let text = text.replace(&payload(&good.payload()), &payload(&list.encode()));
    assert_eq!(Draft::parse(&text).unwrap_err().slug(), "key-collision");
}

#[test]
fn signed_documents_are_told_apart() {
    let root = signed_root(&document(1, 1, &[1]), &[1]);
    let list = signed_list(&list(Vec::new()), &[1]);
    let [root, list] = [root, list].map(|bytes| SignedDocument::parse(bytes).unwrap());
    assert!(matches!(
        root.content_unverified(),
        UncheckedDocument::Root(_)
    ));
    assert!(matches!(
        list.content_unverified(),
        UncheckedDocument::TrustList(_)
    ));
    let anchor = root.check_root(RootInForce::None).unwrap();
    assert!(list.check_list(&anchor).is_ok());
    assert!(root.check_list(&anchor).is_err());
    assert!(list.check_root(RootInForce::None).is_err());
    for bytes in [&b""[..], b"juma draft\n", &[0x82, 0x40, 0x80]] {
        assert!(SignedDocument::parse(bytes.into()).is_err());
    }
    // Every shortened document is an error, and none a panic.
    let whole = signed_root(&document(1, 1, &[1]), &[1]);
    for end in 0..whole.len() {
        assert!(SignedDocument::parse(whole[..end].into()).is_err());
    }
}

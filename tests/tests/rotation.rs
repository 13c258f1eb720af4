//! A key a city a month, as the ceremonies make it and a gate meets it: last month's codes stay good,
//! this month's are good, a stolen month is lost and no other.

#![expect(clippy::unwrap_used, reason = "where a helper fails, the test fails")]

use juma_format::{
    code_text::static_text,
    region::Region,
    time::{DAY, UnixTime},
    trust::{EntryTimes, StatusTimes},
};
use juma_keys::{
    CodeKey, DocumentTimes, Draft, EpochStep, KeyRole, KeyTerms, ListDraft, PublicKeyFile,
    RootAnchor, RootDraft, RootInForce, RootKey, RootTerms, SigningKey, combine,
};
use juma_tests::{
    bundle::{LIST, Pieces, status_list, status_of},
    cbor::uint,
    code,
    moment::{FOUNDED, MAX_VALIDITY, ROOT_EXPIRES},
    parties::{ENVIRONMENT, NAMESPACE, SHENZHEN, bundle_key, code_key_of, root, status_key},
    policies,
};
use juma_verifier::State;

const MONTHS: u64 = 4;

fn month(number: u64) -> UnixTime {
    FOUNDED.plus(number * 30 * DAY)
}

fn times(issued: UnixTime) -> DocumentTimes {
    DocumentTimes {
        issued,
        expires: issued.plus(90 * DAY),
    }
}

fn holders() -> [SigningKey<RootKey>; 3] {
    [1, 2, 3].map(root)
}

fn city_key(number: u64) -> SigningKey<CodeKey> {
    code_key_of(&format!("city, month {number}"))
}

fn key_file(role: KeyRole, key: &[u8; 32]) -> PublicKeyFile {
    PublicKeyFile::new(role, ENVIRONMENT, *key)
}

fn add(
    draft: &ListDraft,
    file: &PublicKeyFile,
    regions: Vec<Region>,
    from: u64,
    until: u64,
) -> ListDraft {
    let terms = KeyTerms {
        issuer: "深圳市 VECTORS".into(),
        regions,
        namespace: NAMESPACE.into(),
        times: EntryTimes {
            sign_from: month(from),
            sign_until: month(until),
            accept_until: month(until).plus(MAX_VALIDITY),
            max_validity: MAX_VALIDITY,
        },
    };
    draft.add(file, terms, &[]).unwrap()
}

fn add_city(draft: &ListDraft, number: u64) -> ListDraft {
    let file = key_file(KeyRole::Code, city_key(number).public().as_bytes());
    let regions = vec![Region::from_code(SHENZHEN).unwrap()];
    add(draft, &file, regions, number, number + 1)
}

/// Two of the three sign; where there is a list before, both look at what changes.
fn sign(draft: ListDraft, before: Option<&ListDraft>, anchor: &RootAnchor) -> Vec<u8> {
    if let Some(before) = before {
        assert!(!draft.changes_since(before.list()).unwrap().is_empty());
    }
    let draft = Draft::from(draft);
    let [one, _, three] = holders();
    let signatures = [one, three].map(|key| draft.sign(&key).unwrap());
    combine(&draft, &signatures, RootInForce::Known(anchor)).unwrap()
}

/// The stick of a month.
fn stick(root: &[u8], list: Vec<u8>, number: u64) -> Vec<u8> {
    let issued = month(number);
    let expires = issued.plus(90 * DAY);
    let status = status_of(NAMESPACE, LIST, StatusTimes { issued, expires });
    let mut pieces = Pieces::of(Vec::new());
    pieces.roots = vec![root.into()];
    pieces.lists = vec![list];
    pieces.statuses = vec![status_list(&status, &status_key())];
    pieces.sequence = u32::try_from(number).unwrap() + 1;
    (pieces.issued, pieces.expires) = (issued, expires);
    pieces.bundle()
}

/// What the gate says, a day after the stick of a month, of a full code.
fn said(state: &State, now: u64, key: u64, issued: UnixTime) -> &'static str {
    let code = code::full()
        .claim(6, uint(issued.seconds()))
        .signed_by(&city_key(key));
    let policy = policies::named("officer").unwrap();
    let at = month(now).plus(DAY);
    let judged = state.judge(&static_text(&code), at, &policy);
    judged.verdict.slug()
}

#[test]
fn monthly_keys_and_a_stolen_one() {
    let keys = holders().map(|key| key_file(KeyRole::Root, key.public().as_bytes()));
    let terms = RootTerms {
        times: DocumentTimes {
            issued: FOUNDED,
            expires: ROOT_EXPIRES,
        },
        threshold: 2,
        keys: keys.into(),
    };
    let draft = RootDraft::first(ENVIRONMENT, &terms).unwrap();
    let anchor = RootAnchor::of(draft.document()).unwrap();
    let draft = Draft::from(draft);
    let [one, two, _] = holders().map(|key| draft.sign(&key).unwrap());
    let root = combine(&draft, &[one, two], RootInForce::None).unwrap();

    let mut list = ListDraft::first(ENVIRONMENT, times(FOUNDED)).unwrap();
    let status = key_file(KeyRole::Status, status_key().public().as_bytes());
    let bundle = key_file(KeyRole::Bundle, bundle_key().public().as_bytes());
    list = add(&list, &status, Vec::new(), 0, 12);
    list = add(&list, &bundle, Vec::new(), 0, 12);
    list = add_city(&add_city(&list, 0), 1);
    let mut gate = State::new(anchor.clone());
    let import = |gate: &State, list: Vec<u8>, number| {
        let imported = gate.import(&stick(&root, list, number), month(number));
        imported.unwrap().0
    };
    gate = import(&gate, sign(list.clone(), None, &anchor), 0);

    for now in 1..MONTHS {
        let before = list;
        list = ListDraft::after(before.list(), times(month(now)), EpochStep::Keep).unwrap();
        // The key of the month to come, so that a gate without a stick will know it.
        list = add_city(&list, now + 1);
        gate = import(&gate, sign(list.clone(), Some(&before), &anchor), now);
        for key in 0..=now {
            assert_eq!(said(&gate, now, key, month(key)), "accepted", "{key}");
        }
        // Last month's key signs nothing this month, nor does next month's.
        let late = said(&gate, now, now - 1, month(now));
        assert_eq!(late, "outside-key-period");
        let early = said(&gate, now, now + 1, month(now));
        assert_eq!(early, "outside-key-period");
        let unknown = said(&gate, now, now + 2, month(now));
        assert_eq!(unknown, "unknown-key");
    }

    // Somebody has had the key of month 1. Its codes are lost, back-dated ones too, and no others.
    let before = list;
    let now = MONTHS;
    list = ListDraft::after(before.list(), times(month(now)), EpochStep::Keep).unwrap();
    list = list.compromise(city_key(1).public().hash()).unwrap();
    let old = gate.clone();
    gate = import(&gate, sign(list.clone(), Some(&before), &anchor), now);
    for issued in [month(1), month(1).plus(DAY), month(2), FOUNDED] {
        assert_eq!(said(&gate, now, 1, issued), "key-compromised");
    }
    for key in [0, 2, 3] {
        assert_eq!(said(&gate, now, key, month(key)), "accepted");
    }
    // A gate that the stick has not reached still opens to it: that is the age that it shows.
    assert_eq!(said(&old, now - 1, 1, month(1)), "accepted");

    // A retired key keeps its codes and makes no more.
    let before = list;
    list = ListDraft::after(before.list(), times(month(now)), EpochStep::Keep).unwrap();
    let key = city_key(now).public().hash();
    list = list.retire(key).unwrap();
    let list = sign(list, Some(&before), &anchor);
    let gate = gate.import(&stick(&root, list, now + 1), month(now + 1));
    let gate = gate.unwrap().0;
    assert_eq!(
        said(&gate, now + 1, now, month(now).plus(1)),
        "outside-key-period"
    );
    assert_eq!(said(&gate, now + 1, 3, month(3)), "accepted");
}

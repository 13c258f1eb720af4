//! The contributions of `tests/vectors/contributions/`: a centre takes the good ones and refuses each
//! other for the reason in its name; a verifier takes none.

use std::{collections::BTreeSet, fs};

use juma_keys::{Added, Collection};
use juma_tests::{
    bundle::{anchor, first_root, root_document, status_payload, trust_list},
    contribution::{COLLECTED, FOLDER, both, files},
    moment::NOW,
    vector,
};
use juma_verifier::State;

/// How many there are.
const COUNT: usize = 26;

#[test]
fn a_centre_takes_the_good_ones_and_refuses_each_other_for_its_reason() {
    let (anchor, roots) = (anchor(), [root_document(&first_root(), &[1])]);
    let list = trust_list(1, both(), &[1]);
    let folder = vector::folder().join(FOLDER);
    let names: BTreeSet<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names.len(), COUNT);
    assert_eq!(files().len(), COUNT, "no two have one name");
    for name in names {
        let bytes = fs::read(folder.join(&name)).unwrap();
        let mut collection = Collection::begin(&anchor, &roots, &list, COLLECTED).unwrap();
        let found = collection.add(&bytes);
        match name.split_once("--") {
            None => assert_eq!(found, Ok(Added::Taken), "{name}"),
            Some((slug, _)) => {
                let refusal = found.expect_err(&name);
                assert_eq!(refusal.slug(), slug, "{name}: {refusal}");
                assert_eq!(collection.lists().count(), 0, "{name}");
            }
        }
        if name.contains("contribution-magic") {
            continue;
        }
        let refusal = State::new(anchor.clone()).import(&bytes, NOW).unwrap_err();
        assert_eq!(refusal.slug(), "bundle-contribution", "{name}: {refusal}");
    }
}

/// Whatever becomes of a byte on the way, nothing else is taken.
#[test]
fn any_changed_byte_is_refused() {
    let (anchor, roots) = (anchor(), [root_document(&first_root(), &[1])]);
    let list = trust_list(1, both(), &[1]);
    let collection = || Collection::begin(&anchor, &roots, &list, COLLECTED).unwrap();
    let good = juma_tests::contribution::Sent::second_city(0).file();
    assert_eq!(collection().add(&good), Ok(Added::Taken));
    for at in 0..good.len() {
        for change in [1, 0x80, 0xff] {
            let mut changed = good.clone();
            changed[at] ^= change;
            assert!(collection().add(&changed).is_err(), "byte {at} ^ {change}");
        }
        assert!(collection().add(&good[..at]).is_err(), "{at} bytes");
    }
}

/// A few hundred kilobytes that would unpack to a gigabyte are refused after the first 64 MiB.
#[test]
fn a_city_cannot_take_the_memory_of_its_province() {
    let (anchor, roots) = (anchor(), [root_document(&first_root(), &[1])]);
    let list = trust_list(1, both(), &[1]);
    let key = juma_tests::parties::status_key();
    let mut sent = juma_tests::contribution::Sent::of("4403", 0);
    let packed = vec![1; 1 << 20];
    let one = |number: u32| {
        let payload = status_payload(&format!("4403/{number}"), 8, &packed);
        key.sign::<juma_format::body::StatusList>(payload)
    };
    sent.statuses = (0..80).map(one).collect();
    let file = sent.file();
    assert!(file.len() < 1 << 20, "{} bytes", file.len());
    let mut collection = Collection::begin(&anchor, &roots, &list, COLLECTED).unwrap();
    let refusal = collection.add(&file).unwrap_err();
    assert_eq!(refusal.slug(), "bundle-too-large");
    sent.statuses.truncate(60);
    assert_eq!(collection.add(&sent.file()), Ok(Added::Taken));
}

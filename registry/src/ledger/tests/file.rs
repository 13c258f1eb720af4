use juma_format::StatusRef;
use proptest::prelude::*;

use super::*;
use crate::ledger::{LedgerError, OpenError};

#[test]
fn a_file_knows_the_size_of_its_lists() {
    let place = Place::new();
    let mut ledger = FileLedger::create(&place.path()).unwrap();
    ledger.open_list(Tier::Gate, quarter()).unwrap();
    assert_eq!(ledger.lists().unwrap()[0].entries, StatusRef::ENTRIES);
    drop(ledger);
    let other = FileLedger::open_with_entries(&place.path(), FEW).map(|_| ());
    assert_eq!(other, Err(OpenError::NotALedger));
}

#[test]
fn randomness_that_repeats_itself_is_found() {
    let place = Place::new();
    let mut ledger = place.create();
    ledger.open_list(Tier::Gate, quarter()).unwrap();
    let plan = plan_for("R-1", Tier::Gate);
    let mut stuck = |bytes: &mut [u8]| -> Result<(), RandomError> {
        bytes.fill(3);
        Ok(())
    };
    assert!(ledger.plan(&plan, &mut stuck).is_ok());
    assert_eq!(
        ledger.plan(&plan, &mut stuck),
        Err(LedgerError::Random(RandomError))
    );
}

#[test]
fn the_file_holds_nothing_of_a_person_but_the_id() {
    let json = r#"{"subject": "R-1", "name": "王小明", "population": "household",
        "document": {"kind": "citizen", "number": "11010519491231002X"},
        "identity": {"level": "in-person", "verified_at": "2026-05-01", "reference": "V-77"},
        "region": "440305", "address": {"state": "registered", "text": "粤海街道"}}"#;
    let record = crate::record::Record::from_json(json.as_bytes()).unwrap();
    let place = Place::new();
    let mut ledger = place.create();
    ledger.open_list(Tier::Full, quarter()).unwrap();
    let mut plan = plan_for("R-0", Tier::Full);
    plan.subject = record.subject().clone();
    let planned = ledger.plan(&plan, &mut dice(1)).unwrap();
    ledger.commit(planned.serial, code(1)).unwrap();
    let debug = format!("{plan:?} {:?}", ledger.issuance(planned.serial));
    assert!(!debug.contains("R-1"), "{debug}");
    let file = std::fs::read_to_string(place.path()).unwrap();
    assert!(file.contains("R-1"));
    for word in [
        "王",
        "110105",
        "1949",
        "in-person",
        "V-77",
        "440305",
        "粤",
        "household",
    ] {
        assert!(!file.contains(word), "{word}");
    }
}

proptest! {
    #[test]
    fn no_file_makes_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let place = Place::new();
        place.create();
        let path = place.path();
        let mut file = std::fs::read(&path).unwrap();
        file.extend(&bytes);
        std::fs::write(&path, &file).unwrap();
        let _ = FileLedger::open_with_entries(&path, FEW).map(|opened| opened.repair);
    }
}

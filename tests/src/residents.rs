//! Residents in numbers, written into a home's register as an import does. They are nobody.

use std::path::Path;

use juma_format::time::UnixTime;
use juma_register::{Context, Operator, Register, StoreAddress, TakenIn};
use juma_registry::{ledger::RandomError, record::Record};

/// The register of a home that keeps it in a file, or of a server.
///
/// # Panics
/// When it does not open.
#[must_use]
pub fn register(home: &Path, url: Option<&str>) -> Register {
    let address = url.map_or_else(
        || StoreAddress::Sqlite(home.join("register.db")),
        |url| StoreAddress::postgres(url).expect("a URL"),
    );
    let context = Context {
        operator: Operator::new("tester").expect("a name"),
        // 2026-01-11, after homes are founded.
        now: UnixTime::from_seconds(1_768_100_000),
    };
    Register::open(&address, context, Box::new(())).expect("it opens")
}

/// The record of a person with a passport and this name.
///
/// # Panics
/// When a name is none.
#[must_use]
pub fn somebody(number: u32, name: &str) -> Record {
    let json = format!(
        r#"{{"subject": "N-{number:06}", "note": "fictional", "name": "{name}", "population": "outside",
        "document": {{"kind": "passport", "number": "X{number:08}", "birth_date": "1988-03-03", "sex": "female"}},
        "identity": {{"level": "in-person", "verified_at": "2026-01-05", "reference": "V-{number}"}},
        "region": "440305", "address": {{"state": "registered", "text": "样例街道示范路{number}号"}}}}"#
    );
    Record::from_json(json.as_bytes()).expect("a record")
}

/// Enrols so many people, all of one masked name.
///
/// # Panics
/// When one is refused.
pub fn enrol(register: &mut Register, numbers: std::ops::Range<u32>) {
    let records: Vec<Record> = numbers.map(|number| somebody(number, "张三")).collect();
    enrol_all(register, &records);
}

/// Enrols people.
///
/// # Panics
/// When one is refused.
pub fn enrol_all(register: &mut Register, records: &[Record]) {
    // Keys of digests only, which here need not be secret.
    let mut random = |bytes: &mut [u8]| {
        bytes.fill(7);
        Ok::<(), RandomError>(())
    };
    let taken = register.take_in(records, &mut random).expect("taken in");
    assert!(taken.iter().all(|one| *one == TakenIn::Enrolled));
}

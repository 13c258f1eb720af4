//! Records: whoever can be read makes claims of either tier that a verifier can read.
#![no_main]

use juma_format::{
    StatusRef,
    claims::{Bearer, Claims, Common, Full, Liveness, Medium, TierClaims},
};
use juma_fuzz::NOW;
use juma_registry::record::Record;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let record = match Record::from_json(data) {
        Ok(record) => record,
        Err(error) => return assert!(error.at.line >= 1 && error.at.column >= 1),
    };
    let _ = record.check_dates(NOW.date());
    let common = Common {
        expires: NOW
            .date()
            .plus_days(100)
            .midnight()
            .expect("a day of this century"),
        status: StatusRef::new(1, 1).expect("a place in a list"),
        region: record.region(),
        population: record.population(),
        bearer: Bearer::Holder,
        medium: Medium::Screen(Liveness::Static),
    };
    let person = record.person().clone();
    let full = TierClaims::Full(Full {
        issued: NOW,
        person,
    });
    for tier in [TierClaims::Gate(full.gate_share()), full] {
        let claims = Claims::new(common, tier).expect("a record makes claims");
        assert!(Claims::decode(&claims.encode()) == Ok(claims));
    }
});

//! Records: whoever can be read can be given a code of either tier that a verifier can read.
#![no_main]

use juma_format::{
    StatusRef,
    claims::{Bearer, Claims, Common, Liveness, Medium},
};
use juma_fuzz::NOW;
use juma_issuer::{ClearTier, Facts, GateDocument, GateName, GateRegion};
use juma_registry::record::Record;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let record = match Record::from_json(data) {
        Ok(record) => record,
        Err(error) => return assert!(error.at.line >= 1 && error.at.column >= 1),
    };
    let _ = record.check_dates(NOW.date());
    let facts = Facts {
        person: record.person().clone(),
        population: record.population(),
        region: record.region(),
        gate_region: GateRegion::District,
        gate_name: GateName::Masked,
        gate_document: GateDocument::LastTwo,
    };
    for tier in [ClearTier::Gate, ClearTier::Full] {
        let common = Common {
            expires: NOW
                .date()
                .plus_days(100)
                .midnight()
                .expect("a day of this century"),
            status: StatusRef::new(1, 1).expect("a place in a list"),
            region: facts.region(tier.tier()),
            population: facts.population,
            bearer: Bearer::Holder,
            medium: Medium::Screen(Liveness::Static),
        };
        let claims = facts
            .claims(tier, common, NOW)
            .expect("a record makes claims");
        assert!(Claims::decode(&claims.encode()) == Ok(claims));
    }
});

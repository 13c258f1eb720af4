//! What is sealed to officers (SPEC §7.4).

use juma_format::{
    claims::{Population, Relation},
    person::Name,
    region::Region,
};

use super::{accepted, refused};
use crate::{
    sealed::{officers_key, record, seal_key, sealed_text},
    vector::Vector,
};

pub(super) fn vectors() -> Vec<Vector> {
    let officers = officers_key();
    let text = sealed_text(&record().encode(), &officers);
    let mut name = record();
    name.person.name = Name::new("别例甲".to_owned()).expect("a name");
    let mut region = record();
    region.region = Region::from_code(440_106).expect("a region");
    let mut population = record();
    population.population = Population::Household;
    let mut guardian = record();
    guardian.guardian = Some(Relation::Parent);
    let mismatch = |name: &str, plaintext: &[u8], comment: &str| {
        let text = sealed_text(plaintext, &officers);
        refused(&format!("sealed/{name}"), "sealed-mismatch", text, comment).opened()
    };
    vec![
        accepted(
            "sealed/at-a-gate",
            text.clone(),
            "a gate has no key and needs none: it sees a gate's share (§7.4)",
        ),
        accepted(
            "sealed/opened",
            text,
            "an officer opens it, and the record agrees with what stands in the clear (§7.4)",
        )
        .opened(),
        accepted(
            "sealed/another-quarters-key",
            sealed_text(&record().encode(), &seal_key("officers of last quarter")),
            "no key of the officer's opens it, which is nobody's fault (§7.4)",
        )
        .opened(),
        mismatch(
            "name",
            &name.encode(),
            "the clear name is not the mask of the sealed one (§7.4)",
        ),
        mismatch(
            "region",
            &region.encode(),
            "the clear region is no prefix of the sealed one (§7.4)",
        ),
        mismatch(
            "population",
            &population.encode(),
            "the populations differ (§7.4)",
        ),
        mismatch(
            "guardian",
            &guardian.encode(),
            "a guardian in the sealed part alone (§7.4)",
        ),
        mismatch(
            "no-record",
            &[0xff; 40],
            "what was sealed is no record (§7.4)",
        ),
    ]
}

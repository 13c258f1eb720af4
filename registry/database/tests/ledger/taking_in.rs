use juma_register::{Fact, ImportCounts, Outcome, Refusal, Register, RelationKind, TakenIn};
use juma_registry::{SubjectId, record::Record};

use crate::{
    places::{Place, random},
    residents::citizen,
};

/// Somebody born then, whom a guardian may show.
fn person(subject: &str, born: &str, order: u32, guardian: Option<(&str, &str)>) -> Record {
    let number = citizen(born, order);
    let guardian = guardian.map_or_else(String::new, |(subject, relation)| {
        format!(r#", "guardian": {{"subject": "{subject}", "relation": "{relation}"}}"#)
    });
    let json = format!(
        r#"{{"subject": "{subject}", "name": "张三", "population": "migrant",
"document": {{"kind": "citizen", "number": "{number}"}},
"identity": {{"level": "in-person", "verified_at": "2025-12-01", "reference": "V-1"}},
"region": "440305", "address": {{"state": "registered", "text": "样例路1号"}}{guardian}}}"#
    );
    Record::from_json(json.as_bytes()).unwrap()
}

fn take(register: &mut Register, records: &[Record]) -> Vec<&'static str> {
    let taken = register.take_in(records, &mut random).unwrap();
    let word = |taken: &TakenIn| match taken {
        TakenIn::Enrolled => "new",
        TakenIn::Refused(refusal) => refusal.slug(),
        TakenIn::Same => "same",
        TakenIn::Updated(_) => "changed",
    };
    taken.iter().map(word).collect()
}

fn relations(register: &Register, subject: &str) -> Vec<(String, String, RelationKind)> {
    let subject = SubjectId::new(subject).unwrap();
    let all = register.relations(&subject).unwrap().into_iter();
    all.map(|it| (it.guardian.to_string(), it.person.to_string(), it.kind))
        .collect()
}

pub(crate) fn families_come_in_whole_or_not<P: Place>(place: &P) {
    let mut register = place.create();
    let parent = person("PARENT", "19900101", 1, None);
    let family = [
        person("CHILD", "20150101", 1, Some(("PARENT", "parent"))),
        person("STRAY", "20150101", 2, Some(("NOBODY", "parent"))),
        person("GRAND", "19500101", 1, Some(("CHILD", "grandchild"))),
        person("GROWN", "19900101", 2, Some(("PARENT", "sibling"))),
        person("LODGER", "19900101", 3, Some(("PARENT", "co-resident"))),
        person("GUEST", "19900101", 4, Some(("PARENT", "other"))),
        person("SELF", "19500101", 2, Some(("SELF", "spouse"))),
        // Two who show each other's codes, and a third who leans on one who is refused.
        person("HE", "19500101", 3, Some(("SHE", "spouse"))),
        person("SHE", "19500101", 4, Some(("HE", "spouse"))),
        person("LEAN", "20150101", 3, Some(("GUEST", "legal-guardian"))),
    ];
    let first = [&family[..], std::slice::from_ref(&parent)].concat();
    assert_eq!(
        take(&mut register, &first),
        [
            "new",
            "guardian-not-enrolled",
            "guardian-is-minor",
            "neither-minor-nor-elder",
            "new",
            "not-family",
            "same-person",
            "new",
            "new",
            "guardian-not-enrolled",
            "new",
        ]
    );
    let pair = |one: &str, other: &str, kind| (one.to_owned(), other.to_owned(), kind);
    assert_eq!(
        relations(&register, "PARENT"),
        [
            pair("PARENT", "CHILD", RelationKind::Minor),
            pair("PARENT", "LODGER", RelationKind::CoResident),
        ]
    );
    assert_eq!(
        relations(&register, "HE"),
        [
            pair("HE", "SHE", RelationKind::Elder),
            pair("SHE", "HE", RelationKind::Elder),
        ]
    );
    let stray = SubjectId::new("STRAY").unwrap();
    assert_eq!(register.record(&stray).unwrap(), None);
    // A second time nothing is new, and whoever names no guardian loses none.
    let again = [parent.clone(), family[0].clone(), family[7].clone()];
    assert_eq!(take(&mut register, &again), ["same", "same", "same"]);
    let alone = person("CHILD", "20150101", 1, None);
    assert_eq!(take(&mut register, &[alone]), ["same"]);
    assert_eq!(relations(&register, "CHILD").len(), 1);
    // The family of somebody who is there already is a change.
    let other = person("LODGER", "19900101", 3, Some(("PARENT", "parent")));
    assert_eq!(take(&mut register, &[other]), ["already-related"]);
    let taken = register.take_in(
        &[person(
            "CHILD",
            "20150101",
            1,
            Some(("LODGER", "legal-guardian")),
        )],
        &mut random,
    );
    let relation = Outcome {
        changed: vec![Fact::Relation],
        stale: Vec::new(),
    };
    assert_eq!(taken.unwrap(), [TakenIn::Updated(relation)]);
    register.audit().unwrap();
}

pub(crate) fn documents_go_from_one_to_another_in_a_batch<P: Place>(place: &P) {
    let mut register = place.create();
    let first = [
        person("A", "19900101", 1, None),
        person("B", "19900101", 2, None),
    ];
    assert_eq!(take(&mut register, &first), ["new", "new"]);
    let batch = [
        // What A has is not free yet.
        person("C", "19900101", 1, None),
        person("A", "19900101", 3, None),
        person("D", "19900101", 1, None),
        person("B", "19900101", 1, None),
        person("D", "19900101", 4, None),
        person("E", "19900101", 1, None),
        person("F", "20770101", 1, None),
    ];
    assert_eq!(
        take(&mut register, &batch),
        [
            "document-in-use",
            "changed",
            "new",
            "document-in-use",
            "changed",
            "new",
            "birth-in-future"
        ]
    );
    register.audit().unwrap();
}

pub(crate) fn a_rehearsal_does_everything_and_leaves_nothing<P: Place>(place: &P) {
    let mut register = place.create();
    let first = [person("A", "19900101", 1, None)];
    assert_eq!(take(&mut register, &first), ["new"]);
    let before = register.mark().unwrap();
    register.rehearse().unwrap();
    let batch = [
        person("B", "19900101", 2, None),
        person("A", "19900101", 3, None),
    ];
    assert_eq!(take(&mut register, &batch), ["new", "changed"]);
    assert_eq!(take(&mut register, &batch), ["same", "same"]);
    let child = person("CHILD", "20150101", 1, Some(("B", "parent")));
    assert_eq!(take(&mut register, &[child]), ["new"]);
    // What is refused in the middle undoes itself alone.
    let nobody = SubjectId::new("NOBODY").unwrap();
    let refused = register.end_permit(&nobody).unwrap_err();
    assert_eq!(refused, Refusal::NotEnrolled.into());
    assert_eq!(register.tally().unwrap().residents(), 3);
    let counts = ImportCounts::default();
    register
        .note_import(counts, &register.tally().unwrap())
        .unwrap();
    assert!(register.last_tally().unwrap().is_some());
    drop(register);
    let register = place.open();
    assert_eq!(register.mark().unwrap(), before);
    assert_eq!(register.tally().unwrap().residents(), 1);
    assert_eq!(register.last_tally().unwrap(), None);
    register.audit().unwrap();
}

pub(crate) fn tallies_count_districts_and_years<P: Place>(place: &P) {
    let mut register = place.create();
    let people: Vec<Record> = (1..=600)
        .map(|order| {
            let born = format!("19{}0101", 50 + order % 50);
            person(&format!("P-{order}"), &born, order, None)
        })
        .collect();
    assert!(take(&mut register, &people).iter().all(|it| *it == "new"));
    assert!(take(&mut register, &people).iter().all(|it| *it == "same"));
    let tally = register.tally().unwrap();
    assert_eq!(tally.residents(), 600);
    assert_eq!(tally.districts[&440_305], 600);
    assert_eq!(tally.births[&1950], 12);
    let counts = ImportCounts {
        rows: 600,
        new: 600,
        ..ImportCounts::default()
    };
    register.note_import(counts, &tally).unwrap();
    drop(register);
    let register = place.open();
    assert_eq!(register.last_tally().unwrap(), Some(tally));
    let mut acts = Vec::new();
    register
        .journal(|entry| acts.push((entry.act, entry.detail)))
        .unwrap();
    let (act, detail) = acts.pop().unwrap();
    assert_eq!(act, "import");
    assert!(detail.contains(r#""new":600"#), "{detail}");
}

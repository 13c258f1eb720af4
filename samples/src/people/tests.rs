use std::collections::{HashMap, HashSet};

use juma_format::{
    claims::Population,
    person::{AddressState, DocumentKind},
    region::Region,
    time::Date,
};
use juma_registry::record::{LinkRelation, Record, RecordField};

use super::{Encoding, Form, People, PeopleTerms, Words, write};

fn terms(count: u64) -> PeopleTerms {
    let on = Date::parse("2026-11-01").unwrap();
    PeopleTerms::new(count, 7, on, Region::parse("4403").unwrap())
}

fn records(terms: &PeopleTerms) -> Vec<Record> {
    let read =
        |json: String| Record::from_json(json.as_bytes()).unwrap_or_else(|_| panic!("{json}"));
    People::new(terms)
        .map(|person| read(person.to_json()))
        .collect()
}

#[test]
fn everybody_is_a_record_that_can_be_true_that_day() {
    let terms = terms(20_000);
    let records = records(&terms);
    assert_eq!(records.len(), 20_000);
    let mut documents = HashSet::new();
    let (mut kinds, mut populations, mut states) = (HashSet::new(), HashSet::new(), HashSet::new());
    for record in &records {
        record.check_dates(terms.on).unwrap();
        let document = &record.person().document;
        assert!(documents.insert((document.kind().name(), document.number())));
        kinds.insert(document.kind().name());
        populations.insert(record.population().name());
        states.insert(record.person().address.state().name());
        let name = record.person().name.as_str();
        let says = [
            "样例",
            "测试",
            "示范",
            "Sample",
            "Example",
            "Mustermann",
            "Échantillon",
        ];
        assert!(says.iter().any(|word| name.contains(word)), "{name}");
    }
    assert_eq!(kinds.len(), DocumentKind::ALL.len());
    assert_eq!(populations.len(), Population::ALL.len());
    assert_eq!(states.len(), AddressState::ALL.len());
}

#[test]
fn every_edge_of_age_is_there_and_guardians_may_be() {
    let terms = terms(3_001);
    let records = records(&terms);
    let all: HashMap<_, _> = records
        .iter()
        .map(|it| (it.subject().clone(), it))
        .collect();
    let age = |record: &Record, day| record.person().document.birth_date().age_on(day).unwrap();
    let has = |want: u32, tomorrow: u32| {
        records.iter().any(|record| {
            age(record, terms.on) == want && age(record, terms.on.plus_days(1)) == tomorrow
        })
    };
    assert!(has(17, 18) && has(59, 60) && has(0, 0) && has(120, 120));
    let birthday = |years| {
        records.iter().any(|record| {
            let (_, month, day) = record.person().document.birth_date().ymd();
            age(record, terms.on) == years && (month, day) == (11, 1)
        })
    };
    assert!(birthday(18) && birthday(60));
    let (mut later, mut co_residents) = (0, 0);
    for (at, record) in records.iter().enumerate() {
        let Some(link) = record.guardian() else {
            continue;
        };
        let guardian = all.get(&link.subject).expect("the guardian is among them");
        if link.relation == LinkRelation::CoResident {
            co_residents += 1;
            assert!(guardian.person().address == record.person().address);
            continue;
        }
        assert!(age(guardian, terms.on) >= 18);
        assert!(age(record, terms.on) < 18 || age(record, terms.on) >= 60);
        later += u32::from(records[at..].contains(guardian));
    }
    assert!(later > 20 && co_residents > 20, "{later} {co_residents}");
}

#[test]
fn the_same_each_time_and_changed_where_it_is_wanted() {
    let all = |terms: &PeopleTerms| -> Vec<_> { People::new(terms).collect() };
    let people = all(&terms(2_000));
    assert_eq!(people, all(&terms(2_000)));
    assert_ne!(
        people,
        all(&PeopleTerms {
            seed: 8,
            ..terms(2_000)
        })
    );
    // A longer list begins with the shorter one but for the last household.
    assert_eq!(people[..1_990], all(&terms(3_000))[..1_990]);
    let changed = all(&PeopleTerms {
        changed_per_mille: 500,
        ..terms(2_000)
    });
    let differ = |field| {
        let pairs = people.iter().zip(&changed);
        pairs
            .filter(|(one, other)| one.value(field) != other.value(field))
            .count()
    };
    assert!((500..1_200).contains(&differ(RecordField::AddressText)));
    assert!((20..200).contains(&differ(RecordField::Name)));
    for field in [
        RecordField::Subject,
        RecordField::DocumentNumber,
        RecordField::IdentityLevel,
        RecordField::IdentityVerifiedAt,
        RecordField::Region,
        RecordField::AddressState,
        RecordField::HouseholdText,
        RecordField::GuardianSubject,
    ] {
        assert_eq!(differ(field), 0, "{field}");
    }
}

#[test]
fn files() {
    let file = |form, encoding| {
        let mut bytes = Vec::new();
        let left_out = write(People::new(&terms(3_000)), form, encoding, &mut bytes).unwrap();
        (bytes, left_out)
    };
    let (csv, none) = file(Form::Csv(Words::Zh), Encoding::Utf8);
    let csv = String::from_utf8(csv).unwrap();
    assert_eq!((csv.lines().count(), none), (3_001, 0));
    assert!(csv.starts_with("人员编号,备注,姓名,"));
    assert!(csv.lines().all(|line| line.matches(',').count() == 20));
    let (gb, left_out) = file(Form::Csv(Words::Zh), Encoding::Gb18030);
    assert!(gb.starts_with(b"\xC8\xCB\xD4\xB1"));
    assert!(gb.len() < csv.len() && left_out < 30, "{left_out}");
    let (jsonl, _) = file(Form::Jsonl, Encoding::Utf8);
    assert!(jsonl.starts_with(b"{\"subject\":\"SAMPLE-0000000"));
}

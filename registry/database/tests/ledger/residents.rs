use juma_format::{
    claims::Tier,
    person::{AddressState, Document, DocumentKind, HouseholdAddress, Name},
    region::Region,
    time::{DAY, UnixTime},
};
use juma_register::{
    ActError, AddressForm, Channel, CodeFate, Fact, Kinship, Outcome, Refusal, Register,
    RelationKind, Residence, TakenIn,
};
use juma_registry::{
    SubjectId,
    ledger::{IssuePlan, Ledger, Serial, Status},
    profile::{built_in, read_profile},
    record::Record,
};

use crate::{
    places::{Place, context, random},
    suite::{code, midnight, plan_for, quarter},
};

/// The check character of ISO 7064 MOD 11-2.
pub(crate) fn citizen(born: &str, order: u32) -> String {
    let body = format!("110105{born}{order:03}");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let digits = body.chars().map(|digit| digit.to_digit(10).unwrap());
    let sum: u32 = digits
        .zip(weights)
        .map(|(digit, weight)| digit * weight)
        .sum();
    let check = "10X98765432"
        .chars()
        .nth(usize::try_from(sum % 11).unwrap());
    format!("{body}{}", check.unwrap())
}

fn record(subject: &str, born: &str, address: Option<&str>) -> Record {
    let order = subject.bytes().map(u32::from).sum::<u32>() % 999;
    record_of(subject, &citizen(born, order), address)
}

/// Somebody with a citizen number, in Nanshan.
pub(crate) fn record_of(subject: &str, number: &str, address: Option<&str>) -> Record {
    let address = match address {
        Some(text) => format!(r#"{{"state": "registered", "text": "{text}"}}"#),
        None => r#"{"state": "none"}"#.to_owned(),
    };
    let json = format!(
        r#"{{"subject": "{subject}", "name": "张三", "population": "migrant",
"document": {{"kind": "citizen", "number": "{number}"}},
"identity": {{"level": "in-person", "verified_at": "2026-05-01", "reference": "V-1"}},
"region": "440305", "address": {address}}}"#
    );
    Record::from_json(json.as_bytes()).unwrap()
}

fn id(subject: &str) -> SubjectId {
    SubjectId::new(subject).unwrap()
}

fn enrol(register: &mut Register, subject: &str, born: &str, address: Option<&str>) {
    let outcome = register.enrol(&record(subject, born, address), &mut random);
    assert_eq!(outcome.unwrap().changed, [Fact::Person]);
}

fn at(district: u32, text: &str) -> Residence {
    Residence {
        region: Region::from_code(district).unwrap(),
        address: juma_format::person::AddressTail::new(text.to_owned()).unwrap(),
        form: AddressForm::Standard,
    }
}

fn issue(register: &mut Register, subject: &str, byte: u8) -> Serial {
    let plan = IssuePlan {
        issued_at: context().now,
        ..plan_for(subject, Tier::Gate)
    };
    register.open_list(Tier::Gate, quarter()).unwrap();
    let serial = register.plan(&plan, &mut random).unwrap().serial;
    register.commit(serial, code(byte)).unwrap();
    serial
}

fn stale(outcome: &Outcome) -> Vec<(Serial, CodeFate)> {
    let stale = outcome.stale.iter();
    stale.map(|code| (code.serial, code.fate)).collect()
}

fn refused<T: std::fmt::Debug>(result: Result<T, ActError>) -> Refusal {
    match result {
        Err(ActError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

fn address(register: &Register, subject: &str) -> (AddressState, Option<String>) {
    let record = register.record(&id(subject)).unwrap().unwrap();
    let address = &record.person().address;
    let text = address.tail().map(|tail| tail.as_str().to_owned());
    (address.state(), text)
}

pub(crate) fn a_resident_reads_back_as_enrolled<P: Place>(place: &P) {
    let mut register = place.create();
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/records");
    let mut enrolled = Vec::new();
    for path in std::fs::read_dir(samples).unwrap() {
        let json = std::fs::read(path.unwrap().path()).unwrap();
        let record = Record::from_json(&json).unwrap();
        match register.enrol(&record, &mut random) {
            Ok(_) => enrolled.push(record),
            // Several samples are about one document.
            other => assert_eq!(refused(other), Refusal::DocumentInUse),
        }
    }
    assert!(enrolled.len() > 10, "{}", enrolled.len());
    drop(register);
    let mut register = place.open();
    for record in &enrolled {
        let back = register.record(record.subject()).unwrap().unwrap();
        assert_eq!(back.population(), record.population());
        assert_eq!(back.region(), record.region());
        assert!(back.person() == record.person() && back.identity() == record.identity());
        assert_eq!(back.gate(), record.gate());
        let again = register.enrol(record, &mut random);
        assert_eq!(refused(again), Refusal::AlreadyEnrolled);
    }
    assert_eq!(register.record(&id("R-nobody")).unwrap(), None);
    register.audit().unwrap();
}

pub(crate) fn a_new_name_or_document_revokes_the_old_codes<P: Place>(place: &P) {
    let mut register = place.create();
    enrol(&mut register, "R-1", "19800101", None);
    enrol(&mut register, "R-2", "19810101", None);
    let (first, second) = (
        issue(&mut register, "R-1", 1),
        issue(&mut register, "R-1", 2),
    );
    let other = issue(&mut register, "R-2", 3);
    let name = Name::new("张三丰".to_owned()).unwrap();
    let outcome = register.change_name(&id("R-1"), &name).unwrap();
    assert_eq!(outcome.changed, [Fact::Name]);
    let revoked = [(first, CodeFate::Revoke), (second, CodeFate::Revoke)];
    assert_eq!(stale(&outcome), revoked);
    for (serial, status) in [
        (first, Status::Invalid),
        (second, Status::Invalid),
        (other, Status::Valid),
    ] {
        assert_eq!(register.status_of(serial), Ok(status));
    }
    let again = register.change_name(&id("R-1"), &name);
    assert_eq!(refused(again), Refusal::SameFacts);

    let third = issue(&mut register, "R-1", 4);
    let number = citizen("19820202", 7);
    let document = Document::numbered(DocumentKind::Citizen, &number).unwrap();
    let outcome = register.change_document(&id("R-1"), &document).unwrap();
    assert_eq!(stale(&outcome), [(third, CodeFate::Revoke)]);
    let held = register.record(&id("R-1")).unwrap().unwrap();
    assert_eq!(held.person().document.number(), number);
    let taken = register.change_document(&id("R-2"), &document);
    assert_eq!(refused(taken), Refusal::DocumentInUse);
    // What was refused has changed nothing.
    assert_eq!(register.status_of(other), Ok(Status::Valid));
    let nobody = register.change_name(&id("R-9"), &name);
    assert_eq!(refused(nobody), Refusal::NotEnrolled);
    register.audit().unwrap();
}

pub(crate) fn a_residence_from_application_to_moving_out<P: Place>(place: &P) {
    let mut register = place.create();
    enrol(&mut register, "R-1", "19800101", None);
    let person = id("R-1");
    let first = issue(&mut register, "R-1", 1);
    assert_eq!(
        refused(register.confirm_residence(&person)),
        Refusal::NotPending
    );
    assert_eq!(
        refused(register.move_out(&person, None)),
        Refusal::NoResidence
    );
    let home = at(440_304, "福田街道1号");
    let applied = register.apply_for_residence(&person, &home, Channel::Own);
    // A code that says "none" is not one that says "pending".
    assert_eq!(stale(&applied.unwrap()), [(first, CodeFate::Keep)]);
    assert_eq!(address(&register, "R-1"), (AddressState::Pending, None));
    let record = register.record(&person).unwrap().unwrap();
    assert_eq!(
        record.region().code(),
        440_305,
        "not before it is confirmed"
    );
    let twice = register.register_residence(&person, &home, Channel::Police);
    assert_eq!(refused(twice), Refusal::AlreadyRegistered);

    let second = issue(&mut register, "R-1", 2);
    let confirmed = register.confirm_residence(&person).unwrap();
    let kept = [(first, CodeFate::Keep), (second, CodeFate::Keep)];
    assert_eq!(stale(&confirmed), kept);
    let shown = Some("福田街道1号".to_owned());
    assert_eq!(address(&register, "R-1"), (AddressState::Registered, shown));
    let record = register.record(&person).unwrap().unwrap();
    assert_eq!(record.region().code(), 440_304);

    let same = register.correct_residence(&person, &home, Channel::Police);
    assert_eq!(refused(same), Refusal::SameFacts);
    let rough = Residence {
        form: AddressForm::NonStandard,
        ..at(440_305, "大学城边上")
    };
    let _ = register
        .correct_residence(&person, &rough, Channel::Landlord)
        .unwrap();
    let shown = Some("大学城边上".to_owned());
    assert_eq!(
        address(&register, "R-1"),
        (AddressState::NonStandard, shown)
    );

    let household = HouseholdAddress {
        region: Region::from_code(110_105).unwrap(),
        tail: home.address.clone(),
    };
    let outcome = register
        .refresh_household(&person, Some(&household))
        .unwrap();
    assert_eq!(outcome.changed, [Fact::Household]);
    assert_eq!(outcome.stale.len(), 2);
    let same = register.refresh_household(&person, Some(&household));
    assert_eq!(refused(same), Refusal::SameFacts);
    let _ = register.move_out(&person, None).unwrap();
    assert_eq!(address(&register, "R-1"), (AddressState::None, None));
    assert_eq!(
        register.status_of(first),
        Ok(Status::Valid),
        "it is as good as before"
    );
    register.audit().unwrap();
}

pub(crate) fn records_are_taken_in_once<P: Place>(place: &P) {
    let mut register = place.create();
    let mut records: Vec<Record> = (1000..1300)
        .map(|number| record(&format!("R-{number}"), "19800101", Some("一号")))
        .collect();
    // Some of these have one number, because the sums of their ids are alike.
    let first = register.take_in(&records, &mut random).unwrap();
    let enrolled = first
        .iter()
        .filter(|one| **one == TakenIn::Enrolled)
        .count();
    let refused = TakenIn::Refused(Refusal::DocumentInUse);
    let in_use = first.iter().filter(|one| **one == refused).count();
    assert_eq!((enrolled + in_use, enrolled > 10), (300, true));
    drop(register);
    let mut register = place.open();
    let again = register.take_in(&records, &mut random).unwrap();
    for (before, after) in first.iter().zip(&again) {
        match before {
            TakenIn::Enrolled => assert_eq!(*after, TakenIn::Same),
            before => assert_eq!(after, before),
        }
    }
    let serial = issue(&mut register, "R-1000", 1);
    let moved = record("R-1000", "19800101", Some("二号"));
    records[0] = moved;
    let third = register.take_in(&records, &mut random).unwrap();
    let TakenIn::Updated(outcome) = &third[0] else {
        panic!("{:?}", third[0]);
    };
    assert_eq!(outcome.changed, [Fact::Address]);
    assert_eq!(stale(outcome), [(serial, CodeFate::Keep)]);
    assert!(
        third[1..]
            .iter()
            .zip(&again[1..])
            .all(|(one, other)| one == other)
    );
    let mut acts = Vec::new();
    register.journal(|entry| acts.push(entry.act)).unwrap();
    assert_eq!(acts, ["take-in", "open-list", "plan", "commit", "take-in"]);
    register.audit().unwrap();
}

/// FAQ 10 and 17: what becomes of the permit, the city says.
pub(crate) fn moving_out_ends_a_permit_where_the_city_says_so<P: Place>(place: &P) {
    let mut register = place.create();
    for (city, subject, ends) in [(4403, "R-1", false), (4401, "R-2", true)] {
        let profile = built_in(Region::from_code(city).unwrap()).unwrap();
        let profile = read_profile(profile).unwrap();
        let person = id(subject);
        enrol(&mut register, subject, "19800101", Some("一号"));
        assert_eq!(refused(register.end_permit(&person)), Refusal::NoPermit);
        let _ = register.link_permit(&person, "P-1").unwrap();
        let again = register.link_permit(&person, "P-2");
        assert_eq!(refused(again), Refusal::PermitLinked);
        let outcome = register.move_out(&person, Some(profile.rules())).unwrap();
        assert_eq!(outcome.changed.contains(&Fact::Permit), ends, "{city}");
        assert_eq!(register.end_permit(&person).is_err(), ends);
    }
}

pub(crate) fn family_is_under_18_or_from_60_on<P: Place>(place: &P) {
    // 1795320000 is 22 November 2026 in Shenzhen.
    let mut register = place.create();
    let parent = id("R-1");
    enrol(&mut register, "R-1", "19800101", Some("一号"));
    for (subject, born, expected) in [
        ("R-2", "20081123", Ok(RelationKind::Minor)),
        ("R-3", "20081122", Err(Refusal::NeitherMinorNorElder)),
        ("R-4", "19661122", Ok(RelationKind::Elder)),
        ("R-5", "19661123", Err(Refusal::NeitherMinorNorElder)),
        ("R-6", "20260101", Ok(RelationKind::Minor)),
    ] {
        enrol(&mut register, subject, born, Some("二号"));
        let added = register.add_member(&parent, &id(subject), Kinship::Parent);
        let related = register.relations(&id(subject)).unwrap();
        match expected {
            Ok(kind) => {
                let _ = added.unwrap();
                assert_eq!(related[0].kind, kind, "{born}");
                assert_eq!(related[0].guardian, parent);
            }
            Err(refusal) => {
                assert_eq!((refused(added), related.len()), (refusal, 0), "{born}");
            }
        }
    }
    let child = id("R-2");
    let again = register.add_member(&parent, &child, Kinship::Parent);
    assert_eq!(refused(again), Refusal::AlreadyRelated);
    let by_child = register.add_member(&child, &id("R-6"), Kinship::Sibling);
    assert_eq!(refused(by_child), Refusal::GuardianIsMinor);
    let oneself = register.add_member(&parent, &parent, Kinship::LegalGuardian);
    assert_eq!(refused(oneself), Refusal::SamePerson);

    // A co-resident shares the address, and is nobody's member.
    let elsewhere = register.add_co_resident(&parent, &id("R-3"));
    assert_eq!(refused(elsewhere), Refusal::AddressDiffers);
    enrol(&mut register, "R-7", "19900101", Some("一号"));
    let _ = register.add_co_resident(&parent, &id("R-7")).unwrap();
    let relations = register.relations(&id("R-7")).unwrap();
    assert_eq!(relations[0].kind, RelationKind::CoResident);

    // The member who turns 18 has a code of their own from that day on.
    assert_eq!(register.come_of_age().unwrap(), []);
    register.set_now(UnixTime::from_seconds(context().now.seconds() + DAY));
    let of_age = register.come_of_age().unwrap();
    assert_eq!(of_age.len(), 1);
    assert_eq!(of_age[0].relation.person, child);
    assert_eq!(register.relations(&child).unwrap(), []);
    let refusal = refused(register.add_member(&parent, &child, Kinship::Parent));
    assert_eq!(refusal, Refusal::NeitherMinorNorElder);
    let _ = register.end_relation(&parent, &id("R-4")).unwrap();
    let again = register.end_relation(&parent, &id("R-4"));
    assert_eq!(refused(again), Refusal::NotRelated);
    let _ = register
        .add_member(&parent, &id("R-4"), Kinship::Child)
        .unwrap();
    assert_eq!(register.relations(&parent).unwrap().len(), 3);
    register.audit().unwrap();
    assert_eq!(midnight("2026-11-22").date(), context().now.date());
}

use juma_format::person::{AddressState, DocumentError, IdNumberError, PersonTextError, Sex};
use juma_format::{region::RegionError, time::UnixTime};
use proptest::prelude::*;

use super::*;
use crate::SubjectError;

const CITIZEN: &str = r#"{
  "subject": "R-000001",
  "name": "张三",
  "population": "household",
  "document": {"kind": "citizen", "number": "11010519491231002X"},
  "identity": {"level": "in-person", "verified_at": "2026-05-01", "reference": "V-1"},
  "region": "440305",
  "address": {"state": "registered", "text": "粤海街道科苑路15号"}
}"#;

const TRAVELLER: &str = r#"{
  "subject": "R-000002",
  "note": "fictional",
  "name": "Jean-Luc O'Neil",
  "population": "outside",
  "document": {"kind": "passport", "number": "E12345678", "birth_date": "1990-02-28",
    "sex": "unspecified"},
  "identity": {"level": "document-chip", "verified_at": "2026-05-01T00:30:00+08:00",
    "reference": "V-2"},
  "region": "440300",
  "address": {"state": "none", "text": null},
  "household_address": null,
  "gate": {"region": "district", "document_tail": "shown", "coarsen": "name"}
}"#;

fn read(json: &str) -> Result<Record, RecordError> {
    Record::from_json(json.as_bytes())
}

#[test]
fn a_citizen() {
    let record = read(CITIZEN).unwrap();
    let person = record.person();
    assert_eq!(record.subject().as_str(), "R-000001");
    assert_eq!(record.population(), Population::Household);
    assert_eq!(record.region().code(), 440_305);
    assert_eq!(person.name.as_str(), "张三");
    assert_eq!(person.document.number(), "11010519491231002X");
    assert_eq!(person.address.state(), AddressState::Registered);
    assert!(person.household.is_none());
    assert_eq!(record.gate(), GateShare::default());
    assert_eq!(record.identity().level, IdentityLevel::InPerson);
    assert_eq!(record.warnings(), []);
}

#[test]
fn a_traveller() {
    let record = read(TRAVELLER).unwrap();
    let document = &record.person().document;
    assert_eq!(record.region().code(), 4403);
    assert_eq!(document.birth_date().to_string(), "1990-02-28");
    assert_eq!(document.sex(), Sex::Unspecified);
    let moment = UnixTime::from_seconds(1_777_566_600);
    assert_eq!(record.identity().verified_at, VerifiedAt::Moment(moment));
    let gate = GateShare {
        region: GateRegion::District,
        document_tail: GateTail::Shown,
        coarsen: Coarsen::Name,
    };
    assert_eq!(record.gate(), gate);
    assert!(read(&format!("\u{FEFF}{TRAVELLER}\r\n")).is_ok());
}

/// What to replace in [`CITIZEN`], by what, and the error with its line and column.
#[test]
fn bad_records() {
    use RecordField as F;
    let id = |error| Problem::Document(DocumentError::Number(error));
    #[rustfmt::skip]
    let table = [
        (r#""R-000001""#, r#""R 1""#, F::Subject, Problem::Subject(SubjectError::Character), 2, 14),
        (r#""R-000001""#, "7", F::Subject, Problem::NotText, 2, 14),
        (r#""R-000001""#, "null", F::Subject, Problem::Missing, 1, 1),
        (r#""R-000001""#, r#""\ud800""#, F::Subject, Problem::Syntax, 2, 14),
        (r#""subject""#, r#""张三": "李四", "subject""#, F::Record, Problem::UnknownField, 2, 9),
        (r#""subject""#, r#""fictional": true, "subject""#, F::Record, Problem::UnknownField, 2, 16),
        (r#""subject""#, r#""name": "李四", "subject""#, F::Name, Problem::Duplicate, 3, 11),
        (r#""张三""#, r#""""#, F::Name, Problem::Text(PersonTextError::Empty), 3, 11),
        (r#""张三""#, r#"["张三"]"#, F::Name, Problem::NotText, 3, 11),
        (r#""household""#, r#""nomad""#, F::Population, Problem::UnknownWord, 4, 17),
        ("002X", "0021", F::DocumentNumber, id(IdNumberError::CheckDigit), 5, 45),
        (r#""citizen""#, r#""licence""#, F::DocumentKind, Problem::UnknownWord, 5, 24),
        (r#""citizen""#, r#""passport""#, F::DocumentBirthDate, Problem::Missing, 5, 15),
        (r#"X"}"#, r#"X", "sex": "male"}"#, F::DocumentSex, Problem::Unexpected, 5, 74),
        (r#""kind""#, r#""colour": 1, "kind""#, F::Document, Problem::UnknownField, 5, 26),
        (r#""identity""#, r#""note""#, F::Note, Problem::NotText, 6, 11),
        (r#""in-person""#, r#""on-trust""#, F::IdentityLevel, Problem::UnknownWord, 6, 25),
        (r#""2026-05-01""#, r#""2026-02-29""#, F::IdentityVerifiedAt, Problem::Date, 6, 53),
        (r#""440305""#, r#""4403""#, F::Region, Problem::RegionDigits, 7, 13),
        (r#""440305""#, r#""440000""#, F::Region, Problem::RegionTooWide, 7, 13),
        (r#""440305""#, r#""000000""#, F::Region, Problem::Region(RegionError::Province), 7, 13),
        (r#""440305""#, "440305", F::Region, Problem::NotText, 7, 13),
        (r#""registered""#, r#""none""#, F::AddressText, Problem::Unexpected, 8, 40),
        (r#""粤海街道科苑路15号""#, "null", F::AddressText, Problem::Missing, 8, 14),
        (r#""text""#, r#""txt""#, F::Address, Problem::UnknownField, 8, 45),
        (r#""address""#, r#""household_address""#, F::Address, Problem::Missing, 1, 1),
        ("}\n}", "}, \"gate\": {\"coarsen\": true}\n}", F::GateCoarsen, Problem::NotText, 8, 81),
        ("}\n}", "}, \"gate\": []\n}", F::Gate, Problem::NotObject, 8, 69),
        ("张三\",", "张三\"", F::Record, Problem::Syntax, 4, 3),
        ("}\n}", "}\n", F::Record, Problem::Syntax, 9, 1),
        ("}\n}", "}\n} x", F::Record, Problem::Syntax, 9, 3),
        ("}\n}", "},\n}", F::Record, Problem::Syntax, 9, 1),
    ];
    for (from, to, field, problem, line, column) in table {
        let json = CITIZEN.replacen(from, to, 1);
        assert_ne!(json, CITIZEN, "{from}");
        let error = read(&json).unwrap_err();
        let at = Position { line, column };
        assert_eq!(
            error,
            RecordError { field, at, problem },
            "{from} -> {to}: {error}"
        );
        check_silence(&error);
    }
}

#[test]
fn whole_inputs_that_are_no_record() {
    let problem = |json: &[u8]| Record::from_json(json).unwrap_err().problem;
    assert_eq!(problem(b""), Problem::Syntax);
    assert_eq!(problem(b"null"), Problem::NotObject);
    assert_eq!(problem(b"[]"), Problem::NotObject);
    assert_eq!(problem("\"张三\"".as_bytes()), Problem::NotObject);
    let error = Record::from_json(b"{\n \"name\": \"\xD5\xC5\"").unwrap_err();
    assert_eq!(error.problem, Problem::NotUtf8);
    assert_eq!((error.at.line, error.at.column), (2, 11));
    let (bytes, max) = (MAX_RECORD_BYTES + 1, MAX_RECORD_BYTES);
    let note = "x".repeat(MAX_RECORD_BYTES + 1);
    assert_eq!(problem(note.as_bytes()), Problem::TooLarge { bytes, max });
    assert_eq!(problem(&b"{\"a\":".repeat(10_000)), Problem::Syntax);
    let spaces = " ".repeat(MAX_RECORD_BYTES - CITIZEN.len());
    assert!(read(&format!("{CITIZEN}{spaces}")).is_ok());
}

#[test]
fn nobody_unverified_gets_a_code() {
    let without = CITIZEN
        .lines()
        .filter(|line| !line.contains("identity"))
        .collect::<String>();
    for json in [
        without,
        CITIZEN.replacen(r#"{"level""#, r#"null, "note": "x", "gate": {"level""#, 1),
    ] {
        let error = read(&json).unwrap_err();
        assert_eq!(error.slug(), "not-identity-verified");
        assert_eq!(error.field, RecordField::Identity);
    }
}

#[test]
fn a_document_number_is_no_subject() {
    let json = TRAVELLER.replacen("R-000002", "e12345678", 1);
    let problem = Problem::Subject(SubjectError::DocumentNumber);
    assert_eq!(read(&json).unwrap_err().problem, problem);
}

#[test]
fn dates_are_judged_by_the_day_given() {
    let record = read(TRAVELLER).unwrap();
    let on = |day: &str| record.check_dates(Date::parse(day).unwrap());
    assert_eq!(on("2026-05-01"), Ok(()));
    assert_eq!(on("2026-04-30"), Err(SanityError::VerifiedInFuture));
    assert_eq!(on("1990-02-27"), Err(SanityError::BirthInFuture));
    let old = read(&TRAVELLER.replace("1990-02-28", "1896-02-28")).unwrap();
    let on = |day: &str| old.check_dates(Date::parse(day).unwrap());
    assert_eq!(on("2027-02-27"), Ok(()));
    let max_years = MAX_AGE_YEARS;
    assert_eq!(
        on("2027-02-28"),
        Err(SanityError::BirthTooLongAgo { max_years })
    );
}

#[test]
fn oddities_are_warned_of() {
    let warnings = |from: &str, to: &str| {
        let record = read(&CITIZEN.replacen(from, to, 1)).unwrap();
        record.warnings().to_vec()
    };
    let record = read(&CITIZEN.replace("张三", "买买提•阿\u{E815}")).unwrap();
    assert_eq!(record.person().name.as_str(), "买买提·阿\u{E815}");
    let field = RecordField::Name;
    let expected = [
        RecordWarning::SeparatorNormalised { at: 3 },
        RecordWarning::PrivateUse { field, at: 5 },
    ];
    assert_eq!(record.warnings(), expected);
    let field = RecordField::AddressText;
    let expected = [RecordWarning::PrivateUse { field, at: 2 }];
    assert_eq!(warnings("粤海街", "粤海\u{E815}街"), expected);
    let field = RecordField::Region;
    assert_eq!(
        warnings("440305", "440399"),
        [RecordWarning::DivisionUnknown { field }]
    );
    let field = RecordField::DocumentNumber;
    let unknown = warnings("11010519491231002X", "119999194912310021");
    assert_eq!(unknown, [RecordWarning::DivisionUnknown { field }]);
    // 宝安县, gone since 1992.
    assert_eq!(warnings("11010519491231002X", "440306194912310023"), []);
}

#[test]
fn words_are_read_back() {
    for level in IdentityLevel::ALL {
        assert_eq!(IdentityLevel::from_name(level.name()), Some(level));
    }
    for (state, text) in [
        ("none", ""),
        ("pending", ""),
        ("withheld", ""),
        ("non-standard", "x"),
    ] {
        let to = match text {
            "" => format!(r#"{{"state": "{state}"}}"#),
            text => format!(r#"{{"state": "{state}", "text": "{text}"}}"#),
        };
        let from = r#"{"state": "registered", "text": "粤海街道科苑路15号"}"#;
        let record = read(&CITIZEN.replacen(from, &to, 1)).unwrap();
        assert_eq!(record.person().address.state().name(), state);
    }
}

/// What the two records above say of their people.
const PERSONAL: [&str; 14] = [
    "张三",
    "李四",
    "张",
    "R-000001",
    "R-000002",
    "110105",
    "1949",
    "002X",
    "粤海",
    "Jean",
    "Neil",
    "E12345678",
    "1990",
    "V-1",
];

fn check_silence(value: &(impl std::fmt::Debug + std::fmt::Display)) {
    let said = format!("{value} {value:?} {value:#?}");
    for word in PERSONAL {
        assert!(!said.contains(word), "{said}");
    }
}

#[test]
fn nothing_personal_is_printed() {
    for json in [CITIZEN, TRAVELLER] {
        let record = read(json).unwrap();
        let said = format!("{record:?} {:?} {:?}", record.identity(), record.subject());
        assert_eq!(said, "Record(..) Identity(..) SubjectId(..)");
    }
}

#[test]
fn what_is_written_reads_back() {
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples/records");
    for path in std::fs::read_dir(samples).unwrap() {
        let json = std::fs::read(path.unwrap().path()).unwrap();
        let record = Record::from_json(&json).unwrap();
        let written = record.to_json();
        assert_eq!(written.lines().count(), 1);
        let back = Record::from_json(written.as_bytes()).unwrap();
        assert_eq!(back.to_json(), written);
        assert!(back.person() == record.person() && back.identity() == record.identity());
        assert_eq!(
            (back.gate(), back.region()),
            (record.gate(), record.region())
        );
    }
}

proptest! {
    #[test]
    fn no_bytes_make_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Record::from_json(&bytes);
    }

    #[test]
    fn no_change_makes_a_panic_or_a_chatty_error(
        traveller in any::<bool>(),
        at in any::<prop::sample::Index>(),
        length in 0..12_usize,
        patch in "[\\PC\\n]{0,6}|\"|\\{|\\}|null|:|,|true|1e999",
    ) {
        let json = if traveller { TRAVELLER } else { CITIZEN };
        let mut bytes = json.as_bytes().to_vec();
        let start = at.index(bytes.len());
        let end = (start + length).min(bytes.len());
        bytes.splice(start..end, patch.bytes());
        if let Err(error) = Record::from_json(&bytes) {
            check_silence(&error);
            let lines = bytes.split(|byte| *byte == b'\n').count();
            prop_assert!((1..=lines).contains(&error.at.line));
            prop_assert!(error.at.column >= 1);
        }
    }
}

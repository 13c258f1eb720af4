//! What the closest peer takes for verified although the right key has signed it (claim169-core
//! 0.3.0, probed in 2026), and what we say to each.

use juma_format::claims::{
    Bearer, Claims, ClaimsError, Common, Conflict, Full, Liveness, Medium, Population, TierClaims,
};
use juma_format::{
    StatusRef,
    code_text::static_text,
    person::{Address, AddressTail, Document, DocumentKind, Name},
    region::Region,
    time::{DAY, UnixTime},
};
use juma_registry::record::Record;
use juma_tests::{
    cbor::{Map, array, bytes, int, tstr, uint},
    code::{Draft, Envelope, FULL_FLAGS, full, gate, header, passport, text_of_payload},
    moment::{EXPIRES, FOUNDED, NOW},
    parties::{STRANGER, code_key_of},
    records,
    world::World,
};
use juma_verifier::Policy;

/// The answer at a library in the first world.
fn answer_at(text: &str, at: UnixTime) -> &'static str {
    let state = World::named("one-city").unwrap().state();
    let policy = Policy::built_in("library").unwrap();
    state.judge(text, at, &policy).verdict.slug()
}

fn answer(text: &str) -> &'static str {
    answer_at(text, NOW)
}

#[test]
fn a_document_number_of_the_wrong_type_is_not_dropped_in_silence() {
    let integer = passport().residence(5, uint(12_345_678));
    assert_eq!(answer(&integer.text()), "claim-unexpected");
    let no_birth_date = integer.without(6).flags(1 | 2 << 2 | 4 << 16);
    assert_eq!(answer(&no_birth_date.text()), "claim-document");
}

#[test]
fn a_number_without_a_meaning_is_not_dropped_in_silence() {
    assert_eq!(answer(&gate().flags(3 << 2).text()), "claim-flags");
    assert_eq!(
        answer(&full().flags(FULL_FLAGS | 9 << 20).text()),
        "claim-flags"
    );
}

#[test]
fn a_code_without_an_end_is_none() {
    assert_eq!(answer(&gate().without_claim(4).text()), "claim-missing");
}

#[test]
fn a_code_is_over_at_its_end() {
    let end = FOUNDED.plus(42 * DAY);
    let code = gate().claim(4, uint(end.seconds())).text();
    assert_eq!(answer_at(&code, end.minus(1)), "accepted");
    assert_eq!(answer_at(&code, end), "expired");
}

#[test]
fn a_code_from_the_future_is_not_good_yet() {
    let issued = NOW.plus(30 * DAY).seconds();
    assert_eq!(
        answer(&full().claim(6, uint(issued)).text()),
        "not-yet-valid"
    );
    let ten_years = NOW.plus(3652 * DAY).seconds();
    let end = uint(FOUNDED.plus(4000 * DAY).seconds());
    let far = full().claim(6, uint(ten_years)).claim(4, end);
    assert_eq!(answer(&far.text()), "outside-key-period");
}

#[test]
fn a_code_that_ends_before_it_begins_is_neither_read_nor_made() {
    let backwards = full().claim(6, uint(EXPIRES.seconds() + 1));
    assert_eq!(answer(&backwards.text()), "claim-conflict");

    let common = Common {
        expires: EXPIRES,
        status: StatusRef::new(7, 1000).unwrap(),
        region: Region::from_code(4403).unwrap(),
        population: Population::Migrant,
        bearer: Bearer::Holder,
        medium: Medium::Screen(Liveness::Static),
    };
    let person = juma_format::claims::Person {
        name: Name::new("张三".to_owned()).unwrap(),
        document: Document::numbered(DocumentKind::Citizen, "11010519491231002X").unwrap(),
        address: Address::Registered(AddressTail::new("科苑路15号".to_owned()).unwrap()),
        household: None,
    };
    let tier = TierClaims::Full(Full {
        issued: EXPIRES,
        person,
    });
    let refused = ClaimsError::Conflict(Conflict::ExpiresBeforeIssued);
    assert_eq!(Claims::new(common, tier), Err(refused));
}

#[test]
fn a_critical_header_that_nobody_knows_is_not_passed_over() {
    let crit = header()
        .with(2, array(&[int(-70_000)]))
        .with(-70_000, uint(1));
    assert_eq!(
        answer(&Envelope::good().protected(crit.encode()).text()),
        "header-unknown"
    );
}

#[test]
fn a_code_for_another_venue_is_not_taken_for_one_of_ours() {
    assert_eq!(
        answer(&gate().claim(3, tstr("museum")).text()),
        "claim-unknown"
    );
}

#[test]
fn a_confirmation_key_that_was_not_proved_is_not_passed_over() {
    let cnf = Map::default().with(1, bytes(&[8; 32])).encode();
    assert_eq!(answer(&gate().claim(8, cnf).text()), "claim-unknown");
    let own = gate()
        .flags(1 << 2 | 1 << 11)
        .residence(11, bytes(&[8; 32]));
    assert_eq!(answer(&own.text()), "not-live");
}

#[test]
fn bytes_behind_the_claims_are_not_passed_over() {
    let payload = [gate().payload(), vec![0]].concat();
    assert_eq!(answer(&text_of_payload(payload)), "cbor-trailing");
}

#[test]
fn bytes_behind_the_code_do_not_make_a_second_text_of_it() {
    let code = [gate().signed(), vec![0; 16]].concat();
    assert_eq!(answer(&static_text(&code)), "cbor-trailing");
}

#[test]
fn a_kid_that_no_signature_protects_is_none() {
    let kid = bytes(juma_tests::parties::code_key().public().key_id().as_bytes());
    let alg_only = Map::default().with(1, int(-19)).encode();
    let envelope = Envelope {
        unprotected: Map::default().with(4, kid).encode(),
        ..Envelope::good().protected(alg_only)
    };
    assert_eq!(answer(&envelope.text()), "header-missing");
}

#[test]
fn an_unknown_key_is_not_a_bad_signature() {
    let unknown = static_text(&gate().signed_by(&code_key_of(STRANGER)));
    let forged = Envelope {
        signer: STRANGER,
        ..Envelope::good()
    };
    assert_eq!(answer(&unknown), "unknown-key");
    assert_eq!(answer(&forged.text()), "bad-signature");
}

#[test]
fn the_fully_specified_algorithm_is_the_one_and_only() {
    assert_eq!(answer(&gate().text()), "accepted");
    let eddsa = Envelope::good().protected(header().with(1, int(-8)).encode());
    assert_eq!(answer(&eddsa.text()), "alg-mismatch");
}

#[test]
fn the_greatest_end_wraps_nothing() {
    let ending = |end: u64| answer(&gate().claim(4, uint(end)).text());
    assert_eq!(ending(i64::MAX.unsigned_abs()), "claim-range");
    assert_eq!(ending(u64::MAX), "claim-range");
}

#[test]
fn what_reorders_or_ends_a_text_is_neither_read_nor_made() {
    for (character, escaped) in [('\u{202e}', "\\u202e"), ('\0', "\\u0000")] {
        let address = format!("科苑路{character}15号");
        let code: Draft = full().residence(7, juma_tests::cbor::text(&address));
        assert_eq!(answer(&code.text()), "claim-characters");
        let record = records::migrant().replace("科苑路", &format!("科苑路{escaped}"));
        let error = Record::from_json(record.as_bytes()).unwrap_err();
        assert_eq!(error.slug(), "record-text", "{error}");
    }
}

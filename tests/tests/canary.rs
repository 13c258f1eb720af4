//! Canaries: a name, a number and an address that no output, no folder and no `Debug` may hold
//! where nobody has accepted a code for a venue that sees it.

use core::fmt::Debug;

use juma_format::{
    claims::{Claims, TierClaims},
    code_text::CodeBytes,
    gb18030,
    time::UnixTime,
};
use juma_issuer::{
    Authority, ClearTier, FoundingSecrets, FoundingTerms, ImageFormat, Issuer, Order, OrderBearer,
    OrderMedium, Publisher, PublisherKeys, Stock, Validity, found_demo,
};
use juma_keys::Secret;
use juma_registry::{ledger::FileLedger, record::Record};
use juma_tests::{
    command::{LATER, Place, Ran, SHOWN, run},
    records, workspace,
};
use juma_verifier::{Policy, Shown, State, Verdict};

const NAME: &str = "金丝雀";
const NUMBER: &str = "440305199003071236";
const ADDRESS: &str = "莺歌街道鸟鸣路八十八号";
const HOUSEHOLD: &str = "画眉巷九号";

fn record() -> String {
    let record = records::with_line(
        "address",
        &format!(
            "  \"address\": {{\"state\": \"registered\", \"text\": \"{ADDRESS}\"}},\n  \
             \"household_address\": {{\"region\": \"110105\", \"text\": \"{HOUSEHOLD}\"}}"
        ),
    );
    record
        .replace("张三丰", NAME)
        .replace("11010519491231002X", NUMBER)
}

/// Every form in which a canary could stand somewhere.
fn canaries() -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for text in [NAME, ADDRESS, HOUSEHOLD, "鸟鸣路", "丝雀"] {
        let gb = gb18030::encode(text).expect("it is shorter");
        all.push((format!("{text} as a list of bytes"), list(&gb)));
        all.push((
            format!("{text} in UTF-8 as a list of bytes"),
            list(text.as_bytes()),
        ));
        all.push((format!("{text} in GB 18030"), gb));
        all.push((text.to_owned(), text.as_bytes().to_vec()));
    }
    let digits: u64 = NUMBER[..17].parse().unwrap();
    all.push(("the number".to_owned(), NUMBER.as_bytes().to_vec()));
    all.push(("its 17 digits".to_owned(), digits.to_string().into_bytes()));
    all.push(("its integer".to_owned(), digits.to_be_bytes()[1..].to_vec()));
    all.push(("the birth date".to_owned(), b"1990-03-07".to_vec()));
    all
}

/// Bytes as `Debug` prints them.
fn list(bytes: &[u8]) -> Vec<u8> {
    let list: Vec<String> = bytes.iter().map(u8::to_string).collect();
    list.join(", ").into_bytes()
}

fn find<'a>(canaries: &'a [(String, Vec<u8>)], bytes: &[u8]) -> Option<&'a str> {
    // A character a byte, because the search for texts is the fast one.
    let characters = |bytes: &[u8]| {
        bytes
            .iter()
            .map(|byte| char::from(*byte))
            .collect::<String>()
    };
    let haystack = characters(bytes);
    let found = canaries
        .iter()
        .find(|(_, canary)| haystack.contains(&characters(canary)));
    found.map(|(what, _)| what.as_str())
}

fn clean(what: &str, bytes: impl AsRef<[u8]>) {
    let canaries = canaries();
    let found = find(&canaries, bytes.as_ref());
    assert_eq!(
        found,
        None,
        "{what}: {}",
        String::from_utf8_lossy(bytes.as_ref())
    );
}

fn said(what: &str, ran: &Ran) {
    clean(what, &ran.out);
    clean(what, &ran.err);
}

#[test]
fn the_canaries_are_found_where_they_are() {
    assert_eq!(find(&canaries(), record().as_bytes()), Some(NAME));
    let valid = Record::from_json(record().as_bytes());
    assert!(valid.is_ok(), "{valid:?}");
}

#[test]
fn commands_say_nothing_of_a_person() {
    let place = Place::ready();
    for tier in ["gate", "full"] {
        let out = format!("{tier}.png");
        let ran = place
            .try_sign(&record(), &out, &["--tier", tier, "--explain"])
            .expect(0);
        said("sign", &ran);
        let path = place.path(&out);
        for policy in ["library", "museum", "hospital"] {
            said(policy, &place.check(&["--policy", policy, &path]).expect(0));
            let state = place.path("state");
            let args = [
                "check", "--state", &state, "--at", SHOWN, "--policy", policy, &path,
            ];
            said(policy, &run("juma-verifier", args).expect(0));
        }
        // Officers see everything of what is accepted, and nothing of what is not.
        said(
            "expired",
            &place.check(&["--policy", "officer", "--at", "2027-06-01", &path]),
        );
        said(
            "clock",
            &place.check(&["--policy", "officer", "--at", "2026-01-01", &path]),
        );
    }
    let full = place
        .check(&["--policy", "officer", &place.path("full.png")])
        .expect(0);
    assert!(
        find(&canaries(), full.out.as_bytes()).is_some(),
        "an officer does see it"
    );

    said(
        "revoke",
        &place
            .issuer("revoke", &["--subject", "R-000001"], LATER)
            .expect(0),
    );
    let stick = place.publish("stick.jmb");
    said("import", &place.import(&stick).expect(0));
    said(
        "revoked",
        &place
            .check(&["--policy", "officer", &place.path("full.png")])
            .expect(1),
    );
    let state = place.path("state");
    said(
        "status",
        &run("juma-verifier", ["status", "--state", &state]),
    );
    // Nothing that is kept or carried around holds a person: home and ledger, stick, state.
    for folder in ["home", "state"] {
        for (path, bytes) in place.snapshot(folder) {
            clean(&path.display().to_string(), bytes);
        }
    }
    clean("the stick", std::fs::read(stick).unwrap());
}

#[test]
fn refusals_say_nothing_of_a_person() {
    let place = Place::new();
    let spoilt = [
        record().replace(NAME, &format!("{NAME}\\u202e{NAME}")),
        record().replace(NAME, &NAME.repeat(30)),
        record().replace(NUMBER, "440305199003071235"),
        record().replace(NUMBER, "440305205003071234"),
        record().replace(ADDRESS, &format!("{ADDRESS}\\u0000")),
        record().replace("\"note\"", &format!("\"{NAME}\"")),
        record().replace("migrant", NAME),
        record().replace("\"440305\"", &format!("\"{ADDRESS}\"")),
        record().replace("R-000001", NUMBER),
        record().replace("  \"region\"", &format!("  {NAME} \"region\"")),
        record().replace("\"440305\"", "\"440106\""),
        record().replace("2026-01-05", "2027-01-05"),
    ];
    for record in spoilt {
        let ran = place.try_sign(&record, "never.png", &[]).expect(1);
        said("a refusal as JSON", &ran);
        let (home, path) = (place.path("home"), place.path("record.json"));
        let args = [
            "sign",
            "--home",
            &home,
            "--record",
            &path,
            "--out",
            "never.png",
        ];
        said("a refusal", &run("juma-issuer", args).expect(1));
    }
    for (path, bytes) in place.snapshot("home") {
        clean(&path.display().to_string(), bytes);
    }
}

/// `Debug`, in both of its forms.
fn debug(what: &str, value: &dyn Debug) {
    clean(what, format!("{value:?}"));
    clean(what, format!("{value:#?}"));
}

#[test]
fn debug_says_nothing_of_a_person() {
    let record = Record::from_json(record().as_bytes()).unwrap();
    debug("Record", &record);
    debug("Person", record.person());
    debug("Name", &record.person().name);
    debug("Document", &record.person().document);
    debug("Address", &record.person().address);
    debug("HouseholdAddress", &record.person().household);

    let now = UnixTime::from_seconds(1_768_183_200);
    let secrets = FoundingSecrets {
        root: Secret::new([1; 32]),
        code: Secret::new([2; 32]),
        status: Secret::new([3; 32]),
        bundle: Secret::new([4; 32]),
        seal: Secret::new([5; 32]),
    };
    let terms = FoundingTerms {
        region: juma_format::region::Region::from_code(4403).unwrap(),
        issuer: "深圳市 DEMO".to_owned(),
        from: now.date().midnight().unwrap(),
        code_days: 365,
    };
    let founding = found_demo(secrets, &terms).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let mut ledger = FileLedger::create(&dir.path().join("ledger.jsonl")).unwrap();
    let trust = founding.documents.clone();
    let keys = PublisherKeys {
        status: founding.status,
        bundle: founding.bundle,
    };
    let published = Publisher {
        stock: Stock {
            ledger: &mut ledger,
            trust: &trust,
            places: &[],
            namespace: &founding.namespace,
            bundle_days: 90,
            code_days: 365,
        },
        keys: &keys,
    }
    .publish(now, |_| Ok::<(), juma_issuer::PublishError>(()))
    .unwrap();
    let state = State::new(trust.anchor.clone());
    let list = trust.anchor.walk(&[&trust.roots[0]]).unwrap();
    let authority = Authority::new(founding.code, &list.open_list(&trust.list).unwrap()).unwrap();
    let mut issuer = Issuer {
        authority: &authority,
        ledger: &mut ledger,
        validity: Validity::YEAR,
        lead_time: 0,
    };
    let order = Order {
        tier: ClearTier::Full.into(),
        medium: OrderMedium::Screen,
        bearer: OrderBearer::Holder,
        format: ImageFormat::Text,
    };
    let mut random = |bytes: &mut [u8]| {
        bytes.fill(0x21);
        Ok(())
    };
    let issued = issuer.issue(&record, &order, now, &mut random).unwrap();
    debug("Issuer", &issuer);
    debug("Order", &order);
    debug("Issued", &issued);
    debug("SignedCode", &issued.code);
    debug("Rendered", &issued.rendered);
    debug("costs", &issued.code.costs());

    let text = issued.code.text();
    let bytes = CodeBytes::from_text(&text).unwrap();
    debug("CodeBytes", &bytes);
    let shown = bytes.shown().unwrap();
    debug("Shown", &shown);
    debug("Envelope", &shown.code);
    let claims = Claims::decode(shown.code.payload_unverified()).unwrap();
    debug("Claims", &claims);
    debug("Common", claims.common());
    debug("TierClaims", claims.personal_before_verdict());
    let TierClaims::Full(full) = claims.personal_before_verdict() else {
        panic!("a full code");
    };
    debug("Full", full);

    let (state, _) = state.import(&published.bundle, now).unwrap();
    debug("State", &state);
    for policy in Policy::BUILT_IN {
        let judgement = state.judge(&text, now, &Policy::built_in(policy).unwrap());
        debug("Judgement", &judgement);
        let Verdict::Accept(acceptance) = &judgement.verdict else {
            panic!("{judgement:?}");
        };
        debug("Acceptance", acceptance);
        debug("Shown", &acceptance.shown());
        if let Shown::Full(gate, full) = acceptance.shown() {
            debug("GateShare", &gate);
            debug("FullShare", &full);
        }
    }
    debug("Published", &published);
    debug("FileLedger", &ledger);
}

#[test]
fn debug_says_nothing_of_a_secret() {
    let secret = [0xc5; 32];
    let all: Vec<String> = [
        format!("{:?}", Secret::new(secret)),
        format!(
            "{:?}",
            juma_keys::SigningKey::<juma_keys::CodeKey>::from_secret(
                Secret::new(secret),
                juma_format::Environment::Demo
            )
        ),
    ]
    .to_vec();
    for debug in all {
        let lower = debug.to_lowercase();
        assert!(
            !lower.contains("c5c5") && !lower.contains("197, 197"),
            "{debug}"
        );
    }
}

#[test]
fn no_sample_or_document_holds_the_canary() {
    // What this test plants stays in this file.
    let sources = juma_tests::vector::files(&workspace().join("tests/vectors"));
    for path in sources {
        let bytes = std::fs::read(workspace().join("tests/vectors").join(&path)).unwrap();
        clean(&path.display().to_string(), bytes);
    }
}

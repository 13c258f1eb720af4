//! The worked example of SPEC.md says what its bytes say.
#![expect(clippy::unwrap_used, reason = "where a helper fails, the test fails")]

use std::path::Path;

use juma_format::{
    Environment, base45,
    body::Code,
    claims::{Bearer, Claims, Liveness, Medium, TierClaims},
    envelope::Envelope,
};
use juma_keys::{CodeKey, PublicKey};
use juma_samples::{FOLDER, Spec};

/// What a reader of SPEC.md finds in the section.
struct Example {
    public_key: Vec<u8>,
    text: String,
    rows: Vec<(Vec<u8>, String)>,
}

impl Example {
    fn read() -> Self {
        let spec = Spec::read(&Path::new(FOLDER).join("../SPEC.md")).unwrap();
        let section = spec.section("example").unwrap();
        let value = |name: &str| {
            let mut lines = section.lines();
            lines.find_map(|line| line.strip_prefix(name)).unwrap()
        };
        let rows = section.lines().filter_map(|line| line.split_once(" | "));
        Self {
            public_key: bytes(value("public key: ")),
            text: value("text: ").to_owned(),
            rows: rows
                .map(|(hex, meaning)| (bytes(hex.trim_end()), meaning.to_owned()))
                .collect(),
        }
    }

    fn code(&self) -> Vec<u8> {
        self.rows
            .iter()
            .flat_map(|(bytes, _)| bytes.clone())
            .collect()
    }

    fn says(&self, meaning: &str) -> bool {
        self.rows.iter().any(|(_, row)| row == meaning)
    }
}

fn bytes(hex: &str) -> Vec<u8> {
    let digit = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
    (0..hex.len()).step_by(2).map(digit).collect()
}

#[test]
fn the_bytes_are_the_text() {
    let example = Example::read();
    let mut text = String::from("JM1:");
    base45::encode_into(&example.code(), &mut text);
    assert_eq!(text, example.text);
    // Editors take spaces at the ends of lines away.
    assert_eq!(text.trim(), text);
}

#[test]
fn the_key_has_signed_what_is_listed() {
    let example = Example::read();
    let code = example.code();
    let envelope = Envelope::<Code>::parse(&code).unwrap();
    let key = example.public_key.as_slice().try_into().unwrap();
    let key: PublicKey<CodeKey> = PublicKey::from_bytes(key).unwrap();
    assert!(example.says(&format!("4 kid: {}", key.key_id())));
    let verified = key.check(&envelope, Environment::Demo).unwrap();
    assert!(key.check(&envelope, Environment::Test).is_err());

    let claims = Claims::decode(verified.payload()).unwrap();
    let common = claims.common();
    let TierClaims::Gate(gate) = claims.personal_before_verdict() else {
        panic!("not a gate code");
    };
    assert_eq!(common.medium, Medium::Screen(Liveness::Static));
    assert_eq!(common.bearer, Bearer::Holder);
    let (population, address) = (common.population.name(), gate.address.name());
    let (list, index) = (common.status.list(), common.status.index());
    let region = common.region;
    for meaning in [
        format!("4 exp: {}", common.expires),
        format!(
            "1 flags 4: gate, {population}, address {address}, screen, shown by the holder, static"
        ),
        format!("2 status: list {list}, index {index}"),
        format!("3 region: {region} {}", region.name().unwrap()),
        format!("4 name, GB 18030: {}", gate.name.as_str()),
        format!(
            "9 document's last two: {}",
            gate.document_tail.unwrap().as_str()
        ),
    ] {
        assert!(example.says(&meaning), "{meaning}");
    }
}

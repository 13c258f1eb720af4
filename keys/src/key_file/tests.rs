use juma_format::Environment;
use pkcs8::{
    PrivateKeyInfoRef,
    der::{Decode, pem::LineEnding},
    pkcs5::{pbes2, scrypt},
};

use super::*;
use crate::{CodeKey, KeyError, RootKey, Secret, SigningKey, StatusKey, hash_of};

const SECRET: [u8; 32] = *b"thirty-two bytes that are secret";

/// RFC 8410 §7, for Ed25519: version, algorithm, and the secret in two octet strings.
const PKCS8_HEAD: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

fn key(environment: Environment) -> SigningKey<CodeKey> {
    SigningKey::from_secret(Secret::new(SECRET), environment)
}

fn clear_text() -> String {
    let file = PrivateKeyFile::clear(&key(Environment::Demo)).unwrap();
    file.to_text().to_string()
}

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(text.into())
}

fn open(text: &str, passphrase: Option<&Passphrase>) -> Result<SigningKey<CodeKey>, KeyFileError> {
    PrivateKeyFile::parse(text)?.open(passphrase)
}

/// An encrypted file whose scrypt costs next to nothing, so that many can be opened.
fn cheap_text() -> String {
    let cost = scrypt::Params::new(1, 1, 1).unwrap();
    sealed_text(pbes2::Parameters::generate_scrypt_aes256cbc(cost, &[5; 16], [7; 16]).unwrap())
}

fn sealed_text(parameters: pbes2::Parameters) -> String {
    let der = [PKCS8_HEAD.as_slice(), &SECRET].concat();
    let sealed = PrivateKeyInfoRef::from_der(&der)
        .unwrap()
        .encrypt_with_params(parameters, b"passphrase")
        .unwrap();
    let pem = sealed
        .to_pem("ENCRYPTED PRIVATE KEY", LineEnding::LF)
        .unwrap();
    with_pem(&pem)
}

fn with_pem(pem: &str) -> String {
    let clear = clear_text().replace("environment: demo", "environment: test");
    let head = clear.split("-----BEGIN").next().unwrap();
    format!("{head}{pem}")
}

#[test]
fn a_clear_key_comes_back() {
    let text = clear_text();
    let file = PrivateKeyFile::parse(&text).unwrap();
    assert_eq!(
        (file.role(), file.environment()),
        (KeyRole::Code, Environment::Demo)
    );
    assert!(!file.is_encrypted());
    assert_eq!(*file.to_text(), text);
    let back: SigningKey<CodeKey> = file.open(None).unwrap();
    let expected = key(Environment::Demo);
    assert_eq!(back.public().as_bytes(), expected.public().as_bytes());
    assert_eq!(back.environment(), Environment::Demo);
    assert_eq!(file.hash(), expected.public().hash());
    // An editor may have written other line ends.
    assert!(open(&text.replace('\n', "\r\n"), None).is_ok());
}

/// The one test at full cost, half a second each time.
#[test]
fn an_encrypted_key_comes_back_with_its_passphrase_only() {
    let key = key(Environment::Production);
    let inputs = SealingInputs {
        salt: [1; 16],
        iv: [2; 16],
    };
    let file = PrivateKeyFile::encrypt(&key, &passphrase("密码 correct horse"), inputs).unwrap();
    let text = file.to_text();
    let file = PrivateKeyFile::parse(&text).unwrap();
    assert!(file.is_encrypted());
    let back: SigningKey<CodeKey> = file.open(Some(&passphrase("密码 correct horse"))).unwrap();
    assert_eq!(back.public().as_bytes(), key.public().as_bytes());
    assert_eq!(back.environment(), Environment::Production);
    let wrong = file.open::<SigningKey<CodeKey>>(Some(&passphrase("密码 correct hors")));
    assert_eq!(wrong.unwrap_err(), KeyFileError::PassphraseWrong);
    assert_eq!(
        file.open::<SigningKey<CodeKey>>(None).unwrap_err(),
        KeyFileError::PassphraseNeeded
    );
    assert!(!text.contains("MC4CAQAwBQYDK2Vw")); // how every clear one begins
}

#[test]
fn only_a_demo_key_may_stand_in_the_clear() {
    for environment in [Environment::Test, Environment::Production] {
        let refused = PrivateKeyFile::clear(&key(environment)).unwrap_err();
        assert_eq!(refused, KeyFileError::ClearPrivateKey);
        let text =
            clear_text().replace("environment: demo", &format!("environment: {environment}"));
        assert_eq!(
            open(&text, None).unwrap_err(),
            KeyFileError::ClearPrivateKey
        );
    }
}

#[test]
fn a_key_serves_the_purpose_that_its_file_names() {
    let file = PrivateKeyFile::parse(&clear_text()).unwrap();
    let wrong = KeyFileError::WrongRole {
        expected: "status",
        found: "code",
    };
    assert_eq!(file.open::<SigningKey<StatusKey>>(None).unwrap_err(), wrong);
    assert_eq!(file.public_file().key::<StatusKey>().unwrap_err(), wrong);
    assert!(file.public_file().key::<CodeKey>().is_ok());
}

#[test]
fn a_swapped_public_key_is_noticed() {
    let other: SigningKey<CodeKey> =
        SigningKey::from_secret(Secret::new([5; 32]), Environment::Demo);
    let ours = encode_key(key(Environment::Demo).public().as_bytes());
    let theirs = encode_key(other.public().as_bytes());
    let text = clear_text().replace(&ours, &theirs);
    assert_eq!(open(&text, None).unwrap_err(), KeyFileError::Mismatch);
    let weak = clear_text().replace(&ours, &encode_key(&[0; 32]));
    assert_eq!(
        open(&weak, None).unwrap_err(),
        KeyFileError::Key(KeyError::Weak)
    );
    let cheap = cheap_text();
    let opened = open(&cheap, Some(&passphrase("passphrase")));
    assert_eq!(
        opened.unwrap().public().as_bytes(),
        key(Environment::Demo).public().as_bytes()
    );
    let swapped = open(
        &cheap.replace(&ours, &theirs),
        Some(&passphrase("passphrase")),
    );
    assert_eq!(swapped.unwrap_err(), KeyFileError::Mismatch);
}

#[test]
fn scrypt_of_costs_that_nobody_pays_is_refused_before_it_runs() {
    let cheap = cheap_text();
    let dear = [
        (1 << 20, 9, 1),
        (1 << 19, 32, 1),
        (1 << 21, 8, 1),
        (1 << 10, 16_384, 1),
        (1 << 4, 1, 17),
        (1 << 63, u16::MAX, u16::MAX),
    ];
    let unlawful = [(0, 1, 1), (1, 1, 1), (3, 1, 1), (2, 0, 1), (2, 1, 0)];
    for (n, r, p) in dear.into_iter().chain(unlawful) {
        let text = with_parameters(&cheap, n, r, p);
        assert!(
            open(&text, Some(&passphrase("passphrase"))).is_err(),
            "{n} {r} {p}"
        );
    }
    let same = with_parameters(&cheap, 2, 1, 1);
    assert!(open(&same, Some(&passphrase("passphrase"))).is_ok());
}

/// The same file, its scrypt parameters replaced.
fn with_parameters(text: &str, n: u64, r: u16, p: u16) -> String {
    use pkcs8::{EncryptedPrivateKeyInfoRef, SecretDocument, der::Encode, pkcs5::EncryptionScheme};
    let pem = &text[text.find("-----BEGIN").unwrap()..];
    let (_, document) = SecretDocument::from_pem(pem).unwrap();
    let mut sealed = EncryptedPrivateKeyInfoRef::from_der(document.as_bytes()).unwrap();
    let mut parameters = sealed.encryption_algorithm.pbes2().unwrap().clone();
    if let pbes2::Kdf::Scrypt(scrypt) = &mut parameters.kdf {
        (
            scrypt.cost_parameter,
            scrypt.block_size,
            scrypt.parallelization,
        ) = (n, r, p);
    }
    sealed.encryption_algorithm = EncryptionScheme::from(parameters);
    let der = SecretDocument::try_from(sealed.to_der().unwrap().as_slice()).unwrap();
    with_pem(&der.to_pem("ENCRYPTED PRIVATE KEY", LineEnding::LF).unwrap())
}

/// Never a panic, and never another key.
#[test]
fn no_changed_byte_opens_another_key() {
    let rounds = pbes2::Parameters::generate_pbkdf2_sha256_aes256cbc(1, &[5; 16], [7; 16]);
    for text in [clear_text(), cheap_text(), sealed_text(rounds.unwrap())] {
        let before = open(&text, Some(&passphrase("passphrase"))).unwrap();
        for at in 0..text.len() {
            for byte in [b'A', b'/', b'0', b'\n', b' '] {
                let mut bytes = text.clone().into_bytes();
                bytes[at] = byte;
                let changed = String::from_utf8(bytes).unwrap();
                if let Ok(key) = open(&changed, Some(&passphrase("passphrase"))) {
                    assert_eq!(key.public().as_bytes(), before.public().as_bytes());
                }
            }
        }
    }
}

#[test]
fn a_file_torn_at_any_byte_is_refused() {
    let public = PrivateKeyFile::parse(&clear_text()).unwrap().public_file();
    let (private, public, root) = (clear_text(), public.to_string(), root_text());
    for end in 0..private.len() - 1 {
        assert!(open(&private[..end], None).is_err(), "{end}");
    }
    for end in 0..public.len() {
        assert!(PublicKeyFile::parse(&public[..end]).is_err(), "{end}");
    }
    for end in 0..root.len() {
        // A root file torn between two keys is a root file of fewer keys, which no document has.
        let whole_lines = root[..end].ends_with('\n') && root[..end].matches("key: ").count() > 1;
        assert_eq!(
            AnchorFile::parse(&root[..end]).is_ok(),
            whole_lines,
            "{end}"
        );
    }
}

#[test]
fn lines_out_of_place_are_refused() {
    let text = clear_text();
    let public = PrivateKeyFile::parse(&text)
        .unwrap()
        .public_file()
        .to_string();
    let lines: Vec<&str> = text.lines().collect();
    for at in 0..lines.len() {
        for insert in ["note", "purpose: code", "note: x", lines[at]] {
            let mut changed = lines.clone();
            changed.insert(at, insert);
            assert!(
                open(&format!("{}\n", changed.join("\n")), None).is_err(),
                "{at} {insert}"
            );
        }
        let mut changed = lines.clone();
        changed.remove(at);
        assert!(
            open(&format!("{}\n", changed.join("\n")), None).is_err(),
            "{at}"
        );
    }
    for changed in [
        format!("{public}\n"),
        format!("{public}key: x\n"),
        public.replace("purpose: ", "purpose:"),
        public.replace("code", "Code"),
        public.replace("demo", "staging"),
        public.replace('=', ""),
        format!(" {public}"),
        format!("\u{feff}{public}"),
    ] {
        assert!(PublicKeyFile::parse(&changed).is_err(), "{changed}");
    }
}

#[test]
fn more_bytes_than_any_key_file_has() {
    let text = clear_text() + &" ".repeat(MAX_KEY_FILE_BYTES);
    let too_large = KeyFileError::TooLarge {
        max: MAX_KEY_FILE_BYTES,
    };
    assert_eq!(PrivateKeyFile::parse(&text).unwrap_err(), too_large);
    assert_eq!(PublicKeyFile::parse(&text).unwrap_err(), too_large);
    assert_eq!(AnchorFile::parse(&text).unwrap_err(), too_large);
}

fn root_text() -> String {
    let keys = [1, 2, 3].map(|seed| {
        let key: SigningKey<RootKey> =
            SigningKey::from_secret(Secret::new([seed; 32]), Environment::Test);
        key.public().clone()
    });
    let anchor = crate::RootAnchor::new(Environment::Test, 70_000, 2, keys.into()).unwrap();
    AnchorFile(anchor).to_string()
}

#[test]
fn a_root_file_comes_back_and_has_one_form() {
    let text = root_text();
    let anchor = AnchorFile::parse(&text).unwrap();
    assert_eq!(anchor.to_string(), text);
    assert_eq!((anchor.0.number(), anchor.0.threshold()), (70_000, 2));
    let first_key = text.lines().nth(4).unwrap();
    let without_it = text.replace(&format!("{first_key}\n"), "");
    for changed in [
        format!("{without_it}{first_key}\n"),
        text.replace("threshold: 2", "threshold: 0"),
        text.replace("threshold: 2", "threshold: 4"),
        text.replace("threshold: 2", "threshold: +2"),
        text.replace("number: 70000", "number: 0"),
        text.replace("number: 70000", "number: 070000"),
        text.replace("number: 70000", "number: 4294967296"),
        format!("{text}{first_key}\n"),
        text.replace(first_key, &format!("key: {}", encode_key(&[0; 32]))),
    ] {
        assert!(AnchorFile::parse(&changed).is_err(), "{changed}");
    }
}

#[test]
fn secrets_are_not_shown() {
    let key = key(Environment::Demo);
    let file = PrivateKeyFile::clear(&key).unwrap();
    let text = clear_text();
    let base64 = text.lines().nth(5).unwrap();
    let shown = [
        format!("{:?}", Secret::new(SECRET)),
        format!("{key:?}"),
        format!("{:#?}", key.secret()),
        format!("{file:?}"),
        format!("{:?}", passphrase("thirty-two")),
        format!(
            "{:?}",
            key.prepare::<juma_format::body::Code>(SECRET.into())
        ),
        format!(
            "{:?} {}",
            open(&text[..200], None),
            open(&text[..200], None).unwrap_err()
        ),
    ];
    for shown in shown {
        assert!(
            !shown.contains("thirty-two") && !shown.contains(base64),
            "{shown}"
        );
        assert!(
            !shown.contains("116, 104") && !shown.contains("7468"),
            "{shown}"
        );
    }
    assert_eq!(hash_of(key.public().as_bytes()), *file.hash().as_bytes());
}

mod openssl;

use juma_format::{Environment, claims::LiveProfile};

use super::*;
use crate::{
    Anchor, LiveSeed,
    key_file::{Passphrase, SealingInputs},
    kind::HolderKey,
    signing_key::{Secret, SigningKey},
};

fn own() -> SigningKey<HolderKey> {
    SigningKey::from_secret(Secret::new([7; 32]), Environment::Test)
}

fn request() -> CodeRequest {
    CodeRequest {
        environment: Environment::Test,
        profile: LiveProfile::P2,
        wanted: vec![Wanted::Anchor([1; 16]), Wanted::Key([2; 32])],
    }
}

fn wallet() -> Wallet {
    let mut wallet = Wallet::new(Environment::Test, Secret::new([7; 32]));
    wallet.waiting.push(HeldSecret::Chain {
        profile: LiveProfile::P1,
        seed: LiveSeed::new([1; 16]),
    });
    for secret in [
        None,
        Some(HeldSecret::Key {
            profile: LiveProfile::P2,
            secret: Secret::new([3; 32]),
        }),
    ] {
        let code = vec![4; 110];
        wallet.codes.push(WalletCode { code, secret });
    }
    wallet
}

const INPUTS: SealingInputs = SealingInputs {
    salt: [8; 16],
    iv: [9; 16],
};

#[test]
fn a_request_is_the_holders() {
    let text = request().to_text(&own());
    assert_eq!(CodeRequest::parse(&text), Ok(request()));
    let typed = text.replace('\n', "\r\n");
    assert_eq!(CodeRequest::parse(&typed), Ok(request()));
    let line = text.lines().nth(3).unwrap();
    let other: Anchor = [9; 16];
    let forged = request();
    let forged = CodeRequest {
        wanted: vec![Wanted::Anchor(other), Wanted::Key([2; 32])],
        ..forged
    };
    let forged = forged.to_text(&own());
    let swapped = text.replace(line, forged.lines().nth(3).unwrap());
    assert_eq!(CodeRequest::parse(&swapped), Err(RequestError::Signature));
    let twice = text.replace(line, &format!("{line}\n{line}"));
    assert!(matches!(
        CodeRequest::parse(&twice),
        Err(RequestError::Line { name: "anchor" })
    ));
    for torn in [
        "",
        "juma request",
        &text[..text.len() - 1],
        &text.replace("profile: P2", "profile: P3"),
        &text.replace("juma request", "juma requests"),
        &text.replace("environment: test", "environment: tests"),
        &format!("{text}more\n"),
    ] {
        assert!(CodeRequest::parse(torn).is_err(), "{torn}");
    }
    // A request for another environment is signed by the same key, and yet no request there.
    let demo = text.replace("environment: test", "environment: demo");
    assert_eq!(CodeRequest::parse(&demo), Err(RequestError::Signature));
}

#[test]
fn a_wallet_survives_its_bytes() {
    let bytes = wallet().encode();
    let read = Wallet::decode(&bytes).unwrap();
    assert_eq!(*read.encode(), *bytes);
    assert_eq!(read.codes.len(), 2);
    assert!(read.own_key().is_some());
    for length in 0..bytes.len() {
        assert!(Wallet::decode(&bytes[..length]).is_err(), "{length}");
    }
    let code = WalletCode {
        code: vec![1],
        secret: None,
    };
    let bytes = Wallet::of_issuer(Environment::Demo, code).encode();
    assert!(Wallet::decode(&bytes).unwrap().own_key().is_none());
}

#[test]
fn a_file_opens_with_its_passphrase_only() {
    let right = Passphrase::new("a long passphrase".into());
    let file = WalletFile::seal(&wallet(), &right, INPUTS).unwrap();
    let text = file.to_text();
    assert!(text.starts_with("juma wallet\nenvironment: test\n-----BEGIN JUMA WALLET-----\n"));
    let opened = WalletFile::parse(&text).unwrap().open(&right).unwrap();
    assert_eq!(*opened.encode(), *wallet().encode());
    let wrong = Passphrase::new("another passphrase".into());
    let refused = WalletFile::parse(&text).unwrap().open(&wrong);
    assert_eq!(refused.unwrap_err(), WalletFileError::Passphrase);
    // One character of the encrypted bytes.
    let last = text.lines().rev().nth(1).unwrap();
    let changed: String = last
        .chars()
        .map(|char| {
            if char == last.chars().next().unwrap() {
                'x'
            } else {
                char
            }
        })
        .collect();
    let changed = text.replace(last, &changed);
    assert!(WalletFile::parse(&changed).unwrap().open(&right).is_err());
    let demo = text.replace("environment: test", "environment: demo");
    let refused = WalletFile::parse(&demo).unwrap().open(&right);
    assert_eq!(refused.unwrap_err(), WalletFileError::Form);
}

#[test]
fn nothing_of_it_is_printed() {
    let wallet = wallet();
    let printed = format!("{wallet:?} {:?} {:?}", wallet.waiting, wallet.codes);
    assert_eq!(
        printed,
        "Wallet(2 codes) [HeldSecret(..)] [WalletCode(..), WalletCode(..)]"
    );
}

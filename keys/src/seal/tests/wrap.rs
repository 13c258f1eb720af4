//! A seal key on its way to a device, and key files of recipients.

use juma_format::time::UnixTime;

use super::*;

const DESTROY_FROM: UnixTime = UnixTime::from_seconds(1_806_508_800);

fn device(seed: u8) -> RecipientSecretKey<DeviceKey> {
    RecipientSecretKey::from_secret(Secret::new([seed; 32]), Environment::Test)
}

fn wrapped() -> WrappedKey {
    let secret = Secret::new([8; 32]);
    WrappedKey::wrap(&officers_key(5), device(3).public(), DESTROY_FROM, &secret).unwrap()
}

#[test]
fn a_wrapped_key_opens_on_its_device_alone() {
    let text = wrapped().to_string();
    let read = WrappedKey::parse(&text).unwrap();
    assert!(read == wrapped());
    let opened = read.open(&device(3)).unwrap();
    assert_eq!(opened.public(), officers_key(5).public());
    assert_eq!(read.open(&device(4)).unwrap_err(), WrapError::OtherDevice);
    let demo = RecipientSecretKey::from_secret(Secret::new([3; 32]), Environment::Demo);
    assert_eq!(read.open(&demo).unwrap_err(), WrapError::OtherEnvironment);
    assert!(!format!("{read:?}").contains("wrapped:"));
}

#[test]
fn a_changed_line_of_a_wrapped_key_is_noticed() {
    let text = wrapped().to_string();
    let seal = juma_line(&text, "seal: ");
    let other = juma_line(
        &WrappedKey::wrap(
            &officers_key(6),
            device(3).public(),
            DESTROY_FROM,
            &Secret::new([8; 32]),
        )
        .unwrap()
        .to_string(),
        "seal: ",
    );
    for changed in [
        text.replace("1806508800", "1906508800"),
        text.replace("environment: test", "environment: demo"),
        text.replace(&seal, &other),
    ] {
        let read = WrappedKey::parse(&changed).unwrap();
        assert!(read.open(&device(3)).is_err(), "{changed}");
    }
    for (what, torn) in [
        ("nothing", String::new()),
        ("another file", text.replace("wrapped key", "public key")),
        (
            "a line too few",
            text.lines()
                .take(5)
                .map(|line| format!("{line}\n"))
                .collect(),
        ),
        ("a line too many", format!("{text}seal: x\n")),
        (
            "a number in another form",
            text.replace("1806508800", "01806508800"),
        ),
        (
            "a shorter message",
            text.replace("wrapped: ", "wrapped: AAAA"),
        ),
        ("no base64", text.replace("wrapped: ", "wrapped: *")),
    ] {
        assert!(WrappedKey::parse(&torn).is_err(), "{what}");
    }
}

fn juma_line(text: &str, name: &str) -> String {
    let line = text.lines().find(|line| line.starts_with(name));
    line.expect("such a line").to_owned()
}

#[test]
fn key_files_of_recipients() {
    let key = officers_key(5);
    let passphrase = Passphrase::new("a long passphrase".into());
    let inputs = SealingInputs {
        salt: [1; 16],
        iv: [2; 16],
    };
    let file = PrivateKeyFile::encrypt(&key, &passphrase, inputs).unwrap();
    let text = file.to_text();
    let read = PrivateKeyFile::parse(&text).unwrap();
    let opened: OfficersKey = read.open(Some(&passphrase)).unwrap();
    assert_eq!(opened.public(), key.public());
    // Purposes are kept apart, on either side.
    let wrong = read.open::<RecipientSecretKey<DeviceKey>>(Some(&passphrase));
    assert!(matches!(wrong, Err(KeyFileError::WrongRole { .. })));
    let wrong = read.open::<crate::SigningKey<crate::CodeKey>>(Some(&passphrase));
    assert!(matches!(wrong, Err(KeyFileError::WrongRole { .. })));
    let public = PublicKeyFile::parse(&read.public_file().to_string()).unwrap();
    assert_eq!(public.recipient::<SealKey>().unwrap(), *key.public());
    assert!(public.recipient::<DeviceKey>().is_err());
    assert!(public.key::<crate::CodeKey>().is_err());
    // Only demo keys may stand in the clear.
    assert!(matches!(
        PrivateKeyFile::clear(&key),
        Err(KeyFileError::ClearPrivateKey)
    ));
    assert!(!format!("{opened:?} {read:?}").contains("05050505"));
}

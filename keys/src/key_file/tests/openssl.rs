//! OpenSSL as the other reader and writer of PKCS#8.
//!
//! It reads the text before the PEM as explanation (RFC 7468 §2). It does not open our encrypted
//! files on its command line: it allows scrypt 32 MiB there and ours takes 128, so the encrypted
//! form is checked with files that OpenSSL wrote.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use super::*;

/// What `openssl` answers to arguments and standard input; `None` where it is not installed.
fn openssl(arguments: &[&str], input: &str) -> Option<String> {
    let mut command = Command::new("openssl");
    command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let Ok(mut child) = command.spawn() else {
        println!("skipped: openssl is not here");
        return None;
    };
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{arguments:?}");
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn openssl_reads_a_clear_key_file_as_it_is() {
    let Some(text) = openssl(&["pkey", "-noout", "-text_pub"], &clear_text()) else {
        return;
    };
    let shown: String = text.chars().filter(char::is_ascii_hexdigit).collect();
    let public = *key(Environment::Demo).public().as_bytes();
    let expected: String = public.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(shown.contains(&expected), "{text}");
}

#[test]
fn keys_that_openssl_encrypted_can_be_opened() {
    for kdf in ["-scrypt", "-v2prf hmacWithSHA256 -iter 2048"] {
        let arguments = format!("pkcs8 -topk8 -v2 aes-256-cbc -passout pass:passphrase {kdf}");
        let arguments: Vec<&str> = arguments.split(' ').collect();
        let Some(pem) = openssl(&arguments, &clear_text()) else {
            return;
        };
        let text = with_pem(&pem);
        let key = open(&text, Some(&passphrase("passphrase"))).unwrap();
        assert_eq!(
            key.public().as_bytes(),
            super::key(Environment::Demo).public().as_bytes()
        );
        assert_eq!(key.environment(), Environment::Test);
        let wrong = open(&text, Some(&passphrase("passphrase "))).unwrap_err();
        assert_eq!(wrong, KeyFileError::PassphraseWrong);
    }
}

use super::*;

fn from_file(text: &[u8]) -> (tempfile::NamedTempFile, PassphraseSource) {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    let args = PassphraseArgs {
        passphrase_file: Some(file.path().into()),
        passphrase_fd: None,
    };
    let source = args.source();
    (file, source)
}

#[test]
fn one_line_end_does_not_belong_to_the_passphrase() {
    let key = Path::new("a.key");
    for text in ["correct horse", "correct horse\n", "correct horse\r\n"] {
        let (_file, source) = from_file(text.as_bytes());
        assert!(source.existing(key).unwrap() == Passphrase::new("correct horse".into()));
        assert!(source.chosen(key).unwrap() == Passphrase::new("correct horse".into()));
    }
}

#[test]
fn what_is_no_passphrase() {
    for text in [
        b"".as_slice(),
        b"\n",
        b"a\nb\n",
        b"a\0b",
        b"\xff\xfe",
        &[b'a'; 1025],
    ] {
        let (_file, source) = from_file(text);
        assert!(source.existing(Path::new("a.key")).is_err(), "{text:?}");
    }
}

#[test]
fn a_new_one_must_be_long_and_an_old_one_may_be_short() {
    let (_file, source) = from_file("八个字符的密码呀".as_bytes());
    assert!(source.existing(Path::new("a.key")).is_ok());
    let failure = source.chosen(Path::new("a.key")).unwrap_err().to_string();
    assert!(failure.contains("has 8 characters"), "{failure}");
}

#[test]
fn it_is_read_once_and_never_shown() {
    let (file, source) = from_file(b"correct horse");
    assert!(source.existing(Path::new("a.key")).is_ok());
    file.close().unwrap();
    assert!(source.existing(Path::new("b.key")).is_ok());
    assert!(!format!("{source:?}").contains("horse"));
}

#[test]
fn a_descriptor_that_is_not_open() {
    let args = PassphraseArgs {
        passphrase_file: None,
        passphrase_fd: Some(9999),
    };
    let failure = args.source().existing(Path::new("a.key")).unwrap_err();
    assert!(
        failure
            .to_string()
            .starts_with("file descriptor 9999 cannot be read")
    );
}

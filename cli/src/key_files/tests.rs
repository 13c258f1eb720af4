#![cfg(unix)]

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink},
};

use juma_keys::{CodeKey, SigningKey, StatusKey};

use super::*;
use crate::passphrase::PassphraseArgs;

fn demo_key(folder: &Path) -> std::path::PathBuf {
    let key: SigningKey<CodeKey> = generate(Environment::Demo).unwrap();
    let path = folder.join("a.key");
    write_private(&path, &PrivateKeyFile::clear(&key).unwrap()).unwrap();
    path
}

fn refusal(path: &Path) -> String {
    read_private::<SigningKey<CodeKey>>(path, &PassphraseArgs::default().source())
        .unwrap_err()
        .to_string()
}

#[test]
fn a_key_comes_back_from_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = demo_key(folder.path());
    assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
    let none = PassphraseArgs::default().source();
    let key: SigningKey<CodeKey> = read_private(&path, &none).unwrap();
    assert!(read_private::<SigningKey<StatusKey>>(&path, &none).is_err());

    let public = path.with_extension("pub");
    let file = read_private_file(&path).unwrap();
    write_public(&public, &file.public_file()).unwrap();
    let read = read_public(&public).unwrap();
    assert_eq!(read.hash(), key.public().hash());
    assert!(write_private(&path, &file).is_err());
    replace_private(&path, &file).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
}

#[test]
fn every_bit_for_others_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = demo_key(folder.path());
    for bit in 0..6 {
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600 | 1 << bit)).unwrap();
        let line = refusal(&path);
        assert!(line.contains("chmod 600"), "{line}");
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
    assert!(read_private_file(&path).is_ok());
}

#[test]
fn links_folders_and_strangers_files_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = demo_key(folder.path());
    let link = folder.path().join("link");
    symlink(&path, &link).unwrap();
    assert!(refusal(&link).contains("symbolic link"));
    assert!(refusal(folder.path()).contains("folder"));
    assert!(refusal(&folder.path().join("no")).contains("cannot read it"));
    // Only root can give a file away.
    if chown(&path, Some(12345), None).is_ok() {
        assert!(refusal(&path).contains("another user"));
    }
}

#[test]
fn text_that_is_no_key_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = demo_key(folder.path());
    for bytes in [b"".as_slice(), b"\xff", b"juma public key\n", &[b'a'; 9000]] {
        files::write_atomically(&path, bytes, Access::Private).unwrap();
        assert!(read_private_file(&path).is_err());
        assert!(read_public(&path).is_err());
        assert!(read_anchor(&path).is_err());
    }
}

//! The files of ceremonies on the disk.

use std::path::Path;

use juma_cli::{
    failure::Failure,
    files::{self, Access},
    key_files,
};
use juma_format::trust::TrustList;
use juma_keys::{
    CeremonyFileError, Draft, DraftSignature, KeyFileKind, ListDraft, MAX_CEREMONY_FILE_BYTES,
    RootAnchor, RootInForce, RootRefusal, SignedDocument,
};

/// Any file of a ceremony.
pub(super) enum CeremonyFile {
    Draft(Draft),
    Signature(DraftSignature),
    Signed(SignedDocument),
}

pub(super) fn read_any(path: &Path) -> Result<CeremonyFile, Failure> {
    let bytes = read(path)?;
    let begins = |line: &str| bytes.starts_with(line.as_bytes());
    if begins(Draft::FIRST_LINE) {
        parse_draft(path, &bytes).map(CeremonyFile::Draft)
    } else if begins(DraftSignature::FIRST_LINE) {
        parse_signature(path, &bytes).map(CeremonyFile::Signature)
    } else if begins("juma ") {
        Err(Failure::new("it is a key file")
            .at(path)
            .advise("juma-keys inspect shows it"))
    } else {
        let signed = SignedDocument::parse(bytes).map_err(|error| {
            Failure::new("it is no draft, no signature and no signed document")
                .at(path)
                .because(error)
        });
        signed.map(CeremonyFile::Signed)
    }
}

pub(super) fn read_draft(path: &Path) -> Result<Draft, Failure> {
    parse_draft(path, &read(path)?)
}

pub(super) fn read_list_draft(path: &Path) -> Result<ListDraft, Failure> {
    match read_draft(path)? {
        Draft::TrustList(draft) => Ok(draft),
        Draft::Root(_) => {
            Err(Failure::new("it drafts a root document, and a trust list is needed").at(path))
        }
    }
}

pub(super) fn read_signature(path: &Path) -> Result<DraftSignature, Failure> {
    parse_signature(path, &read(path)?)
}

pub(super) fn read_signed(path: &Path) -> Result<SignedDocument, Failure> {
    SignedDocument::parse(read(path)?).map_err(|error| unusable(path, error))
}

/// The root in force: a root document, whose own keys must have signed it, or a root file.
pub(super) fn read_root(path: &Path) -> Result<RootAnchor, Failure> {
    if read(path)?.starts_with(KeyFileKind::Root.first_line().as_bytes()) {
        return key_files::read_anchor(path);
    }
    let checked = read_signed(path)?.check_root(RootInForce::None);
    checked.map_err(|refusal| untrusted(path, refusal))
}

/// A trust list that the root has signed.
pub(super) fn read_list(path: &Path, root: &RootAnchor) -> Result<TrustList, Failure> {
    let checked = read_signed(path)?.check_list(root);
    checked.map_err(|refusal| untrusted(path, refusal))
}

pub(super) fn write_text(path: &Path, text: &str) -> Result<(), Failure> {
    files::create_new(path, text.as_bytes(), Access::Public)
}

pub(super) fn replace_draft(path: &Path, draft: ListDraft) -> Result<(), Failure> {
    let text = Draft::from(draft).to_string();
    files::write_atomically(path, text.as_bytes(), Access::Public)
}

pub(super) fn untrusted(path: &Path, refusal: RootRefusal) -> Failure {
    Failure::new("it is not signed as it must be")
        .at(path)
        .because(refusal)
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    files::read_bounded(path, MAX_CEREMONY_FILE_BYTES)
}

fn parse_draft(path: &Path, bytes: &[u8]) -> Result<Draft, Failure> {
    Draft::parse(text(path, bytes)?).map_err(|error| unusable(path, error))
}

fn parse_signature(path: &Path, bytes: &[u8]) -> Result<DraftSignature, Failure> {
    DraftSignature::parse(text(path, bytes)?).map_err(|error| unusable(path, error))
}

fn text<'a>(path: &Path, bytes: &'a [u8]) -> Result<&'a str, Failure> {
    str::from_utf8(bytes).map_err(|_| Failure::new("it is not text").at(path))
}

fn unusable(path: &Path, error: CeremonyFileError) -> Failure {
    Failure::new("the file cannot be used")
        .at(path)
        .because(error)
}

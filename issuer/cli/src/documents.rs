//! The root documents and the trust list of a home, and how newer ones take their place.

use std::{
    fs,
    path::{Path, PathBuf},
};

use juma_cli::{
    failure::Failure,
    files::{self, Access},
    key_files,
};
use juma_issuer::TrustDocuments;
use juma_keys::{RootRefusal, TrustedList};

use crate::home::Layout;

/// The most bytes of a root document or a trust list: 16,384 entries of 300 bytes.
const MAX_DOCUMENT_BYTES: usize = 8 << 20;

/// A list that comes with new root documents waits here until they are there: a crash in between
/// leaves one of the two lists good.
const NEXT_LIST: &str = "trust/list-next.cose";

/// What a home trusts.
pub(crate) struct HomeTrust {
    pub(crate) documents: TrustDocuments,
    pub(crate) list: TrustedList,
}

/// Reads what a home trusts.
pub(crate) fn read(home: &Path) -> Result<HomeTrust, Failure> {
    let anchor = key_files::read_anchor(&home.join(Layout::ANCHOR))?;
    let mut roots = Vec::new();
    for number in 1_u32.. {
        let path = home.join(Layout::root(number));
        if !path.exists() {
            break;
        }
        roots.push(read_document(&path)?);
    }
    let path = home.join(Layout::LIST);
    let list = read_document(&path)?;
    let documents = TrustDocuments {
        anchor,
        roots,
        list,
    };
    match opened(&documents) {
        Ok(list) => Ok(HomeTrust { documents, list }),
        Err(refusal) => {
            let waiting = home.join(NEXT_LIST);
            let list = waiting.exists().then(|| read_document(&waiting));
            let documents = TrustDocuments {
                list: list.transpose()?.unwrap_or_default(),
                ..documents
            };
            match opened(&documents) {
                Ok(list) => Ok(HomeTrust { documents, list }),
                Err(_) => Err(Failure::new("the trust list is no good")
                    .at(&path)
                    .because(refusal)),
            }
        }
    }
}

/// The list of documents, with everything that leads to it checked.
pub(crate) fn opened(documents: &TrustDocuments) -> Result<TrustedList, RootRefusal> {
    let roots: Vec<&[u8]> = documents.roots.iter().map(Vec::as_slice).collect();
    documents.anchor.walk(&roots)?.open_list(&documents.list)
}

pub(crate) fn read_document(path: &Path) -> Result<Vec<u8>, Failure> {
    files::read_bounded(path, MAX_DOCUMENT_BYTES)
}

pub(crate) fn read_all(paths: &[PathBuf]) -> Result<Vec<Vec<u8>>, Failure> {
    paths.iter().map(|path| read_document(path)).collect()
}

/// Replaces what a home trusts. `documents` were checked, and the first `held` roots are the home's.
pub(crate) fn replace(home: &Path, documents: &TrustDocuments, held: usize) -> Result<(), Failure> {
    let next = home.join(NEXT_LIST);
    files::write_atomically(&next, &documents.list, Access::Public)?;
    // The last first: without the one before it, none is read.
    let roots: Vec<(&Vec<u8>, u32)> = documents.roots.iter().zip(1_u32..).skip(held).collect();
    for (root, number) in roots.into_iter().rev() {
        files::write_atomically(&home.join(Layout::root(number)), root, Access::Public)?;
    }
    files::write_atomically(&home.join(Layout::LIST), &documents.list, Access::Public)?;
    fs::remove_file(&next)
        .map_err(|error| Failure::new("cannot be removed").at(&next).because(error))
}

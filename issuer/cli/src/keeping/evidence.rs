//! What is known elsewhere of a register of which an older copy is put back.

use std::{
    fs,
    path::{Path, PathBuf},
};

use juma_cli::{failure::Failure, files};
use juma_format::{
    StatusRef,
    time::DAY,
    trust::{MAX_BUNDLE_BYTES, Manifest, Status, StatusList},
};
use juma_keys::{OpenedBundle, Opening, RootAnchor, manifest_unverified};
use juma_register::{Evidence, LaterList, LaterPublication, Mark, Witness};
use juma_registry::ledger::StatusEntry;

use crate::{
    home::{Home, Layout},
    register::MarkFile,
};

/// A bundle that was found, checked by nobody yet.
struct Candidate {
    path: PathBuf,
    bytes: Vec<u8>,
    manifest: Manifest,
}

/// Gathers it from the homes that were replaced and from bundles. `home` is the one that goes on,
/// whose root leads to them.
pub(super) fn gather(
    home: &Home,
    homes: &[&Path],
    bundles: &[PathBuf],
) -> Result<Evidence, Failure> {
    let mut mark = None;
    let mut paths = bundles.to_vec();
    for old in homes {
        mark = later(mark, mark_of(old)?);
        paths.extend(kept_bundles(&old.join(Layout::BUNDLES)));
    }
    let mut candidates = Vec::new();
    for path in paths {
        let bytes = files::read_bounded(&path, MAX_BUNDLE_BYTES)?;
        let manifest = manifest_unverified(&bytes)
            .map_err(|refusal| Failure::new("not a bundle").at(&path).because(refusal))?;
        candidates.push(Candidate {
            path,
            bytes,
            manifest,
        });
    }
    let publication = match candidates
        .iter()
        .max_by_key(|found| (found.manifest.epoch, found.manifest.sequence))
    {
        Some(last) => Some(publication(home, last, &candidates)?),
        None => None,
    };
    Ok(Evidence { mark, publication })
}

fn later(one: Option<Mark>, other: Option<Mark>) -> Option<Mark> {
    one.into_iter().chain(other).max_by_key(|mark| mark.act)
}

fn mark_of(home: &Path) -> Result<Option<Mark>, Failure> {
    let path = home.join(Layout::MARK);
    MarkFile::new(&path).last().map_err(|error| {
        Failure::new("the mark of how far the register had come cannot be read")
            .at(&path)
            .because(error)
    })
}

/// The two newest bundles of a folder that are full or build on one: what is older says less.
fn kept_bundles(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    let mut paths: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|ending| ending == "jmb"))
        .collect();
    // Names are sequences of ten digits.
    paths.sort();
    let full = paths.iter().rposition(|path| {
        let bytes = files::read_bounded(path, MAX_BUNDLE_BYTES);
        let manifest = bytes
            .ok()
            .and_then(|bytes| manifest_unverified(&bytes).ok());
        manifest.is_some_and(|manifest| manifest.base.is_none())
    });
    let last = paths.last().cloned();
    let full = full.and_then(|full| paths.get(full).cloned());
    full.into_iter().chain(last).collect()
}

/// What the last bundle says, after all of it was checked.
fn publication(
    home: &Home,
    last: &Candidate,
    all: &[Candidate],
) -> Result<LaterPublication, Failure> {
    let anchor: RootAnchor = home.trust()?.documents.anchor;
    let base = last.manifest.base.map(|base| base.sequence);
    let full = all
        .iter()
        .find(|one| Some(one.manifest.sequence) == base && one.manifest.base.is_none());
    if base.is_some() && full.is_none() {
        return Err(
            Failure::new("it says only what has changed since a full bundle")
                .at(&last.path)
                .advise("name that one too, with another --bundle"),
        );
    }
    let opening = Opening {
        full: full.map(|full| full.bytes.as_slice()),
        ..Opening::of(&anchor)
    };
    let opened = opening.open(&last.bytes).map_err(|refusal| {
        Failure::new("the bundle is refused")
            .at(&last.path)
            .because(refusal)
    })?;
    Ok(of_bundle(home, &opened))
}

fn of_bundle(home: &Home, bundle: &OpenedBundle) -> LaterPublication {
    let namespace = home.settings.namespace.as_str();
    let manifest = &bundle.manifest;
    let own = bundle.status_lists.iter();
    let own = own.filter(|list| list.name().namespace() == namespace);
    LaterPublication {
        sequence: manifest.sequence,
        epoch: manifest.epoch,
        at: manifest.issued,
        codes_end: manifest
            .expires
            .plus(u64::from(home.settings.code_days) * DAY),
        lists: own.map(|list| later_list(list, manifest)).collect(),
    }
}

fn later_list(list: &StatusList, manifest: &Manifest) -> LaterList {
    // A list in which every code is good takes no memory.
    let places = 0..if list.memory() == 0 {
        0
    } else {
        StatusRef::ENTRIES
    };
    let marks = places.filter_map(|index| {
        let status = list.status(index)?;
        (status != Status::Valid).then_some(StatusEntry {
            index,
            status,
            since: manifest.issued,
        })
    });
    LaterList {
        number: list.name().number(),
        marks: marks.collect(),
    }
}

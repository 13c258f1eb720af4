//! What is known elsewhere of a register of which an older copy is put back.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use juma_cli::{failure::Failure, files};
use juma_format::{
    StatusRef,
    time::{DAY, UnixTime},
    trust::{Contribution, MAX_BUNDLE_BYTES, Manifest, Status, StatusList},
};
use juma_keys::{
    BundleRefusal, CollectionRefusal, Opening, contribution_unverified, manifest_unverified,
    open_contribution,
};
use juma_register::{Evidence, LaterList, LaterPublication, Mark, Witness};
use juma_registry::ledger::StatusEntry;

use crate::{
    documents::HomeTrust,
    home::{Home, Layout},
    register::MarkFile,
};

/// Something that was published and is checked by nobody yet.
struct Candidate<S> {
    path: PathBuf,
    bytes: Vec<u8>,
    /// What it says of itself.
    said: S,
}

/// All that was found.
#[derive(Default)]
struct Candidates {
    bundles: Vec<Candidate<Manifest>>,
    contributions: Vec<Candidate<Contribution>>,
}

/// What a publication says of this place's lists, after all of it was checked.
struct Published {
    sequence: u32,
    epoch: u32,
    issued: UnixTime,
    expires: UnixTime,
    lists: Vec<StatusList>,
}

/// Gathers it from the homes that were replaced and from bundles and contributions. `home` is the
/// one that goes on, whose root leads to them.
pub(super) fn gather(
    home: &Home,
    homes: &[&Path],
    published: &[PathBuf],
) -> Result<Evidence, Failure> {
    let mut mark = None;
    let mut paths = published.to_vec();
    for old in homes {
        mark = later(mark, mark_of(old)?);
        let folder = old.join(Layout::BUNDLES);
        paths.extend(kept(&folder, "jmb", |bytes| {
            manifest_unverified(bytes).is_ok_and(|manifest| manifest.base.is_none())
        }));
        paths.extend(kept(&folder, "jmc", |bytes| {
            contribution_unverified(bytes).is_ok_and(|said| said.is_full())
        }));
    }
    let mut found = Candidates::default();
    for path in paths {
        found.add(path)?;
    }
    let trust = home.trust()?;
    let all = [
        last_bundle(&trust, &found.bundles)?,
        last_contribution(home, &trust, &found.contributions)?,
    ];
    let publication = together(home, all.into_iter().flatten().collect());
    Ok(Evidence { mark, publication })
}

impl Candidates {
    fn add(&mut self, path: PathBuf) -> Result<(), Failure> {
        let bytes = files::read_bounded(&path, MAX_BUNDLE_BYTES)?;
        match (manifest_unverified(&bytes), contribution_unverified(&bytes)) {
            (Ok(said), _) => self.bundles.push(Candidate { path, bytes, said }),
            (Err(_), Ok(said)) => self.contributions.push(Candidate { path, bytes, said }),
            (Err(refusal), Err(_)) => {
                return Err(Failure::new("neither a bundle nor a contribution")
                    .at(&path)
                    .because(refusal));
            }
        }
        Ok(())
    }
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

/// The newest file of a folder and an ending, and the newest that is full: what is older says less.
fn kept(folder: &Path, ending: &str, is_full: impl Fn(&[u8]) -> bool) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    let mut paths: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|it| it == ending))
        .collect();
    // Names are sequences of ten digits.
    paths.sort();
    let full = paths.iter().rposition(|path| {
        let bytes = files::read_bounded(path, MAX_BUNDLE_BYTES);
        bytes.is_ok_and(|bytes| is_full(&bytes))
    });
    let last = paths.last().cloned();
    let full = full.and_then(|full| paths.get(full).cloned());
    full.into_iter().chain(last).collect()
}

/// It says only what has changed, and what it builds on is not among what was named.
fn is_delta(path: &Path) -> Failure {
    Failure::new("it says only what has changed since a full one")
        .at(path)
        .advise("name that one too, with another --bundle")
}

fn last_bundle(
    trust: &HomeTrust,
    all: &[Candidate<Manifest>],
) -> Result<Option<Published>, Failure> {
    let last = all.iter();
    let Some(last) = last.max_by_key(|one| (one.said.epoch, one.said.sequence)) else {
        return Ok(None);
    };
    let base = last.said.base.map(|base| base.sequence);
    let full = all
        .iter()
        .find(|one| Some(one.said.sequence) == base && one.said.base.is_none());
    if base.is_some() && full.is_none() {
        return Err(is_delta(&last.path));
    }
    let opening = Opening {
        full: full.map(|full| full.bytes.as_slice()),
        ..Opening::of(&trust.documents.anchor)
    };
    let opened = opening.open(&last.bytes).map_err(|refusal| {
        Failure::new("the bundle is refused")
            .at(&last.path)
            .because(refusal)
    })?;
    Ok(Some(Published {
        sequence: opened.manifest.sequence,
        epoch: opened.manifest.epoch,
        issued: opened.manifest.issued,
        expires: opened.manifest.expires,
        lists: opened.status_lists,
    }))
}

/// By the trust list of the home, as the centre would open it.
fn last_contribution(
    home: &Home,
    trust: &HomeTrust,
    all: &[Candidate<Contribution>],
) -> Result<Option<Published>, Failure> {
    let namespace = &home.settings.namespace;
    // One of another place is a file that was mistaken for another.
    if let Some(other) = all.iter().find(|one| one.said.namespace != *namespace) {
        let said = &other.said.namespace;
        return Err(Failure::new(format!(
            "it is a contribution of namespace {said}, and this home is of {namespace}"
        ))
        .at(&other.path));
    }
    let Some(last) = all.iter().max_by_key(|one| one.said.sequence) else {
        return Ok(None);
    };
    let refused = |path: &Path, refusal: CollectionRefusal| match refusal {
        CollectionRefusal::Bundle(BundleRefusal::Delta(_)) => is_delta(path),
        refusal => Failure::new("the contribution is refused")
            .at(path)
            .because(refusal),
    };
    let compromised = |path: &Path| Failure::new("a compromised key has signed it").at(path);
    let mut base = Vec::new();
    if !last.said.is_full() {
        let older = all.iter().filter(|one| one.said.is_full());
        let full = older.max_by_key(|one| one.said.sequence);
        let full = full.ok_or_else(|| is_delta(&last.path))?;
        let opened = open_contribution(&trust.list, &[], &full.bytes)
            .map_err(|refusal| refused(&full.path, refusal))?
            .ok_or_else(|| compromised(&full.path))?;
        base = opened.lists.into_iter().map(|it| it.list).collect();
    }
    let opened = open_contribution(&trust.list, &base, &last.bytes)
        .map_err(|refusal| refused(&last.path, refusal))?
        .ok_or_else(|| compromised(&last.path))?;
    let mut lists: BTreeMap<u32, StatusList> = BTreeMap::new();
    // A contribution of changes leaves out what has none.
    for list in base
        .into_iter()
        .chain(opened.lists.into_iter().map(|it| it.list))
    {
        lists.insert(list.name().number(), list);
    }
    Ok(Some(Published {
        sequence: opened.statement.sequence,
        // It has none: the centre's bundles do.
        epoch: 0,
        issued: opened.statement.times.issued,
        expires: opened.statement.times.expires,
        lists: lists.into_values().collect(),
    }))
}

/// What they say together: of each list what was signed last. The sequences of a centre's bundles
/// are not this place's, and higher ones do no harm.
fn together(home: &Home, all: Vec<Published>) -> Option<LaterPublication> {
    let namespace = home.settings.namespace.as_str();
    let days = u64::from(home.settings.code_days) * DAY;
    let sequence = all.iter().map(|it| it.sequence).max()?;
    let epoch = all.iter().map(|it| it.epoch).max()?;
    let at = all.iter().map(|it| it.issued).max()?;
    let ends = all.iter().map(|it| it.expires).max()?;
    let mut lists: BTreeMap<u32, (UnixTime, StatusList)> = BTreeMap::new();
    for published in all {
        for list in published.lists {
            let name = list.name();
            let (number, signed) = (name.number(), list.times().issued);
            let is_own = name.namespace() == namespace;
            let is_later = lists
                .get(&number)
                .is_none_or(|(_, held)| held.times().issued < signed);
            if is_own && is_later {
                lists.insert(number, (published.issued, list));
            }
        }
    }
    let lists = lists.values();
    Some(LaterPublication {
        sequence,
        epoch,
        at,
        codes_end: ends.plus(days),
        lists: lists.map(|(at, list)| later_list(list, *at)).collect(),
    })
}

fn later_list(list: &StatusList, since: UnixTime) -> LaterList {
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
            since,
        })
    });
    LaterList {
        number: list.name().number(),
        marks: marks.collect(),
    }
}

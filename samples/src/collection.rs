use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, fs,
    path::Path,
};

use juma_cli::{
    failure::Failure,
    files::{self, Access},
};
use juma_format::time::UnixTime;
use juma_keys::AnchorFile;
use juma_scan::picture::MAX_FILE_BYTES;
use juma_verifier::Policy;

use crate::{
    SampleFile, SampleWorld, look,
    moments::{ALL_OVER, BEFORE_BUNDLE, LIVE_EARLY, LIVE_LATE, SAMPLE_MOMENT, STICK_FORGOTTEN},
    office::failed,
    readme,
};

/// The files that are made from the records: everything in the folders below, and two beside them.
#[derive(Clone, PartialEq, Eq)]
pub struct Collection {
    files: BTreeMap<String, Vec<u8>>,
}

/// The folders that hold nothing else than what is made.
const FOLDERS: [&str; 3] = ["cases", "codes", "trust"];

/// What each file must yield, one JSON object a line.
pub(crate) const TABLE: &str = "samples.jsonl";
/// The root that verifiers are given.
pub(crate) const ROOT: &str = "trust/root.pub";
/// The bundle that they import.
pub(crate) const BUNDLE: &str = "trust/bundle.jmb";
const README: &str = "README.md";

/// The files that are judged at other moments too, and what comes of them then.
const STATIC: &str = "codes/household-registered.gate.txt";
const LIVE: &str = "cases/live.txt";
const OTHER_TIMES: [(&str, UnixTime, &str); 6] = [
    (STATIC, BEFORE_BUNDLE, "clock-untrusted"),
    (STATIC, STICK_FORGOTTEN, "status-stale"),
    (STATIC, ALL_OVER, "expired"),
    (LIVE, LIVE_EARLY, "slot-in-future"),
    (LIVE, LIVE_LATE, "slot-too-old"),
    // A clock that is not believed judges no proof, and no policy opens on that.
    (LIVE, BEFORE_BUNDLE, "clock-untrusted"),
];

impl fmt::Debug for Collection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Collection({} files)", self.files.len())
    }
}

impl Collection {
    /// The files of a world. Each is judged as it is made, by library and officer, and must yield
    /// what its sample expects.
    ///
    /// # Errors
    /// When one yields something else.
    pub fn of(world: &SampleWorld) -> Result<Self, Failure> {
        let mut files = BTreeMap::new();
        let mut rows = Vec::new();
        for sample in &world.samples {
            for (name, bytes) in sample.files()? {
                let expected = (SAMPLE_MOMENT, sample.expected.of(&name));
                rows.push(row(world, &name, &bytes, expected)?);
                files.insert(name, bytes);
            }
        }
        for (name, at, reason) in OTHER_TIMES {
            let again = files.get(name).cloned().unwrap_or_default();
            rows.push(row(world, name, &again, (at, reason))?);
        }
        let anchor = AnchorFile(world.office.trust().anchor.clone()).to_string();
        files.insert(ROOT.to_owned(), anchor.into_bytes());
        files.insert(BUNDLE.to_owned(), world.bundle.clone());
        files.insert(README.to_owned(), readme::of(world, &rows).into_bytes());
        let mut table = String::new();
        for row in &rows {
            table.push_str(&serde_json::to_string(row).map_err(failed("no JSON"))?);
            table.push('\n');
        }
        files.insert(TABLE.to_owned(), table.into_bytes());
        Ok(Self { files })
    }

    /// The files, by name.
    pub fn files(&self) -> impl ExactSizeIterator<Item = (&str, &[u8])> {
        self.files
            .iter()
            .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
    }

    /// Writes what differs, and removes what no sample has any more.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn write(&self, folder: &Path) -> Result<Vec<String>, Failure> {
        for name in FOLDERS {
            let path = folder.join(name);
            fs::create_dir_all(&path)
                .map_err(|error| Failure::new("cannot be created").at(&path).because(error))?;
        }
        let differing = self.differing(folder)?;
        for name in &differing {
            let path = folder.join(name);
            match self.files.get(name) {
                Some(bytes) => files::write_atomically(&path, bytes, Access::Public)?,
                None => fs::remove_file(&path)
                    .map_err(|error| Failure::new("cannot be removed").at(&path).because(error))?,
            }
        }
        Ok(differing)
    }

    /// The names of files that are missing, different, or not of this collection.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn differing(&self, folder: &Path) -> Result<Vec<String>, Failure> {
        let mut differing = BTreeSet::new();
        for (name, bytes) in &self.files {
            let path = folder.join(name);
            if !path.exists() || files::read_bounded(&path, MAX_FILE_BYTES)? != *bytes {
                differing.insert(name.clone());
            }
        }
        for name in FOLDERS {
            let found = names_in(folder, name)?.into_iter();
            differing.extend(found.filter(|name| !self.files.contains_key(name)));
        }
        Ok(differing.into_iter().collect())
    }
}

fn names_in(folder: &Path, name: &str) -> Result<Vec<String>, Failure> {
    let path = folder.join(name);
    if !path.exists() {
        return Ok(Vec::new());
    }
    let cannot = |error| Failure::new("cannot be listed").at(&path).because(error);
    let mut names = Vec::new();
    for entry in fs::read_dir(&path).map_err(cannot)? {
        let entry = entry.map_err(cannot)?;
        names.push(format!("{name}/{}", entry.file_name().to_string_lossy()));
    }
    Ok(names)
}

/// Judges a file as library and officer do.
fn row(
    world: &SampleWorld,
    name: &str,
    bytes: &[u8],
    (at, reason): (UnixTime, &str),
) -> Result<SampleFile, Failure> {
    let judged = |policy: &str| {
        let policy = Policy::built_in(policy);
        let policy = policy.ok_or_else(|| Failure::new("no such policy"))?;
        look(name, bytes, (&world.state, at), &policy)
    };
    let library = judged(LIBRARY)?;
    let found = library.verdict.slug();
    if found != reason {
        let what = format!("yields {found} and not {reason}");
        return Err(Failure::new(what).at(name));
    }
    Ok(SampleFile::new(name, at, &library, &judged(OFFICER)?))
}

pub(crate) const LIBRARY: &str = "library";
pub(crate) const OFFICER: &str = "officer";

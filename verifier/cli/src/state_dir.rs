use std::{
    fs,
    path::{Path, PathBuf},
};

use juma_cli::{
    failure::Failure,
    files::{self, Access},
    key_files,
};
use juma_format::trust::MAX_BUNDLE_BYTES;
use juma_keys::{AnchorFile, RootAnchor};
use juma_verifier::{Floors, State};

/// The folder in which a device keeps its root, its last bundle and its floors. There is nothing
/// of a resident in it.
pub(crate) struct StateDir {
    dir: PathBuf,
}

const ANCHOR: &str = "root.pub";
const BUNDLE: &str = "bundle.jmb";
const FLOORS: &str = "floors.cbor";

/// Five numbers.
const MAX_FLOORS_BYTES: usize = 64;

impl StateDir {
    pub(crate) fn new(dir: &Path) -> Self {
        Self {
            dir: dir.to_owned(),
        }
    }

    /// The state that was kept.
    pub(crate) fn load(&self) -> Result<State, Failure> {
        let path = self.dir.join(ANCHOR);
        if !path.exists() {
            return Err(Failure::new("no trust data")
                .at(&self.dir)
                .advise("import a bundle first: juma-verifier import --state DIR --root ROOT.pub BUNDLE.jmb"));
        }
        let anchor = key_files::read_anchor(&path)?;
        let path = self.dir.join(FLOORS);
        let bytes = files::read_bounded(&path, MAX_FLOORS_BYTES)?;
        let floors = Floors::decode(&bytes).map_err(|error| {
            Failure::new("the floors of this device are damaged")
                .at(&path)
                .because(error)
                .advise("set the device up again with the newest bundle")
        })?;
        let path = self.dir.join(BUNDLE);
        let bundle = files::read_bounded(&path, MAX_BUNDLE_BYTES)?;
        State::restore(anchor, floors, &bundle).map_err(|refusal| {
            Failure::new("the kept bundle is damaged")
                .at(&path)
                .because(refusal)
                .advise("import the newest bundle again")
        })
    }

    /// The state to import into: the kept one, or a new one of the root that was named.
    pub(crate) fn load_or_begin(&self, root: Option<&Path>) -> Result<State, Failure> {
        let named = root.map(key_files::read_anchor).transpose()?;
        if self.dir.join(ANCHOR).exists() {
            let kept = self.kept_or_torn()?;
            return match named {
                Some(named) if !is_same(&named, kept.anchor()) => {
                    Err(Failure::new("this device trusts another root")
                        .at(&self.dir)
                        .advise("use a new folder for another root"))
                }
                _ => Ok(kept),
            };
        }
        named.map(State::new).ok_or_else(|| {
            Failure::new("the device trusts no root yet")
                .at(&self.dir)
                .advise("name it with --root ROOT.pub")
        })
    }

    /// The kept state; when only its bundle is torn, the root and the floors are still good and a
    /// new bundle heals it.
    fn kept_or_torn(&self) -> Result<State, Failure> {
        self.load().or_else(|failure| {
            let bytes = files::read_bounded(&self.dir.join(FLOORS), MAX_FLOORS_BYTES);
            let floors = bytes.ok().and_then(|bytes| Floors::decode(&bytes).ok());
            let anchor = key_files::read_anchor(&self.dir.join(ANCHOR)).ok();
            match (anchor, floors) {
                (Some(anchor), Some(floors)) => Ok(State::with_floors(anchor, floors)),
                _ => Err(failure),
            }
        })
    }

    /// Keeps a state. The bundle is kept before the floors: whatever happens in between, the
    /// floors are raised again by the bundle when it is loaded.
    pub(crate) fn save(&self, state: &State, bundle: &[u8]) -> Result<(), Failure> {
        fs::create_dir_all(&self.dir).map_err(|error| {
            Failure::new("cannot be created")
                .at(&self.dir)
                .because(error)
        })?;
        let floors = self.dir.join(FLOORS);
        if !floors.exists() {
            files::write_atomically(&floors, &Floors::NONE.encode(), Access::Private)?;
        }
        files::write_atomically(&self.dir.join(BUNDLE), bundle, Access::Private)?;
        files::write_atomically(&floors, &state.floors().encode(), Access::Private)?;
        let anchor = self.dir.join(ANCHOR);
        if !anchor.exists() {
            let text = AnchorFile(state.anchor().clone()).to_string();
            files::write_atomically(&anchor, text.as_bytes(), Access::Private)?;
        }
        Ok(())
    }
}

fn is_same(a: &RootAnchor, b: &RootAnchor) -> bool {
    AnchorFile(a.clone()).to_string() == AnchorFile(b.clone()).to_string()
}

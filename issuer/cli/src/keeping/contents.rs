//! What is in a backup: a list of names, and the bytes of each in its order.

use std::{
    fs, io,
    io::Read,
    path::{Component, Path, PathBuf},
};

use juma_cli::{
    failure::Failure,
    files::{self, Access},
};
use serde::{Deserialize, Serialize};

use crate::home::Layout;

/// What a backup begins with, once it is opened: its length as four bytes, and JSON.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Contents {
    pub(super) juma_backup: u32,
    /// When it was made.
    pub(super) at: String,
    /// The last act of the register that it has.
    pub(super) act: u64,
    /// Whether the register is in it, or on a server that has its own copies made.
    pub(super) register: Kept,
    pub(super) files: Vec<Item>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kept {
    Here,
    Server,
}

/// A file of the home.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Item {
    pub(super) name: String,
    pub(super) bytes: u64,
    pub(super) private: bool,
}

/// The version of [`Contents`].
pub(super) const VERSION: u32 = 1;

/// The most bytes of [`Contents`]: a hundred thousand names.
const MAX_BYTES: u32 = 16 << 20;

/// The most folders above a file of a home.
const MAX_DEPTH: usize = 4;

impl Contents {
    pub(super) fn write(&self, out: &mut impl io::Write) -> io::Result<()> {
        let json = serde_json::to_vec(self)?;
        let length = u32::try_from(json.len()).map_err(io::Error::other)?;
        out.write_all(&length.to_be_bytes())?;
        out.write_all(&json)
    }

    pub(super) fn read(from: &mut impl Read) -> io::Result<Self> {
        let wrong = |what: &'static str| io::Error::new(io::ErrorKind::InvalidData, what);
        let mut length = [0; 4];
        from.read_exact(&mut length)?;
        let length = u32::from_be_bytes(length);
        if length > MAX_BYTES {
            return Err(wrong("its list of files is too long"));
        }
        let mut json = Vec::new();
        from.take(length.into()).read_to_end(&mut json)?;
        let contents: Self = serde_json::from_slice(&json)?;
        if contents.juma_backup != VERSION {
            return Err(wrong("it was made by a newer version of this program"));
        }
        let names_well = contents.files.iter().all(|item| is_inside(&item.name));
        names_well
            .then_some(contents)
            .ok_or_else(|| wrong("a name in it leads out of the home"))
    }
}

impl Item {
    pub(super) const fn access(&self) -> Access {
        if self.private {
            Access::Private
        } else {
            Access::Public
        }
    }
}

fn is_inside(name: &str) -> bool {
    let mut components = Path::new(name).components();
    let depth = components.clone().count();
    (1..=MAX_DEPTH).contains(&depth) && components.all(|part| matches!(part, Component::Normal(_)))
}

/// The files of a home that are copied as they are: all but the register with its log and mark,
/// what a crash left unfinished, and bundles older than the last full one.
pub(super) fn files_of(home: &Path, oldest_bundle: u32) -> Result<Vec<(Item, PathBuf)>, Failure> {
    let mut items = Vec::new();
    walk(home, "", 1, &mut items)?;
    items.retain(|(item, _)| {
        let bundle = item.name.strip_prefix(Layout::BUNDLES);
        let bundle = bundle.and_then(|name| name.strip_prefix('/')?.strip_suffix(".jmb"));
        let sequence = bundle.and_then(|name| name.parse::<u32>().ok());
        sequence.is_none_or(|sequence| sequence >= oldest_bundle)
    });
    items.sort_by(|(a, _), (b, _)| a.name.cmp(&b.name));
    Ok(items)
}

fn walk(
    folder: &Path,
    prefix: &str,
    depth: usize,
    items: &mut Vec<(Item, PathBuf)>,
) -> Result<(), Failure> {
    let failed = |error| Failure::new("cannot be listed").at(folder).because(error);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let name = name.ok_or_else(|| Failure::new("its name is not UTF-8").at(&path))?;
        if name.starts_with(Layout::REGISTER) || files::is_temporary(name.as_ref()) {
            continue;
        }
        let name = format!("{prefix}{name}");
        let metadata = fs::symlink_metadata(&path).map_err(failed)?;
        if metadata.is_dir() && depth < MAX_DEPTH {
            walk(&path, &format!("{name}/"), depth.saturating_add(1), items)?;
        } else if metadata.is_file() {
            let item = Item {
                name,
                bytes: metadata.len(),
                private: is_private(&metadata),
            };
            items.push((item, path));
        } else {
            return Err(Failure::new("it is neither a file nor a folder of a home")
                .at(&path)
                .advise("move it out of the home"));
        }
    }
    Ok(())
}

fn is_private(metadata: &fs::Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        metadata.permissions().mode() & 0o077 == 0
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        true
    }
}

//! A file that somebody asked for by name, which may be there already.

use std::path::Path;

use clap::Args;
use juma_cli::{
    failure::Failure,
    files::{self, Access},
    wallets::Place,
};

/// What becomes of a file of the name. One that was issued may be the only one there is, and is not
/// lost to a name that was typed twice.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct ReplaceArgs {
    /// Replace a file of this name that is there already.
    #[arg(long)]
    replace: bool,
}

impl ReplaceArgs {
    /// Says early that [`Self::write`] would refuse, before an index is spent.
    pub(crate) fn check(self, path: &Path) -> Result<(), Failure> {
        files::require_folder(path)?;
        if self.replace {
            return Ok(());
        }
        files::refuse_existing(path)
    }

    pub(crate) fn write(self, path: &Path, bytes: &[u8]) -> Result<(), Failure> {
        if self.replace {
            files::write_atomically(path, bytes, Access::Private)
        } else {
            files::create_new(path, bytes, Access::Private)
        }
    }

    /// The same for a wallet.
    pub(crate) const fn wallet(self) -> Place {
        if self.replace {
            Place::Replace
        } else {
            Place::New
        }
    }
}

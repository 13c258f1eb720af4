use std::path::PathBuf;

use juma_cli::key_files::{self, KeyFile};

use super::{Stop, files};
use crate::description::{Description, FormArgs};

/// Write the root file of a root document, which verifiers are given by hand
#[derive(Debug, clap::Args)]
pub(crate) struct Anchor {
    /// The signed root document
    #[arg(value_name = "ROOT.cose")]
    document: PathBuf,

    /// Where to write the root file
    #[arg(long, value_name = "ROOT.pub")]
    out: PathBuf,

    #[command(flatten)]
    form: FormArgs,
}

impl Anchor {
    pub(super) fn run(&self) -> Result<(), Stop> {
        let anchor = files::read_root(&self.document)?;
        key_files::write_anchor(&self.out, &anchor)?;
        Ok(Description::of(&self.out, &KeyFile::Root(anchor)).print(self.form)?)
    }
}

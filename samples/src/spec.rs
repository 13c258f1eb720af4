use std::path::Path;

use juma_cli::{
    failure::Failure,
    files::{self, Access},
};

use crate::{SampleWorld, example, sizes};

/// SPEC.md with the two sections that are made here: between `<!-- name -->` and `<!-- /name -->`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec {
    text: String,
}

/// Twenty times as long as it may become.
const MAX_BYTES: usize = 1 << 20;

impl Spec {
    /// Reads the file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let bytes = files::read_bounded(path, MAX_BYTES)?;
        let text = String::from_utf8(bytes);
        text.map(|text| Self { text })
            .map_err(|_| Failure::new("not UTF-8").at(path))
    }

    /// Writes the file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), Failure> {
        files::write_atomically(path, self.text.as_bytes(), Access::Public)
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The same with the sections of a world.
    ///
    /// # Errors
    /// When a marker is missing, or a section cannot be made.
    pub fn renewed(&self, world: &SampleWorld) -> Result<Self, Failure> {
        self.with("sizes", &sizes::table()?)?
            .with("example", &example::section(world)?)
    }

    /// What stands in a section.
    #[must_use]
    pub fn section(&self, name: &str) -> Option<&str> {
        let (_, rest) = self.text.split_once(&format!("<!-- {name} -->\n"))?;
        rest.split_once(&format!("<!-- /{name} -->"))
            .map(|(section, _)| section)
    }

    fn with(&self, name: &str, section: &str) -> Result<Self, Failure> {
        let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
        let missing = || Failure::new(format!("SPEC.md has no {begin:?}"));
        let (before, rest) = self.text.split_once(&begin).ok_or_else(missing)?;
        // Before the first time there is no end to it.
        let after = rest.split_once(&end).map_or_else(
            || format!("\n{rest}").trim_end().to_owned() + "\n",
            |(_, after)| after.to_owned(),
        );
        Ok(Self {
            text: format!("{before}{begin}\n{section}\n{end}{after}"),
        })
    }
}

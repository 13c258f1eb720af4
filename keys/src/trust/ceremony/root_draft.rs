use juma_format::{Environment, trust::Root};

use super::{CeremonyRefusal, DocumentTimes, RootChange};
use crate::{key_file::PublicKeyFile, kind::RootKey, trust::RootAnchor};

/// A root document to be signed, whose keys are good.
#[derive(Clone, Debug)]
pub struct RootDraft(Root);

/// What a root document says, beside number and environment.
#[derive(Clone, Debug)]
pub struct RootTerms {
    /// When it is made, and when it ends.
    pub times: DocumentTimes,
    /// How many of the keys must sign.
    pub threshold: usize,
    /// The keys of the holders.
    pub keys: Vec<PublicKeyFile>,
}

impl RootDraft {
    /// The first root document of an environment.
    ///
    /// # Errors
    /// When a key is no root key of the environment, stands twice, or a value is out of range.
    pub fn first(environment: Environment, terms: &RootTerms) -> Result<Self, CeremonyRefusal> {
        Self::new(1, environment, terms)
    }

    /// The document that follows another one.
    ///
    /// # Errors
    /// As [`Self::first`].
    pub fn after(before: &RootAnchor, terms: &RootTerms) -> Result<Self, CeremonyRefusal> {
        let number = next(before.number())?;
        Self::new(number, before.environment(), terms)
    }

    fn new(
        number: u32,
        environment: Environment,
        terms: &RootTerms,
    ) -> Result<Self, CeremonyRefusal> {
        let keys = terms.keys.iter().map(|file| {
            if file.environment != environment {
                return Err(CeremonyRefusal::Environment);
            }
            let role = file.role;
            let key = file.key::<RootKey>();
            let key = key.map_err(|_| CeremonyRefusal::Purpose { role })?;
            Ok(*key.as_bytes())
        });
        let keys = keys.collect::<Result<_, _>>()?;
        let DocumentTimes { issued, expires } = terms.times;
        let document = Root::new(number, environment, issued, expires, terms.threshold, keys)?;
        Self::of(document)
    }

    /// The draft of a document that was read.
    ///
    /// # Errors
    /// When one of its keys is no good.
    pub fn of(document: Root) -> Result<Self, CeremonyRefusal> {
        RootAnchor::of(&document)?;
        Ok(Self(document))
    }

    /// The document.
    #[must_use]
    pub const fn document(&self) -> &Root {
        &self.0
    }

    /// What it changes.
    ///
    /// # Errors
    /// When it does not follow the other document.
    pub fn changes_since(&self, before: &RootAnchor) -> Result<Vec<RootChange>, CeremonyRefusal> {
        if self.0.environment() != before.environment() {
            return Err(CeremonyRefusal::Environment);
        }
        let (expected, found) = (next(before.number())?, self.0.number());
        if expected != found {
            return Err(CeremonyRefusal::Succession { expected, found });
        }
        Ok(RootChange::between(before, &self.0))
    }
}

pub(super) fn next(number: u32) -> Result<u32, CeremonyRefusal> {
    number.checked_add(1).ok_or(CeremonyRefusal::LastNumber)
}

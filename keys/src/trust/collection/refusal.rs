use core::fmt;

use juma_format::time::UnixTime;

use crate::trust::bundle::BundleRefusal;

/// Why lists cannot be put under one manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CollectionRefusal {
    /// Something is no good, as a verifier would say too.
    Bundle(BundleRefusal),
    /// A list has ended.
    Ended {
        /// When.
        expires: UnixTime,
    },
    /// A list is older than the one of its name in the base.
    Older,
    /// Lists of one name and time say different things.
    Twice,
    /// A key that is to be distrusted would sign the manifest.
    DistrustsItself,
    /// There is no status list at all, or none of which the changes are enough for a delta bundle.
    Nothing,
}

impl CollectionRefusal {
    /// The reason slug of SPEC §10.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Bundle(refusal) => refusal.slug(),
            Self::Ended { .. } => "bundle-expired",
            Self::Older => "status-rollback",
            Self::Twice => "status-twice",
            Self::DistrustsItself => "bundle-signer-compromised",
            Self::Nothing => "bundle-parts",
        }
    }
}

impl fmt::Display for CollectionRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bundle(refusal) => refusal.fmt(f),
            Self::Ended { expires } => write!(f, "a status list ended at {expires}"),
            Self::Older => write!(f, "a status list is older than the one in the base"),
            Self::Twice => write!(f, "two status lists of one name and time differ"),
            Self::DistrustsItself => {
                write!(
                    f,
                    "a key that is to be distrusted would sign it; take another key"
                )
            }
            Self::Nothing => write!(f, "there is nothing to put into it"),
        }
    }
}

impl core::error::Error for CollectionRefusal {}

impl<T: Into<BundleRefusal>> From<T> for CollectionRefusal {
    fn from(refusal: T) -> Self {
        Self::Bundle(refusal.into())
    }
}

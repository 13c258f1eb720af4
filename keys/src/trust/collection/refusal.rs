use core::fmt;

use juma_format::{region::Region, time::UnixTime};

use crate::trust::bundle::BundleRefusal;

/// Why a contribution is not taken, or contributions cannot be put under one manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CollectionRefusal {
    /// Something is no good, as a verifier would say too.
    Bundle(BundleRefusal),
    /// It is older than the one of its namespace that was collected last.
    ContributionOlder {
        /// The sequence that was collected.
        held: u32,
        /// The sequence of this one.
        offered: u32,
    },
    /// Another contribution to its namespace is here, or was collected under its sequence.
    ContributionTwice,
    /// A key that is to be distrusted would sign the manifest.
    DistrustsItself,
    /// It has ended.
    Ended {
        /// When.
        expires: UnixTime,
    },
    /// It was made later than the centre's clock says that it is: its times would become the floor of
    /// every gate's clock.
    InFuture {
        /// When it says that it was made.
        issued: UnixTime,
    },
    /// A list in it bears other times than it does.
    Mixed,
    /// There is no status list at all, or none of which the changes are enough for a delta bundle.
    Nothing,
    /// A list is older than the one of its name in the base.
    Older,
    /// A profile is of a city that its signer does not answer for.
    PlacesForeign {
        /// The city.
        city: Region,
    },
    /// It was made by a newer trust list than the bundle would have, which may know no key of the
    /// codes that the city signs.
    TrustListOlder {
        /// The version of the bundle's trust list.
        held: u32,
        /// The version that the city goes by.
        needed: u32,
    },
}

impl CollectionRefusal {
    /// The reason slug of SPEC §10.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Bundle(refusal) => refusal.slug(),
            Self::ContributionOlder { .. } => "contribution-older",
            Self::ContributionTwice => "contribution-twice",
            Self::DistrustsItself => "bundle-signer-compromised",
            Self::Ended { .. } => "bundle-expired",
            Self::InFuture { .. } => "bundle-in-future",
            Self::Mixed => "contribution-mixed",
            Self::Nothing => "bundle-parts",
            Self::Older => "status-rollback",
            Self::PlacesForeign { .. } => "contribution-places",
            Self::TrustListOlder { .. } => "contribution-trust-list",
        }
    }
}

impl fmt::Display for CollectionRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bundle(refusal) => refusal.fmt(f),
            Self::ContributionOlder { held, offered } => write!(
                f,
                "contribution {offered} is older than contribution {held}, which was collected before"
            ),
            Self::ContributionTwice => write!(
                f,
                "another contribution to its namespace is here, or had its sequence: name one"
            ),
            Self::DistrustsItself => {
                write!(
                    f,
                    "a key that is to be distrusted would sign it; take another key"
                )
            }
            Self::Ended { expires } => write!(f, "it ended at {expires}"),
            Self::InFuture { issued } => write!(
                f,
                "it is of {issued}, which is still to come: one of the two clocks is wrong"
            ),
            Self::Mixed => write!(f, "a status list in it bears other times than it does"),
            Self::Nothing => write!(f, "there is nothing to put into it"),
            Self::Older => write!(f, "a status list is older than the one in the base"),
            Self::PlacesForeign { city } => write!(
                f,
                "no key for codes of its namespace signs in {city}, and it has that city's profile"
            ),
            Self::TrustListOlder { held, needed } => write!(
                f,
                "it was made by trust list {needed}, and the bundle would have {held}: take the newer one"
            ),
        }
    }
}

impl core::error::Error for CollectionRefusal {}

impl<T: Into<BundleRefusal>> From<T> for CollectionRefusal {
    fn from(refusal: T) -> Self {
        Self::Bundle(refusal.into())
    }
}

use juma_format::{
    Environment, StatusRef,
    time::UnixTime,
    trust::{StatusList, StatusListName},
};
use juma_keys::{OpenedBundle, RootAnchor, TrustedList};

use crate::Floors;

/// What a verifier knows: the root that it was given, the last bundle, and the floors below which
/// nothing may go back. A value: whoever keeps it keeps it as bytes.
#[derive(Clone, Debug)]
pub struct State {
    pub(crate) anchor: RootAnchor,
    pub(crate) floors: Floors,
    pub(crate) bundle: Option<OpenedBundle>,
}

/// How old the trust data is, in seconds, and when it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrustAges {
    /// The age of the bundle.
    pub bundle: u64,
    /// The age of the trust list.
    pub list: u64,
    /// The first second at which the data is stale.
    pub stale_from: UnixTime,
}

impl State {
    /// The state of a device that was given a root and nothing else.
    #[must_use]
    pub const fn new(anchor: RootAnchor) -> Self {
        Self {
            anchor,
            floors: Floors::NONE,
            bundle: None,
        }
    }

    /// The state of a device that kept its floors and lost its bundle.
    #[must_use]
    pub const fn with_floors(anchor: RootAnchor, floors: Floors) -> Self {
        Self {
            anchor,
            floors,
            bundle: None,
        }
    }

    /// The state of a device that kept its floors and its last bundle.
    ///
    /// # Errors
    /// When the bundle is not one that the root leads to.
    pub fn restore(
        anchor: RootAnchor,
        floors: Floors,
        bundle: &[u8],
    ) -> Result<Self, juma_keys::BundleRefusal> {
        let bundle = juma_keys::open_bundle(&anchor, bundle)?;
        // The bundle is kept before the floors, so after a crash they may be behind it.
        let floors = floors.raised_by(Floors::of(&bundle));
        Ok(Self {
            anchor,
            floors,
            bundle: Some(bundle),
        })
    }

    /// The environment that the root belongs to.
    #[must_use]
    pub const fn environment(&self) -> Environment {
        self.anchor.environment()
    }

    /// The root that the device was given.
    #[must_use]
    pub const fn anchor(&self) -> &RootAnchor {
        &self.anchor
    }

    /// What may not go back.
    #[must_use]
    pub const fn floors(&self) -> Floors {
        self.floors
    }

    /// The last bundle, if any was imported.
    #[must_use]
    pub const fn bundle(&self) -> Option<&OpenedBundle> {
        self.bundle.as_ref()
    }

    /// How old the data is; `None` without any.
    #[must_use]
    pub fn ages(&self, now: UnixTime) -> Option<TrustAges> {
        let bundle = self.bundle.as_ref()?;
        let list = bundle.list.list();
        Some(TrustAges {
            bundle: now.since(bundle.manifest.issued),
            list: now.since(list.issued()),
            stale_from: self.stale_from()?,
        })
    }

    /// The first second at which root document, trust list or bundle has ended.
    pub(crate) fn stale_from(&self) -> Option<UnixTime> {
        let bundle = self.bundle.as_ref()?;
        let root = bundle.root.document().expires();
        Some(
            bundle
                .list
                .list()
                .expires()
                .min(bundle.manifest.expires)
                .min(root),
        )
    }

    pub(crate) fn list(&self) -> Option<&TrustedList> {
        self.bundle.as_ref().map(|bundle| &bundle.list)
    }

    /// The status list of a code of a namespace.
    pub(crate) fn status_list(&self, namespace: &str, status: StatusRef) -> Option<&StatusList> {
        let lists = &self.bundle.as_ref()?.status_lists;
        let name = StatusListName::new(namespace, status.list())?;
        let found = lists.binary_search_by(|list| list.name().cmp(&name)).ok()?;
        lists.get(found)
    }
}

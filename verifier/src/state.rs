use juma_format::{
    Environment, StatusRef,
    time::UnixTime,
    trust::{BundleError, StatusList, StatusListName},
};
use juma_keys::{BundleRefusal, OpenedBundle, Opening, RootAnchor, TrustedList};

use crate::{ClockKeeping, Floors, clock::Clock, generation::Generation};

/// What a verifier knows: the root that it was given, the last bundle, and the floors below which
/// nothing may go back. A value: whoever keeps it keeps it as bytes.
#[derive(Clone, Debug)]
pub struct State {
    pub(crate) anchor: RootAnchor,
    pub(crate) floors: Floors,
    pub(crate) bundle: Option<OpenedBundle>,
    pub(crate) keeping: ClockKeeping,
    pub(crate) generation: Option<Generation>,
}

impl State {
    /// The state of a device that was given a root and nothing else.
    #[must_use]
    pub const fn new(anchor: RootAnchor) -> Self {
        Self {
            anchor,
            floors: Floors::NONE,
            bundle: None,
            keeping: ClockKeeping::Kept,
            generation: None,
        }
    }

    /// The state of a device that kept its floors and lost its bundle.
    #[must_use]
    pub const fn with_floors(anchor: RootAnchor, floors: Floors) -> Self {
        Self {
            anchor,
            floors,
            bundle: None,
            keeping: ClockKeeping::Kept,
            generation: None,
        }
    }

    /// The state of a device that kept its floors and what [`Self::to_keep`] gave. Keys that the
    /// floors know to be compromised are, also when what was kept is older.
    ///
    /// # Errors
    /// When it is not a bundle that the root leads to, or a delta bundle with the full one that it
    /// builds on.
    pub fn restore(anchor: RootAnchor, floors: Floors, kept: &[u8]) -> Result<Self, BundleRefusal> {
        let torn = |error| BundleRefusal::File(BundleError::Cbor(error));
        let generation = Generation::decode(kept).map_err(torn)?;
        let opening = Opening {
            anchor: &anchor,
            full: Some(generation.base()),
            distrusted: &floors.compromised,
        };
        let bundle = opening.open(generation.newest())?;
        // The bundle is kept before the floors, so after a crash they may be behind it.
        let floors = floors.raised_by(&Floors::of(&bundle));
        Ok(Self {
            anchor,
            floors,
            bundle: Some(bundle),
            keeping: ClockKeeping::Kept,
            generation: Some(generation),
        })
    }

    /// The state on a device that keeps the time in this way.
    #[must_use]
    pub fn keeping(self, keeping: ClockKeeping) -> Self {
        Self { keeping, ..self }
    }

    /// Whether the device's clock is not to be believed when it shows a moment: it is behind its
    /// floor, or nobody has confirmed it.
    #[must_use]
    pub const fn mistrusts_clock(&self, now: UnixTime) -> bool {
        self.clock(now).is_behind()
    }

    /// The moment that verdicts and ages are counted to when the clock shows a moment: no earlier
    /// than the floor, and the floor by a clock that nobody has confirmed.
    #[must_use]
    pub fn counted_to(&self, now: UnixTime) -> UnixTime {
        self.clock(now).at()
    }

    /// The latest moment that the device knows of: what its clock shows, or the floor when the
    /// clock is behind it. Keys that are to be destroyed live no longer for a clock set back.
    #[must_use]
    pub fn latest(&self, now: UnixTime) -> UnixTime {
        now.max(self.floors().clock)
    }

    /// How the device keeps the time.
    #[must_use]
    pub const fn clock_keeping(&self) -> ClockKeeping {
        self.keeping
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
    pub fn floors(&self) -> Floors {
        self.floors.clone()
    }

    /// The last bundle, if any was imported.
    #[must_use]
    pub const fn bundle(&self) -> Option<&OpenedBundle> {
        self.bundle.as_ref()
    }

    /// The bytes to keep, from which [`Self::restore`] makes the same; `None` before the first import.
    #[must_use]
    pub fn to_keep(&self) -> Option<Vec<u8>> {
        self.generation.as_ref().map(Generation::encode)
    }

    /// Whether the bundle that is in use is older than the newest that the device has seen: the
    /// newest was lost, or somebody put an old one in its place.
    #[must_use]
    pub fn is_behind_floors(&self) -> bool {
        let seen = (self.floors.epoch, self.floors.sequence);
        self.bundle
            .as_ref()
            .is_none_or(|held| (held.manifest.epoch, held.manifest.sequence) < seen)
    }

    /// What the device may take for now when its clock shows a moment.
    pub(crate) const fn clock(&self, now: UnixTime) -> Clock {
        Clock::new(now, self.floors.clock, self.keeping)
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

use core::fmt;

use juma_format::{
    body::Manifest as ManifestBody,
    time::UnixTime,
    trust::{Manifest, PartKind, write_bundle},
};
use juma_keys::{
    BundleKey, OpenedBundle, Opening, RootAnchor, SigningKey, StatusKey, TrustedList, base_of,
    open_bundle,
};
use juma_registry::ledger::Ledger;

mod contribute;
mod error;
mod parts;
mod stock;

pub use contribute::{Contributed, Contributor};
pub use error::PublishError;
use parts::Parts;
pub use stock::Stock;

/// The keys that publish.
#[derive(Debug)]
pub struct PublisherKeys {
    /// Signs status lists.
    pub status: SigningKey<StatusKey>,
    /// Signs the manifest.
    pub bundle: SigningKey<BundleKey>,
}

/// The documents that the root has signed.
#[derive(Clone, Debug)]
pub struct TrustDocuments {
    /// What devices are given by hand.
    pub anchor: RootAnchor,
    /// The root documents, from the first on.
    pub roots: Vec<Vec<u8>>,
    /// The trust list.
    pub list: Vec<u8>,
}

/// Publishes what a ledger says.
#[derive(Debug)]
pub struct Publisher<'a, L: Ledger> {
    /// What is published.
    pub stock: Stock<'a, L>,
    /// The keys.
    pub keys: &'a PublisherKeys,
}

/// How a publication is made, and what more it says.
#[derive(Clone, Copy, Debug, Default)]
pub struct PublishTerms<'a> {
    /// The full bundle whose changes are enough; without it, all is published.
    pub delta_to: Option<&'a [u8]>,
    /// SHA-256 of keys that nobody is to trust any more, of this publication and of those before:
    /// they are named until the trust list calls them compromised or drops them.
    pub distrusted: &'a [[u8; 32]],
}

/// A bundle that was made.
#[derive(Clone)]
pub struct Published {
    /// The file.
    pub bundle: Vec<u8>,
    /// Its sequence.
    pub sequence: u32,
    /// The status lists in it.
    pub lists: usize,
    /// Of these, those of which it has the changes alone.
    pub deltas: usize,
    /// The first second at which it is stale.
    pub expires: UnixTime,
}

impl fmt::Debug for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Published({}, {} bytes)",
            self.sequence,
            self.bundle.len()
        )
    }
}

impl<L: Ledger> Publisher<'_, L> {
    /// Makes the next bundle: every list that still has a code to end, and every list that may be
    /// needed before the bundle ends. `write` keeps the bytes where readers find them; the
    /// publication counts only when it has.
    ///
    /// # Errors
    /// When something cannot be published, or `write` fails. The sequence is spent all the same.
    pub fn publish<E: From<PublishError>>(
        &mut self,
        now: UnixTime,
        write: impl FnOnce(&Published) -> Result<(), E>,
    ) -> Result<Published, E> {
        self.publish_on(PublishTerms::default(), now, write)
    }

    /// The same on terms: a delta, or with keys to distrust.
    ///
    /// # Errors
    /// As [`Self::publish`], and when the terms cannot be kept; then no sequence is spent.
    pub fn publish_on<E: From<PublishError>>(
        &mut self,
        terms: PublishTerms<'_>,
        now: UnixTime,
        write: impl FnOnce(&Published) -> Result<(), E>,
    ) -> Result<Published, E> {
        let (sequence, published) = self.prepare(terms, now).map_err(E::from)?;
        write(&published)?;
        self.stock
            .ledger
            .finish_publication(sequence)
            .map_err(PublishError::from)?;
        Ok(published)
    }

    fn prepare(
        &mut self,
        terms: PublishTerms<'_>,
        now: UnixTime,
    ) -> Result<(u32, Published), PublishError> {
        let (stock, status) = (&mut self.stock, &self.keys.status);
        let trust = stock.trust;
        let sequence = stock.next()?;
        let times = stock.times(now)?;
        let opened = stock.trusted_list()?;
        let epoch = opened.list().epoch();
        let distrusted = to_distrust(self.keys, &opened, terms.distrusted)?;
        let base = trust.base(terms, epoch)?;
        let lists = stock.lists(times)?;
        let base_lists = base.as_ref().map(|base| base.status_lists.as_slice());
        let mut parts = Parts::default();
        for root in &trust.roots {
            parts.push(PartKind::Root, root.clone())?;
        }
        parts.push(PartKind::TrustList, trust.list.clone())?;
        let deltas = stock.put(&mut parts, status, (&lists, times), base_lists)?;
        stock.begin(sequence, &opened, &lists, now)?;

        let manifest = Manifest {
            environment: trust.anchor.environment(),
            epoch,
            sequence,
            issued: times.issued,
            expires: times.expires,
            parts: parts.named,
            distrusted,
            base: base.map(|base| base_of(&base.manifest)),
        };
        let envelope = self.keys.bundle.sign::<ManifestBody>(manifest.encode());
        let bundle = write_bundle(&envelope, &parts.bytes);
        // What a verifier would refuse is not published.
        let opening = Opening {
            full: terms.delta_to,
            ..Opening::of(&trust.anchor)
        };
        opening.open(&bundle).map_err(PublishError::Bundle)?;
        Ok((
            sequence,
            Published {
                bundle,
                sequence,
                lists: lists.len(),
                deltas,
                expires: times.expires,
            },
        ))
    }
}

/// What the manifest distrusts. A bundle by such a key would be the last that anybody takes.
fn to_distrust(
    keys: &PublisherKeys,
    list: &TrustedList,
    hashes: &[[u8; 32]],
) -> Result<Vec<[u8; 32]>, PublishError> {
    let distrusted = list.to_distrust(hashes);
    let own = [keys.status.public().hash(), keys.bundle.public().hash()];
    if own.iter().any(|own| distrusted.contains(own.as_bytes())) {
        return Err(PublishError::DistrustsItself);
    }
    Ok(distrusted)
}

impl TrustDocuments {
    /// The full bundle that a delta is to build on.
    fn base(
        &self,
        terms: PublishTerms<'_>,
        epoch: u32,
    ) -> Result<Option<OpenedBundle>, PublishError> {
        let Some(full) = terms.delta_to else {
            return Ok(None);
        };
        let base = open_bundle(&self.anchor, full).map_err(PublishError::Base)?;
        if base.manifest.epoch != epoch {
            return Err(PublishError::BaseEpoch);
        }
        Ok(Some(base))
    }
}

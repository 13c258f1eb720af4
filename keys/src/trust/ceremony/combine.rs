use std::collections::BTreeSet;

use juma_format::{
    body::{RootDocument, TrustList as TrustListBody},
    trust::Cosigned,
};

use super::{CeremonyRefusal, Draft, DraftSignature};
use crate::{public_key::KeyHash, trust::RootAnchor};

/// The root document that a ceremony stands on.
#[derive(Clone, Copy, Debug)]
pub enum RootInForce<'a> {
    /// None yet: the first one is being made.
    None,
    /// The one before a root document, or the one whose keys sign a trust list.
    Known(&'a RootAnchor),
}

/// Puts a draft and its signatures together: the bytes that travel in bundles. A root document
/// needs its own threshold and that of the root in force; a trust list that of the root in force.
///
/// # Errors
/// When a signature is no good, is of another draft or of a key that has no say, when one key signs
/// twice, or when too few sign.
pub fn combine(
    draft: &Draft,
    signatures: &[DraftSignature],
    root: RootInForce<'_>,
) -> Result<Vec<u8>, CeremonyRefusal> {
    let voters = voters(draft, root)?;
    let mut signed: BTreeSet<[u8; 32]> = BTreeSet::new();
    for signature in signatures {
        let key = signature.key();
        let has_say = |root: &RootAnchor| {
            let mut keys = root.keys().iter();
            keys.any(|it| it.as_bytes() == key.as_bytes())
        };
        if !voters.iter().any(has_say) {
            return Err(CeremonyRefusal::Stranger { key: key.hash() });
        }
        signature.check(draft)?;
        if !signed.insert(*key.as_bytes()) {
            return Err(CeremonyRefusal::SignedTwice { key: key.hash() });
        }
    }
    // The document before comes last: it is the one that a holder may have forgotten.
    for root in &voters {
        let keys = root.keys().iter();
        let good = keys.filter(|key| signed.contains(key.as_bytes())).count();
        let needed = root.threshold();
        if good < needed {
            let root = root.number();
            return Err(CeremonyRefusal::Threshold { root, good, needed });
        }
    }
    let envelopes = signatures.iter().map(|it| it.envelope.clone()).collect();
    let payload = draft.payload();
    Ok(match draft {
        Draft::Root(_) => Cosigned::<RootDocument>::assemble(&payload, envelopes),
        Draft::TrustList(_) => Cosigned::<TrustListBody>::assemble(&payload, envelopes),
    })
}

/// The root documents of whose keys enough must sign.
fn voters(draft: &Draft, root: RootInForce<'_>) -> Result<Vec<RootAnchor>, CeremonyRefusal> {
    match (draft, root) {
        (Draft::Root(draft), RootInForce::None) => {
            if draft.document().number() != 1 {
                return Err(CeremonyRefusal::RootMissing);
            }
            Ok(vec![RootAnchor::of(draft.document())?])
        }
        (Draft::Root(draft), RootInForce::Known(before)) => {
            draft.changes_since(before)?;
            Ok(vec![RootAnchor::of(draft.document())?, before.clone()])
        }
        (Draft::TrustList(_), RootInForce::None) => Err(CeremonyRefusal::RootMissing),
        (Draft::TrustList(draft), RootInForce::Known(root)) => {
            if draft.list().environment() != root.environment() {
                return Err(CeremonyRefusal::Environment);
            }
            // A key has one purpose, and this one would vouch for itself.
            for entry in draft.list().entries() {
                if root.keys().iter().any(|key| entry.key == key.as_bytes()) {
                    let key = KeyHash::of(&entry.key);
                    return Err(CeremonyRefusal::RootKey { key });
                }
            }
            Ok(vec![root.clone()])
        }
    }
}

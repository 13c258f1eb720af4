use alloc::vec::Vec;

use super::{
    Bearer, Claims, Liveness, Medium, TierClaims,
    flags::{Flags, MediumBit},
    key::number,
};
use crate::{
    cbor::Writer,
    person::{AddressState, Document, DocumentTail},
    text,
};

impl Claims {
    /// The bytes of the claims, in their one form.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        self.encode_with(match &self.tier {
            TierClaims::Sealed(sealed) => Some(sealed.part.as_bytes()),
            TierClaims::Gate(_) | TierClaims::Full(_) => None,
        })
    }

    /// The bytes of the claims with the sealed part emptied: what a sealed part is bound to
    /// (SPEC §7.4). The same as [`Self::encode`] for the other tiers.
    #[must_use]
    pub fn encode_unsealed(&self) -> Vec<u8> {
        self.encode_with(matches!(self.tier, TierClaims::Sealed(_)).then_some(&[]))
    }

    fn encode_with(&self, sealed: Option<&[u8]>) -> Vec<u8> {
        let mut writer = Writer::with_capacity(256);
        let issued = match &self.tier {
            TierClaims::Full(full) => Some(full.issued),
            TierClaims::Gate(_) | TierClaims::Sealed(_) => None,
        };
        writer.map(if issued.is_some() { 3 } else { 2 });
        writer
            .integer(number::EXPIRES)
            .unsigned(self.common.expires.seconds());
        if let Some(issued) = issued {
            writer.integer(number::ISSUED).unsigned(issued.seconds());
        }
        writer.integer(number::RESIDENCE);
        self.write_residence(sealed, &mut writer);
        writer.finish()
    }

    fn write_residence(&self, sealed: Option<&[u8]>, writer: &mut Writer) {
        let person_entries = match &self.tier {
            TierClaims::Full(full) => full.person.entries(),
            TierClaims::Gate(_) | TierClaims::Sealed(_) => 1,
        };
        let liveness = self.common.medium.liveness();
        let live_entries = u64::from(liveness != Liveness::Static);
        let guardian_entries = u64::from(self.common.bearer != Bearer::Holder);
        let tail_entries = u64::from(self.document_tail().is_some());
        let sealed_entries = u64::from(sealed.is_some());
        writer.map(
            3 + person_entries + tail_entries + live_entries + guardian_entries + sealed_entries,
        );

        writer.integer(number::FLAGS).unsigned(self.flags().pack());
        writer
            .integer(number::STATUS)
            .unsigned(self.common.status.packed());
        writer
            .integer(number::REGION)
            .unsigned(self.common.region.code().into());
        match &self.tier {
            TierClaims::Full(full) => full.person.write(writer),
            TierClaims::Gate(gate) | TierClaims::Sealed(super::Sealed { gate, .. }) => {
                writer.integer(number::NAME);
                text::write(gate.name.as_str(), writer);
            }
        }
        if let Some(tail) = self.document_tail() {
            writer.integer(number::DOCUMENT_TAIL).text(tail.as_str());
        }
        match &liveness {
            Liveness::Static => {}
            Liveness::Anchor { anchor, .. } => {
                writer.integer(number::ANCHOR).bytes(anchor);
            }
            Liveness::HolderKey { key, .. } => {
                writer.integer(number::HOLDER_KEY).bytes(key);
            }
        }
        if let Bearer::Guardian { tag, .. } = &self.common.bearer {
            writer.integer(number::GUARDIAN_TAG).bytes(tag);
        }
        if let Some(sealed) = sealed {
            writer.integer(number::SEALED).bytes(sealed);
        }
    }

    const fn document_tail(&self) -> Option<DocumentTail> {
        match &self.tier {
            TierClaims::Gate(gate) => gate.document_tail,
            TierClaims::Sealed(sealed) => sealed.gate.document_tail,
            TierClaims::Full(_) => None,
        }
    }

    pub(super) fn flags(&self) -> Flags {
        let address: AddressState = self.address_state();
        let (document, sex) = match &self.tier {
            TierClaims::Full(full) => document_flags(&full.person.document),
            TierClaims::Gate(_) | TierClaims::Sealed(_) => (None, None),
        };
        Flags {
            tier: self.tier(),
            population: self.common.population,
            address,
            medium: match self.common.medium {
                Medium::Paper => MediumBit::Paper,
                Medium::Screen(_) => MediumBit::Screen,
            },
            relation: match self.common.bearer {
                Bearer::Holder => None,
                Bearer::Guardian { relation, .. } => Some(relation),
            },
            profile: match self.common.medium.liveness() {
                Liveness::Static => None,
                Liveness::Anchor { profile, .. } | Liveness::HolderKey { profile, .. } => {
                    Some(profile)
                }
            },
            document,
            sex,
        }
    }
}

/// Kind, and the sex where the number does not imply it.
pub(super) const fn document_flags(
    document: &Document,
) -> (
    Option<crate::person::DocumentKind>,
    Option<crate::person::Sex>,
) {
    match document {
        Document::Numbered(_) => (Some(document.kind()), None),
        Document::Travel(_) => (Some(document.kind()), Some(document.sex())),
    }
}

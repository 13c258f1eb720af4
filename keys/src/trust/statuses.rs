//! The status lists of a bundle (SPEC §6.3).

use juma_format::{
    KeyId,
    body::StatusList as StatusListBody,
    envelope::Envelope,
    trust::{StatusList, StatusTimes},
};

use super::{
    bundle::BundleRefusal,
    list::{EntryKey, TrustedEntry, TrustedList},
};
use crate::{kind::StatusKey, public_key::PublicKey};

/// The most bytes of memory that all status lists of a bundle take: eight times what 127 million codes
/// take, which a bundle of a few megabytes could otherwise exceed a hundredfold. Lists in which every
/// code is good take none.
pub(super) const MAX_STATUS_BYTES: usize = 256 << 20;

/// Status lists as they are opened.
#[derive(Default)]
pub(super) struct StatusLists {
    lists: Vec<StatusList>,
    unpacked: usize,
}

impl StatusLists {
    pub(super) fn push(&mut self, list: Option<StatusList>) -> Result<(), BundleRefusal> {
        if let Some(list) = list {
            self.unpacked = self.unpacked.saturating_add(list.memory());
            if self.unpacked > MAX_STATUS_BYTES {
                return Err(BundleRefusal::StatusMemory);
            }
            self.lists.push(list);
        }
        Ok(())
    }

    /// By their names, of which each stands once.
    pub(super) fn in_order(mut self) -> Result<Vec<StatusList>, BundleRefusal> {
        self.lists.sort_by(|a, b| a.name().cmp(b.name()));
        if self.lists.is_sorted_by(|a, b| a.name() < b.name()) {
            Ok(self.lists)
        } else {
            Err(BundleRefusal::StatusTwice)
        }
    }
}

/// `None` for a list by a compromised key.
pub(super) fn open_status_list(
    list: &TrustedList,
    bytes: &[u8],
) -> Result<Option<StatusList>, BundleRefusal> {
    let envelope = Envelope::<StatusListBody>::parse(bytes)?;
    let Some((signer, key)) = check_status_signer(list, envelope.key_id())? else {
        return Ok(None);
    };
    let verified = key.check(&envelope, list.list().environment())?;
    let status = StatusList::decode(verified.payload()).map_err(BundleRefusal::Status)?;
    signer.check_status(status.name().namespace(), status.times())?;
    Ok(Some(status))
}

/// The key of a status list or a delta; `None` when it is compromised.
pub(super) fn check_status_signer(
    list: &TrustedList,
    key_id: KeyId,
) -> Result<Option<(&TrustedEntry, &PublicKey<StatusKey>)>, BundleRefusal> {
    let signer = list.entry(key_id).ok_or(BundleRefusal::Signer)?;
    let EntryKey::Status(key) = signer.key() else {
        return Err(BundleRefusal::Signer);
    };
    Ok((!signer.is_compromised()).then_some((signer, key)))
}

impl TrustedEntry {
    /// Whether the key may sign a status list of this namespace at its time.
    pub(super) fn check_status(
        &self,
        namespace: &str,
        times: StatusTimes,
    ) -> Result<(), BundleRefusal> {
        if namespace != self.entry().namespace {
            return Err(BundleRefusal::StatusNamespace);
        }
        // A retired key that somebody kept cannot call every code good again.
        if !self.signs_at(times.issued) {
            return Err(BundleRefusal::SignerPeriod);
        }
        Ok(())
    }
}

//! The bytes from which a device makes its trust data again (SPEC §6.6).

use core::fmt;
use std::sync::Arc;

use juma_format::{
    cbor::{CborError, Reader, Writer},
    trust::MAX_BUNDLE_BYTES,
};

/// What a device keeps of its bundles, as one file: a full bundle as it came, or, after a delta
/// bundle, that one and the full bundle that it builds on. So both are there or neither is.
#[derive(Clone)]
pub(crate) struct Generation {
    full: Arc<[u8]>,
    delta: Option<Arc<[u8]>>,
}

/// The most bytes of what is kept: two bundles and their heads.
pub const MAX_KEPT_BYTES: usize = 2 * MAX_BUNDLE_BYTES + 64;

/// What two bundles that are kept together begin with.
const MAGIC: &[u8; 4] = b"JMG1";

impl Generation {
    pub(crate) fn full(bundle: &[u8]) -> Self {
        Self {
            full: bundle.into(),
            delta: None,
        }
    }

    /// With a delta bundle in place of the one there may be.
    pub(crate) fn with_delta(&self, bundle: &[u8]) -> Self {
        Self {
            full: Arc::clone(&self.full),
            delta: Some(bundle.into()),
        }
    }

    /// The full bundle.
    pub(crate) fn base(&self) -> &[u8] {
        &self.full
    }

    /// The bundle that was imported last.
    pub(crate) fn newest(&self) -> &[u8] {
        self.delta.as_ref().unwrap_or(&self.full)
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let Some(delta) = &self.delta else {
            return self.full.to_vec();
        };
        let mut writer = Writer::new();
        writer.raw(MAGIC).bytes(&self.full).bytes(delta);
        writer.finish()
    }

    /// Reads what was kept. A bundle alone says of itself what it is.
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        let Some(both) = bytes.strip_prefix(MAGIC) else {
            return Ok(Self::full(bytes));
        };
        let mut reader = Reader::new(both);
        let (full, delta) = (reader.bytes()?, reader.bytes()?);
        reader.end()?;
        Ok(Self::full(full).with_delta(delta))
    }
}

/// Not the bytes, which are many.
impl fmt::Debug for Generation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let delta = self.delta.as_ref().map_or(0, |delta| delta.len());
        write!(f, "Generation({} and {delta} bytes)", self.full.len())
    }
}

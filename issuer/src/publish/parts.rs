use juma_format::trust::{Part, PartKind};
use juma_keys::hash_of;

use super::PublishError;

/// The parts of a bundle in the making.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) named: Vec<Part>,
    pub(super) bytes: Vec<Vec<u8>>,
}

impl Parts {
    pub(super) fn push(&mut self, kind: PartKind, bytes: Vec<u8>) -> Result<(), PublishError> {
        let size = u32::try_from(bytes.len()).map_err(|_| PublishError::TooLarge)?;
        self.named.push(Part {
            kind,
            size,
            hash: hash_of(&bytes),
        });
        self.bytes.push(bytes);
        Ok(())
    }
}

use juma_format::{Environment, claims::LiveProfile};
use sha2::{Digest, Sha256};

/// The end of a hash chain, x\[0\], from its beginning, x\[N\] (SPEC §7.1).
pub(crate) fn anchor(
    mut preimage: [u8; 16],
    profile: LiveProfile,
    environment: Environment,
) -> [u8; 16] {
    for slot in (1..=profile.slots()).rev() {
        let mut hash = Sha256::new();
        hash.update("JM1/live/");
        hash.update(environment.name());
        hash.update(u32::try_from(slot).unwrap_or(u32::MAX).to_be_bytes());
        hash.update(preimage);
        preimage = first_half(hash.finalize().into());
    }
    preimage
}

/// The first 16 of 32 bytes.
pub(crate) fn first_half(bytes: [u8; 32]) -> [u8; 16] {
    bytes.first_chunk().copied().unwrap_or_default()
}

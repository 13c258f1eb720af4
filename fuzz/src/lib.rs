//! What the fuzz targets share: a demo environment from fixed secrets, and the seeds.

mod codes;
mod demo;
pub mod seeds;

pub use demo::{DEMO, Demo, DemoCode, NOW, POLICY};

/// Lets a target contain panics as the library does: libfuzzer-sys would end the process at the
/// first. A panic that nobody contains still ends it.
pub fn let_panics_be_contained() {
    std::panic::set_hook(Box::new(|info| eprintln!("{info}")));
}

/// The bytes with one head of CBOR longer than its value needs, for every byte that may be a head:
/// what a reader must not take for the same, and what mutations by bytes seldom find.
pub fn with_a_longer_head(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..bytes.len().min(400)).filter_map(|at| {
        let (before, rest) = bytes.split_at(at);
        let (head, after) = rest.split_first()?;
        let (major, value) = (head & 0xe0, head & 0x1f);
        (value < 24).then(|| [before, &[major | 24, value], after].concat())
    })
}

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

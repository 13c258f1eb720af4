//! Sample residents, codes and images of Juma, and the demo.
//!
//! Everybody is fictional and everything is demo: the keys come from [`PUBLISHED_SEED`], which
//! anybody may read, and sign for no other environment. [`sample_world`] makes the world that the
//! committed samples come from, for tests of other crates too; [`Collection`] makes the files.

mod cases;
mod check;
mod collection;
pub mod demo;
mod gate_claims;
mod guardian;
mod live;
mod look;
pub mod moments;
mod office;
mod picture;
mod readme;
mod record;
mod sample;
mod seed;
mod seen;
mod world;

pub use check::{Drift, judge_committed};
pub use collection::Collection;
pub use look::look;
pub use office::{Office, SignedByHand};
pub use record::{SampleRecord, read_records};
pub use sample::{Drawing, Expected, Sample, SampleFile};
pub use seed::{DemoRandom, DemoSeed, PUBLISHED_SEED};
pub use seen::Seen;
pub use world::{FOLDER, SampleWorld, sample_world};

//! Sample residents, codes and images of Juma, and the demo.
//!
//! Everybody is fictional and everything is demo: the keys come from [`PUBLISHED_SEED`], which
//! anybody may read, and sign for no other environment. [`sample_world`] makes the world that the
//! committed samples come from, for tests of other crates too; [`Collection`] makes the files.
//!
//! ```
//! use juma_samples::{moments::SAMPLE_MOMENT, sample_world};
//! use juma_verifier::Policy;
//!
//! let world = sample_world()?;
//! let sample = world.sample("codes/household-registered.gate").unwrap();
//! let policy = Policy::built_in("library").unwrap();
//! let judgement = world.state.judge(&sample.texts[0], SAMPLE_MOMENT, &policy);
//! assert_eq!(judgement.verdict.slug(), "accepted");
//! # Ok::<(), juma_cli::failure::Failure>(())
//! ```

mod cases;
mod check;
mod collection;
pub mod demo;
pub mod example;
mod gate_claims;
mod look;
pub mod moments;
mod office;
pub mod people;
mod person;
mod picture;
mod readme;
mod record;
mod sample;
mod seed;
mod seen;
pub mod sizes;
mod spec;
mod world;

pub use check::{Drift, judge_committed};
pub use collection::Collection;
pub use look::look;
pub use office::{Office, SignedByHand};
pub use record::{SampleRecord, read_records};
pub use sample::{Drawing, Expected, Sample, SampleFile};
pub use seed::{DemoRandom, DemoSeed, PUBLISHED_SEED};
pub use seen::Seen;
pub use spec::Spec;
pub use world::{FOLDER, SampleWorld, sample_world};

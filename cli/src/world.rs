//! Environments as commands take them.

use clap::ValueEnum;
use juma_format::Environment;

/// `demo`, `test` or `production`, for `#[arg(value_enum)]`.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum World {
    /// Samples; every verdict says demo
    Demo,
    /// A rehearsal
    Test,
    /// The real thing
    Production,
}

impl From<World> for Environment {
    fn from(world: World) -> Self {
        match world {
            World::Demo => Self::Demo,
            World::Test => Self::Test,
            World::Production => Self::Production,
        }
    }
}

//! Profiles of live codes as commands take them (SPEC §7.1).

use clap::ValueEnum;
use juma_format::claims::LiveProfile;

/// `P1` or `P2`, for `#[arg(value_enum)]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ProfileArg {
    /// 8 days
    #[value(name = "P1", alias = "p1")]
    P1,
    /// 31 days
    #[value(name = "P2", alias = "p2")]
    P2,
}

impl From<ProfileArg> for LiveProfile {
    fn from(profile: ProfileArg) -> Self {
        match profile {
            ProfileArg::P1 => Self::P1,
            ProfileArg::P2 => Self::P2,
        }
    }
}

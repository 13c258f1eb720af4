//! From what was typed to the source that is watched.

use std::{path::Path, time::Duration};

use juma_cli::failure::Failure;

#[cfg(unix)]
use super::scanner;
use super::{
    camera,
    source::{Hurry, Input},
    stream,
};
use crate::args::GateArgs;

/// The source that was named.
pub(super) fn input(args: &GateArgs) -> Result<Input, Failure> {
    if let Some(camera) = &args.input.camera {
        return camera::input(camera);
    }
    if let Some(scanner) = &args.input.scanner {
        return open_scanner(scanner, args.baud);
    }
    let period = Duration::from_secs(1)
        .checked_div(args.fps)
        .unwrap_or(Duration::from_millis(40));
    let hurry = if args.live {
        Hurry::Newest
    } else {
        Hurry::Whole
    };
    let frames = args.input.frames.clone().unwrap_or_default();
    Ok(stream::input(&frames, period, hurry))
}

#[cfg(unix)]
fn open_scanner(path: &Path, baud: u32) -> Result<Input, Failure> {
    Ok(scanner::input(path, baud))
}

#[cfg(not(unix))]
fn open_scanner(path: &Path, _: u32) -> Result<Input, Failure> {
    Err(Failure::new("scanners are not read on this system")
        .at(path)
        .advise("check the lines with juma-verifier check -"))
}

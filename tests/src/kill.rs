//! Commands that are killed at one of their system calls, chosen by a seed (THREATS T44, T45).

use std::{
    fs,
    os::unix::process::ExitStatusExt,
    path::Path,
    process::{Command, Output},
};

use crate::command::binary;

/// A sequence of numbers that is the same each time.
#[derive(Clone, Copy, Debug)]
pub struct Seed(pub u64);

impl Seed {
    /// A number below a bound (SplitMix64).
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let bound = u64::try_from(bound).expect("a small bound");
        usize::try_from((mixed ^ (mixed >> 31)) % bound).expect("below a usize")
    }
}

/// A system call of a run: its name, and the how many-eth of that name it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    name: String,
    nth: usize,
}

/// The system calls that a command makes when nobody kills it, in their order; `None` where they
/// cannot be watched.
#[must_use]
pub fn calls(name: &str, args: &[String], log: &Path) -> Option<Vec<Call>> {
    let output = Command::new("strace")
        .args(["-qq", "-e", "signal=none", "-o"])
        .arg(log)
        .arg(binary(name))
        .args(args)
        .output()
        .ok()?;
    let lines = fs::read_to_string(log).ok()?;
    assert!(output.status.success(), "{output:?}");
    let mut calls: Vec<Call> = Vec::new();
    for line in lines.lines() {
        let Some((name, _)) = line.split_once('(') else {
            continue;
        };
        let nth = 1 + calls.iter().filter(|call| call.name == name).count();
        let name = name.to_owned();
        calls.push(Call { name, nth });
    }
    Some(calls)
}

/// The calls of a run; `None`, and a word, where they cannot be watched.
#[must_use]
pub fn watched(name: &str, args: &[String], log: &Path) -> Option<Vec<Call>> {
    let calls = calls(name, args, log);
    if calls.is_none() {
        eprintln!("skipped: strace is not here or may not watch");
    }
    calls
}

/// How a command ended that was to be killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It was killed where it should be.
    Killed,
    /// It made fewer calls this time, and came to its end.
    Survived,
}

/// Runs a command, which is killed as it makes a call and before the call is carried out.
///
/// # Panics
/// When it ends in another way.
#[must_use]
pub fn killed_at(call: &Call, name: &str, args: &[String]) -> End {
    let output = signalled_at("KILL", call, name, args);
    match (output.status.signal(), output.status.code()) {
        (Some(9), _) => End::Killed,
        (None, Some(0)) => End::Survived,
        _ => panic!("{output:?}"),
    }
}

/// Runs a command, which gets a signal as it makes a call.
#[must_use]
pub fn signalled_at(signal: &str, call: &Call, name: &str, args: &[String]) -> Output {
    let inject = format!("inject={}:signal={signal}:when={}", call.name, call.nth);
    Command::new("strace")
        .args(["-qq", "-o", "/dev/null", "-e", &inject])
        .arg(binary(name))
        .args(args)
        .output()
        .expect("it ran before")
}

/// How many times a command is killed: 20, or what `JUMA_KILLS` says.
#[must_use]
pub fn times() -> usize {
    let said = std::env::var("JUMA_KILLS").ok();
    said.map_or(20, |times| times.parse().expect("JUMA_KILLS is a number"))
}

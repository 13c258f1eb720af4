use juma_cli::{
    clock,
    exit::Exit,
    failure::Failure,
    output::{Output, Paint},
};
use juma_format::time::{DAY, UnixTime};
use juma_verifier::State;
use serde_json::json;

use crate::{args::StatusArgs, state_dir::StateDir};

pub(crate) fn run(args: &StatusArgs) -> Result<Exit, Failure> {
    let state = StateDir::new(&args.state.state).load()?;
    let now = args.state.at.unwrap_or_else(clock::now);
    let mut output = Output::stdout();
    let (Some(bundle), Some(ages)) = (state.bundle(), state.ages(now)) else {
        return Err(Failure::new("no trust data").at(&args.state.state));
    };
    let floors = state.floors();
    let is_stale = ages.stale_from <= now;
    let is_behind = now < floors.clock;
    if args.state.json {
        output.json(&json!({
            "environment": state.environment().name(),
            "root": bundle.root.document().number(),
            "trust_list": bundle.list.list().version(),
            "epoch": bundle.manifest.epoch, "sequence": bundle.manifest.sequence,
            "bundle_seconds": ages.bundle, "trust_list_seconds": ages.list,
            "stale_from": ages.stale_from.to_string(), "stale": is_stale,
            "keys": bundle.list.entries().len(), "status_lists": bundle.status_lists.len(),
            "clock_floor": floors.clock.to_string(), "clock_untrusted": is_behind,
            "at": now.to_string(),
        }))?;
    } else {
        print(&state, now, &mut output)?;
        if is_stale {
            let line =
                "信任数据已过期，请导入最新数据 / the trust data has ended: import the newest";
            output.line(output.paint(Paint::Amber, line))?;
        }
        if is_behind {
            let line = "本机时间不可信，请校准 / this device's clock is behind: set it";
            output.line(output.paint(Paint::Amber, line))?;
        }
    }
    Ok(if is_stale || is_behind {
        Exit::Undecided
    } else {
        Exit::Done
    })
}

fn print(state: &State, now: UnixTime, output: &mut Output) -> Result<(), Failure> {
    let (Some(bundle), Some(ages)) = (state.bundle(), state.ages(now)) else {
        return Ok(());
    };
    let manifest = &bundle.manifest;
    output.line(format_args!(
        "环境 / environment      {}",
        state.environment()
    ))?;
    let root = bundle.root.document();
    output.line(format_args!(
        "根 / root               {}, {} of {} keys, until {}",
        root.number(),
        root.threshold(),
        root.keys().len(),
        root.expires()
    ))?;
    let list = bundle.list.list();
    output.line(format_args!(
        "信任列表 / trust list   version {}, {} keys, {}, until {}",
        list.version(),
        list.entries().len(),
        Age(ages.list),
        list.expires()
    ))?;
    output.line(format_args!(
        "数据包 / bundle         {} of epoch {}, {} status lists, {}, until {}",
        manifest.sequence,
        manifest.epoch,
        bundle.status_lists.len(),
        Age(ages.bundle),
        manifest.expires
    ))
}

/// An age in whole days, or in hours below two.
struct Age(u64);

impl std::fmt::Display for Age {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0 < 2 * DAY {
            write!(f, "{} h old", self.0 / 3600)
        } else {
            write!(f, "{} days old", self.0 / DAY)
        }
    }
}

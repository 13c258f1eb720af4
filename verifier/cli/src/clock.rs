//! `juma-verifier clock`: what this device takes for the time, and a person's word on it.
//!
//! A confirmation raises no floor and lowers none. It says that the clock is right in this start of
//! the device, and never that a clock behind what was signed is.

use juma_cli::{
    clock,
    exit::Exit,
    failure::Failure,
    output::{Output, Paint, note},
};
use juma_format::time::UnixTime;
use juma_verifier::{ClockKeeping, State};
use serde_json::json;

use crate::{
    args::{BatteryArg, ClockArgs, ClockCommand, ClockFolder},
    state_dir::{
        StateDir,
        clock_file::{BootId, ClockFile},
    },
};

/// How far a watch and the device's clock may be apart, in seconds: reading, typing, and a minute on
/// either.
const WATCH_SKEW: u64 = 300;

pub(crate) fn run(args: &ClockArgs) -> Result<Exit, Failure> {
    match &args.command {
        ClockCommand::Show(folder) => show(folder),
        ClockCommand::Confirm { folder, time } => confirm(folder, *time),
        ClockCommand::Battery { folder, battery } => settle(folder, *battery),
    }
}

fn show(folder: &ClockFolder) -> Result<Exit, Failure> {
    let dir = StateDir::new(&folder.state);
    let (state, now) = (dir.load()?, clock::now());
    let battery = ClockFile::read(dir.path())?;
    let is_believed = !state.mistrusts_clock(now);
    let floors = state.floors();
    let (battery, confirmed) = match battery {
        ClockFile::Battery => ("present", None),
        ClockFile::NoBattery { .. } => ("none", Some(state.clock_keeping() == ClockKeeping::Kept)),
    };
    let mut output = Output::stdout();
    if folder.json {
        let mut object = json!({
            "clock": now.to_string(), "clock_floor": floors.clock.to_string(),
            "greatest_signed": floors.signed.to_string(), "battery": battery,
            "clock_untrusted": !is_believed,
        });
        if let (Some(confirmed), Some(members)) = (confirmed, object.as_object_mut()) {
            members.insert("confirmed".to_owned(), confirmed.into());
        }
        output.json(&object)?;
    } else {
        output.line(format_args!("本机时间 / clock        {now}"))?;
        output.line(format_args!("时间下限 / clock floor  {}", floors.clock))?;
        output.line(match battery {
            "none" => "时钟电池 / battery      无 / none",
            _ => "时钟电池 / battery      有 / present",
        })?;
        let (paint, line) = match mistrust(&state, now) {
            None => (Paint::Green, "本机时间可信 / the clock is believed"),
            Some(line) => (Paint::Amber, line),
        };
        output.line(output.paint(paint, line))?;
    }
    Ok(if is_believed {
        Exit::Done
    } else {
        Exit::Undecided
    })
}

/// Why a clock is not believed, in both languages.
pub(crate) fn mistrust(state: &State, now: UnixTime) -> Option<&'static str> {
    if now < state.floors().clock {
        Some(BEHIND)
    } else {
        state.mistrusts_clock(now).then_some(UNCONFIRMED)
    }
}

const BEHIND: &str = "本机时间不可信，请校准 / this device's clock is behind: set it";
const UNCONFIRMED: &str = "重启后尚未确认时间，请用 clock confirm 确认 / nobody has confirmed the time since the start: clock confirm";

fn confirm(folder: &ClockFolder, watch: UnixTime) -> Result<Exit, Failure> {
    let dir = StateDir::new(&folder.state);
    let (state, now) = (dir.load()?, clock::now());
    if let Some((reason, message)) = refusal(&state, now, watch) {
        if folder.json {
            Output::stdout()
                .json(&json!({"confirmed": false, "reason": reason, "message": message}))?;
        } else {
            note(format_args!("refused: {message} ({reason})"));
        }
        return Ok(Exit::Refused);
    }
    if ClockFile::read(dir.path())? != ClockFile::Battery {
        let lock = dir.lock()?;
        let confirmed = Some(this_start()?);
        ClockFile::NoBattery { confirmed }.keep(&lock, dir.path())?;
    }
    let mut output = Output::stdout();
    if folder.json {
        output.json(&json!({"confirmed": true, "clock": now.to_string()}))?;
    } else {
        output.line(format_args!(
            "已确认本机时间，重启前有效 / the clock is right, until the next start: {now}"
        ))?;
    }
    Ok(Exit::Done)
}

/// Why a person's word is not enough.
fn refusal(state: &State, now: UnixTime, watch: UnixTime) -> Option<(&'static str, String)> {
    let apart = now.since(watch).max(watch.since(now));
    if apart > WATCH_SKEW {
        let message =
            format!("the device's clock shows {now}, and the watch {watch}: set the clock first");
        return Some(("clock-differs", message));
    }
    let floor = state.floors().clock;
    if now < floor {
        let message =
            format!("the clock shows {now}, and {floor} has certainly passed: set the clock");
        return Some(("clock-untrusted", message));
    }
    None
}

fn settle(folder: &ClockFolder, battery: BatteryArg) -> Result<Exit, Failure> {
    let dir = StateDir::new(&folder.state);
    drop(dir.load()?);
    let file = match battery {
        BatteryArg::Present => ClockFile::Battery,
        BatteryArg::None => {
            // Without it no start could be told from another, and one word would hold for ever.
            drop(this_start()?);
            ClockFile::NoBattery { confirmed: None }
        }
    };
    let lock = dir.lock()?;
    file.keep(&lock, dir.path())?;
    drop(lock);
    show(folder)
}

fn this_start() -> Result<BootId, Failure> {
    BootId::of_this_start().ok_or_else(|| {
        Failure::new("this system does not tell one start from another")
            .advise("give the device a battery clock")
    })
}

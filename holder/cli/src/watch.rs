use std::{thread, time::Duration};

use juma_cli::{
    clock,
    exit::Exit,
    failure::Failure,
    files,
    output::{Output, note},
};
use juma_holder::Shower;

use crate::{
    args::WatchArgs,
    picture::{self, Form},
    show::{cannot_show, number, open},
};

/// Clears the terminal and goes to its corner (ECMA-48).
const CLEAR: &[u8] = b"\x1b[2J\x1b[H";

/// The longest sleep: a clock that is set while it sleeps is noticed after so long.
const LONGEST_SLEEP: Duration = Duration::from_secs(5);

pub(crate) fn run(args: &WatchArgs) -> Result<Exit, Failure> {
    let form = Form::of(&args.out)?;
    if form != Form::Terminal {
        files::require_folder(&args.out)?;
    }
    let wallet = open(&args.wallet)?;
    let cannot = |error| cannot_show(&args.wallet.wallet, error);
    let number = number(&wallet, args.which.code, clock::now()).map_err(cannot)?;
    let shower = Shower::new(&wallet, number).map_err(cannot)?;
    // From here on only the one code's secret is in memory.
    drop(wallet);
    let mut output = Output::stdout();
    let mut drawn = 0;
    let mut last = None;
    loop {
        let face = shower.face(clock::now(), None).map_err(cannot)?;
        if last != Some(face.until) {
            last = Some(face.until);
            if form == Form::Terminal {
                output.bytes(CLEAR)?;
            }
            picture::draw(
                &face.text,
                (form, &args.out),
                args.which.module_pixels,
                &mut output,
            )?;
            note(format_args!("code {number}, shown until {}", face.until));
            drawn += 1;
            if args.times.is_some_and(|times| drawn >= times) {
                return Ok(Exit::Done);
            }
        }
        let left = Duration::from_secs(face.until.since(clock::now()));
        thread::sleep(left.clamp(Duration::from_millis(100), LONGEST_SLEEP));
    }
}

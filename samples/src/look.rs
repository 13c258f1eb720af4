use juma_cli::failure::Failure;
use juma_format::time::UnixTime;
use juma_scan::{Module, Scanner, Unlimited, picture, read_modules};
use juma_symbol::{Modules, read_back::svg_modules};
use juma_verifier::{Judgement, Policy, State};

use crate::office::failed;

/// What a venue makes of a file: a text by itself, a picture as everything that is in view. The
/// ending of its name says which.
///
/// # Errors
/// When the file is none of the three kinds, or broken.
pub fn look(
    name: &str,
    file: &[u8],
    (state, now): (&State, UnixTime),
    policy: &Policy,
) -> Result<Judgement, Failure> {
    let not_text = failed("not UTF-8");
    let texts = match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("txt") => {
            let text = core::str::from_utf8(file).map_err(not_text)?;
            let text = text.strip_suffix('\n').unwrap_or(text);
            return Ok(state.judge(text, now, policy));
        }
        Some("png") => {
            let picture = picture::decode(file);
            let picture = picture.map_err(|error| Failure::new("no picture").because(error))?;
            Scanner::new().read(picture.frame(), &mut Unlimited)
        }
        Some("svg") => {
            let drawing = core::str::from_utf8(file).map_err(not_text)?;
            let modules = svg_modules(drawing);
            let modules = modules.map_err(|error| Failure::new("no drawing").because(error))?;
            let text = read_modules(modules.side().into(), |x, y| module(&modules, x, y));
            vec![text.map_err(|error| Failure::new("no symbol").because(error))?]
        }
        _ => return Err(Failure::new("neither .txt nor .png nor .svg").at(name)),
    };
    let texts = texts.iter().filter_map(|text| text.as_str());
    Ok(state.judge_view(texts, now, policy))
}

fn module(modules: &Modules, x: usize, y: usize) -> Module {
    match (u16::try_from(x), u16::try_from(y)) {
        (Ok(x), Ok(y)) if modules.is_dark(x, y) => Module::Dark,
        _ => Module::Light,
    }
}

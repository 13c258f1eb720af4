use std::{fmt, path::Path};

use juma_cli::{
    exit::Exit,
    failure::Failure,
    files, key_files,
    language::Language,
    output::{Output, note},
};
use juma_format::Environment;
use juma_format::code_text::{CodeBytes, CodeTextError, MAX_TEXT_CHARS};
use juma_format::places::{CityProfile, CityRules};
use juma_issuer::{
    ClearTier, ImageFormat, IssueError, Issued, Issuer, Order, OrderBearer, OrderMedium, OrderTier,
    Sealing, Succession, Validity,
};
use juma_print::Layout;
use juma_registry::record::{MAX_RECORD_BYTES, Record};
use juma_symbol::{png::ModulePixels, terminal::Colour};
use serde_json::json;

use crate::{
    args::{SignArgs, TierArg},
    home::{Home, Layout as HomeLayout, random},
    live::Live,
    printing::{self, FontFiles, Printed},
    profiles,
    refresh::blank,
    register,
    standing::{self, Differs, ShownBy},
    words,
};

mod report;

use report::report;

pub(crate) fn run(args: &SignArgs) -> Result<Exit, Failure> {
    let is_print = printing::is_print(&args.out);
    let format = if args.live {
        Live::check_out(args)?;
        ImageFormat::Text
    } else {
        image_format(args)?
    };
    let fonts = if is_print {
        Some(FontFiles::read(&args.print.fonts)?)
    } else {
        args.print.refuse()?;
        None
    };
    if args.out != Path::new("-") {
        args.replace.check(&args.out)?;
    }
    let home = Home::open(&args.home)?;
    let bytes = files::read_bounded(&args.record, MAX_RECORD_BYTES)?;
    let mut output = Output::stdout();
    let record = match Record::from_json(&bytes) {
        Ok(record) => record,
        Err(error) => return refuse(args, &mut output, error.slug(), &error),
    };
    let places = profiles::read(&home.path(HomeLayout::PROFILES))?;
    let rules = profiles::of(&places, record.region()).map(CityProfile::rules);
    let given = record;
    let mut record = profiles::record_under(&places, &given);
    for warning in record.warnings() {
        let said = words::reason(args.home.language(), warning.slug(), warning);
        note(format_args!("{}: {said}", args.record.display()));
    }

    let authority = home.authority(&args.passphrase.source())?;
    let mut ledger = home.ledger()?;
    let shown_by = match &args.guardian_code {
        Some(_) => ShownBy::Guardian,
        None => ShownBy::Holder,
    };
    let revision = match standing::compare(&ledger, &given, shown_by)? {
        Ok(revision) => revision,
        Err(differs) => return refuse_other_facts(args, &mut output, &differs),
    };
    let environment = home.settings.environment();
    let live = match args.live.then(|| Live::of(args, environment, &ledger)) {
        None => None,
        Some(live) => match live? {
            Ok(live) => Some(live),
            Err(refusal) => return refuse(args, &mut output, refusal.slug(), &refusal),
        },
    };
    let medium = match &live {
        Some(live) => live.medium(),
        // What is printed is paper, and a gate must be told so.
        None if args.paper || is_print => OrderMedium::Paper,
        None => OrderMedium::Screen,
    };
    let mut issuer = Issuer {
        authority: &authority,
        ledger: &mut ledger,
        validity: validity(medium, &home, rules),
        lead_time: home.settings.lead_seconds(),
    };
    let bearer = match &args.guardian_code {
        None => OrderBearer::Holder,
        Some(path) => {
            let code = read_code(path)?;
            if record.guardian().is_none()
                && let Some(link) = standing::guardian(issuer.ledger, &record, &code)?
            {
                record = record.shown_by(link);
            }
            match issuer.guardianship(&record, &code, medium, home.now) {
                Ok(guardianship) => {
                    OrderBearer::Guardian(blank::bounded(guardianship, home.now, rules))
                }
                Err(error) => return denied(args, &mut output, error),
            }
        }
    };
    let secret = key_files::secret()?;
    let order = Order {
        tier: match args.tier {
            TierArg::Full => ClearTier::Full.into(),
            TierArg::Gate => ClearTier::Gate.into(),
            TierArg::Sealed => OrderTier::Sealed(Sealing {
                recipient: home.seal_key(record.region())?,
                secret: &secret,
            }),
        },
        medium,
        bearer,
        format,
    };
    let mut delivered = Output::stdout();
    let succession = Succession {
        replaces: &[],
        revision,
    };
    let issued = issuer.issue_as(
        &record,
        &order,
        succession,
        home.now,
        &mut random,
        |issued| {
            let delivered = match (&live, &fonts) {
                (Some(Live::Made(made)), _) => made.write(issued, &args.out, args.replace),
                (_, Some(fonts)) => print(args, issued, environment, &places, fonts),
                (_, None) => deliver(args, &mut delivered, issued),
            };
            delivered.map_err(Denied::Undelivered)
        },
    );
    let issued = match issued {
        Ok(issued) => issued,
        Err(Denied::Issue(error)) => return denied(args, &mut output, error),
        Err(Denied::Undelivered(failure)) => {
            return Err(Failure::new("nothing was issued").because(failure));
        }
    };
    let told = match &live {
        Some(Live::Made(made)) => made.told.as_deref(),
        _ => None,
    };
    report(args, &mut output, (&issued, &order), told)?;
    Ok(Exit::Done)
}

/// The bytes of a code, without what may be shown around it.
pub(crate) fn read_code(path: &Path) -> Result<Vec<u8>, Failure> {
    let failed = |error: CodeTextError| Failure::new("not a code").at(path).because(error);
    let bytes = files::read_bounded(path, MAX_TEXT_CHARS + 2)?;
    let text = str::from_utf8(&bytes).map_err(|_| {
        let failure = Failure::new("not the text of a code").at(path);
        failure.advise("give the .txt that sign --out CODE.txt writes, not a picture")
    })?;
    let text = text.strip_suffix('\n').unwrap_or(text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    let bytes = CodeBytes::from_text(text).map_err(failed)?;
    let shown = bytes.shown().map_err(failed)?;
    Ok(shown.code_bytes.to_vec())
}

/// How long the code is good: what the place has settled, and no longer than the city lets it be.
pub(crate) fn validity(medium: OrderMedium, home: &Home, rules: Option<&CityRules>) -> Validity {
    bounded(home.settings.validity(), medium, rules)
}

/// As long as a place has settled, and no longer than the city lets it be.
pub(crate) fn bounded(
    mut validity: Validity,
    medium: OrderMedium,
    rules: Option<&CityRules>,
) -> Validity {
    if let Some(rules) = rules {
        let days = match medium {
            OrderMedium::Paper => rules.maxima.paper_days,
            // What a live code's profile allows is less than any city's maximum.
            OrderMedium::Screen | OrderMedium::Live { .. } => rules.maxima.static_days,
        };
        validity.days = validity.days.min(days.into());
        // As much of a short time as of a year: nobody loses more than a sixth of it.
        validity.spread = validity.spread.min(validity.days.div_ceil(6));
    }
    validity
}

fn image_format(args: &SignArgs) -> Result<ImageFormat, Failure> {
    let pixels = ModulePixels::new(args.module_pixels).unwrap_or(ModulePixels::DEFAULT);
    match args.out.extension().and_then(|ending| ending.to_str()) {
        _ if args.out == Path::new("-") => Ok(ImageFormat::Terminal {
            colour: Colour::Ansi,
        }),
        Some("png") => Ok(ImageFormat::Png { pixels }),
        Some("svg") => Ok(ImageFormat::Svg),
        Some("txt" | printing::ENDING) => Ok(ImageFormat::Text),
        _ => Err(Failure::new("does not end in .png, .svg, .txt or .pdf").at(&args.out)),
    }
}

/// Why no code was issued: for its own sake, or because it could not be written.
pub(crate) enum Denied {
    Issue(IssueError),
    Undelivered(Failure),
}

impl From<IssueError> for Denied {
    fn from(error: IssueError) -> Self {
        Self::Issue(error)
    }
}

/// Writes what was drawn, before the ledger calls the code issued.
fn deliver(args: &SignArgs, output: &mut Output, issued: &Issued) -> Result<(), Failure> {
    let bytes = &issued.rendered.bytes;
    if args.out == Path::new("-") {
        return output.bytes(bytes);
    }
    args.replace.write(&args.out, bytes)
}

/// Writes a card, before the ledger calls the code issued.
fn print(
    args: &SignArgs,
    issued: &Issued,
    environment: Environment,
    places: &[CityProfile],
    fonts: &FontFiles,
) -> Result<(), Failure> {
    let claims = &issued.claims;
    let profile = profiles::of(places, claims.common().region);
    let text = issued.code.text();
    let printed = Printed::new(&text, claims, environment, profile, issued.serial)
        .map_err(|error| Failure::new("the code makes no symbol").because(error))?;
    let layout = args.print.layout_or(Layout::Card);
    let pdf = printing::print(&[printed], layout, fonts).map_err(|(_, failure)| failure)?;
    args.replace.write(&args.out, &pdf)
}

/// What must not be signed is refused, status 1; what failed is a failure, status 2.
fn denied(args: &SignArgs, output: &mut Output, error: IssueError) -> Result<Exit, Failure> {
    match error.refusal() {
        Some(slug) => refuse(args, output, slug, &error),
        None => Err(failure(error)),
    }
}

/// What failed, and what to do.
pub(crate) fn failure(error: IssueError) -> Failure {
    match error {
        IssueError::NotPublished => Failure::new("nothing was signed")
            .because(error)
            .advise("run juma-issuer publish and bring the bundle to the verifiers first"),
        error => {
            let ledger = match error {
                IssueError::Ledger(error) => Some(error),
                _ => None,
            };
            let failure = Failure::new("nothing was issued").because(error);
            match ledger {
                Some(ledger) => register::advised(failure, ledger),
                None => failure,
            }
        }
    }
}

/// The facts have names in both languages.
fn refuse_other_facts(
    args: &SignArgs,
    output: &mut Output,
    differs: &Differs,
) -> Result<Exit, Failure> {
    if args.home.json || args.home.language() == Language::English {
        return refuse(args, output, Differs::SLUG, differs);
    }
    let facts = words::facts(Language::Chinese, differs.facts());
    let record = args.record.display();
    note(words::refused(
        Language::Chinese,
        record,
        Differs::SLUG,
        facts,
    ));
    Ok(Exit::Refused)
}

fn refuse(
    args: &SignArgs,
    output: &mut Output,
    slug: &str,
    message: &dyn fmt::Display,
) -> Result<Exit, Failure> {
    let record = args.record.display();
    if args.home.json {
        let message = message.to_string();
        output.json(&json!({
            "record": args.record.to_string_lossy(), "refused": {"reason": slug, "message": message},
        }))?;
    } else {
        note(words::refused(args.home.language(), record, slug, message));
    }
    Ok(Exit::Refused)
}

//! The demo: issues every record now, reads the pictures back, judges them, and judges the
//! committed samples.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use juma_cli::{
    exit::Exit,
    failure::Failure,
    files::{self, Access},
    output::{Output, Paint},
};
use juma_format::time::{DAY, UnixTime};
use juma_issuer::{ClearTier, ImageFormat, Order, OrderMedium, Validity};
use juma_scan::picture::MAX_FILE_BYTES;
use juma_verifier::{Finding, Judgement, Policy, State};

use crate::{
    DemoSeed, Office, SampleRecord, Seen,
    check::{judge_committed, read_rows},
    collection::LIBRARY,
    look,
    office::failed,
    picture::PIXELS,
    read_records,
    sample::seen,
    world::shenzhen,
};

/// Runs the demo at a moment with the samples of a folder.
///
/// # Errors
/// When something cannot be read or written; a verdict that is not the expected one is no error
/// but the exit status 1.
pub fn run(folder: &Path, now: UnixTime, output: &mut Output) -> Result<Exit, Failure> {
    let records = read_records(&folder.join("records"))?;
    let expected = expected(folder)?;
    let pictures = tempfile::Builder::new().prefix("juma-demo-").tempdir();
    let pictures = pictures.map_err(failed("no temporary folder"))?;
    output.line(format_args!(
        "DEMO, fictional people: {} records, issued and judged at {now}, each from its picture",
        records.len()
    ))?;
    let (state, codes) = issue(&records, pictures.path(), now)?;
    let policy = Policy::built_in(LIBRARY).ok_or_else(|| Failure::new("no such policy"))?;
    let mut wrong = 0;
    for code in &codes {
        let picture = files::read_bounded(&code.path, MAX_FILE_BYTES)?;
        let judgement = look("code.png", &picture, (&state, now), &policy)?;
        let expected = expected.get(&format!("codes/{}.{}.txt", code.record, code.tier));
        let is_right = is_as_expected(&judgement, expected);
        wrong += usize::from(!is_right);
        output.line(code.line(&judgement, is_right, output))?;
    }

    let (rows, drifts) = judge_committed(folder)?;
    for drift in &drifts {
        output.line(format_args!(
            "{} {} at {}: {} {} and not {} {}, or something else is shown",
            output.paint(Paint::Red, "✗"),
            drift.expected.file,
            drift.expected.at,
            drift.found.verdict,
            drift.found.reason,
            drift.expected.verdict,
            drift.expected.reason,
        ))?;
    }
    let differing = wrong + drifts.len();
    output.line(format_args!(
        "{} codes issued and read back, {} committed files judged: {}",
        codes.len(),
        rows.len(),
        match differing {
            0 => "all as expected".to_owned(),
            some => format!("{some} NOT AS EXPECTED"),
        }
    ))?;
    Ok(if differing == 0 {
        Exit::Done
    } else {
        Exit::Refused
    })
}

/// A code that was issued into a picture.
struct Code<'a> {
    record: &'a str,
    tier: &'static str,
    version: u8,
    bytes: usize,
    path: PathBuf,
}

/// Issues two codes for each record, and gives them with a verifier that has the bundle.
fn issue<'a>(
    records: &'a [SampleRecord],
    pictures: &Path,
    now: UnixTime,
) -> Result<(State, Vec<Code<'a>>), Failure> {
    let from = now.date().midnight().unwrap_or(now.minus(DAY));
    let mut office = Office::found(DemoSeed::SAMPLES, shenzhen()?, from)?;
    office.publish(now)?;
    let mut codes = Vec::new();
    for record in records {
        for tier in [ClearTier::Gate, ClearTier::Full] {
            let order = Order {
                tier: tier.into(),
                medium: OrderMedium::Screen,
                format: ImageFormat::Png { pixels: PIXELS },
            };
            let issued = office.issue(&record.record, &order, Validity::YEAR, now);
            let issued = issued.map_err(|failure| failure.at(&record.file))?;
            let tier = tier.tier().name();
            let path = pictures.join(format!("{}.{tier}.png", record.file));
            files::write_atomically(&path, &issued.rendered.bytes, Access::Private)?;
            codes.push(Code {
                record: &record.file,
                tier,
                version: issued.rendered.version.number(),
                bytes: issued.code.bytes().len(),
                path,
            });
        }
    }
    let bundle = pictures.join("bundle.jmb");
    files::write_atomically(&bundle, &office.publish(now)?.bundle, Access::Public)?;
    let bundle = fs::read(&bundle).map_err(failed("the bundle cannot be read"))?;
    let fresh = State::new(office.trust().anchor.clone());
    let imported = fresh.import(&bundle, now);
    let (state, _) = imported.map_err(failed("the bundle is refused"))?;
    Ok((state, codes))
}

/// What a library sees of each committed text.
fn expected(folder: &Path) -> Result<BTreeMap<String, Seen>, Failure> {
    let rows = read_rows(folder)?.into_iter();
    let accepted = rows.filter_map(|row| Some((row.file, row.library?)));
    Ok(accepted.collect())
}

fn is_as_expected(judgement: &Judgement, expected: Option<&Seen>) -> bool {
    match (seen(&judgement.verdict), expected) {
        (Some(seen), Some(expected)) => seen.is_same_person(expected),
        _ => false,
    }
}

impl Code<'_> {
    fn line(&self, judgement: &Judgement, is_right: bool, output: &Output) -> String {
        let verdict = &judgement.verdict;
        let (mark, paint) = match (is_right, verdict.finding()) {
            (true, Finding::Accept) => ("✓", Paint::Green),
            _ => ("✗", Paint::Red),
        };
        let shown = match seen(verdict) {
            Some(seen) => seen.to_string(),
            None => verdict.slug().to_owned(),
        };
        format!(
            "{} {:28} {} v{:<2} {:3} B  {}  {shown}",
            output.paint(paint, mark),
            self.record,
            self.tier,
            self.version,
            self.bytes,
            verdict.finding(),
        )
    }
}

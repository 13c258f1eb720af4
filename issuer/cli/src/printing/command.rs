//! `juma-issuer print`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use juma_cli::{
    exit::Exit,
    failure::Failure,
    language::Language,
    output::{Output, counted, note},
};
use juma_format::{
    body::Code,
    claims::{Claims, Medium},
    code_text::static_text,
    envelope::Envelope,
    places::CityProfile,
    trust::Status,
};
use juma_keys::{CodeKeyLookup, TrustedList, hash_of};
use juma_print::{Layout, MAX_CARDS};
use juma_register::Register;
use juma_registry::ledger::{CodeHash, IssuanceState, Ledger};
use serde_json::json;

use super::{ENDING, FontFiles, PaperRefusal, PrintArgs, Printed, is_print, print};
use crate::{
    home::{Home, Layout as HomeLayout},
    profiles, register, sign, words,
};

/// What codes are checked against before they are printed.
struct Desk {
    home: Home,
    list: TrustedList,
    ledger: Register,
    places: Vec<CityProfile>,
}

pub(crate) fn run(args: &PrintArgs) -> Result<Exit, Failure> {
    if !is_print(&args.out) {
        return Err(Failure::new("does not end in .pdf").at(&args.out));
    }
    args.replace.check(&args.out)?;
    let home = Home::open(&args.home)?;
    let desk = Desk {
        list: home.trust()?.list,
        ledger: home.ledger()?,
        places: profiles::read(&home.path(HomeLayout::PROFILES))?,
        home,
    };
    let fonts = FontFiles::read(&args.paper.fonts)?;
    let layout = args.paper.layout_or(Layout::Sheet);
    let sources = expand(&args.codes)?;
    let mut output = Output::stdout();
    let files = sources.len().div_ceil(MAX_CARDS);
    for number in 0..files {
        args.replace.check(&numbered(&args.out, number, files))?;
    }
    // Nothing is written before every code has been looked at: half a run is easily taken for one.
    for source in &sources {
        if let Err(refusal) = desk.read(source)? {
            let (slug, place) = (refusal.slug(), source.display());
            if args.home.json {
                let refused = json!({"reason": slug, "message": refusal.to_string()});
                output.json(&json!({"code": source.to_string_lossy(), "refused": refused}))?;
            } else {
                note(words::refused(args.home.language(), place, slug, refusal));
            }
            return Ok(Exit::Refused);
        }
    }
    for (number, group) in sources.chunks(MAX_CARDS).enumerate() {
        let mut codes = Vec::with_capacity(group.len());
        for source in group {
            let changed = || Failure::new("changed while it was printed").at(source);
            codes.push(desk.read(source)?.map_err(|_| changed())?);
        }
        let pdf = print(&codes, layout, &fonts).map_err(|(card, failure)| {
            match card.and_then(|card| group.get(card)) {
                Some(source) => failure.at(source),
                None => failure,
            }
        })?;
        let out = numbered(&args.out, number, files);
        args.replace.write(&out, &pdf)?;
        let pages = codes.len().div_ceil(layout.cards_per_page());
        if args.home.json {
            let out = out.to_string_lossy();
            output.json(&json!({"out": out, "codes": codes.len(), "pages": pages}))?;
        } else {
            let out = out.display();
            output.line(match args.home.language() {
                Language::Chinese => format!("{} 个码，{pages} 页，在 {out}", codes.len()),
                Language::English => {
                    let codes = counted(codes.len(), ["code", "codes"]);
                    let pages = counted(pages, ["page", "pages"]);
                    format!("{codes} on {pages}, in {out}")
                }
            })?;
        }
    }
    Ok(Exit::Done)
}

impl Desk {
    /// A code that was issued here for paper and is good.
    fn read(&self, path: &Path) -> Result<Result<Printed, PaperRefusal>, Failure> {
        let bytes = sign::read_code(path)?;
        let hash = CodeHash::from_bytes(hash_of(&bytes));
        let Some(serial) = self.ledger.find(&hash).map_err(register::failed)? else {
            return Ok(Err(PaperRefusal::NotIssued));
        };
        let issuance = self.ledger.issuance(serial).map_err(register::failed)?;
        if !matches!(issuance.state, IssuanceState::Committed(_)) {
            return Ok(Err(PaperRefusal::NotIssued));
        }
        if self.ledger.status_of(serial).map_err(register::failed)? != Status::Valid {
            return Ok(Err(PaperRefusal::NotValid));
        }
        if issuance.plan.expires <= self.home.now {
            return Ok(Err(PaperRefusal::Over));
        }
        let Some(claims) = self.claims(&bytes) else {
            return Ok(Err(PaperRefusal::NotIssued));
        };
        if claims.common().medium != Medium::Paper {
            return Ok(Err(PaperRefusal::NotPaper));
        }
        let profile = profiles::of(&self.places, claims.common().region);
        let environment = self.home.settings.environment();
        let text = static_text(&bytes);
        let printed = Printed::new(&text, &claims, environment, profile, serial);
        printed.map(Ok).map_err(|error| {
            Failure::new("the code makes no symbol")
                .at(path)
                .because(error)
        })
    }

    /// What a code says, if a key of the trust list has signed it.
    fn claims(&self, bytes: &[u8]) -> Option<Claims> {
        let envelope = Envelope::<Code>::parse(bytes).ok()?;
        let CodeKeyLookup::Known(_, key) = self.list.code_key(envelope.key_id()) else {
            return None;
        };
        let environment = self.home.settings.environment();
        let verified = key.check(&envelope, environment).ok()?;
        Claims::decode(verified.payload()).ok()
    }
}

/// Folders in folders that are looked into: a run has its codes two deep.
const DEPTH: usize = 2;

/// The files that were named, folders replaced by the texts in them, in name order.
fn expand(named: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut sources = Vec::new();
    for path in named {
        if !path.is_dir() {
            sources.push(path.clone());
            continue;
        }
        let mut texts = Vec::new();
        gather(path, DEPTH, &mut texts)?;
        if texts.is_empty() {
            return Err(Failure::new("no .txt in the folder").at(path));
        }
        texts.sort();
        sources.extend(texts);
    }
    Ok(sources)
}

/// The texts of a folder and of those in it.
fn gather(folder: &Path, depth: usize, texts: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let failed = |error| Failure::new("cannot be listed").at(folder).because(error);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let (kind, path) = (entry.file_type().map_err(failed)?, entry.path());
        if kind.is_dir() {
            if let Some(depth) = depth.checked_sub(1) {
                gather(&path, depth, texts)?;
            }
        } else if path.extension().is_some_and(|ending| ending == "txt") {
            texts.push(path);
        }
    }
    Ok(())
}

/// `cards-2.pdf` for the second of several files.
fn numbered(out: &Path, number: usize, files: usize) -> PathBuf {
    if files == 1 {
        return out.to_owned();
    }
    let stem = out.file_stem().unwrap_or_default().to_string_lossy();
    out.with_file_name(format!("{stem}-{}.{ENDING}", number + 1))
}

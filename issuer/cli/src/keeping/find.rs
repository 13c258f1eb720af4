use std::path::Path;

use juma_cli::{
    exit::Exit,
    failure::Failure,
    files,
    output::{Output, note},
    say,
};
use juma_format::{
    code_text::{CodeBytes, is_ours},
    trust::Status,
};
use juma_keys::hash_of;
use juma_register::{FoundCode, Register};
use juma_registry::ledger::CodeHash;
use juma_scan::{Passes, Scanner, picture, second_opinion};
use serde_json::{Map, Value, json};

use super::args::FindArgs;
use crate::{home::Home, words};

/// Passes over one picture: all that the scanner has, which are fewer.
const PASSES: u32 = 256;

/// Says of codes in hand what the register has of them.
pub(crate) fn run(args: &FindArgs) -> Result<Exit, Failure> {
    let home = Home::open(&args.home)?;
    let register = home.register_place().open(home.context()?)?;
    let mut exit = Exit::Done;
    for source in &args.codes {
        let found = match texts(source) {
            Ok(texts) if texts.is_empty() => {
                refused(args, source, Refusal::NoCode)?;
                Exit::Undecided
            }
            Ok(texts) => {
                let mut exit = Exit::Done;
                for text in texts {
                    exit = exit.worst(look_up(args, &home, &register, source, &text)?);
                }
                exit
            }
            Err(failure) => {
                failure.print();
                Exit::Failed
            }
        };
        exit = exit.worst(found);
    }
    Ok(exit)
}

/// Why nothing was found.
#[derive(Clone, Copy)]
enum Refusal {
    NoCode,
    NotACode,
    Unknown,
}

impl Refusal {
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::NoCode => ("no-code", "no code in the picture"),
            Self::NotACode => ("not-a-code", "the text is no whole code"),
            Self::Unknown => (
                "unknown-code",
                "this register never handed such a code over",
            ),
        }
    }
}

/// The codes' texts in a source.
fn texts(source: &Path) -> Result<Vec<String>, Failure> {
    if let Some(text) = source.to_str().filter(|text| is_ours(text)) {
        return Ok(vec![text.to_owned()]);
    }
    let bytes = if source == Path::new("-") {
        files::read_stdin_bounded(picture::MAX_FILE_BYTES)?
    } else {
        files::read_bounded(source, picture::MAX_FILE_BYTES)?
    };
    if let Ok(text) = str::from_utf8(&bytes) {
        return Ok(vec![text.trim_end_matches(['\r', '\n']).to_owned()]);
    }
    let picture = picture::decode(&bytes).map_err(|error| {
        Failure::new("the picture cannot be read")
            .at(source)
            .because(error)
    })?;
    let mut found = Scanner::new().read(picture.frame(), &mut Passes::new(PASSES));
    if found.is_empty() {
        found = second_opinion::read(picture.frame());
    }
    let ours = found.iter().filter_map(|text| text.as_str());
    let ours = ours.filter(|text| is_ours(text)).map(str::to_owned);
    Ok(ours.collect())
}

fn look_up(
    args: &FindArgs,
    home: &Home,
    register: &Register,
    source: &Path,
    text: &str,
) -> Result<Exit, Failure> {
    let bytes = CodeBytes::from_text(text);
    let shown = bytes.as_ref().ok().and_then(|bytes| bytes.shown().ok());
    let Some(shown) = shown else {
        refused(args, source, Refusal::NotACode)?;
        return Ok(Exit::Refused);
    };
    let hash = CodeHash::from_bytes(hash_of(shown.code_bytes));
    let found = register.find_code(&hash);
    let found = found.map_err(|error| home.register_place().failure(error))?;
    match found {
        Some(found) => report(args, home, source, &found).map(|()| Exit::Done),
        None => refused(args, source, Refusal::Unknown).map(|()| Exit::Refused),
    }
}

/// A text that was typed is a person's, and is not repeated.
fn named(source: &Path) -> String {
    match source.to_str() {
        Some(text) if is_ours(text) => "text".to_owned(),
        _ => source.to_string_lossy().into_owned(),
    }
}

fn report(args: &FindArgs, home: &Home, source: &Path, code: &FoundCode) -> Result<(), Failure> {
    let is_over = code.expires <= home.now;
    let status = match code.status {
        Status::Invalid => ("已撤销", "revoked"),
        Status::Suspended => ("已暂停", "suspended"),
        _ => ("未撤销", "valid"),
    };
    let (list, index) = (code.status_ref.list(), code.status_ref.index());
    if args.home.json {
        let mut object = Map::new();
        let mut put = |name: &str, value: Value| object.insert(name.to_owned(), value);
        put("source", named(source).into());
        put("serial", code.serial.to_string().into());
        put("tier", code.tier.name().into());
        put("status", status.1.into());
        put("over", is_over.into());
        put("facts", code.freshness.name().into());
        put("issued", code.issued.to_string().into());
        put("expires", code.expires.to_string().into());
        put("kid", code.key_id.to_string().into());
        put("list", list.into());
        put("index", index.into());
        if args.whose {
            let subject = code.subject.as_ref();
            put("subject", json!(subject.map(|subject| subject.as_str())));
        }
        return Output::stdout().json(&object);
    }
    let language = args.home.language();
    let over = language.of(if is_over {
        ("已过期", "ended")
    } else {
        ("有效至", "good until")
    });
    let (status, tier) = (language.of(status), language.of(words::tier(code.tier)));
    let facts = language.of(words::freshness(code.freshness));
    let (file, serial, key) = (named(source), code.serial, code.key_id);
    let (expires, issued) = (code.expires, code.issued);
    let mut line = say!(
        language,
        "{file}：序号 {serial}，{tier}，{status}，{over} {expires}，{facts}，{issued} 由 {key} 签发，列表 {list} 索引 {index}",
        "{file}: serial {serial}, {tier}, {status}, {over} {expires}, facts {facts}, issued {issued} by {key}, index {index} of list {list}"
    );
    if args.whose {
        line.push_str(&match &code.subject {
            Some(subject) => say!(language, "，属于 {subject}", ", of {subject}"),
            None => say!(language, "，本人资料已删除", ", of somebody who was erased"),
        });
    }
    Output::stdout().line(line)
}

fn refused(args: &FindArgs, source: &Path, refusal: Refusal) -> Result<(), Failure> {
    let (reason, message) = refusal.words();
    if args.home.json {
        return Output::stdout().json(&json!({
            "source": named(source), "refused": {"reason": reason, "message": message},
        }));
    }
    let language = args.home.language();
    note(words::refused(language, named(source), reason, message));
    Ok(())
}

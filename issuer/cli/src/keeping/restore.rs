use std::{
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};

use juma_cli::{
    exit::Exit,
    failure::Failure,
    files,
    output::{Output, note},
    say,
};
use juma_register::{Evidence, ListFate, Register, RegisterError, Resumed};
use serde_json::{Value, json};

use super::{
    args::RestoreArgs,
    container::{Opened, unlock},
    contents::{Contents, Kept},
    evidence,
};
use crate::{
    args::HomeArgs,
    draft::{self, Draft},
    home::Home,
    init::refuse_occupied,
};

pub(crate) fn run(args: &RestoreArgs) -> Result<Exit, Failure> {
    match &args.from {
        Some(from) => from_backup(args, from),
        None => in_place(args),
    }
}

/// Makes a home of a backup, in a folder beside the one asked for, and gives it its name when it is
/// whole and goes on safely.
fn from_backup(args: &RestoreArgs, from: &Path) -> Result<Exit, Failure> {
    let dir = &args.home.home;
    draft::sweep(dir, args.home.language());
    refuse_occupied(dir)?;
    let cannot_read = |error: io::Error| Failure::new("cannot read it").at(from).because(error);
    let mut file = File::open(from).map_err(cannot_read)?;
    let passphrases = args.passphrase.source();
    let (key, header) =
        unlock(&mut file, || passphrases.existing(from)).map_err(|failure| failure.at(from))?;
    let mut rewind = || {
        let behind = u64::try_from(header).unwrap_or(u64::MAX);
        let placed = file.seek(SeekFrom::Start(behind));
        placed.map_err(cannot_read)?;
        let file = file.try_clone().map_err(cannot_read)?;
        Ok::<_, Failure>(Opened::new(file, &key))
    };
    // All of it is read and found whole before anything is written.
    let contents =
        read(rewind()?, |_, from| io::copy(from, &mut io::sink())).map_err(cannot_read)?;
    match contents.register {
        Kept::Here => require_evidence(args)?,
        Kept::Server => refuse_evidence(args)?,
    }
    let draft = Draft::begin(dir)?;
    write(draft.path(), rewind()?).map_err(|failure| failure.at(dir))?;
    let resumed = go_on(args, draft.path(), contents.register)?;
    sync(draft.path())?;
    draft.name()?;
    report(args, &contents, resumed)
}

/// Reads the list of contents, and hands every file over with as many bytes as it has.
fn read(
    mut from: impl Read,
    mut take: impl FnMut(&super::contents::Item, &mut dyn Read) -> io::Result<u64>,
) -> io::Result<Contents> {
    let contents = Contents::read(&mut from)?;
    let wrong = || io::Error::from(io::ErrorKind::UnexpectedEof);
    for item in &contents.files {
        let mut part = (&mut from).take(item.bytes);
        if take(item, &mut part)? != item.bytes {
            return Err(wrong());
        }
    }
    // To its end, which is sealed too.
    if io::copy(&mut from, &mut io::sink())? != 0 {
        return Err(wrong());
    }
    Ok(contents)
}

fn write(draft: &Path, from: impl Read) -> Result<(), Failure> {
    let written = read(from, |item, from| {
        let path = draft.join(&item.name);
        make_folders(draft, Path::new(&item.name))?;
        let mut file = files::new_file(&path, item.access())?;
        let bytes = io::copy(from, &mut file)?;
        file.sync_all()?;
        Ok(bytes)
    });
    let failed = |error: io::Error| {
        Failure::new("the copy cannot be written out")
            .because(error)
            .advise(
                "make as much room as the copy takes where the home is to be, and restore again",
            )
    };
    written.map_err(failed)?;
    // Folders of a home that had nothing in them.
    for folder in crate::home::Layout::FOLDERS {
        make_folders(draft, &Path::new(folder).join("any")).map_err(failed)?;
    }
    Ok(())
}

/// The folders above a file, below the draft: one that was removed because somebody asked the
/// command to end is not made again.
fn make_folders(draft: &Path, file: &Path) -> io::Result<()> {
    let mut folder = draft.to_owned();
    for name in file.parent().into_iter().flat_map(Path::components) {
        folder.push(name);
        match fs::create_dir(&folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

fn sync(draft: &Path) -> Result<(), Failure> {
    files::sync_parent(&draft.join(crate::home::Layout::SETTINGS))?;
    for folder in crate::home::Layout::FOLDERS {
        files::sync_parent(&draft.join(folder).join("any"))?;
    }
    Ok(())
}

/// Opens what was written out, and has its register go on where nothing is given twice.
fn go_on(args: &RestoreArgs, draft: &Path, kept: Kept) -> Result<Option<Resumed>, Failure> {
    let home = Home::open(&HomeArgs {
        home: draft.to_owned(),
        ..args.home.clone()
    })?;
    let _ = home.trust()?;
    if kept == Kept::Server {
        return Ok(None);
    }
    let homes: Vec<&Path> = args
        .old_home
        .iter()
        .map(std::path::PathBuf::as_path)
        .collect();
    let evidence = evidence::gather(&home, &homes, &args.bundle)?;
    let place = home.register_place();
    let mut register = place.open_unseen(home.context()?)?;
    let failed = |error: RegisterError| place.failure(error);
    register.audit().map_err(failed)?;
    let resumed = register.resume(&evidence).map_err(failed)?;
    Ok(Some(resumed))
}

/// Goes on in a home whose register was put back by other means.
fn in_place(args: &RestoreArgs) -> Result<Exit, Failure> {
    let home = Home::open(&args.home)?;
    let own = args.home.home.as_path();
    let others = args.old_home.iter().map(std::path::PathBuf::as_path);
    let homes: Vec<&Path> = others.chain([own]).collect();
    let evidence = evidence::gather(&home, &homes, &args.bundle)?;
    let place = home.register_place();
    if evidence == Evidence::default() {
        require_evidence(args)?;
    }
    let mut register = place.open_unseen(home.context()?)?;
    let failed = |error: RegisterError| place.failure(error);
    register.audit().map_err(failed)?;
    let is_newest = is_newest(&register, &evidence).map_err(failed)?;
    // Register and home may be two copies of one day: together they know of nothing later.
    let evidence = if is_newest && args.without_evidence {
        Evidence::default()
    } else {
        evidence
    };
    if is_newest && !args.without_evidence {
        Output::stdout().line(if args.home.json {
            r#"{"resumed":null}"#
        } else {
            args.home.language().of((
                "登记库已是所知最新的：无需处理",
                "the register is the newest that is known: nothing is to be done",
            ))
        })?;
        return Ok(Exit::Done);
    }
    let resumed = register.resume(&evidence).map_err(failed)?;
    told(args, json!({"resumed": in_json(&resumed)}), Some(&resumed))
}

/// Whether nothing is known that the register does not know.
fn is_newest(register: &Register, evidence: &Evidence) -> Result<bool, RegisterError> {
    let mark = register.mark()?;
    let bundle = evidence.publication.as_ref();
    let has_bundle = bundle.is_none_or(|bundle| bundle.sequence <= mark.sequence);
    Ok(evidence.mark == Some(mark) && has_bundle)
}

fn require_evidence(args: &RestoreArgs) -> Result<(), Failure> {
    if args.without_evidence || !args.old_home.is_empty() || !args.bundle.is_empty() {
        return Ok(());
    }
    Err(
        Failure::new("nothing says how far the register had come since the copy")
            .at(&args.home.home)
            .advise("name the home that it replaces with --old-home, or the last bundle with --bundle; with --without-evidence it skips ahead"),
    )
}

/// A register on a server went on, or is put back by its keeper after this.
fn refuse_evidence(args: &RestoreArgs) -> Result<(), Failure> {
    if args.old_home.is_empty() && args.bundle.is_empty() && !args.without_evidence {
        return Ok(());
    }
    Err(
        Failure::new("its register is on a server, and nothing says here that it was put back")
            .at(&args.home.home)
            .advise("make the home without evidence; if the register was put back too, name it then: juma-issuer restore --home DIR"),
    )
}

fn report(
    args: &RestoreArgs,
    contents: &Contents,
    resumed: Option<Resumed>,
) -> Result<Exit, Failure> {
    let resumed = resumed.as_ref();
    let object = json!({
        "home": args.home.home.to_string_lossy(), "made_at": contents.at,
        "files": contents.files.len(), "act": contents.act, "register": contents.register,
        "resumed": resumed.map(in_json),
    });
    if !args.home.json {
        let (count, at) = (contents.files.len(), &contents.at);
        let (language, home) = (args.home.language(), args.home.home.display());
        Output::stdout().line(say!(
            language,
            "{at} 备份的 {count} 个文件在 {home}",
            "{count} files of {at} are in {home}"
        ))?;
        if resumed.is_none() {
            note(language.of((
                "登记库在服务器上；如果也已恢复，请先继续：juma-issuer restore --home DIR --bundle LAST.jmb",
                "the register is on its server; if that was put back too, go on before anything else: juma-issuer restore --home DIR --bundle LAST.jmb",
            )));
        }
    }
    told(args, object, resumed)
}

fn told(args: &RestoreArgs, object: Value, resumed: Option<&Resumed>) -> Result<Exit, Failure> {
    let mut output = Output::stdout();
    if args.home.json {
        output.json(&object)?;
        return Ok(Exit::Done);
    }
    let Some(resumed) = resumed else {
        return Ok(Exit::Done);
    };
    let (found, language) = (resumed.found, args.home.language());
    match resumed.seen.map(|seen| seen.saturating_sub(found)) {
        Some(lost) => output.line(say!(
            language,
            "登记库止于第 {found} 项操作；其后的 {lost} 项已丢失",
            "the register ended at act {found}; {lost} acts after it are lost"
        ))?,
        None => output.line(say!(
            language,
            "登记库止于第 {found} 项操作；其后的已丢失，数目不详",
            "the register ended at act {found}; what came after it is lost and not counted"
        ))?,
    }
    let (marked, unknown) = (
        resumed.marked.saturating_add(resumed.unknown),
        resumed.unknown,
    );
    output.line(say!(
        language,
        "按最后的数据包标记了 {marked} 个码，其中 {unknown} 个在此没有记录",
        "{marked} codes were marked as the last bundle has them, {unknown} of them unknown here"
    ))?;
    output.line(language.of(match resumed.lists {
        ListFate::Close => (
            "各列表不再分配索引：签发下一个码之前请先发布",
            "no list gives indexes any more: publish before the next code is signed",
        ),
        ListFate::Continue => (
            "各列表从已分配处继续；请尽快发布，有的列表可能已关闭",
            "the lists go on behind what was given; publish soon, for some may be closed",
        ),
    }))?;
    Ok(Exit::Done)
}

fn in_json(resumed: &Resumed) -> Value {
    let floors = resumed.floors;
    let lists = match resumed.lists {
        ListFate::Close => "closed",
        ListFate::Continue => "continued",
    };
    json!({
        "found": resumed.found, "seen": resumed.seen, "lists": lists, "marked": resumed.marked,
        "unknown": resumed.unknown, "list": floors.list, "sequence": floors.sequence,
        "serial": floors.serial,
    })
}

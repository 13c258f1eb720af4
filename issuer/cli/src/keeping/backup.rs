use std::{
    fs::File,
    io::{self, BufWriter, Read, Write},
    path::Path,
};

use juma_cli::{
    exit::Exit,
    failure::Failure,
    files::{self, Access},
    key_files,
    output::{Output, note},
    random, say,
};
use juma_keys::{BackupKey, SealingInputs};
use serde_json::json;

use super::{
    args::BackupArgs,
    container::Sealed,
    contents::{Contents, Item, Kept, VERSION, files_of},
};
use crate::home::{Home, Layout, refuse_inside};

/// Bytes that are copied at a time.
const PIECE: usize = 64 << 10;

/// Writes register, keys, trust and settings into one encrypted file.
pub(crate) fn run(args: &BackupArgs) -> Result<Exit, Failure> {
    files::refuse_existing(&args.out)?;
    files::require_folder(&args.out)?;
    refuse_inside(&args.out, &args.home.home)?;
    let home = Home::open(&args.home)?;
    let place = home.register_place();
    let failed = |error| place.failure(error);
    let passphrase = args.passphrase.source().chosen(&args.out)?;
    let snapshot = home.ledger()?.snapshot(&mut crate::home::random);
    let mut snapshot = snapshot.map_err(failed)?;
    let act = snapshot.mark().act;
    let file = snapshot.file().map_err(failed)?;
    let kept = if file.is_some() {
        Kept::Here
    } else {
        Kept::Server
    };

    let mut items = files_of(&args.home.home, home.oldest_bundle_needed()?)?;
    // A home begins its mark anew with the register that is put into it. One on a server stays.
    items.retain(|(item, _)| kept == Kept::Server || item.name != Layout::MARK);
    let names = items
        .iter()
        .map(|(item, path)| (item, Some(path.as_path())));
    let database = file.as_ref().map(|(_, bytes)| Item {
        name: Layout::REGISTER.to_owned(),
        bytes: *bytes,
        private: true,
    });
    let names: Vec<(&Item, Option<&Path>)> = names
        .chain(database.iter().map(|item| (item, None)))
        .collect();
    let contents = Contents {
        juma_backup: VERSION,
        at: home.now.to_string(),
        act,
        register: kept,
        files: names.iter().map(|(item, _)| (*item).clone()).collect(),
    };
    let (mut salt, mut iv) = ([0; 16], [0; 16]);
    random::fill(&mut salt)?;
    random::fill(&mut iv)?;
    let inputs = SealingInputs { salt, iv };
    let environment = home.settings.environment();
    let key = BackupKey::new(environment, &passphrase, &key_files::secret()?, inputs)
        .map_err(|error| Failure::new("nothing was copied").because(error))?;
    let mut database = file.map(|(file, _)| file);
    files::create_new_by(&args.out, Access::Private, |out| {
        let cannot_write = |error| files::cannot_write(&args.out, error);
        let mut sealed = Sealed::begin(BufWriter::new(out), key).map_err(cannot_write)?;
        contents.write(&mut sealed).map_err(cannot_write)?;
        for (item, path) in names {
            match (path, &mut database) {
                (Some(path), _) => {
                    let unreadable = |error| Failure::new("cannot read it").at(path).because(error);
                    let mut file = File::open(path).map_err(unreadable)?;
                    copy(&mut file, &mut sealed, item, path, cannot_write)?;
                }
                (None, Some(file)) => {
                    copy(file, &mut sealed, item, Path::new(&item.name), cannot_write)?;
                }
                (None, None) => {}
            }
        }
        sealed.end().map_err(cannot_write)
    })?;
    drop(snapshot);

    let (count, language) = (contents.files.len(), args.home.language());
    let mut output = Output::stdout();
    if args.home.json {
        output.json(&json!({
            "out": args.out.to_string_lossy(), "files": count, "act": act,
            "register": kept,
        }))?;
    } else {
        let out = args.out.display();
        output.line(say!(
            language,
            "已备份 {count} 个文件，登记库至第 {act} 项操作，在 {out}",
            "{count} files of the home and the register up to act {act} are in {out}"
        ))?;
    }
    if kept == Kept::Server {
        note(language.of((
            "登记库本身在服务器上：请由其管理员用 pg_dump 备份，两份一并保存",
            "the register itself is on a server: have its keeper copy it with pg_dump, in one transaction as it does by itself, and keep both copies",
        )));
    }
    Ok(Exit::Done)
}

/// Copies as many bytes as were counted, no fewer and no more: a file that has grown since is
/// another one.
fn copy(
    from: &mut dyn Read,
    to: &mut impl Write,
    item: &Item,
    path: &Path,
    cannot_write: impl Fn(io::Error) -> Failure,
) -> Result<(), Failure> {
    let unreadable = |error: io::Error| Failure::new("cannot copy it").at(path).because(error);
    let mut piece = Vec::with_capacity(PIECE);
    let (mut copied, most) = (0_u64, u64::try_from(PIECE).unwrap_or(u64::MAX));
    loop {
        piece.clear();
        // One byte more than was counted is enough to see that there are more.
        let left = item.bytes.saturating_sub(copied).saturating_add(1);
        let mut part = (&mut *from).take(left.min(most));
        let read = part.read_to_end(&mut piece).map_err(unreadable)?;
        copied = copied.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
        if read == 0 || copied > item.bytes {
            break;
        }
        to.write_all(&piece).map_err(&cannot_write)?;
    }
    if copied != item.bytes {
        return Err(Failure::new("it has changed while it was copied")
            .at(path)
            .advise("copy again when nobody changes the home"));
    }
    Ok(())
}

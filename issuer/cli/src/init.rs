use std::{fs, io, path::Path};

use juma_cli::{
    clock,
    exit::Exit,
    failure::Failure,
    files::{self, Access},
    key_files,
    output::Output,
    say,
};
use juma_format::{
    places::CityProfile,
    time::{DAY, UnixTime},
};
use juma_issuer::{
    Founding, FoundingSecrets, FoundingTerms, Publisher, PublisherKeys, Stock, found_demo,
};
use juma_keys::{KeptKey, PrivateKeyFile};
use juma_register::Context;
use serde_json::json;

use crate::{
    args::InitArgs,
    draft::{self, Draft},
    home::{Layout, write_bundle},
    profiles,
    publish::Failed,
    register::{self, Place},
    settings::Settings,
};

/// Founds a demo in a folder beside the one asked for, and gives it its name when it is whole.
pub(crate) fn run(args: &InitArgs) -> Result<Exit, Failure> {
    let dir = &args.home.home;
    draft::sweep(dir, args.home.language());
    refuse_occupied(dir)?;
    let now = args.home.at.unwrap_or_else(clock::now);
    let draft = Draft::begin(dir)?;
    let kid = found(draft.path(), args, now)?;
    draft.name()?;

    let mut output = Output::stdout();
    let root = dir.join(Layout::ANCHOR);
    if args.home.json {
        output.json(&json!({
            "home": dir.to_string_lossy(), "environment": "demo", "region": args.region.to_string(),
            "kid": kid, "root": root.to_string_lossy(),
        }))?;
    } else {
        let language = args.home.language();
        let (region, dir, root) = (args.region, dir.display(), root.display());
        output.line(say!(
            language,
            "已为地区 {region} 建立演示环境，在 {dir}",
            "founded a DEMO for region {region} in {dir}"
        ))?;
        output.line(say!(
            language,
            "请把 {root} 交给核验方",
            "give verifiers {root}"
        ))?;
    }
    Ok(Exit::Done)
}

pub(crate) fn refuse_occupied(dir: &Path) -> Result<(), Failure> {
    // A folder takes its name at the end, and takes no link's place.
    if fs::symlink_metadata(dir).is_ok_and(|it| it.is_symlink()) {
        return Err(Failure::new("it is a symbolic link")
            .at(dir)
            .advise("name the folder itself"));
    }
    match fs::read_dir(dir) {
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) => Err(Failure::new("the folder is not empty")
                .at(dir)
                .advise("name a new one")),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(Failure::new("cannot be used").at(dir).because(error)),
    }
}

/// Writes everything into the draft and gives the kid of the key that signs codes.
fn found(draft: &Path, args: &InitArgs, now: UnixTime) -> Result<String, Failure> {
    let mut settings = Settings::demo(args.region);
    settings.register.clone_from(&args.register);
    let secrets = FoundingSecrets {
        root: key_files::secret()?,
        code: key_files::secret()?,
        status: key_files::secret()?,
        bundle: key_files::secret()?,
        seal: key_files::secret()?,
    };
    let terms = FoundingTerms {
        region: args.region,
        issuer: settings.issuer.clone(),
        // From the start of the day, so that a gate whose clock is minutes behind is not puzzled.
        from: now.date().midnight().unwrap_or(now.minus(DAY)),
        code_days: settings.code_days,
    };
    let founding = found_demo(secrets, &terms)
        .map_err(|error| Failure::new("no demo can be founded").because(error))?;

    for folder in Layout::FOLDERS {
        let path = draft.join(folder);
        fs::create_dir(&path)
            .map_err(|error| Failure::new("cannot be created").at(&path).because(error))?;
    }
    let kid = founding.code.public().key_id().to_string();
    write_key(&founding.root, &draft.join(Layout::ROOT_KEY))?;
    write_key(&founding.code, &draft.join(Layout::CODE_KEY))?;
    write_key(&founding.status, &draft.join(Layout::STATUS_KEY))?;
    write_key(&founding.bundle, &draft.join(Layout::BUNDLE_KEY))?;
    write_key(&founding.seal, &draft.join(Layout::SEAL_KEY))?;
    key_files::write_anchor(&draft.join(Layout::ANCHOR), &founding.documents.anchor)?;
    for (path, bytes) in [
        (Layout::root(1), founding.documents.roots.first()),
        (Layout::LIST.to_owned(), Some(&founding.documents.list)),
    ] {
        let bytes = bytes.ok_or_else(|| Failure::new("there is no root document"))?;
        files::create_new(&draft.join(path), bytes, Access::Public)?;
    }
    let text = settings.to_string();
    files::create_new(
        &draft.join(Layout::SETTINGS),
        text.as_bytes(),
        Access::Public,
    )?;
    let places = profiles::write_built_in(draft, args.region)?;
    let context = register::context(args.home.operator.as_deref(), now)?;
    publish_first(draft, &settings, founding, &places, context)?;
    Ok(kid)
}

/// The first publication, so that codes can be signed at once (SPEC §6.4).
fn publish_first(
    draft: &Path,
    settings: &Settings,
    founding: Founding,
    places: &[CityProfile],
    context: Context,
) -> Result<(), Failure> {
    let now = context.now;
    let place = Place {
        dir: draft,
        url: settings.register.as_deref(),
    };
    let mut ledger = place.create(context)?;
    let keys = PublisherKeys {
        status: founding.status,
        bundle: founding.bundle,
    };
    let mut publisher = Publisher {
        stock: Stock {
            ledger: &mut ledger,
            trust: &founding.documents,
            places,
            namespace: &settings.namespace,
            bundle_days: settings.bundle_days,
            code_days: settings.code_days,
        },
        keys: &keys,
    };
    publisher
        .publish(now, |published| {
            let path = draft.join(Layout::bundle(published.sequence));
            write_bundle(&path, &published.bundle).map_err(Failed)
        })
        .map_err(|Failed(failure)| failure)?;
    Ok(())
}

fn write_key<T: KeptKey>(key: &T, path: &Path) -> Result<(), Failure> {
    let file = PrivateKeyFile::clear(key).map_err(|error| {
        Failure::new("the key cannot be written")
            .at(path)
            .because(error)
    })?;
    key_files::write_private(path, &file)
}

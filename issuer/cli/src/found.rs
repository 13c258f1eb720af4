use std::{fs, path::Path};

use juma_cli::{
    clock,
    exit::Exit,
    failure::Failure,
    files::{self, Access},
    key_files,
    output::Output,
    say,
};
use juma_format::{region::Region, trust::TrustEntry};
use juma_issuer::TrustDocuments;
use juma_keys::{KeyRole, TrustedList};
use serde_json::json;

use crate::{
    args::FoundArgs,
    documents,
    draft::{self, Draft},
    home::Layout,
    init::refuse_occupied,
    keyring::{HeldKey, Keyring, trusted},
    profiles,
    register::{self, Place},
    settings::Settings,
};

/// Founds a home from a ceremony's documents, in a folder beside the one asked for, and gives it its
/// name when it is whole.
pub(crate) fn run(args: &FoundArgs) -> Result<Exit, Failure> {
    let dir = &args.home.home;
    draft::sweep(dir, args.home.language());
    refuse_occupied(dir)?;
    let documents = TrustDocuments {
        anchor: key_files::read_anchor(&args.root)?,
        roots: documents::read_all(&args.roots)?,
        list: documents::read_document(&args.list)?,
    };
    let list = documents::opened(&documents).map_err(|refusal| {
        Failure::new("the documents do not lead from the root to the list")
            .at(&args.list)
            .because(refusal)
    })?;
    let keyring = Keyring::of_files(&args.keys)?;
    let (mut settings, region) = settings(args, &list, &keyring)?;
    settings.register.clone_from(&args.register);
    if args.home.at.is_some() {
        settings.refuse_given_time(dir)?;
    }
    let draft = Draft::begin(dir)?;
    let now = args.home.at.unwrap_or_else(clock::now);
    let context = register::context(args.home.operator.as_deref(), now)?;
    write(draft.path(), &documents, &keyring, (&settings, region))?;
    let place = Place {
        dir: draft.path(),
        url: settings.register.as_deref(),
    };
    place.create_or_join(context)?;
    draft.name()?;

    let mut output = Output::stdout();
    let environment = settings.environment().name();
    let publishes = keyring.of(KeyRole::Bundle).next().is_some();
    if args.home.json {
        output.json(&json!({
            "home": dir.to_string_lossy(), "environment": environment, "region": region.to_string(),
            "namespace": settings.namespace, "trust_list": list.list().version(),
            "keys": keyring.keys().len(), "publishes": publishes,
        }))?;
    } else {
        let language = args.home.language();
        let (version, dir) = (list.list().version(), dir.display());
        output.line(say!(
            language,
            "已为地区 {region} 建立签发点，环境 {environment}，信任列表 {version}，在 {dir}",
            "founded for region {region}, environment {environment}, trust list {version}, in {dir}"
        ))?;
        output.line(language.of(if publishes {
            (
                "请先发布：密钥和列表随数据包提前发布之后才能签码",
                "publish first: a code is signed when a bundle has carried its key and list for the lead time",
            )
        } else {
            (
                "没有数据包密钥：请用 publish --out CITY.jmc 写出汇总数据，由中心并入总数据包",
                "it has no key for bundles: publish --out CITY.jmc writes its contribution, which the centre puts into the bundle of all",
            )
        }))?;
    }
    Ok(Exit::Done)
}

/// What the trust list says of the keys that were given.
fn settings(
    args: &FoundArgs,
    list: &TrustedList,
    keyring: &Keyring,
) -> Result<(Settings, Region), Failure> {
    for key in keyring.keys() {
        check_key(key, list)?;
    }
    let entries = |role| -> Vec<&TrustEntry> {
        let keys = keyring.of(role);
        keys.filter_map(|key| trusted(key, list)).collect()
    };
    let codes = entries(KeyRole::Code);
    let first = codes.first().copied();
    let first = first
        .ok_or_else(|| Failure::new("no key for codes was given").advise("name one with --keys"))?;
    let statuses = entries(KeyRole::Status);
    if statuses.is_empty() {
        return Err(
            Failure::new("no key for status lists was given").advise("name one with --keys")
        );
    }
    for entry in codes.iter().chain(&statuses) {
        if entry.namespace != first.namespace {
            return Err(Failure::new(format!(
                "the keys are of two namespaces, {} and {}",
                first.namespace, entry.namespace
            ))
            .advise("found a home for each"));
        }
    }
    let region = first.regions.first().copied();
    let region = region.ok_or_else(|| Failure::new("the key for codes may sign nowhere"))?;
    let seconds = codes.iter().map(|entry| entry.times.max_validity).min();
    let days = seconds.unwrap_or_default() / juma_format::time::DAY;
    let settings = Settings::founded(
        list.list().environment(),
        first,
        region,
        u32::try_from(days).unwrap_or(u32::MAX),
        (args.bundle_days, args.lead_hours),
    )?;
    Ok((settings, region))
}

/// A key that the list does not have for its purpose is none of this place.
pub(crate) fn check_key(key: &HeldKey, list: &TrustedList) -> Result<(), Failure> {
    if key.file.environment() != list.list().environment() {
        return Err(Failure::new(format!(
            "the key is of environment {}, and the trust list of {}",
            key.file.environment(),
            list.list().environment()
        ))
        .at(&key.path));
    }
    if trusted(key, list).is_none() {
        let name = key.file.role().name();
        return Err(
            Failure::new(format!("the trust list has no such key of purpose {name}"))
                .at(&key.path)
                .advise("add it in a ceremony: juma-keys trust add"),
        );
    }
    Ok(())
}

fn write(
    draft: &Path,
    documents: &TrustDocuments,
    keyring: &Keyring,
    (settings, region): (&Settings, Region),
) -> Result<(), Failure> {
    for folder in Layout::FOLDERS {
        let path = draft.join(folder);
        fs::create_dir(&path)
            .map_err(|error| Failure::new("cannot be created").at(&path).because(error))?;
    }
    for key in keyring.keys() {
        key_files::write_private(&draft.join(key.home_name()), &key.file)?;
    }
    key_files::write_anchor(&draft.join(Layout::ANCHOR), &documents.anchor)?;
    for (root, number) in documents.roots.iter().zip(1_u32..) {
        files::create_new(&draft.join(Layout::root(number)), root, Access::Public)?;
    }
    files::create_new(&draft.join(Layout::LIST), &documents.list, Access::Public)?;
    let text = settings.to_string();
    files::create_new(
        &draft.join(Layout::SETTINGS),
        text.as_bytes(),
        Access::Public,
    )?;
    profiles::write_built_in(draft, region)?;
    Ok(())
}

use std::fmt;

use juma_cli::{
    exit::Exit,
    failure::Failure,
    key_files,
    output::{Output, note},
    say,
};
use juma_issuer::TrustDocuments;
use juma_keys::{RootRefusal, TrustedList};
use serde_json::json;

use crate::{
    args::TrustArgs,
    documents,
    found::check_key,
    home::Home,
    keyring::{Keyring, trusted},
    words,
};

/// Why newer documents are not taken. The home stays as it is.
enum TrustRefusal {
    /// They do not lead from the home's root to the list.
    Documents(RootRefusal),
    /// A compromised key is called good again.
    Revival,
    /// The list is older than the home's, or another of its version.
    Rollback { held: u32, offered: u32 },
}

impl TrustRefusal {
    const fn slug(&self) -> &'static str {
        match self {
            Self::Documents(refusal) => refusal.slug(),
            Self::Revival => "trust-revival",
            Self::Rollback { .. } => "trust-rollback",
        }
    }
}

impl fmt::Display for TrustRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Documents(refusal) => refusal.fmt(f),
            Self::Revival => f.write_str("it calls a compromised key good again"),
            Self::Rollback { held, offered } if held == offered => {
                write!(f, "another trust list {held} is held here")
            }
            Self::Rollback { held, offered } => {
                write!(f, "trust list {offered}, and {held} is held here")
            }
        }
    }
}

/// Everything is checked before anything is written. Nothing goes back, and no key is removed: last
/// month's codes are still revoked by the place that signed them.
pub(crate) fn run(args: &TrustArgs) -> Result<Exit, Failure> {
    let home = Home::open(&args.home)?;
    let held = home.trust()?;
    // The ledger's lock: nobody publishes or signs meanwhile.
    let ledger = home.ledger()?;
    let mut roots = held.documents.roots.clone();
    roots.extend(documents::read_all(&args.roots)?);
    let list = match &args.list {
        Some(path) => documents::read_document(path)?,
        None => held.documents.list.clone(),
    };
    let offered = TrustDocuments {
        anchor: held.documents.anchor.clone(),
        roots,
        list,
    };
    let list = match taken(&held.list, &offered) {
        Ok(list) => list,
        Err(refusal) => return refuse(args, &refusal),
    };
    let keyring = Keyring::of_files(&args.keys)?;
    for key in keyring.keys() {
        check_key(key, &list)?;
    }
    documents::replace(&args.home.home, &offered, held.documents.roots.len())?;
    let mut new_keys = 0;
    for key in keyring.keys() {
        let path = home.path(&key.home_name());
        if !path.exists() {
            key_files::write_private(&path, &key.file)?;
            new_keys += 1;
        }
    }
    drop(ledger);
    for key in Keyring::read(&args.home.home)?.keys() {
        if key.file.role() != juma_keys::KeyRole::Root && trusted(key, &list).is_none() {
            let (path, kid) = (key.path.display(), key.file.hash().key_id());
            note(say!(
                args.home.language(),
                "注意：{path}：信任列表中已没有密钥 {kid}",
                "warning: {path}: the trust list no longer has key {kid}"
            ));
        }
    }
    let (version, roots) = (list.list().version(), offered.roots.len());
    let mut output = Output::stdout();
    if args.home.json {
        output.json(&json!({"trust_list": version, "root": roots, "new_keys": new_keys}))?;
    } else {
        output.line(say!(
            args.home.language(),
            "信任列表 {version}，根文件 {roots}，新密钥 {new_keys} 个；核验方从下一个数据包得知",
            "trust list {version} under root document {roots}, {new_keys} new keys; verifiers learn of it from the next bundle"
        ))?;
    }
    Ok(Exit::Done)
}

fn taken(held: &TrustedList, offered: &TrustDocuments) -> Result<TrustedList, TrustRefusal> {
    let list = documents::opened(offered).map_err(TrustRefusal::Documents)?;
    let (old, new) = (held.list(), list.list());
    let older = (new.epoch(), new.version()) < (old.epoch(), old.version())
        || new.version() < old.version();
    if older || (new.version() == old.version() && new != old) {
        let (held, offered) = (old.version(), new.version());
        return Err(TrustRefusal::Rollback { held, offered });
    }
    for entry in held.entries().iter().filter(|entry| entry.is_compromised()) {
        let again = list.entry(entry.hash().key_id());
        if again.is_some_and(|again| again.hash() == entry.hash() && !again.is_compromised()) {
            return Err(TrustRefusal::Revival);
        }
    }
    Ok(list)
}

fn refuse(args: &TrustArgs, refusal: &TrustRefusal) -> Result<Exit, Failure> {
    let (reason, message) = (refusal.slug(), refusal.to_string());
    if args.home.json {
        let refused = json!({"reason": reason, "message": message});
        Output::stdout().json(&json!({"refused": refused}))?;
    } else {
        let language = args.home.language();
        let said = words::reason(language, reason, message);
        note(say!(
            language,
            "拒绝：{said}（{reason}）",
            "refused: {said} ({reason})"
        ));
    }
    Ok(Exit::Refused)
}

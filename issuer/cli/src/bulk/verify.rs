//! Reading a run again: the manifest, the register and the files must say the same.

use std::{collections::BTreeSet, fs, path::Path, thread};

use juma_cli::{exit::Exit, failure::Failure, files, say};
use juma_format::claims::{Bearer, Liveness, Medium as ClaimedMedium};
use juma_issuer::{read_file, reread};
use juma_keys::TrustedList;
use juma_register::{Register, Run, RunState, fates_digest};
use juma_registry::ledger::{CodeHash, Issuance, IssuanceState, Serial};
use serde_json::json;

use super::{
    Halt,
    args::VerifyRunArgs,
    faults::{Fault, Faults},
    format::{Format, MAX_FILE_BYTES, Names, folder_name},
    manifest::{Done, Manifest, Medium, Secret, Verified, hex},
    plan_of,
    progress::Progress,
    skipped, threads,
};
use crate::home::Home;

pub(crate) fn verify_run(args: &VerifyRunArgs) -> Result<Exit, Failure> {
    match verify(args) {
        Ok(exit) => Ok(exit),
        Err(halt) => halt.end(&args.home),
    }
}

fn verify(args: &VerifyRunArgs) -> Result<Exit, Halt> {
    let home = Home::open(&args.home)?;
    let Some((mut manifest, id)) = Manifest::read(&args.folder)? else {
        return Err(Failure::new("the folder holds no run")
            .at(&args.folder)
            .into());
    };
    let trust = home.trust()?;
    let mut register = home.ledger()?;
    let run = register.run(id)?;
    let mut faults = Faults::new(args);
    compare(&manifest, &run, &mut faults)?;
    if matches!(run.state, RunState::Issued | RunState::Verified) {
        read_codes(args, &manifest, &run, &register, &trust.list, &mut faults)?;
        if !skipped::is_whole(&args.folder, &register, id)? {
            faults.say(&Fault::new(
                "skipped-differs",
                Names::SKIPPED,
                "it is not what the register says of who was skipped",
            ))?;
        }
    }
    let whole = faults.count == 0;
    if whole {
        // In this order: what is cut short here is only done again.
        register.mark_verified(id)?;
        files::destroy(&args.folder.join(Names::SECRET))?;
        manifest.verified = Some(Verified {
            secret: Secret::Destroyed,
        });
        manifest.write(&args.folder)?;
    }
    if args.home.json {
        faults.output.json(&json!({
            "run": manifest.run, "whole": whole, "issued": run.issued, "given_up": run.given_up,
            "skipped": run.skipped, "faults": faults.count,
        }))?;
    } else {
        faults.output.line(summary(args, &run, faults.count))?;
    }
    Ok(if whole { Exit::Done } else { Exit::Refused })
}

/// How it stands in a line, and what to do about it.
fn summary(args: &VerifyRunArgs, run: &Run, faults: u64) -> String {
    let (language, id, codes) = (args.home.language(), run.id, run.issued);
    let (home, out) = (args.home.home.display(), args.folder.display());
    if faults == 0 {
        return say!(
            language,
            "批次 {id}：完整，{codes} 个码；该批次的临时密钥已销毁",
            "run {id}: whole, {codes} codes; its secret is destroyed"
        );
    }
    if !matches!(run.state, RunState::Issued | RunState::Verified) {
        return say!(
            language,
            "批次 {id}：尚未完成，请继续：juma-issuer issue --home {home} --resume --out {out}",
            "run {id}: not at its end; go on with: juma-issuer issue --home {home} --resume --out {out}"
        );
    }
    say!(
        language,
        "批次 {id}：不完整，{faults} 处问题。请从副本补回文件；补不回的，用 revoke --serial 撤销其序号，再为本人另签",
        "run {id}: not whole, faults: {faults}. Put files back from a copy; where there is none, revoke the serial (revoke --serial) and issue that person another code"
    )
}

/// What the manifest says against what the register does.
fn compare(manifest: &Manifest, run: &Run, faults: &mut Faults<'_>) -> Result<(), Failure> {
    if manifest.terms_digest()? != run.terms {
        faults.manifest(
            "terms-differ",
            "the terms are not those that the run was begun with",
        )?;
    }
    if !matches!(run.state, RunState::Issued | RunState::Verified) {
        let message = format!("the run is {}, not issued", run.state.name());
        return faults.manifest("run-not-ended", &message);
    }
    if manifest.plan.as_ref() != Some(&plan_of(run)) {
        faults.manifest(
            "plan-differs",
            "the plan is not the one that the register has",
        )?;
    }
    let done = Done {
        issued: run.issued,
        given_up: run.given_up,
        skipped: run.skipped,
        root: hex(&run.root),
    };
    match &manifest.done {
        None => faults.manifest("run-not-ended", "it does not say what came of the run"),
        Some(said) if *said != done => faults.manifest(
            "summary-differs",
            "counts or root are not those of the register",
        ),
        Some(_) => Ok(()),
    }
}

/// Every file against the ledger, and every name against what there should be.
fn read_codes(
    args: &VerifyRunArgs,
    manifest: &Manifest,
    run: &Run,
    register: &Register,
    list: &TrustedList,
    faults: &mut Faults<'_>,
) -> Result<(), Halt> {
    let reading = Reading {
        folder: &args.folder,
        format: manifest.terms.asked.format,
        medium: manifest.terms.asked.medium,
        list,
    };
    let threads = threads(args.threads);
    let progress = Progress::new("read", run.planned);
    let mut seen = 0_u64;
    let mut names = Listing::default();
    for number in 1..=run.batches {
        let batch = register.issued_batch(run.id, number)?;
        let hashes = batch.codes.iter().map(|code| match code.state {
            IssuanceState::Committed(hash) => (code.serial, Some(hash)),
            _ => (code.serial, None),
        });
        if fates_digest(hashes) != batch.settled {
            let message = format!("batch {number} is not what was settled");
            faults.say(&Fault::new("ledger-differs", "register", message))?;
        }
        let size = batch.codes.len().div_ceil(threads).max(1);
        let found: Vec<Fault> = thread::scope(|scope| {
            let parts: Vec<_> = batch
                .codes
                .chunks(size)
                .map(|codes| scope.spawn(|| reading.all(codes)))
                .collect();
            parts
                .into_iter()
                .flat_map(|part| {
                    part.join().unwrap_or_else(|_| {
                        vec![Fault::new("not-read", Names::CODES, "a thread has failed")]
                    })
                })
                .collect()
        });
        for fault in &found {
            faults.say(fault)?;
        }
        for code in &batch.codes {
            if matches!(code.state, IssuanceState::Committed(_)) {
                names.expect(&reading, code.serial, faults)?;
            }
        }
        seen = seen.saturating_add(u64::try_from(batch.codes.len()).unwrap_or(u64::MAX));
        progress.at(seen);
    }
    progress.end();
    names.end(&reading, faults)?;
    Ok(())
}

/// What a file is read with.
struct Reading<'a> {
    folder: &'a Path,
    format: Format,
    medium: Medium,
    list: &'a TrustedList,
}

impl Reading<'_> {
    fn all(&self, codes: &[Issuance]) -> Vec<Fault> {
        codes.iter().filter_map(|code| self.one(code)).collect()
    }

    fn one(&self, code: &Issuance) -> Option<Fault> {
        let place = format!(
            "{}/{}/{}",
            Names::CODES,
            folder_name(code.serial),
            self.format.name(code.serial)
        );
        let fault = |slug, message: &dyn std::fmt::Display| {
            Some(Fault::new(slug, place.clone(), message.to_string()))
        };
        let hash = match code.state {
            IssuanceState::Committed(hash) => hash,
            // A file of its name is one too many.
            IssuanceState::Abandoned => return None,
            IssuanceState::Planned => {
                return fault("not-settled", &"the ledger has it planned, and not issued");
            }
        };
        let path = self.format.path(self.folder, code.serial);
        let bytes = match fs::symlink_metadata(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return fault("missing", &"the file is missing");
            }
            Ok(metadata) if metadata.len() == 0 && metadata.is_file() => {
                return fault("empty", &"the file is empty");
            }
            Ok(metadata) if !metadata.is_file() => {
                return fault("no-file", &"it is no regular file");
            }
            _ => match files::read_bounded(&path, MAX_FILE_BYTES) {
                Ok(bytes) => bytes,
                Err(failure) => return fault("unreadable", &failure),
            },
        };
        let text = match read_file(&bytes, self.format.kind()) {
            Ok(text) => text,
            Err(error) => return fault("unreadable", &error),
        };
        match self.compare(&text, code, hash) {
            Ok(()) => None,
            Err((slug, message)) => fault(slug, &message),
        }
    }

    /// The code against the ledger.
    fn compare(
        &self,
        text: &str,
        code: &Issuance,
        hash: CodeHash,
    ) -> Result<(), (&'static str, String)> {
        let read = reread(text, self.list).map_err(|error| (error.slug(), error.to_string()))?;
        let differs = |what: &str| {
            Err((
                "claims-differ",
                format!("its {what} is not the one of the ledger"),
            ))
        };
        let common = read.claims.common();
        if common.status != code.status {
            return differs("status index");
        }
        if common.expires != code.plan.expires {
            return differs("end");
        }
        if read.claims.tier() != code.plan.tier {
            return differs("tier");
        }
        let medium = match self.medium {
            Medium::Paper => ClaimedMedium::Paper,
            Medium::Screen => ClaimedMedium::Screen(Liveness::Static),
        };
        if common.medium != medium || !matches!(common.bearer, Bearer::Holder) {
            return differs("medium or bearer");
        }
        if read.hash != hash {
            return Err((
                "code-differs",
                "it is not the code that was issued".to_owned(),
            ));
        }
        Ok(())
    }
}

/// The names that should be there, a folder at a time: serials ascend, so that a folder is complete
/// when the next one begins.
#[derive(Default)]
struct Listing {
    folders: BTreeSet<String>,
    files: BTreeSet<String>,
    open: String,
}

impl Listing {
    fn expect(
        &mut self,
        reading: &Reading<'_>,
        serial: Serial,
        faults: &mut Faults<'_>,
    ) -> Result<(), Failure> {
        let folder = folder_name(serial);
        if folder != self.open {
            self.close(reading, faults)?;
            self.open.clone_from(&folder);
            self.folders.insert(folder);
        }
        self.files.insert(reading.format.name(serial));
        Ok(())
    }

    fn close(&mut self, reading: &Reading<'_>, faults: &mut Faults<'_>) -> Result<(), Failure> {
        if !self.open.is_empty() {
            let place = format!("{}/{}", Names::CODES, self.open);
            refuse_others(reading.folder, &place, &self.files, faults)?;
        }
        self.files.clear();
        Ok(())
    }

    fn end(mut self, reading: &Reading<'_>, faults: &mut Faults<'_>) -> Result<(), Failure> {
        self.close(reading, faults)?;
        // A folder whose codes were all given up is empty, and there all the same.
        let codes = reading.folder.join(Names::CODES);
        for name in listed(&codes).unwrap_or_default() {
            if !self.folders.contains(&name)
                && listed(&codes.join(&name)).is_ok_and(|it| it.is_empty())
            {
                self.folders.insert(name);
            }
        }
        refuse_others(reading.folder, Names::CODES, &self.folders, faults)?;
        let own = [Names::MANIFEST, Names::SECRET, Names::SKIPPED, Names::CODES];
        let own = own.into_iter().map(str::to_owned).collect();
        refuse_others(reading.folder, "", &own, faults)
    }
}

/// Says which names a folder has besides those that it should.
fn refuse_others(
    folder: &Path,
    place: &str,
    expected: &BTreeSet<String>,
    faults: &mut Faults<'_>,
) -> Result<(), Failure> {
    let slash = if place.is_empty() { "" } else { "/" };
    for name in listed(&folder.join(place)).unwrap_or_default() {
        if !expected.contains(&name) {
            let place = format!("{place}{slash}{name}");
            faults.say(&Fault::new("extra", place, "it is not of this run"))?;
        }
    }
    Ok(())
}

/// The names in a folder, in their order.
fn listed(folder: &Path) -> std::io::Result<Vec<String>> {
    let entries = fs::read_dir(folder)?;
    let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    let mut names = names.collect::<std::io::Result<Vec<String>>>()?;
    names.sort_unstable();
    Ok(names)
}

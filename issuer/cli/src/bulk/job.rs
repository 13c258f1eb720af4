//! A run's folder: begun, or found as it was left.

use std::{fs, io, path::PathBuf};

use juma_cli::{failure::Failure, files, key_files, passphrase::PassphraseSource};
use juma_format::Environment;
use juma_issuer::Authority;
use juma_keys::{JobKey, JobSecret, PrivateKeyFile, RecipientSecretKey};
use juma_register::RunId;

use super::{
    args::IssueArgs,
    format::Names,
    manifest::{Asked, Done, Manifest, Plan, Terms, hex},
};
use crate::home::Home;

/// A run in its folder.
pub(super) struct Job {
    pub(super) folder: PathBuf,
    pub(super) manifest: Manifest,
    pub(super) run: RunId,
}

impl Job {
    /// The run that the folder holds, or a new one, of which nothing is planned yet.
    pub(super) fn open(
        args: &IssueArgs,
        home: &Home,
        passphrases: &PassphraseSource,
    ) -> Result<Self, Failure> {
        let folder = args.out.clone();
        if args.who.resume && !folder.is_dir() {
            return Err(Failure::new("there is no such folder").at(&folder));
        }
        files::private_folder(&folder)?;
        files::sweep(&folder);
        let Some((manifest, run)) = Manifest::read(&folder)? else {
            if args.who.resume {
                return Err(Failure::new("the folder holds no run").at(&folder));
            }
            return Self::begin(args, home, folder, passphrases);
        };
        if !args.who.resume && Asked::of(args) != manifest.terms.asked {
            return Err(
                Failure::new("the folder holds a run that was begun with other options")
                    .at(&folder)
                    .advise("name another folder, or go on with it by --resume"),
            );
        }
        let environment = home.settings.environment().name();
        if manifest.terms.environment != environment
            || manifest.terms.issuer != home.settings.issuer
        {
            return Err(Failure::new("the run belongs to another home").at(&folder));
        }
        Ok(Self {
            folder,
            manifest,
            run,
        })
    }

    fn begin(
        args: &IssueArgs,
        home: &Home,
        folder: PathBuf,
        passphrases: &PassphraseSource,
    ) -> Result<Self, Failure> {
        refuse_full(&folder)?;
        let settings = &home.settings;
        let authority = home.authority(passphrases)?;
        let terms = Terms {
            environment: settings.environment().name().to_owned(),
            issuer: settings.issuer.clone(),
            key: hex(authority.key_hash().as_bytes()),
            at: home.now.seconds(),
            days: settings.code_days,
            spread_days: settings.spread_days,
            lead_hours: settings.lead_hours,
            approvals: settings.approvals.unwrap_or(1),
            quota_run: settings.quota_run,
            quota_day: settings.quota_day,
            asked: Asked::of(args),
        };
        let mut name = [0; 8];
        juma_cli::random::fill(&mut name)?;
        let run = RunId::from_bytes(name);
        let path = folder.join(Names::SECRET);
        // Of a beginning that was cut short: nothing follows from it yet.
        files::destroy(&path)?;
        let key: RecipientSecretKey<JobKey> = key_files::generate(settings.environment())?;
        let file = if settings.environment() == Environment::Demo {
            PrivateKeyFile::clear(&key)
                .map_err(|error| Failure::new("the secret cannot be kept").because(error))?
        } else {
            key_files::encrypt(&key, &passphrases.chosen(&path)?)?
        };
        key_files::write_private(&path, &file)?;
        let manifest = Manifest::new(run, terms);
        manifest.write(&folder)?;
        Ok(Self {
            folder,
            manifest,
            run,
        })
    }

    /// The key that the run was begun with, while it may sign.
    pub(super) fn authority(
        &self,
        home: &Home,
        passphrases: &PassphraseSource,
    ) -> Result<Authority, Failure> {
        let terms = &self.manifest.terms;
        let at = juma_format::time::UnixTime::from_seconds(terms.at);
        let authority = home.authority_at(passphrases, at)?;
        let advice = format!("juma-issuer give-up {} ends the run", self.run);
        if hex(authority.key_hash().as_bytes()) != terms.key {
            return Err(
                Failure::new("the key that the run was begun with signs no more").advise(advice),
            );
        }
        if home.now >= authority.entry().times.sign_until {
            return Err(
                Failure::new("the time of the key that the run was begun with is over")
                    .advise(advice),
            );
        }
        Ok(authority)
    }

    pub(super) fn secret(&self, passphrases: &PassphraseSource) -> Result<JobSecret, Failure> {
        let path = self.folder.join(Names::SECRET);
        let key = key_files::read_private::<RecipientSecretKey<JobKey>>(&path, passphrases)?;
        Ok(JobSecret::of(&key))
    }

    /// Removes what was made for a run that never began; the folder too, if nothing else is in it.
    pub(super) fn forget(&self) -> Result<(), Failure> {
        files::destroy(&self.folder.join(Names::SECRET))?;
        let manifest = self.folder.join(Names::MANIFEST);
        fs::remove_file(&manifest).map_err(|error| {
            Failure::new("cannot be removed")
                .at(&manifest)
                .because(error)
        })?;
        match fs::remove_dir(&self.folder) {
            Err(error) if error.kind() != io::ErrorKind::DirectoryNotEmpty => {
                Err(Failure::new("cannot be removed")
                    .at(&self.folder)
                    .because(error))
            }
            _ => Ok(()),
        }
    }

    /// Writes down what was planned, if it does not stand there.
    pub(super) fn note_plan(&mut self, plan: Plan) -> Result<(), Failure> {
        if self.manifest.plan.as_ref() == Some(&plan) {
            return Ok(());
        }
        self.manifest.plan = Some(plan);
        self.manifest.write(&self.folder)
    }

    /// Writes down what came of it.
    pub(super) fn note_end(&mut self, done: Done) -> Result<(), Failure> {
        self.manifest.done = Some(done);
        self.manifest.write(&self.folder)
    }
}

/// A run does not mix with what lies there already.
fn refuse_full(folder: &PathBuf) -> Result<(), Failure> {
    let failed = |error| Failure::new("cannot be listed").at(folder).because(error);
    for entry in fs::read_dir(folder).map_err(failed)? {
        if entry.map_err(failed)?.file_name() != Names::SECRET {
            return Err(Failure::new("the folder holds other things")
                .at(folder)
                .advise("name a new folder"));
        }
    }
    Ok(())
}

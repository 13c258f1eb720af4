use std::{cell::RefCell, collections::BTreeMap};

use juma_cli::{failure::Failure, key_files, passphrase::PassphraseArgs};
use juma_format::{places::CityProfile, time::UnixTime};
use juma_issuer::{Crowds, ImageFormat};
use juma_keys::{RecipientKey, SealKey, Secret};
use juma_register::{Bearers, DueCode, DueQuery, Register, Successor, Whose};
use juma_registry::{SubjectId, ledger::Serial};

use super::{
    batch::Bench,
    blank::{Own, Step},
    decision::{self, Decision, Wait, failed},
    folder::Folder,
};
use crate::{home::Home, profiles, register};

/// What it takes to issue codes in the place of others.
pub(crate) struct Renewal<'a> {
    pub(super) bench: Bench<'a>,
    pub(super) places: &'a [CityProfile],
    pub(super) format: ImageFormat,
    /// How many are alike, where codes are renewed for everybody: whom a run names by `*` is not
    /// named again by the run that renews the code.
    pub(super) crowds: Option<Crowds>,
    /// What sealed codes' ephemeral keys follow from: never two plaintexts with one.
    pub(super) sealing: Secret,
    /// The seal keys that were asked for: to read the trust list is to check it.
    pub(super) seal_keys: RefCell<BTreeMap<u32, RecipientKey<SealKey>>>,
}

/// What became of a code that was due.
pub(crate) enum Renewed {
    /// Another was there, and the old one is revoked now.
    Closed,
    /// Another was issued.
    Issued(Successful),
    /// Nothing has to be done.
    Nothing,
    /// Another place has issued one meanwhile, and delivers it.
    Overtaken,
    /// None may be issued, for this reason.
    Refused { slug: &'static str, message: String },
    /// Somebody has to act first.
    Waits(Wait),
}

/// A code that was issued in the place of another.
pub(crate) struct Successful {
    pub(crate) serial: Serial,
    pub(crate) expires: UnixTime,
    pub(crate) out: String,
}

/// What was done about one code.
pub(crate) struct Done {
    pub(crate) due: DueCode,
    pub(crate) renewed: Renewed,
}

/// Residents in memory at once.
const PAGE: u32 = 2000;

impl<'a> Renewal<'a> {
    /// Counts how many are alike in the register, unless they are counted.
    pub(super) fn count_crowds(
        &mut self,
        register: &Register,
        refuse: impl Fn() -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        if self.crowds.is_some() {
            return Ok(());
        }
        let mut crowds = Crowds::default();
        let mut after = 0;
        loop {
            refuse()?;
            let page = register.enrolled(after, PAGE);
            let page = page.map_err(register::step_failed)?;
            let Some(last) = page.last() else { break };
            after = last.place();
            for record in page.iter().filter_map(|one| one.record.as_ref().ok()) {
                crowds.count(&profiles::record_under(self.places, record));
            }
        }
        self.crowds = Some(crowds);
        Ok(())
    }

    pub(crate) fn prepare(
        home: &'a Home,
        places: &'a [CityProfile],
        folder: Folder,
        format: ImageFormat,
        passphrase: &PassphraseArgs,
    ) -> Result<Self, Failure> {
        Ok(Self {
            bench: Bench {
                home,
                authority: home.authority(&passphrase.source())?,
                folder,
            },
            places,
            format,
            crowds: None,
            sealing: key_files::secret()?,
            seal_keys: RefCell::default(),
        })
    }

    /// Issues what is due to one person, and what is due because of it to those whose codes the
    /// person shows.
    pub(crate) fn renew_person(
        &self,
        register: &mut Register,
        subject: &SubjectId,
    ) -> Result<Vec<Done>, Failure> {
        let mut done = Vec::new();
        for bearers in [Bearers::Holders, Bearers::Guardians] {
            let mut query = DueQuery {
                whose: Whose::Person(subject),
                bearers,
                after: 0,
                upto: register.mark().map_err(failed)?.serial,
                now: self.bench.home.now,
                within: 0,
            };
            loop {
                let page = register.due_codes(&query).map_err(failed)?;
                let Some(last) = page.last() else { break };
                query.after = last.serial.number();
                done.extend(self.renew(register, page)?);
            }
        }
        Ok(done)
    }

    /// Does what is to be done about many codes of which none names another; about guardians' own
    /// before them, where both end.
    pub(crate) fn renew(
        &self,
        register: &mut Register,
        page: Vec<DueCode>,
    ) -> Result<Vec<Done>, Failure> {
        let mut done = Vec::with_capacity(page.len());
        let mut steps = self.look(register, page, Own::RenewFirst)?;
        let own: BTreeMap<Serial, DueCode> = steps
            .iter()
            .filter_map(|(_, step)| match step {
                Step::OwnFirst(own) => Some((own.serial, own.clone())),
                _ => None,
            })
            .collect();
        if !own.is_empty() {
            let first = self.look(register, own.into_values().collect(), Own::AsItIs)?;
            done.extend(self.act(register, first)?);
            let waiting = steps
                .iter_mut()
                .filter(|(_, step)| matches!(step, Step::OwnFirst(_)));
            let (places, again): (Vec<_>, Vec<_>) =
                waiting.map(|(due, step)| (step, due.clone())).unzip();
            for (place, (_, step)) in
                places
                    .into_iter()
                    .zip(self.look(register, again, Own::AsItIs)?)
            {
                *place = step;
            }
        }
        done.extend(self.act(register, steps)?);
        Ok(done)
    }

    /// Says what is to be done about each.
    fn look<'s>(
        &'s self,
        register: &mut Register,
        page: Vec<DueCode>,
        own: Own,
    ) -> Result<Vec<(DueCode, Step<'s>)>, Failure> {
        let missing = page
            .iter()
            .filter(|due| due.successor == Successor::Missing);
        let facts = register
            .facts_of(missing.map(|due| &due.subject))
            .map_err(failed)?;
        let steps = page.into_iter().map(|due| {
            let step = match decision::decide(register, &due, facts.get(&due.subject))? {
                Decision::Close => Step::Close,
                Decision::Wait(wait) => Step::Said(Renewed::Waits(wait)),
                Decision::Issue(material) => self.blank(register, &due, &material, own)?,
            };
            Ok((due, step))
        });
        steps.collect()
    }

    /// Does it, all together.
    fn act(
        &self,
        register: &mut Register,
        steps: Vec<(DueCode, Step<'_>)>,
    ) -> Result<Vec<Done>, Failure> {
        let (mut blanks, mut closed) = (Vec::new(), Vec::new());
        let mut said = Vec::with_capacity(steps.len());
        for (due, step) in steps {
            said.push((
                due.clone(),
                match step {
                    Step::Close => {
                        closed.push(due.serial);
                        Some(Renewed::Closed)
                    }
                    Step::Issue(blank) => {
                        blanks.push(*blank);
                        None
                    }
                    // It was looked at again, and cannot come to this a second time.
                    Step::OwnFirst(_) => Some(Renewed::Waits(Wait::GuardianCode)),
                    Step::Said(renewed) => Some(renewed),
                },
            ));
        }
        let mut issued = self.bench.issue(register, &blanks, &closed)?.into_iter();
        let done = said.into_iter().filter_map(|(due, renewed)| {
            let renewed = renewed.or_else(|| issued.next())?;
            Some(Done { due, renewed })
        });
        Ok(done.collect())
    }
}

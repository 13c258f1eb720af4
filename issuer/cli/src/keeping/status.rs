//! How a place stands, and what in it is near its end.

use std::collections::BTreeMap;

use juma_cli::{exit::Exit, failure::Failure, files, output::Output};
use juma_format::{
    time::{DAY, UnixTime},
    trust::KeyState,
};
use juma_keys::KeyRole;
use juma_register::{Counts, EndingCodes, Register};
use juma_registry::ledger::{Ledger, LedgerError, Publication, Room};
use serde_json::{Value, json};

use super::args::StatusArgs;
use crate::{
    documents::HomeTrust,
    home::{Home, Layout},
    keyring::{Keyring, trusted},
};

/// Days before an end at which it is said: a ceremony and the way of a stick to the last gate.
const SOON_DAYS: u64 = 30;

/// Days before the end of a bundle at which it is said: gates should have the next by then.
const BUNDLE_SOON_DAYS: u64 = 14;

/// Free bytes below which it is said, besides as many as the register has, which it takes to have
/// its file written anew.
const ROOM: u64 = 64 << 20;

/// How a place stands.
struct Standing<'a> {
    home: &'a Home,
    trust: HomeTrust,
    keys: Vec<Value>,
    counts: Counts,
    lists: Vec<Value>,
    publication: Option<Publication>,
    backup: Option<UnixTime>,
    database: Value,
    warnings: Vec<String>,
}

pub(crate) fn run(args: &StatusArgs) -> Result<Exit, Failure> {
    let home = Home::open(&args.home)?;
    let trust = home.trust()?;
    let keyring = Keyring::read(&args.home.home)?;
    let place = home.register_place();
    let register = place.open(home.context()?)?;
    let failed = |error| place.failure(error);
    let mut standing = Standing {
        home: &home,
        trust,
        keys: Vec::new(),
        counts: register.counts().map_err(failed)?,
        lists: Vec::new(),
        publication: None,
        backup: register.last_backup().map_err(failed)?,
        database: Value::Null,
        warnings: Vec::new(),
    };
    standing.look_at_keys(&keyring);
    let ledger = |error: LedgerError| Failure::new("the register failed").because(error);
    standing.look_at_lists(&register).map_err(ledger)?;
    standing.look_at_codes();
    standing.look_at_database(register.owes_wiping().map_err(failed)?);
    if args.home.json {
        Output::stdout().json(&standing.json())?;
    } else {
        standing.print()?;
    }
    Ok(Exit::Done)
}

impl Standing<'_> {
    fn warn(&mut self, what: impl Into<String>) {
        self.warnings.push(what.into());
    }

    fn is_soon(&self, end: UnixTime, days: u64) -> bool {
        end <= self.home.now.plus(days * DAY)
    }

    fn look_at_keys(&mut self, keyring: &Keyring) {
        let list = self.trust.list.list();
        let (version, ends) = (list.version(), list.expires());
        if self.is_soon(ends, SOON_DAYS) {
            self.warn(format!("trust list {version} ends on {ends}"));
        }
        let mut last: BTreeMap<&str, UnixTime> = BTreeMap::new();
        for key in keyring.keys() {
            let (role, kid) = (key.file.role(), key.file.hash().key_id());
            if role == KeyRole::Root {
                continue;
            }
            let Some(entry) = trusted(key, &self.trust.list) else {
                self.warnings
                    .push(format!("key {kid} is not in the trust list"));
                continue;
            };
            let (state, times) = (entry.state, entry.times);
            self.keys.push(json!({
                "kid": kid.to_string(), "purpose": role.name(), "state": state.name(),
                "sign_from": times.sign_from.to_string(),
                "sign_until": times.sign_until.to_string(),
            }));
            if state == KeyState::Active {
                let until = last.entry(role.name()).or_insert(times.sign_until);
                *until = (*until).max(times.sign_until);
            }
        }
        for role in [KeyRole::Code, KeyRole::Status, KeyRole::Bundle] {
            match last.get(role.name()) {
                Some(until) if !self.is_soon(*until, SOON_DAYS) => {}
                Some(until) => self.warnings.push(format!(
                    "no key of purpose {} signs from {until} on",
                    role.name()
                )),
                None if role == KeyRole::Bundle => {}
                None => self
                    .warnings
                    .push(format!("no key of purpose {} is active", role.name())),
            }
        }
    }

    fn look_at_lists(&mut self, register: &Register) -> Result<(), LedgerError> {
        for list in register.lists()? {
            let is_over = list.period.ends().is_some_and(|ends| ends <= self.home.now);
            if is_over || list.used == 0 {
                continue;
            }
            let room = match list.room {
                Room::Closed => "closed",
                Room::Filling => "filling",
                Room::Free => "free",
            };
            self.lists.push(json!({
                "number": list.number, "tier": list.tier.name(),
                "period": list.period.to_string(), "used": list.used, "entries": list.entries,
                "room": room,
            }));
            // The one that follows it must be with the gates before it is used.
            let next = register.list_for(list.tier, list.period);
            if list.room != Room::Free && next.is_err() {
                self.warnings.push(format!(
                    "tier {} has no index left for codes that end in {}: publish",
                    list.tier.name(),
                    list.period
                ));
            }
        }
        self.publication = register.last_publication()?;
        match &self.publication {
            None => self.warn("nothing was published yet"),
            Some(publication) => {
                let ends = self.ends(publication);
                if self.is_soon(ends, BUNDLE_SOON_DAYS) {
                    self.warn(format!("bundle {} ends on {ends}", publication.sequence));
                }
            }
        }
        Ok(())
    }

    /// When gates take a publication for stale.
    fn ends(&self, publication: &Publication) -> UnixTime {
        let days = u64::from(self.home.settings.bundle_days);
        publication.plan.at.plus(days * DAY)
    }

    fn look_at_codes(&mut self) {
        if self.counts.stale > 0 {
            self.warn(format!(
                "{} good codes do not say what the register has",
                self.counts.stale
            ));
        }
        if self.backup.is_none() {
            self.warn("no backup was ever made");
        }
    }

    fn look_at_database(&mut self, owes_wiping: bool) {
        if owes_wiping {
            self.warn("bytes of people who were erased may still be in the file: purge again");
        }
        let path = self.home.path(Layout::REGISTER);
        if self.home.settings.register.is_some() {
            self.database = json!({"kind": "server", "version": self.counts.version});
            return;
        }
        let bytes = std::fs::metadata(&path).map_or(0, |metadata| metadata.len());
        let free = files::free_bytes(&path);
        self.database = json!({
            "kind": "file", "version": self.counts.version, "bytes": bytes, "free_bytes": free,
        });
        if free.is_some_and(|free| free < bytes.saturating_add(ROOM)) {
            self.warn("the disk has less room than the register needs to be written anew");
        }
    }

    /// Codes by the month, of UTC+8, in which they end.
    fn months(&self) -> BTreeMap<String, EndingCodes> {
        let mut months: BTreeMap<String, EndingCodes> = BTreeMap::new();
        for ending in &self.counts.ending {
            // A code that ends at midnight is good on the day before.
            let (year, month, _) = ending.expires.minus(1).date().ymd();
            let sum = months
                .entry(format!("{year:04}-{month:02}"))
                .or_insert(EndingCodes {
                    valid: 0,
                    suspended: 0,
                    revoked: 0,
                    ..*ending
                });
            sum.valid = sum.valid.saturating_add(ending.valid);
            sum.suspended = sum.suspended.saturating_add(ending.suspended);
            sum.revoked = sum.revoked.saturating_add(ending.revoked);
        }
        months
    }

    fn json(&self) -> Value {
        let (list, counts) = (self.trust.list.list(), &self.counts);
        let months = self.months().into_iter().map(|(month, codes)| {
            json!({
                "month": month, "valid": codes.valid, "suspended": codes.suspended,
                "revoked": codes.revoked,
            })
        });
        let publication = self.publication.as_ref().map(|publication| {
            json!({
                "sequence": publication.sequence, "at": publication.plan.at.to_string(),
                "expires": self.ends(publication).to_string(),
                "lists": publication.plan.lists.len(),
            })
        });
        json!({
            "environment": self.home.settings.environment().name(),
            "issuer": self.home.settings.issuer, "at": self.home.now.to_string(),
            "trust_list": {
                "version": list.version(), "epoch": list.epoch(),
                "expires": list.expires().to_string(),
            },
            "keys": self.keys, "lists": self.lists,
            "codes": months.collect::<Value>(), "planned": counts.planned, "stale": counts.stale,
            "residents": counts.residents, "acts": counts.acts, "publication": publication,
            "backup": self.backup.map(|at| at.to_string()), "register": self.database,
            "warnings": self.warnings,
        })
    }

    fn print(&self) -> Result<(), Failure> {
        let mut output = Output::stdout();
        let (settings, list, counts) = (&self.home.settings, self.trust.list.list(), &self.counts);
        output.line(format_args!(
            "{}, environment {}, trust list {} until {}",
            juma_format::characters::display_safe(&settings.issuer),
            settings.environment(),
            list.version(),
            list.expires()
        ))?;
        for key in &self.keys {
            let text = |name: &str| key.get(name).and_then(Value::as_str).unwrap_or_default();
            output.line(format_args!(
                "key {} for {}, {}, signs until {}",
                text("kid"),
                text("purpose"),
                text("state"),
                text("sign_until")
            ))?;
        }
        match &self.publication {
            Some(publication) => output.line(format_args!(
                "bundle {} of {}, good until {}",
                publication.sequence,
                publication.plan.at,
                self.ends(publication)
            ))?,
            None => output.line("no bundle yet")?,
        }
        for list in &self.lists {
            let number = |name: &str| list.get(name).and_then(Value::as_u64).unwrap_or_default();
            let text = |name: &str| list.get(name).and_then(Value::as_str).unwrap_or_default();
            output.line(format_args!(
                "list {}, {} tier, {}: {} of {} indexes given",
                number("number"),
                text("tier"),
                text("period"),
                number("used"),
                number("entries")
            ))?;
        }
        for (month, codes) in self.months() {
            output.line(format_args!(
                "codes that end in {month}: {} good, {} suspended, {} revoked",
                codes.valid, codes.suspended, codes.revoked
            ))?;
        }
        let database = &self.database;
        let kind = database.get("kind").and_then(Value::as_str);
        output.line(format_args!(
            "register of version {} on a {}, {} acts, {} residents, {} codes begun, {} stale",
            counts.version,
            kind.unwrap_or_default(),
            counts.acts,
            counts.residents,
            counts.planned,
            counts.stale
        ))?;
        match self.backup {
            Some(at) => output.line(format_args!("last backup {at}"))?,
            None => output.line("no backup")?,
        }
        for warning in &self.warnings {
            output.line(format_args!("! {warning}"))?;
        }
        Ok(())
    }
}

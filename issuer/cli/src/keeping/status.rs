//! How a place stands, and what in it is near its end.

use std::collections::BTreeMap;

use juma_cli::{exit::Exit, failure::Failure, files, language::Language, output::Output, say};
use juma_format::{
    time::{DAY, UnixTime},
    trust::KeyState,
};
use juma_keys::KeyRole;
use juma_register::{Counts, EndingCodes, Register};
use juma_registry::ledger::{Ledger, LedgerError, Publication, Room};
use serde_json::{Value, json};

use super::{args::StatusArgs, warnings::Warnings};
use crate::{
    documents::HomeTrust,
    home::{Home, Layout},
    keyring::{Keyring, trusted},
    register, words,
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
    warnings: Warnings,
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
        warnings: Warnings::default(),
    };
    standing.look_at_keys(&keyring);
    standing
        .look_at_lists(&register)
        .map_err(register::failed)?;
    standing.look_at_codes();
    standing.look_at_database(register.owes_wiping().map_err(failed)?);
    if args.home.json {
        Output::stdout().json(&standing.json())?;
    } else {
        standing.print(args.home.language())?;
    }
    Ok(Exit::Done)
}

impl Standing<'_> {
    fn is_soon(&self, end: UnixTime, days: u64) -> bool {
        end <= self.home.now.plus(days * DAY)
    }

    fn look_at_keys(&mut self, keyring: &Keyring) {
        let list = self.trust.list.list();
        let (version, ends) = (list.version(), list.expires());
        if self.is_soon(ends, SOON_DAYS) {
            self.warnings.of_end(
                (self.home.now, ends),
                format!("信任列表 {version}"),
                format!("trust list {version}"),
            );
        }
        let mut last: BTreeMap<&str, UnixTime> = BTreeMap::new();
        for key in keyring.keys() {
            let (role, kid) = (key.file.role(), key.file.hash().key_id());
            if role == KeyRole::Root {
                continue;
            }
            let Some(entry) = trusted(key, &self.trust.list) else {
                self.warnings.say(
                    format!("密钥 {kid} 不在信任列表中"),
                    format!("key {kid} is not in the trust list"),
                );
                continue;
            };
            let (state, times) = (entry.state, entry.times);
            self.keys.push(json!({
                "kid": kid.to_string(), "purpose": role.name(), "state": state.name(),
                "sign_from": times.sign_from.to_string(),
                "sign_until": times.sign_until.to_string(),
            }));
            if state == KeyState::Compromised {
                self.warnings.say(
                    format!("密钥 {kid} 已作废：它签过的一切都会被拒绝"),
                    format!("key {kid} is distrusted: whatever it signed is refused"),
                );
            }
            if state == KeyState::Active {
                let until = last.entry(role.name()).or_insert(times.sign_until);
                *until = (*until).max(times.sign_until);
            }
        }
        for role in [KeyRole::Code, KeyRole::Status, KeyRole::Bundle] {
            match last.get(role.name()) {
                Some(until) if !self.is_soon(*until, SOON_DAYS) => {}
                Some(until) => {
                    let (role, until) = (role.name(), *until);
                    self.warnings.say(
                        format!("自 {until} 起没有可用的{}密钥", words::role(role)),
                        format!("no key of purpose {role} signs from {until} on"),
                    );
                }
                None if role == KeyRole::Bundle => {}
                None => {
                    let role = role.name();
                    self.warnings.say(
                        format!("没有使用中的{}密钥", words::role(role)),
                        format!("no key of purpose {role} is active"),
                    );
                }
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
                let (zh, _) = words::tier(list.tier);
                let (tier, period) = (list.tier.name(), list.period);
                self.warnings.say(
                    format!("{period} 到期的{zh}已没有可用索引：请发布"),
                    format!(
                        "tier {tier} has no index left for codes that end in {period}: publish"
                    ),
                );
            }
        }
        self.publication = register.last_publication()?;
        match &self.publication {
            None => self.warnings.say("尚未发布过", "nothing was published yet"),
            Some(publication) => {
                let ends = self.ends(publication);
                if self.is_soon(ends, BUNDLE_SOON_DAYS) {
                    let sequence = publication.sequence;
                    self.warnings.of_end(
                        (self.home.now, ends),
                        format!("数据包 {sequence}"),
                        format!("bundle {sequence}"),
                    );
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
            let stale = self.counts.stale;
            self.warnings.say(
                format!("{stale} 个有效码的内容与登记库不一致"),
                format!("{stale} good codes do not say what the register has"),
            );
        }
        if self.counts.unpublished > 0 && self.publication.is_some() {
            let changes = self.counts.unpublished;
            self.warnings.say(
                format!("{changes} 项码的状态变更尚未发布，核验方还不知道：请发布"),
                format!(
                    "changes of codes that no bundle has told verifiers of: {changes}; publish"
                ),
            );
        }
        if self.backup.is_none() {
            self.warnings.say("从未备份", "no backup was ever made");
        }
    }

    fn look_at_database(&mut self, owes_wiping: bool) {
        if owes_wiping {
            self.warnings.say(
                "文件中可能仍有已删除人员的内容：请再次执行 purge",
                "bytes of people who were erased may still be in the file: purge again",
            );
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
            self.warnings.say(
                "磁盘空间不足以重写登记库",
                "the disk has less room than the register needs to be written anew",
            );
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
            "codes": months.collect::<Value>(), "planned": counts.planned, "stale": counts.stale, "unpublished": counts.unpublished,
            "residents": counts.residents, "acts": counts.acts, "publication": publication,
            "backup": self.backup.map(|at| at.to_string()), "register": self.database,
            "warnings": self.warnings.texts(Language::English).collect::<Vec<_>>(),
        })
    }

    fn print(&self, language: Language) -> Result<(), Failure> {
        let mut output = Output::stdout();
        let (settings, list, counts) = (&self.home.settings, self.trust.list.list(), &self.counts);
        let issuer = juma_format::characters::display_safe(&settings.issuer);
        let environment = settings.environment();
        let (version, expires) = (list.version(), list.expires());
        output.line(say!(
            language,
            "{issuer}，环境 {environment}，信任列表 {version}，有效至 {expires}",
            "{issuer}, environment {environment}, trust list {version} until {expires}"
        ))?;
        for key in &self.keys {
            let text = |name: &str| key.get(name).and_then(Value::as_str).unwrap_or_default();
            let (kid, purpose) = (text("kid"), text("purpose"));
            let (state, until) = (text("state"), text("sign_until"));
            let (role_zh, state_zh) = (words::role(purpose), words::key_state(state));
            output.line(say!(
                language,
                "{role_zh}密钥 {kid}，{state_zh}，可签至 {until}",
                "key {kid} for {purpose}, {state}, signs until {until}"
            ))?;
        }
        match &self.publication {
            Some(publication) => {
                let (sequence, at) = (publication.sequence, publication.plan.at);
                let ends = self.ends(publication);
                output.line(say!(
                    language,
                    "数据包 {sequence}，{at} 发布，有效至 {ends}",
                    "bundle {sequence} of {at}, good until {ends}"
                ))?;
            }
            None => output.line(language.of(("尚无数据包", "no bundle yet")))?,
        }
        for list in &self.lists {
            let number = |name: &str| list.get(name).and_then(Value::as_u64).unwrap_or_default();
            let text = |name: &str| list.get(name).and_then(Value::as_str).unwrap_or_default();
            let (tier, period) = (text("tier"), text("period"));
            let (list, used, entries) = (number("number"), number("used"), number("entries"));
            let tier_zh = words::tier_named(tier);
            output.line(say!(
                language,
                "状态列表 {list}，{tier_zh}，{period}：{entries} 个索引已分配 {used} 个",
                "list {list}, {tier} tier, {period}: {used} of {entries} indexes given"
            ))?;
        }
        for (month, codes) in self.months() {
            let (valid, suspended, revoked) = (codes.valid, codes.suspended, codes.revoked);
            output.line(say!(
                language,
                "{month} 到期的码：有效 {valid}，暂停 {suspended}，撤销 {revoked}",
                "codes that end in {month}: {valid} good, {suspended} suspended, {revoked} revoked"
            ))?;
        }
        let database = &self.database;
        let kind = database.get("kind").and_then(Value::as_str);
        let kind = language.of(match kind {
            Some("server") => ("服务器", "server"),
            _ => ("文件", "file"),
        });
        let Counts {
            version,
            acts,
            residents,
            planned,
            stale,
            ..
        } = counts;
        output.line(say!(
            language,
            "登记库版本 {version}（{kind}），操作 {acts} 项，人员 {residents}，未完成的码 {planned}，内容已旧的码 {stale}",
            "register of version {version} on a {kind}, {acts} acts, {residents} residents, {planned} codes begun, {stale} stale"
        ))?;
        output.line(match self.backup {
            Some(at) => say!(language, "上次备份 {at}", "last backup {at}"),
            None => language.of(("没有备份", "no backup")).to_owned(),
        })?;
        for text in self.warnings.texts(language) {
            output.line(format_args!("! {text}"))?;
        }
        Ok(())
    }
}

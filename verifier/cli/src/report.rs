use std::{io::Write, path::Path};

use juma_cli::{
    failure::Failure,
    output::{Output, Paint},
};
use juma_format::{Environment, characters::display_safe, claims::Population};
use juma_verifier::{
    Acceptance, Doubt, Finding, FullShare, GateShare, Judgement, Opening, Shown, State, Verdict,
};
use serde_json::Value;

use crate::{age::Age, claims_json, help, words};

pub(crate) use juma_report::Time;

/// What is said of one source.
pub(crate) struct Report<'a> {
    pub(crate) source: &'a Path,
    pub(crate) judgement: &'a Judgement,
    /// What became of its sealed part.
    pub(crate) opening: Opening,
    pub(crate) state: &'a State,
    pub(crate) time: Time,
}

impl Report<'_> {
    /// One JSON object.
    pub(crate) fn json(&self) -> Value {
        let report = juma_report::Report {
            judgement: self.judgement,
            opening: self.opening,
            state: self.state,
            time: self.time,
            digits: juma_report::Digits::All,
        };
        let mut members = report.json();
        let source = self.source.to_string_lossy();
        members.insert("source".to_owned(), source.into());
        Value::Object(members)
    }

    /// A few lines for a person.
    pub(crate) fn print(&self, output: &mut Output<impl Write>) -> Result<(), Failure> {
        let verdict = &self.judgement.verdict;
        let words = words::of(verdict.slug());
        let (zh, en) = words::finding(verdict.finding());
        let paint = match verdict.finding() {
            Finding::Accept => Paint::Green,
            Finding::Refuse => Paint::Red,
            Finding::Undecided => Paint::Amber,
        };
        let head = output.paint(paint, format!("{zh} {en}"));
        let source = display_safe(&self.source.display().to_string());
        output.line(format_args!(
            "{head}  {source}: {} / {} ({})",
            words.zh,
            words.en,
            verdict.slug()
        ))?;
        if let Verdict::Undecided(Doubt::ClockSuspect { offset }) = verdict {
            let (zh, en) = words::offset(*offset);
            output.line(format_args!("    {zh} / {en}"))?;
        }
        if !words.en_todo.is_empty() {
            output.line(format_args!("    → {} / {}", words.zh_todo, words.en_todo))?;
        }
        if let Verdict::Accept(acceptance) = verdict {
            print_acceptance(acceptance, output)?;
        }
        if let Some((zh, en)) = words::opening(self.opening) {
            output.line(format_args!("    {zh} / {en}"))?;
        }
        help::print(&self.judgement.help, output)?;
        let mut ages = Vec::new();
        if let Some(trust) = self.state.ages(self.time.moment()) {
            let (zh, en) = words::freshness(trust.freshness);
            let age = Age(trust.list);
            ages.push(format!("信任列表 / trust list: {age}, {zh} / {en}"));
        }
        if let Some(status) = self.judgement.status_age {
            let (zh, en) = words::freshness(status.freshness);
            let age = Age(status.seconds);
            ages.push(format!("状态列表 / status list: {age}, {zh} / {en}"));
        }
        let mut notes = Vec::new();
        if self.state.environment() != Environment::Production {
            let name = self.state.environment().name().to_uppercase();
            notes.push(format!("{name}: 不是真实环境 / not the real thing"));
        }
        if let Time::Given(moment) = self.time {
            notes.push(format!("指定时间 / time given: {moment}"));
        }
        for line in [ages, notes] {
            if !line.is_empty() {
                let line = output.paint(Paint::Dim, line.join(" · "));
                output.line(format_args!("    {line}"))?;
            }
        }
        Ok(())
    }
}

fn print_acceptance(
    acceptance: &Acceptance,
    output: &mut Output<impl Write>,
) -> Result<(), Failure> {
    match acceptance.shown() {
        Shown::Gate(gate) => print_gate(&gate, output)?,
        Shown::Full(gate, full) => print_full(&gate, &full, output)?,
    }
    if let Some(guardian) = acceptance.guardian() {
        let (Shown::Gate(gate) | Shown::Full(gate, _)) = guardian.shown();
        let name = display_safe(gate.name.as_str());
        output.line(format_args!(
            "    监护人在场 / the guardian is here: {name}"
        ))?;
    }
    for advice in acceptance.advice() {
        let (zh, en) = words::advice(advice);
        output.line(format_args!("    ! {zh} / {en}"))?;
    }
    Ok(())
}

fn print_gate(gate: &GateShare, output: &mut Output<impl Write>) -> Result<(), Failure> {
    let name = display_safe(gate.name.as_str());
    let population = population(gate.population);
    let region = gate
        .region
        .name()
        .map_or_else(|| gate.region.to_string(), |name| name.to_string());
    let (zh, en) = words::address(gate.address);
    output.line(format_args!(
        "    {name} · {population} · {region} · {zh} / {en}"
    ))?;
    print_relation(gate, output)?;
    if let Some(tail) = gate.document_tail {
        let tail = tail.as_str();
        output.line(format_args!("    证件号末两位 / document ends in: {tail}"))?;
    }
    output.line(format_args!(
        "    有效期至 / good until {} ({} tier)",
        gate.expires, gate.tier
    ))
}

fn print_relation(gate: &GateShare, output: &mut Output<impl Write>) -> Result<(), Failure> {
    match gate.guardian {
        None => Ok(()),
        Some(relation) => {
            let (zh, en) = words::relation(relation);
            output.line(format_args!("    代亮码：由{zh}出示 / shown by the {en}"))
        }
    }
}

fn print_full(
    gate: &GateShare,
    full: &FullShare,
    output: &mut Output<impl Write>,
) -> Result<(), Failure> {
    let person = &full.person;
    let name = display_safe(person.name.as_str());
    let document = &person.document;
    let sex = claims_json::sex(document.sex());
    let population = population(gate.population);
    output.line(format_args!(
        "    {name} · {population} · {} · {sex}",
        document.birth_date()
    ))?;
    output.line(format_args!(
        "    {} {}",
        document.kind().name(),
        document.number()
    ))?;
    print_relation(gate, output)?;
    let region = full
        .region
        .name()
        .map_or_else(|| full.region.to_string(), |name| name.to_string());
    let (zh, en) = words::address(gate.address);
    let tail = person
        .address
        .tail()
        .map(|tail| display_safe(tail.as_str()))
        .unwrap_or_default();
    output.line(format_args!("    {region}{tail} · {zh} / {en}"))?;
    if let Some(household) = &person.household {
        let region = household.region;
        let place = region
            .name()
            .map_or_else(|| region.to_string(), |name| name.to_string());
        let tail = display_safe(household.tail.as_str());
        output.line(format_args!(
            "    户籍地址 / household address: {place}{tail}"
        ))?;
    }
    let issued = full
        .issued
        .map(|issued| format!("签发 / issued {issued}, "));
    let issued = issued.unwrap_or_default();
    output.line(format_args!(
        "    {issued}有效期至 / good until {} ({} tier)",
        gate.expires, gate.tier
    ))
}

fn population(population: Population) -> String {
    let (zh, en) = words::population(population);
    format!("{zh} {en}")
}

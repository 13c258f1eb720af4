//! A verdict as a few lines for a person.

use core::fmt::Display;
use std::io::Write;

use juma_cli::{
    failure::Failure,
    output::{Output, Paint},
};
use juma_format::{characters::display_safe, person::Document, region::Region};
use juma_verifier::{Acceptance, Doubt, Finding, FullShare, GateShare, Shown, Verdict};

use super::{Digits, Report, Time};
use juma_report::Age;

use crate::{help, words};

impl Report<'_> {
    /// Prints the lines.
    pub(crate) fn print(&self, output: &mut Output<impl Write>) -> Result<(), Failure> {
        let verdict = &self.judgement.verdict;
        let words = words::of(verdict.slug());
        let paint = match verdict.finding() {
            Finding::Accept => Paint::Green,
            Finding::Refuse => Paint::Red,
            Finding::Undecided => Paint::Amber,
        };
        let sign = words::sign(verdict.finding());
        let finding = self.word(words::finding(verdict.finding()));
        let head = output.paint(paint, format!("{sign} {finding}"));
        let source = display_safe(&self.source.display().to_string());
        let reason = self.say((words.zh, words.en));
        let slug = verdict.slug();
        output.line(format_args!("{head}  {source}: {reason} ({slug})"))?;
        if let Verdict::Undecided(Doubt::ClockSuspect { offset }) = verdict {
            let offset = self.say(words::offset(*offset));
            output.line(format_args!("    {offset}"))?;
        }
        if !words.en_todo.is_empty() {
            let todo = self.say((words.zh_todo, words.en_todo));
            output.line(format_args!("    → {todo}"))?;
        }
        if let Verdict::Accept(acceptance) = verdict {
            self.print_acceptance(acceptance, output)?;
        }
        if let Some(words) = words::opening(self.opening) {
            let words = self.say(words);
            output.line(format_args!("    {words}"))?;
        }
        help::print(&self.judgement.help, self.languages, output)?;
        self.print_ages(output)
    }

    /// How old the data is, and what else is out of the ordinary.
    fn print_ages(&self, output: &mut Output<impl Write>) -> Result<(), Failure> {
        let mut ages = Vec::new();
        let mut add = |label, seconds, freshness| {
            let age = self.languages.age(Age(seconds));
            let freshness = self.say(words::freshness(freshness));
            let age = self.languages.both(age, freshness);
            ages.push(self.languages.named(label, age));
        };
        if let Some(trust) = self.state.ages(self.time.moment()) {
            add(("信任列表", "trust list"), trust.list, trust.freshness);
        }
        if let Some(status) = self.judgement.status_age {
            add(
                ("状态列表", "status list"),
                status.seconds,
                status.freshness,
            );
        }
        let mut notes = Vec::new();
        if let Some(words) = words::rehearsal(self.state.environment()) {
            notes.push(self.say(words));
        }
        if let Time::Given(moment) = self.time {
            let label = ("指定时间", "time given");
            notes.push(self.languages.named(label, moment));
        }
        for line in [ages, notes] {
            if !line.is_empty() {
                let line = output.paint(Paint::Dim, line.join(" · "));
                output.line(format_args!("    {line}"))?;
            }
        }
        Ok(())
    }

    fn print_acceptance(
        &self,
        acceptance: &Acceptance,
        output: &mut Output<impl Write>,
    ) -> Result<(), Failure> {
        match acceptance.shown() {
            Shown::Gate(gate) => self.print_gate(&gate, output)?,
            Shown::Full(gate, full) => self.print_full(&gate, &full, output)?,
        }
        if let Some(guardian) = acceptance.guardian() {
            let (Shown::Gate(gate) | Shown::Full(gate, _)) = guardian.shown();
            let name = display_safe(gate.name.as_str());
            let here = self.say(("监护人在场", "the guardian is here"));
            output.line(format_args!("    {here}: {name}"))?;
        }
        for advice in acceptance.advice() {
            let advice = self.say(words::advice(advice));
            output.line(format_args!("    ! {advice}"))?;
        }
        Ok(())
    }

    fn print_gate(&self, gate: &GateShare, output: &mut Output<impl Write>) -> Result<(), Failure> {
        let name = display_safe(gate.name.as_str());
        let population = self.word(words::population(gate.population));
        let region = region(gate.region);
        let address = self.say(words::address(gate.address));
        output.line(format_args!(
            "    {name} · {population} · {region} · {address}"
        ))?;
        self.print_relation(gate, output)?;
        if let Some(tail) = gate.document_tail {
            let ends = self.say(("证件号末两位", "document ends in"));
            output.line(format_args!("    {ends}: {}", tail.as_str()))?;
        }
        let until = self.until(gate);
        output.line(format_args!("    {until}"))
    }

    fn print_relation(
        &self,
        gate: &GateShare,
        output: &mut Output<impl Write>,
    ) -> Result<(), Failure> {
        let Some(relation) = gate.guardian else {
            return Ok(());
        };
        let (zh, en) = words::relation(relation);
        let shown = self.say((
            format_args!("代亮码：由{zh}出示"),
            format_args!("shown by the {en}"),
        ));
        output.line(format_args!("    {shown}"))
    }

    fn print_full(
        &self,
        gate: &GateShare,
        full: &FullShare,
        output: &mut Output<impl Write>,
    ) -> Result<(), Failure> {
        let person = &full.person;
        let name = display_safe(person.name.as_str());
        let document = &person.document;
        let birth_date = document.birth_date();
        let population = self.word(words::population(gate.population));
        let sex = self.word(words::sex(document.sex()));
        output.line(format_args!(
            "    {name} · {population} · {birth_date} · {sex}"
        ))?;
        let kind = self.word(words::document(document.kind()));
        let number = self.number(document);
        output.line(format_args!("    {kind} {number}"))?;
        self.print_relation(gate, output)?;
        let place = region(full.region);
        let address = self.say(words::address(gate.address));
        let tail = person.address.tail();
        let tail = tail.map(|tail| display_safe(tail.as_str()));
        let tail = tail.unwrap_or_default();
        output.line(format_args!("    {place}{tail} · {address}"))?;
        if let Some(household) = &person.household {
            let place = region(household.region);
            let tail = display_safe(household.tail.as_str());
            let label = self.say(("户籍地址", "household address"));
            output.line(format_args!("    {label}: {place}{tail}"))?;
        }
        let until = self.until(gate);
        match full.issued {
            Some(issued) => {
                let label = self.say(("签发", "issued"));
                output.line(format_args!("    {label} {issued}, {until}"))
            }
            None => output.line(format_args!("    {until}")),
        }
    }

    fn number(&self, document: &Document) -> String {
        match self.digits {
            Digits::All => document.number(),
            Digits::LastTwo => {
                let tail = document.tail();
                let (ends, all) = (
                    self.say(("末两位", "ends in")),
                    self.say(("显示全部", "shows all of it")),
                );
                format!("{ends} {} (--document {all})", tail.as_str())
            }
        }
    }

    fn until(&self, gate: &GateShare) -> String {
        let label = self.say(("有效期至", "good until"));
        let tier = self.languages.aside(words::tier(gate.tier));
        format!("{label} {}{tier}", gate.expires)
    }

    /// One word, in both languages without anything between.
    fn word(&self, words: (&str, &str)) -> String {
        self.languages.join(words, " ")
    }

    fn say(&self, words: (impl Display, impl Display)) -> String {
        self.languages.say(words)
    }
}

fn region(region: Region) -> String {
    let name = region.name();
    name.map_or_else(|| region.to_string(), |name| name.to_string())
}

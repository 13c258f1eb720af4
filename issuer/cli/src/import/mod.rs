//! Residents from files.

pub(crate) mod args;
mod progress;
mod rejects;
mod report;
mod seen;
mod sources;
mod waiting;

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use indicatif::ProgressBar;
use juma_cli::{exit::Exit, failure::Failure, files};
use juma_register::{ActError, CodeFate, Refusal, Register, TakenIn};
use juma_registry::{
    intake::{Column, RareCharacters, ReadError, Row, RowReader},
    record::{RecordField, SanityError},
};

use crate::home::{Home, random};
use args::ImportArgs;
use rejects::{Reason, Rejects, Shape};
use report::Report;
use seen::Seen;
use sources::{Source, is_stdin};
use waiting::{Item, Waiting};

/// Rows of one act: many enough that making them durable costs little, few enough that nothing
/// else waits for long.
const BATCH: usize = 1000;

/// The most bytes of a table of rare characters: one line for each private-use character of the
/// basic plane.
const MAX_TABLE_BYTES: usize = 1024 * 1024;

pub(crate) fn run(args: &ImportArgs) -> Result<Exit, Failure> {
    let rare = rare(args)?;
    let sources = sources::sources(args)?;
    sources::refuse_twice(&sources)?;
    let home = Home::open(&args.home)?;
    let register = if args.dry_run {
        let mut register = home.register_place().open(home.context()?)?;
        let rehearsed = register.rehearse();
        rehearsed.map_err(|error| home.register_place().failure(error))?;
        register
    } else {
        home.ledger()?
    };
    let mut import = Import {
        args,
        register,
        report: Report::new(args, rare.clone()),
        rejects: Vec::new(),
        waiting: Waiting::default(),
        batch: Vec::new(),
        seen: Seen::default(),
        bar: ProgressBar::hidden(),
    };
    for source in &sources {
        import.file(source, rare.clone())?;
    }
    import.end()
}

fn rare(args: &ImportArgs) -> Result<RareCharacters, Failure> {
    let Some(path) = &args.pua else {
        return Ok(RareCharacters::default());
    };
    if path == Path::new("gb18030") {
        return Ok(RareCharacters::of_gb18030());
    }
    let bytes = files::read_bounded(path, MAX_TABLE_BYTES)?;
    let none = || Failure::new("no table of rare characters").at(path);
    let table = std::str::from_utf8(&bytes).map_err(|error| none().because(error))?;
    RareCharacters::parse(table).map_err(|error| none().because(error))
}

struct Import<'a> {
    args: &'a ImportArgs,
    register: Register,
    report: Report<'a>,
    rejects: Vec<Option<Rejects>>,
    waiting: Waiting,
    batch: Vec<Item>,
    seen: Seen,
    bar: ProgressBar,
}

impl Import<'_> {
    fn file(&mut self, source: &Source, rare: RareCharacters) -> Result<(), Failure> {
        let (reader, name): (Box<dyn Read>, String) = if is_stdin(&source.path) {
            (Box::new(io::stdin().lock()), "standard input".to_owned())
        } else {
            let cannot = |error| {
                let failure = Failure::new("cannot read it").at(&source.path);
                failure.because(error)
            };
            let file = File::open(&source.path).map_err(cannot)?;
            if file.metadata().map_err(cannot)?.is_dir() {
                return Err(Failure::new("it is a folder").at(&source.path));
            }
            (Box::new(file), source.path.display().to_string())
        };
        let failed = |error: ReadError| {
            let failure = Failure::new("it cannot be imported").at(&name);
            failure.because(error)
        };
        let bar = progress::bar(&source.path, &name);
        let reader = progress::Counted {
            reader,
            bar: bar.clone(),
        };
        let encoding = self.args.encoding.map(|encoding| encoding.encoding());
        let mut rows = RowReader::new(reader, source.form, encoding, rare).map_err(failed)?;
        let existing = self.args.existing();
        let rejects = source.rejects.clone().map(|path| {
            let shape = Shape {
                encoding: rows.detected().encoding,
                mark: rows.mark().to_vec(),
                line_end: rows.line_end(),
                header: rows.header().unwrap_or_default().to_vec(),
                language: self.args.home.language(),
            };
            Rejects::new(path, existing, source.form, shape)
        });
        self.rejects.push(rejects.transpose()?);
        self.bar = bar.clone();
        let (detected, columns) = (rows.detected(), rows.columns().to_vec());
        bar.suspend(|| self.report.begin(name.clone(), detected, columns));
        let file = self.rejects.len().saturating_sub(1);
        while let Some(row) = rows.next_row().map_err(|error| failed(error.into()))? {
            self.row(file, row)?;
        }
        bar.finish_and_clear();
        self.report.rare.add(rows.rare());
        Ok(())
    }

    fn row(&mut self, file: usize, row: Row) -> Result<(), Failure> {
        self.report.counts.rows = self.report.counts.rows.saturating_add(1);
        if let Some(report) = self.report.files.get_mut(file) {
            report.rows = report.rows.saturating_add(1);
        }
        let Row { line, raw, record } = row;
        match record {
            Ok(record) if self.seen.is_repeated(record.subject()) => {
                let field = RecordField::Subject;
                let reason = Reason {
                    line,
                    column: self.column(file, field),
                    field: Some(field),
                    slug: seen::REPEATED,
                    message: seen::MESSAGE.to_owned(),
                };
                // Named and not copied: imported by itself it would overwrite the other.
                self.refuse(file, &reason, None)
            }
            Ok(record) => {
                self.batch.push(Item {
                    file,
                    line,
                    raw: raw.unwrap_or_default(),
                    record,
                });
                if self.batch.len() >= BATCH {
                    self.take_in()?;
                }
                Ok(())
            }
            Err(error) => {
                let reason = Reason {
                    line,
                    column: error.column,
                    field: error.field,
                    slug: error.slug(),
                    message: error.to_string(),
                };
                self.refuse(file, &reason, raw.as_deref())
            }
        }
    }

    /// Takes the batch in, with whoever has waited for somebody in it.
    fn take_in(&mut self) -> Result<(), Failure> {
        let mut items = std::mem::take(&mut self.batch);
        items.extend(self.waiting.for_guardians(&items));
        let records: Vec<_> = items.iter().map(|item| item.record.clone()).collect();
        let taken = self.register.take_in(&records, &mut random);
        let taken = taken.map_err(|error| {
            let done = self.report.counts;
            let failure = Failure::new(format!(
                "the import stopped after {} new and {} changed residents, who stay",
                done.new, done.changed
            ));
            failure.because(error).advise("import the file again")
        })?;
        for (item, taken) in items.into_iter().zip(taken) {
            self.count(item, taken)?;
        }
        Ok(())
    }

    fn count(&mut self, item: Item, taken: TakenIn) -> Result<(), Failure> {
        let counts = &mut self.report.counts;
        match taken {
            TakenIn::Refused(Refusal::GuardianNotEnrolled) => {
                for item in self.waiting.add(item) {
                    self.refuse_act(&item, Refusal::GuardianNotEnrolled)?;
                }
                return Ok(());
            }
            TakenIn::Refused(refusal) => return self.refuse_act(&item, refusal),
            TakenIn::Enrolled => counts.new = counts.new.saturating_add(1),
            TakenIn::Same => counts.unchanged = counts.unchanged.saturating_add(1),
            TakenIn::Updated(outcome) => {
                counts.changed = counts.changed.saturating_add(1);
                for code in outcome.stale {
                    let count = match code.fate {
                        CodeFate::Keep => &mut self.report.stale,
                        CodeFate::Revoke => &mut self.report.revoked,
                    };
                    *count = count.saturating_add(1);
                }
            }
        }
        let mut slugs: Vec<_> = item
            .record
            .warnings()
            .iter()
            .map(|warning| warning.slug())
            .collect();
        slugs.sort_unstable();
        slugs.dedup();
        for slug in slugs {
            let count = self.report.warnings.entry(slug).or_default();
            *count = count.saturating_add(1);
        }
        Ok(())
    }

    fn refuse_act(&mut self, item: &Item, refusal: Refusal) -> Result<(), Failure> {
        let field = field(refusal);
        let column = self.column(item.file, field);
        let reason = Reason {
            line: item.line,
            column,
            field: Some(field),
            slug: refusal.slug(),
            message: message(refusal),
        };
        self.refuse(item.file, &reason, Some(&item.raw))
    }

    fn column(&self, file: usize, field: RecordField) -> Option<usize> {
        let columns = self.report.files.get(file)?.columns.iter();
        let mut places = columns.enumerate();
        let found = places.find(|(_, column)| **column == Column::Field(field));
        found.map(|(place, _)| place.saturating_add(1))
    }

    fn refuse(&mut self, file: usize, reason: &Reason, raw: Option<&[u8]>) -> Result<(), Failure> {
        let bar = self.bar.clone();
        bar.suspend(|| self.report.refuse(file, reason))?;
        match self.rejects.get_mut(file) {
            Some(Some(rejects)) => rejects.add(reason, raw),
            _ => Ok(()),
        }
    }

    fn end(mut self) -> Result<Exit, Failure> {
        self.take_in()?;
        for item in std::mem::take(&mut self.waiting).into_rows() {
            self.refuse_act(&item, Refusal::GuardianNotEnrolled)?;
        }
        for (rejects, report) in self.rejects.into_iter().zip(&mut self.report.files) {
            report.rejects = match rejects {
                Some(rejects) => rejects.finish()?,
                None => None,
            };
        }
        let failed = |error: ActError| {
            let failure = Failure::new("every row is in, and the import cannot be noted");
            failure.because(error)
        };
        let before = self
            .register
            .last_tally()
            .map_err(|error| failed(error.into()))?;
        let tally = self
            .register
            .tally()
            .map_err(|error| failed(error.into()))?;
        self.report.unusual = tally.unusual(before.as_ref());
        let noted = self.register.note_import(self.report.counts, &tally);
        noted.map_err(failed)?;
        self.report.print()?;
        Ok(if self.report.counts.refused > 0 {
            Exit::Refused
        } else {
            Exit::Done
        })
    }
}

/// What a refusal says behind the name of its field.
fn message(refusal: Refusal) -> String {
    let said = refusal.to_string();
    let Refusal::Sanity(error) = refusal else {
        return said;
    };
    let field = format!("{}: ", error.field());
    said.strip_prefix(&field).map(str::to_owned).unwrap_or(said)
}

/// The field of a record that a refusal is about.
const fn field(refusal: Refusal) -> RecordField {
    match refusal {
        Refusal::DocumentInUse => RecordField::DocumentNumber,
        Refusal::Sanity(SanityError::VerifiedInFuture) => RecordField::IdentityVerifiedAt,
        // The birth date, which most numbers hold.
        Refusal::Sanity(_) => RecordField::DocumentNumber,
        Refusal::AddressDiffers
        | Refusal::AlreadyRelated
        | Refusal::GuardianIsMinor
        | Refusal::GuardianNotEnrolled
        | Refusal::NeitherMinorNorElder
        | Refusal::NotFamily
        | Refusal::SamePerson => RecordField::GuardianSubject,
        _ => RecordField::Record,
    }
}

#[cfg(test)]
mod tests;

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use juma_cli::{failure::Failure, files, language::Language};
use juma_registry::{
    intake::{Encoding, Form},
    record::RecordField,
};
use serde_json::json;

use crate::words;

/// The columns that come before those of a refused row. An import passes over them.
const COLUMNS: &str = "reject.line,reject.column,reject.field,reject.reason,reject.message";

/// A file of refused rows, byte for byte as they were, with the reason of each. It has another name
/// until it is whole.
pub(super) struct Rejects {
    path: PathBuf,
    unfinished: PathBuf,
    existing: Existing,
    form: Form,
    shape: Shape,
    writer: Option<BufWriter<File>>,
}

/// What a file of refused rows has in common with the file that they are of.
pub(super) struct Shape {
    pub(super) encoding: Encoding,
    pub(super) mark: Vec<u8>,
    pub(super) line_end: &'static [u8],
    pub(super) header: Vec<u8>,
    /// Of the reasons; the file's encoding has characters of both.
    pub(super) language: Language,
}

/// What becomes of a file that has the name already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Existing {
    Keep,
    Replace,
}

/// What is said of a refused row.
pub(super) struct Reason {
    pub(super) line: u64,
    pub(super) column: Option<usize>,
    pub(super) field: Option<RecordField>,
    pub(super) slug: &'static str,
    pub(super) message: String,
}

impl Reason {
    /// The field's path in a record; empty where none is concerned.
    pub(super) fn path(&self) -> &'static str {
        self.field.map_or("", RecordField::path)
    }
}

/// The file of refused rows that belongs beside a file: `people.csv.rejects.csv`, and where that is
/// imported again `people.csv.rejects-2.csv`, and so on.
pub(super) fn beside(path: &Path, form: Form) -> PathBuf {
    let ending = match form {
        Form::Csv => "csv",
        Form::Jsonl => "jsonl",
    };
    let again = path.file_name().and_then(|name| {
        let (stem, number) = name.to_str()?.rsplit_once(".rejects")?;
        let number = number.strip_suffix(ending)?.strip_suffix('.')?;
        let number: u32 = match number.strip_prefix('-') {
            Some(number) => number.parse().ok()?,
            None if number.is_empty() => 1,
            None => return None,
        };
        let next = number.checked_add(1)?;
        Some(path.with_file_name(format!("{stem}.rejects-{next}.{ending}")))
    });
    again.unwrap_or_else(|| {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".rejects.{ending}"));
        name.into()
    })
}

impl Rejects {
    /// Nothing is written before the first row is.
    pub(super) fn new(
        path: PathBuf,
        existing: Existing,
        form: Form,
        shape: Shape,
    ) -> Result<Self, Failure> {
        Self::check(&path, existing)?;
        // What a kill has left of people goes also where nothing is refused this time.
        let unfinished = unfinished(&path);
        remove_left(&unfinished).map_err(|error| cannot(error).at(&unfinished))?;
        Ok(Self {
            unfinished,
            path,
            existing,
            form,
            shape,
            writer: None,
        })
    }

    /// Says early that the file cannot be written, or is not to be replaced.
    pub(super) fn check(path: &Path, existing: Existing) -> Result<(), Failure> {
        match existing {
            Existing::Keep => files::refuse_existing(path).map_err(|failure| {
                failure.advise("mend and import it first, or say --replace or --rejects FILE")
            })?,
            Existing::Replace => refuse_other(path)?,
        }
        files::require_folder(path)?;
        let left = unfinished(path);
        refuse_other(&left)?;
        refuse_busy(&left).map_err(|error| cannot(error).at(&left))
    }

    pub(super) fn add(&mut self, reason: &Reason, raw: Option<&[u8]>) -> Result<(), Failure> {
        let path = self.unfinished.clone();
        self.put(reason, raw)
            .map_err(|error| cannot(error).at(&path))
    }

    fn put(&mut self, reason: &Reason, raw: Option<&[u8]>) -> io::Result<()> {
        if self.writer.is_none() {
            let mut writer = BufWriter::new(private(&self.unfinished)?);
            writer.write_all(&self.shape.mark)?;
            if self.form == Form::Csv {
                writer.write_all(COLUMNS.as_bytes())?;
                write!(writer, ",{},", self.shape.encoding.reject_mark())?;
                writer.write_all(&self.shape.header)?;
                writer.write_all(self.shape.line_end)?;
            }
            self.writer = Some(writer);
        }
        let Some(writer) = &mut self.writer else {
            return Ok(());
        };
        let Reason {
            line, column, slug, ..
        } = reason;
        let message = words::reason(self.shape.language, slug, &reason.message);
        let (field, encoding) = (reason.path(), self.shape.encoding);
        match self.form {
            Form::Csv => {
                let column = column.map_or_else(String::new, |column| column.to_string());
                let message = message.replace('"', "\"\"");
                let why = format!("{line},{column},{field},{slug},\"{message}\",,");
                writer.write_all(&encoding.encode(&why))?;
            }
            Form::Jsonl => {
                let why = json!({"reject": {
                    "line": line, "column": column, "field": field, "reason": slug,
                    "message": message, "encoding": encoding.reject_mark(),
                }});
                writer.write_all(&encoding.encode(&why.to_string()))?;
                writer.write_all(self.shape.line_end)?;
            }
        }
        writer.write_all(raw.unwrap_or_default())?;
        writer.write_all(self.shape.line_end)
    }

    /// Gives the file its name, if there is one.
    pub(super) fn finish(mut self) -> Result<Option<PathBuf>, Failure> {
        let Some(writer) = &mut self.writer else {
            return Ok(None);
        };
        let done = writer.flush().and_then(|()| writer.get_ref().sync_all());
        let done = done.and_then(|()| {
            if self.existing == Existing::Keep && self.path.symlink_metadata().is_ok() {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            fs::rename(&self.unfinished, &self.path)
        });
        done.map_err(|error| cannot(error).at(&self.unfinished))?;
        self.writer = None;
        Ok(Some(self.path.clone()))
    }
}

/// Rows of people do not stay where an import failed: it is made again.
impl Drop for Rejects {
    fn drop(&mut self) {
        if self.writer.is_some() {
            drop(fs::remove_file(&self.unfinished));
        }
    }
}

fn cannot(error: io::Error) -> Failure {
    Failure::new("refused rows cannot be written").because(error)
}

pub(super) fn unfinished(path: &Path) -> PathBuf {
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(".part");
    unfinished.into()
}

/// Refused rows take the place of earlier ones or of an empty file, and of nothing else that
/// somebody has.
fn refuse_other(path: &Path) -> Result<(), Failure> {
    const MARK: &[u8] = b"\xef\xbb\xbf";
    let Some(start) = files::beginning(path)? else {
        return Ok(());
    };
    let text = start.strip_prefix(MARK).unwrap_or(&start);
    if start.is_empty() || text.starts_with(b"reject.") || text.starts_with(b"{\"reject\":") {
        return Ok(());
    }
    Err(Failure::new("it exists already and holds no refused rows")
        .at(path)
        .advise("choose another name, or move it away"))
}

/// Refuses what another import is writing.
fn refuse_busy(path: &Path) -> io::Result<()> {
    let is_file = fs::symlink_metadata(path).is_ok_and(|it| it.is_file());
    if is_file
        && let Ok(file) = OpenOptions::new().write(true).open(path)
        && matches!(file.try_lock(), Err(TryLockError::WouldBlock))
    {
        return Err(io::ErrorKind::ResourceBusy.into());
    }
    Ok(())
}

/// Removes what an import that was cut short has left, and nothing that another is writing. What
/// it is was looked at before.
fn remove_left(path: &Path) -> io::Result<()> {
    refuse_busy(path)?;
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// An empty file that only its owner may read, in place of what an import that was cut short left.
fn private(path: &Path) -> io::Result<File> {
    remove_left(path)?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let file = options.open(path)?;
    // Where files cannot be locked, two imports of one file are their operator's affair.
    drop(file.try_lock());
    Ok(file)
}

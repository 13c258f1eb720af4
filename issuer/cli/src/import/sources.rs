//! The files of an import, and where what is refused of each goes.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use juma_cli::{failure::Failure, files};
use juma_registry::intake::Form;

use super::{
    args::ImportArgs,
    rejects::{self, Rejects},
};
use crate::home::refuse_inside;

/// A file to read.
pub(super) struct Source {
    pub(super) path: PathBuf,
    pub(super) form: Form,
    pub(super) rejects: Option<PathBuf>,
}

pub(super) fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

pub(super) fn sources(args: &ImportArgs) -> Result<Vec<Source>, Failure> {
    if args.rejects.is_some() && args.files.len() > 1 {
        return Err(Failure::new(
            "--rejects names one file, and there are several to import",
        ));
    }
    let source = |path: &PathBuf| {
        let ending = path.extension().and_then(|ending| ending.to_str());
        let ending = ending.map(str::to_ascii_lowercase);
        let form = match (args.format, ending.as_deref()) {
            (Some(format), _) => format.form(),
            (None, Some("csv")) => Form::Csv,
            (None, Some("jsonl")) => Form::Jsonl,
            (None, Some("et" | "ods" | "xls" | "xlsm" | "xlsx")) => {
                return Err(Failure::new("it is a workbook of Excel or WPS")
                    .at(path)
                    .advise("save the sheet as CSV UTF-8 there, and import that"));
            }
            _ => {
                return Err(Failure::new("its name does not end in .csv or .jsonl")
                    .at(path)
                    .advise("say --format csv or --format jsonl"));
            }
        };
        let rejects = match &args.rejects {
            Some(path) => Some(path.clone()),
            None if args.dry_run => None,
            None if is_stdin(path) => Some(rejects::beside(Path::new("stdin"), form)),
            None => Some(rejects::beside(path, form)),
        };
        if let Some(rejects) = &rejects {
            refuse_inside(rejects, &args.home.home)?;
            Rejects::check(rejects, args.existing())?;
        }
        Ok(Source {
            path: path.clone(),
            form,
            rejects,
        })
    };
    args.files.iter().map(source).collect()
}

/// Refuses to read one file twice, and to write refused rows where they would take the place of what
/// is read, or of one another.
pub(super) fn refuse_twice(sources: &[Source]) -> Result<(), Failure> {
    let mut read = BTreeSet::new();
    for source in sources {
        let file = if is_stdin(&source.path) {
            None
        } else {
            files::identity(&source.path)
        };
        if !read.insert(file.clone()) && (file.is_some() || is_stdin(&source.path)) {
            return Err(Failure::new("it is named twice").at(&source.path));
        }
    }
    let mut written = BTreeSet::new();
    for path in sources.iter().filter_map(|source| source.rejects.as_ref()) {
        let is_read =
            |path: &Path| files::identity(path).is_some_and(|it| read.contains(&Some(it)));
        if is_read(path) || is_read(&rejects::unfinished(path)) {
            return Err(
                Failure::new("refused rows would take the place of what is imported")
                    .at(path)
                    .advise("name another file by --rejects"),
            );
        }
        if !written.insert(path) {
            return Err(Failure::new("the refused rows of two files would go there").at(path));
        }
    }
    Ok(())
}

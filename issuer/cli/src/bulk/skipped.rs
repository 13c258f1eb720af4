//! `skipped.csv`: who gets no code of a run, and why.

use std::{
    fs::File,
    io::{self, BufWriter, Read, Write},
    path::Path,
};

use juma_cli::failure::Failure;
use juma_register::{Register, RunId};

use super::{Halt, format::Names};

/// Lines in memory at once.
const PAGE: u32 = 2000;

const HEADER: &str = "subject,reason\n";

/// Writes the file. Should it be torn, it is written again before the run is at its end.
pub(super) fn write(folder: &Path, register: &Register, run: RunId) -> Result<(), Halt> {
    let path = folder.join(Names::SKIPPED);
    let failed = |error: io::Error| Failure::new("cannot write it").at(&path).because(error);
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = BufWriter::new(options.open(&path).map_err(failed)?);
    each(register, run, |text| {
        file.write_all(text.as_bytes()).map_err(failed)?;
        Ok(())
    })?;
    let file = file
        .into_inner()
        .map_err(|error| failed(error.into_error()))?;
    file.sync_all().map_err(failed)?;
    Ok(())
}

/// Whether the file is what the register says.
pub(super) fn is_whole(folder: &Path, register: &Register, run: RunId) -> Result<bool, Halt> {
    let Ok(file) = File::open(folder.join(Names::SKIPPED)) else {
        return Ok(false);
    };
    let mut file = io::BufReader::new(file);
    let mut same = true;
    each(register, run, |text| {
        let mut found = vec![0; text.len()];
        same = same && file.read_exact(&mut found).is_ok() && found == text.as_bytes();
        Ok(())
    })?;
    let mut rest = [0; 1];
    Ok(same && matches!(file.read(&mut rest), Ok(0)))
}

/// Hands the file over, a page of lines at a time.
fn each(
    register: &Register,
    run: RunId,
    mut take: impl FnMut(&str) -> Result<(), Halt>,
) -> Result<(), Halt> {
    take(HEADER)?;
    let mut after = 0;
    loop {
        let page = register.run_skips(run, after, PAGE)?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = last.place;
        let mut text = String::new();
        for skip in &page {
            text.push_str(&format!("{},{}\n", skip.subject, skip.reason));
        }
        take(&text)?;
    }
}

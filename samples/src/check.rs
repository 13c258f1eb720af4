use std::path::Path;

use juma_cli::{clock::parse_time, failure::Failure, files};
use juma_format::time::UnixTime;
use juma_keys::AnchorFile;
use juma_scan::picture::MAX_FILE_BYTES;
use juma_verifier::{Policy, State};

use crate::{
    SampleFile,
    collection::{BUNDLE, LIBRARY, OFFICER, ROOT, TABLE},
    look,
    moments::SAMPLE_MOMENT,
    office::failed,
};

/// A committed file that yields something else than its row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    /// What the row says.
    pub expected: SampleFile,
    /// What the file yields.
    pub found: SampleFile,
}

/// Judges every committed file as its row in `samples.jsonl` says, by a verifier that knows nothing
/// but the committed root and bundle. Gives the rows, and those that do not hold.
///
/// # Errors
/// When a file cannot be read, or the bundle is refused.
pub fn judge_committed(folder: &Path) -> Result<(Vec<SampleFile>, Vec<Drift>), Failure> {
    let state = committed_state(folder)?;
    let rows = read_rows(folder)?;
    let mut drifts = Vec::new();
    for row in &rows {
        let found = judge(folder, &state, row)?;
        if found != *row {
            let expected = row.clone();
            drifts.push(Drift { expected, found });
        }
    }
    Ok((rows, drifts))
}

/// The rows of `samples.jsonl`.
pub(crate) fn read_rows(folder: &Path) -> Result<Vec<SampleFile>, Failure> {
    let path = folder.join(TABLE);
    let table = files::read_bounded(&path, MAX_FILE_BYTES)?;
    let table = String::from_utf8(table).map_err(failed("not UTF-8"))?;
    let rows = table.lines().map(serde_json::from_str);
    let rows: Result<Vec<SampleFile>, _> = rows.collect();
    rows.map_err(|error| Failure::new("no table of samples").at(path).because(error))
}

fn committed_state(folder: &Path) -> Result<State, Failure> {
    let anchor = files::read_bounded(&folder.join(ROOT), MAX_FILE_BYTES)?;
    let anchor = String::from_utf8(anchor).map_err(failed("not UTF-8"))?;
    let AnchorFile(anchor) = AnchorFile::parse(&anchor).map_err(failed("no root"))?;
    let bundle = files::read_bounded(&folder.join(BUNDLE), MAX_FILE_BYTES)?;
    let imported = State::new(anchor).import(&bundle, SAMPLE_MOMENT);
    let (state, _) = imported.map_err(failed("the committed bundle is refused"))?;
    Ok(state)
}

fn judge(folder: &Path, state: &State, row: &SampleFile) -> Result<SampleFile, Failure> {
    let bytes = files::read_bounded(&folder.join(&row.file), MAX_FILE_BYTES)?;
    let at: UnixTime = parse_time(&row.at).map_err(failed("no time"))?;
    let judged = |name: &str| {
        let policy = Policy::built_in(name).ok_or_else(|| Failure::new("no such policy"))?;
        look(&row.file, &bytes, (state, at), &policy)
    };
    let (library, officer) = (judged(LIBRARY)?, judged(OFFICER)?);
    Ok(SampleFile::new(&row.file, at, &library, &officer))
}

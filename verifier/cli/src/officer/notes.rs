use std::{
    fs::{File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::PathBuf,
};

use juma_cli::failure::Failure;
use juma_format::{KeyId, time::UnixTime};
use juma_keys::KeyHash;
use juma_verifier::Opening;

use crate::state_dir::StateDir;

const NAME: &str = "opened.jsonl";

/// What was opened on a device, and of nobody: a line for each opening, never taken away. A line has
/// some 200 bytes, so a year of a hundred a day is 7 MB.
pub(super) struct Notes {
    path: PathBuf,
}

impl Notes {
    pub(super) fn of(dir: &StateDir) -> Self {
        Self {
            path: dir.path().join(NAME),
        }
    }

    /// Notes an opening, so that it outlasts a power cut. The time is the device's own.
    pub(super) fn add(
        &self,
        at: UnixTime,
        signer: KeyId,
        device: KeyHash,
        opening: Opening,
    ) -> Result<(), Failure> {
        let line = juma_report::opened(at, signer, device, opening);
        self.append(&format!("{line}\n")).map_err(|error| {
            Failure::new("the opening cannot be noted, so nothing sealed is shown")
                .at(&self.path)
                .because(error)
                .advise("make room, or leave out --unlock")
        })
    }

    fn append(&self, line: &str) -> io::Result<()> {
        let mut options = OpenOptions::new();
        options.create(true).append(true).read(true);
        #[cfg(unix)]
        {
            use rustix::fs::OFlags;
            use std::os::unix::fs::OpenOptionsExt;
            let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
            options.mode(0o600);
            options.custom_flags(i32::try_from(flags.bits()).unwrap_or_default());
        }
        let mut file = options.open(&self.path)?;
        if !file.metadata()?.is_file() {
            return Err(io::Error::other("its name is taken by something else"));
        }
        // What a power cut has left of a line stays what it is.
        let line = if ends_a_line(&mut file)? {
            line.to_owned()
        } else {
            format!("\n{line}")
        };
        file.write_all(line.as_bytes())?;
        file.sync_all()?;
        self.sync_name()
    }

    /// Makes the name of a new file last too.
    fn sync_name(&self) -> io::Result<()> {
        use io::ErrorKind::{InvalidInput, Unsupported};
        let Some(folder) = self.path.parent().filter(|_| cfg!(unix)) else {
            return Ok(());
        };
        match File::open(folder)?.sync_all() {
            Err(error) if matches!(error.kind(), InvalidInput | Unsupported) => Ok(()),
            result => result,
        }
    }
}

fn ends_a_line(file: &mut File) -> io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(true);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

use std::{fmt, fs::File, io};

use serde_json::json;

use crate::{Mark, Register, RegisterError, StoreError};

/// A register at one moment, for a copy of it. Nobody else works it while this lasts.
pub struct Snapshot {
    // The order of the fields is the order of their end: with the file open no longer, the lock on
    // it is gone too, and the register must not write then.
    _register: Register,
    file: Option<File>,
    mark: Mark,
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Snapshot(..)")
    }
}

impl Register {
    /// Notes in the journal that a copy is made, and holds the register still for it.
    ///
    /// # Errors
    /// When the register fails.
    pub fn snapshot(self) -> Result<Snapshot, RegisterError> {
        self.write(|act| {
            act.record("backup", &json!({}))?;
            Ok::<_, RegisterError>(())
        })?;
        let mark = self.mark()?;
        let file = self.store(crate::store::Store::whole_file)?;
        Ok(Snapshot {
            _register: self,
            file,
            mark,
        })
    }
}

impl Snapshot {
    /// How far the register has come.
    #[must_use]
    pub const fn mark(&self) -> Mark {
        self.mark
    }

    /// The database's file and its length; none for a server, which has its own copies made.
    ///
    /// # Errors
    /// When the system does not tell the length.
    pub fn file(&mut self) -> Result<Option<(&mut dyn io::Read, u64)>, RegisterError> {
        let Some(file) = &mut self.file else {
            return Ok(None);
        };
        let length = file.metadata().map(|metadata| metadata.len());
        let length = length.map_err(|error| StoreError::Io(error.kind()))?;
        Ok(Some((file, length)))
    }
}

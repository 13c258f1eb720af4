//! Whose rows an import has had.

use std::{
    collections::HashSet,
    hash::{BuildHasher, RandomState},
};

use juma_registry::SubjectId;

/// The reason of a row whose id an earlier row has, of the file or of one before it.
pub(super) const REPEATED: &str = "subject-repeated";

/// The same for people.
pub(super) const MESSAGE: &str = "an earlier row has this id, and would be overwritten: mend it \
     in the file, where one of the two is somebody else's or too many; it is not copied";

/// Ids by a keyed hash of 64 bits: 16 MB for a million, where the ids would be three times as many.
/// Two ids of a million have one hash once in 37 million files, and then a row is refused.
#[derive(Default)]
pub(super) struct Seen {
    key: RandomState,
    hashes: HashSet<u64>,
}

impl Seen {
    /// Whether this one was seen before; from now on it was.
    pub(super) fn is_repeated(&mut self, subject: &SubjectId) -> bool {
        let hash = self.key.hash_one(subject.as_str());
        !self.hashes.insert(hash)
    }
}

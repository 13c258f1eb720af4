//! What keeps a place: what is held on one person and erasing it, copies and going on from them, a
//! code in hand, and how it stands with everything.

pub(crate) mod args;
pub(crate) mod backup;
mod container;
mod contents;
mod evidence;
pub(crate) mod export;
pub(crate) mod find;
pub(crate) mod purge;
pub(crate) mod restore;
pub(crate) mod status;
mod warnings;

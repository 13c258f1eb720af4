//! Bytes and types of everything that Juma signs.

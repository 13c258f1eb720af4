//! Records to signed codes; publishing of trust data.

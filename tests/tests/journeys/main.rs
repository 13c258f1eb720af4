//! The commands from the first day to the gate, as people run them.

mod backups;
mod bulk;
mod databases;
mod deltas;
mod desk;
mod failures;
mod family;
mod faq;
mod founding;
mod gate;
mod homes;
mod import;
mod keeping;
mod killed;
mod live;
mod officer;
mod pictures;
mod places;
mod printing;
mod province;
mod quarters;
mod records;
mod register;
mod sealed;
mod status;
mod trust;

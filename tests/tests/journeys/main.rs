//! The commands from the first day to the gate, as people run them.

mod deltas;
mod desk;
mod failures;
mod founding;
mod gate;
mod pictures;
mod places;
mod records;
mod register;
mod trust;

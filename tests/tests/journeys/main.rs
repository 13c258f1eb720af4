//! The commands from the first day to the gate, as people run them.

mod deltas;
mod desk;
mod failures;
mod family;
mod founding;
mod gate;
mod homes;
mod live;
mod pictures;
mod places;
mod printing;
mod province;
mod records;
mod register;
mod sealed;
mod status;
mod trust;

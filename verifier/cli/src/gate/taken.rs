//! What the gate takes of its terminal: a second screen, and the silence of a scanner that types.

use juma_cli::stop;

#[cfg(unix)]
use super::scanner::Silence;
use super::screen::terminal;

pub(super) struct Taken;

impl stop::Taken for Taken {
    fn pause(&self) {
        #[cfg(unix)]
        {
            terminal::pause();
            Silence::pause();
        }
    }

    fn resume(&self) {
        #[cfg(unix)]
        {
            Silence::resume();
            terminal::resume();
        }
    }

    fn leave(&self) {
        terminal::leave();
        #[cfg(unix)]
        Silence::pause();
    }
}

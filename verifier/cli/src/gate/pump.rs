//! The thread that reads a source, and opens it again when it was lost.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    thread,
    time::Duration,
};

use juma_cli::failure::Failure;

use super::{
    queue::{Closed, News, Queue},
    source::{Input, Lasting, Source},
};

/// How long to wait before a device that was lost is tried again, and the most that doubling makes
/// of it: a camera that is plugged in is found while the person still stands there.
const FIRST_WAIT: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_secs(8);

/// Reads an input until it ends or nobody listens any more. The thread is left behind when the
/// command ends, for nothing interrupts the reading of a device.
pub(crate) fn start(input: Input, queue: Arc<Queue>) -> Result<(), Failure> {
    let pump = thread::Builder::new()
        .name("source".to_owned())
        .spawn(move || {
            // Closed: the gate has ended, and so does this.
            drop(pump(input, &queue));
        });
    pump.map(drop)
        .map_err(|error| Failure::new("no thread for the source").because(error))
}

fn pump(mut input: Input, queue: &Queue) -> Result<(), Closed> {
    let mut wait = FIRST_WAIT;
    loop {
        let lost = match contained(|| (input.open)()) {
            Err(failure) => failure,
            Ok(mut source) => {
                queue.send(News::Open)?;
                match read(source.as_mut(), queue, &mut wait)? {
                    Some(failure) => failure,
                    None if input.lasting == Lasting::Ends => return queue.send(News::End),
                    None => Failure::new("it gives nothing any more").at(&input.name),
                }
            }
        };
        if input.lasting == Lasting::Ends {
            return queue.send(News::Failed(lost));
        }
        queue.send(News::Trouble(lost))?;
        queue.pause(wait)?;
        wait = wait.saturating_mul(2).min(LONGEST_WAIT);
    }
}

/// Reads until the source ends; gives what it was lost by.
fn read(
    source: &mut dyn Source,
    queue: &Queue,
    wait: &mut Duration,
) -> Result<Option<Failure>, Closed> {
    loop {
        match contained(|| source.next()) {
            Ok(Some(sight)) => {
                *wait = FIRST_WAIT;
                queue.send(News::Sight(sight))?;
            }
            Ok(None) => return Ok(None),
            Err(failure) => return Ok(Some(failure)),
        }
    }
}

/// A driver's crate may panic on what a device does; that is the loss of the device and no more.
fn contained<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(Failure::new("the source has failed inside")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::source::{Hurry, Sight, Time};
    use juma_verifier::Spans;

    /// A device that gives two lines and is lost, in every way that there is.
    struct Fragile(u32);

    impl Source for Fragile {
        #[allow(clippy::panic)]
        fn next(&mut self) -> Result<Option<Sight>, Failure> {
            self.0 += 1;
            match self.0 {
                1 | 2 => Ok(Some(Sight::Line(Vec::new()))),
                3 => Ok(None),
                12 => Err(Failure::new("unplugged")),
                22 => panic!("a driver"),
                _ => Ok(Some(Sight::Line(Vec::new()))),
            }
        }
    }

    fn heard(lasting: Lasting, starts: &[u32], count: usize) -> Vec<&'static str> {
        let mut starts = starts.to_vec();
        let input = Input {
            name: "d".to_owned(),
            open: Box::new(move || {
                let start = starts.pop().ok_or_else(|| Failure::new("missing"))?;
                let source: Box<dyn Source> = Box::new(Fragile(start));
                Ok(source)
            }),
            lasting,
            hurry: Hurry::Newest,
            time: Time::Machine,
            spans: Spans::SCANNER,
        };
        let queue = Arc::new(Queue::new(input.hurry));
        start(input, Arc::clone(&queue)).unwrap();
        let mut heard = Vec::new();
        while heard.len() < count {
            heard.push(match queue.receive(Duration::from_secs(30)) {
                Some(News::Open) => "open",
                Some(News::Sight(_)) => "sight",
                Some(News::Trouble(_)) => "trouble",
                Some(News::End) => "end",
                Some(News::Failed(_)) => "failed",
                None => "nothing",
            });
        }
        queue.close();
        heard
    }

    #[test]
    fn a_device_that_is_lost_is_opened_again_and_a_stream_is_not() {
        let device = heard(Lasting::Returns, &[20, 10, 0], 10);
        assert_eq!(
            device,
            [
                "open", "sight", "sight", "trouble", "open", "sight", "trouble", "open", "sight",
                "trouble"
            ]
        );
        assert_eq!(heard(Lasting::Returns, &[], 2), ["trouble", "trouble"]);
        let stream = heard(Lasting::Ends, &[0], 4);
        assert_eq!(stream, ["open", "sight", "sight", "end"]);
        assert_eq!(heard(Lasting::Ends, &[10], 3), ["open", "sight", "failed"]);
        assert_eq!(heard(Lasting::Ends, &[], 1), ["failed"]);
    }
}

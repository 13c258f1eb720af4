//! What a source has read and the gate has not: little, whatever is faster.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use juma_cli::failure::Failure;

use super::source::{Hurry, Sight};

/// The most that waits. Two frames are enough for reading and judging at once; each may have 16 MiB.
const MAX_WAITING: usize = 2;

/// What the gate hears of its source.
pub(crate) enum News {
    /// It is open, for the first time or again.
    Open,
    /// Something that it gave.
    Sight(Sight),
    /// It is not there, and is tried again.
    Trouble(Failure),
    /// It has ended.
    End,
    /// It has failed, and is not tried again.
    Failed(Failure),
}

/// A bounded queue between one thread that reads and one that judges.
pub(crate) struct Queue {
    hurry: Hurry,
    inner: Mutex<Inner>,
    changed: Condvar,
}

#[derive(Default)]
struct Inner {
    waiting: VecDeque<News>,
    dropped: u64,
    closed: bool,
}

/// Nobody listens any more.
pub(crate) struct Closed;

impl Queue {
    pub(crate) fn new(hurry: Hurry) -> Self {
        Self {
            hurry,
            inner: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    /// Hands something over. Waits while the queue is full, or, where the newest counts, drops the
    /// oldest frame of it.
    pub(crate) fn send(&self, news: News) -> Result<(), Closed> {
        let mut inner = self.lock();
        while !inner.closed && inner.waiting.len() >= MAX_WAITING {
            let oldest = inner.waiting.iter().position(is_frame);
            if let (Hurry::Newest, true, Some(oldest)) = (self.hurry, is_frame(&news), oldest) {
                inner.waiting.remove(oldest);
                inner.dropped = inner.dropped.saturating_add(1);
            } else {
                inner = self
                    .changed
                    .wait(inner)
                    .unwrap_or_else(PoisonError::into_inner);
            }
        }
        if inner.closed {
            return Err(Closed);
        }
        inner.waiting.push_back(news);
        self.changed.notify_all();
        Ok(())
    }

    /// What has waited for the longest time; `None` when nothing came in a while.
    pub(crate) fn receive(&self, patience: Duration) -> Option<News> {
        let begin = Instant::now();
        let mut inner = self.lock();
        loop {
            if let Some(news) = inner.waiting.pop_front() {
                self.changed.notify_all();
                return Some(news);
            }
            let left = patience.checked_sub(begin.elapsed())?;
            let (guard, _) = self
                .changed
                .wait_timeout(inner, left)
                .unwrap_or_else(PoisonError::into_inner);
            inner = guard;
        }
    }

    /// Waits for as long, or until nobody listens any more.
    pub(crate) fn pause(&self, span: Duration) -> Result<(), Closed> {
        let begin = Instant::now();
        let mut inner = self.lock();
        while !inner.closed {
            let Some(left) = span.checked_sub(begin.elapsed()) else {
                return Ok(());
            };
            let (guard, _) = self
                .changed
                .wait_timeout(inner, left)
                .unwrap_or_else(PoisonError::into_inner);
            inner = guard;
        }
        Err(Closed)
    }

    /// Tells the source that nobody listens any more.
    pub(crate) fn close(&self) {
        let mut inner = self.lock();
        inner.closed = true;
        inner.waiting.clear();
        self.changed.notify_all();
    }

    /// The frames that were dropped because newer ones came.
    pub(crate) fn dropped(&self) -> u64 {
        self.lock().dropped
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const fn is_frame(news: &News) -> bool {
    matches!(news, News::Sight(Sight::Frame { .. }))
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, thread};

    use super::*;
    use crate::gate::frame::{Frame, Luma};

    fn frame(number: u8) -> News {
        let luma = Luma::new(1, 1, vec![number]).unwrap();
        let frame = Frame::Luma(luma);
        let at = Some(Duration::from_secs(number.into()));
        News::Sight(Sight::Frame { frame, at })
    }

    fn number(news: &News) -> u64 {
        match news {
            News::Sight(Sight::Frame { at, .. }) => at.unwrap().as_secs(),
            _ => 1000,
        }
    }

    #[test]
    fn the_newest_frames_push_the_oldest_out_and_nothing_else() {
        let queue = Queue::new(Hurry::Newest);
        for n in 0..100 {
            assert!(queue.send(frame(n)).is_ok());
        }
        assert_eq!(queue.dropped(), 98);
        let got = [(); 2].map(|()| number(&queue.receive(Duration::ZERO).unwrap()));
        assert_eq!(got, [98, 99]);
        assert!(queue.receive(Duration::ZERO).is_none());
        assert!(queue.send(News::Open).is_ok());
        for n in 0..9 {
            assert!(queue.send(frame(n)).is_ok());
        }
        let got = [(); 2].map(|()| number(&queue.receive(Duration::ZERO).unwrap()));
        assert_eq!(got, [1000, 8]);
    }

    #[test]
    fn a_whole_stream_waits_for_its_reader() {
        let queue = Arc::new(Queue::new(Hurry::Whole));
        let writer = Arc::clone(&queue);
        let writer = thread::spawn(move || {
            for n in 0..100 {
                assert!(writer.send(frame(n)).is_ok());
            }
            assert!(writer.send(News::End).is_ok());
        });
        let mut got = Vec::new();
        while let Some(news) = queue.receive(Duration::from_secs(20)) {
            if matches!(news, News::End) {
                break;
            }
            got.push(number(&news));
        }
        assert_eq!(got, (0..100).collect::<Vec<_>>());
        assert_eq!(queue.dropped(), 0);
        writer.join().unwrap();
    }

    #[test]
    fn a_writer_that_waits_hears_that_nobody_listens() {
        let queue = Arc::new(Queue::new(Hurry::Whole));
        let writer = Arc::clone(&queue);
        let writer = thread::spawn(move || while writer.send(frame(1)).is_ok() {});
        assert!(queue.receive(Duration::from_secs(20)).is_some());
        queue.close();
        writer.join().unwrap();
        assert!(queue.pause(Duration::from_secs(60)).is_err());
    }
}

//! `gate`: what is held up, judged as it comes, until somebody stops it.

mod camera;
mod challenge;
mod event;
mod face;
mod frame;
mod inputs;
mod journal;
mod pictures;
mod program;
mod pump;
mod queue;
mod reading;
mod resync;
#[cfg(unix)]
mod scanner;
mod screen;
mod source;
mod stream;
mod taken;
mod y4m;

use std::{
    io::{self, IsTerminal},
    sync::Arc,
    time::{Duration, Instant},
};

use juma_cli::{clock, exit::Exit, failure::Failure, output::Output, stop::Stop};
use juma_format::time::UnixTime;
use juma_verifier::{Finding, Happening, Moment, Policy, Session, State, Told, USE_STEP};

use crate::{
    args::GateArgs,
    languages::Languages,
    policy_file,
    report::{Digits, Time},
    state_dir::{Generation, StateDir},
};
use challenge::Asking;
use event::{Event, Notice, NoticeKind, Summary, Verdict};
pub(crate) use face::Bell;
use face::{Face, Idle, JsonLines, PlainLines};
use journal::{Journal, Turn};
use program::Program;
use queue::{News, Queue};
use reading::Reading;
use screen::Screen;
use source::{Input, Sight};
use taken::Taken;

/// How long to wait for a source before looking at everything else.
const PATIENCE: Duration = Duration::from_millis(100);

/// How often the folder of trust data is looked at: somebody plugs a stick in at lunch.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

pub(crate) fn run(args: &GateArgs) -> Result<Exit, Failure> {
    let dir = StateDir::new(&args.state.state);
    // Before the state, so that what is imported in between is noticed.
    let generation = dir.generation();
    let state = dir.load()?;
    let policy = policy_file::named(&args.policy)?;
    let input = inputs::input(args)?;
    let stop = Stop::with_terminal(Taken)?;
    let journal = args.journal.as_deref().map(Journal::open).transpose()?;
    let program = args.exec.as_deref().map(Program::new).transpose()?;
    // Before the screen is taken: whoever types on a screen is not to write on it.
    #[cfg(unix)]
    let _silence = scanner::Silence::keep(&args.input);
    let gate = Gate {
        dir,
        generation,
        state,
        policy,
        at: args.state.at,
        source: input.name.clone(),
        session: Session::new(input.spans),
        asking: args.challenge.then(Asking::default),
        digits: args.digits.digits(),
        languages: args.languages.languages(),
        skipped: None,
        face: face(args),
        journal,
        program,
        summary: Summary::default(),
    };
    gate.watch(input, &stop)
}

fn face(args: &GateArgs) -> Box<dyn Face> {
    let languages = args.languages.languages();
    if args.state.json {
        Box::new(JsonLines(Output::stdout()))
    } else if io::stdout().is_terminal() {
        Box::new(Screen::take(args.bell, languages))
    } else {
        Box::new(PlainLines {
            output: Output::stdout(),
            bell: args.bell,
            languages,
            trouble: String::new(),
        })
    }
}

/// A gate at work.
struct Gate {
    dir: StateDir,
    generation: Generation,
    state: State,
    policy: Policy,
    /// The moment that was given for the beginning.
    at: Option<UnixTime>,
    source: String,
    session: Session,
    /// Where holders are asked to confirm a number.
    asking: Option<Asking>,
    digits: Digits,
    languages: Languages,
    /// What was wrong with what was skipped last.
    skipped: Option<&'static str>,
    face: Box<dyn Face>,
    journal: Option<Journal>,
    program: Option<Program>,
    summary: Summary,
}

impl Gate {
    fn watch(mut self, input: Input, stop: &Stop) -> Result<Exit, Failure> {
        let queue = Arc::new(Queue::new(input.hurry));
        let own_time = input.time == source::Time::Stream;
        self.keep_use();
        self.tick(Duration::ZERO)?;
        self.ask(Duration::ZERO)?;
        pump::start(input, Arc::clone(&queue))?;
        let begin = Instant::now();
        let mut reading = Reading::default();
        let (mut looked, mut used) = (begin, begin);
        let mut failed = None;
        // The stream's own time, as far as it has come.
        let mut elapsed = Duration::ZERO;
        while !stop.is_asked() {
            let news = queue.receive(PATIENCE);
            if !own_time {
                elapsed = begin.elapsed();
            }
            match news {
                None if own_time => {}
                None => self.see(&[], elapsed)?,
                Some(News::Open) => {
                    let source = self.source.clone();
                    self.notice(&Notice::new(NoticeKind::SourceOpen, source))?;
                }
                Some(News::Sight(Sight::Frame { frame, at })) => {
                    if let (true, Some(at)) = (own_time, at) {
                        elapsed = at;
                    }
                    self.summary.frames = self.summary.frames.saturating_add(1);
                    match reading.texts(&frame) {
                        Some(texts) => self.see(&texts, elapsed)?,
                        None => self.skip("a frame that the reader fails on")?,
                    }
                }
                Some(News::Sight(Sight::Line(candidates))) => {
                    self.summary.lines = self.summary.lines.saturating_add(1);
                    self.scan(&candidates, elapsed)?;
                }
                Some(News::Sight(Sight::Skipped(why))) => self.skip(why)?,
                Some(News::Trouble(failure)) => {
                    self.notice(&Notice::of(NoticeKind::SourceTrouble, &failure))?;
                }
                Some(News::End) => break,
                Some(News::Failed(failure)) => {
                    failed = Some(failure);
                    break;
                }
            }
            self.look_at_program()?;
            self.tick(elapsed)?;
            if looked.elapsed() >= LOOK_AGAIN {
                looked = Instant::now();
                self.look_again()?;
            }
            // What that raises is read again with the folder.
            if used.elapsed() >= Duration::from_secs(USE_STEP) {
                used = Instant::now();
                self.keep_use();
            }
        }
        self.summary.dropped = queue.dropped();
        queue.close();
        let news = self.session.end();
        self.tell(&news, elapsed)?;
        if let Some(mut program) = self.program.take() {
            for failure in program.end() {
                self.notice(&Notice::of(NoticeKind::ExecTrouble, &failure))?;
            }
        }
        if let Some(journal) = &mut self.journal {
            journal.sync();
        }
        let summary = std::mem::take(&mut self.summary);
        self.face.show(&Event::Stopped(&summary))?;
        self.keep_use();
        match failed {
            Some(failure) => Err(failure),
            None => Ok(Exit::Done),
        }
    }

    fn see(&mut self, texts: &[String], elapsed: Duration) -> Result<(), Failure> {
        let moment = self.moment(elapsed);
        let texts = texts.iter().map(String::as_str);
        let news = self.session.see(texts, moment, &self.state, &self.policy);
        self.tell(&news, elapsed)?;
        self.ask(elapsed)
    }

    fn scan(&mut self, candidates: &[String], elapsed: Duration) -> Result<(), Failure> {
        let moment = self.moment(elapsed);
        let candidates = candidates.iter().map(String::as_str);
        let news = self
            .session
            .scan(candidates, moment, &self.state, &self.policy);
        self.tell(&news, elapsed)?;
        self.ask(elapsed)
    }

    /// Puts the next number once the last was answered.
    fn ask(&mut self, elapsed: Duration) -> Result<(), Failure> {
        let open = self.session.challenge();
        let next = self.asking.as_mut().map(|it| it.next(open, elapsed));
        let Some(challenge) = next.transpose()?.flatten() else {
            return Ok(());
        };
        self.session.ask(challenge);
        self.face.show(&Event::Challenge(challenge))
    }

    /// Counts what could not be read, and says what is wrong when it is something new.
    fn skip(&mut self, why: &'static str) -> Result<(), Failure> {
        self.summary.skipped = self.summary.skipped.saturating_add(1);
        if self.skipped == Some(why) {
            return Ok(());
        }
        self.skipped = Some(why);
        self.notice(&Notice::new(NoticeKind::InputSkipped, why))
    }

    fn tell(&mut self, news: &[Happening], elapsed: Duration) -> Result<(), Failure> {
        let time = time(self.at, elapsed);
        for news in news {
            match news {
                Happening::Judged(told) => {
                    self.summary.count(told);
                    let verdict = Verdict {
                        told,
                        source: &self.source,
                        state: &self.state,
                        time,
                        digits: self.digits,
                        languages: self.languages,
                    };
                    // The relay first: a person waits.
                    let started = match &mut self.program {
                        Some(program) => program.start(&format!("{}\n", verdict.json())),
                        None => Ok(()),
                    };
                    self.face.show(&Event::Verdict(verdict))?;
                    if let Err(failure) = started {
                        self.notice(&Notice::of(NoticeKind::ExecTrouble, &failure))?;
                    }
                    self.write_down(told, time.moment())?;
                }
                Happening::Left { showing } => {
                    self.face.show(&Event::Left { showing: *showing })?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn write_down(&mut self, told: &Told, at: UnixTime) -> Result<(), Failure> {
        let Some(journal) = &mut self.journal else {
            return Ok(());
        };
        let notice = match journal.write(told, at, self.state.environment().name()) {
            Turn::Same => return Ok(()),
            Turn::Lost(failure) => Notice::of(NoticeKind::JournalTrouble, &failure),
            Turn::Back => Notice::new(NoticeKind::JournalBack, ""),
        };
        self.notice(&notice)
    }

    fn notice(&mut self, notice: &Notice) -> Result<(), Failure> {
        self.face.show(&Event::Notice(notice))
    }

    fn look_at_program(&mut self) -> Result<(), Failure> {
        let failures = self.program.as_mut().map(Program::look);
        for failure in failures.into_iter().flatten() {
            self.notice(&Notice::of(NoticeKind::ExecTrouble, &failure))?;
        }
        Ok(())
    }

    fn tick(&mut self, elapsed: Duration) -> Result<(), Failure> {
        let Self {
            state,
            policy,
            source,
            at,
            languages,
            ..
        } = self;
        let (time, languages) = (time(*at, elapsed), *languages);
        self.face
            .tick(&|| Idle::of(state, (&policy.name, source), time, languages))
    }

    /// Takes what was imported since.
    fn look_again(&mut self) -> Result<(), Failure> {
        let generation = self.dir.generation();
        if generation == self.generation {
            return Ok(());
        }
        self.generation = generation;
        let before = sequence(&self.state);
        match self.dir.load() {
            // The newest was damaged since, or somebody put an old one in its place.
            Ok(state) if sequence(&state) < before => {
                let text = "the bundle in the folder is older than the one in use; import the newest again";
                self.notice(&Notice::new(NoticeKind::TrustTrouble, text))?;
            }
            Ok(state) => {
                self.state = state;
                let after = sequence(&self.state);
                if let (true, Some((_, number))) = (before < after, after) {
                    let text = format!("bundle {number}");
                    self.notice(&Notice::new(NoticeKind::TrustRenewed, text))?;
                }
            }
            Err(failure) => self.notice(&Notice::of(NoticeKind::TrustTrouble, &failure))?,
        }
        Ok(())
    }

    /// Keeps how late it is, unless the time was given.
    fn keep_use(&self) {
        if self.at.is_none() {
            self.dir.keep_use(&self.state, clock::now());
        }
    }

    fn moment(&self, elapsed: Duration) -> Moment {
        Moment {
            now: time(self.at, elapsed).moment(),
            elapsed,
        }
    }
}

/// The moment to judge by: a given one goes on with the source.
fn time(given: Option<UnixTime>, elapsed: Duration) -> Time {
    match given {
        Some(at) => Time::Given(at.plus(elapsed.as_secs())),
        None => Time::Device(clock::now()),
    }
}

/// Which bundle is in use: its epoch and number.
fn sequence(state: &State) -> Option<(u32, u32)> {
    let manifest = &state.bundle()?.manifest;
    Some((manifest.epoch, manifest.sequence))
}

impl Summary {
    fn count(&mut self, told: &Told) {
        let count = match told.judgement.verdict.finding() {
            Finding::Accept => &mut self.accepted,
            Finding::Refuse => &mut self.refused,
            Finding::Undecided => &mut self.undecided,
        };
        *count = count.saturating_add(1);
        if told.judgement.opened_by_policy {
            self.opened_by_policy = self.opened_by_policy.saturating_add(1);
        }
    }
}

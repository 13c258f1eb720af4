use juma_cli::{clock, exit::Exit, failure::Failure, output::Output};
use juma_verifier::{Finding, Memory, Opening};
use serde_json::json;

use crate::{
    args::CheckArgs,
    officer::Officer,
    policy_file,
    report::{Digits, Report, Time},
    source::{self, Held},
    state_dir::StateDir,
};

pub(crate) fn run(args: &CheckArgs) -> Result<Exit, Failure> {
    if args.passphrase.is_given() && !args.unlock {
        return Err(
            Failure::new("a passphrase is given and nothing is unlocked")
                .advise("add --unlock, or leave the passphrase out"),
        );
    }
    let dir = StateDir::new(&args.state.state);
    let state = dir.load_for(&args.state)?;
    let policy = policy_file::named(&args.policy)?;
    if args.state.at.is_none() {
        dir.keep_use(&state, clock::now());
    }
    let officer = if args.unlock {
        let (given, passphrase) = (args.state.at, &args.passphrase);
        Some(Officer::open(&dir, &state, given, passphrase)?)
    } else {
        None
    };
    let mut output = Output::stdout();
    let mut exit = Exit::Done;
    for source in source::expand(&args.sources) {
        let read = source.and_then(|path| match source::read(&path) {
            Ok(held) => Ok((path, held)),
            Err(failure) => Err((path, failure)),
        });
        let (path, held) = match read {
            Ok(read) => read,
            Err((path, failure)) => {
                exit = exit.worst(Exit::Failed);
                if args.state.json {
                    let error = failure.to_string();
                    output.json(&json!({"source": path.to_string_lossy(), "error": error}))?;
                } else {
                    failure.print();
                }
                continue;
            }
        };
        let time = match args.state.at {
            Some(at) => Time::Given(at),
            None => Time::Device(clock::now()),
        };
        // Nothing is remembered from one source to the next.
        let mut memory = Memory::new();
        if let Some(challenge) = args.challenge {
            memory.ask(challenge);
        }
        let (now, memory) = (time.moment(), &mut memory);
        let judgement = match &held {
            Held::Text(text) => state.judge_remembering(text, now, &policy, memory),
            Held::View(texts) => {
                let texts = texts.iter().map(String::as_str);
                state.judge_view_remembering(texts, now, &policy, memory)
            }
        };
        let (judgement, opening) = match &officer {
            Some(officer) => officer.look(&state, judgement)?,
            None => (judgement, Opening::Nothing),
        };
        exit = exit.worst(match judgement.verdict.finding() {
            Finding::Accept => Exit::Done,
            Finding::Refuse => Exit::Refused,
            Finding::Undecided => Exit::Undecided,
        });
        let report = Report {
            source: &path,
            judgement: &judgement,
            opening,
            state: &state,
            time,
            // Whoever asks for JSON asks for all that the policy shows.
            digits: if args.state.json {
                Digits::All
            } else {
                args.digits.digits()
            },
            languages: args.languages.languages(),
        };
        if args.state.json {
            output.json(&report.json())?;
        } else {
            report.print(&mut output)?;
        }
    }
    Ok(exit)
}

//! What is done with a run without its folder.

use juma_cli::{exit::Exit, failure::Failure, output::Output, say};
use juma_register::Run;
use serde_json::json;

use super::{Halt, args::RunArgs, manifest::hex};
use crate::{home::Home, register::UNNAMED};

/// The act of a second operator: after it the run may be signed.
pub(crate) fn approve(args: &RunArgs) -> Result<Exit, Failure> {
    let home = Home::open(&args.home)?;
    refuse_unnamed(&home)?;
    match home.ledger()?.approve_run(args.run) {
        Ok(run) => {
            print(args, &run)?;
            Ok(Exit::Done)
        }
        Err(error) => Halt::from(error).end(&args.home),
    }
}

/// Two that nobody can tell apart are no two operators.
pub(super) fn refuse_unnamed(home: &Home) -> Result<(), Failure> {
    if home.context()?.operator.as_str() != UNNAMED {
        return Ok(());
    }
    Err(
        Failure::new("a run that two operators answer for needs their names")
            .advise("name yourself: --operator NAME"),
    )
}

fn print(args: &RunArgs, run: &Run) -> Result<(), Failure> {
    let Run {
        id,
        operator,
        approver,
        planned,
        skipped,
        ..
    } = run;
    let mut output = Output::stdout();
    if args.home.json {
        return output.json(&json!({
            "run": id.to_string(), "operator": operator, "approver": approver,
            "planned": planned, "skipped": skipped, "input": hex(&run.input),
        }));
    }
    output.line(say!(
        args.home.language(),
        "批次 {id}：{planned} 个码，{operator} 计划，{approver} 批准；{skipped} 人不发码",
        "run {id}: {planned} codes, planned by {operator}, approved by {approver}; {skipped} people get none"
    ))
}

/// Ends a run that nobody goes on with.
pub(crate) fn give_up(args: &RunArgs) -> Result<Exit, Failure> {
    let home = Home::open(&args.home)?;
    let codes = match home.ledger()?.give_up_run(args.run) {
        Ok(codes) => codes,
        Err(error) => return Halt::from(error).end(&args.home),
    };
    let (run, mut output) = (args.run, Output::stdout());
    if args.home.json {
        output.json(&json!({"run": run.to_string(), "given_up": codes}))?;
    } else {
        output.line(say!(
            args.home.language(),
            "批次 {run}：已放弃 {codes} 个码，下次发布时公布",
            "run {run}: {codes} codes are given up; the next publication says so"
        ))?;
    }
    Ok(Exit::Done)
}

//! Whom to call and where to register, in both languages.

use std::io::Write;

use juma_cli::{failure::Failure, output::Output};
use juma_format::characters::display_safe;
use juma_report::help::address_words;
use juma_verifier::Help;

/// Lines for the person at the gate.
pub(crate) fn lines(help: &Help) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(address) = &help.address {
        let (zh, en) = address_words(address);
        lines.push(format!("→ {zh} / {en}"));
    }
    if !help.hotlines.is_empty() {
        let hotlines = help.hotlines.iter().map(|named| {
            let (zh, en) = (named.names.zh(), named.names.en());
            let (zh, en) = (display_safe(zh), display_safe(en));
            format!("{zh} {en} {}", named.hotline)
        });
        let hotlines: Vec<String> = hotlines.collect();
        lines.push(format!("☎ 咨询电话 / ask: {}", hotlines.join(" · ")));
    }
    lines
}

pub(crate) fn print(help: &Help, output: &mut Output<impl Write>) -> Result<(), Failure> {
    for line in lines(help) {
        output.line(format_args!("    {line}"))?;
    }
    Ok(())
}

//! Whom to call and where to register.

use std::io::Write;

use juma_cli::{failure::Failure, output::Output};
use juma_format::characters::display_safe;
use juma_report::help::address_words;
use juma_verifier::Help;

use crate::languages::Languages;

/// Prints lines for the person at the gate.
pub(crate) fn print(
    help: &Help,
    languages: Languages,
    output: &mut Output<impl Write>,
) -> Result<(), Failure> {
    if let Some(address) = &help.address {
        let words = languages.say(address_words(address));
        output.line(format_args!("    → {words}"))?;
    }
    if !help.hotlines.is_empty() {
        let hotlines = help.hotlines.iter().map(|named| {
            let (zh, en) = (named.names.zh(), named.names.en());
            let name = languages.join((display_safe(zh), display_safe(en)), " ");
            format!("{name} {}", named.hotline)
        });
        let hotlines: Vec<String> = hotlines.collect();
        let ask = languages.say(("咨询电话", "ask"));
        output.line(format_args!("    ☎ {ask}: {}", hotlines.join(" · ")))?;
    }
    Ok(())
}

//! What is wrong with a run.

use juma_cli::{failure::Failure, output::Output, say};
use serde_json::json;

use super::{args::VerifyRunArgs, format::Names};
use crate::words;

/// What is wrong, a line each.
pub(super) struct Faults<'a> {
    args: &'a VerifyRunArgs,
    pub(super) output: Output,
    pub(super) count: u64,
}

/// One thing that is wrong.
pub(super) struct Fault {
    slug: &'static str,
    place: String,
    message: String,
}

impl<'a> Faults<'a> {
    pub(super) fn new(args: &'a VerifyRunArgs) -> Self {
        Self {
            args,
            output: Output::stdout(),
            count: 0,
        }
    }

    pub(super) fn say(&mut self, fault: &Fault) -> Result<(), Failure> {
        self.count = self.count.saturating_add(1);
        let Fault {
            slug,
            place,
            message,
        } = fault;
        if self.args.home.json {
            let fault = json!({"reason": slug, "place": place, "message": message});
            return self.output.json(&json!({"fault": fault}));
        }
        let place = juma_format::characters::display_safe(place);
        let language = self.args.home.language();
        let reason = words::reason(language, slug, message);
        self.output.line(say!(
            language,
            "问题：{place}：{reason}",
            "fault: {place}: {reason}"
        ))
    }

    /// Says one of the manifest.
    pub(super) fn manifest(&mut self, slug: &'static str, message: &str) -> Result<(), Failure> {
        self.say(&Fault::new(slug, Names::MANIFEST, message))
    }
}

impl Fault {
    pub(super) fn new(
        slug: &'static str,
        place: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            slug,
            place: place.into(),
            message: message.into(),
        }
    }
}

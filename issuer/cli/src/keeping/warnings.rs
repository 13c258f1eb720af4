use juma_cli::language::Language;
use juma_format::time::UnixTime;

/// What somebody should see to, in both languages.
#[derive(Default)]
pub(super) struct Warnings(Vec<Warning>);

struct Warning {
    zh: String,
    en: String,
}

impl Warnings {
    pub(super) fn say(&mut self, zh: impl Into<String>, en: impl Into<String>) {
        let (zh, en) = (zh.into(), en.into());
        self.0.push(Warning { zh, en });
    }

    /// That something ends, or has ended by now.
    pub(super) fn of_end(&mut self, (now, end): (UnixTime, UnixTime), zh: String, en: String) {
        let (will, does) = if end <= now {
            ("已", "ended")
        } else {
            ("将", "ends")
        };
        self.say(
            format!("{zh}{will}于 {end} 到期"),
            format!("{en} {does} on {end}"),
        );
    }

    pub(super) fn texts(&self, language: Language) -> impl Iterator<Item = &str> {
        let texts = self.0.iter().map(|Warning { zh, en }| (&**zh, &**en));
        texts.map(move |both| language.of(both))
    }
}

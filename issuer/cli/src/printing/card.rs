//! What a card says: what its code says in the clear, and whom to call. Nothing is taken from the
//! record, so a card cannot say more than its tier.

use std::fmt;

use juma_format::{
    Environment,
    characters::display_safe,
    claims::{Bearer, Claims, Medium, Tier, TierClaims},
    places::{CityProfile, NamedHotline},
    time::UnixTime,
};
use juma_print::{Card, Fact, Words};
use juma_symbol::{EncodeError, Symbol, encode};

/// A code and its words.
pub(crate) struct Printed {
    symbol: Symbol,
    words: CardWords,
}

struct CardWords {
    heading: Words,
    banner: Option<Words>,
    name: String,
    facts: Vec<Fact>,
    notes: Vec<Words>,
    slug: String,
}

/// Why a code is not printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PaperRefusal {
    /// It was not issued here.
    NotIssued,
    /// It was signed for a screen, and a gate would take the sheet for one.
    NotPaper,
    /// It has ended.
    Over,
    /// It is revoked or suspended.
    NotValid,
}

impl PaperRefusal {
    pub(crate) const fn slug(self) -> &'static str {
        match self {
            Self::NotIssued => "not-issued",
            Self::NotPaper => "not-paper",
            Self::Over => "expired",
            Self::NotValid => "not-valid",
        }
    }
}

impl fmt::Display for PaperRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotIssued => "not a code that this register has issued",
            Self::NotPaper => "signed for a screen: sign it with --paper",
            Self::Over => "it has ended",
            Self::NotValid => "it is revoked or suspended",
        })
    }
}

impl Printed {
    /// A code of these claims, which its signature has proved.
    pub(crate) fn new(
        text: &str,
        claims: &Claims,
        environment: Environment,
        profile: Option<&CityProfile>,
        serial: impl fmt::Display,
    ) -> Result<Self, EncodeError> {
        Ok(Self {
            symbol: encode(text)?,
            words: CardWords::new(claims, environment, profile, serial),
        })
    }

    pub(crate) fn card(&self) -> Card<'_> {
        let words = &self.words;
        Card {
            symbol: &self.symbol,
            heading: words.heading.clone(),
            banner: words.banner.clone(),
            name: words.name.clone(),
            facts: words.facts.clone(),
            notes: words.notes.clone(),
            slug: Some(words.slug.clone()),
        }
    }
}

impl CardWords {
    fn new(
        claims: &Claims,
        environment: Environment,
        profile: Option<&CityProfile>,
        serial: impl fmt::Display,
    ) -> Self {
        let common = claims.common();
        let is_guardian = matches!(common.bearer, Bearer::Guardian { .. });
        let mut facts = Vec::new();
        if let Some(region) = common.region.name() {
            let english = profile.map(|profile| display_safe(profile.names().en()));
            let value = match english {
                Some(english) => format!("{region} {english}"),
                None => region.to_string(),
            };
            facts.push(Fact::new(Words::new("地区", "Region"), value));
        }
        facts.push(Fact::new(
            Words::new("有效期至（含当日）", "Good through"),
            last_day(common.expires),
        ));
        let hotlines = profile.map(|profile| profile.hotlines(common.region));
        for hotline in hotlines.unwrap_or_default() {
            let label = Words::new("咨询电话", "Ask");
            facts.push(Fact::new(label, call(&hotline)));
        }
        Self {
            heading: heading(claims.tier(), is_guardian),
            banner: banner(environment),
            name: display_safe(name(claims)),
            facts,
            notes: notes(claims, is_guardian),
            slug: serial.to_string().trim_start_matches('0').to_owned(),
        }
    }
}

/// The name as the tier says it: masked, but in a code that holds the whole record.
fn name(claims: &Claims) -> &str {
    match claims.personal_before_verdict() {
        TierClaims::Gate(gate) => gate.name.as_str(),
        TierClaims::Full(full) => full.person.name.as_str(),
        TierClaims::Sealed(sealed) => sealed.gate.name.as_str(),
    }
}

/// A code ends when a day begins, so the day before is its last.
fn last_day(expires: UnixTime) -> String {
    expires.minus(1).date().to_string()
}

fn call(hotline: &NamedHotline) -> String {
    let (zh, en) = (hotline.names.zh(), hotline.names.en());
    let (zh, en) = (display_safe(zh), display_safe(en));
    format!("{zh} {en} {}", hotline.hotline)
}

fn heading(tier: Tier, is_guardian: bool) -> Words {
    match (is_guardian, tier) {
        (true, _) => Words::new("居码·代亮码", "Residence code, shown by a guardian"),
        (false, Tier::Full) => Words::new("居码·完整码", "Residence code, the whole record"),
        (false, Tier::Sealed) => Words::new("居码·密封码", "Residence code, sealed record"),
        (false, Tier::Gate) => Words::new("居码·场所码", "Residence code for venues"),
    }
}

fn banner(environment: Environment) -> Option<Words> {
    match environment {
        Environment::Production => None,
        Environment::Demo => Some(Words::new("演示样本，无效", "DEMO, not valid")),
        Environment::Test => Some(Words::new("测试样本，无效", "TEST, not valid")),
    }
}

fn notes(claims: &Claims, is_guardian: bool) -> Vec<Words> {
    let mut notes = Vec::new();
    if claims.tier() == Tier::Full {
        notes.push(Words::new(
            "含全部个人信息，请妥善保管。",
            "Holds the whole record: keep it safe.",
        ));
    }
    if is_guardian {
        notes.push(Words::new(
            "须与监护人本人的码一同出示。",
            "Show it with the guardian's own code.",
        ));
    }
    if claims.common().medium == Medium::Paper {
        notes.push(Words::new(
            "请出示原件，工作人员可能要求核对。",
            "Show the original; staff may ask to see it.",
        ));
    }
    notes
}

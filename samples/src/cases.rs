use juma_cli::failure::Failure;
use juma_format::{
    Environment,
    claims::{Bearer, LiveProfile, Liveness, Medium, Relation, Tier},
    code_text::{self, CodeBytes},
    region::Region,
};
use juma_issuer::{ClearTier, Order, OrderMedium, Validity};
use juma_keys::{GuardianKey, LiveChain, LiveSeed, Slots};
use juma_registry::{ledger::StatusChange, record::Record};

use crate::{
    DemoSeed, Expected, Office, Sample, SampleRecord,
    gate_claims::GateClaims,
    moments::{CHANGED, FIRST_BUNDLE, FOUNDED, ISSUED},
    office::failed,
    sample::Drawing,
    shown,
    world::{order, shenzhen},
};

/// Makes what is not simply a resident's good code.
pub(crate) struct Cases<'a> {
    pub(crate) office: &'a mut Office,
    pub(crate) records: &'a [SampleRecord],
    pub(crate) codes: &'a [Sample],
}

/// What a case is about and what must come of it.
struct Story {
    name: &'static str,
    faq: &'static str,
    says: &'static str,
    record: Option<&'static str>,
    tier: Tier,
    reason: &'static str,
}

/// A symbol that is none of ours; `.invalid` is nobody's (RFC 2606).
const FOREIGN: &str = "HTTPS://MENU.EXAMPLE.INVALID/TABLE/7";

/// The code that several cases begin with.
const PLAIN: &str = "household-registered";
const PLAIN_CODE: &str = "codes/household-registered.gate";
const OTHER_CODE: &str = "codes/migrant-registered.gate";

impl Cases<'_> {
    pub(crate) fn make(mut self) -> Result<Vec<Sample>, Failure> {
        let mut cases = vec![
            self.paper()?,
            self.foreign_beside()?,
            self.expired()?,
            self.revoked()?,
            self.suspended()?,
            self.flipped_bit()?,
            self.outside_scope()?,
            self.not_live()?,
            self.stranger()?,
            self.guardian_missing()?,
            self.ambiguous()?,
            foreign(),
        ];
        let found = |name: &str| {
            let name = format!("cases/{name}");
            let made = cases.iter().chain(self.codes);
            let found = made.into_iter().find(|sample| sample.name == name);
            found.cloned().ok_or_else(|| Failure::new("no such case"))
        };
        let (stripped, member) = (found("not-live")?, found("guardian-missing")?);
        let (guardian, other) = (self.code(PLAIN_CODE)?, self.code(OTHER_CODE)?);
        let shown = [
            shown::live(&stripped, &live_chain())?,
            shown::pair(&member, guardian),
            shown::mismatch(&member, other),
        ];
        cases.extend(shown);
        Ok(cases)
    }

    fn paper(&mut self) -> Result<Sample, Failure> {
        let on_paper = Order {
            medium: OrderMedium::Paper,
            ..order(ClearTier::Gate)
        };
        let record = self.record("elder")?.record.clone();
        let issued = self
            .office
            .issue(&record, &on_paper, Validity::YEAR, ISSUED)?;
        let story = Story {
            name: "paper",
            faq: "6",
            says: "a code on paper: accepted, with the advice to look for the sheet itself",
            record: Some("elder"),
            tier: Tier::Gate,
            reason: "accepted",
        };
        Ok(story.sample(issued.code.bytes()))
    }

    fn expired(&mut self) -> Result<Sample, Failure> {
        let week = Validity { days: 7, spread: 0 };
        let record = self.record(PLAIN)?.record.clone();
        let order = order(ClearTier::Gate);
        let issued = self.office.issue(&record, &order, week, ISSUED)?;
        let story = Story {
            name: "expired",
            faq: "SPEC §9.2",
            says: "a code that was good for a week",
            record: Some(PLAIN),
            tier: Tier::Gate,
            reason: "expired",
        };
        Ok(story.sample(issued.code.bytes()))
    }

    fn revoked(&mut self) -> Result<Sample, Failure> {
        let record = self.record("name-changed")?.renamed("测试旧")?;
        let bytes = self.changed(&record, ClearTier::Full, StatusChange::Revoke)?;
        let story = Story {
            name: "revoked",
            faq: "3",
            says: "the code with the old name, after the name was changed",
            record: None,
            tier: Tier::Full,
            reason: "revoked",
        };
        Ok(story.sample(&bytes))
    }

    fn suspended(&mut self) -> Result<Sample, Failure> {
        let record = self.record("migrant-registered")?.record.clone();
        let bytes = self.changed(&record, ClearTier::Gate, StatusChange::Suspend)?;
        let story = Story {
            name: "suspended",
            faq: "SPEC §6.3",
            says: "a code that is suspended and may be restored",
            record: Some("migrant-registered"),
            tier: Tier::Gate,
            reason: "suspended",
        };
        Ok(story.sample(&bytes))
    }

    fn changed(
        &mut self,
        record: &Record,
        tier: ClearTier,
        change: StatusChange,
    ) -> Result<Vec<u8>, Failure> {
        let issued = self
            .office
            .issue(record, &order(tier), Validity::YEAR, ISSUED)?;
        self.office.change(issued.serial, change, CHANGED)?;
        Ok(issued.code.bytes().to_vec())
    }

    /// The byte before the signature's head is the last of the claims.
    fn flipped_bit(&self) -> Result<Sample, Failure> {
        let mut bytes = bytes_of(self.code(PLAIN_CODE)?)?;
        let last_of_claims = bytes.len().saturating_sub(64 + 2 + 1);
        if let Some(byte) = bytes.get_mut(last_of_claims) {
            *byte ^= 1;
        }
        let story = Story {
            name: "flipped-bit",
            faq: "SPEC §4.2",
            says: "a good code with one bit of its claims changed",
            record: Some(PLAIN),
            tier: Tier::Gate,
            reason: "bad-signature",
        };
        Ok(story.sample(&bytes))
    }

    fn outside_scope(&mut self) -> Result<Sample, Failure> {
        let record = self.record(PLAIN)?.record.clone();
        let mut claims = GateClaims::of(&record, Medium::Screen(Liveness::Static));
        claims.region = Region::parse("4401").map_err(failed("no region"))?;
        let bytes = claims.sign(self.office, ISSUED, |_| Bearer::Holder)?;
        let story = Story {
            name: "outside-scope",
            faq: "SPEC §6.2",
            says: "a residence in Guangzhou, signed by the key of Shenzhen",
            record: None,
            tier: Tier::Gate,
            reason: "outside-key-scope",
        };
        Ok(story.sample(&bytes))
    }

    fn not_live(&mut self) -> Result<Sample, Failure> {
        let chain = live_chain();
        let profile = chain.profile();
        let medium = Medium::Screen(Liveness::Anchor {
            profile,
            anchor: chain.anchor(),
        });
        let record = self.record("migrant-registered")?.record.clone();
        let mut claims = GateClaims::of(&record, medium);
        claims.expires = Slots::end_of_code(profile, ISSUED);
        let bytes = claims.sign(self.office, ISSUED, |_| Bearer::Holder)?;
        let story = Story {
            name: "not-live",
            faq: "SPEC §7.1",
            says: "a live code stripped of its proof, as a copied screenshot could be",
            record: Some("migrant-registered"),
            tier: Tier::Gate,
            reason: "not-live",
        };
        Ok(story.sample(&bytes))
    }

    /// The same region and the same record, by an authority whose root nobody was given.
    fn stranger(&self) -> Result<Sample, Failure> {
        let mut stranger = Office::found(DemoSeed::STRANGER, shenzhen()?, FOUNDED)?;
        stranger.publish(FIRST_BUNDLE)?;
        let record = &self.record(PLAIN)?.record;
        let order = order(ClearTier::Gate);
        let issued = stranger.issue(record, &order, Validity::YEAR, ISSUED)?;
        let story = Story {
            name: "stranger",
            faq: "SPEC §6",
            says: "a code by another authority, whose root this verifier was not given",
            record: Some(PLAIN),
            tier: Tier::Gate,
            reason: "unknown-key",
        };
        Ok(story.sample(issued.code.bytes()))
    }

    fn guardian_missing(&mut self) -> Result<Sample, Failure> {
        let guardian = bytes_of(self.code(PLAIN_CODE)?)?;
        let record = self.record("child")?.record.clone();
        let claims = GateClaims::of(&record, Medium::Screen(Liveness::Static));
        let key_id = self.office.public_key().key_id();
        let bytes = claims.sign(self.office, ISSUED, |status| Bearer::Guardian {
            relation: Relation::Parent,
            tag: GuardianKey::of(&guardian).tag(Environment::Demo, key_id, status),
        })?;
        let story = Story {
            name: "guardian-missing",
            faq: "6, 7",
            says: "a child's code for a parent to show (代亮码), without the parent's own beside it",
            record: Some("child"),
            tier: Tier::Gate,
            reason: "guardian-missing",
        };
        Ok(story.sample(&bytes))
    }

    fn ambiguous(&self) -> Result<Sample, Failure> {
        let other = self.code(OTHER_CODE)?.texts.clone();
        let mut sample = self.code(PLAIN_CODE)?.clone();
        sample.texts.extend(other);
        Ok(Sample {
            name: "cases/ambiguous".to_owned(),
            record: None,
            faq: "SPEC §9.3".to_owned(),
            says: "two good codes in one picture".to_owned(),
            expected: Expected::both("ambiguous"),
            drawing: Drawing::None,
            ..sample
        })
    }

    fn foreign_beside(&self) -> Result<Sample, Failure> {
        let mut sample = self.code(PLAIN_CODE)?.clone();
        sample.texts.push(FOREIGN.to_owned());
        Ok(Sample {
            name: "cases/foreign-beside".to_owned(),
            faq: "SPEC §9.3".to_owned(),
            says: "a good code beside somebody's sticker, which is passed over".to_owned(),
            drawing: Drawing::None,
            ..sample
        })
    }

    fn record(&self, file: &str) -> Result<&SampleRecord, Failure> {
        let found = self.records.iter().find(|record| record.file == file);
        found.ok_or_else(|| Failure::new("no such record").at(file))
    }

    fn code(&self, name: &str) -> Result<&Sample, Failure> {
        let found = self.codes.iter().find(|sample| sample.name == name);
        found.ok_or_else(|| Failure::new("no such code").at(name))
    }
}

impl Story {
    fn sample(&self, code: &[u8]) -> Sample {
        Sample {
            name: format!("cases/{}", self.name),
            record: self.record.map(str::to_owned),
            faq: self.faq.to_owned(),
            says: self.says.to_owned(),
            tier: Some(self.tier),
            texts: vec![code_text::static_text(code)],
            bytes: code.len(),
            drawing: Drawing::None,
            expected: Expected::both(self.reason),
        }
    }
}

fn foreign() -> Sample {
    Sample {
        name: "cases/foreign".to_owned(),
        record: None,
        faq: "SPEC §9.3".to_owned(),
        says: "a symbol that is none of ours: as a text no code, in a picture passed over"
            .to_owned(),
        tier: None,
        texts: vec![FOREIGN.to_owned()],
        bytes: 0,
        drawing: Drawing::None,
        expected: Expected {
            text: "text-prefix",
            view: "no-code",
        },
    }
}

/// The chain of the samples' live code. Its seed is published, like everything here.
fn live_chain() -> LiveChain {
    let seed = first_half(DemoSeed::SAMPLES.bytes("live code"));
    LiveChain::new(&LiveSeed::new(seed), LiveProfile::P2, Environment::Demo)
}

/// The bytes of the code of a sample.
pub(crate) fn bytes_of(sample: &Sample) -> Result<Vec<u8>, Failure> {
    let no_code = || Failure::new("no code").at(&sample.name);
    let text = sample.texts.first().ok_or_else(no_code)?;
    let bytes = CodeBytes::from_text(text).map_err(|error| no_code().because(error))?;
    let shown = bytes.shown().map_err(|error| no_code().because(error))?;
    Ok(shown.code_bytes.to_vec())
}

/// The first 16 of 32 bytes.
fn first_half(bytes: [u8; 32]) -> [u8; 16] {
    bytes.first_chunk().copied().unwrap_or_default()
}

//! The checks of one code, in the order of SPEC §9.2.

use juma_format::{
    Environment,
    claims::{Bearer, Claims, Common, Liveness, Medium, Tier, TierClaims},
    code_text::{CodeBytes, Shown},
    person::AddressState,
    time::UnixTime,
    trust::{Status, TrustEntry},
};
use juma_keys::{CheckError, CodeKeyLookup, GuardianKey, TrustedEntry};

use crate::{
    Acceptance, Doubt, Freshness, Help, ISSUED_SKEW, Memory, Openable, Policy, PolicyRefusal,
    Refusal, State, StatusAge, Verdict,
    clock::Clock,
    memory::{CodeName, ShownSlot},
    policy::{AddressNeed, Admission, GuardianNeed},
    proof::ShownCode,
};

/// The outcome for one text.
pub(crate) struct Outcome {
    pub(crate) verdict: Verdict,
    /// The code when its signature was good.
    pub(crate) code: Option<SignedCode>,
    /// The age of its status list when its signature was good and there is one.
    pub(crate) status_age: Option<StatusAge>,
    /// Whom to call, when its signature was good.
    pub(crate) help: Help,
}

impl Outcome {
    /// The outcome of what carries no good signature.
    pub(crate) const fn unsigned(verdict: Verdict) -> Self {
        Self {
            verdict,
            code: None,
            status_age: None,
            help: Help::NONE,
        }
    }
}

/// A code whose signature was good.
pub(crate) struct SignedCode {
    pub(crate) name: Option<CodeName>,
    pub(crate) bytes: Vec<u8>,
    /// Its slot, when it is live and its proof was good.
    pub(crate) shown: Option<ShownSlot>,
    /// What a guardian's presence makes of it, when a guardian shows it.
    pub(crate) member: Option<Member>,
}

/// A code that a guardian shows.
#[derive(Clone)]
pub(crate) struct Member {
    pub(crate) name: CodeName,
    pub(crate) shown: Option<ShownSlot>,
    pub(crate) status_age: Option<StatusAge>,
    pub(crate) help: Help,
    /// The verdict once the guardian's own code is there.
    pub(crate) verdict: Verdict,
    tag: [u8; 8],
}

impl Member {
    /// Whether the code names a guardian's.
    pub(crate) fn names(&self, guardian: &GuardianKey, environment: Environment) -> bool {
        guardian.tag(environment, self.name.key_id, self.name.status) == self.tag
    }
}

/// What ends the checks.
pub(crate) enum Denial {
    Refused(Refusal),
    Doubted(Doubt),
}

impl From<Refusal> for Denial {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Doubt> for Denial {
    fn from(doubt: Doubt) -> Self {
        Self::Doubted(doubt)
    }
}

impl From<Denial> for Verdict {
    fn from(denial: Denial) -> Self {
        match denial {
            Denial::Refused(refusal) => Self::Refuse(refusal),
            Denial::Doubted(doubt) => Self::Undecided(doubt),
        }
    }
}

impl State {
    /// Judges one text.
    pub(crate) fn judge_text(
        &self,
        text: &str,
        now: UnixTime,
        policy: &Policy,
        memory: &mut Memory,
    ) -> Outcome {
        let unsigned = Outcome::unsigned;
        // 1. The text, 2. the envelope.
        let bytes = match CodeBytes::from_text(text) {
            Ok(bytes) => bytes,
            Err(error) => return unsigned(Refusal::Malformed(error).into()),
        };
        let shown = match bytes.shown() {
            Ok(shown) => shown,
            Err(error) => return unsigned(Refusal::Malformed(error).into()),
        };
        // 3. The key, 4. the signature.
        match self.signed_payload(&shown) {
            Err(reason) => unsigned(reason.into()),
            Ok((signer, payload)) => {
                self.judge_signed(signer, payload, &shown, now, policy, memory)
            }
        }
    }

    /// The payload of a code whose signature is good, and the key that signed it.
    fn signed_payload<'a>(&self, shown: &Shown<'a>) -> Result<(&TrustedEntry, &'a [u8]), Denial> {
        let code = &shown.code;
        let unknown = Doubt::UnknownKey {
            key_id: code.key_id(),
        };
        let list = self.list().ok_or(unknown)?;
        let (signer, key) = match list.code_key(code.key_id()) {
            CodeKeyLookup::Known(signer, key) => (signer, key),
            CodeKeyLookup::Unknown => return Err(unknown.into()),
            CodeKeyLookup::UnsupportedSuite => return Err(Doubt::UnsupportedSuite.into()),
            CodeKeyLookup::WrongPurpose => return Err(Refusal::WrongPurpose.into()),
        };
        if signer.is_compromised() {
            return Err(Refusal::KeyCompromised.into());
        }
        let environment: Environment = self.environment();
        match key.check(code, environment) {
            Ok(verified) => Ok((signer, verified.payload())),
            Err(CheckError::AlgorithmMismatch) => Err(Refusal::AlgorithmMismatch.into()),
            Err(_) => Err(Refusal::BadSignature.into()),
        }
    }

    fn judge_signed(
        &self,
        signer: &TrustedEntry,
        payload: &[u8],
        shown: &Shown<'_>,
        now: UnixTime,
        policy: &Policy,
        memory: &mut Memory,
    ) -> Outcome {
        let mut code = SignedCode {
            name: None,
            bytes: shown.code_bytes.to_vec(),
            shown: None,
            member: None,
        };
        // 5. The claims.
        let claims = match Claims::decode(payload) {
            Ok(claims) => claims,
            Err(error) => {
                return Outcome {
                    code: Some(code),
                    ..Outcome::unsigned(Refusal::Claims(error).into())
                };
            }
        };
        let (entry, common) = (signer.entry(), *claims.common());
        let name = CodeName {
            key_id: shown.code.key_id(),
            status: common.status,
        };
        code.name = Some(name);
        let status_age = self
            .status_list(&entry.namespace, common.status)
            .map(|list| StatusAge::of(list.times(), self.clock(now), policy.max_status_age));
        let facts = self.check_facts(entry, &claims, now, policy);
        let checked = facts.and_then(|openable| {
            // 10. Its proof.
            let shown = ShownCode {
                name,
                common: &common,
                bytes: shown.code_bytes,
                proof: shown.proof,
            };
            let slot = shown.check(self.clock(now), self.environment(), memory)?;
            Ok((openable, slot))
        });
        let mut member = |verdict: &Verdict, shown, help: &Help| {
            if let Bearer::Guardian { tag, .. } = common.bearer {
                code.member = Some(Member {
                    name,
                    shown,
                    status_age,
                    help: help.clone(),
                    verdict: verdict.clone(),
                    tag,
                });
            }
        };
        let (openable, slot) = match checked {
            Ok(checked) => checked,
            Err(denial) => {
                let verdict = denial.into();
                let help = self.help(&claims, Some(&verdict), policy.show);
                member(&verdict, None, &help);
                return Outcome {
                    verdict,
                    code: Some(code),
                    status_age,
                    help,
                };
            }
        };
        // 12. What the venue admits. A doubt about this device's own data is given only when
        // nothing else was found.
        let denied = match (check_policy(&claims, policy), openable) {
            (Err(refusal), _) => Some(refusal.into()),
            (Ok(()), Some(openable)) => Some(Doubt::Openable(openable).into()),
            (Ok(()), None) => None,
        };
        let help = self.help(&claims, denied.as_ref(), policy.show);
        let verdict = denied.unwrap_or_else(|| {
            Verdict::Accept(Acceptance::new(claims, policy.show, entry.issuer.clone()))
        });
        // 11. Who shows it: that comes before the venue, but a guardian may be there yet.
        member(&verdict, slot, &help);
        code.shown = slot;
        let verdict = match (common.bearer, policy.guardian) {
            (Bearer::Holder, _) | (Bearer::Guardian { .. }, GuardianNeed::Alone) => verdict,
            (Bearer::Guardian { .. }, GuardianNeed::Beside) => Doubt::GuardianMissing.into(),
        };
        Outcome {
            verdict,
            code: Some(code),
            status_age,
            help,
        }
    }

    /// Steps 6 to 9. Gives the first openable doubt when nothing else is wrong.
    fn check_facts(
        &self,
        entry: &TrustEntry,
        claims: &Claims,
        now: UnixTime,
        policy: &Policy,
    ) -> Result<Option<Openable>, Denial> {
        let common = claims.common();
        let clock = self.clock(now);
        let at = clock.at();
        let mut openable = None;
        let mut doubt = |reason: Openable| openable = openable.or(Some(reason));
        if clock.is_behind() {
            doubt(Openable::ClockUntrusted);
        }
        if self.stale_from().is_none_or(|stale_from| stale_from <= at) {
            doubt(Openable::TrustStale);
        }
        // 6. The key is still accepted, and could sign these times. 7. It could sign here.
        check_key(entry, claims, at)?;
        // 8. The code's own time.
        check_time(claims, at)?;
        // 9. Its status.
        if let Some(reason) = self.check_status(entry, common, clock, policy)? {
            doubt(reason);
        }
        Ok(openable)
    }

    fn check_status(
        &self,
        entry: &TrustEntry,
        common: &Common,
        clock: Clock,
        policy: &Policy,
    ) -> Result<Option<Openable>, Denial> {
        let Some(list) = self.status_list(&entry.namespace, common.status) else {
            return Ok(Some(Openable::StatusMissing));
        };
        match list.status(common.status.index()) {
            Some(Status::Valid) => {}
            Some(Status::Invalid) => return Err(Refusal::Revoked.into()),
            Some(Status::Suspended) => return Err(Refusal::Suspended.into()),
            Some(Status::Other(_)) | None => return Err(Doubt::StatusUnknown.into()),
        }
        match StatusAge::of(list.times(), clock, policy.max_status_age).freshness {
            // What is unknown is the clock, and that is a doubt of its own.
            Freshness::Fresh | Freshness::Unknown => Ok(None),
            Freshness::Stale | Freshness::Ended => Ok(Some(Openable::StatusStale)),
        }
    }
}

fn check_key(entry: &TrustEntry, claims: &Claims, at: UnixTime) -> Result<(), Refusal> {
    let times = entry.times;
    if at >= times.accept_until {
        return Err(Refusal::KeyEnded);
    }
    let expires = claims.common().expires;
    let in_period = match claims.personal_before_verdict() {
        TierClaims::Full(full) => {
            times.sign_from <= full.issued
                && full.issued < times.sign_until
                && expires <= times.accept_until.min(full.issued.plus(times.max_validity))
        }
        // Without a time of issue, the end bounds it.
        TierClaims::Gate(_) | TierClaims::Sealed(_) => {
            times.sign_from < expires
                && expires
                    <= times
                        .accept_until
                        .min(times.sign_until.plus(times.max_validity))
        }
    };
    if !in_period {
        return Err(Refusal::OutsideKeyPeriod);
    }
    if !entry.covers(claims.common().region) {
        return Err(Refusal::OutsideKeyScope);
    }
    Ok(())
}

fn check_time(claims: &Claims, at: UnixTime) -> Result<(), Refusal> {
    let expires = claims.common().expires;
    // The end is exclusive: in its first second the code is over (RFC 8392 §3.1.4).
    if at >= expires {
        return Err(Refusal::Expired { at, expires });
    }
    if let TierClaims::Full(full) = claims.personal_before_verdict()
        && full.issued > at.plus(ISSUED_SKEW)
    {
        return Err(Refusal::NotYetValid {
            at,
            issued: full.issued,
        });
    }
    Ok(())
}

fn check_policy(claims: &Claims, policy: &Policy) -> Result<(), Refusal> {
    let common = claims.common();
    let admit = |admitted: bool, refusal| {
        if admitted {
            Ok(())
        } else {
            Err(Refusal::Policy(refusal))
        }
    };
    let has_address = matches!(
        claims.address_state(),
        AddressState::Registered | AddressState::NonStandard | AddressState::Withheld
    );
    let is_static = common.medium.liveness() == Liveness::Static;
    let is_paper = common.medium == Medium::Paper;
    let in_region = policy
        .regions
        .iter()
        .any(|prefix| common.region.is_within(*prefix));
    admit(
        !is_paper || policy.paper == Admission::Admit,
        PolicyRefusal::Paper,
    )?;
    admit(
        !is_static || policy.static_codes == Admission::Admit,
        PolicyRefusal::Static,
    )?;
    admit(
        policy.regions.is_empty() || in_region,
        PolicyRefusal::Region,
    )?;
    admit(
        policy.populations.contains(&common.population),
        PolicyRefusal::Population,
    )?;
    admit(
        policy.address == AddressNeed::Any || has_address,
        PolicyRefusal::AddressNeeded,
    )?;
    admit(
        policy.least_tier == Tier::Gate || claims.tier() != Tier::Gate,
        PolicyRefusal::Tier,
    )
}

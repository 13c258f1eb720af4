//! Codes as they are held up: with the proof of the sample moment, and in pairs.

use juma_cli::failure::Failure;
use juma_format::{claims::Claims, code_text, envelope::Envelope};
use juma_keys::{LiveChain, Slots};

use crate::{
    Expected, Sample, cases::bytes_of, moments::SAMPLE_MOMENT, office::failed, sample::Drawing,
};

/// The live code with the proof of the sample moment, as the holder's telephone shows it.
pub(crate) fn live(stripped: &Sample, chain: &LiveChain) -> Result<Sample, Failure> {
    let code = bytes_of(stripped)?;
    let envelope = Envelope::<juma_format::body::Code>::parse(&code);
    let envelope = envelope.map_err(failed("no code"))?;
    // It was made here.
    let claims = Claims::decode(envelope.payload_unverified()).map_err(failed("no claims"))?;
    let slots = Slots::new(chain.profile(), claims.common().expires);
    let slot = slots.slot_at(SAMPLE_MOMENT);
    let shown = slot.and_then(|slot| Some((slot, chain.preimage(slot)?)));
    let (slot, preimage) = shown.ok_or_else(|| Failure::new("the live code is over"))?;
    Ok(Sample {
        name: "cases/live".to_owned(),
        says: "the same live code with the proof of the sample moment: 150 s long it is good"
            .to_owned(),
        texts: vec![code_text::live_text(&code, slot, &preimage)],
        expected: Expected::both("accepted"),
        ..stripped.clone()
    })
}

/// A child's code beside the one of the parent whom it names.
pub(crate) fn pair(member: &Sample, guardian: &Sample) -> Sample {
    Sample {
        name: "cases/guardian-pair".to_owned(),
        says: "the child's code beside the parent's own: the pair is proved".to_owned(),
        expected: Expected::both("accepted"),
        ..beside(member, guardian)
    }
}

/// The same beside somebody else's.
pub(crate) fn mismatch(member: &Sample, other: &Sample) -> Sample {
    Sample {
        name: "cases/guardian-mismatch".to_owned(),
        says: "the child's code beside a good code of somebody else".to_owned(),
        expected: Expected::both("guardian-mismatch"),
        ..beside(member, other)
    }
}

fn beside(member: &Sample, other: &Sample) -> Sample {
    Sample {
        texts: [member.texts.as_slice(), &other.texts].concat(),
        drawing: Drawing::None,
        ..member.clone()
    }
}

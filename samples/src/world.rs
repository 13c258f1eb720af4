use std::path::Path;

use juma_cli::failure::Failure;
use juma_format::{claims::Tier, region::Region};
use juma_issuer::{ClearTier, ImageFormat, Issued, Order, OrderMedium, OrderTier, Validity};
use juma_verifier::State;

use crate::{
    DemoSeed, Expected, Office, Sample, SampleRecord,
    cases::Cases,
    moments::{FIRST_BUNDLE, FOUNDED, ISSUED, LAST_BUNDLE, SAMPLE_MOMENT},
    office::failed,
    read_records,
    sample::Drawing,
};

/// The world of the samples at the sample moment.
#[derive(Debug)]
pub struct SampleWorld {
    /// The issuing place of Shenzhen, whose root is trusted.
    pub office: Office,
    /// The residents.
    pub records: Vec<SampleRecord>,
    /// Their codes, two each, and the cases beside them.
    pub samples: Vec<Sample>,
    /// The last bundle.
    pub bundle: Vec<u8>,
    /// A fresh verifier that has imported it.
    pub state: State,
}

/// The folder of this package, where the samples lie.
pub const FOLDER: &str = env!("CARGO_MANIFEST_DIR");

/// Makes the world of the committed samples, the same each time: keys, records, codes, and the
/// state of a verifier that has imported the bundle. Takes a second or two, most of it for the
/// ledger's file.
///
/// # Errors
/// When the records cannot be read, or anything is refused.
pub fn sample_world() -> Result<SampleWorld, Failure> {
    SampleWorld::of(read_records(&Path::new(FOLDER).join("records"))?)
}

impl SampleWorld {
    /// The world of these residents.
    ///
    /// # Errors
    /// When anything is refused.
    pub fn of(records: Vec<SampleRecord>) -> Result<Self, Failure> {
        let mut office = Office::found(DemoSeed::SAMPLES, shenzhen()?, FOUNDED)?;
        office.publish(FIRST_BUNDLE)?;
        let mut samples = Vec::new();
        for record in &records {
            for tier in [ClearTier::Gate, ClearTier::Full] {
                samples.push(code(&mut office, record, tier)?);
            }
        }
        let cases = Cases {
            office: &mut office,
            records: &records,
            codes: &samples,
        }
        .make()?;
        samples.extend(cases);
        let bundle = office.publish(LAST_BUNDLE)?.bundle;
        let fresh = State::new(office.trust().anchor.clone());
        let (state, _) = fresh
            .import(&bundle, SAMPLE_MOMENT)
            .map_err(|refusal| Failure::new("the bundle is refused").because(refusal))?;
        Ok(Self {
            office,
            records,
            samples,
            bundle,
            state,
        })
    }

    /// The sample of a name.
    #[must_use]
    pub fn sample(&self, name: &str) -> Option<&Sample> {
        self.samples.iter().find(|sample| sample.name == name)
    }
}

/// The region of the demo.
pub(crate) fn shenzhen() -> Result<Region, Failure> {
    Region::parse("4403").map_err(failed("no region"))
}

/// A static code for a screen, drawn as text.
pub(crate) const fn order(tier: ClearTier) -> Order<'static> {
    Order {
        tier: OrderTier::Clear(tier),
        medium: OrderMedium::Screen,
        format: ImageFormat::Text,
    }
}

fn code(office: &mut Office, record: &SampleRecord, tier: ClearTier) -> Result<Sample, Failure> {
    let issued = office.issue(&record.record, &order(tier), Validity::YEAR, ISSUED);
    let issued = issued.map_err(|failure| failure.at(&record.file))?;
    Ok(sample_of(record, tier.tier(), &issued))
}

/// The sample of a record's code.
pub(crate) fn sample_of(record: &SampleRecord, tier: Tier, issued: &Issued) -> Sample {
    let is_first = record.file == "household-registered" && tier == Tier::Gate;
    Sample {
        name: format!("codes/{}.{tier}", record.file),
        record: Some(record.file.clone()),
        faq: record.faq.clone(),
        says: record.says.clone(),
        tier: Some(tier),
        texts: vec![issued.code.text()],
        bytes: issued.code.bytes().len(),
        // One is enough to show the form.
        drawing: if is_first {
            Drawing::Svg
        } else {
            Drawing::None
        },
        expected: Expected::both("accepted"),
    }
}

use std::path::{Path, PathBuf};

use juma_cli::{
    failure::Failure,
    files::{self, Access},
    key_files,
    passphrase::PassphraseArgs,
};
use juma_format::{claims::Tier, places::CityProfile};
use juma_issuer::{
    Authority, ClearTier, ImageFormat, IssueError, Issued, Issuer, Order, OrderBearer, OrderMedium,
    OrderTier, Sealing,
};
use juma_register::{CodeFate, Outcome, Register};
use juma_registry::record::Record;
use juma_symbol::png::ModulePixels;

use super::report::Reissued;
use crate::{
    home::{Home, random},
    profiles, sign,
};

/// What it takes to issue codes in the place of others.
pub(super) struct Reissue<'a> {
    home: &'a Home,
    places: &'a [CityProfile],
    folder: PathBuf,
    authority: Authority,
}

/// Why a code was not issued.
enum Denied {
    Issue(IssueError),
    Undelivered(Failure),
}

impl From<IssueError> for Denied {
    fn from(error: IssueError) -> Self {
        Self::Issue(error)
    }
}

impl<'a> Reissue<'a> {
    pub(super) fn prepare(
        home: &'a Home,
        places: &'a [CityProfile],
        folder: &Path,
        passphrase: &PassphraseArgs,
    ) -> Result<Self, Failure> {
        if !folder.is_dir() {
            return Err(Failure::new("there is no such folder")
                .at(folder)
                .advise("make it first"));
        }
        Ok(Self {
            home,
            places,
            folder: folder.to_owned(),
            authority: home.authority(&passphrase.source())?,
        })
    }

    /// One code of each tier of which a code was revoked.
    pub(super) fn issue(
        &self,
        register: &mut Register,
        record: &Record,
        outcome: &Outcome,
    ) -> Result<Vec<Reissued>, Failure> {
        let mut issued = Vec::new();
        for tier in Tier::ALL {
            let stale = outcome.stale.iter();
            let mut revoked = stale.filter(|code| code.fate == CodeFate::Revoke);
            if revoked.any(|code| code.tier == tier) {
                issued.push(self.issue_one(register, record, tier)?);
            }
        }
        Ok(issued)
    }

    fn issue_one(
        &self,
        register: &mut Register,
        record: &Record,
        tier: Tier,
    ) -> Result<Reissued, Failure> {
        let rules = profiles::of(self.places, record.region()).map(CityProfile::rules);
        let record = match rules {
            Some(rules) => record.clone().under(rules),
            None => record.clone(),
        };
        let medium = OrderMedium::Screen;
        let secret = key_files::secret()?;
        let order = Order {
            tier: match tier {
                Tier::Full => ClearTier::Full.into(),
                Tier::Gate => ClearTier::Gate.into(),
                Tier::Sealed => OrderTier::Sealed(Sealing {
                    recipient: self.home.seal_key(record.region())?,
                    secret: &secret,
                }),
            },
            medium,
            bearer: OrderBearer::Holder,
            format: ImageFormat::Png {
                pixels: ModulePixels::DEFAULT,
            },
        };
        let validity = sign::validity(medium, self.home, rules);
        let mut issuer = Issuer {
            authority: &self.authority,
            ledger: register,
            validity,
            lead_time: self.home.settings.lead_seconds(),
        };
        let issued = issuer.issue_to(&record, &order, self.home.now, &mut random, |issued| {
            let (path, bytes) = (self.path(issued), &issued.rendered.bytes);
            files::create_new(&path, bytes, Access::Private).map_err(Denied::Undelivered)
        });
        let failed = || {
            Failure::new("the change stands, the old codes are revoked, and no new one was issued")
                .advise("issue it with: juma-issuer sign")
        };
        match issued {
            Ok(issued) => Ok(Reissued {
                serial: issued.serial,
                tier: tier.name(),
                out: self.path(&issued).display().to_string(),
            }),
            Err(Denied::Issue(error)) => Err(failed().because(error)),
            Err(Denied::Undelivered(failure)) => Err(failed().because(failure)),
        }
    }

    /// Names come from serials alone.
    fn path(&self, issued: &Issued) -> PathBuf {
        self.folder.join(format!("{}.png", issued.serial))
    }
}

use core::fmt;

use juma_format::{
    body::Contribution as ContributionBody,
    time::UnixTime,
    trust::{Contribution, StatusList, write_contribution},
};
use juma_keys::{SigningKey, StatusKey, open_contribution};
use juma_registry::ledger::Ledger;

use super::{PublishError, parts::Parts, stock::Stock};

/// Publishes what a ledger says for the centre that makes the bundles of many cities: no key for
/// bundles is needed, and gates take none of it (SPEC §6.9).
#[derive(Debug)]
pub struct Contributor<'a, L: Ledger> {
    /// What is published.
    pub stock: Stock<'a, L>,
    /// Signs status lists, and what holds them together.
    pub status: &'a SigningKey<StatusKey>,
}

/// A contribution that was made.
#[derive(Clone)]
pub struct Contributed {
    /// The file.
    pub contribution: Vec<u8>,
    /// Its sequence.
    pub sequence: u32,
    /// The status lists in it.
    pub lists: usize,
    /// Of these, those of which it has the changes alone.
    pub deltas: usize,
    /// The first second at which its lists are stale.
    pub expires: UnixTime,
}

impl fmt::Debug for Contributed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sequence, bytes) = (self.sequence, self.contribution.len());
        write!(f, "Contributed({sequence}, {bytes} bytes)")
    }
}

impl<L: Ledger> Contributor<'_, L> {
    /// Makes the next contribution, whole or as the changes since a whole one, `delta_to`. `write`
    /// keeps the bytes; the publication counts only when it has.
    ///
    /// # Errors
    /// When something cannot be published, or `write` fails. The sequence may be spent all the same.
    pub fn contribute<E: From<PublishError>>(
        &mut self,
        delta_to: Option<&[u8]>,
        now: UnixTime,
        write: impl FnOnce(&Contributed) -> Result<(), E>,
    ) -> Result<Contributed, E> {
        let contributed = self.prepare(delta_to, now)?;
        write(&contributed)?;
        let finished = self.stock.ledger.finish_publication(contributed.sequence);
        finished.map_err(PublishError::from)?;
        Ok(contributed)
    }

    fn prepare(
        &mut self,
        delta_to: Option<&[u8]>,
        now: UnixTime,
    ) -> Result<Contributed, PublishError> {
        let (stock, status) = (&mut self.stock, self.status);
        let sequence = stock.next()?;
        let times = stock.times(now)?;
        let opened = stock.trusted_list()?;
        let base: Option<Vec<StatusList>> = match delta_to {
            None => None,
            Some(full) => {
                let base = open_contribution(&opened, &[], full);
                let base = base.map_err(PublishError::ContributionBase)?;
                let base = base.ok_or(PublishError::Compromised)?;
                Some(base.lists.into_iter().map(|it| it.list).collect())
            }
        };
        let lists = stock.lists(times)?;
        let mut parts = Parts::default();
        let deltas = stock.put(&mut parts, status, (&lists, times), base.as_deref())?;
        stock.begin(sequence, &opened, &lists, now)?;

        let statement = Contribution {
            environment: stock.trust.anchor.environment(),
            namespace: stock.namespace.to_owned(),
            sequence,
            times,
            parts: parts.named,
            trust_list: opened.list().version(),
        };
        let envelope = status.sign::<ContributionBody>(statement.encode());
        let contribution = write_contribution(&envelope, &parts.bytes);
        // What the centre would refuse is not sent.
        let read = open_contribution(&opened, base.as_deref().unwrap_or_default(), &contribution);
        read.map_err(PublishError::Contribution)?
            .ok_or(PublishError::Compromised)?;
        Ok(Contributed {
            contribution,
            sequence,
            lists: lists.len(),
            deltas,
            expires: times.expires,
        })
    }
}

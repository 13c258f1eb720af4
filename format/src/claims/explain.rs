use alloc::vec::Vec;

use super::{ClaimKey, ClaimsError, key::number};
use crate::cbor::Reader;

/// What one claim costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldCost {
    /// The claim; `None` for an ignorable key.
    pub claim: Option<ClaimKey>,
    /// The bytes of key and value.
    pub bytes: usize,
}

/// The bytes that each claim costs, in their order; `residence` stands for what the inner map
/// costs beside its entries. The costs and the head of the outer map, one byte, add up to the
/// length of the claims.
///
/// # Errors
/// When the bytes are no claims.
pub fn explain(claims: &[u8]) -> Result<Vec<FieldCost>, ClaimsError> {
    let mut reader = Reader::new(claims);
    let mut costs = Vec::new();
    let mut outer = reader.map()?;
    let mut start = reader.position();
    while let Some(key) = outer.next_key(&mut reader)? {
        let claim = match key {
            number::EXPIRES => ClaimKey::Expires,
            number::ISSUED => ClaimKey::Issued,
            number::RESIDENCE => {
                let mut inner = reader.map()?;
                let bytes = reader.since(start).len();
                costs.push(FieldCost {
                    claim: Some(ClaimKey::Residence),
                    bytes,
                });
                start = reader.position();
                while let Some(key) = inner.next_key(&mut reader)? {
                    reader.item()?;
                    let bytes = reader.since(start).len();
                    costs.push(FieldCost {
                        claim: ClaimKey::of_residence(key),
                        bytes,
                    });
                    start = reader.position();
                }
                continue;
            }
            _ => return Err(ClaimsError::Unknown { key }),
        };
        reader.item()?;
        costs.push(FieldCost {
            claim: Some(claim),
            bytes: reader.since(start).len(),
        });
        start = reader.position();
    }
    reader.end()?;
    Ok(costs)
}

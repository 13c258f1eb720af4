use juma_format::claims::Tier;
use serde::{Deserialize, Serialize};

use super::{Period, StatusChange, hash::Hex};

/// One thing that happened: a line of the ledger's file, and a step from one state to the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Event<'a> {
    /// A planned code was given up.
    Abandon { serial: u64 },
    /// A code's status changed.
    Change {
        serial: u64,
        #[serde(with = "change_word")]
        to: StatusChange,
        at: u64,
    },
    /// A planned code was handed over.
    Commit { serial: u64, code: Hex<32> },
    /// Numbers known from elsewhere.
    Floor {
        list: u32,
        sequence: u32,
        serial: u64,
    },
    /// A status list was opened.
    List {
        number: u32,
        #[serde(with = "tier_word")]
        tier: Tier,
        #[serde(with = "period_word")]
        period: Period,
    },
    /// A serial and an index were reserved.
    Plan {
        serial: u64,
        subject: &'a str,
        #[serde(with = "tier_word")]
        tier: Tier,
        key: Hex<4>,
        list: u32,
        index: u32,
        issued: u64,
        expires: u64,
        /// The number of the live profile, and the mark of anchor or key; neither for static codes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        profile: Option<u8>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        proof: Option<Hex<16>>,
        /// The serial of the guardian's own code that it names.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        guardian: Option<u64>,
    },
    /// A sequence number was reserved.
    Publish {
        sequence: u32,
        epoch: u32,
        at: u64,
        lists: Vec<u32>,
        keys: Vec<Hex<32>>,
    },
    /// A bundle was written.
    Published { sequence: u32 },
}

/// A type by its word.
macro_rules! word {
    ($module:ident, $type:ty, $parse:expr) => {
        mod $module {
            use super::*;
            use serde::{Deserializer, Serializer, de};

            pub(super) fn serialize<S: Serializer>(
                value: &$type,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&value)
            }

            pub(super) fn deserialize<'de, D: Deserializer<'de>>(
                deserializer: D,
            ) -> Result<$type, D::Error> {
                let parse: fn(&str) -> Option<$type> = $parse;
                parse(<&str>::deserialize(deserializer)?).ok_or_else(|| de::Error::custom("a word"))
            }
        }
    };
}
word!(change_word, StatusChange, StatusChange::from_name);
word!(period_word, Period, Period::parse);
word!(tier_word, Tier, Tier::from_name);

use juma_format::{
    person::Address,
    places::{CityRules, GateLevel, HouseholdAddressRule, ShownAddress},
};

use super::{Coarsen, GateRegion, Record};

impl Record {
    /// The record with a gate's share that leaves this out too.
    #[must_use]
    pub fn coarsened(mut self, coarsen: Coarsen) -> Self {
        if coarsen == Coarsen::Name {
            self.gate.coarsen = Coarsen::Name;
        }
        self
    }

    /// The record as its city's rules let a code say it (SPEC §6.8): the address withheld, the
    /// household address left out, the gate's region as fine as venues there need it.
    #[must_use]
    pub fn under(mut self, rules: &CityRules) -> Self {
        if rules.address == ShownAddress::Withhold && self.person.address.state().has_address() {
            self.person.address = Address::Withheld;
        }
        if rules.household == HouseholdAddressRule::LeaveOut {
            self.person.household = None;
        }
        if rules.gate == GateLevel::District {
            self.gate.region = GateRegion::District;
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use juma_format::{person::AddressState, places::CityProfile};

    use super::*;
    use crate::profile::read_profile;

    fn record() -> Record {
        let json = r#"{"subject": "R-000001", "note": "fictional", "name": "张三",
            "population": "migrant",
            "document": {"kind": "citizen", "number": "11010519491231002X"},
            "identity": {"level": "in-person", "verified_at": "2026-05-01T09:30:00+08:00", "reference": "V-1"},
            "region": "440305", "address": {"state": "registered", "text": "粤海街道科苑路15号"},
            "household_address": {"region": "110105", "text": "建国路1号"}}"#;
        Record::from_json(json.as_bytes()).unwrap()
    }

    fn profile(address: &str, household: &str, gate: &str) -> CityProfile {
        let text = format!(
            "city = \"4403\"\nname = {{ zh = \"深\", en = \"S\" }}\nregistration = \"here\"\naddress = \"{address}\"\n\
             moving-out = \"keep-permit\"\ngate-region = \"{gate}\"\nhousehold-address = \"{household}\"\n\
             [maxima]\nstatic-days = 9\npaper-days = 9\nelder-days = 9\n"
        );
        read_profile(&text).unwrap()
    }

    #[test]
    fn a_city_says_what_its_codes_say() {
        let open = record().under(profile("show", "carry", "prefecture").rules());
        assert!(open == record());
        let strict = record().under(profile("withhold", "leave-out", "district").rules());
        assert_eq!(strict.person().address.state(), AddressState::Withheld);
        assert!(strict.person().household.is_none());
        assert_eq!(strict.gate().region, GateRegion::District);
        // What is not there is not withheld.
        let json = r#"{"subject": "R-1", "note": "fictional", "name": "张三", "population": "migrant",
            "document": {"kind": "citizen", "number": "11010519491231002X"},
            "identity": {"level": "in-person", "verified_at": "2026-05-01T09:30:00+08:00", "reference": "V-1"},
            "region": "440305", "address": {"state": "pending"}}"#;
        let pending = Record::from_json(json.as_bytes()).unwrap();
        let pending = pending.under(profile("withhold", "carry", "prefecture").rules());
        assert_eq!(pending.person().address.state(), AddressState::Pending);
    }
}

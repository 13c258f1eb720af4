use std::path::Path;

use juma_cli::{failure::Failure, files};
use juma_verifier::{MAX_POLICY_BYTES, Policy, parse_policy};

/// The policy of a name or of a file: a name is never a path.
pub(crate) fn named(name: &Path) -> Result<Policy, Failure> {
    if let Some(policy) = name.to_str().and_then(Policy::built_in) {
        return Ok(policy);
    }
    if name.extension().is_none_or(|ending| ending != "toml") {
        let names = Policy::BUILT_IN.join(", ");
        return Err(Failure::new("no such policy")
            .at(name)
            .advise(format!("name {names}, or a file that ends in .toml")));
    }
    let bytes = files::read_bounded(name, MAX_POLICY_BYTES)?;
    let text = String::from_utf8(bytes).map_err(|_| Failure::new("not UTF-8").at(name))?;
    parse_policy(&text).map_err(|fault| Failure::new(fault.to_string()).at(name))
}

//! Whom to call and where to register, in both languages.

use juma_format::characters::display_safe;
use juma_verifier::{AddressHelp, Help};
use serde_json::{Map, Value, json};

/// Adds `address_help` and `hotline` to the object of a verdict, when there are any.
pub fn add_json(help: &Help, members: &mut Map<String, Value>) {
    if let Some(address) = &help.address {
        let (zh, en) = address_words(address);
        let object = json!({"reason": address.slug(), "zh-CN": zh, "en": en});
        members.insert("address_help".to_owned(), object);
    }
    if !help.hotlines.is_empty() {
        let hotlines = help.hotlines.iter().map(|named| {
            json!({
                "name": {"zh-CN": named.names.zh(), "en": named.names.en()},
                "number": named.hotline.to_string(),
            })
        });
        members.insert("hotline".to_owned(), hotlines.collect());
    }
}

/// What to do about an address that is not there, in both languages.
#[must_use]
pub fn address_words(address: &AddressHelp) -> (String, String) {
    match address {
        AddressHelp::Pending => (
            "居住登记办结后地址自动显示，无需再办".to_owned(),
            "the address appears when the registration is done; nothing to do".to_owned(),
        ),
        AddressHelp::Register { at: None } => (
            "如需显示地址，请到居住地派出所办理居住登记".to_owned(),
            "to have an address, register the residence at the police station of the place"
                .to_owned(),
        ),
        AddressHelp::Register { at: Some(at) } => {
            let (zh, en) = (display_safe(at.zh()), display_safe(at.en()));
            (
                format!("如需显示地址，请通过{zh}办理居住登记"),
                format!("to have an address, register the residence with {en}"),
            )
        }
        AddressHelp::Withheld => (
            "该市的居码不显示地址，无需办理".to_owned(),
            "this city's codes show no address; nothing to do".to_owned(),
        ),
    }
}

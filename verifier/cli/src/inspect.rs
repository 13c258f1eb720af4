//! What a code says of itself. Nothing here was checked, and the output says so first.

use juma_cli::{
    exit::Exit,
    failure::Failure,
    output::{Output, Paint},
};
use juma_format::{
    characters::display_safe,
    claims::{Bearer, Claims, Liveness, Medium, TierClaims},
    code_text::{CodeBytes, Proof, is_ours},
};
use serde_json::{Value, json};

use crate::{
    args::InspectArgs,
    claims_json::sex,
    source::{self, Held},
};

const HEADING: &str = "UNVERIFIED 未经验证";

pub(crate) fn run(args: &InspectArgs) -> Result<Exit, Failure> {
    let texts = match source::read(&args.source)? {
        Held::Text(text) => vec![text],
        Held::View(texts) => texts.into_iter().filter(|text| is_ours(text)).collect(),
    };
    let mut output = Output::stdout();
    if texts.is_empty() {
        if args.json {
            output.json(&json!({"unverified": true, "source": args.source.to_string_lossy(), "error": "no-code"}))?;
        } else {
            output.line("no residence code in view / 没有看到居码")?;
        }
        return Ok(Exit::Undecided);
    }
    let mut exit = Exit::Done;
    for text in &texts {
        let described = describe(text);
        if described.get("error").is_some() {
            exit = exit.worst(Exit::Refused);
        }
        if args.json {
            output.json(&described)?;
        } else {
            output.line(output.paint(Paint::Red, HEADING))?;
            print(&described, 0, &mut output)?;
        }
    }
    Ok(exit)
}

fn describe(text: &str) -> Value {
    let mut object = json!({"unverified": true, "characters": text.chars().count()});
    if let Err((slug, message)) = fill(text, &mut object) {
        put(
            &mut object,
            "error",
            json!({"reason": slug, "message": message}),
        );
    }
    object
}

fn fill(text: &str, object: &mut Value) -> Result<(), (&'static str, String)> {
    let bytes = CodeBytes::from_text(text).map_err(|error| (error.slug(), error.to_string()))?;
    let shown = bytes
        .shown()
        .map_err(|error| (error.slug(), error.to_string()))?;
    put(object, "kid", shown.code.key_id().to_string().into());
    put(object, "alg", shown.code.algorithm().number().into());
    put(object, "bytes", shown.code_bytes.len().into());
    match shown.proof {
        Proof::None => {}
        Proof::Live { slot, .. } => put(object, "live_slot", slot.into()),
        Proof::HolderKey { slot, .. } => put(object, "holder_key_slot", slot.into()),
    }
    let claims = Claims::decode(shown.code.payload_unverified())
        .map_err(|error| (error.slug(), error.to_string()))?;
    put(object, "claims", claims_of(&claims));
    Ok(())
}

fn claims_of(claims: &Claims) -> Value {
    let common = claims.common();
    let mut object = json!({
        "tier": claims.tier().name(),
        "expires": common.expires.to_string(),
        "status": common.status.to_string(),
        "region": common.region.to_string(),
        "population": common.population.name(),
        "bearer": match common.bearer {
            Bearer::Holder => "holder",
            Bearer::Guardian { .. } => "guardian",
        },
        "medium": match common.medium {
            Medium::Paper => "paper",
            Medium::Screen(_) => "screen",
        },
        "proof": match common.medium.liveness() {
            Liveness::Static => "none",
            Liveness::Anchor { .. } => "live",
            Liveness::HolderKey { .. } => "holder-key",
        },
        "address": claims.address_state().name(),
    });
    if let Bearer::Guardian { relation, .. } = common.bearer {
        put(&mut object, "guardian", relation.name().into());
    }
    match claims.personal_before_verdict() {
        TierClaims::Gate(gate) => put(&mut object, "name", gate.name.as_str().into()),
        TierClaims::Sealed(sealed) => {
            put(&mut object, "name", sealed.gate.name.as_str().into());
            put(
                &mut object,
                "sealed_bytes",
                sealed.part.as_bytes().len().into(),
            );
        }
        TierClaims::Full(full) => {
            let person = &full.person;
            put(&mut object, "issued", full.issued.to_string().into());
            put(&mut object, "name", person.name.as_str().into());
            put(&mut object, "document", person.document.number().into());
            put(
                &mut object,
                "birth_date",
                person.document.birth_date().to_string().into(),
            );
            put(&mut object, "sex", sex(person.document.sex()).into());
            if let Some(tail) = person.address.tail() {
                put(&mut object, "address_text", tail.as_str().into());
            }
        }
    }
    object
}

fn put(object: &mut Value, name: &str, value: Value) {
    if let Value::Object(members) = object {
        members.insert(name.to_owned(), value);
    }
}

fn print(value: &Value, depth: usize, output: &mut Output) -> Result<(), Failure> {
    let Value::Object(members) = value else {
        return Ok(());
    };
    for (name, value) in members {
        let indent = "  ".repeat(depth);
        match value {
            Value::Object(_) => {
                output.line(format_args!("{indent}{name}:"))?;
                print(value, depth + 1, output)?;
            }
            Value::String(text) => {
                output.line(format_args!("{indent}{name}: {}", display_safe(text)))?
            }
            other => output.line(format_args!("{indent}{name}: {other}"))?,
        }
    }
    Ok(())
}

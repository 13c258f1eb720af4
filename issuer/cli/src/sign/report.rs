//! What is said of a code that was signed.

use std::path::Path;

use juma_cli::{
    failure::Failure,
    language::Language,
    output::{Output, note},
    say,
};
use juma_issuer::{Issued, Order, OrderBearer, OrderMedium};
use serde_json::{Value, json};

use crate::{
    args::{SignArgs, TierArg},
    words,
};

pub(super) fn report(
    args: &SignArgs,
    output: &mut Output,
    (issued, order): (&Issued, &Order),
    told: Option<&str>,
) -> Result<(), Failure> {
    let tier = match args.tier {
        TierArg::Full => "full",
        TierArg::Gate => "gate",
        TierArg::Sealed => "sealed",
    };
    let (version, bytes) = (issued.rendered.version.number(), issued.code.bytes().len());
    if args.home.json {
        let mut object = json!({
            "serial": issued.serial.to_string(), "tier": tier, "version": version,
            "bytes": bytes, "expires": issued.expires.to_string(), "out": args.out.to_string_lossy(),
        });
        if let Value::Object(members) = &mut object {
            if let OrderMedium::Live { profile, .. } = order.medium {
                members.insert("profile".to_owned(), profile.name().into());
            }
            if let OrderBearer::Guardian(guardianship) = order.bearer {
                let relation = guardianship.relation().name();
                members.insert("guardian".to_owned(), relation.into());
            }
            if let Some(passphrase) = told {
                members.insert("wallet_passphrase".to_owned(), passphrase.into());
            }
        }
        if args.explain
            && let Value::Object(members) = &mut object
        {
            let costs = issued.code.costs().into_iter();
            let costs = costs.map(|cost| json!({"claim": name(cost.claim), "bytes": cost.bytes}));
            members.insert("costs".to_owned(), costs.collect());
        }
        return output.json(&object);
    }
    let language = args.home.language();
    let said = line(language, issued, order);
    if args.out == Path::new("-") {
        note(said);
    } else {
        let out = args.out.display();
        output.line(say!(language, "{said}，在 {out}", "{said}, in {out}"))?;
    }
    if let Some(passphrase) = told {
        output.line(say!(
            language,
            "钱包口令：{passphrase}",
            "passphrase of the wallet: {passphrase}"
        ))?;
        output.line(language.of((
            "请以文件以外的途径告知本人；口令不在任何地方保存",
            "tell it to the holder by another way than the file; it is kept nowhere",
        )))?;
    }
    if args.explain {
        let costs = issued.code.costs();
        let claims: usize = costs.iter().map(|cost| cost.bytes).sum();
        for cost in costs {
            output.line(format_args!("{:>6}  {}", cost.bytes, name(cost.claim)))?;
        }
        let around = bytes - claims;
        output.line(say!(
            language,
            "{around:>6}  信封与签名",
            "{around:>6}  envelope and signature"
        ))?;
        output.line(say!(language, "{bytes:>6}  合计", "{bytes:>6}  in all"))?;
    }
    Ok(())
}

fn name(claim: Option<juma_format::claims::ClaimKey>) -> &'static str {
    claim.map_or("ignorable", juma_format::claims::ClaimKey::name)
}

/// One line about a code.
fn line(language: Language, issued: &Issued, order: &Order) -> String {
    let (serial, version) = (issued.serial, issued.rendered.version.number());
    let (bytes, expires) = (issued.code.bytes().len(), issued.expires);
    let tier = language.of(words::tier(order.tier.tier()));
    say!(
        language,
        "序号 {serial}：{tier}，版本 {version}，{bytes} 字节，有效至 {expires}",
        "serial {serial}: {tier}, version {version}, {bytes} bytes, good until {expires}"
    )
}

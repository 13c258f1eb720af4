//! What a clerk reads, in zh-CN and en. Names of people, places and files are never translated.

use std::fmt::Display;

use juma_cli::{language::Language, say};
use juma_format::claims::{Relation, Tier};
use juma_register::{Carrier, CodeFate, DueReason, Fact, Freshness, RelationKind};
use juma_registry::{intake::Unusual, ledger::StatusChange};

/// Reason slugs and what they are in Chinese, separated by a tab. `{}` stands for the English
/// details: places, numbers and bounds.
const REASONS: &str = include_str!("words.tsv");

/// Why something is refused or waits, of which the English is given. A reason without Chinese is
/// said in English, so that nobody is told nothing.
pub(crate) fn reason(language: Language, slug: &str, english: impl Display) -> String {
    match (language, chinese(slug)) {
        (Language::Chinese, Some(text)) => text.replace("{}", &english.to_string()),
        _ => english.to_string(),
    }
}

/// What a reason is without its details; in English the slug says it.
pub(crate) fn kind(language: Language, slug: &str) -> &str {
    match (language, chinese(slug)) {
        (Language::Chinese, Some(text)) => text.split("：{}").next().unwrap_or(text),
        _ => slug,
    }
}

fn chinese(slug: &str) -> Option<&'static str> {
    let rows = REASONS.lines().filter_map(|line| line.split_once('\t'));
    rows.into_iter()
        .find_map(|(one, text)| (one == slug).then_some(text))
}

/// The line of a refusal.
pub(crate) fn refused(
    language: Language,
    what: impl Display,
    slug: &str,
    english: impl Display,
) -> String {
    let reason = reason(language, slug, english);
    say!(
        language,
        "拒绝：{what}：{reason}",
        "refused: {what}: {reason}"
    )
}

/// What follows when codes have changed.
pub(crate) const PUBLISH: (&str, &str) = (
    "核验方导入下一个数据包后生效：请执行 juma-issuer publish",
    "verifiers learn of it from the next bundle: juma-issuer publish",
);

pub(crate) const fn tier(tier: Tier) -> (&'static str, &'static str) {
    match tier {
        Tier::Full => ("完整码", "full tier"),
        Tier::Gate => ("场所码", "gate tier"),
        Tier::Sealed => ("密封码", "sealed tier"),
    }
}

/// The tier of a name, in Chinese.
pub(crate) fn tier_named(name: &str) -> &str {
    Tier::from_name(name).map_or(name, |of| tier(of).0)
}

/// A key's purpose, in Chinese.
pub(crate) fn role(name: &str) -> &str {
    match name {
        "bundle" => "数据包",
        "code" => "签码",
        "root" => "根",
        "seal" => "密封",
        "status" => "状态",
        other => other,
    }
}

/// A key's state in the trust list, in Chinese.
pub(crate) fn key_state(name: &str) -> &str {
    match name {
        "active" => "使用中",
        "compromised" => "已作废",
        "retired" => "已停用",
        other => other,
    }
}

pub(crate) const fn carrier(carrier: Carrier) -> (&'static str, &'static str) {
    let zh = match carrier {
        Carrier::Live => "动态",
        Carrier::Paper => "纸质",
        Carrier::Screen => "屏幕",
    };
    (zh, carrier.name())
}

pub(crate) const fn due(reason: DueReason) -> (&'static str, &'static str) {
    let zh = match reason {
        DueReason::Ends => "即将到期",
        DueReason::Facts => "登记内容有变",
        DueReason::Guardian => "监护人的码已撤销",
    };
    (zh, reason.name())
}

pub(crate) const fn change(change: StatusChange) -> (&'static str, &'static str) {
    match change {
        StatusChange::Restore => ("已恢复", "restored"),
        StatusChange::Revoke => ("已撤销", "revoked"),
        StatusChange::Suspend => ("已暂停", "suspended"),
    }
}

pub(crate) const fn fate(fate: CodeFate) -> (&'static str, &'static str) {
    let zh = match fate {
        CodeFate::Keep => "内容已旧",
        CodeFate::Revoke => "已撤销",
    };
    (zh, fate.name())
}

pub(crate) const fn freshness(freshness: Freshness) -> (&'static str, &'static str) {
    let zh = match freshness {
        Freshness::Current => "内容与登记库一致",
        Freshness::Stale => "内容已旧",
        Freshness::Unenrolled => "此人不在登记库中",
    };
    (zh, freshness.name())
}

pub(crate) const fn fact(fact: Fact) -> (&'static str, &'static str) {
    let zh = match fact {
        Fact::Address => "居住地址",
        Fact::Document => "证件",
        Fact::Household => "户籍地址",
        Fact::Identity => "身份核验",
        Fact::Name => "姓名",
        Fact::Permit => "居住证",
        Fact::Person => "人员",
        Fact::Relation => "关系",
        // A fact that is newer than this page.
        _ => fact.name(),
    };
    (zh, fact.name())
}

/// Facts, one after the other.
pub(crate) fn facts(language: Language, facts: &[Fact]) -> String {
    let names = facts.iter().map(|one| language.of(fact(*one)));
    names.collect::<Vec<_>>().join(language.of(("、", ", ")))
}

/// What stands out in an import.
pub(crate) fn unusual(language: Language, unusual: &Unusual) -> String {
    let zh = match unusual {
        Unusual::DecadeShifted {
            decade,
            before,
            now,
        } => format!("{decade} 年代出生者每千人有 {now} 人，此前为 {before} 人"),
        Unusual::DistrictGrew {
            district,
            before,
            now,
        }
        | Unusual::DistrictShrank {
            district,
            before,
            now,
        } => format!("{district} 现有 {now} 人，此前为 {before} 人"),
        Unusual::YearCrowded { year, per_mille } => {
            format!("{year} 年出生者每千人有 {per_mille} 人")
        }
        _ => return unusual.to_string(),
    };
    match language {
        Language::Chinese => zh,
        Language::English => unusual.to_string(),
    }
}

pub(crate) const fn kinship(kinship: Relation) -> (&'static str, &'static str) {
    let zh = match kinship {
        Relation::Parent => "父母",
        Relation::Grandparent => "祖父母或外祖父母",
        Relation::Child => "子女",
        Relation::Grandchild => "孙子女或外孙子女",
        Relation::Spouse => "配偶",
        Relation::Sibling => "兄弟姐妹",
        Relation::LegalGuardian => "法定监护人",
    };
    (zh, kinship.name())
}

pub(crate) const fn relation(kind: RelationKind) -> (&'static str, &'static str) {
    let zh = match kind {
        RelationKind::CoResident => "同住人",
        RelationKind::Elder => "老年人",
        RelationKind::Minor => "未成年人",
    };
    (zh, kind.name())
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    /// Where the reasons are named that a clerk is told.
    const NAMED: [&str; 16] = [
        "issuer/cli/src/bulk/verify.rs",
        "issuer/cli/src/keeping/find.rs",
        "issuer/cli/src/live.rs",
        "issuer/cli/src/printing/card.rs",
        "issuer/cli/src/refresh/decision.rs",
        "issuer/cli/src/trust.rs",
        "issuer/src/authority.rs",
        "issuer/src/guardian.rs",
        "issuer/src/reread.rs",
        "registry/database/src/keeping/purge.rs",
        "registry/database/src/residents/refusal.rs",
        "registry/database/src/runs/error.rs",
        "registry/database/src/runs/people.rs",
        "registry/src/intake/row.rs",
        "registry/src/record/error.rs",
        "registry/src/record/warning.rs",
    ];

    /// The texts of the arms of every `fn slug` and `fn words` in a file, and of its faults.
    fn slugs(source: &str) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        for function in source
            .split("fn slug(")
            .skip(1)
            .chain(source.split("fn words(").skip(1))
        {
            let body = function.split("\n    }\n").next().unwrap_or_default();
            for arm in body.split("=> ").skip(1) {
                let text = arm.trim_start_matches(['(', '\n', ' ']);
                found.extend(
                    text.strip_prefix('"')
                        .and_then(|text| text.split('"').next()),
                );
            }
        }
        for made in ["fault(", "Fault::new(", ".manifest(", "Err(("] {
            for after in source.split(made).skip(1) {
                let text = after.trim_start().strip_prefix('"');
                found.extend(text.and_then(|text| text.split('"').next()));
            }
        }
        found
    }

    #[test]
    fn every_reason_has_chinese() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        for file in NAMED {
            let source = fs::read_to_string(root.join(file)).unwrap();
            let slugs = slugs(&source);
            assert!(!slugs.is_empty(), "{file}");
            for slug in slugs {
                assert!(chinese(slug).is_some(), "{file}: {slug}");
            }
        }
    }

    #[test]
    fn rows_are_two_texts_and_no_slug_stands_twice() {
        let mut seen = BTreeSet::new();
        for line in REASONS.lines() {
            let (slug, text) = line.split_once('\t').unwrap();
            assert!(seen.insert(slug), "{slug}");
            assert!(!text.contains('\t') && !text.is_ascii(), "{line}");
            assert!(text.matches("{}").count() <= 1, "{line}");
        }
    }

    #[test]
    fn details_stay() {
        let said = |language| reason(language, "retained", "due from 2027-01-01 on");
        assert_eq!(
            said(Language::Chinese),
            "保存期未满：due from 2027-01-01 on"
        );
        assert_eq!(said(Language::English), "due from 2027-01-01 on");
        assert_eq!(reason(Language::Chinese, "none-such", "text"), "text");
    }
}

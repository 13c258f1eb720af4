//! What a person at the gate reads, by reason slug, in zh-CN and en.

use juma_format::{
    Environment,
    claims::{Population, Relation, Tier},
    person::{AddressState, DocumentKind, Sex},
};
use juma_verifier::{Advice, ClockOffset, Finding, Freshness, Opening};

/// A reason in both languages, and what to do about it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// What it is, in Chinese.
    pub zh: &'static str,
    /// The same in English.
    pub en: &'static str,
    /// What to do, in Chinese; empty when there is nothing to do.
    pub zh_todo: &'static str,
    /// The same in English.
    pub en_todo: &'static str,
}

/// Slugs separated by spaces, then the four texts, separated by tabs.
const TABLE: &str = include_str!("words.tsv");

/// The words of a slug. Every slug that a verdict can have is in the table; a test sees to it.
#[must_use]
pub fn of(slug: &str) -> Words {
    let rows = TABLE.lines().filter_map(|line| line.split_once('\t'));
    let row = rows
        .into_iter()
        .find(|(slugs, _)| slugs.split(' ').any(|other| other == slug));
    let Some((_, texts)) = row else {
        return Words::default();
    };
    let mut texts = texts.split('\t');
    let mut next = || texts.next().unwrap_or_default();
    Words {
        zh: next(),
        en: next(),
        zh_todo: next(),
        en_todo: next(),
    }
}

/// What a person at a device reads when trust data is not imported, by reason slug; what is torn,
/// forged or of another kind is the same to them. A command says the details.
#[must_use]
pub fn import(slug: &str) -> (&'static str, &'static str) {
    match slug {
        "bundle-rollback" | "trust-rollback" | "status-rollback" => (
            "数据包比本机已有的旧，请索取最新的数据包",
            "older than what this device has seen; ask for the newest",
        ),
        "bundle-below-label" => (
            "数据包比标签上写的旧，请核对",
            "older than its label says; look at the label again",
        ),
        "bundle-expired" => (
            "数据包已过期，请索取最新的数据包",
            "it has ended; ask for the newest",
        ),
        "bundle-in-future" => (
            "数据包的时间在本机时间之后，请核对本机时间",
            "it is from the future; look at this device's clock",
        ),
        "bundle-sequence-twice" | "trust-revival" => (
            "数据包与已有数据矛盾，请报告签发机关",
            "it contradicts what is known here; tell the issuing authority",
        ),
        "wrong-environment" | "root-not-anchored" => (
            "数据包不属于本机信任的签发机关",
            "it is not of the authority that this device trusts",
        ),
        "delta-base-missing" | "delta-base-other" => (
            "增量数据包缺少基础数据包，请导入完整数据包",
            "a delta without the bundle that it builds on; import a full one",
        ),
        "bundle-magic" | "bundle-too-large" => (
            "这不是数据包文件（.jmb）",
            "this file is no trust bundle (.jmb)",
        ),
        _ => (
            "数据包不完整或不真实，请重新拷贝",
            "damaged or not genuine; copy it again",
        ),
    }
}

/// All the words that a report names by slug: kind, slug, then both languages.
#[must_use]
pub fn glossary() -> Vec<(&'static str, &'static str, &'static str, &'static str)> {
    let mut all = Vec::new();
    let mut put = |kind, slug, (zh, en)| all.push((kind, slug, zh, en));
    for it in [
        Advice::CompareBearer,
        Advice::LookForSheet,
        Advice::SealedPart,
    ] {
        put("advice", it.slug(), advice(it));
    }
    for it in [Opening::NoKey, Opening::Opened, Opening::Mismatch] {
        put("sealed", it.name(), opening(it).unwrap_or_default());
    }
    for it in Relation::ALL {
        put("relation", it.name(), relation(it));
    }
    for it in AddressState::ALL {
        put("address", it.name(), address(it));
    }
    for it in Population::ALL {
        put("population", it.name(), population(it));
    }
    for it in [Finding::Accept, Finding::Refuse, Finding::Undecided] {
        put("verdict", it.name(), finding(it));
    }
    for it in [
        Freshness::Fresh,
        Freshness::Stale,
        Freshness::Ended,
        Freshness::Unknown,
    ] {
        put("freshness", it.name(), freshness(it));
    }
    all
}

/// Advice in both languages.
#[must_use]
pub const fn advice(advice: Advice) -> (&'static str, &'static str) {
    match advice {
        Advice::CompareBearer => (
            "请核对本人相貌或证件",
            "compare the face or the identity document",
        ),
        Advice::LookForSheet => (
            "这是纸质码：请查看纸张原件，屏幕上的照片不予认可",
            "a paper code: look for the sheet itself, refuse a photo of it on a screen",
        ),
        Advice::SealedPart => (
            "含密封内容，仅民警可查看",
            "holds a sealed part that only officers read",
        ),
        _ => ("", ""),
    }
}

/// What became of a sealed part, in both languages.
#[must_use]
pub const fn opening(opening: Opening) -> Option<(&'static str, &'static str)> {
    match opening {
        Opening::Nothing => None,
        Opening::NoKey => Some((
            "本机没有能打开密封内容的密钥",
            "no key of this device opens the sealed part",
        )),
        Opening::Opened => Some((
            "密封内容已打开，并已记录",
            "the sealed part was opened, and that was noted",
        )),
        Opening::Mismatch => Some((
            "密封内容与明示内容不符，已记录",
            "the sealed part contradicts the clear one, and that was noted",
        )),
    }
}

/// What a guardian is to the person, in both languages.
#[must_use]
pub const fn relation(relation: Relation) -> (&'static str, &'static str) {
    match relation {
        Relation::Parent => ("父母", "parent"),
        Relation::Grandparent => ("祖父母或外祖父母", "grandparent"),
        Relation::Child => ("子女", "child"),
        Relation::Grandchild => ("孙子女或外孙子女", "grandchild"),
        Relation::Spouse => ("配偶", "spouse"),
        Relation::Sibling => ("兄弟姐妹", "sibling"),
        Relation::LegalGuardian => ("法定监护人", "legal guardian"),
    }
}

/// How far this device's clock seems to be off, in both languages.
#[must_use]
pub fn offset(offset: ClockOffset) -> (String, String) {
    match offset {
        ClockOffset::Ahead(seconds) => (
            format!("本机时间约快 {seconds} 秒"),
            format!("this clock is about {seconds} s fast"),
        ),
        ClockOffset::Behind(seconds) => (
            format!("本机时间约慢 {seconds} 秒"),
            format!("this clock is about {seconds} s slow"),
        ),
    }
}

/// The state of an address in both languages.
#[must_use]
pub const fn address(state: AddressState) -> (&'static str, &'static str) {
    match state {
        AddressState::Registered => ("地址已登记", "address registered"),
        AddressState::None => ("未登记居住地址", "no address registered"),
        AddressState::Pending => ("居住登记办理中", "registration pending"),
        AddressState::NonStandard => ("非标准地址", "address not standard"),
        AddressState::Withheld => ("地址不予显示", "address withheld"),
    }
}

/// The populations in both languages.
#[must_use]
pub const fn population(population: Population) -> (&'static str, &'static str) {
    match population {
        Population::Household => ("户籍", "household"),
        Population::Migrant => ("流动", "migrant"),
        Population::Outside => ("国境外", "outside"),
    }
}

/// The kinds of document in both languages.
#[must_use]
pub const fn document(kind: DocumentKind) -> (&'static str, &'static str) {
    let zh = match kind {
        DocumentKind::Citizen => "居民身份证",
        DocumentKind::StraitsResidence => "港澳台居民居住证",
        DocumentKind::ForeignPermanent => "外国人永久居留身份证",
        DocumentKind::Passport => "护照",
        DocumentKind::HomeReturnPermit => "回乡证",
        DocumentKind::TaiwanTravelPermit => "台胞证",
    };
    (zh, kind.name())
}

/// The tiers in both languages.
#[must_use]
pub const fn tier(tier: Tier) -> (&'static str, &'static str) {
    match tier {
        Tier::Full => ("完整码", "full tier"),
        Tier::Gate => ("场所码", "gate tier"),
        Tier::Sealed => ("密封码", "sealed tier"),
    }
}

/// That an environment is not the real one, in both languages.
#[must_use]
pub const fn rehearsal(environment: Environment) -> Option<(&'static str, &'static str)> {
    match environment {
        Environment::Production => None,
        Environment::Demo => Some(("演示环境，结果无效", "DEMO: not the real thing")),
        Environment::Test => Some(("测试环境，结果无效", "TEST: not the real thing")),
    }
}

/// The sexes in both languages.
#[must_use]
pub const fn sex(sex: Sex) -> (&'static str, &'static str) {
    match sex {
        Sex::Female => ("女", "female"),
        Sex::Male => ("男", "male"),
        Sex::Unspecified => ("性别未说明", "sex unspecified"),
    }
}

/// The colours in both languages.
#[must_use]
pub const fn finding(finding: Finding) -> (&'static str, &'static str) {
    match finding {
        Finding::Accept => ("通过", "ACCEPT"),
        Finding::Refuse => ("拒绝", "REFUSE"),
        Finding::Undecided => ("无法判定", "UNDECIDED"),
    }
}

/// The same as a sign: one man in twelve sees no red.
#[must_use]
pub const fn sign(finding: Finding) -> &'static str {
    match finding {
        Finding::Accept => "✔",
        Finding::Refuse => "✘",
        Finding::Undecided => "?",
    }
}

/// What an age means in both languages.
#[must_use]
pub const fn freshness(freshness: Freshness) -> (&'static str, &'static str) {
    match freshness {
        Freshness::Fresh => ("有效", "fresh"),
        Freshness::Stale => ("本处认为过旧", "too old for this venue"),
        Freshness::Ended => ("已过期", "ended"),
        Freshness::Unknown => ("至少如此，时钟不可信", "at least, the clock is behind"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verdict_slug_of_the_specification_has_words_and_no_other() {
        let specification = include_str!("../../../SPEC.md");
        let start = specification.find("\n## 10. Reasons").unwrap();
        let table = &specification[start..];
        let table = &table[..table.find("Reasons of an import").unwrap()];
        let mut in_specification = Vec::new();
        for line in table.lines().filter(|line| line.starts_with("| `")) {
            let slug = line.split('`').nth(1).unwrap();
            if !line.contains("reserved:") {
                in_specification.push(slug);
                let words = of(slug);
                assert!(!words.zh.is_empty() && !words.en.is_empty(), "{slug}");
            }
        }
        let in_table = TABLE
            .lines()
            .flat_map(|line| line.split('\t').next().unwrap().split(' '));
        for slug in in_table {
            assert!(in_specification.contains(&slug), "{slug} is not in SPEC.md");
        }
    }

    #[test]
    fn every_row_has_its_four_texts() {
        for line in TABLE.lines() {
            assert_eq!(line.split('\t').count(), 5, "{line}");
        }
    }
}

//! What a person at the gate reads, by reason slug, in zh-CN and en.

use juma_format::{
    claims::{Population, Relation},
    person::{AddressState, DocumentKind, Sex},
};
use juma_verifier::{Advice, ClockOffset, Finding, Freshness, Opening};

/// A reason in both languages, and what to do about it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) zh: &'static str,
    pub(crate) en: &'static str,
    pub(crate) zh_todo: &'static str,
    pub(crate) en_todo: &'static str,
}

/// Slugs separated by spaces, then the four texts, separated by tabs.
const TABLE: &str = include_str!("words.tsv");

/// The words of a slug. Every slug that a verdict can have is in the table; a test sees to it.
pub(crate) fn of(slug: &str) -> Words {
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

/// Advice in both languages.
pub(crate) const fn advice(advice: Advice) -> (&'static str, &'static str) {
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
pub(crate) const fn opening(opening: Opening) -> Option<(&'static str, &'static str)> {
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
pub(crate) const fn relation(relation: Relation) -> (&'static str, &'static str) {
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
pub(crate) fn offset(offset: ClockOffset) -> (String, String) {
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
pub(crate) const fn address(state: AddressState) -> (&'static str, &'static str) {
    match state {
        AddressState::Registered => ("地址已登记", "address registered"),
        AddressState::None => ("未登记居住地址", "no address registered"),
        AddressState::Pending => ("居住登记办理中", "registration pending"),
        AddressState::NonStandard => ("非标准地址", "address not standard"),
        AddressState::Withheld => ("地址不予显示", "address withheld"),
    }
}

/// The populations in both languages.
pub(crate) const fn population(population: Population) -> (&'static str, &'static str) {
    match population {
        Population::Household => ("户籍", "household"),
        Population::Migrant => ("流动", "migrant"),
        Population::Outside => ("国境外", "outside"),
    }
}

/// The kinds of document in both languages.
pub(crate) const fn document(kind: DocumentKind) -> (&'static str, &'static str) {
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

/// The sexes in both languages.
pub(crate) const fn sex(sex: Sex) -> (&'static str, &'static str) {
    match sex {
        Sex::Female => ("女", "female"),
        Sex::Male => ("男", "male"),
        Sex::Unspecified => ("性别未说明", "sex unspecified"),
    }
}

/// The colours in both languages.
pub(crate) const fn finding(finding: Finding) -> (&'static str, &'static str) {
    match finding {
        Finding::Accept => ("通过", "ACCEPT"),
        Finding::Refuse => ("拒绝", "REFUSE"),
        Finding::Undecided => ("无法判定", "UNDECIDED"),
    }
}

/// The same as a sign: one man in twelve sees no red.
pub(crate) const fn sign(finding: Finding) -> &'static str {
    match finding {
        Finding::Accept => "✔",
        Finding::Refuse => "✘",
        Finding::Undecided => "?",
    }
}

/// What an age means in both languages.
pub(crate) const fn freshness(freshness: Freshness) -> (&'static str, &'static str) {
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

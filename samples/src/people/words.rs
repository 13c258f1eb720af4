//! Words that names and addresses are made of. Every name holds one that says it is none.

use super::draw::Draw;

/// What the register calls somebody, of a people.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    Han,
    Latin,
    Uyghur,
}

const SURNAMES: &[&str] = &[
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "周", "吴", "徐", "孙", "马", "朱", "胡", "郭",
    "何", "林", "罗", "高", "梁", "郑", "谢", "宋", "唐", "许", "韩", "冯", "邓", "曹", "彭", "曾",
    "肖", "田", "董", "袁", "潘", "于", "蒋", "蔡", "余", "杜", "叶", "程", "苏", "魏", "吕", "丁",
    "欧阳", "司徒",
];

/// Surnames that few people have: the second is of CJK extension B, the last two of A and G.
const RARE: &[&str] = &["𠮷", "𡈽", "㐂", "𰻞", "禤", "麤", "逄", "贠"];

/// Private-use characters, as registers have them whose data come from before GB 18030-2005, and
/// from a vendor's own font.
const PRIVATE: &[&str] = &["\u{E81E}", "\u{E863}", "\u{E000}", "\u{F0001}"];

/// What says that nobody has the name.
const FICTIONAL: &[&str] = &["样例", "测试", "示范"];

const GIVEN: &[&str] = &[
    "", "一", "二", "三", "四", "五", "六", "七", "甲", "乙", "丙", "丁", "明", "华", "芳", "伟",
    "秀", "强", "梅", "春", "秋", "山", "河", "新", "安", "宁", "和", "平",
];

const UYGHUR: &[&str] = &[
    "阿卜杜样例",
    "买买提测试",
    "居马热合曼样例",
    "示范古丽",
    "吐尔逊样例",
    "阿依样例",
];

const LATIN_GIVEN: &[&str] = &[
    "Jane", "John", "Max", "Zoë", "José", "Anna", "Jean-Luc", "Łucja", "Nguyễn",
];

const LATIN_SURNAMES: &[&str] = &[
    "Sample",
    "Example",
    "Mustermann",
    "O'Sample",
    "Von Example",
    "Échantillon",
];

/// Lines of an address in other scripts, after the Chinese one.
const FOREIGN_LINES: &[&str] = &[
    "",
    "",
    " Sample Court",
    " Пример 5",
    " サンプル棟",
    " 샘플동",
    " ئۈلگە",
];

/// A name; `private` people have a character of private use in it.
pub(super) fn name(draw: &mut Draw, naming: Naming) -> String {
    match naming {
        Naming::Han => han(draw),
        Naming::Latin => {
            let (given, surname) = (draw.one(LATIN_GIVEN), draw.one(LATIN_SURNAMES));
            format!("{given} {surname}")
        }
        Naming::Uyghur => {
            let (one, other) = (draw.one(UYGHUR), draw.one(UYGHUR));
            // As long as names become: 25 characters and more.
            if draw.per_mille(20) {
                return format!("{one}·{other}·{one}·{other}");
            }
            format!("{one}·{other}")
        }
    }
}

fn han(draw: &mut Draw) -> String {
    let list = if draw.per_mille(2) { RARE } else { SURNAMES };
    let surname = draw.one(list);
    let (fictional, given) = (draw.one(FICTIONAL), draw.one(GIVEN));
    let private = if draw.per_mille(1) {
        draw.one(PRIVATE)
    } else {
        ""
    };
    format!("{surname}{fictional}{private}{given}")
}

/// The tail of an address in a street of nowhere.
pub(super) fn address(draw: &mut Draw, naming: Naming) -> String {
    let number = draw.below(400).saturating_add(1);
    let street = draw.one(&["示范路", "样例路", "测试大道", "示范巷"]);
    let line = match naming {
        Naming::Latin => draw.one(FOREIGN_LINES),
        _ => "",
    };
    if draw.per_mille(300) {
        return format!("样例街道{street}{number}号{line}");
    }
    let block = draw.one(&["A", "B", "C", "D", "1栋", "2栋"]);
    let room = draw.below(32).saturating_add(1) * 100 + draw.below(8).saturating_add(1);
    format!("样例街道{street}{number}号样例大厦{block}座{room}室{line}")
}

/// An address of household registration in a village of nowhere.
pub(super) fn village(draw: &mut Draw) -> String {
    let number = draw.below(900).saturating_add(1);
    format!("样例镇示范村{number}号")
}

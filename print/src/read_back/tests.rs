use juma_symbol::encode;

use super::*;
use crate::{Card, Font, Words, write};

const CJK: &[u8] = include_bytes!("../../tests/fonts/cjk.otf");

fn printed(text: &str) -> Vec<u8> {
    let symbol = encode(text).unwrap();
    let card = Card::new(&symbol, Words::new("居码", "Residence code"), "张*");
    let fonts = [Font::new(CJK, None).unwrap()];
    write(&[card], Layout::Card, &fonts).unwrap()
}

#[test]
fn another_code_order_or_layout_is_seen() {
    let pdf = printed("JM1:ONE");
    let (one, two) = (encode("JM1:ONE").unwrap(), encode("JM1:TWO").unwrap());
    assert!(holds(&pdf, &[&one], Layout::Card));
    assert!(!holds(&pdf, &[&two], Layout::Card));
    assert!(!holds(&pdf, &[], Layout::Card));
    assert!(!holds(&pdf, &[&one, &one], Layout::Card));
    // Ten dots a module on a card, twenty-four on a page.
    assert!(!holds(&pdf, &[&one], Layout::Page));
}

#[test]
fn one_module_more_or_less_is_seen() {
    let pdf = printed("JM1:ONE");
    let one = encode("JM1:ONE").unwrap();
    let at = find(&pdf, b"stream\n").unwrap();
    let packed = &pdf[at + 7..][..length(&pdf[..at]).unwrap()];
    let content = decompress_to_vec_zlib_with_limit(packed, MAX_PAGE_BYTES).unwrap();
    // Text beside the code is no UTF-8.
    let (from, end) = (find(&content, b"/JumaCode"), find(&content, b"EMC\n"));
    let code = &content[from.unwrap()..end.unwrap() + 4];
    let text = String::from_utf8(code.to_vec()).unwrap();
    let read = |text: &str| in_page(text.as_bytes()).and_then(|mut codes| codes.pop());
    assert!(read(&text).unwrap().is(&one, Layout::Card));
    // The upper edge of the first finder.
    let without = text.replacen(" 0 0 7 1 re", "", 1);
    assert!(!read(&without).unwrap().is(&one, Layout::Card));
    let taller = text.replacen(" 1 re", " 2 re", 1);
    assert!(read(&taller).is_none());
    let doubled = text.replacen(" re\nf\n", " re\nf\n0 0 1 1 re\nf\n", 1);
    assert!(read(&doubled).is_none());
}

#[test]
fn torn_files_hold_nothing() {
    let pdf = printed("JM1:ONE");
    let one = encode("JM1:ONE").unwrap();
    let end = find(&pdf, b"endstream").unwrap();
    assert!((0..=end).all(|end| !holds(&pdf[..end], &[&one], Layout::Card)));
}

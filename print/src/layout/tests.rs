use juma_symbol::{Version, encode};

use super::*;

#[test]
fn an_a4_sheet_holds_ten_whole_cards() {
    let sheet = Layout::Sheet.media();
    let cards: Vec<Frame> = (0..10).map(|number| Layout::Sheet.card(number)).collect();
    for (at, card) in cards.iter().enumerate() {
        assert!(card.left > MARK + BLEED && card.right() < sheet.width - MARK - BLEED);
        assert!(card.bottom > MARK + BLEED && card.top() < sheet.height - MARK - BLEED);
        for other in &cards[..at] {
            let apart = card.left >= other.right() - 0.1
                || other.left >= card.right() - 0.1
                || card.bottom >= other.top() - 0.1
                || other.bottom >= card.top() - 0.1;
            assert!(apart, "{at}");
        }
    }
    assert!(cards[0].bottom > cards[2].bottom && cards[0].left < cards[1].left);
}

#[test]
fn modules_are_whole_dots_and_never_below_the_least() {
    for version in Version::all() {
        for layout in [Layout::Card, Layout::Page, Layout::Sheet] {
            let dots = layout.module_dots(version);
            assert!(dots.is_none_or(|dots| dots >= MIN_MODULE_DOTS));
            assert_eq!(dots.is_some(), version <= layout.max_version());
        }
    }
    let dots = |layout: Layout, number| layout.module_dots(Version::new(number).unwrap());
    // A gate code for paper, the whole record, and the largest text that SPEC §2 has.
    assert_eq!(dots(Layout::Card, 7), Some(9));
    assert_eq!(dots(Layout::Card, 10), Some(8));
    assert_eq!(dots(Layout::Card, 25), None);
    assert_eq!(dots(Layout::Page, 25), Some(11));
    assert_eq!(Layout::Card.max_version().number(), 19);
    assert_eq!(Layout::Page.max_version(), Version::MAX);
}

#[test]
fn the_quiet_zone_lies_inside_the_card_and_text_beside_it() {
    for length in [10, 100, 300, 600, 900] {
        let symbol = encode(&"J".repeat(length)).unwrap();
        for layout in [Layout::Card, Layout::Page, Layout::Sheet] {
            if symbol.version() > layout.max_version() {
                continue;
            }
            for number in 0..layout.cards_per_page() {
                let frame = layout.card(number);
                let place = layout.code_place(frame, &symbol).unwrap();
                assert!(place.left.fract() == 0.0 && place.top.fract() == 0.0);
                let quiet = f32::from(QUIET_ZONE * place.module);
                let side = f32::from(symbol.side() * place.module);
                let (left, right) = (place.left - quiet, place.left + side + quiet);
                let (bottom, top) = (place.top - side - quiet, place.top + quiet);
                assert!(left > frame.left && right < frame.right() - CUT + 1.0);
                assert!(bottom > frame.bottom + CUT && top < frame.top() - CUT);
                match layout.columns(frame, place) {
                    Columns::One(column) => assert!(column.right() <= left && column.width > 400.0),
                    Columns::Two { above, below } => {
                        assert!(above.bottom >= top - 1.0 && below.top() <= bottom + 1.0);
                    }
                }
            }
        }
    }
}

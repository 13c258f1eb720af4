//! Documents, read by a crate that had no part in writing them, and looked at as pictures where
//! poppler's `pdftoppm` is installed.
#![expect(clippy::unwrap_used, reason = "where a helper fails, the test fails")]

use std::{fs, path::Path, process::Command};

use hayro_syntax::Pdf;
use juma_print::{Card, Fact, Font, FontError, Layout, MAX_CARDS, PrintError, Words, write};
use juma_scan::{Scanner, Unlimited, picture};
use juma_symbol::{Symbol, encode};

const CJK: &[u8] = include_bytes!("fonts/cjk.otf");
const NASKH: &[u8] = include_bytes!("fonts/naskh.ttf");
const RARE: &[u8] = include_bytes!("fonts/rare.ttf");

fn fonts() -> Vec<Font<'static>> {
    let fonts = [CJK, RARE, NASKH];
    fonts.map(|bytes| Font::new(bytes, None).unwrap()).into()
}

/// As long as a gate code for paper: version 7.
fn text(number: usize) -> String {
    let filler = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
        .chars()
        .cycle();
    let filler: String = filler.skip(number).take(160).collect();
    format!("JM1:{number:04}{filler}")
}

fn symbols(count: usize) -> Vec<Symbol> {
    (0..count).map(|it| encode(&text(it)).unwrap()).collect()
}

fn card<'a>(symbol: &'a Symbol, name: &str) -> Card<'a> {
    let mut card = Card::new(
        symbol,
        Words::new("居码·场所码", "Residence code for venues"),
        name,
    );
    card.banner = Some(Words::new("演示样本，无效", "DEMO, not valid"));
    card.facts = vec![
        Fact::new(Words::new("地区", "Region"), "广东省深圳市 Shenzhen"),
        Fact::new(
            Words::new("有效期至（含当日）", "Good through"),
            "2027-03-30",
        ),
        Fact::new(
            Words::new("咨询电话", "Ask"),
            "深圳市 Shenzhen 0755-84465000",
        ),
    ];
    card.notes = vec![Words::new(
        "请出示原件，工作人员可能要求核对。",
        "Show the original; staff may ask to see it.",
    )];
    card.slug = Some("17".to_owned());
    card
}

const NAMES: [&str; 10] = [
    "张*",
    "李四",
    "欧阳样例",
    "𠮷测",
    "Jean-Luc Öberg",
    "مۇھەممەت ئەلى",
    "گۈلنار",
    "[U+E7C7]样",
    "Đặng",
    "*",
];

fn document(layout: Layout, count: usize) -> Vec<u8> {
    let symbols = symbols(count);
    let names = NAMES.iter().cycle();
    let cards: Vec<Card<'_>> = symbols
        .iter()
        .zip(names)
        .map(|(symbol, name)| card(symbol, name))
        .collect();
    write(&cards, layout, &fonts()).unwrap()
}

/// The boxes of a page in points, as the file has them.
fn boxes(pdf: &[u8], key: &str) -> Vec<String> {
    let text = String::from_utf8_lossy(pdf);
    let places = text
        .match_indices(key)
        .map(|(at, _)| &text[at + key.len()..]);
    let boxes = places.map(|rest| {
        rest[..rest.find(']').unwrap()]
            .trim_start_matches('[')
            .to_owned()
    });
    boxes.collect()
}

#[test]
fn pages_are_as_large_as_they_say() {
    for (layout, count, pages, media, trim) in [
        (
            Layout::Card,
            2,
            2,
            (299.34, 209.71),
            Some("28.35 28.35 270.99 181.36"),
        ),
        (
            Layout::Sheet,
            11,
            2,
            (595.28, 841.89),
            Some("54.99 38.4 540.28 803.45"),
        ),
        (Layout::Page, 1, 1, (595.28, 841.89), None),
    ] {
        let bytes = document(layout, count);
        let pdf = Pdf::new(bytes.clone()).unwrap();
        assert_eq!(pdf.pages().len(), pages, "{layout:?}");
        for page in pdf.pages().iter() {
            let (width, height) = page.render_dimensions();
            assert!((width - media.0).abs() < 0.02, "{layout:?} {width}");
            assert!((height - media.1).abs() < 0.02, "{layout:?} {height}");
        }
        let found = boxes(&bytes, "/TrimBox");
        assert_eq!(found.len(), if trim.is_some() { pages } else { 0 });
        if let Some(trim) = trim {
            let numbers = |text: &str| -> Vec<f32> {
                text.split_whitespace()
                    .map(|it| it.parse().unwrap())
                    .collect()
            };
            for (found, wanted) in numbers(&found[0]).iter().zip(numbers(trim)) {
                assert!((found - wanted).abs() < 0.06, "{found} is not {wanted}");
            }
        }
    }
}

#[test]
fn fonts_are_embedded_cut_down_and_none_is_left_out() {
    let bytes = document(Layout::Sheet, 10);
    let text = String::from_utf8_lossy(&bytes);
    for (name, file) in [
        ("NotoSansCJKsc-Regular", "/Subtype/CIDFontType0C"),
        ("NotoNaskhArabic", "/Length1"),
        ("HanaMinB", "/FontFile2"),
    ] {
        assert!(text.contains(&format!("+{name}")), "{name}");
        assert!(text.contains(file), "{file}");
    }
    // What no card needs is not there.
    let latin = write(&[card(&symbols(1)[0], "Jean-Luc")], Layout::Card, &fonts());
    let latin = latin.unwrap();
    let text = String::from_utf8_lossy(&latin);
    assert!(!text.contains("HanaMinB") && !text.contains("Naskh"));
    assert!(latin.len() < 60_000, "{} bytes", latin.len());
}

#[test]
fn the_same_cards_make_the_same_bytes() {
    for layout in [Layout::Card, Layout::Page, Layout::Sheet] {
        let bytes = document(layout, 3);
        assert_eq!(bytes, document(layout, 3));
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("Date") && !text.contains("/ID"));
    }
}

/// `JUMA_BLESS=1` writes them again; look at them then.
#[test]
fn golden_documents() {
    for (layout, count, name) in [
        (Layout::Card, 1, "card.pdf"),
        (Layout::Page, 1, "page.pdf"),
        (Layout::Sheet, 10, "sheet.pdf"),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/golden")
            .join(name);
        let found = document(layout, count);
        if std::env::var_os("JUMA_BLESS").is_some() {
            fs::write(&path, &found).unwrap();
        }
        let expected = fs::read(&path).unwrap_or_default();
        assert!(
            found == expected,
            "{name} is not what is printed; JUMA_BLESS=1 writes it again"
        );
    }
}

#[test]
fn what_has_no_room_is_refused() {
    let small = symbols(1);
    let large = encode(&"J".repeat(1451)).unwrap();
    assert_eq!(large.version().number(), 25);
    let cards = [card(&small[0], "张*"), card(&large, "张*")];
    let refused = write(&cards, Layout::Sheet, &fonts()).unwrap_err();
    assert!(
        matches!(refused, PrintError::SymbolTooLarge { card: 1, .. }),
        "{refused:?}"
    );
    assert!(write(&cards[1..], Layout::Page, &fonts()).is_ok());

    // The longest name that SPEC §5.3 has stands on a card.
    assert!(write(&[card(&small[0], &"张".repeat(64))], Layout::Card, &fonts()).is_ok());
    let endless = card(&small[0], &"张".repeat(600));
    let refused = write(&[endless], Layout::Card, &fonts()).unwrap_err();
    assert_eq!(refused, PrintError::TextTooLong { card: 0 });
}

#[test]
fn a_missing_glyph_refuses_the_document_and_names_the_character() {
    let symbols = symbols(2);
    let cards = [card(&symbols[0], "张*"), card(&symbols[1], "\u{2A6DF}*")];
    let refused = write(&cards, Layout::Sheet, &fonts()).unwrap_err();
    let character = '\u{2A6DF}';
    assert_eq!(refused, PrintError::MissingGlyph { card: 1, character });
    assert!(refused.to_string().contains("U+2A6DF"));
}

#[test]
fn nothing_and_too_much() {
    let symbols = symbols(1);
    let many = vec![card(&symbols[0], "张*"); MAX_CARDS + 1];
    let (cards, max) = (MAX_CARDS + 1, MAX_CARDS);
    assert_eq!(
        write(&many, Layout::Sheet, &fonts()),
        Err(PrintError::TooManyCards { cards, max })
    );
    assert_eq!(
        write(&[], Layout::Sheet, &fonts()),
        Err(PrintError::NoCards)
    );
    assert_eq!(
        write(&many[..1], Layout::Sheet, &[]),
        Err(PrintError::NoFonts)
    );
    let fonts = vec![fonts().remove(0); 9];
    let refused = write(&many[..1], Layout::Sheet, &fonts);
    assert_eq!(refused, Err(PrintError::TooManyFonts { fonts: 9, max: 8 }));
}

#[test]
fn what_is_no_font_is_named() {
    assert_eq!(Font::new(b"", None).unwrap_err(), FontError::Malformed);
    assert_eq!(
        Font::new(b"%PDF-1.4", None).unwrap_err(),
        FontError::Malformed
    );
    assert!(Font::new(&CJK[..300], None).is_err());
    // Bits of OS/2 that forbid embedding.
    let mut forbidden = NASKH.to_vec();
    let tables = usize::from(u16::from_be_bytes([NASKH[4], NASKH[5]]));
    let os2 = (0..tables)
        .map(|table| 12 + 16 * table)
        .find(|at| &NASKH[*at..at + 4] == b"OS/2")
        .unwrap();
    let offset = u32::from_be_bytes(NASKH[os2 + 8..os2 + 12].try_into().unwrap());
    forbidden[usize::try_from(offset).unwrap() + 9] = 2;
    assert_eq!(
        Font::new(&forbidden, None).unwrap_err(),
        FontError::NotEmbeddable
    );
}

#[test]
fn a_torn_font_never_panics() {
    let symbols = symbols(1);
    for font in [CJK, NASKH] {
        for step in 1..60 {
            let end = font.len() * step / 60;
            if let Ok(torn) = Font::new(&font[..end], None) {
                drop(write(&[card(&symbols[0], "张*")], Layout::Card, &[torn]));
            }
            let mut flipped = font.to_vec();
            flipped[end] ^= 0xFF;
            if let Ok(flipped) = Font::new(&flipped, None) {
                drop(write(&[card(&symbols[0], "Ask")], Layout::Card, &[flipped]));
            }
        }
    }
}

#[test]
fn printed_codes_are_read_from_pictures() {
    if Command::new("pdftoppm").arg("-v").output().is_err() {
        println!("skipped: pdftoppm of poppler-utils is not installed");
        return;
    }
    let place = tempfile::tempdir().unwrap();
    for (layout, count, resolution) in [
        (Layout::Card, 1, "300"),
        (Layout::Card, 1, "150"),
        (Layout::Page, 1, "100"),
        (Layout::Sheet, 10, "200"),
    ] {
        let path = place.path().join("it.pdf");
        fs::write(&path, document(layout, count)).unwrap();
        let stem = place.path().join("it");
        let ran = Command::new("pdftoppm")
            .args(["-r", resolution, "-gray", "-png", "-singlefile"])
            .args([&path, &stem])
            .status();
        assert!(ran.unwrap().success());
        let picture = fs::read(place.path().join("it.png")).unwrap();
        let picture = picture::decode(&picture).unwrap();
        let texts = Scanner::new().read(picture.frame(), &mut Unlimited);
        let mut found: Vec<&str> = texts.iter().filter_map(|text| text.as_str()).collect();
        found.sort_unstable();
        let wanted: Vec<String> = (0..count).map(text).collect();
        assert_eq!(found, wanted, "{layout:?} at {resolution} dpi");
    }
}

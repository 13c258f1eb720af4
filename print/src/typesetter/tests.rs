use super::*;

const CJK: &[u8] = include_bytes!("../../tests/fonts/cjk.otf");
const NASKH: &[u8] = include_bytes!("../../tests/fonts/naskh.ttf");
const RARE: &[u8] = include_bytes!("../../tests/fonts/rare.ttf");

fn fonts() -> Vec<Font<'static>> {
    let fonts = [CJK, RARE, NASKH];
    fonts.map(|bytes| Font::new(bytes, None).unwrap()).into()
}

/// The texts of a line's glyphs from left to right, and their fonts.
fn set(text: &str) -> Result<Vec<(usize, String)>, Missing> {
    let fonts = fonts();
    let line = Typesetter::new(&fonts).line(text)?;
    let glyphs = line.runs.iter().flat_map(|run| {
        let font = run.font;
        run.glyphs.iter().map(move |it| (font, it.text.clone()))
    });
    Ok(glyphs.collect())
}

fn glyph_ids(text: &str) -> Vec<u16> {
    let fonts = fonts();
    let line = Typesetter::new(&fonts).line(text).unwrap();
    let glyphs = line.runs.iter().flat_map(|run| &run.glyphs);
    glyphs.map(|glyph| glyph.id).collect()
}

#[test]
fn a_character_comes_from_the_first_font_that_has_it() {
    let fonts_of: Vec<usize> = set("张𠮷三").unwrap().iter().map(|it| it.0).collect();
    assert_eq!(fonts_of, [0, 1, 0]);
    assert_eq!(set("张*").unwrap()[1], (0, "*".to_owned()));
}

#[test]
fn what_no_font_draws_is_named_and_not_drawn() {
    assert_eq!(set("张\u{2A6DF}").unwrap_err(), Missing('\u{2A6DF}'));
    assert_eq!(set("\u{E7C7}").unwrap_err(), Missing('\u{E7C7}'));
    assert_eq!(set("ก").unwrap_err(), Missing('ก'));
}

#[test]
fn uyghur_is_joined_and_runs_from_the_right() {
    let word = "ئەلى";
    let glyphs = set(word).unwrap();
    assert!(glyphs.iter().all(|(font, _)| *font == 2));
    // The first letter of the text is the last from the left.
    let shown: String = glyphs.iter().rev().map(|(_, text)| text.as_str()).collect();
    assert_eq!(shown, word);
    // A letter alone looks different from the same letter joined to another.
    let alone = glyph_ids("ل");
    assert!(!glyph_ids("ەلى").contains(&alone[0]));
    assert!(glyph_ids("ل").contains(&alone[0]));
}

#[test]
fn digits_in_uyghur_run_from_the_left_and_words_before_them_do_not() {
    let shown: String = set("ئالىم 123")
        .unwrap()
        .into_iter()
        .map(|it| it.1)
        .collect();
    assert!(shown.starts_with("123"), "{shown:?}");
    let shown: String = set("Ask ئەلى")
        .unwrap()
        .into_iter()
        .map(|it| it.1)
        .collect();
    assert!(shown.starts_with("Ask "), "{shown:?}");
}

#[test]
fn only_what_was_drawn_is_in_the_subset() {
    let fonts = fonts();
    let mut typesetter = Typesetter::new(&fonts);
    let measured = typesetter.line("张三").unwrap();
    assert!(typesetter.drawn().all(|(_, drawn)| drawn.widths.is_empty()));
    let glyph = &measured.runs[0].glyphs[0];
    assert_eq!(typesetter.draw(0, glyph), Some(1));
    assert_eq!(typesetter.draw(0, glyph), Some(1));
    let (_, drawn) = typesetter.drawn().next().unwrap();
    assert_eq!(drawn.texts.get(&1).map(String::as_str), Some("张"));
    assert_eq!(drawn.widths.get(&1), Some(&1000.0));
}

#[test]
fn lines_break_between_words_and_between_chinese_characters() {
    assert_eq!(words("Ask 深圳市 now"), ["Ask ", "深", "圳", "市 ", "now"]);
    assert_eq!(words("张*（李）"), ["张*", "（", "李）"]);
    assert_eq!(words("0755-84465000"), ["0755-84465000"]);
    assert_eq!(words(""), [""; 0]);
}

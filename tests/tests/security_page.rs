//! The tests that SECURITY.md names exist.

use std::{fs, path::Path};

#[test]
fn every_test_that_the_page_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = fs::read_to_string(root.join("SECURITY.md")).unwrap();
    let mut named = 0;
    for name in page.split('`').filter(|name| name.contains(".rs::")) {
        let (file, test) = name.split_once("::").unwrap();
        let source = fs::read_to_string(root.join(file)).unwrap_or_else(|_| panic!("{file}"));
        // With `<` it is one of a suite that is run over several forms.
        let is_there = |end: char| source.contains(&format!("fn {test}{end}"));
        assert!(is_there('(') || is_there('<'), "{name}");
        named += 1;
    }
    assert!(named > 30, "{named} names were found");
}

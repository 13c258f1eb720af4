//! The points counted module by module, as the standard words them, to check the counting by line.

use super::*;

/// The points of a symbol given as rows of modules.
pub(crate) fn points(rows: &[Vec<bool>]) -> u32 {
    let columns: Vec<Vec<bool>> = (0..rows.len())
        .map(|x| rows.iter().map(|row| row[x]).collect())
        .collect();
    let along: u32 = rows
        .iter()
        .chain(&columns)
        .map(|line| runs(line) + finders(line))
        .sum();
    along + blocks(rows) + imbalance(rows)
}

fn runs(line: &[bool]) -> u32 {
    line.chunk_by(|a, b| a == b)
        .filter(|run| run.len() >= 5)
        .map(|run| 3 + u32::try_from(run.len() - 5).unwrap())
        .sum()
}

fn finders(line: &[bool]) -> u32 {
    let finder = [true, false, true, true, true, false, true];
    let mut found = 0;
    for (at, window) in line.windows(7).enumerate() {
        let before = &line[at.saturating_sub(4)..at];
        let after = &line[at + 7..(at + 11).min(line.len())];
        if window == finder && (!before.contains(&true) || !after.contains(&true)) {
            found += 1;
        }
    }
    found * 40
}

fn blocks(rows: &[Vec<bool>]) -> u32 {
    let mut blocks = 0;
    for pair in rows.windows(2) {
        for x in 1..pair[0].len() {
            let square = [pair[0][x - 1], pair[0][x], pair[1][x - 1], pair[1][x]];
            blocks += u32::from(square == [true; 4] || square == [false; 4]);
        }
    }
    blocks * 3
}

fn imbalance(rows: &[Vec<bool>]) -> u32 {
    let dark = rows.iter().flatten().filter(|dark| **dark).count();
    let all = rows.len() * rows.len();
    let beyond = |k: &usize| dark * 100 >= (50 + 5 * k) * all || dark * 100 <= (50 - 5 * k) * all;
    (1..=10).filter(beyond).fold(0, |points, _| points + 10)
}

fn line(modules: &str) -> (Line<1>, u16) {
    let mut line = Line::LIGHT;
    for (at, module) in (0..).zip(modules.chars()) {
        if module == '#' {
            line.darken(at);
        }
    }
    (line, u16::try_from(modules.len()).unwrap())
}

#[test]
fn runs_begin_to_count_at_five() {
    for (modules, expected) in [
        ("####.#.#.#", 0),
        ("#####.#.#.", 3),
        ("######.#.#", 4),
        ("#.#.#.....", 3),
        ("#####.....", 6),
        ("..........", 8),
    ] {
        let (line, side) = line(modules);
        assert_eq!(lines(&[line], side), expected, "{modules}");
    }
}

#[test]
fn a_look_alike_counts_once_however_much_light_is_beside_it() {
    for (modules, expected) in [
        ("....#.###.#.##", 1),
        ("....#.###.#....", 1),
        ("##.##.#.###.#....#", 1),
        ("#.#.###.#.#", 0),
        (".#.###.#.#", 1),
        ("#.###.#.#.#.#.#", 1),
        ("##.#.###.#.##", 0),
        ("#...#.###.#...#", 0),
    ] {
        assert_eq!(look_alikes(line(modules).0), expected, "{modules}");
    }
}

#[test]
fn balance_counts_full_steps_of_five_percent() {
    for (dark, expected) in [
        (100, 0),
        (109, 0),
        (91, 0),
        (110, 10),
        (90, 10),
        (119, 10),
        (200, 100),
    ] {
        let rows: Vec<Line<1>> = (0..20)
            .map(|row| Line::first((dark * 2 + row) / 20))
            .collect();
        let counted: u32 = rows.iter().map(|row| row.count()).sum();
        assert_eq!(counted, u32::from(dark) * 2);
        assert_eq!(balance(&rows, 20), expected, "{dark} in 200");
    }
}

//! What cameras, messengers and pranksters make of a picture.

use std::fs;

use image::{GrayImage, Luma};
use juma_symbol::{encode, png};
use juma_tests::{
    command::Place,
    picture::{beside, jpeg, photographed, png, read},
    records, workspace,
};

fn code_of(place: &Place, name: &str, subject: &str) -> GrayImage {
    let record = records::with_line("subject", &format!("  \"subject\": \"{subject}\","));
    place.sign(&record, name, &[]);
    read(&place.path(name))
}

#[test]
fn a_photograph_is_accepted() {
    let place = Place::ready();
    let code = code_of(&place, "code.png", "R-000001");
    let photograph = photographed(&code, 7.0, 0.6);
    place.write("photo.jpg", jpeg(&photograph, 60));
    assert_eq!(place.verdict("photo.jpg"), "accept/accepted");
    place.write("turned.png", png(&photographed(&code, 180.0, 0.8)));
    assert_eq!(place.verdict("turned.png"), "accept/accepted");
    let said = place.check(&[&place.path("photo.jpg")]).object();
    assert_eq!(said["claims"]["name"], "张*");
}

#[test]
fn two_codes_in_one_picture_are_ambiguous_in_either_order() {
    let place = Place::ready();
    let one = code_of(&place, "one.png", "R-000001");
    let two = code_of(&place, "two.png", "R-000002");
    for (name, left, right) in [("12.png", &one, &two), ("21.png", &two, &one)] {
        place.write(name, png(&beside(left, right)));
        assert_eq!(place.verdict(name), "undecided/ambiguous");
        assert_eq!(place.check(&[&place.path(name)]).status, 3);
    }
    place.write("11.png", png(&beside(&one, &one)));
    assert_eq!(place.verdict("11.png"), "accept/accepted");
}

#[test]
fn what_is_not_ours_is_passed_over() {
    let place = Place::ready();
    let code = code_of(&place, "code.png", "R-000001");
    for text in ["HTTPS://EXAMPLE.COM/MENU", "JM1:PAY HERE", "HC1:NCFOXN"] {
        let mut foreign = Vec::new();
        png::write(
            &encode(text).unwrap(),
            png::ModulePixels::DEFAULT,
            &mut foreign,
        );
        place.write("foreign.png", &foreign);
        let foreign = read(&place.path("foreign.png"));
        place.write("both.png", png(&beside(&foreign, &code)));
        assert_eq!(place.verdict("both.png"), "accept/accepted", "{text}");
        let alone = place.verdict("foreign.png");
        let expected = if text.starts_with("JM1:") {
            "refuse/text-overflow"
        } else {
            "undecided/no-code"
        };
        assert_eq!(alone, expected);
    }
}

#[test]
fn a_forged_neighbour_stops_nobody_and_helps_nobody() {
    let (place, other) = (Place::ready(), Place::new());
    let code = code_of(&place, "code.png", "R-000001");
    let stranger = code_of(&other, "stranger.png", "R-000001");
    place.write("both.png", png(&beside(&stranger, &code)));
    assert_eq!(place.verdict("both.png"), "accept/accepted");
    place.write("twice.png", png(&beside(&stranger, &stranger)));
    assert_eq!(place.verdict("twice.png"), "undecided/unknown-key");
}

#[test]
fn a_picture_without_a_code() {
    let place = Place::ready();
    place.write(
        "white.png",
        png(&GrayImage::from_pixel(300, 200, Luma([255]))),
    );
    let ran = place.check(&[&place.path("white.png")]).expect(3);
    assert_eq!(ran.object()["reason"], "no-code");
    place.write(
        "white.jpg",
        jpeg(&GrayImage::from_pixel(300, 200, Luma([255])), 60),
    );
    assert_eq!(place.verdict("white.jpg"), "undecided/no-code");
}

#[test]
fn no_flipped_bit_of_a_text_is_accepted() {
    let place = Place::ready();
    place.sign(&records::migrant(), "code.txt", &[]);
    let text = fs::read(place.path("code.txt")).unwrap();
    fs::create_dir(place.path("flipped")).unwrap();
    for at in 0..text.len() - 1 {
        let mut flipped = text.clone();
        flipped[at] ^= 1 << (at % 7);
        place.write(&format!("flipped/{at:04}.txt"), flipped);
    }
    let ran = place.check(&[&place.path("flipped")]);
    assert_eq!(ran.json().len(), text.len() - 1);
    assert!(
        ran.json()
            .iter()
            .all(|object| object["verdict"] != "accept")
    );
    assert!(ran.status == 1 || ran.status == 2, "{}", ran.status);
}

#[test]
fn damage_either_leaves_the_same_code_or_none() {
    let place = Place::ready();
    let code = code_of(&place, "code.png", "R-000001");
    fs::create_dir(place.path("damaged")).unwrap();
    let side = code.width();
    for step in 0..40 {
        // A blot that grows, at a place that wanders.
        let (x, y, size) = (step * 37 % side, step * 61 % side, side * step / 50);
        let mut damaged = code.clone();
        for (px, py, pixel) in damaged.enumerate_pixels_mut() {
            if (x..x + size).contains(&px) && (y..y + size).contains(&py) {
                *pixel = Luma([if step % 2 == 0 { 0 } else { 255 }]);
            }
        }
        place.write(&format!("damaged/{step:02}.png"), png(&damaged));
    }
    let whole = place.check(&[&place.path("code.png")]).object();
    let mut counts = [0, 0];
    for object in place.check(&[&place.path("damaged")]).json() {
        match object["reason"].as_str().unwrap() {
            "accepted" => {
                assert_eq!(object["claims"], whole["claims"]);
                counts[0] += 1;
            }
            "no-code" => counts[1] += 1,
            other => panic!("{other}: error correction gave another text"),
        }
    }
    assert!(counts.iter().all(|count| *count > 3), "{counts:?}");
}

#[test]
fn a_spoilt_file_of_a_picture_never_shows_somebody_else() {
    let place = Place::ready();
    place.sign(&records::migrant(), "code.png", &[]);
    let file = fs::read(place.path("code.png")).unwrap();
    fs::create_dir(place.path("spoilt")).unwrap();
    for at in (0..file.len()).step_by(7) {
        let mut spoilt = file.clone();
        spoilt[at] ^= 1 << (at % 8);
        place.write(&format!("spoilt/{at:05}.png"), spoilt);
    }
    let whole = place.check(&[&place.path("code.png")]).object();
    for object in place.check(&[&place.path("spoilt")]).json() {
        match object.get("reason").and_then(|reason| reason.as_str()) {
            Some("accepted") => assert_eq!(object["claims"], whole["claims"]),
            None => assert!(object["error"].is_string(), "{object}"),
            Some(_) => assert_ne!(object["verdict"], "accept", "{object}"),
        }
    }
}

#[test]
fn bombs_are_refused_at_once() {
    let bombs = workspace().join("../shared/vectors/selfmade-image-bombs");
    if !bombs.is_dir() {
        eprintln!("skipped: no {}", bombs.display());
        return;
    }
    let place = Place::ready();
    let bombs = bombs.to_str().unwrap();
    for file in fs::read_dir(bombs).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|it| it != "png") {
            continue;
        }
        let started = std::time::Instant::now();
        let ran = place.check(&[path.to_str().unwrap()]);
        assert!(ran.status == 2 || ran.status == 3, "{ran:?}");
        assert!(!ran.out.contains("internal error") && !ran.err.contains("internal error"));
        assert!(started.elapsed().as_secs() < 20, "{}", path.display());
    }
}

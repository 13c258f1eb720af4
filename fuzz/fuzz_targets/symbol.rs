//! Symbols: every text that makes one is drawn and read back, and no file makes reading back panic.
#![no_main]

use juma_issuer::{ImageFormat, render};
use juma_symbol::{
    encode,
    png::ModulePixels,
    read_back::{png_modules, svg_modules},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = png_modules(data);
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    let _ = svg_modules(text);
    if encode(text).is_ok() {
        for format in [3, 8].map(|pixels| ImageFormat::Png {
            pixels: ModulePixels::new(pixels).expect("1 to 64"),
        }) {
            assert_eq!(render(text, format).expect("drawn").read_back, text);
        }
        assert_eq!(
            render(text, ImageFormat::Svg).expect("drawn").read_back,
            text
        );
    }
});

//! Modules: none make the reader panic, and one wrong module changes no text.
#![no_main]

use juma_scan::{Module, read_modules};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: juma_fuzz::let_panics_be_contained(), |data: &[u8]| {
    let Some(([version, wrong @ ..], bits)) = data.split_first_chunk::<3>() else { return };
    let side = 21 + 4 * (usize::from(*version) % 40);
    let _ = read_modules(side, |x, y| {
        let at = y * side + x;
        let byte = bits.get(at / 8).copied().unwrap_or_default();
        if byte >> (at % 8) & 1 == 1 { Module::Dark } else { Module::Light }
    });

    let text: String = bits.iter().take(100).map(|byte| char::from(byte % 10 + b'0')).collect();
    let Ok(symbol) = juma_symbol::encode(&text) else { return };
    let at = usize::from(u16::from_be_bytes(*wrong)) % usize::from(symbol.side()).pow(2);
    let read = read_modules(symbol.side().into(), |x, y| {
        let is_dark = symbol.is_dark(u16::try_from(x).unwrap(), u16::try_from(y).unwrap());
        let is_wrong = y * usize::from(symbol.side()) + x == at;
        if is_dark != is_wrong { Module::Dark } else { Module::Light }
    });
    assert_eq!(read.expect("one module can be repaired").as_bytes(), text.as_bytes());
});

//! The characters whose GB 18030 bytes depend on the edition of the standard.
//!
//! Sources, by edition that moved them:
//!
//! * **2005**: the byte pair A8BC went from U+E7C7 to U+1E3F, and the four bytes 8135F437 the other way
//!   (Unicode document L2/06-394, point 4).
//! * **2022**: eighteen byte pairs went from private use to U+FE10–FE19 and U+9FB4–9FBB, and their
//!   four-byte sequences the other way; six pairs (FE51, FE52, FE53, FE6C, FE76, FE91) that stood for
//!   private use lost their meaning, because their ideographs have four bytes (U+20087, U+20089, U+200CC,
//!   U+215D7, U+2298F, U+241FE); nine pairs of doubly coded ideographs (FD9C–FDA0 and four in FE40–FE48)
//!   were struck. The foreword of GB 18030-2022 counts them so (10 + 8, 6, 9, and 18); the pairs are in
//!   L2/06-394, point 1, and in the change that brought the edition to glibc (bug 30243).
//!
//! Checked by comparison: Python's codec, which has the 2000 edition, and glibc 2.36 encode exactly fifty
//! scalar values differently. All fifty are below.
//!
//! Listed out of caution, because the cost is a byte each and the gain is a rule that outlives editions:
//! the rest of U+E766–E864, where GBK and GB 18030 parked characters that Unicode lacked (25 of these
//! 255 have moved since 2000), and U+E5E5, which the WHATWG Encoding Standard refuses to encode and whose
//! bytes A3A0 it reads as U+3000. The nine struck ideographs are listed by inference: they are the nine in
//! GBK's compatibility zone that have a canonical decomposition, so that NFC text never holds them.

use core::ops::RangeInclusive;

/// Sorted and disjoint.
pub(super) const EDITION_DEPENDENT: [RangeInclusive<char>; 19] = [
    '\u{1E3F}'..='\u{1E3F}', // 2005
    '\u{9FB4}'..='\u{9FBB}', // 2022: eight components
    '\u{E5E5}'..='\u{E5E5}', // Encoding Standard
    '\u{E766}'..='\u{E864}', // 2005: E7C7; 2022: E78D–E796, E816–E818, E81E, E826, E82B, E82C,
    // E831, E832, E83B, E843, E854, E855, E864; the rest out of caution
    '\u{F92C}'..='\u{F92C}', // 2022: nine struck, from here to FA20
    '\u{F979}'..='\u{F979}',
    '\u{F995}'..='\u{F995}',
    '\u{F9E7}'..='\u{F9E7}',
    '\u{F9F1}'..='\u{F9F1}',
    '\u{FA0C}'..='\u{FA0D}',
    '\u{FA18}'..='\u{FA18}',
    '\u{FA20}'..='\u{FA20}',
    '\u{FE10}'..='\u{FE19}',   // 2022: ten vertical forms
    '\u{20087}'..='\u{20087}', // 2022: six struck pairs, from here to the end
    '\u{20089}'..='\u{20089}',
    '\u{200CC}'..='\u{200CC}',
    '\u{215D7}'..='\u{215D7}',
    '\u{2298F}'..='\u{2298F}',
    '\u{241FE}'..='\u{241FE}',
];

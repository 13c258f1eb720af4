//! Keys typed by what they sign, the one signature check, trust lists and bundles.

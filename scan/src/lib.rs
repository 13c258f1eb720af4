//! Grey pixels to QR texts.

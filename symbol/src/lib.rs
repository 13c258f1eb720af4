//! Text to QR modules to PNG, SVG and terminal.

//! Frames to verdicts, with no network.

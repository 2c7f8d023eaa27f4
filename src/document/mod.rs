//! (frame)

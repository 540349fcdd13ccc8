//! Readers and cards.

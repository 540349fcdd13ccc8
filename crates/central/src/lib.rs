//! The central service.

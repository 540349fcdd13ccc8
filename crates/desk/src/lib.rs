//! The workstation's use cases and its ports.

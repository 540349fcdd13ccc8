//! PAdES signatures: prepare, finish, validate.

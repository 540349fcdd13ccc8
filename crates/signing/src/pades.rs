//! PAdES signatures (ETSI EN 319 142-1 baseline B-B): prepare, finish, validate.
//!
//! Every signature is an incremental update: the bytes that were there stay as they are, so earlier signatures hold
//! and a PDF/A stays one (the field is invisible and nothing else is touched).

mod changes;
mod container;
mod prepare;
mod validate;

pub use container::PdfError;
pub use prepare::{PreparedOptions, PreparedSignature, SigningError, finish, prepare};
pub use validate::{Coverage, Integrity, SignatureStatus, Trust, is_accepted, validate};

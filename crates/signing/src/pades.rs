//! PAdES signatures (ETSI EN 319 142-1 baseline B-B, and B-T by a time-stamp of the document): prepare, finish, validate.
//!
//! Every signature, and every time-stamp, is an incremental update: the bytes that were there stay as they are, so earlier signatures hold
//! and a PDF/A stays one (the field is invisible and nothing else is touched).

mod changes;
mod container;
mod document_stamp;
mod prepare;
mod validate;

pub use container::PdfError;
pub use document_stamp::{PreparedStamp, prepare_stamp};
pub use prepare::{PreparedOptions, PreparedSignature, SigningError, finish, prepare};
pub use validate::{Coverage, Integrity, Kind, SignatureStatus, Trust, is_accepted, validate};

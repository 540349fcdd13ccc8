//! Certificates as a craft: profiles, requests, two-step issue, status lists, OCSP, path validation.
//!
//! *Knows*: X.509, PKCS#10, RFC 5280, RFC 6960, the ETSI EN 319 412 profiles, and how to use a [`keys::SigningKey`].
//!
//! *Must never know*: where keys live, the network, a database, the clock, who the operator is. Moments and
//! serial numbers are parameters; the only chance taken inside is that of the cryptographic library (making keys,
//! ECDSA, the nonce of [`keys::wrap_key`]), because a predictable value there would be a fault, not a feature.
//!
//! A certificate comes into being in this order:
//! 1. a [`profile::RawProfile`] (data) becomes a [`profile::Profile`] or an error naming the clause it breaks;
//! 2. [`issue::prepare`] builds the bytes, signs them with a throw-away key and lints the result;
//! 3. the caller stores the [`issue::Prepared`];
//! 4. [`issue::issue`] signs exactly those bytes with the issuer's key.
//!
//! All public values that hold bytes hold DER; PEM only where a function says so. All moments are UTC.

pub mod certificate;
pub mod certificate_request;
pub mod distinguished_name;
mod encoding;
mod extensions;
pub mod issue;
pub mod keys;
mod lint;
pub mod ocsp;
pub mod oids;
pub mod path;
pub mod profile;
mod qualified;
pub mod serial;
mod signature;
pub mod status_list;
mod wrapping;

pub use certificate::{Certificate, CertificateFacts};
pub use encoding::DecodeError;
pub use keys::{FileKey, KeyAlgorithm, KeyError, SigningKey};
pub use serial::Serial;

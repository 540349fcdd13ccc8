//! Certificate profiles, two-step issue, CRL, OCSP, path validation.

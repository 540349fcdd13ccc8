//! Sample people and test PKI, for tests only.

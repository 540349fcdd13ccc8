//! The centre's database.

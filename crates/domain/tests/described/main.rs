//! The product's description, word for word, held against the tables of this crate: what it lists is there, and nothing
//! else is.

mod rights;

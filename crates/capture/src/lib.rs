//! From a picture to checked fields of an identity document.

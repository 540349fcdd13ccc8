//! From the bytes of a file to a document image, and from the image to checked fields.
//!
//! Knows: picture and PDF formats and what they may cost, where a machine-readable zone stands on a page and
//! what it says (ICAO 9303), which recognition models read it, how to decode foreign bytes in a process of
//! their own; what stands printed on the documents that are read. Must never know: cameras, windows, stores, networks, who the applicant is. The day is a parameter.

mod barcode;
pub mod document;
pub mod framing;
pub mod intake;
pub mod mrz;
pub mod perspective;
pub mod picture;
mod printed;
pub mod recognise;
pub mod specimen;
pub mod worker;

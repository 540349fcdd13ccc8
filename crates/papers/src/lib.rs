//! Request form, recognition report, sealed envelope: PDF from data.

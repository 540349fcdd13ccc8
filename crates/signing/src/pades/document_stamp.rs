//! A time-stamp of a whole document (ETSI EN 319 142-1 §5.4.3, ISO 32000-2 §12.8.5): proves that all of it, signatures
//! included, existed at the stamp's moment. With it a signature of level B-B is one of level B-T (EN 319 142-1 §6.3).
//!
//! In three steps, as a signature: [`prepare_stamp`] reserves the place, somebody stamps the imprint, and
//! [`PreparedStamp::finish`] puts the stamp in. The document itself stays with who has it: what is prepared is only what
//! comes behind it, so that its bytes cannot change.

use lopdf::{Dictionary, dictionary};
use serde::{Deserialize, Serialize};
use sportello_pki::keys::Digest;

use super::prepare::{self, NewField, Place, SigningError, base64_bytes};
use crate::timestamp::{self, Imprint};

/// Bytes for the stamp. With a unit and an issuing authority of RSA-4096 it takes five thousand.
const RESERVED: usize = 8192;

/// What is appended to a document, with an empty place for the stamp. Data: another process may have prepared it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreparedStamp {
    #[serde(with = "base64_bytes")]
    update: Vec<u8>,
    /// How long the document is that it comes behind.
    behind: usize,
    /// Where the `<` of `/Contents` stands in the whole file.
    gap_start: usize,
    /// One beyond its `>`.
    gap_end: usize,
}

impl core::fmt::Debug for PreparedStamp {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        // The update holds copies of a document's objects, and the document is somebody's.
        write!(formatter, "PreparedStamp({} bytes behind {})", self.update.len(), self.behind)
    }
}

/// Adds an invisible field with an empty place for a time-stamp, as an incremental update. A document whose author allows
/// no change may be stamped all the same (ISO 32000-2 table 257).
pub fn prepare_stamp(pdf: &[u8]) -> Result<PreparedStamp, SigningError> {
    let field = NewField { name: "TimeStamp", signature: stamp_dictionary(), even_if_certified: true };
    let Place { bytes, gap_start, gap_end } = prepare::reserve(pdf, field, RESERVED)?;
    let update = bytes.strip_prefix(pdf).ok_or_else(|| SigningError::Encoding("no update".to_owned()))?;
    Ok(PreparedStamp { update: update.to_vec(), behind: pdf.len(), gap_start, gap_end })
}

/// No `/M`: the moment is what the stamp says.
fn stamp_dictionary() -> Dictionary {
    dictionary! { "Type" => "DocTimeStamp", "Filter" => "Adobe.PPKLite", "SubFilter" => "ETSI.RFC3161" }
}

impl PreparedStamp {
    /// What is to be stamped, for the document it was prepared for.
    pub fn imprint(&self, pdf: &[u8], digest: Digest) -> Result<Imprint, SigningError> {
        Ok(Imprint::of(digest, &self.stamped(&self.whole(pdf)?)?))
    }

    /// Checks the stamp (`TimeStampToken`, DER) and puts it in: the document, byte for byte, with the stamp behind it.
    pub fn finish(&self, pdf: &[u8], token: &[u8]) -> Result<Vec<u8>, SigningError> {
        let mut whole = self.whole(pdf)?;
        let stamp = timestamp::open(token).map_err(|_| SigningError::WrongStamp)?;
        if !stamp.is_of(&self.stamped(&whole)?) {
            return Err(SigningError::WrongStamp);
        }
        prepare::fill(&mut whole, self.gap_start, self.gap_end, token)?;
        Ok(whole)
    }

    fn whole(&self, pdf: &[u8]) -> Result<Vec<u8>, SigningError> {
        // The place lies behind the document: whatever is filled in, the document stays as it was.
        if pdf.len() != self.behind || self.gap_start < self.behind {
            return Err(SigningError::Encoding("it was prepared for another document".to_owned()));
        }
        Ok([pdf, &self.update].concat())
    }

    /// Everything but the place.
    fn stamped(&self, whole: &[u8]) -> Result<Vec<u8>, SigningError> {
        let (before, after) = (whole.get(..self.gap_start), whole.get(self.gap_end..));
        let (Some(before), Some(after), true) = (before, after, self.gap_start < self.gap_end) else {
            return Err(SigningError::Encoding("the stored state is damaged".to_owned()));
        };
        Ok([before, after].concat())
    }
}

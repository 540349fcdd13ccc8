//! Readers and cameras of this machine, for the status line.

use sportello_contract::desk::{
    camera::{CameraView, OpenCamera},
    status::ReaderView,
};
use sportello_desk::ports::{CameraFault, Cameras, OpenedCamera, Readers, ReadersFault};
use sportello_token::ReadersError;

/// Readers through PC/SC.
pub struct PcscReaders;

impl Readers for PcscReaders {
    fn list(&self) -> Result<Vec<ReaderView>, ReadersFault> {
        match sportello_token::list() {
            Ok(readers) => Ok(readers
                .into_iter()
                .map(|reader| ReaderView { name: reader.name, card_present: reader.card_present })
                .collect()),
            Err(ReadersError::NoService) => Err(ReadersFault::NoService),
            Err(error) => {
                tracing::warn!(error = %error, "readers not listed");
                Err(ReadersFault::Failed)
            }
        }
    }
}

/// A host without a picture.
pub struct NoCameras;

impl Cameras for NoCameras {
    fn list(&self) -> Vec<CameraView> {
        Vec::new()
    }

    fn open(&self, _: &OpenCamera) -> Result<Box<dyn OpenedCamera>, CameraFault> {
        Err(CameraFault::Missing)
    }
}

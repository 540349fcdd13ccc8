//! A pcscd of the test's own whose reader is there already.

use std::net::SocketAddr;

use sportello_testkit::pcscd::running_of;
pub use sportello_testkit::pcscd::{READER, eventually};

/// Where a card connects to be in [`READER`], in the child that has a pcscd and plays the story: `None` in the test itself.
/// `story` is the test's name with its modules.
pub fn reader_of(story: &str) -> Option<SocketAddr> {
    let place = running_of(story)?;
    known();
    Some(place.reader())
}

/// Waits until the service knows its reader.
pub fn known() {
    eventually("the service knows its reader", || {
        sportello_token::list().is_ok_and(|readers| readers.iter().any(|reader| reader.name == READER))
    });
}

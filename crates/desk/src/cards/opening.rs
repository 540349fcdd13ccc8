//! Whether a card opens with a management key. Each is tried once.

use sportello_domain::secret::{self, Reveal as _};
use sportello_token::{CardError, Fault, ManagementAlgorithm, ManagementKey, piv::Piv};
use zeroize::Zeroizing;

use crate::DeskError;

/// The key as the centre sends it: hexadecimal, and known for what it is by its length.
pub(crate) fn management_key(sent: &secret::ManagementKey) -> Result<ManagementKey, DeskError> {
    let bytes = Zeroizing::new(hex::decode(sent.reveal_text()).map_err(DeskError::internal)?);
    let algorithm = match bytes.len() {
        24 => ManagementAlgorithm::TripleDes,
        _ => ManagementAlgorithm::Aes256,
    };
    ManagementKey::new(algorithm, bytes).map_err(DeskError::internal)
}

/// With this key.
pub(crate) fn opens(piv: &mut Piv<'_>, key: &ManagementKey, challenge: &[u8; 16]) -> Result<bool, CardError> {
    match piv.authenticate(key, challenge) {
        Ok(()) => Ok(true),
        Err(CardError { fault: Fault::OtherManagementKey, .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// With the maker's key.
pub(crate) fn opens_as_from_the_factory(piv: &mut Piv<'_>, challenge: &[u8; 16]) -> Result<bool, CardError> {
    let key = piv.management_algorithm()?.and_then(ManagementKey::of_the_factory);
    key.map_or(Ok(false), |key| opens(piv, &key, challenge))
}

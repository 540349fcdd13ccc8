//! The centre's receipts: what each has to say of the command it is for, and whether the centre's key signed it.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};
use sportello_contract::central::command::{Command, Receipt};
use sportello_domain::{case::canonical_bytes, ids::CommandId};
use sportello_pki::keys::SignatureScheme;
use zeroize::Zeroizing;

use crate::{Desk, DeskError, ports::CentralError, workstation};

/// A command's bytes, and what its receipt has to say.
pub(crate) struct Sendable {
    pub bytes: Zeroizing<String>,
    pub id: CommandId,
    /// SHA-256 of the canonical body; `None` where the body holds a secret and the centre hashes it with its own key.
    pub body_hash: Option<String>,
}

impl Sendable {
    /// From the bytes of a command without secrets.
    pub fn plain(bytes: String) -> Result<Self, DeskError> {
        let command: Command<serde_json::Value> =
            serde_json::from_str(&bytes).map_err(DeskError::internal)?;
        let canonical = canonical_bytes(&command.body).map_err(DeskError::internal)?;
        let body_hash = Some(hex::encode(Sha256::digest(canonical)));
        Ok(Self { bytes: Zeroizing::new(bytes), id: command.id, body_hash })
    }
}

/// Refuses an answer whose receipt is not the centre's word on exactly this command.
pub(crate) async fn check_receipt(desk: &Desk, sent: &Sendable, receipt: &Receipt) -> Result<(), DeskError> {
    let key = workstation::receipt_key(desk).await?;
    let same_body = sent.body_hash.as_ref().is_none_or(|hash| *hash == receipt.body_hash);
    if receipt.command == sent.id && same_body && is_genuine(receipt, &key) {
        return Ok(());
    }
    // Somebody between us and the centre, or a centre that lost its key: neither is a receipt.
    Err(CentralError::Unreadable("the receipt does not verify".to_owned()).into())
}

/// Whether the centre's key signed this receipt (`key`: SubjectPublicKeyInfo, DER).
pub fn is_genuine(receipt: &Receipt, key: &[u8]) -> bool {
    let Ok(received_at) = serde_json::to_value(receipt.received_at) else { return false };
    let signed = [
        receipt.command.to_string(),
        receipt.body_hash.clone(),
        received_at.as_str().unwrap_or_default().to_owned(),
        receipt.audit_head.clone(),
    ]
    .join("\n");
    let Ok(signature) = STANDARD.decode(&receipt.signature) else { return false };
    SignatureScheme::EcdsaSha256.verify(key, signed.as_bytes(), &signature).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use sportello_domain::moment::Timestamp;
    use sportello_pki::{FileKey, KeyAlgorithm, SigningKey};

    fn receipt(key: &FileKey) -> Receipt {
        let mut receipt = Receipt {
            command: "01940000-0000-7000-8000-00000000002a".parse().unwrap(),
            body_hash: "aa".into(),
            received_at: Timestamp::from_micros(1_795_000_000_123_456).unwrap(),
            audit_head: "bb".into(),
            signature: String::new(),
        };
        let at = serde_json::to_value(receipt.received_at).unwrap();
        let signed = format!("{}\naa\n{}\nbb", receipt.command, at.as_str().unwrap());
        receipt.signature = STANDARD.encode(key.sign(signed.as_bytes()).unwrap());
        receipt
    }

    #[test]
    fn a_receipt_with_anything_changed_is_none() {
        let key = FileKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
        let public = key.public_key_info_der();
        let genuine = receipt(&key);
        assert!(is_genuine(&genuine, &public), "the centre's own receipt");
        let other = FileKey::generate(KeyAlgorithm::EcdsaP256).unwrap().public_key_info_der();
        assert!(!is_genuine(&genuine, &other), "another key signed nothing of it");
        let later = genuine.received_at.plus(time::Duration::microseconds(1));
        for (changed, why) in [
            (Receipt { body_hash: "ab".into(), ..genuine.clone() }, "another body"),
            (Receipt { audit_head: "bc".into(), ..genuine.clone() }, "another audit log"),
            (Receipt { received_at: later, ..genuine.clone() }, "another moment"),
            (Receipt { signature: "AA==".into(), ..genuine.clone() }, "no signature"),
            (Receipt { signature: "?".into(), ..genuine }, "no base64"),
        ] {
            assert!(!is_genuine(&changed, &public), "{why} is not what the centre signed");
        }
    }
}

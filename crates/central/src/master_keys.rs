//! The centre's master keys: made once by `central init`, kept in a file of their own outside the data folder or in the
//! service's environment, never in the database. One key per purpose, so that none opens what belongs to another.

use std::{fs, io, path::Path};

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey},
    hmac,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use sportello_pki::keys::{FileKey, KeyAlgorithm, KeyError, MasterKey};
use zeroize::{Zeroize as _, Zeroizing};

use crate::chance::Chance;

/// A symmetric key of 256 bits for one purpose.
pub struct SealingKey(Zeroizing<[u8; 32]>);

/// What was sealed does not open: another key, another context, or changed bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the sealed bytes do not open")]
pub struct SealBroken;

impl SealingKey {
    /// Seals bytes with AES-256-GCM under a random nonce (in front of the result). `context` says what they are and
    /// whose: the same must be given to open them.
    pub fn seal(&self, context: &str, plain: &[u8]) -> Result<Vec<u8>, SealBroken> {
        let key = RandomizedNonceKey::new(&AES_256_GCM, self.0.as_ref()).map_err(|_| SealBroken)?;
        let mut sealed = Zeroizing::new(plain.to_vec());
        let nonce = key
            .seal_in_place_append_tag(Aad::from(context.as_bytes()), &mut *sealed)
            .map_err(|_| SealBroken)?;
        Ok([nonce.as_ref().as_slice(), &sealed].concat())
    }

    /// Opens what [`SealingKey::seal`] made.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealBroken> {
        let (nonce, rest) = sealed.split_at_checked(NONCE_LEN).ok_or(SealBroken)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SealBroken)?;
        let key = RandomizedNonceKey::new(&AES_256_GCM, self.0.as_ref()).map_err(|_| SealBroken)?;
        let mut plain = Zeroizing::new(rest.to_vec());
        let length = key
            .open_in_place(nonce, Aad::from(context.as_bytes()), &mut plain)
            .map_err(|_| SealBroken)?
            .len();
        plain.truncate(length);
        Ok(plain)
    }

    /// HMAC-SHA-256 of bytes: a hash that only this key can make, for what could be guessed.
    pub fn keyed_hash(&self, bytes: &[u8]) -> [u8; 32] {
        let mut hash = [0_u8; 32];
        hash.copy_from_slice(hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, self.0.as_ref()), bytes).as_ref());
        hash
    }

    /// The same key in the type with which `pki` wraps private keys.
    pub fn for_keys(&self) -> MasterKey {
        MasterKey::new(self.0.clone())
    }

    fn generate(chance: &dyn Chance) -> Self {
        let mut bytes = Zeroizing::new([0_u8; 32]);
        chance.fill(bytes.as_mut());
        Self(bytes)
    }
}

/// All of them.
pub struct MasterKeys {
    /// Wraps the keys of the certification authority that live in files.
    pub authority: SealingKey,
    /// Seals evidence.
    pub evidence: SealingKey,
    /// Wraps the holders' private keys.
    pub remote_keys: SealingKey,
    /// Seals what belongs to envelopes.
    pub envelopes: SealingKey,
    /// Seals the accounts' TOTP secrets.
    pub accounts: SealingKey,
    /// Hashes the bodies of commands that hold a secret.
    pub commands: SealingKey,
    /// Signs receipts.
    pub receipts: FileKey,
    /// Signs the heads of the audit chain.
    pub audit: FileKey,
}

/// Why the master keys are not there.
#[derive(Debug, thiserror::Error)]
pub enum MasterKeysError {
    #[error("the master keys' file cannot be read or written: {0}")]
    File(#[from] io::Error),
    #[error("the master keys' file is readable by others: take the rights of group and others away")]
    Exposed,
    #[error("the master keys are damaged: {0}")]
    Damaged(&'static str),
    #[error(
        "the environment variable {0} with the master keys is not set: start the centre with it, as the text of the \
         master keys' file in base64"
    )]
    NotSet(String),
    #[error("nothing says where the master keys are")]
    Nowhere,
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// The file: base64 texts.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    authority: String,
    evidence: String,
    remote_keys: String,
    envelopes: String,
    accounts: String,
    commands: String,
    receipts: String,
    audit: String,
}

impl Drop for Written {
    fn drop(&mut self) {
        for text in [
            &mut self.authority,
            &mut self.evidence,
            &mut self.remote_keys,
            &mut self.envelopes,
            &mut self.accounts,
            &mut self.commands,
            &mut self.receipts,
            &mut self.audit,
        ] {
            text.zeroize();
        }
    }
}

const HEADING: &str = "\
# Master keys of a Sportello centre. Whoever has this file and the data folder has everything: keep them apart,
# keep a copy of this file in a safe. Without it the evidence and the holders' keys cannot be opened by anybody.

";

impl MasterKeys {
    /// New keys, all of them.
    pub fn generate(chance: &dyn Chance) -> Result<Self, MasterKeysError> {
        Ok(Self {
            authority: SealingKey::generate(chance),
            evidence: SealingKey::generate(chance),
            remote_keys: SealingKey::generate(chance),
            envelopes: SealingKey::generate(chance),
            accounts: SealingKey::generate(chance),
            commands: SealingKey::generate(chance),
            receipts: FileKey::generate(KeyAlgorithm::EcdsaP256)?,
            audit: FileKey::generate(KeyAlgorithm::EcdsaP256)?,
        })
    }

    /// Writes a new file, readable by its owner alone; an existing one is never overwritten.
    pub fn write(&self, file: &Path) -> Result<(), MasterKeysError> {
        let plain = |key: &SealingKey| STANDARD.encode(key.0.as_ref());
        let written = Written {
            authority: plain(&self.authority),
            evidence: plain(&self.evidence),
            remote_keys: plain(&self.remote_keys),
            envelopes: plain(&self.envelopes),
            accounts: plain(&self.accounts),
            commands: plain(&self.commands),
            receipts: STANDARD.encode(self.receipts.pkcs8_der().as_slice()),
            audit: STANDARD.encode(self.audit.pkcs8_der().as_slice()),
        };
        let body =
            toml::to_string(&written).map_err(|_| MasterKeysError::Damaged("cannot be written as TOML"))?;
        let text = Zeroizing::new(format!("{HEADING}{body}"));
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut handle = options.open(file)?;
        io::Write::write_all(&mut handle, text.as_bytes())?;
        Ok(handle.sync_all()?)
    }

    /// Reads the file that [`MasterKeys::write`] made.
    pub fn read(file: &Path) -> Result<Self, MasterKeysError> {
        #[cfg(unix)]
        if std::os::unix::fs::PermissionsExt::mode(&fs::metadata(file)?.permissions()) & 0o077 != 0 {
            return Err(MasterKeysError::Exposed);
        }
        Self::of_text(&Zeroizing::new(fs::read_to_string(file)?))
    }

    /// Reads an environment variable of this process that holds the file's text in base64.
    pub fn of_variable(name: &str) -> Result<Self, MasterKeysError> {
        let encoded = std::env::var(name).map_err(|_| MasterKeysError::NotSet(name.to_owned()))?;
        let encoded = Zeroizing::new(encoded);
        let text = STANDARD.decode(encoded.trim()).map_err(|_| MasterKeysError::Damaged("not base64"))?;
        let text = Zeroizing::new(text);
        Self::of_text(std::str::from_utf8(&text).map_err(|_| MasterKeysError::Damaged("not a text"))?)
    }

    fn of_text(text: &str) -> Result<Self, MasterKeysError> {
        // The parser's own message would quote the line, and the line is a key.
        let written: Written = toml::from_str(text)
            .map_err(|_| MasterKeysError::Damaged("not the keys this version expects"))?;
        let symmetric = |text: &str, name: &'static str| {
            let bytes = Zeroizing::new(STANDARD.decode(text).map_err(|_| MasterKeysError::Damaged(name))?);
            let key: [u8; 32] = bytes.as_slice().try_into().map_err(|_| MasterKeysError::Damaged(name))?;
            Ok::<_, MasterKeysError>(SealingKey(Zeroizing::new(key)))
        };
        let signing = |text: &str, name: &'static str| {
            let bytes = STANDARD.decode(text).map_err(|_| MasterKeysError::Damaged(name))?;
            Ok::<_, MasterKeysError>(FileKey::from_pkcs8_der(Zeroizing::new(bytes))?)
        };
        Ok(Self {
            authority: symmetric(&written.authority, "authority")?,
            evidence: symmetric(&written.evidence, "evidence")?,
            remote_keys: symmetric(&written.remote_keys, "remote_keys")?,
            envelopes: symmetric(&written.envelopes, "envelopes")?,
            accounts: symmetric(&written.accounts, "accounts")?,
            commands: symmetric(&written.commands, "commands")?,
            receipts: signing(&written.receipts, "receipts")?,
            audit: signing(&written.audit, "audit")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::SystemChance;
    use sportello_pki::keys::SigningKey as _;

    #[test]
    fn keys_come_back_from_their_file_and_the_file_is_private() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys.toml");
        let keys = MasterKeys::generate(&SystemChance).unwrap();
        keys.write(&file).unwrap();
        let again = MasterKeys::read(&file).unwrap();
        let sealed = keys.evidence.seal("evidence 1", b"image").unwrap();
        assert_eq!(
            again.evidence.open("evidence 1", &sealed).unwrap().as_slice(),
            b"image",
            "same key after reading"
        );
        assert_eq!(
            again.evidence.open("evidence 2", &sealed),
            Err(SealBroken),
            "another context does not open it"
        );
        assert_eq!(
            again.envelopes.open("evidence 1", &sealed),
            Err(SealBroken),
            "another purpose does not open it"
        );
        assert_eq!(
            again.receipts.public_key_info_der(),
            keys.receipts.public_key_info_der(),
            "same signing key"
        );
        assert!(
            matches!(keys.write(&file), Err(MasterKeysError::File(_))),
            "a file of keys is never overwritten"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys.toml");
        MasterKeys::generate(&SystemChance).unwrap().write(&file).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(MasterKeys::read(&file), Err(MasterKeysError::Exposed)), "0644 is for everybody");
    }
}

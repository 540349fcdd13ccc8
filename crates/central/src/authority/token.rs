//! PKCS#11 tokens as this centre's configuration names them, and their keys as keys that sign.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use serde::{Deserialize, Serialize};
use sportello_hsm::{Custodian, HsmError, KeptKey, KeyKind, TokenPin};
use sportello_pki::{
    keys::{KeyAlgorithm, KeyError, SigningKey},
    serial::Serial,
};
use zeroize::Zeroizing;

use crate::config::is_inside;

/// Where a token is and how it is opened: `[authority.token]`, `[authority.holder_keys.token]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenPlace {
    /// The PKCS#11 module: the library that comes with the token.
    pub module: PathBuf,
    /// The token's label.
    pub label: String,
    /// A file, outside the data folder and for its owner alone, that holds the user PIN and nothing else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin_file: Option<PathBuf>,
    /// Instead: an environment variable of the service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin_variable: Option<String>,
    /// How long one call to the token may take.
    #[serde(default = "ten")]
    pub seconds: u16,
    /// Never: see [`TokenError::PinWritten`].
    #[serde(default, skip_serializing)]
    pin: Option<Misplaced>,
}

fn ten() -> u16 {
    10
}

/// Something that must not be here, read without keeping it: the parser's own message would quote the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "serde::de::IgnoredAny")]
struct Misplaced;

impl From<serde::de::IgnoredAny> for Misplaced {
    fn from(_: serde::de::IgnoredAny) -> Self {
        Self
    }
}

/// Why a token cannot be used. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    #[error(
        "{section}.pin: a PIN does not belong into this file, which is copied and shown; put it into a file of its own \
         (pin_file) or into the environment (pin_variable), and choose another one if others have seen this one"
    )]
    PinWritten { section: &'static str },
    #[error(
        "{section}: say where the PIN comes from, by pin_file or by pin_variable, and by one of them only"
    )]
    PinPlace { section: &'static str },
    #[error(
        "{section}.pin_file is inside the data folder, so every backup of the data would open the token: keep it elsewhere"
    )]
    PinWithData { section: &'static str },
    #[error("{section}.seconds must be between 1 and 50: a call of a workstation waits no longer")]
    Seconds { section: &'static str },
    #[error("keys are to be in a token, and [authority.token] is missing: say which token")]
    NotConfigured,
    #[error("the token {label:?}: {problem}. {remedy}")]
    Unusable { label: String, problem: HsmError, remedy: &'static str },
    #[error(
        "the key {key:?} in the token {label:?} is not the one that was certified: connect the token, or restore the \
         backup of it, that it was made in"
    )]
    OtherKey { label: String, key: String },
}

impl TokenError {
    /// Whether the same again may work.
    pub const fn is_transient(&self) -> bool {
        matches!(self, Self::Unusable { problem, .. } if problem.is_retriable())
    }
}

const fn remedy(problem: &HsmError) -> &'static str {
    match problem {
        HsmError::Module { .. } => "Install the token's software, or correct `module`",
        HsmError::TokenMissing(_) => "Connect it, or correct `label`",
        HsmError::NoPin(_) => "The centre reads the PIN each time it logs in",
        HsmError::PinWrong => {
            "Correct the PIN where `pin_file` or `pin_variable` says, then start again: a few wrong attempts block it"
        }
        HsmError::NewPinRefused => "Choose a PIN of the length and the characters that its maker names",
        HsmError::PinBlocked => "Its security officer must set a new user PIN, then start again",
        HsmError::KeyMissing(_) => "Connect the token, or restore the backup of it, that the key was made in",
        HsmError::KeyExists(_) | HsmError::KeyAmbiguous(_) => {
            "Take the key that does not belong to this centre away from the token, or use another token"
        }
        HsmError::CertificateExists(_) => {
            "Take the certificate that does not belong to this centre away from the token"
        }
        // The centre initialises none.
        HsmError::NotBlank => "Use another token",
        HsmError::KeyKind => "Only ECDSA on P-256 or P-384 and RSA are used",
        HsmError::NoAnswer { .. } | HsmError::Token(_) | HsmError::SessionBroken => {
            "Look at the token, its cable or network, and its software's log; what waits for it is done by itself afterwards"
        }
        HsmError::Malformed(_) => "Its software does not keep to PKCS#11: ask its maker for a newer version",
    }
}

impl TokenPlace {
    /// A token by its module and label, with the PIN in a file or in a variable.
    pub fn new(
        module: PathBuf,
        label: String,
        pin_file: Option<PathBuf>,
        pin_variable: Option<String>,
    ) -> Self {
        Self { module, label, pin_file, pin_variable, seconds: ten(), pin: None }
    }

    /// Refuses what must not be started. `section` is its name in `central.toml`.
    pub fn check(&self, section: &'static str, data_folder: &Path) -> Result<(), TokenError> {
        if self.pin.is_some() {
            return Err(TokenError::PinWritten { section });
        }
        if self.pin_file.is_some() == self.pin_variable.is_some() {
            return Err(TokenError::PinPlace { section });
        }
        if !(1..=50).contains(&self.seconds) {
            return Err(TokenError::Seconds { section });
        }
        if self.pin_file.as_ref().is_some_and(|file| is_inside(file, data_folder)) {
            return Err(TokenError::PinWithData { section });
        }
        Ok(())
    }

    /// Logs in. Blocks for at most `seconds`.
    pub fn open(&self) -> Result<Token, TokenError> {
        let place = self.clone();
        let limit = Duration::from_secs(self.seconds.into());
        let custodian = Custodian::open(&self.module, &self.label, Arc::new(move || place.pin()), limit);
        let label = self.label.clone();
        match custodian {
            Ok(custodian) => Ok(Token { custodian, label }),
            Err(problem) => Err(unusable(&label, problem)),
        }
    }

    fn pin(&self) -> Result<TokenPin, String> {
        let text = match (&self.pin_file, &self.pin_variable) {
            (Some(file), _) => {
                read_private(file).map_err(|error| format!("the PIN's file {}: {error}", file.display()))?
            }
            (None, Some(name)) => std::env::var(name)
                .map(Zeroizing::new)
                .map_err(|_| format!("the environment variable {name} with its PIN is not set"))?,
            (None, None) => return Err("nothing says where its PIN is".to_owned()),
        };
        let pin = text.trim_end_matches(['\r', '\n']);
        if pin.is_empty() {
            return Err("its PIN is empty".to_owned());
        }
        Ok(TokenPin::new(Zeroizing::new(pin.to_owned())))
    }
}

fn read_private(file: &Path) -> io::Result<Zeroizing<String>> {
    #[cfg(unix)]
    if std::os::unix::fs::PermissionsExt::mode(&fs::metadata(file)?.permissions()) & 0o077 != 0 {
        return Err(io::Error::other("others can read it: take the rights of group and others away"));
    }
    fs::read_to_string(file).map(Zeroizing::new)
}

fn unusable(label: &str, problem: HsmError) -> TokenError {
    let remedy = remedy(&problem);
    TokenError::Unusable { label: label.to_owned(), problem, remedy }
}

/// An open token. Every call blocks, for a limited time.
#[derive(Clone, Debug)]
pub struct Token {
    custodian: Custodian,
    label: String,
}

impl Token {
    /// Makes a key that is not there yet.
    pub fn make_key(&self, label: &str, algorithm: KeyAlgorithm) -> Result<TokenSigner, TokenError> {
        self.told(self.custodian.make_key(label, kind_of(algorithm)))
    }

    /// The key of this label, made where there is none.
    pub fn key_or_new(&self, label: &str, algorithm: KeyAlgorithm) -> Result<TokenSigner, TokenError> {
        self.told(self.custodian.key_or_new(label, kind_of(algorithm)))
    }

    /// The key of this label, which must be the one of a certificate.
    pub fn key_of(&self, label: &str, public_key_info_der: &[u8]) -> Result<TokenSigner, TokenError> {
        let key = self.told(self.custodian.key(label))?;
        if key.0.public_key_info() == public_key_info_der {
            Ok(key)
        } else {
            Err(TokenError::OtherKey { label: self.label.clone(), key: label.to_owned() })
        }
    }

    fn told(&self, key: Result<KeptKey, HsmError>) -> Result<TokenSigner, TokenError> {
        key.map(TokenSigner).map_err(|problem| unusable(&self.label, problem))
    }
}

/// The label of an authority's key in a token: its name with the serial number of its certificate, so that several
/// centres, and attempts to found one, can share a token.
pub fn authority_label(name: &str, serial: &Serial) -> String {
    let serial = serial.to_string();
    format!("sportello-{name}-{}", serial.get(..16).unwrap_or(&serial))
}

/// A key in a token that signs. Blocks: to be used off the executor.
#[derive(Debug)]
pub struct TokenSigner(KeptKey);

impl SigningKey for TokenSigner {
    fn algorithm(&self) -> KeyAlgorithm {
        match self.0.kind() {
            KeyKind::EcP256 => KeyAlgorithm::EcdsaP256,
            KeyKind::EcP384 => KeyAlgorithm::EcdsaP384,
            KeyKind::Rsa3072 => KeyAlgorithm::Rsa,
        }
    }

    fn public_key_info_der(&self) -> Vec<u8> {
        self.0.public_key_info().to_vec()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        self.0.sign(message).map_err(|problem| {
            let told = format!("{problem}. {}", remedy(&problem));
            if problem.is_retriable() { KeyError::Unavailable(told) } else { KeyError::Refused(told) }
        })
    }
}

const fn kind_of(algorithm: KeyAlgorithm) -> KeyKind {
    match algorithm {
        KeyAlgorithm::EcdsaP256 => KeyKind::EcP256,
        KeyAlgorithm::EcdsaP384 => KeyKind::EcP384,
        KeyAlgorithm::Rsa => KeyKind::Rsa3072,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(more: &str) -> TokenPlace {
        toml::from_str(&format!("module = \"m.so\"\nlabel = \"L\"\n{more}")).unwrap()
    }

    #[test]
    fn a_pin_comes_from_one_place_and_that_place_is_private() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        fs::create_dir(&data).unwrap();
        let said = |more: &str| place(more).check("authority.token", &data).unwrap_err().to_string();
        let written = said("pin = \"48291057\"");
        assert!(written.contains("does not belong"), "never in the configuration: {written}");
        assert!(!written.contains("48291057"), "and not repeated either");
        assert!(said("").contains("pin_file"), "nothing is not enough");
        assert!(
            said("pin_file = \"a\"\npin_variable = \"B\"").contains("one of them only"),
            "two are too many"
        );
        let inside = format!("pin_file = {:?}", data.join("..").join("data").join("pin"));
        assert!(said(&inside).contains("data folder"), "whatever way it is written");
        assert!(said("pin_variable = \"A\"\nseconds = 60").contains("seconds"), "a call has an end");

        let file = folder.path().join("pin");
        fs::write(&file, "48291057\n").unwrap();
        let good = place(&format!("pin_file = {file:?}"));
        assert!(good.check("authority.token", &data).is_ok(), "beside the data folder it may be");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
            assert!(good.pin().unwrap_err().contains("others can read it"), "0644 is for everybody");
            fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        }
        assert_eq!(format!("{:?}", good.pin().unwrap()), "TokenPin(…)", "read, and not shown");
        fs::write(&file, "\n").unwrap();
        assert!(good.pin().unwrap_err().contains("empty"), "an empty PIN would cost an attempt");
    }
}

//! The profiles of this installation, by what they are used for; all of them validated at start.

use std::{fs, io, path::PathBuf};

use serde::Deserialize;
use sportello_pki::profile::{Locations, Profile, ProfileError, ProfileKind, RawProfile};

use super::config::AuthorityConfig;

/// The profiles of a training centre.
const TRAINING: &str = include_str!("../../../../assets/profiles/training.toml");

/// Name of the first issuing key; part of addresses in certificates. The next ones are counted on.
pub const ISSUING: &str = "issuing-1";
/// Name of the root key.
pub const ROOT: &str = "root";

/// One profile per use.
#[derive(Debug)]
pub struct Profiles {
    pub root: Profile,
    pub issuing: Profile,
    pub signature: Profile,
    /// Signature keys on a token that is no qualified device.
    pub token: Option<Profile>,
    /// Signature keys on a token that is one.
    pub qualified_token: Option<Profile>,
    /// Authentication keys, which are on tokens only.
    pub authentication: Option<Profile>,
    pub officer: Profile,
    pub responder: Profile,
    pub timestamping: Profile,
}

/// Why the centre does not start.
#[derive(Debug, thiserror::Error)]
pub enum ProfilesError {
    #[error("the profiles' file {0} cannot be read: {1}")]
    File(PathBuf, #[source] io::Error),
    #[error("authority.profiles_file is missing: only a training centre has profiles built in")]
    FileMissing,
    #[error("the profiles cannot be read: {0}")]
    Syntax(#[from] Box<toml::de::Error>),
    #[error("profile {0} cannot be used here")]
    Invalid(#[from] ProfileError),
    #[error("there must be exactly one profile of kind {kind:?} with qscd = {qscd}, training = {training}")]
    NotOne { kind: ProfileKind, qscd: bool, training: bool },
    #[error("there must be at most one profile of kind {kind:?} with qscd = {qscd}, training = {training}")]
    SeveralOf { kind: ProfileKind, qscd: bool, training: bool },
    #[error(
        "authority.holder_keys: a key in a file is no QSCD; set qscd = false, or keep the keys in a token"
    )]
    FileIsNoQscd,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileFile {
    profiles: Vec<RawProfile>,
}

impl Profiles {
    /// Reads and checks them. `holders_url` is `listeners.holders.public_url`, `issuing` the name of the authority that
    /// signs under them.
    pub fn open(
        config: &AuthorityConfig,
        holders_url: &str,
        training: bool,
        issuing: &str,
    ) -> Result<Self, ProfilesError> {
        if config.holder_keys.claims_too_much() {
            return Err(ProfilesError::FileIsNoQscd);
        }
        let text = match &config.profiles_file {
            Some(file) => {
                fs::read_to_string(file).map_err(|error| ProfilesError::File(file.clone(), error))?
            }
            None if training => TRAINING.to_owned(),
            None => return Err(ProfilesError::FileMissing),
        };
        let file: ProfileFile = toml::from_str(&text).map_err(Box::new)?;
        let places = Places::new(config, holders_url, issuing);
        let perhaps = |kind: ProfileKind, qscd: bool| {
            let mut found = file
                .profiles
                .iter()
                .filter(|raw| raw.kind == kind && raw.qscd == qscd && raw.training == training);
            let Some(raw) = found.next() else { return Ok(None) };
            if found.next().is_some() {
                return Err(ProfilesError::SeveralOf { kind, qscd, training });
            }
            Ok(Some(Profile::validate(raw.clone().with_locations(&places.of(kind)))?))
        };
        let one = |kind: ProfileKind, qscd: bool| {
            perhaps(kind, qscd)?.ok_or(ProfilesError::NotOne { kind, qscd, training })
        };
        // A qualified certificate names disclosure statements (EN 319 412-5 §4.3.4): without any, none is issued.
        let names_disclosures = !config.disclosures.is_empty();
        Ok(Self {
            root: one(ProfileKind::Root, false)?,
            issuing: one(ProfileKind::Issuing, false)?,
            signature: one(ProfileKind::SubjectSignature, config.holder_keys.qscd)?,
            token: perhaps(ProfileKind::SubjectSignature, false)?,
            qualified_token: if names_disclosures {
                perhaps(ProfileKind::SubjectSignature, true)?
            } else {
                None
            },
            authentication: perhaps(ProfileKind::SubjectAuthentication, false)?,
            officer: one(ProfileKind::Officer, false)?,
            responder: one(ProfileKind::Ocsp, false)?,
            timestamping: one(ProfileKind::Timestamping, false)?,
        })
    }
}

/// The addresses that stand in certificates.
struct Places<'a> {
    config: &'a AuthorityConfig,
    plain_url: &'a str,
    holders_url: &'a str,
    issuing: &'a str,
}

impl<'a> Places<'a> {
    fn new(config: &'a AuthorityConfig, holders_url: &'a str, issuing: &'a str) -> Self {
        Self { config, plain_url: config.plain_url.as_deref().unwrap_or(holders_url), holders_url, issuing }
    }

    fn of(&self, kind: ProfileKind) -> Locations {
        // What the root signed points to the root, everything else to the issuing authority.
        let signer = if kind == ProfileKind::Issuing { ROOT } else { self.issuing };
        Locations {
            status_list_url: Some(format!("{}/crl/{signer}.crl", self.plain_url)),
            issuer_url: Some(format!("{}/ca/{signer}.cer", self.plain_url)),
            // The root has no responder: its list, made at each change, is the only word on authorities.
            ocsp_url: (kind != ProfileKind::Issuing).then(|| format!("{}/ocsp", self.plain_url)),
            cps_url: Some(
                self.config
                    .practice_statement_url
                    .clone()
                    .unwrap_or_else(|| format!("{}/practice-statement", self.holders_url)),
            ),
            disclosures: self.config.disclosures.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_profiles_are_valid_and_for_training_only() {
        let config = AuthorityConfig::default();
        let profiles = Profiles::open(&config, "http://127.0.0.1:8081", true, ISSUING).unwrap();
        assert!(!profiles.signature.is_qscd(), "a key in a file claims no device");
        assert_eq!(
            profiles.signature.raw().status_list_urls,
            ["http://127.0.0.1:8081/crl/issuing-1.crl"],
            "holders' certificates point to the issuing authority's list"
        );
        assert!(
            matches!(
                Profiles::open(&config, "http://127.0.0.1:8081", false, ISSUING),
                Err(ProfilesError::FileMissing)
            ),
            "a real centre brings its own"
        );
    }

    #[test]
    fn a_file_marked_as_a_device_stops_the_start() {
        let mut config = AuthorityConfig::default();
        config.holder_keys.qscd = true;
        let refused = Profiles::open(&config, "http://127.0.0.1:8081", true, ISSUING);
        assert!(
            matches!(refused, Err(ProfilesError::FileIsNoQscd)),
            "decision 12: a key in a file is no QSCD"
        );
    }

    #[test]
    fn what_is_on_tokens_may_be_left_out_and_claims_a_device_only_with_disclosures() {
        let mut config = AuthorityConfig::default();
        let url = "http://127.0.0.1:8081";
        let profiles = Profiles::open(&config, url, true, ISSUING).unwrap();
        assert!(
            profiles.token.is_some_and(|profile| !profile.is_qscd()),
            "no claim without a certified device"
        );
        assert!(profiles.qualified_token.is_none(), "nothing qualified without a disclosure statement");
        let authentication = profiles.authentication.unwrap();
        assert_eq!(
            authentication.raw().extended_key_usage,
            [sportello_pki::profile::Purpose::ClientAuthentication],
            "no address stands in the certificate, so it is not for e-mail"
        );
        let disclosure = sportello_pki::profile::Disclosure {
            url: "https://provider.example.com/pds-en.pdf".to_owned(),
            language: "en".to_owned(),
        };
        config.disclosures = vec![disclosure];
        let profiles = Profiles::open(&config, url, true, ISSUING).unwrap();
        assert!(profiles.qualified_token.is_some_and(|profile| profile.is_qscd()), "with one there is");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("profiles.toml");
        let without =
            TRAINING.split("[[profiles]]").filter(|part| !part.contains("\"subject-authentication\""));
        let without = without.collect::<Vec<_>>().join("[[profiles]]");
        fs::write(&file, without).unwrap();
        config.profiles_file = Some(file);
        let profiles = Profiles::open(&config, url, true, ISSUING).unwrap();
        assert!(profiles.authentication.is_none(), "a centre without tokens starts without their profiles");
    }

    #[test]
    fn addresses_in_certificates_are_plain_http() {
        let mut config = AuthorityConfig::default();
        let refused = Profiles::open(&config, "https://firma.example.it", true, ISSUING);
        assert!(matches!(refused, Err(ProfilesError::Invalid(_))), "TLS would go in circles");
        config.plain_url = Some("http://pki.example.it".to_owned());
        assert!(
            Profiles::open(&config, "https://firma.example.it", true, ISSUING).is_ok(),
            "plain_url says where"
        );
    }
}

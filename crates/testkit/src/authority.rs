//! A small authority made at test time from the shipped training profiles, with fixed moments and serials.

#![expect(clippy::unwrap_used, reason = "made for tests: a failure here is a failed test")]

use std::sync::atomic::{AtomicU64, Ordering};

use sportello_pki::certificate::Certificate;
use sportello_pki::distinguished_name::NameParts;
use sportello_pki::issue::{self, IssueRequest, Issuer};
use sportello_pki::keys::{FileKey, KeyAlgorithm, SigningKey};
use sportello_pki::ocsp;
use sportello_pki::profile::{Disclosure, Locations, Profile, RawProfile};
use sportello_pki::serial::Serial;
use sportello_pki::status_list::{self, StatusEntry, StatusList, StatusListOrder};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

/// When the test authority was born.
pub const BORN: OffsetDateTime = datetime!(2026-01-01 00:00 UTC);
/// When the story of a test plays.
pub const NOW: OffsetDateTime = datetime!(2026-06-15 10:00 UTC);

/// A root and an issuing authority, with their keys in memory.
pub struct Authority {
    /// Key of the root.
    pub root_key: FileKey,
    /// The self-signed root.
    pub root: Certificate,
    /// Key of the issuing authority.
    pub key: FileKey,
    /// The issuing authority, ready to prepare.
    pub issuer: Issuer,
    serials: AtomicU64,
}

#[derive(serde::Deserialize)]
struct ProfileFile {
    profiles: Vec<RawProfile>,
}

/// A shipped training profile with the addresses of [`locations`].
pub fn raw_profile(name: &str) -> RawProfile {
    let file: ProfileFile = toml::from_str(include_str!("../../../assets/profiles/training.toml")).unwrap();
    let raw = file.profiles.into_iter().find(|profile| profile.name == name).unwrap();
    raw.with_locations(&locations())
}

/// Addresses under a name that linters take for a public one.
pub fn locations() -> Locations {
    let page = |name: &str| Some(format!("http://training.example.com/{name}"));
    Locations {
        status_list_url: page("crl/issuing.crl"),
        ocsp_url: page("ocsp"),
        issuer_url: page("issuing.cer"),
        cps_url: Some("https://training.example.com/cps".to_owned()),
        disclosures: ["en", "it"]
            .map(|language| Disclosure {
                url: format!("https://training.example.com/pds-{language}.pdf"),
                language: language.to_owned(),
            })
            .to_vec(),
    }
}

/// As [`raw_profile`], validated.
pub fn profile(name: &str) -> Profile {
    Profile::validate(raw_profile(name)).unwrap()
}

/// Name of an authority or a unit of it.
pub fn authority_name(common_name: &str) -> NameParts {
    NameParts {
        country: Some("IT".into()),
        organization: Some("Sportello TRAINING".into()),
        organization_identifier: Some("VATIT-01234567890".into()),
        common_name: Some(common_name.into()),
        ..NameParts::default()
    }
}

/// Name of a natural person.
pub fn person(given: &str, family: &str, tax_code: &str) -> NameParts {
    NameParts {
        country: Some("IT".into()),
        surname: Some(family.into()),
        given_name: Some(given.into()),
        serial_number: Some(format!("TINIT-{tax_code}")),
        dn_qualifier: Some("TRN000042".into()),
        common_name: Some(format!("{given} {family} (TRAINING)")),
        ..NameParts::default()
    }
}

/// The usual sample person.
pub fn mario() -> NameParts {
    person("Mario", "Rossi", "RSSMRA80A01H501U")
}

impl Authority {
    /// Makes both, with keys of one family.
    pub fn new(algorithm: KeyAlgorithm) -> Self {
        let root_key = FileKey::generate(algorithm).unwrap();
        let serials = AtomicU64::new(1);
        let request = IssueRequest {
            subject: authority_name("Sportello TRAINING Root CA"),
            public_key_info_der: root_key.public_key_info_der(),
            serial: next_serial(&serials),
            not_before: BORN,
            not_after: BORN + Duration::days(7300),
        };
        let prepared = issue::prepare_root(&profile("training-root"), &request).unwrap();
        let root = issue::issue(&prepared, &root_key).unwrap();

        let key = FileKey::generate(algorithm).unwrap();
        let request = IssueRequest {
            subject: authority_name("Sportello TRAINING Issuing CA 1"),
            public_key_info_der: key.public_key_info_der(),
            serial: next_serial(&serials),
            not_before: BORN,
            not_after: BORN + Duration::days(3650),
        };
        let above = Issuer::new(root.clone()).unwrap();
        let prepared = issue::prepare(&profile("training-issuing"), &above, &request).unwrap();
        let certificate = issue::issue(&prepared, &root_key).unwrap();
        let issuer = Issuer::new(certificate).unwrap();
        Self { root_key, root, key, issuer, serials }
    }

    /// A request for `key`, valid from the day before [`NOW`] for 301 days.
    pub fn request(&self, subject: NameParts, key: &FileKey) -> IssueRequest {
        IssueRequest {
            subject,
            public_key_info_der: key.public_key_info_der(),
            serial: next_serial(&self.serials),
            not_before: NOW - Duration::days(1),
            not_after: NOW + Duration::days(300),
        }
    }

    /// Issues under the training profile of that name.
    pub fn issue(&self, profile_name: &str, subject: NameParts, key: &FileKey) -> Certificate {
        self.issue_under(&profile(profile_name), subject, key)
    }

    /// Issues under any profile.
    pub fn issue_under(&self, profile: &Profile, subject: NameParts, key: &FileKey) -> Certificate {
        let prepared = issue::prepare(profile, &self.issuer, &self.request(subject, key)).unwrap();
        issue::issue(&prepared, &self.key).unwrap()
    }

    /// A certificate for a new key of the family.
    pub fn subject(&self, profile_name: &str, algorithm: KeyAlgorithm) -> (Certificate, FileKey) {
        let key = FileKey::generate(algorithm).unwrap();
        (self.issue(profile_name, mario(), &key), key)
    }

    /// A time-stamping unit, with its key.
    pub fn stamping_unit(&self, algorithm: KeyAlgorithm) -> (Certificate, FileKey) {
        let key = FileKey::generate(algorithm).unwrap();
        let certificate = self.issue("training-timestamping", authority_name("Marca temporale"), &key);
        (certificate, key)
    }

    /// The issuing authority's list, valid for a day.
    pub fn status_list(
        &self,
        number: u64,
        this_update: OffsetDateTime,
        entries: Vec<StatusEntry>,
    ) -> StatusList {
        let order = order(number, this_update, entries);
        status_list::sign(self.issuer.certificate(), &order, &self.key).unwrap()
    }

    /// The root's list, empty, valid for a day.
    pub fn root_status_list(&self, this_update: OffsetDateTime) -> StatusList {
        status_list::sign(&self.root, &order(1, this_update, Vec::new()), &self.root_key).unwrap()
    }

    /// A responder's answer to `request`, looked up at `at`.
    pub fn answer(
        &self,
        request: &[u8],
        at: OffsetDateTime,
        status_of: impl FnMut(&Serial) -> ocsp::OcspStatus,
    ) -> Vec<u8> {
        let key = FileKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
        let certificate = self.issue("training-ocsp", authority_name("Sportello TRAINING OCSP"), &key);
        let responder = ocsp::Responder {
            issuer: self.issuer.certificate(),
            certificate: &certificate,
            this_update: at,
            next_update: at + Duration::hours(12),
            produced_at: at,
        };
        let request = ocsp::OcspRequest::from_der(request).unwrap();
        ocsp::respond(&request, &responder, &key, status_of).unwrap()
    }
}

fn order(number: u64, this_update: OffsetDateTime, entries: Vec<StatusEntry>) -> StatusListOrder {
    StatusListOrder {
        number,
        this_update,
        next_update: this_update + Duration::hours(24),
        keeps_expired_since: BORN,
        entries,
    }
}

fn next_serial(counter: &AtomicU64) -> Serial {
    let mut bytes = [0x5a; 16];
    bytes[8..].copy_from_slice(&counter.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    Serial::from_random(bytes)
}

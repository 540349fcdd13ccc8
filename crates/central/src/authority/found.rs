//! The founding of an authority: root, issuing authority, OCSP responder, time-stamping unit, and the first lists of the
//! two authorities. The authorities' keys are made where the configuration wants them: encrypted in a file, or inside a
//! token.

use std::sync::Arc;

use sportello_central_store::{
    Store, Transaction,
    tables::{
        signing_keys::{self, KeyPlace, KeyRole, StoredKey},
        status_lists::{self, StoredList},
    },
};
use sportello_domain::moment::Timestamp;
use sportello_pki::{
    certificate::Certificate,
    distinguished_name::{NameParts, TRAINING_MARK},
    issue::{self, IssueRequest, Issuer},
    keys::{self, FileKey, KeyAlgorithm, SigningKey},
    serial::Serial,
    status_list::StatusListOrder,
};
use time::Duration;

use super::{
    AuthorityError,
    config::TokenKey,
    context,
    issue::{Validity, draw_serial},
    lists, off_executor,
    own_unit::{Means, VouchedBy},
    profiles::{ISSUING, Profiles, ROOT},
    responder,
    root_key::RootFiles,
    root_list, sign_prepared, stamping_unit,
    token::{Token, TokenError, authority_label},
};
use crate::{
    Centre,
    audit::{self, What, Who},
    chance::Chance,
    config::{Config, Provider},
    master_keys::MasterKeys,
};

/// The root signs little and lives long: the stronger curve.
const ROOT_ALGORITHM: KeyAlgorithm = KeyAlgorithm::EcdsaP384;
const ISSUING_ALGORITHM: KeyAlgorithm = KeyAlgorithm::EcdsaP256;
const ROOT_DAYS: i64 = 7300;
const ISSUING_DAYS: i64 = 3650;
/// The root's list is renewed with its key out of the safe: once a year.
pub(super) const ROOT_LIST_DAYS: i64 = 366;

/// Founds the authority of a new centre. Nothing is stored in the database unless all of it is.
pub async fn found(
    store: &Store,
    config: &Config,
    keys: &MasterKeys,
    chance: &dyn Chance,
    now: Timestamp,
) -> Result<(), AuthorityError> {
    let url = &config.listeners.holders.public_url;
    let profiles = Profiles::open(&config.authority, url, config.training, ISSUING)?;
    let mut tx = store.write().await?;
    if signing_keys::newest(&mut tx, KeyRole::Root).await?.is_some() {
        return Err(AuthorityError::AlreadyFounded);
    }
    let ceremony = Ceremony::open(&profiles, config, keys, chance, now).await?;
    let (root, root_key) = ceremony.root(&mut tx).await?;
    let (issuing, issuing_key) = ceremony.issuing(&mut tx, ISSUING, 1, &root, root_key).await?;
    let by = VouchedBy { name: ISSUING, certificate: &issuing, key: issuing_key };
    let unit = stamping_unit::make(&profiles, by, ceremony.means()).await?;
    unit.store(&mut tx, now).await?;
    Ok(tx.commit().await?)
}

/// Makes the next issuing authority with the root's key and answers its name. The service signs with it from its next
/// start on; what the ones before it signed is listed and answered for as ever.
pub async fn add_issuing(centre: &Centre, files: &RootFiles) -> Result<String, AuthorityError> {
    let mut tx = centre.store.read().await?;
    let root = signing_keys::newest(&mut tx, KeyRole::Root).await?.ok_or(AuthorityError::NotFounded)?;
    drop(tx);
    let (root, root_key) = root_list::open(centre, &root, files).await?;
    let mut tx = centre.store.write().await?;
    let number = signing_keys::all(&mut tx, KeyRole::Issuing).await?.len() + 1;
    let (name, config, now) = (format!("issuing-{number}"), &centre.config, centre.clock.now());
    let url = &config.listeners.holders.public_url;
    let profiles = Profiles::open(&config.authority, url, config.training, &name)?;
    let ceremony = Ceremony::open(&profiles, config, &centre.keys, centre.chance.as_ref(), now).await?;
    ceremony.issuing(&mut tx, &name, number, &root, root_key).await?;
    let what = What::done("addIssuingAuthority", format!("authority {name}"));
    audit::append(&mut tx, Who::default(), what, now).await?;
    tx.commit().await?;
    Ok(name)
}

/// What the making of authorities needs.
struct Ceremony<'a> {
    profiles: &'a Profiles,
    config: &'a Config,
    keys: &'a MasterKeys,
    chance: &'a dyn Chance,
    now: Timestamp,
    token: Option<Token>,
}

impl<'a> Ceremony<'a> {
    async fn open(
        profiles: &'a Profiles,
        config: &'a Config,
        keys: &'a MasterKeys,
        chance: &'a dyn Chance,
        now: Timestamp,
    ) -> Result<Self, AuthorityError> {
        let place = config.authority.token.clone().filter(|_| !config.authority.token_keys.is_empty());
        let token = match place {
            Some(place) => Some(off_executor(move || place.open()).await??),
            None => None,
        };
        Ok(Self { profiles, config, keys, chance, now, token })
    }

    /// The root: key, certificate, first list.
    async fn root(&self, tx: &mut Transaction) -> Result<(Certificate, Arc<dyn SigningKey>), AuthorityError> {
        let serial = draw_serial(self.chance);
        let (key, place) = self.make_key(TokenKey::Root, ROOT, ROOT_ALGORITHM, &serial).await?;
        let request = self.request("Root CA", key.as_ref(), serial, ROOT_DAYS);
        let prepared = issue::prepare_root(&self.profiles.root, &request)?;
        let certificate = sign_prepared(prepared, key.clone()).await?;
        self.store(tx, KeyRole::Root, ROOT, &certificate, place).await?;
        let life = Duration::days(ROOT_LIST_DAYS);
        self.first_list(tx, ROOT, &certificate, key.clone(), life).await?;
        Ok((certificate, key))
    }

    /// An issuing authority under the root: key, certificate, first list, responder.
    async fn issuing(
        &self,
        tx: &mut Transaction,
        name: &str,
        number: usize,
        root: &Certificate,
        root_key: Arc<dyn SigningKey>,
    ) -> Result<(Certificate, Arc<dyn SigningKey>), AuthorityError> {
        let serial = draw_serial(self.chance);
        let (key, place) = self.make_key(TokenKey::Issuing, name, ISSUING_ALGORITHM, &serial).await?;
        let request = self.request(&format!("Issuing CA {number}"), key.as_ref(), serial, ISSUING_DAYS);
        let prepared = issue::prepare(&self.profiles.issuing, &Issuer::new(root.clone())?, &request)?;
        let certificate = sign_prepared(prepared, root_key).await?;
        self.store(tx, KeyRole::Issuing, name, &certificate, place).await?;
        let life = Duration::hours(i64::from(self.config.authority.list_hours));
        self.first_list(tx, name, &certificate, key.clone(), life).await?;
        let by = VouchedBy { name, certificate: &certificate, key: key.clone() };
        responder::make(self.profiles, by, self.means()).await?.store(tx, self.now).await?;
        Ok((certificate, key))
    }

    fn means(&self) -> Means<'a> {
        Means { keys: self.keys, config: self.config, chance: self.chance, now: self.now }
    }

    async fn make_key(
        &self,
        which: TokenKey,
        name: &str,
        algorithm: KeyAlgorithm,
        serial: &Serial,
    ) -> Result<(Arc<dyn SigningKey>, KeyPlace), AuthorityError> {
        if self.config.authority.token_keys.contains(&which) {
            let token = self.token.clone().ok_or(TokenError::NotConfigured)?;
            let label = authority_label(name, serial);
            let key = off_executor(move || token.make_key(&label, algorithm)).await??;
            return Ok((Arc::new(key), KeyPlace::Pkcs11));
        }
        let key = FileKey::generate(algorithm)?;
        let place = match which {
            TokenKey::Root => {
                RootFiles::of(self.config).write(&key, self.chance)?;
                KeyPlace::Apart
            }
            TokenKey::Issuing => KeyPlace::File {
                wrapped: keys::wrap_key(&self.keys.authority.for_keys(), &context(name), key.pkcs8_der())?,
            },
        };
        Ok((Arc::new(key), place))
    }

    fn request(&self, unit: &str, key: &dyn SigningKey, serial: Serial, days: i64) -> IssueRequest {
        let subject = authority_name(&self.config.provider, unit, self.config.training);
        request(subject, key, serial, Validity::days(self.now, days))
    }

    async fn store(
        &self,
        tx: &mut Transaction,
        role: KeyRole,
        name: &str,
        certificate: &Certificate,
        place: KeyPlace,
    ) -> Result<(), AuthorityError> {
        let stored = StoredKey { name: name.to_owned(), certificate: certificate.der().to_vec(), place };
        Ok(signing_keys::add(tx, role, &stored, self.now).await?)
    }

    async fn first_list(
        &self,
        tx: &mut Transaction,
        signer: &str,
        certificate: &Certificate,
        key: Arc<dyn SigningKey>,
        life: Duration,
    ) -> Result<(), AuthorityError> {
        let next_update = self.now.plus(life);
        let order = StatusListOrder {
            number: 1,
            this_update: self.now.get(),
            next_update: next_update.get(),
            keeps_expired_since: certificate.not_before(),
            entries: Vec::new(),
        };
        let list = lists::sign(certificate, order, key).await?;
        let stored = StoredList {
            signer: signer.to_owned(),
            number: 1,
            list: list.der().to_vec(),
            this_update: self.now,
            next_update,
            entries: 0,
        };
        Ok(status_lists::add(tx, &stored).await?)
    }
}

/// The name of an authority or of a unit of it (EN 319 412-2 §4.2.3.1).
pub(super) fn authority_name(provider: &Provider, unit: &str, training: bool) -> NameParts {
    let mark = if training { format!("{TRAINING_MARK} ") } else { String::new() };
    // The unit must survive whatever the provider's name is.
    let room = 64 - mark.len() - unit.len() - 1;
    let short: String = provider.name.trim().chars().take(room).collect();
    NameParts {
        country: Some(provider.country.clone()),
        organization: Some(provider.name.trim().chars().take(64).collect::<String>().trim().to_owned()),
        organization_identifier: Some(provider.organisation_identifier.clone()),
        common_name: Some(format!("{} {mark}{unit}", short.trim())),
        ..NameParts::default()
    }
}

pub(super) fn request(
    subject: NameParts,
    key: &dyn SigningKey,
    serial: Serial,
    validity: Validity,
) -> IssueRequest {
    IssueRequest {
        subject,
        public_key_info_der: key.public_key_info_der(),
        serial,
        not_before: validity.not_before.get(),
        not_after: validity.not_after.get(),
    }
}

//! Makes a training centre in an empty folder: configuration, master keys, database, authority, customers.

use std::{
    collections::BTreeMap,
    fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use sportello_central_store::{
    Store, StoreError, Transaction,
    tables::{
        accounts::{self, Account, LoginGuard, Mandate},
        customers::{self, Customer},
        tokens, workstations,
    },
};
use sportello_domain::{
    account::Unit,
    ids::{AccountId, CatalogueItemId, ConsentTextId, CustomerId, DeviceTypeId, UnitId},
    moment::Timestamp,
    secret::Password,
};
use sportello_pki::profile::Disclosure;

use super::{
    Accounts, FoundAccount, FoundCustomer,
    configuration::configuration_text,
    description::{AccountDescription, CustomerDescription, Description},
    site::{Site, at},
};
use crate::{
    Refusal,
    audit::{self, What, Who},
    authority::{self, AuthorityError, config::TokenKey, off_executor, token::TokenPlace},
    chance::Chance,
    clock::Clock,
    config::{ConfigError, Provider, Tls},
    endpoints::code_hash,
    listeners,
    master_keys::{MasterKeys, MasterKeysError},
    passwords::Passwords,
    second_factor,
};

/// How long a printed enrolment code works.
pub const CODE_LIFE: time::Duration = time::Duration::days(1);
/// Without letters and digits that look alike.
const CODE_ALPHABET: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const PASSWORD_ALPHABET: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// Where a centre is to be made, and how it is to be reached.
pub struct Foundation<'a> {
    /// Gets `central.toml`, `master-keys.toml`, `training.json` and the data folder.
    pub folder: &'a Path,
    pub description: &'a Description,
    pub desks: SocketAddr,
    pub holders: SocketAddr,
    pub operations: SocketAddr,
    /// How the world names the holders' listener; its address where it is left out.
    pub public_url: Option<String>,
    /// A second address of the holders' side, in the clear, for what is fetched without TLS.
    pub plain_address: Option<SocketAddr>,
    /// How the world names that; wanted where the public address is https.
    pub plain_url: Option<String>,
    /// The certificate of every address that others can reach.
    pub tls: Option<Tls>,
    /// Where keys are, other than in files.
    pub token: Option<TokenWish>,
}

/// A token, and what it is for.
#[derive(Clone, Debug)]
pub struct TokenWish {
    pub place: TokenPlace,
    /// The authority's keys that are made in it.
    pub keys: Vec<TokenKey>,
    /// Whether the holders' keys are made in it too.
    pub holders: bool,
    /// Whether it is a qualified device, so that holders' certificates say so.
    pub qscd: bool,
    /// The disclosure statements that qualified certificates point to; one in English at least.
    pub disclosures: Vec<Disclosure>,
}

/// Why there is no centre.
#[derive(Debug, thiserror::Error)]
pub enum FoundError {
    #[error("{0} is there already: a centre is never made over another one")]
    AlreadyThere(PathBuf),
    #[error("a centre is being made in {0}: wait for it to end")]
    UnderWay(PathBuf),
    #[error("{0}: {1}")]
    File(PathBuf, #[source] io::Error),
    #[error("nobody can call {0}: say by --public-url how the world names the holders' address")]
    PublicUrlMissing(SocketAddr),
    #[error("the certificate {0} or its key cannot be used: {1}")]
    Tls(PathBuf, #[source] io::Error),
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    MasterKeys(#[from] MasterKeysError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// Makes the centre; it is there as a whole or not at all.
pub async fn found(
    foundation: &Foundation<'_>,
    clock: &dyn Clock,
    chance: &dyn Chance,
) -> Result<Accounts, FoundError> {
    let site = Site::take(foundation.folder)?;
    let made = match make(&site, foundation, clock.now(), chance).await {
        Ok(outcome) => site.finish().map(|()| outcome),
        failed => failed,
    };
    if made.is_err()
        && let Err(error) = site.clear()
    {
        // The next founding in this folder clears it away.
        tracing::warn!(error = %error, "an unfinished centre is left behind");
    }
    made
}

async fn make(
    site: &Site,
    foundation: &Foundation<'_>,
    now: Timestamp,
    chance: &dyn Chance,
) -> Result<Accounts, FoundError> {
    let public_url = public_url(foundation)?;
    check_tls(foundation.tls.as_ref()).await?;
    let provider = &foundation.description.provider;
    let config = site.begin(&configuration_text(provider, foundation, &public_url))?;
    if let Some(wish) = &foundation.token {
        // Before anything is made: a PIN that is corrected must not meet a key of the attempt before in the token.
        let place = wish.place.clone();
        off_executor(move || place.open()).await?.map_err(AuthorityError::from)?;
    }
    let keys = MasterKeys::generate(chance)?;
    let keys_file = config.master_keys_file.as_ref().ok_or(ConfigError::MasterKeysPlace)?;
    keys.write(keys_file)?;
    fs::create_dir_all(&config.data_folder).map_err(at(&config.data_folder))?;
    let store = Store::open_sqlite(&config.database_file()).await?;
    authority::found::found(&store, &config, &keys, chance, now).await?;
    let passwords = Passwords::new(config.sessions.hashes_at_once, chance)?;
    let mut maker = Maker { provider, keys: &keys, chance, passwords: &passwords, now };
    let mut outcome = Accounts {
        url: address_of(foundation.desks),
        holders_url: public_url,
        operations_url: address_of(foundation.operations),
        configuration: site.configuration().display().to_string(),
        mail_folder: config.data_folder.join("mail").display().to_string(),
        customers: Vec::new(),
        accounts: Vec::new(),
    };
    let mut tx = store.write().await?;
    for customer in &foundation.description.customers {
        maker.customer(&mut tx, customer, &mut outcome).await?;
    }
    audit::append(&mut tx, Who::default(), What::done("foundCentre", "centre".to_owned()), now).await?;
    audit::sign_head(&mut tx, &keys, now).await?;
    tx.commit().await?;
    store.close().await;
    let json = serde_json::to_string_pretty(&outcome).map_err(Refusal::internal)?;
    site.write_accounts(&json)?;
    Ok(outcome)
}

fn public_url(foundation: &Foundation<'_>) -> Result<String, FoundError> {
    match &foundation.public_url {
        Some(url) => Ok(url.clone()),
        None if foundation.holders.ip().is_unspecified() => {
            Err(FoundError::PublicUrlMissing(foundation.holders))
        }
        None => Ok(address_of(foundation.holders)),
    }
}

/// A configuration that names files which no listener could use would not start.
async fn check_tls(tls: Option<&Tls>) -> Result<(), FoundError> {
    let Some(tls) = tls else { return Ok(()) };
    let usable = listeners::open_tls(tls).await;
    usable.map(drop).map_err(|error| FoundError::Tls(tls.certificate_file.clone(), error))
}

/// How a listener is called: what others can reach speaks TLS.
fn address_of(listener: SocketAddr) -> String {
    let scheme = if listener.ip().is_loopback() { "http" } else { "https" };
    format!("{scheme}://{listener}")
}

/// A fresh one-time code with which a workstation is registered, in groups of four.
pub async fn enrolment_code(
    tx: &mut Transaction,
    customer: CustomerId,
    chance: &dyn Chance,
    now: Timestamp,
) -> Result<String, StoreError> {
    let code = chance.text(CODE_ALPHABET, 16);
    workstations::insert_code(tx, &code_hash(&code), customer, now.plus(CODE_LIFE)).await?;
    Ok(in_groups(&code))
}

fn in_groups(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join("-")
}

struct Maker<'a> {
    provider: &'a Provider,
    keys: &'a MasterKeys,
    chance: &'a dyn Chance,
    passwords: &'a Passwords,
    now: Timestamp,
}

impl Maker<'_> {
    async fn customer(
        &mut self,
        tx: &mut Transaction,
        described: &CustomerDescription,
        outcome: &mut Accounts,
    ) -> Result<(), FoundError> {
        let id = CustomerId(self.chance.id());
        let customer = Customer {
            id,
            client_code: described.client_code.clone(),
            name: described.name.clone(),
            rules: (&described.rules).into(),
            support: described.support.clone(),
        };
        customers::insert(tx, &customer, self.now).await?;
        let mut units: BTreeMap<&str, Unit> = BTreeMap::new();
        for (position, unit) in (0_u32..).zip(&described.units) {
            let made = Unit {
                id: UnitId(self.chance.id()),
                name: unit.name.clone(),
                parent: unit.parent.as_deref().and_then(|key| units.get(key)).map(|unit| unit.id),
                place: unit.place.clone(),
            };
            customers::insert_unit(tx, id, &made, position).await?;
            units.insert(&unit.key, made);
        }
        for (position, item) in (0_u32..).zip(&described.catalogue) {
            let item = item.with_id(CatalogueItemId(self.chance.id()));
            customers::insert_catalogue_item(tx, id, &item, position).await?;
        }
        for (position, kind) in (0_u32..).zip(&described.device_types) {
            let kind = kind.with_id(DeviceTypeId(self.chance.id()));
            tokens::insert_device_type(tx, id, &kind, position).await?;
        }
        for (position, text) in (0_u32..).zip(&described.texts) {
            let text = text.with_id(ConsentTextId(self.chance.id()));
            customers::insert_consent_text(tx, id, &text, position, self.now).await?;
        }
        for account in &described.accounts {
            outcome.accounts.push(self.account(tx, id, described, account, &units).await?);
        }
        outcome.customers.push(FoundCustomer {
            client_code: described.client_code.clone(),
            name: described.name.clone(),
            enrolment_code: enrolment_code(tx, id, self.chance, self.now).await?,
        });
        Ok(())
    }

    async fn account(
        &mut self,
        tx: &mut Transaction,
        customer: CustomerId,
        of: &CustomerDescription,
        described: &AccountDescription,
        units: &BTreeMap<&str, Unit>,
    ) -> Result<FoundAccount, FoundError> {
        let account = Account {
            id: AccountId(self.chance.id()),
            customer,
            user_name: described.user_name.to_lowercase(),
            given_names: described.given_names.clone(),
            surname: described.surname.clone(),
            tax_code: described.tax_code.to_string(),
            operator_code: described.operator_code.clone(),
            email: described.email.to_lowercase(),
            mobile: described.mobile.clone(),
            disabled_at: None,
            last_login_at: None,
            locked_until: None,
        };
        let password = in_groups(&self.chance.text(PASSWORD_ALPHABET, 16));
        let secret = second_factor::fresh_secret(self.chance);
        let guard = LoginGuard {
            password_hash: self.passwords.hash(Password::new(password.clone()), self.chance).await?,
            totp_sealed: second_factor::seal(self.keys, account.id, &secret).map_err(Refusal::internal)?,
        };
        accounts::insert(tx, &account, &guard, self.now).await?;
        let places: Vec<_> = described
            .workplaces
            .iter()
            .filter_map(|place| Some((place.profile, units.get(place.unit.as_str())?)))
            .collect();
        for (position, (profile, unit)) in (0_u32..).zip(&places) {
            let mandate = Mandate { profile: *profile, unit: unit.id, granted_at: self.now, ended_at: None };
            accounts::insert_mandate(tx, account.id, &mandate, position).await?;
        }
        for method in &described.methods {
            accounts::insert_method(tx, account.id, *method).await?;
        }
        let mut profiles: Vec<String> = places.iter().map(|(profile, _)| profile.to_string()).collect();
        profiles.dedup();
        Ok(FoundAccount {
            totp_secret: second_factor::in_base32(&secret),
            totp_address: second_factor::address(&secret, &self.provider.name, &account.user_name)?,
            full_name: account.full_name(),
            user_name: account.user_name,
            password,
            customer: of.client_code.clone(),
            profiles,
            unit: places.first().map(|(_, unit)| unit.name.clone()).unwrap_or_default(),
        })
    }
}

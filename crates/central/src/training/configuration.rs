//! The commented configuration that `central init` writes.

use super::{
    found::{Foundation, TokenWish},
    site,
};
use crate::{
    authority::config::TokenKey,
    config::{Limits, Provider, Sessions},
};

/// The section of a centre whose keys are all in files.
const NO_TOKEN: &str = r#"# The authority's keys: here encrypted in the database, the root's in a file of its own. Whether they are in a PKCS#11
# token instead is decided by `central init --token-module …`, which writes:
#   [authority]
#   token_keys = ["issuing"]                 # made in the token; also "root"
#   [authority.token]
#   module = "/usr/lib/softhsm/libsofthsm2.so"
#   label = "Sportello"
#   pin_file = "token.pin"                   # outside the data folder, for its owner alone; or: pin_variable = "NAME"
#   seconds = 10                             # how long one call to it may take
# Holders' keys can be in a token from any day on; those made before stay where they are:
#   [authority.holder_keys]
#   place = "pkcs11"
#   qscd = false                             # true only for a certified qualified device: certificates then claim it
#   [authority.holder_keys.token]            # left out: the authority's token
"#;

/// The section of a centre with a token.
fn token_text(wish: &TokenWish) -> String {
    let keys: Vec<_> = wish
        .keys
        .iter()
        .map(|key| match key {
            TokenKey::Root => r#""root""#,
            TokenKey::Issuing => r#""issuing""#,
        })
        .collect();
    let disclosures: Vec<_> = wish
        .disclosures
        .iter()
        .map(|at| format!("{{ language = {}, url = {} }}", quoted(&at.language), quoted(&at.url)))
        .collect();
    let place = &wish.place;
    let pin = match (&place.pin_file, &place.pin_variable) {
        (Some(file), _) => format!("pin_file = {}", quoted(&file.display().to_string())),
        (None, name) => format!("pin_variable = {}", quoted(name.as_deref().unwrap_or_default())),
    };
    format!(
        r#"# The authority's keys that are made in the token, once, by `central init`: "issuing", "root".
[authority]
token_keys = [{keys}]
# Disclosure statements (PDS), https, one in English: what qualified certificates point to.
disclosures = [{disclosures}]
# The token. The PIN itself never stands here: it is read from a file outside the data folder (pin_file), or from the
# service's environment (pin_variable), each time the centre logs in.
[authority.token]
module = {module}
label = {label}
{pin}
# How long one call to it may take.
seconds = {seconds}
# Holders' keys: place "file" (encrypted in the database) or "pkcs11" (made in the token, never out of it). qscd = true
# only for a certified qualified device: certificates then claim it.
[authority.holder_keys]
place = "{holders}"
qscd = {qscd}
"#,
        keys = keys.join(", "),
        disclosures = disclosures.join(", "),
        module = quoted(&place.module.display().to_string()),
        label = quoted(&place.label),
        seconds = place.seconds,
        holders = if wish.holders { "pkcs11" } else { "file" },
        qscd = wish.qscd,
    )
}

/// A TOML string.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// The whole file. `public_url` is how the world names the holders' listener.
#[expect(clippy::too_many_lines, reason = "one commented file, to be read as it is written")]
pub(super) fn configuration_text(
    provider: &Provider,
    foundation: &Foundation<'_>,
    public_url: &str,
) -> String {
    let limits = Limits::default();
    let sessions = Sessions::default();
    format!(
        r#"# Configuration of a Sportello centre. Read at start; paths are relative to this file.

# Fixed when the centre was made: a training centre never becomes a real one.
training = true
# Database, evidence, training mail.
data_folder = "{data}"
# The master keys, outside the data folder: keep a copy in a safe, and never a backup of both in one place.
master_keys_file = "{master_keys}"

# As papers and certificates name the provider.
[provider]
name = {name}
country = {country}
organisation_identifier = {identifier}

# Three addresses. One that is not loopback needs a certificate, for example:
#   [listeners.desks.tls]
#   certificate_file = "desks.pem"    # the chain, leaf first
#   key_file = "desks-key.pem"
[listeners.desks]
address = "{desks}"
[listeners.holders]
address = "{holders}"
# Stands in links and in every certificate (CRL, OCSP); cannot be changed for those that were issued.
public_url = {public_url}
[listeners.operations]
address = "{operations}"

[sessions]
access_minutes = {access_minutes}
session_hours = {session_hours}
# Wrong passwords or codes in a row before an account is locked, and for how long.
attempts = {attempts}
lock_minutes = {lock_minutes}
recovery_minutes = {recovery_minutes}
holder_link_days = {holder_link_days}
# Passwords hashed at the same time: each takes 19 MiB and a core.
hashes_at_once = {hashes_at_once}

[limits]
body_bytes = {body_bytes}
evidence_bytes = {evidence_bytes}
# How long one call may take.
seconds = {seconds}

{authority}
# [messages]: mail and SMS. In training they stay in the folder "mail" of the data folder. To send mail to a server:
#   [messages]
#   from = "Sportello <no-reply@provider.example>"
#   language = "it"
#   [messages.mail]
#   kind = "smtp"
#   host = "127.0.0.1"
#   port = 2525
#   security = "none"
"#,
        data = site::DATA,
        master_keys = site::MASTER_KEYS,
        name = quoted(&provider.name),
        country = quoted(&provider.country),
        identifier = quoted(&provider.organisation_identifier),
        desks = foundation.desks,
        holders = foundation.holders,
        operations = foundation.operations,
        public_url = quoted(public_url),
        access_minutes = sessions.access_minutes,
        session_hours = sessions.session_hours,
        attempts = sessions.attempts,
        lock_minutes = sessions.lock_minutes,
        recovery_minutes = sessions.recovery_minutes,
        holder_link_days = sessions.holder_link_days,
        hashes_at_once = sessions.hashes_at_once,
        body_bytes = limits.body_bytes,
        evidence_bytes = limits.evidence_bytes,
        seconds = limits.seconds,
        authority = foundation.token.as_ref().map_or(NO_TOKEN.to_owned(), token_text),
    )
}

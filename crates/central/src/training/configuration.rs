//! The commented configuration that `central init` writes: every option there is. One that is not in use stands behind a
//! `#` without a space, so that it can be switched on as it is.

use std::{fmt::Write as _, net::SocketAddr};

use super::{
    found::{Foundation, TokenWish},
    site,
};
use crate::{
    authority::config::{AuthorityConfig, TokenKey},
    config::{Limits, Provider, Requests, Sessions, Tls},
};

/// A TOML string.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// Every line of an option that is not in use.
fn switched_off(text: &str) -> String {
    text.lines().fold(String::new(), |mut out, line| {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{}{line}", if line.starts_with('#') { "" } else { "#" });
        out
    })
}

/// A listener's certificate: in use where others can reach the address.
fn tls_text(name: &str, address: SocketAddr, tls: Option<&Tls>) -> String {
    let text = |certificate: &str, key: &str| {
        format!(
            "[listeners.{name}.tls]\ncertificate_file = {}\nkey_file = {}\n",
            quoted(certificate),
            quoted(key)
        )
    };
    match tls.filter(|_| !address.ip().is_loopback()) {
        Some(tls) => text(&tls.certificate_file.display().to_string(), &tls.key_file.display().to_string()),
        None => switched_off(&text(&format!("{name}.pem"), &format!("{name}-key.pem"))),
    }
}

fn listeners_text(foundation: &Foundation<'_>, public_url: &str) -> String {
    let tls = foundation.tls.as_ref();
    let plain = match foundation.plain_address {
        Some(address) => format!("plain_address = \"{address}\""),
        None => "#plain_address = \"127.0.0.1:7446\"".to_owned(),
    };
    format!(
        r#"# Three addresses: each can be on a network of its own. One that others can reach needs a certificate: the chain,
# leaf first, and its key, both PEM.
[listeners.desks]
address = "{desks}"
{desks_tls}
[listeners.holders]
address = "{holders}"
# Stands in links and in every certificate (CRL, OCSP); cannot be changed for those that were issued.
public_url = {public_url}
# Beside it an address in the clear, also for others, that serves nothing but what is fetched without TLS: certificates
# of the authorities, status lists, OCSP, time-stamps. authority.plain_url says where the world reaches it.
{plain}
{holders_tls}
# Health and metrics.
[listeners.operations]
address = "{operations}"
{operations_tls}"#,
        desks = foundation.desks,
        desks_tls = tls_text("desks", foundation.desks, tls),
        holders = foundation.holders,
        public_url = quoted(public_url),
        holders_tls = tls_text("holders", foundation.holders, tls),
        operations = foundation.operations,
        operations_tls = tls_text("operations", foundation.operations, tls),
    )
}

fn token_keys(keys: &[TokenKey]) -> String {
    let words = keys.iter().map(|key| match key {
        TokenKey::Root => r#""root""#,
        TokenKey::Issuing => r#""issuing""#,
    });
    format!("token_keys = [{}]", words.collect::<Vec<_>>().join(", "))
}

fn disclosures(wish: &TokenWish) -> String {
    let all = wish
        .disclosures
        .iter()
        .map(|at| format!("{{ language = {}, url = {} }}", quoted(&at.language), quoted(&at.url)));
    format!("disclosures = [{}]", all.collect::<Vec<_>>().join(", "))
}

fn authority_text(foundation: &Foundation<'_>) -> String {
    let usual = AuthorityConfig::default();
    let wish = foundation.token.as_ref();
    let plain_url = match &foundation.plain_url {
        Some(url) => format!("plain_url = {}", quoted(url)),
        None => "#plain_url = \"http://pki.provider.example\"".to_owned(),
    };
    let disclosures = wish.map_or_else(
        || {
            r#"#disclosures = [{ language = "en", url = "https://www.provider.example/pds-en.pdf" }]"#
                .to_owned()
        },
        disclosures,
    );
    let token_keys =
        wish.map_or_else(|| "#token_keys = [\"issuing\"]".to_owned(), |wish| token_keys(&wish.keys));
    format!(
        r#"# The certification authority.
[authority]
# How long a status list may be used (2 to 24 hours), and how long an OCSP answer.
list_hours = {list_hours}
ocsp_minutes = {ocsp_minutes}
# Certificates, lists and OCSP are fetched without TLS (RFC 5280): where the world reaches them as plain http, needed
# where listeners.holders.public_url is https. Stands in every certificate.
{plain_url}
# The certification practice statement; left out: a page of the holders' address.
#practice_statement_url = "https://www.provider.example/practice-statement"
# The certificate profiles; a training centre has its own built in.
#profiles_file = "profiles.toml"
# Disclosure statements (PDS), https, one in English: what qualified certificates point to.
{disclosures}
# The authority's keys are encrypted in the database, the root's in a file of its own, but those that are made in a
# PKCS#11 token: "issuing", "root". Decided once, by `central init --token-module …`. Those of the OCSP responder and of
# the time-stamping unit are always in the database.
{token_keys}
{token}"#,
        list_hours = usual.list_hours,
        ocsp_minutes = usual.ocsp_minutes,
        token = token_text(wish),
    )
}

/// The token, and where the holders' keys are.
fn token_text(wish: Option<&TokenWish>) -> String {
    let own_token = r#"# A token of their own for the holders' keys; left out: the authority's.
#[authority.holder_keys.token]
#module = "/usr/lib/softhsm/libsofthsm2.so"
#label = "Sportello holders"
#pin_file = "holders-token.pin"
#seconds = 10
"#;
    let Some(wish) = wish else {
        let example = r#"[authority.token]
module = "/usr/lib/softhsm/libsofthsm2.so"
label = "Sportello"
pin_file = "token.pin"
# How long one call to it may take.
seconds = 10
# Holders' keys: place "file" (encrypted in the database) or "pkcs11" (made in the token, never out of it), from any day
# on; those made before stay where they are. qscd = true only for a certified qualified device: certificates then claim it.
[authority.holder_keys]
place = "file"
qscd = false
"#;
        return format!("{TOKEN_HEADING}{}{own_token}", switched_off(example));
    };
    let place = &wish.place;
    let pin = match (&place.pin_file, &place.pin_variable) {
        (Some(file), _) => format!("pin_file = {}", quoted(&file.display().to_string())),
        (None, name) => format!("pin_variable = {}", quoted(name.as_deref().unwrap_or_default())),
    };
    format!(
        r#"{TOKEN_HEADING}[authority.token]
module = {module}
label = {label}
{pin}
# How long one call to it may take.
seconds = {seconds}
# Holders' keys: place "file" (encrypted in the database) or "pkcs11" (made in the token, never out of it), from any day
# on; those made before stay where they are. qscd = true only for a certified qualified device: certificates then claim it.
[authority.holder_keys]
place = "{holders}"
qscd = {qscd}
{own_token}"#,
        module = quoted(&place.module.display().to_string()),
        label = quoted(&place.label),
        seconds = place.seconds,
        holders = if wish.holders { "pkcs11" } else { "file" },
        qscd = wish.qscd,
    )
}

const TOKEN_HEADING: &str = r#"# The token. The PIN itself never stands here: it is read from a file outside the data folder, for its owner alone, or
# from the service's environment (pin_variable = "NAME" in its place), each time the centre logs in.
"#;

const MESSAGES: &str = r#"# Mail and SMS. A training centre keeps both in the folder "mail" of the data folder (kind = "folder") until this is
# switched on.
#[messages]
#from = "Sportello <no-reply@provider.example>"
# The language of people who have chosen none: "it" or "en".
#language = "it"
# The mail server. security is "tls" (port 465), "start-tls" (port 587) or, to this machine only, "none". The password is
# alone in a file that only the centre can read.
#[messages.mail]
#kind = "smtp"
#host = "mail.provider.example"
#port = 587
#security = "start-tls"
#user = "sportello"
#password_file = "mail.password"
# SMS are handed over by POST of {"id", "to", "text"}: to https, or to http on this machine; with the key of this file as
# `Authorization: Bearer …`.
#[messages.sms]
#kind = "webhook"
#url = "https://sms.provider.example/send"
#key_file = "sms.key"
"#;

fn rules_text() -> String {
    let (sessions, requests, limits) = (Sessions::default(), Requests::default(), Limits::default());
    format!(
        r"[sessions]
access_minutes = {access_minutes}
session_hours = {session_hours}
# Wrong passwords or codes in a row before an account is locked, and for how long.
attempts = {attempts}
lock_minutes = {lock_minutes}
# How long an officer's proof (PIN of the own card, and the code where the customer asks for it) holds for the token that
# is being written on.
proof_minutes = {proof_minutes}
recovery_minutes = {recovery_minutes}
holder_link_days = {holder_link_days}
# Passwords hashed at the same time: each takes 19 MiB and a core.
hashes_at_once = {hashes_at_once}

[requests]
# A request before issuance on which nobody did anything for so long expires.
idle_days = {idle_days}
# How long a case from a desk without network may still bring the version of a consent text before the current one.
text_grace_days = {text_grace_days}
# How long the PIN and the PUK of a token are kept, sealed, after it was handed over or its enrolment was given up.
token_code_days = {token_code_days}

[limits]
body_bytes = {body_bytes}
evidence_bytes = {evidence_bytes}
# How long one call may take.
seconds = {seconds}
",
        access_minutes = sessions.access_minutes,
        session_hours = sessions.session_hours,
        attempts = sessions.attempts,
        lock_minutes = sessions.lock_minutes,
        proof_minutes = sessions.proof_minutes,
        recovery_minutes = sessions.recovery_minutes,
        holder_link_days = sessions.holder_link_days,
        hashes_at_once = sessions.hashes_at_once,
        idle_days = requests.idle_days,
        text_grace_days = requests.text_grace_days,
        token_code_days = requests.token_code_days,
        body_bytes = limits.body_bytes,
        evidence_bytes = limits.evidence_bytes,
        seconds = limits.seconds,
    )
}

/// The whole file. `public_url` is how the world names the holders' listener.
pub(super) fn configuration_text(
    provider: &Provider,
    foundation: &Foundation<'_>,
    public_url: &str,
) -> String {
    format!(
        r##"# Configuration of a Sportello centre. Read at start; paths are relative to this file. A "#" without a space stands
# before an option that is not in use; what follows it is an example, or what counts anyway.

# Fixed when the centre was made: a training centre never becomes a real one.
training = true
# Database, evidence, CA files, training mail.
data_folder = "{data}"
# The master keys, outside the data folder: keep a copy in a safe, and never a backup of both in one place. In its place
# master_keys_variable = "NAME" names a variable of the service's environment: the file's text in base64.
master_keys_file = "{master_keys}"

# As papers and certificates name the provider.
[provider]
name = {name}
country = {country}
organisation_identifier = {identifier}

{listeners}
{rules}
{authority}
{MESSAGES}"##,
        data = site::DATA,
        master_keys = site::MASTER_KEYS,
        name = quoted(&provider.name),
        country = quoted(&provider.country),
        identifier = quoted(&provider.organisation_identifier),
        listeners = listeners_text(foundation, public_url),
        rules = rules_text(),
        authority = authority_text(foundation),
    )
}

#[cfg(test)]
#[path = "configuration_tests.rs"]
mod tests;

//! The pages behind the links of our mails: set a password. Plain HTML made here, no script, a strict content policy;
//! English and Italian by the browser's language.

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::get,
};
use sportello_central_store::tables::{accounts, holders};
use sportello_domain::{
    catalogue::Language,
    error_code::ErrorCode,
    ids::{AccountId, CustomerId},
    secret::Password,
};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::texts::{Text, text};
use crate::{
    Centre, Refusal,
    audit::{self, What, Who},
    digest::sha256_hex,
    endpoints::replace_password,
    passwords::check_strength,
};

/// The pages, to be merged into the holders' listener.
pub fn routes() -> Router<Arc<Centre>> {
    Router::new()
        .route("/", get(home))
        .route("/password/{code}", get(show_holder).post(set_holder))
        .route("/recovery/{code}", get(show_officer).post(set_officer))
        .layer(DefaultBodyLimit::max(4096))
}

/// Who came without a link: whose place this is, and what it is for.
async fn home(State(centre): State<Arc<Centre>>, headers: HeaderMap) -> Response {
    let language = language(&headers);
    let name = escaped(&centre.config.provider.name);
    page(StatusCode::OK, language, &format!("<h1>{name}</h1><p>{}</p>", text(Text::Home, language)))
}

/// Whose password a link sets.
enum Behind {
    Holder { id: Uuid, customer: CustomerId, identity: String },
    Officer { id: AccountId, customer: CustomerId, user_name: String },
}

impl Behind {
    fn name(&self) -> &str {
        match self {
            Self::Holder { identity, .. } => identity,
            Self::Officer { user_name, .. } => user_name,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Holder,
    Officer,
}

async fn show_holder(centre: State<Arc<Centre>>, code: Path<String>, headers: HeaderMap) -> Response {
    show(&centre, Kind::Holder, &code, &headers).await
}

async fn show_officer(centre: State<Arc<Centre>>, code: Path<String>, headers: HeaderMap) -> Response {
    show(&centre, Kind::Officer, &code, &headers).await
}

async fn set_holder(
    centre: State<Arc<Centre>>,
    code: Path<String>,
    headers: HeaderMap,
    form: Bytes,
) -> Response {
    set(&centre, Kind::Holder, &code, &headers, form).await
}

async fn set_officer(
    centre: State<Arc<Centre>>,
    code: Path<String>,
    headers: HeaderMap,
    form: Bytes,
) -> Response {
    set(&centre, Kind::Officer, &code, &headers, form).await
}

async fn show(centre: &Centre, kind: Kind, code: &str, headers: &HeaderMap) -> Response {
    let language = language(headers);
    match behind(centre, kind, code).await {
        Ok(Some(behind)) => page(StatusCode::OK, language, &form(language, behind.name(), None)),
        Ok(None) => gone(language),
        Err(refusal) => refusal.into_response(),
    }
}

async fn set(centre: &Centre, kind: Kind, code: &str, headers: &HeaderMap, body: Bytes) -> Response {
    let language = language(headers);
    let behind = match behind(centre, kind, code).await {
        Ok(Some(behind)) => behind,
        Ok(None) => return gone(language),
        Err(refusal) => return refusal.into_response(),
    };
    let body = Zeroizing::new(Vec::from(body));
    let (first, second) = (field(&body, "password"), field(&body, "again"));
    let again =
        |why| page(StatusCode::UNPROCESSABLE_ENTITY, language, &form(language, behind.name(), Some(why)));
    if *first != *second {
        return again(Text::Different);
    }
    let password = Password::new(first.to_string());
    if let Err(refusal) = check_strength(&password, behind.name()) {
        return again(match refusal.params.get("why").map(String::as_str) {
            Some("userName") => Text::HoldsName,
            Some("simple") => Text::Simple,
            Some("long") => Text::Long,
            _ => Text::Short,
        });
    }
    match keep(centre, &behind, code, password).await {
        Ok(()) => page(StatusCode::OK, language, &done(language)),
        Err(refusal) if refusal.code == ErrorCode::LinkNotValid => gone(language),
        Err(refusal) => refusal.into_response(),
    }
}

async fn behind(centre: &Centre, kind: Kind, code: &str) -> Result<Option<Behind>, Refusal> {
    let (hash, now) = (sha256_hex(code.as_bytes()), centre.clock.now());
    let mut tx = centre.store.read().await?;
    match kind {
        Kind::Holder => {
            let found = holders::find_link(&mut tx, &hash, now).await?;
            Ok(found.map(|(id, customer, identity)| Behind::Holder { id, customer, identity }))
        }
        Kind::Officer => {
            let Some(id) = accounts::find_link(&mut tx, &hash, now).await? else { return Ok(None) };
            let account = accounts::find(&mut tx, id).await?;
            Ok(account.map(|a| Behind::Officer { id, customer: a.customer, user_name: a.user_name }))
        }
    }
}

async fn keep(centre: &Centre, behind: &Behind, code: &str, password: Password) -> Result<(), Refusal> {
    let password_hash = centre.passwords.hash(password, &*centre.chance).await?;
    let (hash, now) = (sha256_hex(code.as_bytes()), centre.clock.now());
    let not_valid = || Refusal::new(ErrorCode::LinkNotValid);
    let mut tx = centre.store.write().await?;
    match behind {
        Behind::Holder { id, customer, .. } => {
            holders::find_link(&mut tx, &hash, now).await?.ok_or_else(not_valid)?;
            holders::set_password(&mut tx, *id, &password_hash, now).await?;
            let who = Who { customer: Some(*customer), ..Who::default() };
            audit::append(&mut tx, who, What::done("setHolderPassword", format!("holder {id}")), now).await?;
        }
        Behind::Officer { id, customer, .. } => {
            accounts::use_link(&mut tx, &hash, now).await?.ok_or_else(not_valid)?;
            replace_password(&mut tx, *customer, *id, &password_hash, now).await?;
        }
    }
    Ok(tx.commit().await?)
}

/// A field of a form (`application/x-www-form-urlencoded`); empty where it is not there.
fn field(body: &[u8], name: &str) -> Zeroizing<String> {
    let text = Zeroizing::new(String::from_utf8_lossy(body).into_owned());
    let value = text.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name);
    Zeroizing::new(value.map(|(_, value)| decode(value)).unwrap_or_default())
}

fn decode(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digits = [rest.next(), rest.next()].map(|d| d.and_then(|d| char::from(d).to_digit(16)));
                if let [Some(high), Some(low)] = digits {
                    bytes.extend(u8::try_from(high * 16 + low));
                }
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The first language of the browser's list that we have.
fn language(headers: &HeaderMap) -> Language {
    let wanted =
        headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    for word in wanted.split(',') {
        match word.trim().get(..2) {
            Some("it") => return Language::It,
            Some("en") => return Language::En,
            _ => {}
        }
    }
    Language::It
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn form(language: Language, name: &str, why: Option<Text>) -> String {
    let t = |key| text(key, language);
    let name = escaped(name);
    let error =
        why.map(|why| format!("<p class=\"error\" role=\"alert\">{}</p>", t(why))).unwrap_or_default();
    format!(
        "<h1>{title}</h1><p>{account} <strong>{name}</strong></p><p>{rule}</p>{error}\
         <form method=\"post\" autocomplete=\"on\">\
         <input type=\"text\" name=\"name\" value=\"{name}\" autocomplete=\"username\" hidden>\
         <label for=\"password\">{password}</label>\
         <input id=\"password\" name=\"password\" type=\"password\" autocomplete=\"new-password\" required autofocus>\
         <label for=\"again\">{again}</label>\
         <input id=\"again\" name=\"again\" type=\"password\" autocomplete=\"new-password\" required>\
         <button type=\"submit\">{save}</button></form>",
        title = t(Text::Title),
        account = t(Text::Account),
        rule = t(Text::Rule),
        password = t(Text::Password),
        again = t(Text::Again),
        save = t(Text::Save),
    )
}

fn done(language: Language) -> String {
    format!("<h1>{}</h1><p>{}</p>", text(Text::DoneTitle, language), text(Text::Done, language))
}

fn gone(language: Language) -> Response {
    let body = format!("<h1>{}</h1><p>{}</p>", text(Text::GoneTitle, language), text(Text::Gone, language));
    page(StatusCode::GONE, language, &body)
}

const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;margin:0;background:#f4f5f7;color:#1b2430}\
main{max-width:28rem;margin:3rem auto;padding:2rem;background:#fff;border:1px solid #d5dae1;border-radius:8px}\
h1{font-size:1.3rem;margin:0 0 1rem}label{display:block;margin:1rem 0 .3rem;font-weight:600}\
input{width:100%;box-sizing:border-box;padding:.6rem;font:inherit;border:1px solid #7a8696;border-radius:6px}\
button{margin-top:1.5rem;padding:.7rem 1.4rem;font:inherit;font-weight:600;color:#fff;background:#1a4fa3;border:0;\
border-radius:6px}:focus-visible{outline:3px solid #1a4fa3;outline-offset:2px}.error{color:#a3161a;font-weight:600}";

fn page(status: StatusCode, language: Language, body: &str) -> Response {
    let title = text(Text::Title, language);
    let html = format!(
        "<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title>\
         <style>{STYLE}</style></head><body><main>{body}</main></body></html>"
    );
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        style_hash()
    );
    let mut response = (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response();
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    // The address holds the link's code.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

fn style_hash() -> String {
    use base64::Engine as _;
    use sha2::Digest as _;
    base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(STYLE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_as_browsers_write_it() {
        let body = b"name=m.rossi%40example.it&password=tr%C3%A8+gatti%26%3D&again=x%2";
        assert_eq!(*field(body, "password"), "tr\u{e8} gatti&=", "percent signs, plus signs, UTF-8");
        assert_eq!(*field(body, "again"), "x", "half an escape is left out");
        assert_eq!(*field(body, "other"), "", "what is not there is empty");
    }

    #[test]
    fn a_name_cannot_bring_markup_into_the_page() {
        let page = form(Language::En, "\"><script>alert(1)</script>", None);
        assert!(!page.contains("<script"), "{page}");
    }
}

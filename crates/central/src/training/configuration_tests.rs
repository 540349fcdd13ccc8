//! Nothing that can be configured is missing from the file, and everything in it reads.

use std::path::Path;

use sportello_domain::catalogue::Language;
use sportello_pki::profile::Disclosure;

use super::*;
use crate::{
    authority::{
        config::{HolderKeyPlace, HolderKeys},
        token::TokenPlace,
    },
    config::{Config, HoldersListener, Listener, Listeners},
    messages::config::{MailRoad, MessagesConfig, SmsRoad, SmtpSecurity},
    training::description::{BUILT_IN, Description},
};

fn place() -> TokenPlace {
    TokenPlace::new("/m.so".into(), "T".into(), Some("/pin".into()), Some("PIN".into()))
}

fn tls() -> Tls {
    Tls { certificate_file: "c.pem".into(), key_file: "k.pem".into() }
}

/// Every option set: a new field does not compile until it is here.
fn everything() -> Config {
    let address = ([127, 0, 0, 1], 1).into();
    Config {
        training: true,
        data_folder: "data".into(),
        master_keys_file: Some("keys".into()),
        master_keys_variable: Some("KEYS".into()),
        provider: Provider {
            name: String::new(),
            country: String::new(),
            organisation_identifier: String::new(),
        },
        listeners: Listeners {
            desks: Listener { address, tls: Some(tls()) },
            holders: HoldersListener {
                address,
                public_url: String::new(),
                plain_address: Some(address),
                tls: Some(tls()),
            },
            operations: Listener { address, tls: Some(tls()) },
        },
        sessions: Sessions::default(),
        requests: Requests::default(),
        limits: Limits::default(),
        authority: AuthorityConfig {
            profiles_file: Some("p".into()),
            plain_url: Some(String::new()),
            practice_statement_url: Some(String::new()),
            disclosures: vec![Disclosure { language: String::new(), url: String::new() }],
            token_keys: vec![TokenKey::Issuing],
            token: Some(place()),
            holder_keys: HolderKeys { place: HolderKeyPlace::Pkcs11, qscd: true, token: Some(place()) },
            list_hours: 1,
            ocsp_minutes: 1,
        },
        messages: MessagesConfig {
            from: String::new(),
            language: Language::It,
            mail: MailRoad::Smtp {
                host: String::new(),
                port: 1,
                security: SmtpSecurity::Tls,
                user: Some(String::new()),
                password_file: Some("p".into()),
            },
            sms: SmsRoad::Webhook { url: String::new(), key_file: Some("k".into()) },
        },
        reader_program: None,
    }
}

fn written(token: Option<TokenWish>) -> String {
    let description = Description::read(BUILT_IN).unwrap();
    let address = ([127, 0, 0, 1], 7443).into();
    let foundation = Foundation {
        folder: Path::new("."),
        description: &description,
        desks: address,
        holders: address,
        operations: address,
        public_url: None,
        plain_address: None,
        plain_url: None,
        tls: None,
        token,
    };
    configuration_text(&description.provider, &foundation, "http://127.0.0.1:7444")
}

fn look_for(value: &toml::Value, path: &str, text: &str) {
    match value {
        toml::Value::Table(table) => {
            for (key, value) in table {
                let inner = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                match value {
                    toml::Value::Table(_) if key != "listeners" => {
                        assert!(text.contains(&format!("[{inner}]")), "the section {inner} is shown");
                    }
                    toml::Value::Table(_) => {}
                    _ => assert!(text.contains(&format!("{key} = ")), "{inner} is shown"),
                }
                look_for(value, &inner, text);
            }
        }
        toml::Value::Array(items) => items.iter().for_each(|item| look_for(item, path, text)),
        _ => {}
    }
}

#[test]
fn every_option_there_is_stands_in_the_file() {
    let wish = TokenWish {
        place: TokenPlace::new("/m.so".into(), "T".into(), Some("/pin".into()), None),
        keys: vec![TokenKey::Issuing],
        holders: true,
        qscd: true,
        disclosures: vec![Disclosure { language: "en".into(), url: "https://p.example".into() }],
    };
    let everything = toml::Value::try_from(everything()).unwrap();
    for token in [None, Some(wish)] {
        look_for(&everything, "", &written(token));
    }
}

#[test]
fn what_is_switched_off_can_be_switched_on_as_it_stands() {
    let text = written(None);
    let on: Vec<_> = text
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(option) if !option.starts_with(' ') => option,
            _ => line,
        })
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("central.toml");
    for text in [text.clone(), on.join("\n")] {
        std::fs::write(&file, &text).unwrap();
        let config = Config::read(&file);
        assert!(config.is_ok(), "{}\n{text}", config.unwrap_err());
    }
    let config = Config::read(&file).unwrap();
    assert!(
        config.listeners.holders.plain_address.is_some() && config.authority.token.is_some(),
        "and then it counts"
    );
    assert!(matches!(config.messages.sms, SmsRoad::Webhook { .. }), "to the last one");
}

//! Secrets have types: they are wiped from memory when dropped, print as dots and cannot be serialised.

use zeroize::Zeroizing;

macro_rules! secret {
    ($($(#[$meta:meta])* $name:ident;)+) => {$(
        $(#[$meta])*
        #[derive(Clone)]
        pub struct $name(Zeroizing<String>);

        impl $name {
            /// Takes the secret over; the caller keeps no copy.
            pub fn new(text: String) -> Self { Self(Zeroizing::new(text)) }

            /// The secret itself: for the one call that needs it, never for a log, an error or an event.
            pub fn reveal(&self) -> &str { &self.0 }
        }

        impl Reveal for $name {
            fn reveal_text(&self) -> &str { &self.0 }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str("••••") }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> { stringify!($name).into() }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "format": "password", "writeOnly": true })
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <String as serde::Deserialize>::deserialize(deserializer).map(Self::new)
            }
        }
    )+};
}

/// Writes a secret into a message that itself goes over an encrypted line: named at each field that does so
/// (`#[serde(serialize_with = "secret::onto_the_wire")]`), so that none is sent or stored by accident.
pub fn onto_the_wire<S: serde::Serializer>(secret: &impl Reveal, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.reveal_text())
}

/// The same for one that need not be given: nothing is sent as null.
pub fn onto_the_wire_if_given<S: serde::Serializer>(
    secret: &Option<impl Reveal>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match secret {
        Some(secret) => serializer.serialize_some(secret.reveal_text()),
        None => serializer.serialize_none(),
    }
}

/// What every secret type can do for [`onto_the_wire`].
pub trait Reveal {
    /// The secret itself.
    fn reveal_text(&self) -> &str;
}

secret! {
    /// An account's password, or the password of a credential file.
    Password;
    /// The holder's signing PIN.
    Pin;
    /// The code that unblocks a PIN.
    Puk;
    /// What lets one make keys and write objects on a token (PIV key 9B): hexadecimal digits.
    ManagementKey;
    /// The 10-character emergency code (ERC) with which the holder suspends the own certificate.
    EmergencyCode;
    /// What opens the encrypted envelope.
    Passphrase;
    /// A one-time code.
    Otp;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_prints_as_dots() {
        let printed = format!("{:?}", Pin::new("493028".into()));
        assert!(!printed.contains("493028"), "a log line with {{:?}} must not hold the PIN");
    }
}

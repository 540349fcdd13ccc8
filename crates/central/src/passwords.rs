//! Passwords: argon2id, a few at a time, because each hash takes memory and a core on purpose.

use std::sync::Arc;

use argon2::{
    Argon2,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use sportello_domain::{error_code::ErrorCode, secret::Password};
use tokio::sync::Semaphore;

use crate::{Refusal, chance::Chance};

/// The shortest password that is accepted (NIST SP 800-63B asks for 8 beside a second factor; 12 costs nobody anything).
const SHORTEST: usize = 12;
/// Longer ones only make hashing slow.
const LONGEST: usize = 128;

/// Hashes and verifies passwords behind a gate.
pub struct Passwords {
    gate: Arc<Semaphore>,
    /// Of a password nobody has: verified where there is no account, so that the answer takes as long.
    nobody: String,
}

impl Passwords {
    /// A gate that lets `at_once` hashes through.
    pub fn new(at_once: u8, chance: &dyn Chance) -> Result<Self, Refusal> {
        let nobody = hash_now(&Password::new(chance.opaque_key().to_string()), &salt(chance))?;
        Ok(Self { gate: Arc::new(Semaphore::new(usize::from(at_once.max(1)))), nobody })
    }

    /// The PHC string of a password.
    pub async fn hash(&self, password: Password, chance: &dyn Chance) -> Result<String, Refusal> {
        let salt = salt(chance);
        self.at_the_gate(move || hash_now(&password, &salt)).await?
    }

    /// Whether a password is the one that was hashed; `None` takes as long and is always wrong.
    pub async fn verify(&self, password: Password, hash: Option<String>) -> Result<bool, Refusal> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobody.clone());
        let right = self
            .at_the_gate(move || {
                let parsed =
                    PasswordHash::new(&hash).map_err(|error| Refusal::internal(error.to_string()))?;
                let outcome = Argon2::default().verify_password(password.reveal().as_bytes(), &parsed);
                Ok::<_, Refusal>(outcome.is_ok())
            })
            .await??;
        Ok(right && known)
    }

    async fn at_the_gate<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let passage = Arc::clone(&self.gate).acquire_owned().await.map_err(Refusal::internal)?;
        let done = tokio::task::spawn_blocking(move || {
            let outcome = work();
            drop(passage);
            outcome
        });
        done.await.map_err(Refusal::internal)
    }
}

fn salt(chance: &dyn Chance) -> [u8; 16] {
    let mut salt = [0_u8; 16];
    chance.fill(&mut salt);
    salt
}

fn hash_now(password: &Password, salt: &[u8]) -> Result<String, Refusal> {
    Argon2::default()
        .hash_password_with_salt(password.reveal().as_bytes(), salt)
        .map(|hash| hash.to_string())
        .map_err(|error| Refusal::internal(error.to_string()))
}

/// Refuses a new password that is too short, too long, of too few different characters, or holds the user name.
pub fn check_strength(password: &Password, user_name: &str) -> Result<(), Refusal> {
    let text = password.reveal();
    let length = text.chars().count();
    let different = text.chars().collect::<std::collections::BTreeSet<_>>().len();
    let name = user_name.split('@').next().unwrap_or(user_name).to_lowercase();
    let why = if length < SHORTEST {
        "short"
    } else if length > LONGEST {
        "long"
    } else if different < 6 {
        "simple"
    } else if name.len() > 2 && text.to_lowercase().contains(&name) {
        "userName"
    } else {
        return Ok(());
    };
    Err(Refusal::new(ErrorCode::PasswordWeak).with("why", why).with("minimum", SHORTEST))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::SystemChance;

    #[tokio::test]
    async fn a_password_is_known_again_and_no_other() {
        let passwords = Passwords::new(1, &SystemChance).unwrap();
        let hash = passwords.hash(Password::new("tre cavalli blu".into()), &SystemChance).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "OWASP's argon2id parameters: {hash}");
        let verify = |text: &str, hash| passwords.verify(Password::new(text.into()), hash);
        assert!(verify("tre cavalli blu", Some(hash.clone())).await.unwrap(), "the right password");
        assert!(!verify("tre cavalli Blu", Some(hash)).await.unwrap(), "another password");
        assert!(!verify("tre cavalli blu", None).await.unwrap(), "nobody's password is always wrong");
    }

    #[test]
    fn weak_passwords_are_refused_with_a_reason() {
        for (text, why) in [
            ("short", "short"),
            ("aaaaaaaaaaaaaaaa", "simple"),
            ("m.rossi-2026-segreta", "userName"),
            (&"x1y2z3w4".repeat(20), "long"),
        ] {
            let refusal = check_strength(&Password::new(text.into()), "m.rossi@example.it").unwrap_err();
            assert_eq!(refusal.params["why"], why, "{text}");
        }
        assert!(check_strength(&Password::new("quattro gatti neri".into()), "m.rossi").is_ok(), "a good one");
    }
}

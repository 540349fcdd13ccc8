//! The second factor: TOTP (RFC 6238, 6 digits, 30 s, SHA-1), as every authenticator knows it.

use sportello_domain::{ids::AccountId, moment::Timestamp, secret::Otp};
use totp_rs::{Builder, Totp};
use zeroize::Zeroizing;

use crate::{
    Refusal,
    chance::Chance,
    master_keys::{MasterKeys, SealBroken},
};

/// A fresh secret: 160 bits, as RFC 4226 section 4 recommends.
pub fn fresh_secret(chance: &dyn Chance) -> Zeroizing<Vec<u8>> {
    let mut secret = Zeroizing::new(vec![0_u8; 20]);
    chance.fill(&mut secret);
    secret
}

/// The secret as the database keeps it.
pub fn seal(keys: &MasterKeys, account: AccountId, secret: &[u8]) -> Result<Vec<u8>, SealBroken> {
    keys.accounts.seal(&context(account), secret)
}

/// The time step whose code this is: the present one, the one before or the one after. `None` for a wrong code.
pub fn step_of(
    keys: &MasterKeys,
    account: AccountId,
    sealed: &[u8],
    code: &Otp,
    at: Timestamp,
) -> Result<Option<i64>, Refusal> {
    let secret = keys.accounts.open(&context(account), sealed).map_err(Refusal::internal)?;
    let seconds = u64::try_from(at.get().unix_timestamp()).unwrap_or_default();
    let step = totp(&secret, None, "")?.check(code.reveal().trim(), seconds);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

/// `otpauth://…`, for the authenticator's QR code.
pub fn address(secret: &[u8], issuer: &str, user_name: &str) -> Result<String, Refusal> {
    let issuer = issuer.replace(':', " ");
    totp(secret, Some(&issuer), user_name)?.to_url().map_err(Refusal::internal)
}

/// The secret in base 32, as people type it.
pub fn in_base32(secret: &[u8]) -> String {
    totp_rs::Secret::from(secret.to_vec()).to_base32()
}

fn totp(secret: &[u8], issuer: Option<&str>, user_name: &str) -> Result<Totp, Refusal> {
    Builder::new()
        .with_secret(secret.to_vec())
        .with_issuer(issuer)
        .with_account_name(user_name)
        .build()
        .map_err(Refusal::internal)
}

fn context(account: AccountId) -> String {
    format!("totp {account}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::SystemChance;
    use time::macros::datetime;
    use uuid::Uuid;

    #[test]
    fn codes_of_the_rfc_are_accepted_around_their_time_only() {
        let keys = MasterKeys::generate(&SystemChance).unwrap();
        let account = AccountId(Uuid::from_u128(7));
        // RFC 6238 appendix B: secret "12345678901234567890", 2005-03-18 01:58:29 UTC, 07081804 (six digits: 081804).
        let sealed = seal(&keys, account, b"12345678901234567890").unwrap();
        let code = Otp::new("081804".into());
        let at = Timestamp::new(datetime!(2005-03-18 01:58:29 UTC));
        let step = |at| step_of(&keys, account, &sealed, &code, at).unwrap();
        assert_eq!(step(at), Some(1_111_111_109 / 30), "the step of the RFC's table");
        assert!(step(at.plus(time::Duration::seconds(30))).is_some(), "a slow typist has one step more");
        assert_eq!(step(at.plus(time::Duration::seconds(90))), None, "later it is a wrong code");
        let other = AccountId(Uuid::from_u128(8));
        assert!(
            step_of(&keys, other, &sealed, &code, at).is_err(),
            "a secret copied to another account is no secret"
        );
    }
}

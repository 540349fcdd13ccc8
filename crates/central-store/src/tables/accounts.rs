//! Accounts: who they are, where they may work, what guards their login.

use sportello_domain::{
    account::Profile,
    catalogue::RecognitionMethod,
    ids::{AccountId, CustomerId, UnitId},
    moment::Timestamp,
};

use crate::{Row, StoreError, Transaction, value::params};

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    pub customer: CustomerId,
    /// Lower case; unique at the centre.
    pub user_name: String,
    pub given_names: String,
    pub surname: String,
    pub tax_code: String,
    /// Short code shown under the portrait.
    pub operator_code: String,
    pub email: String,
    pub mobile: String,
    pub disabled_at: Option<Timestamp>,
    pub last_login_at: Option<Timestamp>,
    pub locked_until: Option<Timestamp>,
}

impl Account {
    /// Given names and surname.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.given_names, self.surname)
    }
}

/// What guards an account's login. Without `Debug`: it holds a password's hash.
#[derive(Clone, PartialEq, Eq)]
pub struct LoginGuard {
    /// argon2id, PHC string.
    pub password_hash: String,
    /// Sealed under the accounts' master key.
    pub totp_sealed: Vec<u8>,
}

/// A profile in a unit, granted to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mandate {
    pub profile: Profile,
    pub unit: UnitId,
    pub granted_at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, customer_id, user_name, given_names, surname, tax_code, operator_code, email, mobile, ",
            "disabled_at, last_login_at, locked_until FROM accounts ",
            $rest
        )
    };
}

fn account(row: &Row) -> Result<Account, StoreError> {
    Ok(Account {
        id: row.parsed("id")?,
        customer: row.parsed("customer_id")?,
        user_name: row.text("user_name")?,
        given_names: row.text("given_names")?,
        surname: row.text("surname")?,
        tax_code: row.text("tax_code")?,
        operator_code: row.text("operator_code")?,
        email: row.text("email")?,
        mobile: row.text("mobile")?,
        disabled_at: row.at_or_none("disabled_at")?,
        last_login_at: row.at_or_none("last_login_at")?,
        locked_until: row.at_or_none("locked_until")?,
    })
}

/// Adds an account.
pub async fn insert(
    tx: &mut Transaction,
    account: &Account,
    guard: &LoginGuard,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO accounts (id, customer_id, user_name, given_names, surname, tax_code, operator_code, email, \
         mobile, password_hash, totp_sealed, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        params![
            account.id,
            account.customer,
            &account.user_name,
            &account.given_names,
            &account.surname,
            &account.tax_code,
            &account.operator_code,
            &account.email,
            &account.mobile,
            &guard.password_hash,
            guard.totp_sealed.as_slice(),
            at
        ],
    )
    .await?;
    Ok(())
}

/// An account by its id.
pub async fn find(tx: &mut Transaction, id: AccountId) -> Result<Option<Account>, StoreError> {
    tx.optional(select!("WHERE id = $1"), params![id]).await?.as_ref().map(account).transpose()
}

/// An account by its user name (lower case).
pub async fn find_by_user_name(tx: &mut Transaction, user_name: &str) -> Result<Option<Account>, StoreError> {
    tx.optional(select!("WHERE user_name = $1"), params![user_name]).await?.as_ref().map(account).transpose()
}

/// All accounts of a customer, by user name.
pub async fn of_customer(tx: &mut Transaction, customer: CustomerId) -> Result<Vec<Account>, StoreError> {
    tx.all(select!("WHERE customer_id = $1 ORDER BY user_name"), params![customer])
        .await?
        .iter()
        .map(account)
        .collect()
}

/// Whether an account of the customer has this e-mail (lower case) or mobile as its own.
pub async fn has_contact(
    tx: &mut Transaction,
    customer: CustomerId,
    email: &str,
    mobile: &str,
) -> Result<bool, StoreError> {
    let sql = "SELECT 1 AS one FROM accounts WHERE customer_id = $1 AND (email = $2 OR mobile = $3) LIMIT 1";
    Ok(tx.optional(sql, params![customer, email, mobile]).await?.is_some())
}

/// What guards the account's login.
pub async fn login_guard(tx: &mut Transaction, id: AccountId) -> Result<Option<LoginGuard>, StoreError> {
    let sql = "SELECT password_hash, totp_sealed FROM accounts WHERE id = $1";
    let Some(row) = tx.optional(sql, params![id]).await? else { return Ok(None) };
    Ok(Some(LoginGuard { password_hash: row.text("password_hash")?, totp_sealed: row.blob("totp_sealed")? }))
}

/// Counts a wrong password or code; answers how many there were in a row.
pub async fn count_failure(tx: &mut Transaction, id: AccountId) -> Result<u32, StoreError> {
    let sql =
        "UPDATE accounts SET failed_attempts = failed_attempts + 1 WHERE id = $1 RETURNING failed_attempts";
    tx.one(sql, params![id]).await?.number("failed_attempts")
}

/// Locks the account until an instant; the count begins anew.
pub async fn lock(tx: &mut Transaction, id: AccountId, until: Timestamp) -> Result<(), StoreError> {
    let sql = "UPDATE accounts SET failed_attempts = 0, locked_until = $2 WHERE id = $1";
    tx.execute(sql, params![id, until]).await?;
    Ok(())
}

/// The second factor was right: the code's step is used up, failures are forgotten. Answers false where the step was
/// used before, or the account is locked: a right code unlocks nothing.
pub async fn accept_second_factor(
    tx: &mut Transaction,
    id: AccountId,
    step: i64,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let sql = "UPDATE accounts SET totp_last_step = $2, failed_attempts = 0, locked_until = NULL, last_login_at = $3 \
               WHERE id = $1 AND totp_last_step < $2 AND (locked_until IS NULL OR locked_until <= $3)";
    Ok(tx.execute(sql, params![id, step, at]).await? == 1)
}

/// The same code outside a login: its step is used up, failures are forgotten. Answers false likewise.
pub async fn use_code(
    tx: &mut Transaction,
    id: AccountId,
    step: i64,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let sql = "UPDATE accounts SET totp_last_step = $2, failed_attempts = 0, locked_until = NULL \
               WHERE id = $1 AND totp_last_step < $2 AND (locked_until IS NULL OR locked_until <= $3)";
    Ok(tx.execute(sql, params![id, step, at]).await? == 1)
}

/// A new password; failures and locks are forgotten.
pub async fn set_password(
    tx: &mut Transaction,
    id: AccountId,
    password_hash: &str,
) -> Result<(), StoreError> {
    let sql =
        "UPDATE accounts SET password_hash = $2, failed_attempts = 0, locked_until = NULL WHERE id = $1";
    tx.execute(sql, params![id, password_hash]).await?;
    Ok(())
}

/// Grants a profile in a unit.
pub async fn insert_mandate(
    tx: &mut Transaction,
    account: AccountId,
    mandate: &Mandate,
    position: u32,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO workplaces (account_id, profile, unit_id, granted_at, ended_at, position) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        params![account, mandate.profile, mandate.unit, mandate.granted_at, mandate.ended_at, position],
    )
    .await?;
    Ok(())
}

/// Everything the account was ever granted, in its order.
pub async fn mandates(tx: &mut Transaction, account: AccountId) -> Result<Vec<Mandate>, StoreError> {
    let sql = "SELECT profile, unit_id, granted_at, ended_at FROM workplaces WHERE account_id = $1 \
               ORDER BY position, unit_id";
    tx.all(sql, params![account])
        .await?
        .iter()
        .map(|row| {
            Ok(Mandate {
                profile: row.parsed("profile")?,
                unit: row.parsed("unit_id")?,
                granted_at: row.at("granted_at")?,
                ended_at: row.at_or_none("ended_at")?,
            })
        })
        .collect()
}

/// Switches a recognition method on.
pub async fn insert_method(
    tx: &mut Transaction,
    account: AccountId,
    method: RecognitionMethod,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO account_methods (account_id, method) VALUES ($1, $2)";
    tx.execute(sql, params![account, method]).await?;
    Ok(())
}

/// The recognition methods switched on for the account.
pub async fn methods(tx: &mut Transaction, account: AccountId) -> Result<Vec<RecognitionMethod>, StoreError> {
    let sql = "SELECT method FROM account_methods WHERE account_id = $1 ORDER BY method";
    tx.all(sql, params![account]).await?.iter().map(|row| row.parsed("method")).collect()
}

/// Keeps the hash of a recovery link's code.
pub async fn insert_link(
    tx: &mut Transaction,
    code_hash: &str,
    account: AccountId,
    asked_at: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO account_links (code_hash, account_id, asked_at, expires_at) VALUES ($1, $2, $3, $4)";
    tx.execute(sql, params![code_hash, account, asked_at, expires_at]).await?;
    Ok(())
}

/// Whether a link was asked for after a moment that was not used yet.
pub async fn has_link_since(
    tx: &mut Transaction,
    account: AccountId,
    since: Timestamp,
) -> Result<bool, StoreError> {
    let sql = "SELECT 1 AS one FROM account_links WHERE account_id = $1 AND asked_at > $2 AND used_at IS NULL LIMIT 1";
    Ok(tx.optional(sql, params![account, since]).await?.is_some())
}

/// The account behind a code that is known, unused and not expired.
pub async fn find_link(
    tx: &mut Transaction,
    code_hash: &str,
    at: Timestamp,
) -> Result<Option<AccountId>, StoreError> {
    let sql =
        "SELECT account_id FROM account_links WHERE code_hash = $1 AND used_at IS NULL AND expires_at > $2";
    tx.optional(sql, params![code_hash, at]).await?.map(|row| row.parsed("account_id")).transpose()
}

/// Uses a link up: the account, if the code still works. All other links of the account end too.
pub async fn use_link(
    tx: &mut Transaction,
    code_hash: &str,
    at: Timestamp,
) -> Result<Option<AccountId>, StoreError> {
    let Some(account) = find_link(tx, code_hash, at).await? else { return Ok(None) };
    let sql = "UPDATE account_links SET used_at = $2 WHERE account_id = $1 AND used_at IS NULL";
    tx.execute(sql, params![account, at]).await?;
    Ok(Some(account))
}

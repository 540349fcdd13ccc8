//! The migrations, in their order. Only added, never changed; each says in its first lines whether the binary before
//! it still works. Numbers are grouped by owner of the tables, so a lower one may come later than a higher one.

use sqlx::{
    SqlSafeStr as _,
    migrate::{Migration, MigrationType, Migrator},
};

/// Number, name, text.
const SQLITE: &[(i64, &str, &str)] = &[
    (1, "customers", include_str!("../migrations/sqlite/0001_customers.sql")),
    (2, "accounts", include_str!("../migrations/sqlite/0002_accounts.sql")),
    (3, "sessions", include_str!("../migrations/sqlite/0003_sessions.sql")),
    (4, "commands", include_str!("../migrations/sqlite/0004_commands.sql")),
    (5, "people", include_str!("../migrations/sqlite/0005_people.sql")),
    (6, "requests", include_str!("../migrations/sqlite/0006_requests.sql")),
    (7, "holders", include_str!("../migrations/sqlite/0007_holders.sql")),
    (8, "past_cases", include_str!("../migrations/sqlite/0008_past_cases.sql")),
    (20, "jobs", include_str!("../migrations/sqlite/0020_jobs.sql")),
    (21, "authority", include_str!("../migrations/sqlite/0021_authority.sql")),
    (22, "remote_credentials", include_str!("../migrations/sqlite/0022_remote_credentials.sql")),
    (23, "messages", include_str!("../migrations/sqlite/0023_messages.sql")),
    (24, "evidence", include_str!("../migrations/sqlite/0024_evidence.sql")),
    (30, "logins", include_str!("../migrations/sqlite/0030_logins.sql")),
    (31, "case_numbers", include_str!("../migrations/sqlite/0031_case_numbers.sql")),
    (32, "expiry", include_str!("../migrations/sqlite/0032_expiry.sql")),
    (33, "text_dates", include_str!("../migrations/sqlite/0033_text_dates.sql")),
    (34, "time_stamps", include_str!("../migrations/sqlite/0034_time_stamps.sql")),
    (40, "token_stock", include_str!("../migrations/sqlite/0040_token_stock.sql")),
    (41, "enrolments", include_str!("../migrations/sqlite/0041_enrolments.sql")),
    (45, "token_formats", include_str!("../migrations/sqlite/0045_token_formats.sql")),
    (46, "officer_proofs", include_str!("../migrations/sqlite/0046_officer_proofs.sql")),
    (47, "chosen_credentials", include_str!("../migrations/sqlite/0047_chosen_credentials.sql")),
];

/// The migrations of the SQLite schema.
pub fn sqlite() -> Migrator {
    let migrations = SQLITE
        .iter()
        .map(|(number, name, sql)| {
            Migration::new(*number, (*name).into(), MigrationType::Simple, (*sql).into_sql_str(), false)
        })
        .collect();
    Migrator::with_migrations(migrations)
}

#[cfg(test)]
mod tests {
    use sqlx::{Connection as _, Row as _, SqliteConnection, sqlite::SqliteConnectOptions};

    use super::*;

    /// Two tables that others refer to are made anew: nothing is lost, and everything still refers to what it did.
    #[tokio::test]
    async fn a_centre_founded_before_time_stamps_keeps_keys_certificates_and_whose_they_are() {
        let options = SqliteConnectOptions::new().in_memory(true).foreign_keys(true);
        let mut database = SqliteConnection::connect_with(&options).await.unwrap();
        sqlite().run_to(33, &mut database).await.unwrap();
        let before = "
            INSERT INTO customers VALUES ('customer', 'C001', 'C', '{}', '[]', 0);
            INSERT INTO accounts (id, customer_id, user_name, given_names, surname, tax_code, operator_code, email, mobile,
                                  password_hash, totp_sealed, created_at)
                VALUES ('account', 'customer', 'u', '', '', '', '', '', '', '', x'00', 0);
            INSERT INTO signing_keys VALUES ('root', 'root', 0, x'00', 'apart', NULL);
            INSERT INTO signing_keys VALUES ('issuing-1', 'issuing', 0, x'01', 'file', x'02');
            INSERT INTO status_lists VALUES ('issuing-1', 1, x'00', 0, 1, 0);
            INSERT INTO prepared_issues VALUES ('owner', 'c2', 'issuing-1', 'bb', '{}', 0);
            INSERT INTO certificates VALUES ('c1', 'officer:1', NULL, NULL, 'account', 'officer', 'p', 'issuing-1', 'aa',
                x'03', 'ff', 0, 1, 0, 'revoked', 1, 'keyCompromise', 'good', 0, NULL);
            INSERT INTO officer_credentials VALUES ('c1', 'account', 0, NULL);";
        sqlx::raw_sql(before).execute(&mut database).await.unwrap();
        sqlite().run(&mut database).await.unwrap();

        let broken = sqlx::query("PRAGMA foreign_key_check").fetch_all(&mut database).await.unwrap();
        assert!(broken.is_empty(), "what refers to a key or a certificate still finds it");
        let kept = sqlx::query("SELECT wrapped FROM signing_keys WHERE name = 'issuing-1'");
        let kept: Vec<u8> = kept.fetch_one(&mut database).await.unwrap().get(0);
        assert_eq!(kept, [2], "a key is what it was");
        let kept = sqlx::query("SELECT status, listed_status, reason FROM certificates WHERE id = 'c1'");
        let kept = kept.fetch_one(&mut database).await.unwrap();
        let kept: [String; 3] = [kept.get(0), kept.get(1), kept.get(2)];
        assert_eq!(kept, ["revoked", "good", "keyCompromise"], "and so is where a certificate stands");
        let unit = "INSERT INTO signing_keys VALUES ('unit', 'timestamping', 0, x'00', 'file', x'01')";
        sqlx::raw_sql(unit).execute(&mut database).await.expect("a unit has its place now");
        for taken in ["DELETE FROM certificates", "DELETE FROM signing_keys WHERE name = 'issuing-1'"] {
            let refused = sqlx::raw_sql(taken).execute(&mut database).await;
            assert!(refused.is_err(), "{taken}: what is referred to cannot go");
        }
    }
}

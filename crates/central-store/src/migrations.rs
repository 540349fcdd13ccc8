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

//! What lies behind the endpoints, against a real centre in a folder of its own: authority, issuance, reports, evidence,
//! jobs, mail. Only the clock stands still.

mod authority;
mod evidence;
mod fixture;
mod issuance;
mod jobs;
mod messages;
mod reports;

//! Instants in UTC and legal days. Nothing here reads a clock: the hosts do, in one file each.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use time::{Date, OffsetDateTime, format_description::well_known::Rfc3339, macros::format_description};
use time_tz::{OffsetDateTimeExt, timezones};

/// An instant, in UTC. On the wire RFC 3339 with microseconds at most; in stores microseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(extend("format" = "date-time")))]
pub struct Timestamp(
    #[cfg_attr(feature = "typescript", specta(type = String))]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    OffsetDateTime,
);

impl Timestamp {
    /// Takes an instant; what is finer than a microsecond is cut off, so that every store gives back what it was given.
    pub fn new(at: OffsetDateTime) -> Self {
        // At either end of time the offset does not fit: the clock's face then counts as UTC.
        let utc = time::UtcOffset::UTC;
        let at = at.checked_to_offset(utc).unwrap_or_else(|| at.replace_offset(utc));
        let micros = at.microsecond();
        Self(at.replace_microsecond(micros).unwrap_or(at))
    }

    /// The instant as the `time` crate knows it.
    pub const fn get(self) -> OffsetDateTime {
        self.0
    }

    /// Microseconds since 1970-01-01T00:00Z, as the stores keep it.
    pub fn micros(self) -> i64 {
        i64::try_from(self.0.unix_timestamp_nanos() / 1000).unwrap_or(i64::MAX)
    }

    /// From microseconds since 1970; `None` outside the years 0 to 9999.
    pub fn from_micros(micros: i64) -> Option<Self> {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1000).ok().map(Self)
    }

    /// The later instant.
    #[must_use]
    pub fn plus(self, span: time::Duration) -> Self {
        Self(self.0.saturating_add(span))
    }

    /// The legal day of this instant in Italy (Europe/Rome): days of validity, age and expiry are counted there.
    pub fn legal_day(self) -> Day {
        Day(self.0.to_timezone(timezones::db::europe::ROME).date())
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.0.format(&Rfc3339).map_err(serde::ser::Error::custom)?;
        serializer.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        OffsetDateTime::parse(&text, &Rfc3339).map(Self::new).map_err(D::Error::custom)
    }
}

/// A calendar day without a time zone: birth, issue and expiry dates. On the wire `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(extend("format" = "date")))]
pub struct Day(
    #[cfg_attr(feature = "typescript", specta(type = String))]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub Date,
);

impl Day {
    /// Whole years from this day to `today` (an age).
    pub fn years_until(self, today: Self) -> i32 {
        let had_birthday = (today.0.month() as u8, today.0.day()) >= (self.0.month() as u8, self.0.day());
        today.0.year() - self.0.year() - i32::from(!had_birthday)
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month() as u8, self.0.day())
    }
}

impl std::str::FromStr for Day {
    type Err = time::error::Parse;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Date::parse(text, format_description!("[year]-[month]-[day]")).map(Self)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{date, datetime};

    #[test]
    fn the_legal_day_changes_at_midnight_in_rome() {
        let summer = Timestamp::new(datetime!(2026-07-31 22:30 UTC));
        assert_eq!(summer.legal_day(), Day(date!(2026 - 08 - 01)), "22:30 UTC is 00:30 in Rome in summer");
        let winter = Timestamp::new(datetime!(2026-12-31 22:30 UTC));
        assert_eq!(winter.legal_day(), Day(date!(2026 - 12 - 31)), "22:30 UTC is 23:30 in Rome in winter");
    }

    #[test]
    fn an_instant_survives_the_wire_and_the_store() {
        let at = Timestamp::new(datetime!(2026-11-22 18:50:18.123456789 UTC));
        let text = serde_json::to_string(&at).unwrap();
        assert_eq!(serde_json::from_str::<Timestamp>(&text).unwrap(), at, "JSON gives back the same instant");
        assert_eq!(Timestamp::from_micros(at.micros()), Some(at), "the store gives back the same instant");
    }

    #[test]
    fn an_age_counts_birthdays_that_were_had() {
        let born = Day(date!(2008 - 02 - 29));
        assert_eq!(
            born.years_until(Day(date!(2026 - 02 - 28))),
            17,
            "born on 29 February: not yet 18 on the 28th"
        );
        assert_eq!(born.years_until(Day(date!(2026 - 03 - 01))), 18, "but 18 on 1 March");
    }
}

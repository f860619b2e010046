use std::{fmt, str::FromStr};

use purlin_http_server::{Whose, axum::extract::Request};
use serde::{Deserialize, Serialize};

/// So many requests in each period, of each who is counted apart: `1000/day per tenant on /reports`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct QuotaLimit {
    /// How many.
    pub requests: u64,
    /// In which time.
    pub period: QuotaPeriod,
    /// Whose requests are counted together.
    pub scope: QuotaScope,
    /// The path of the routes that it is for, with all below; `/` for all.
    pub path: String,
}

/// A piece of the calendar, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QuotaPeriod {
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// A month.
    Month,
}

/// Whose requests are counted together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuotaScope {
    /// Those of all.
    Everybody,
    /// Those from one address.
    Client,
    /// Those in one tenant; those without one together.
    Tenant,
    /// Those of one principal; those of nobody known by their address.
    Principal,
    /// Those with one value of this header; those without it by their address.
    Header(String),
}

/// A period that has a beginning, in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Its first second.
    pub begins: u64,
    /// The first second after it.
    pub ends: u64,
}

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;

impl QuotaPeriod {
    const ALL: [(&'static str, Self); 3] = [
        ("hour", Self::Hour),
        ("day", Self::Day),
        ("month", Self::Month),
    ];

    /// `day`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Month => "month",
        }
    }

    /// The period that a second is in.
    #[must_use]
    pub fn window(self, second: u64) -> Window {
        let of = |length: u64| Window {
            begins: second - second % length,
            ends: (second - second % length).saturating_add(length),
        };
        match self {
            Self::Hour => of(HOUR),
            Self::Day => of(DAY),
            Self::Month => {
                let (year, month) = month_of(second / DAY);
                let next = if month == 12 {
                    (year + 1, 1)
                } else {
                    (year, month + 1)
                };
                Window {
                    begins: first_day(year, month) * DAY,
                    ends: first_day(next.0, next.1) * DAY,
                }
            }
        }
    }
}

/// Year and month of a day since 1970 (Howard Hinnant, "chrono-compatible low-level date algorithms").
fn month_of(day: u64) -> (u64, u64) {
    let shifted = day + 719_468;
    let era = shifted / 146_097;
    let of_era = shifted % 146_097;
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    // March is the first.
    let month = (5 * of_year + 2) / 153;
    let (month, later) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    (year + era * 400 + later, month)
}

/// The first day of a month, counted since 1970.
fn first_day(year: u64, month: u64) -> u64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year / 400;
    let of_era = year % 400;
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5;
    let day = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    era * 146_097 + day - 719_468
}

impl QuotaScope {
    pub(super) fn whose(&self, request: &Request) -> Whose {
        match self {
            Self::Everybody => Whose::All,
            Self::Client => Whose::client(request),
            Self::Tenant => Whose::tenant(),
            Self::Principal => Whose::principal(request),
            Self::Header(name) => Whose::header(request, name),
        }
    }

    fn read(text: &str) -> Option<Self> {
        match text {
            "client" => Some(Self::Client),
            "tenant" => Some(Self::Tenant),
            "principal" => Some(Self::Principal),
            _ => {
                let name = text.strip_prefix("header ")?.trim().to_ascii_lowercase();
                let decent = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
                let is_name = !name.is_empty() && name.bytes().all(decent);
                is_name.then_some(Self::Header(name))
            }
        }
    }

    /// What it is called in headers.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Everybody => "all",
            Self::Client => "client",
            Self::Tenant => "tenant",
            Self::Principal => "principal",
            Self::Header(name) => name,
        }
    }
}

impl QuotaLimit {
    /// Whether it is for a route.
    pub(super) fn is_for(&self, route: &str) -> bool {
        let below = route.strip_prefix(self.path.trim_end_matches('/'));
        below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

impl FromStr for QuotaLimit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "`{text}` is no quota: write `1000/day`, `1000/day per tenant` or \
                 `20000/month per header x-api-key on /reports`"
            )
        };
        let (rest, path) = text.split_once(" on ").unwrap_or((text, "/"));
        let (rate, scope) = match rest.split_once(" per ") {
            Some((rate, scope)) => (rate, QuotaScope::read(scope.trim()).ok_or_else(wrong)?),
            None => (rest, QuotaScope::Everybody),
        };
        let (requests, period) = rate.trim().split_once('/').ok_or_else(wrong)?;
        let period = QuotaPeriod::ALL.iter().find(|(name, _)| *name == period);
        let requests = requests.parse().ok().filter(|requests| *requests > 0);
        let path = path.trim();
        match (requests, period) {
            (Some(requests), Some((_, period))) if path.starts_with('/') => Ok(Self {
                requests,
                period: *period,
                scope,
                path: path.to_owned(),
            }),
            _ => Err(wrong()),
        }
    }
}

impl TryFrom<String> for QuotaLimit {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<QuotaLimit> for String {
    fn from(limit: QuotaLimit) -> Self {
        limit.to_string()
    }
}

impl fmt::Display for QuotaLimit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.requests, self.period.name())?;
        match &self.scope {
            QuotaScope::Everybody => {}
            QuotaScope::Header(name) => write!(formatter, " per header {name}")?,
            scope => write!(formatter, " per {}", scope.name())?,
        }
        match self.path.as_str() {
            "/" => Ok(()),
            path => write!(formatter, " on {path}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quota_is_read_as_it_is_written() {
        for text in [
            "1000/day",
            "5/hour per client",
            "1000/day per tenant",
            "10/month per principal on /reports",
            "20000/month per header x-api-key on /reports",
        ] {
            let limit: QuotaLimit = text.parse().unwrap();
            assert_eq!(limit.to_string(), text);
        }
        for text in [
            "",
            "1000",
            "0/day",
            "10/week",
            "10/day per moon",
            "10/day per header ",
            "10/day on reports",
        ] {
            assert!(text.parse::<QuotaLimit>().is_err(), "{text}");
        }
    }

    #[test]
    fn it_is_for_its_path_and_all_below() {
        let limit = |text: &str| text.parse::<QuotaLimit>().unwrap();
        let reports = limit("1/day on /reports");
        assert!(reports.is_for("/reports") && reports.is_for("/reports/{id}"));
        assert!(!reports.is_for("/reports-of-others") && !reports.is_for("/"));
        assert!(limit("1/day").is_for("/anything") && limit("1/day").is_for("/"));
    }

    #[test]
    fn windows_are_those_of_the_calendar() {
        // date -u -d 2024-02-29T12:34:56 +%s
        let leap = 1_709_210_096;
        let window = |period: QuotaPeriod, second| {
            let window = period.window(second);
            (window.begins, window.ends)
        };
        assert_eq!(
            window(QuotaPeriod::Hour, leap),
            (1_709_208_000, 1_709_211_600)
        );
        assert_eq!(
            window(QuotaPeriod::Day, leap),
            (1_709_164_800, 1_709_251_200)
        );
        // 2024-02-01 and 2024-03-01.
        assert_eq!(
            window(QuotaPeriod::Month, leap),
            (1_706_745_600, 1_709_251_200)
        );
        // 2026-12-01 and 2027-01-01, from the first second to the last.
        for second in [1_796_083_200, 1_798_761_599] {
            assert_eq!(
                window(QuotaPeriod::Month, second),
                (1_796_083_200, 1_798_761_600)
            );
        }
        assert_eq!(window(QuotaPeriod::Month, 0), (0, 31 * DAY));
    }
}

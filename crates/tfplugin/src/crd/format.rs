//! String and number formats that Kubernetes checks. Formats that are not named here are left to the server.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use base64::{Engine, prelude::BASE64_STANDARD};

use crate::number::Number;

/// Days in the months of a leap year.
const DAYS: [u8; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// Units of a duration.
const UNITS: [&str; 8] = ["ns", "us", "\u{b5}s", "\u{3bc}s", "ms", "s", "m", "h"];

/// Whether text is of a format.
pub(super) fn accepts(format: &str, text: &str) -> bool {
    match format {
        "byte" => BASE64_STANDARD.decode(text).is_ok(),
        "cidr" => is_cidr(text),
        "date" => is_date(text),
        "date-time" => is_date_time(text),
        "duration" => is_duration(text),
        "email" => is_email(text),
        "hostname" => is_hostname(text),
        "ipv4" => text.parse::<Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<Ipv6Addr>().is_ok(),
        "uri" => is_uri(text),
        "uuid" => is_uuid(text),
        _ => true,
    }
}

/// What a format accepts, in words.
pub(super) fn description(format: &str) -> Option<&'static str> {
    Some(match format {
        "byte" => "base64",
        "cidr" => "a network such as 10.0.0.0/8",
        "date" => "a date such as 2026-01-31",
        "date-time" => "a time such as 2026-01-31T12:00:00Z",
        "duration" => "a duration such as 1h30m",
        "email" => "an e-mail address",
        "hostname" => "a host name",
        "ipv4" => "an IPv4 address such as 192.0.2.1",
        "ipv6" => "an IPv6 address such as 2001:db8::1",
        "uri" => "a URI such as https://example.com",
        "uuid" => "a UUID",
        _ => return None,
    })
}

/// Whether a number is of a format.
pub(super) fn accepts_number(format: &str, number: &Number) -> bool {
    number_range(format).is_none_or(|(min, max)| min <= *number && *number <= max)
}

/// The smallest and largest number of a format.
pub(super) fn number_range(format: &str) -> Option<(Number, Number)> {
    let range = |min: i64, max: u64| Some((Number::from(min), Number::from(max)));
    match format {
        "int32" => range(i32::MIN.into(), i32::MAX as u64),
        "int64" => range(i64::MIN, i64::MAX as u64),
        "uint8" => range(0, u8::MAX.into()),
        "uint16" => range(0, u16::MAX.into()),
        "uint32" => range(0, u32::MAX.into()),
        "uint" | "uint64" => range(0, u64::MAX),
        _ => None,
    }
}

fn is_cidr(text: &str) -> bool {
    let Some((address, bits)) = text.split_once('/') else { return false };
    let Ok(address) = address.parse::<IpAddr>() else { return false };
    bits.parse::<u8>().is_ok_and(|bits| bits <= if address.is_ipv4() { 32 } else { 128 })
}

fn is_date(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').collect();
    let &[year, month, day] = parts.as_slice() else { return false };
    let (Some(year), Some(month), Some(day)) = (digits(year, 4), digits(month, 2), digits(day, 2)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = month.checked_sub(1).and_then(|month| DAYS.get(month as usize)).copied().unwrap_or_default();
    (1..=u32::from(days)).contains(&day) && (leap || (month, day) != (2, 29))
}

fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't']) else { return false };
    let Some(zone) = time.find(['Z', 'z', '+', '-']) else { return false };
    let (time, zone) = time.split_at(zone);
    let zone_is_good = matches!(zone, "Z" | "z") || is_clock(&zone[1..], 2);
    let (clock, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let fraction_is_good = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    is_date(date) && is_clock(clock, 3) && fraction_is_good && zone_is_good
}

/// Hours, minutes and, of three parts, seconds.
fn is_clock(text: &str, count: usize) -> bool {
    let limits = [23, 59, 60];
    let parts: Vec<_> = text.split(':').map(|part| digits(part, 2)).collect();
    parts.len() == count && parts.iter().zip(limits).all(|(part, limit)| part.is_some_and(|part| part <= limit))
}

fn digits(text: &str, count: usize) -> Option<u32> {
    let all_digits = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    all_digits.then(|| text.parse().ok()).flatten()
}

fn is_duration(text: &str) -> bool {
    let mut rest = text.trim_start_matches(['+', '-']);
    if rest == "0" {
        return true;
    }
    let mut parts = 0;
    while !rest.is_empty() {
        let unit = rest.find(|char: char| !char.is_ascii_digit() && char != '.').unwrap_or(rest.len());
        let (amount, after) = rest.split_at(unit);
        let end = after.find(|char: char| char.is_ascii_digit() || char == '.').unwrap_or(after.len());
        if amount.parse::<Number>().is_err() || !UNITS.contains(&&after[..end]) {
            return false;
        }
        rest = &after[end..];
        parts += 1;
    }
    parts > 0
}

fn is_email(text: &str) -> bool {
    let Some((local, host)) = text.rsplit_once('@') else { return false };
    !local.is_empty() && !text.contains(char::is_whitespace) && is_hostname(host)
}

fn is_hostname(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.len() <= 253 && text.trim_end_matches('.').split('.').all(is_label)
}

/// A scheme or a path, as Kubernetes takes both.
fn is_uri(text: &str) -> bool {
    text.starts_with('/') || text.parse::<http::Uri>().is_ok_and(|uri| uri.scheme().is_some())
}

fn is_uuid(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').map(str::len).collect();
    let hexadecimal = text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    hexadecimal && (parts == [8, 4, 4, 4, 12] || parts == [32])
}

#[cfg(test)]
mod tests {
    use super::{accepts, accepts_number, description};

    #[test]
    fn tells_formats_apart() {
        for (format, good, bad) in [
            ("byte", &["", "aGk="][..], &["aGk", "a b"][..]),
            ("cidr", &["10.0.0.0/8", "2001:db8::/32"], &["10.0.0.0", "10.0.0.0/33", "x/8", "::/129"]),
            ("date", &["2024-02-29", "2026-12-31"], &["2023-02-29", "2026-13-01", "2026-1-1", "2026-00-10", "x"]),
            (
                "date-time",
                &["2026-01-31T12:00:00Z", "2026-01-31T12:00:00.5+02:00"],
                &["2026-01-31", "2026-01-31T25:00:00Z", "2026-01-31T12:00Z", "2026-01-31T12:00:00", "TZ"],
            ),
            ("duration", &["30s", "1h30m", "0", "-1.5h", "10us"], &["", "30", "h", "1x", "1h 2m", "1.2.3s"]),
            ("email", &["a@example.com"], &["a", "@example.com", "a b@example.com", "a@-x"]),
            ("hostname", &["a", "a-b.example.com"], &["", "-a", "a..b", "a_b", "a b"]),
            ("ipv4", &["192.0.2.1"], &["192.0.2", "192.0.2.256", "::1"]),
            ("ipv6", &["::1", "2001:db8::1"], &["192.0.2.1", "x"]),
            ("uri", &["https://example.com/a?b", "/path"], &["example com", "http://", "a b"]),
            ("uuid", &["123e4567-e89b-12d3-a456-426614174000"], &["123e4567", "z23e4567-e89b-12d3-a456-426614174000"]),
        ] {
            for text in good {
                assert!(accepts(format, text), "{format} {text:?}");
            }
            for text in bad {
                assert!(!accepts(format, text), "{format} {text:?}");
            }
            assert!(description(format).is_some(), "{format}");
        }
        assert!(accepts("isbn", "anything"));
    }

    #[test]
    fn numbers_fit_into_their_bits() {
        for (format, good, bad) in [
            ("int32", "2147483647", "2147483648"),
            ("int64", "-9223372036854775808", "9223372036854775808"),
            ("uint8", "255", "256"),
            ("uint16", "65535", "-1"),
            ("uint64", "18446744073709551615", "1e20"),
        ] {
            let number = |text: &str| text.parse().unwrap_or_else(|error| panic!("{error}"));
            assert!(accepts_number(format, &number(good)), "{format} {good}");
            assert!(!accepts_number(format, &number(bad)), "{format} {bad}");
        }
    }
}

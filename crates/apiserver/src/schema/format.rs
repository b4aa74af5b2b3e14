//! The `format` keyword of strings. Formats that kube-apiserver does not know are not checked.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::names::is_dns_subdomain;

/// Whether `text` is of the named format.
pub(super) fn accepts(format: &str, text: &str) -> bool {
    match format {
        "date-time" | "datetime" => is_date_time(text),
        "date" => text.parse::<jiff::civil::Date>().is_ok(),
        "duration" => is_duration(text),
        "byte" => STANDARD.decode(text).is_ok(),
        "ipv4" => text.parse::<Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<Ipv6Addr>().is_ok(),
        "cidr" => is_cidr(text),
        "mac" => is_mac(text),
        "uuid" => uuid::Uuid::try_parse(text).is_ok(),
        "uri" => text.parse::<http::Uri>().is_ok_and(|uri| uri.scheme().is_some() || text.starts_with('/')),
        "hostname" => text.len() <= 255 && is_dns_subdomain(&text.to_ascii_lowercase()),
        "email" => text.split_once('@').is_some_and(|(user, host)| !user.is_empty() && !host.is_empty()),
        _ => true,
    }
}

/// RFC 3339: a date, a `T` and a time with an offset.
fn is_date_time(text: &str) -> bool {
    text.as_bytes().get(10).is_some_and(|separator| separator.eq_ignore_ascii_case(&b'T'))
        && text.parse::<jiff::Timestamp>().is_ok()
}

/// Go's notation (`1h30m`, `-0.5s`).
fn is_duration(text: &str) -> bool {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    if text == "0" {
        return true;
    }
    let mut rest = text;
    while !rest.is_empty() {
        let Some(after) = after_duration_part(rest) else { return false };
        rest = after;
    }
    !text.is_empty()
}

/// What follows a number and its unit.
fn after_duration_part(text: &str) -> Option<&str> {
    let unit_at = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, unit) = text.split_at(unit_at);
    number.parse::<f64>().ok()?;
    ["ns", "us", "µs", "μs", "ms", "s", "m", "h"].iter().find_map(|name| {
        let rest = unit.strip_prefix(name)?;
        rest.chars().next().is_none_or(|c| c.is_ascii_digit() || c == '.').then_some(rest)
    })
}

fn is_cidr(text: &str) -> bool {
    let Some((address, prefix)) = text.split_once('/') else { return false };
    let width = match address.parse::<IpAddr>() {
        Ok(IpAddr::V4(_)) => 32,
        Ok(IpAddr::V6(_)) => 128,
        Err(_) => return false,
    };
    prefix.parse::<u8>().is_ok_and(|prefix| prefix <= width)
}

fn is_mac(text: &str) -> bool {
    let groups: Vec<_> = text.split([':', '-']).collect();
    matches!(groups.len(), 6 | 8)
        && groups.iter().all(|group| group.len() == 2 && group.chars().all(|c| c.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::accepts;

    #[test]
    fn tells_well_formed_strings_from_malformed_ones() {
        let cases = [
            ("date-time", "2024-01-02T03:04:05Z", "2024-01-02"),
            ("date", "2024-01-02", "2024-13-02"),
            ("duration", "1h30m", "1 hour"),
            ("duration", "0.5s", "5"),
            ("byte", "aGVsbG8=", "not base64!"),
            ("ipv4", "10.0.0.1", "10.0.0.256"),
            ("ipv6", "fe80::1", "10.0.0.1"),
            ("cidr", "10.0.0.0/8", "10.0.0.0/33"),
            ("mac", "00:1a:2b:3c:4d:5e", "00:1a"),
            ("uuid", "123e4567-e89b-12d3-a456-426614174000", "123e4567"),
            ("uri", "https://example.org/x", "no spaces here"),
            ("hostname", "example.org", "-example"),
        ];
        for (format, good, bad) in cases {
            assert!(accepts(format, good), "{format} accepts {good}");
            assert!(!accepts(format, bad), "{format} refuses {bad}");
        }
    }

    #[test]
    fn does_not_check_unknown_formats() {
        assert!(accepts("made-up", "anything"));
    }
}

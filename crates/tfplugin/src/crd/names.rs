//! Names of attributes.

/// `externalURL` as `external_url`. Runs of capitals are one word, with their plural (`podCIDRs` is `pod_cidrs`) and
/// version (`IPv4` is `ipv4`). What is neither letter nor digit becomes an underscore.
///
/// `None` where the result would start with a digit or be empty.
pub(super) fn snake_case(property: &str) -> Option<String> {
    let chars: Vec<char> = property.chars().collect();
    let mut name = String::with_capacity(property.len() + 4);
    for (at, char) in chars.iter().enumerate() {
        if starts_word(&chars, at) {
            name.push('_');
        }
        name.push(if char.is_ascii_alphanumeric() { char.to_ascii_lowercase() } else { '_' });
    }
    let starts_well = name.starts_with(|first: char| first.is_ascii_lowercase() || first == '_');
    starts_well.then_some(name)
}

/// Whether an underscore belongs in front of a character.
fn starts_word(chars: &[char], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|before| chars[before]) else { return false };
    if !chars[at].is_ascii_uppercase() || !before.is_ascii_alphanumeric() {
        return false;
    }
    let next_is_lower = chars.get(at + 1).is_some_and(char::is_ascii_lowercase);
    !before.is_ascii_uppercase() || next_is_lower && !ends_acronym(&chars[at + 1..])
}

/// Whether what follows a capital belongs to the run of capitals before it.
fn ends_acronym(rest: &[char]) -> bool {
    match rest {
        ['s'] => true,
        ['s', next, ..] => !next.is_ascii_lowercase(),
        ['v', next, ..] => next.is_ascii_digit(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::snake_case;

    #[test]
    fn words_are_separated_and_acronyms_stay_whole() {
        for (property, name) in [
            ("port", "port"),
            ("secretEnv", "secret_env"),
            ("externalURL", "external_url"),
            ("minCPU", "min_cpu"),
            ("http2Port", "http2_port"),
            ("HTTPRoute", "http_route"),
            ("nodeIPAddress", "node_ip_address"),
            ("podCIDRs", "pod_cidrs"),
            ("URLsAllowed", "urls_allowed"),
            ("clusterIPs", "cluster_ips"),
            ("IPv4Address", "ipv4_address"),
            ("x509SVID", "x509_svid"),
            ("DNSSpec", "dns_spec"),
            ("apiVersion", "api_version"),
            ("already_snake", "already_snake"),
            ("kebab-case", "kebab_case"),
            ("$ref", "_ref"),
            ("A", "a"),
            ("aB", "a_b"),
        ] {
            assert_eq!(snake_case(property).as_deref(), Some(name), "{property}");
        }
    }

    #[test]
    fn refuses_what_would_be_no_identifier() {
        for property in ["", "9lives"] {
            assert_eq!(snake_case(property), None, "{property}");
        }
    }
}

//! Names that fit: hashes and shortening.

use std::fmt::Write;

use sha2::{Digest, Sha256};

/// Length of the hash that keeps shortened names apart.
pub(crate) const HASH: usize = 8;

/// The first 8 hexadecimal digits of the SHA-256 of the parts.
///
/// The separator occurs in no name, so that `("a-b", "c")` and `("a", "b-c")` differ.
pub(crate) fn hash<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut digest = Sha256::new();
    for (index, part) in parts.into_iter().enumerate() {
        if index > 0 {
            digest.update(b"/");
        }
        digest.update(part.as_bytes());
    }
    let mut text = String::with_capacity(HASH);
    for byte in digest.finalize().iter().take(HASH / 2) {
        // Writing into a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The longest prefix of at most `max` bytes that may end a name.
pub(crate) fn prefix(name: &str, max: usize) -> &str {
    let mut end = max.min(name.len());
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    name[..end].trim_end_matches(['-', '.'])
}

/// The name, or where it is longer than `max` bytes its beginning and a hash of the whole.
pub(crate) fn shorten(name: &str, max: usize) -> String {
    if name.len() <= max {
        return name.to_owned();
    }
    format!("{}-{}", prefix(name, max.saturating_sub(HASH + 1)), hash([name]))
}

/// How many bytes each part may have so that together they have at most `budget`: short parts leave their room to
/// long ones.
pub(crate) fn shares<const N: usize>(lengths: [usize; N], budget: usize) -> [usize; N] {
    let mut order: [usize; N] = std::array::from_fn(|index| index);
    order.sort_by_key(|&index| lengths[index]);
    let mut shares = [0; N];
    let mut left = budget;
    for (taken, &index) in order.iter().enumerate() {
        shares[index] = lengths[index].min(left / (N - taken));
        left -= shares[index];
    }
    shares
}

/// Whether the text is a lowercase DNS label of at most 63 characters.
pub(crate) fn is_label(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=63).contains(&text.len()) && text.chars().all(inner) && !text.starts_with('-') && !text.ends_with('-')
}

/// Whether the text is a lowercase DNS name of at most 253 characters.
pub(crate) fn is_domain(text: &str) -> bool {
    text.len() <= 253 && text.split('.').all(is_label)
}

/// Whether Kubernetes takes the text as a label's value.
pub(crate) fn is_label_value(value: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let edge = |c: Option<char>| c.is_none_or(|c| c.is_ascii_alphanumeric());
    value.len() <= 63 && value.chars().all(inner) && edge(value.chars().next()) && edge(value.chars().last())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_keep_parts_apart() {
        assert_ne!(hash(["a-b", "c"]), hash(["a", "b-c"]));
        assert_eq!(hash(["a", "b"]).len(), HASH);
    }

    #[test]
    fn shortened_names_fit_and_differ() {
        let (one, two) = (format!("{}-one", "x".repeat(63)), format!("{}-two", "x".repeat(63)));
        assert_eq!(shorten(&one, 63).len(), 63);
        assert_ne!(shorten(&one, 63), shorten(&two, 63));
        assert_eq!(shorten("short", 63), "short");
    }

    #[test]
    fn a_shortened_name_has_no_double_separator() {
        assert!(!shorten(&format!("{}-{}", "a".repeat(53), "b".repeat(20)), 63).contains("--"));
    }

    #[test]
    fn short_parts_leave_room_to_long_ones() {
        assert_eq!(shares([5, 40, 40], 49), [5, 22, 22]);
        assert_eq!(shares([5, 6, 7], 49), [5, 6, 7]);
        assert_eq!(shares([63, 63, 63], 49).iter().sum::<usize>(), 49);
    }

    #[test]
    fn recognises_labels_and_domains() {
        for (text, label, domain) in [
            ("a", true, true),
            ("a-b", true, true),
            ("a.b", false, true),
            ("a..b", false, false),
            ("-a", false, false),
            ("A", false, false),
            ("", false, false),
        ] {
            assert_eq!((is_label(text), is_domain(text)), (label, domain), "{text}");
        }
    }
}

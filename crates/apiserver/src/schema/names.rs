//! Names, label keys and label values.

/// The most characters of a DNS label (RFC 1123).
const LABEL_MAX: usize = 63;
/// The most characters of a DNS subdomain (RFC 1123).
const SUBDOMAIN_MAX: usize = 253;

/// What a kind demands of its objects' names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NameRule {
    /// Dot-separated labels, at most 253 characters; the rule of most kinds.
    #[default]
    Subdomain,
    /// One label, at most 63 characters.
    Label,
    /// One label that starts with a letter, at most 63 characters; Services.
    Label1035,
    /// Anything that fits in a URL path segment; RBAC kinds.
    PathSegment,
}

impl NameRule {
    /// What is wrong with `name`, each complaint in kube-apiserver's words; empty if nothing is.
    ///
    /// `prefix` says that `name` is a `generateName`, which may end in a dash or dot.
    pub fn complaints(self, name: &str, prefix: bool) -> Vec<String> {
        // A generated suffix follows, so that the last character of a prefix is not the name's last one.
        let whole =
            if prefix && name.ends_with('-') { format!("{}a", &name[..name.len() - 1]) } else { name.to_owned() };
        match self {
            Self::Subdomain => complaints(&whole, SUBDOMAIN_MAX, is_subdomain_shaped, SUBDOMAIN_SHAPE),
            Self::Label => complaints(&whole, LABEL_MAX, is_label_shaped, LABEL_SHAPE),
            Self::Label1035 => complaints(&whole, LABEL_MAX, is_label_1035_shaped, LABEL_1035_SHAPE),
            Self::PathSegment => path_segment_complaints(name),
        }
    }
}

const LABEL_SHAPE: &str = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and \
     must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is \
     '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const LABEL_1035_SHAPE: &str = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with \
     an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for \
     validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const SUBDOMAIN_SHAPE: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' \
     or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is \
     '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const QUALIFIED_SHAPE: &str = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and \
     end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is \
     '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const LABEL_VALUE_SHAPE: &str = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' \
     or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex \
     used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

fn complaints(text: &str, max: usize, shaped: fn(&str) -> bool, shape: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    if text.len() > max {
        complaints.push(format!("must be no more than {max} characters"));
    }
    if !shaped(text) {
        complaints.push(shape.to_owned());
    }
    complaints
}

/// Whether `text` is an RFC 1123 label: `my-name`.
pub fn is_dns_label(text: &str) -> bool {
    text.len() <= LABEL_MAX && is_label_shaped(text)
}

/// Whether `text` is an RFC 1123 subdomain: `example.com`.
pub fn is_dns_subdomain(text: &str) -> bool {
    text.len() <= SUBDOMAIN_MAX && is_subdomain_shaped(text)
}

/// Whether `text` can be the key of a label: `example.com/name` or `name`.
pub fn is_qualified_name(text: &str) -> bool {
    qualified_name_complaints(text).is_empty()
}

fn is_label_shaped(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !text.is_empty() && text.chars().all(inner) && !text.starts_with('-') && !text.ends_with('-')
}

fn is_label_1035_shaped(text: &str) -> bool {
    is_label_shaped(text) && text.starts_with(|c: char| c.is_ascii_lowercase())
}

fn is_subdomain_shaped(text: &str) -> bool {
    text.split('.').all(is_label_shaped)
}

fn is_qualified_shaped(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let end = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    text.chars().all(inner) && end(text.chars().next()) && end(text.chars().next_back())
}

fn path_segment_complaints(name: &str) -> Vec<String> {
    if name == "." || name == ".." {
        return vec![format!("may not be '{name}'")];
    }
    let found = ['/', '%'].into_iter().filter(|c| name.contains(*c));
    found.map(|c| format!("may not contain '{c}'")).collect()
}

/// What is wrong with a label or annotation key.
pub(crate) fn qualified_name_complaints(key: &str) -> Vec<String> {
    let (prefix, name) = match key.split_once('/') {
        Some((prefix, name)) => (Some(prefix), name),
        None => (None, key),
    };
    if name.contains('/') {
        return vec![format!("a qualified name {QUALIFIED_SHAPE} with an optional DNS subdomain prefix and '/'")];
    }
    let mut found = Vec::new();
    match prefix {
        Some("") => found.push("prefix part must be non-empty".to_owned()),
        Some(prefix) => {
            let wrong = complaints(prefix, SUBDOMAIN_MAX, is_subdomain_shaped, SUBDOMAIN_SHAPE);
            found.extend(wrong.into_iter().map(|complaint| format!("prefix part {complaint}")));
        }
        None => {}
    }
    if name.is_empty() {
        found.push("name part must be non-empty".to_owned());
    } else if name.len() > LABEL_MAX {
        found.push(format!("name part must be no more than {LABEL_MAX} characters"));
    }
    if !is_qualified_shaped(name) {
        found.push(QUALIFIED_SHAPE.to_owned());
    }
    found
}

/// What is wrong with a label's value.
pub(crate) fn label_value_complaints(value: &str) -> Vec<String> {
    complaints(value, LABEL_MAX, |value| value.is_empty() || is_qualified_shaped(value), LABEL_VALUE_SHAPE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn judges_names_by_rule() {
        let cases = [
            (NameRule::Subdomain, "a.b-c.d1", true),
            (NameRule::Subdomain, "A", false),
            (NameRule::Subdomain, "a..b", false),
            (NameRule::Label, "1a", true),
            (NameRule::Label, "a.b", false),
            (NameRule::Label1035, "1a", false),
            (NameRule::PathSegment, "system:node", true),
            (NameRule::PathSegment, "a/b", false),
        ];
        for (rule, name, accepted) in cases {
            assert_eq!(rule.complaints(name, false).is_empty(), accepted, "{rule:?} {name}");
        }
    }

    #[test]
    fn lets_a_generated_prefix_end_in_a_dash() {
        assert!(NameRule::Subdomain.complaints("job-", true).is_empty());
        assert!(!NameRule::Subdomain.complaints("job-", false).is_empty());
    }

    #[test]
    fn names_the_limit_of_a_name_that_is_too_long() {
        let name = "a".repeat(64);
        assert_eq!(NameRule::Label.complaints(&name, false), ["must be no more than 63 characters"]);
    }

    #[test]
    fn judges_label_keys_and_values() {
        for (key, accepted) in
            [("app", true), ("example.com/app", true), ("/app", false), ("a/b/c", false), ("", false)]
        {
            assert_eq!(is_qualified_name(key), accepted, "{key}");
        }
        for (value, accepted) in [("", true), ("My_value", true), ("-x", false), ("a b", false)] {
            assert_eq!(label_value_complaints(value).is_empty(), accepted, "{value}");
        }
    }
}

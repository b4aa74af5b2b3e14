use std::cmp::Ordering;

/// Orders versions by preference, the least preferred first: general availability over beta over alpha, the newer
/// over the older, and names of another form last, in reverse alphabetical order.
pub(crate) fn version_order(left: &str, right: &str) -> Ordering {
    match (parse(left), parse(right)) {
        (Some(left), Some(right)) => left.cmp(&right),
        (Some(_), None) => Ordering::Greater,
        (None, Some(_)) => Ordering::Less,
        (None, None) => right.cmp(left),
    }
}

/// (stability, major, minor) of `v1`, `v2beta1` or `v1alpha3`.
fn parse(version: &str) -> Option<(u8, u64, u64)> {
    let rest = version.strip_prefix('v')?;
    let digits = rest.find(|character: char| !character.is_ascii_digit()).unwrap_or(rest.len());
    let (major, stage) = rest.split_at(digits);
    let major = major.parse().ok()?;
    let (stability, minor) = match stage {
        "" => return Some((2, major, 0)),
        stage if stage.starts_with("beta") => (1, &stage[4..]),
        stage if stage.starts_with("alpha") => (0, &stage[5..]),
        _ => return None,
    };
    Some((stability, major, minor.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stable_versions_come_before_previews_and_unusual_names() {
        let mut versions =
            vec!["v11alpha2", "foo1", "v3beta1", "v10", "v2", "v1", "v11beta2", "v10beta3", "v12alpha1", "foo10"];
        versions.sort_by(|left, right| version_order(right, left));
        assert_eq!(
            versions,
            ["v10", "v2", "v1", "v11beta2", "v10beta3", "v3beta1", "v12alpha1", "v11alpha2", "foo1", "foo10"]
        );
    }
}

//! What kubectl printed, without what differs from run to run.

use crate::fixture::Fixture;

/// The lines that say something, with names of the test's own, ages, times, identities and versions replaced and runs of
/// spaces as one.
pub(crate) fn printed(test: &Fixture, text: &str) -> Vec<String> {
    let text = text.replace(&test.group, "GROUP").replace(&test.namespace, "NAMESPACE");
    // The real server warns of the kind; its columns are the same.
    let lines = text.lines().filter(|line| !line.contains("v1 Endpoints is deprecated"));
    lines.map(stable_line).filter(|line| !line.is_empty()).collect()
}

fn stable_line(line: &str) -> String {
    // The two files of a diff: their names are followed by times.
    let words = if line.starts_with("--- /") || line.starts_with("+++ /") { 2 } else { usize::MAX };
    let line = line.split_whitespace().take(words).map(stable).collect::<Vec<_>>().join(" ");
    match line.split_once("resourceVersion: ") {
        Some((start, _)) => format!("{start}resourceVersion: VERSION"),
        // Newer kubectls say where they delete.
        None => line.trim_end_matches(" from NAMESPACE namespace").to_owned(),
    }
}

fn stable(word: &str) -> &str {
    let bare = word.trim_matches('"');
    let is_age = bare.starts_with(|first: char| first.is_ascii_digit())
        && bare.ends_with(['s', 'm', 'h', 'd'])
        && bare.chars().all(|char| char.is_ascii_digit() || "smhd".contains(char));
    let is_time = bare.len() == 20 && bare.starts_with("20") && bare.ends_with('Z');
    let is_identity = bare.len() == 36 && bare.bytes().filter(|byte| *byte == b'-').count() == 4;
    match word {
        _ if is_age || is_time => "TIME",
        _ if is_identity => "UID",
        _ if word.contains("/LIVE-") => "LIVE",
        _ if word.contains("/MERGED-") => "MERGED",
        _ => word,
    }
}

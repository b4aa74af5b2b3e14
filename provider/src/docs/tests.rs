use super::*;

fn page(path: &str) -> String {
    files().into_iter().find(|(name, _)| name == path).map(|(_, text)| text).expect(path)
}

#[test]
fn every_kind_has_its_pages() {
    let files = files();
    assert_eq!(files.len(), 1 + 2 * kinds::ALL.len());
    for (path, text) in &files {
        assert!(text.starts_with("---\npage_title: \""), "{path}");
        assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{path}");
        for (number, line) in text.lines().enumerate() {
            assert_eq!(line, line.trim_end(), "{path}:{}", number + 1);
        }
    }
}

#[test]
fn every_attribute_says_what_it_is() {
    for (path, text) in files() {
        for line in text.lines().filter(|line| line.starts_with("- `")) {
            let (_, description) = line.split_once(") ").unwrap_or_default();
            assert!(description.len() > 3, "{path}: {line}");
        }
    }
}

#[test]
fn a_line_says_type_default_and_consequences() {
    let text = page("docs/resources/component.md");
    for line in [
        "- `name` (String) Name of the component",
        "- `endpoints` (Attributes Map) Ports that the component serves, by name.",
        "(see [below](#nestedatt--endpoints))",
        "### Nested Schema for `endpoints`",
        "- `urls` (Map of Map of String)",
        "terraform import openchoreo_component.orders acme/orders",
    ] {
        assert!(text.contains(line), "{line}");
    }
    assert!(page("docs/resources/data_plane.md").contains("- `token_wo` (String, Sensitive, Write-only)"));
    assert!(page("docs/data-sources/component.md").contains("### Read-Only"));
    assert!(page("docs/index.md").contains("- `exec` (Block)"));
}

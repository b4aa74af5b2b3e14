//! A page of the registry's documentation.

use openchoreo_tfplugin::schema::Schema;

use super::schema;

/// A page in the making.
pub(super) struct Page(String);

impl Page {
    /// A page with its front matter.
    pub(super) fn new(title: &str, subcategory: &str, description: &str) -> Self {
        let description: Vec<_> = description.lines().map(|line| format!("  {line}").trim_end().to_owned()).collect();
        Self(format!(
            "---\npage_title: \"{title}\"\nsubcategory: \"{subcategory}\"\ndescription: |-\n{}\n---\n",
            description.join("\n")
        ))
    }

    pub(super) fn heading(self, text: &str) -> Self {
        self.text(&format!("# {text}"))
    }

    pub(super) fn section(self, text: &str) -> Self {
        self.text(&format!("## {text}"))
    }

    pub(super) fn text(mut self, text: &str) -> Self {
        self.0.push_str(&format!("\n{}\n", text.trim_end()));
        self
    }

    pub(super) fn code(self, language: &str, code: &str) -> Self {
        self.text(&format!("```{language}\n{}\n```", code.trim_end()))
    }

    pub(super) fn schema(self, schema: &Schema) -> Self {
        self.section("Schema").text(&schema::text(schema))
    }

    pub(super) fn finish(self) -> String {
        self.0
    }
}

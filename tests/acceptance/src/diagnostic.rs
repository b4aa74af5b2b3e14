//! What terraform says, as programs read it.

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::Value;

use crate::Output;

/// A diagnostic of terraform.
#[derive(Clone, Debug, Deserialize)]
pub struct Diagnostic {
    /// `error` or `warning`.
    pub severity: String,
    /// What is wrong.
    pub summary: String,
    /// What to do; empty where nothing is said.
    #[serde(default)]
    pub detail: String,
    snippet: Option<Snippet>,
}

#[derive(Clone, Debug, Deserialize)]
struct Snippet {
    context: Option<String>,
    code: String,
}

impl Diagnostic {
    /// The resource that it is about, such as `resource "openchoreo_component" "web"`.
    pub fn context(&self) -> &str {
        self.snippet.as_ref().and_then(|snippet| snippet.context.as_deref()).unwrap_or_default()
    }

    /// The line of the configuration that it is about.
    pub fn code(&self) -> &str {
        self.snippet.as_ref().map_or("", |snippet| snippet.code.trim())
    }

    /// Summary and detail.
    pub fn text(&self) -> String {
        format!("{}\n{}", self.summary, self.detail)
    }

    /// Whether it is an error.
    pub fn is_error(&self) -> bool {
        self.severity == "error"
    }
}

impl Output {
    /// The diagnostics among the lines that `-json` prints.
    ///
    /// # Errors
    /// When a line is no JSON; the error holds all that was written.
    pub fn diagnostics(&self) -> Result<Vec<Diagnostic>> {
        let mut found = Vec::new();
        for line in self.stdout.lines() {
            let message: Value = serde_json::from_str(line).with_context(|| self.text())?;
            if message["type"] == "diagnostic" {
                found.push(Diagnostic::deserialize(&message["diagnostic"])?);
            }
        }
        Ok(found)
    }
}

//! Configurations that cannot be right.

use anyhow::{Context, Result};
use openchoreo_acceptance::{On, configuration, matrix};

use crate::said::{self, Diagnostic};
use crate::setup;

matrix!(a_mistake_is_explained_at_its_attribute_and_the_state_stays,);

/// A mistake, by the label of its resource.
struct Mistake {
    type_name: &'static str,
    label: &'static str,
    /// Attributes of the resource besides its organization.
    attributes: &'static str,
    /// Where the diagnostic must point.
    line: &'static str,
    /// What it must say: the value, and what is accepted.
    says: &'static [&'static str],
}

const MISTAKES: [Mistake; 7] = [
    Mistake {
        type_name: "openchoreo_component",
        label: "port",
        attributes: "name = \"web\"\n  type = \"service\"\n  endpoints = { api = { port = 70000 } }",
        line: "endpoints = { api = { port = 70000 } }",
        says: &["endpoints[\"api\"].port", "70000", "65535"],
    },
    Mistake {
        type_name: "openchoreo_component",
        label: "type",
        attributes: "name = \"web\"\n  type = \"servce\"",
        line: "type = \"servce\"",
        says: &["servce", "service", "scheduled-task", "api-proxy"],
    },
    Mistake {
        type_name: "openchoreo_component",
        label: "shared_port",
        attributes: "name = \"web\"\n  type = \"service\"\n  endpoints = { a = { port = 80 }, b = { port = 80 } }",
        line: "endpoints = { a = { port = 80 }, b = { port = 80 } }",
        says: &["port", "80", "`a`", "`b`"],
    },
    Mistake {
        type_name: "openchoreo_component",
        label: "long_name",
        attributes: "name = \"aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd\"\n  type = \"service\"",
        line: "name = \"aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd\"",
        says: &["64", "63"],
    },
    Mistake {
        type_name: "openchoreo_environment",
        label: "no_data_plane",
        attributes: "name = \"development\"\n  data_planes = []",
        line: "data_planes = []",
        says: &["data_planes", "1 to 16"],
    },
    Mistake {
        type_name: "openchoreo_deployment_pipeline",
        label: "cycle",
        attributes: "name = \"standard\"\n  promotion_paths = { dev = { targets = { prod = {} } }, prod = { targets = { dev = {} } } }",
        line: "promotion_paths = { dev = { targets = { prod = {} } }, prod = { targets = { dev = {} } } }",
        says: &["cycle", "dev", "prod"],
    },
    Mistake {
        type_name: "openchoreo_project",
        label: "capitals",
        attributes: "name = \"Shop\"",
        line: "name = \"Shop\"",
        says: &["Shop", "lowercase DNS label"],
    },
];

impl Mistake {
    fn resource(&self) -> String {
        let Self { type_name, label, attributes, .. } = self;
        format!("resource \"{type_name}\" \"{label}\" {{\n  organization = var.organization\n  {attributes}\n}}\n")
    }

    fn check(&self, diagnostics: &[Diagnostic]) -> Result<()> {
        let context = format!("resource \"{}\" \"{}\"", self.type_name, self.label);
        let mut found = diagnostics.iter().filter(|one| one.context() == context);
        let one = found.next().with_context(|| format!("nothing is said about {context}: {diagnostics:?}"))?;
        assert!(one.is_error() && found.next().is_none(), "{context}: {diagnostics:?}");
        assert_eq!(one.code(), self.line, "{one:?}");
        for part in self.says {
            assert!(one.text().contains(part), "{context}: {part:?} is not in {:?}", one.text());
        }
        Ok(())
    }
}

async fn a_mistake_is_explained_at_its_attribute_and_the_state_stays(on: On) -> Result<()> {
    let platform = setup::furnished(on).await?;
    let good = setup::component("good", "  endpoints = { api = { port = 8080 } }");
    let terraform = setup::terraform(&platform, &good).await?;
    terraform.apply(&[]).await?.ok()?;
    let state = terraform.state_file()?;
    let bad: String = MISTAKES.iter().map(Mistake::resource).collect();
    terraform.configure(&configuration(&format!("{good}{bad}")))?;
    let diagnostics = said::validate(&terraform).await?;
    MISTAKES.iter().try_for_each(|mistake| mistake.check(&diagnostics))?;
    assert_eq!(diagnostics.len(), MISTAKES.len(), "{diagnostics:?}");
    terraform.apply(&[]).await?.failed()?;
    assert_eq!(terraform.state_file()?, state);
    // The same mistake in a component that exists and is right in everything else.
    terraform.configure(&configuration(&good.replace("8080 }", "8080 }, admin = { port = 8080 }")))?;
    terraform.apply(&[]).await?.failed()?;
    assert_eq!(terraform.state_file()?, state);
    Ok(())
}

//! What kubectl prints: the same commands on both servers, and the outputs compared.

use std::sync::Mutex;

use anyhow::{Context, Result, anyhow, bail};
use openchoreo_acceptance::{ControlPlane, Extent, Kubectl, Output, at_hand};
use serde::Deserialize;
use serde_json::{Value, json};
use xtask::tools::Tool;

use crate::fixture::Fixture;
use crate::printed::printed;

/// A test's part of both servers, and what they do not agree on.
struct Both {
    tests: [(Fixture, Kubectl); 2],
    differences: Mutex<String>,
}

impl Both {
    /// Nothing where a program is missing, which is then said.
    async fn new() -> Result<Option<Self>> {
        if !Extent::Api.at_hand() || !at_hand(&[Tool::Kubectl]) {
            return Ok(None);
        }
        let embedded = Fixture::new(ControlPlane::embedded().await?).await?;
        let real = Fixture::new(ControlPlane::real().await?).await?;
        let [first, second] = [embedded.plane.kubectl()?, real.plane.kubectl()?];
        Ok(Some(Self { tests: [(embedded, first), (real, second)], differences: Mutex::default() }))
    }

    /// Runs kubectl in the test's namespace on both servers and compares; answers the real one's transcript.
    async fn kubectl(&self, arguments: &[&str]) -> Result<String> {
        let mut transcripts = Vec::new();
        for (test, kubectl) in &self.tests {
            let (namespace, group) = (&test.namespace, &test.group);
            let arguments: Vec<_> = arguments
                .iter()
                .map(|argument| argument.replace("GROUP", group).replace("NAMESPACE", namespace))
                .collect();
            let all: Vec<_> =
                ["-n", namespace.as_str()].into_iter().chain(arguments.iter().map(String::as_str)).collect();
            transcripts.push(transcript(test, &kubectl.run(&all).await?));
        }
        if transcripts[0] != transcripts[1] {
            let [embedded, real] = [&transcripts[0], &transcripts[1]];
            let difference = format!("kubectl {}\nembedded: {embedded}\nreal: {real}\n\n", arguments.join(" "));
            self.differences.lock().map_err(|error| anyhow!("{error}"))?.push_str(&difference);
        }
        Ok(transcripts.swap_remove(1))
    }

    fn fixtures(&self) -> impl Iterator<Item = &Fixture> {
        self.tests.iter().map(|(test, _)| test)
    }

    /// Fails if the servers have not agreed.
    fn agree(self) -> Result<()> {
        let differences = self.differences.into_inner()?;
        if differences.is_empty() { Ok(()) } else { bail!("the servers differ:\n{differences}") }
    }
}

/// Output and exit code, without what differs from run to run.
fn transcript(test: &Fixture, output: &Output) -> String {
    printed(test, &format!("{}exit {:?}\n", output.text(), output.code)).join("\n")
}

/// Creates the objects of `tables.yaml` on both servers, each with its status.
async fn create_objects(both: &Both) -> Result<Vec<(String, String)>> {
    let mut names = Vec::new();
    for test in both.fixtures() {
        names.clear();
        test.install_widgets().await?;
        let manifest = include_str!("tables.yaml").replace("GROUP", &test.group).replace("NAMESPACE", &test.namespace);
        for document in manifest.split("\n---\n") {
            let object = Value::deserialize(serde_saphyr::from_str::<Value>(document)?)?;
            names.push(create_object(test, object).await?);
        }
    }
    Ok(names)
}

async fn create_object(test: &Fixture, mut object: Value) -> Result<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (plural, name) = (text(&object["plural"].take()), text(&object["metadata"]["name"]));
    object.as_object_mut().context("no object")?.remove("plural");
    let api_version = text(&object["apiVersion"]);
    let root = if api_version.contains('/') { format!("/apis/{api_version}") } else { format!("/api/{api_version}") };
    let cluster_scoped = matches!(plural.as_str(), "nodes" | "clusterroles" | "clusterrolebindings");
    let place = if cluster_scoped { String::new() } else { format!("/namespaces/{}", test.namespace) };
    let path = format!("{root}{place}/{plural}");
    test.wire.post(&path, &object).await?.ok().with_context(|| format!("{plural}/{name}"))?;
    if let Some(status) = object.get("status") {
        let status = json!({ "status": status });
        test.wire
            .merge(&format!("{path}/{name}/status"), &status)
            .await?
            .ok()
            .with_context(|| format!("{plural}/{name}/status"))?;
    }
    let group = api_version.rsplit_once('/').map(|(group, _)| format!(".{}", group.replace(&test.group, "GROUP")));
    Ok((format!("{plural}{}", group.unwrap_or_default()), name.replace(&test.namespace, "NAMESPACE")))
}

#[tokio::test]
async fn get_prints_the_same_columns_for_every_kind() -> Result<()> {
    let Some(both) = Both::new().await? else { return Ok(()) };
    let mut last = String::new();
    for (resource, _) in create_objects(&both).await? {
        if matches!(resource.split('.').next(), Some("nodes" | "clusterroles" | "clusterrolebindings"))
            || resource == last
        {
            continue;
        }
        let wide = both.kubectl(&["get", &resource, "-o", "wide"]).await?;
        assert!(wide.ends_with("exit Some(0)") && wide.lines().count() > 2, "{wide}");
        last = resource;
    }
    both.kubectl(&["get", "crd", "widgets.GROUP", "-o", "wide"]).await?;
    both.kubectl(&["get", "namespaces", "NAMESPACE", "-o", "wide"]).await?;
    // The time ends the watch, and is enough for what comes before it on a busy machine, too.
    let watched =
        both.kubectl(&["get", "configmaps", "--watch", "--output-watch-events", "--request-timeout", "5s"]).await?;
    assert!(watched.contains("ADDED a 3 TIME"), "{watched}");
    both.kubectl(&["get", "deployments,secrets"]).await?;
    both.kubectl(&["get", "all"]).await?;
    both.kubectl(&["get", "deployments", "missing"]).await?;
    both.kubectl(&["get", "configmaps", "--show-labels", "--no-headers"]).await?;
    both.kubectl(&["get", "widgets.GROUP", "--sort-by", ".spec.size"]).await?;
    both.agree()
}

#[tokio::test]
async fn auth_answers_the_same_questions() -> Result<()> {
    let Some(both) = Both::new().await? else { return Ok(()) };
    for test in both.fixtures() {
        test.install_widgets().await?;
    }
    both.kubectl(&["auth", "whoami"]).await?;
    for question in [
        "get pods",
        "create deployments.apps",
        "delete widgets.GROUP",
        "get widgets.GROUP/a",
        "list configmaps --all-namespaces",
        "get /healthz",
        "get gadgets.GROUP",
        "frobnicate secrets",
    ] {
        let arguments: Vec<_> = ["auth", "can-i"].into_iter().chain(question.split(' ')).collect();
        let answer = both.kubectl(&arguments).await?;
        assert!(answer.contains("yes"), "{question}: {answer}");
    }
    both.agree()
}

#[tokio::test]
async fn api_resources_are_as_on_a_real_cluster() -> Result<()> {
    let Some(both) = Both::new().await? else { return Ok(()) };
    let mut lists = Vec::new();
    for (test, kubectl) in &both.tests {
        test.install_widgets().await?;
        let output = kubectl.run(&["api-resources", "-o", "wide"]).await?;
        lists.push(transcript(test, &output));
    }
    let real: Vec<_> = lists[1].lines().collect();
    let differing: Vec<_> = lists[0].lines().filter(|line| !real.contains(line)).collect();
    assert!(differing.is_empty(), "the real server does not have {differing:#?}");
    assert!(lists[0].contains("widgets wd GROUP/v1 true Widget"), "{}", lists[0]);
    Ok(())
}

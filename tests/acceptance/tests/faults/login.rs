//! Credentials that end before the apply does.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::Mutex;

use anyhow::{Result, ensure};
use openchoreo_acceptance::{CannedAnswer, FaultProxy, On, matrix};
use serde_json::json;

use crate::world::{World, components};

matrix!(a_session_that_ends_in_the_middle_is_begun_again, who_is_locked_out_does_not_log_in_again_and_again,);

/// What every token of the credential command begins with.
const SECRET: &str = "canary-session-";

/// A kubeconfig whose user logs in by a command. Each login is a line in a file.
struct Login {
    kubeconfig: PathBuf,
    logins: PathBuf,
}

impl Login {
    fn new(world: &mut World) -> Result<Self> {
        let logins = world.terraform.directory().join("logins");
        let script = format!(
            "echo >> '{file}'\nprintf '{{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\
             \"status\":{{\"token\":\"{SECRET}%s\"}}}}' \"$(wc -l < '{file}' | tr -d ' ')\"",
            file = logins.display()
        );
        let command = json!({
            "apiVersion": "client.authentication.k8s.io/v1", "command": "sh", "args": ["-c", script],
            "interactiveMode": "Never",
        });
        let kubeconfig = world.proxy.write_kubeconfig("login", &json!({ "exec": command }))?;
        world.terraform.set("KUBE_CONFIG_PATH", &kubeconfig.display().to_string());
        Ok(Self { kubeconfig, logins })
    }

    fn count(&self) -> usize {
        std::fs::read_to_string(&self.logins).unwrap_or_default().lines().count()
    }
}

fn unauthorized() -> CannedAnswer {
    CannedAnswer::status(401, "Unauthorized", "Unauthorized")
}

async fn a_session_that_ends_in_the_middle_is_begun_again(on: On) -> Result<()> {
    let mut world = World::new(on, &components(6, "60s")).await?;
    let login = Login::new(&mut world)?;
    world.terraform.set("TF_LOG", "TRACE");
    let calls = Mutex::new(HashMap::<String, usize>::new());
    world.proxy.fault(FaultProxy::ALWAYS, unauthorized().into(), move |call| {
        let mut calls = calls.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let used = calls.entry(call.token.clone()).or_default();
        *used += 1;
        !call.token.starts_with(SECRET) || *used > 12
    });
    let output = world.terraform.apply(&["-parallelism=3"]).await?.ok()?;
    // All writes come from one process.
    let seen = world.proxy.seen();
    let accepted = seen.iter().filter(|seen| seen.call.is_write() && !seen.faulty).map(|seen| &seen.call.token);
    let sessions: BTreeSet<_> = accepted.collect();
    ensure!(sessions.len() > 1, "the writes had the sessions {sessions:?}");
    let kubeconfig = std::fs::read_to_string(&login.kubeconfig)?;
    ensure!(kubeconfig.contains(SECRET), "the secret is not where it is looked for");
    let said = [output.text(), world.terraform.log()?, world.terraform.state_file()?];
    let leaks = said.iter().flat_map(|text| text.match_indices(SECRET).map(|(at, _)| &text[at..]));
    let leaks: Vec<_> =
        leaks.filter(|leak| leak[SECRET.len()..].starts_with(|one: char| one.is_ascii_digit())).collect();
    ensure!(leaks.is_empty(), "a token is in {:?}", leaks.first());
    world.holds(6).await
}

async fn who_is_locked_out_does_not_log_in_again_and_again(on: On) -> Result<()> {
    let mut world = World::new(on, &components(12, "60s")).await?;
    let login = Login::new(&mut world)?;
    world.proxy.fault(FaultProxy::ALWAYS, unauthorized().into(), |call| call.token.starts_with(SECRET));
    world.apply_fails(&[&world.proxy.url(), "does not accept the credentials"]).await?;
    // A few for each of the two processes that ask anything, however much they ask.
    let refused = world.proxy.seen().len();
    ensure!(login.count() <= 8 && refused > 12, "{} logins for {refused} requests", login.count());
    ensure!(world.live().await?.is_empty(), "something was created");
    world.converges(12).await
}

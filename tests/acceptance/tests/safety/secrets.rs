//! Secrets go where they belong and nowhere else: not into state, plans, logs or diagnostics, whatever fails.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use anyhow::{Context, Result, ensure};
use base64::{Engine, engine::general_purpose::STANDARD};
use openchoreo_acceptance::{On, Output, Platform, Terraform, Wire, matrix};
use serde_json::{Value, json};

const PLATFORM: &str = include_str!("secrets.tf");
const COMPONENT: &str = include_str!("secrets_component.tf");

/// What must not be seen.
struct Canary(String);

/// A control plane that logs all that it can, a client that does, and all that they said.
struct Watched {
    platform: Platform,
    terraform: Terraform,
    /// The token that the control plane accepts.
    token: Canary,
    /// A token that it does not accept.
    wrong: Canary,
    /// The content of a Secret that a component refers to.
    password: Canary,
    said: String,
}

matrix!(secrets_that_reach_the_server_show_nowhere, failures_show_no_secret);

async fn secrets_that_reach_the_server_show_nowhere(on: On) -> Result<()> {
    let mut world = Watched::new(on).await?;
    world.succeeds(&["apply", "-auto-approve", "-input=false"]).await?;
    world.create_secret().await?;
    world.terraform.configure(&format!("{PLATFORM}{COMPONENT}"))?;
    world.succeeds(&["plan", "-input=false", "-out=saved"]).await?;
    world.succeeds(&["show", "-json", "saved"]).await?;
    world.succeeds(&["apply", "-input=false", "saved"]).await?;
    world.succeeds(&["plan", "-input=false", "-detailed-exitcode"]).await?;
    world.terraform.set("TF_VAR_secret_version", "2");
    world.succeeds(&["apply", "-auto-approve", "-input=false"]).await?;
    world.succeeds(&["show", "-json"]).await?;
    world.holds_all().await?;
    world.shows_nothing()
}

async fn failures_show_no_secret(on: On) -> Result<()> {
    let mut world = Watched::new(on).await?;
    world.succeeds(&["apply", "-auto-approve", "-input=false"]).await?;
    let (token, wrong, host) = (world.token.0.clone(), world.wrong.0.clone(), world.host()?);
    let password = world.password.0.clone();
    world.terraform.set("TF_VAR_secret_version", "2");

    world.terraform.set("KUBE_TOKEN", &wrong);
    world.fails_everywhere("does not accept the credentials").await?;
    world.terraform.set("KUBE_TOKEN", &token);

    world.terraform.set("KUBE_HOST", "https://127.0.0.1:1");
    world.fails_everywhere("127.0.0.1:1").await?;
    world.terraform.set("KUBE_HOST", &host);

    world.write_command(&format!("echo '{{\"token\": \"{wrong}'; echo 'no {wrong}' >&2; exit 0"))?;
    world.fails_everywhere("the credential command").await?;
    world.write_command(&format!("echo '{wrong}'; echo 'no {wrong}' >&2; exit 1"))?;
    world.fails_everywhere("the credential command").await?;
    world.write_command(&credential(&token))?;

    world.terraform.set("TF_VAR_token", &password);
    world.terraform.configure(&PLATFORM.replace("key = \"token\"", "key = \"no key\""))?;
    world.fails(&["apply", "-auto-approve", "-input=false"], "a valid config key").await?;
    world
        .terraform
        .configure(&PLATFORM.replace("= \"by-token\"\n", "= \"by-token\"\n  labels = { team = \"no label\" }\n"))?;
    world.fails(&["apply", "-auto-approve", "-input=false"], "no label").await?;
    world.shows_nothing()
}

impl Watched {
    async fn new(on: On) -> Result<Self> {
        let platform = on.start_talkative().await?;
        let mut terraform = platform.terraform(PLATFORM).await?;
        terraform.set("TF_LOG", "TRACE");
        let token = Canary(access(&platform)?.token);
        let (wrong, password) = (Canary::new(), Canary::new());
        let mut world = Self { platform, terraform, token, wrong, password, said: String::new() };
        world.hand_over()?;
        Ok(world)
    }

    /// Gives the token to each provider block in its own way, and to the write-only attributes.
    fn hand_over(&mut self) -> Result<()> {
        let Access { host, certificate, token } = access(&self.platform)?;
        let kubeconfig = fs::read_to_string(self.platform.kubeconfig())?;
        fs::write(self.terraform.directory().join("kubeconfig"), &kubeconfig)?;
        self.write_command(&credential(&token))?;
        for (name, value) in [
            ("TF_CLI_ARGS", "-no-color"),
            ("KUBE_CONFIG_PATH", ""),
            ("KUBE_HOST", &host),
            ("KUBE_CLUSTER_CA_CERT_DATA", &certificate),
            ("KUBE_TOKEN", &token),
            ("TF_VAR_host", &host),
            ("TF_VAR_certificate", &certificate),
            ("TF_VAR_token", &token),
            ("TF_VAR_kubeconfig", &kubeconfig),
        ] {
            self.terraform.set(name, value);
        }
        Ok(())
    }

    fn write_command(&self, script: &str) -> Result<()> {
        let path = self.terraform.directory().join("credentials.sh");
        fs::write(&path, format!("#!/bin/sh\n{script}\n"))?;
        Ok(fs::set_permissions(&path, Permissions::from_mode(0o755))?)
    }

    fn host(&self) -> Result<String> {
        Ok(access(&self.platform)?.host)
    }

    async fn run(&mut self, arguments: &[&str]) -> Result<Output> {
        let output = self.terraform.run(arguments).await?;
        self.said.push_str(&output.text());
        Ok(output)
    }

    async fn succeeds(&mut self, arguments: &[&str]) -> Result<Output> {
        self.run(arguments).await?.ok().with_context(|| format!("{arguments:?}"))
    }

    /// The command fails, for the reason that the test is about.
    async fn fails(&mut self, arguments: &[&str], reason: &str) -> Result<()> {
        let output = self.run(arguments).await?.failed().with_context(|| format!("{arguments:?}"))?;
        // The client breaks lines and draws a frame around errors.
        let text = output.text();
        let words: Vec<_> = text.split(|each: char| each.is_whitespace() || each == '│').collect();
        let words = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        ensure!(words.contains(reason), "{reason:?} is not said: {text}");
        Ok(())
    }

    async fn fails_everywhere(&mut self, reason: &str) -> Result<()> {
        self.fails(&["plan", "-input=false"], reason).await?;
        self.fails(&["apply", "-auto-approve", "-input=false", "-refresh=false"], reason).await
    }

    async fn create_secret(&self) -> Result<()> {
        let secret = json!({ "metadata": { "name": "database" }, "stringData": { "password": self.password.0 } });
        let path = format!("/api/v1/namespaces/{}/secrets", self.platform.organization());
        self.platform.wire().await?.post(&path, &secret).await?.ok().map(drop)
    }

    /// The server has all that was handed over: in the Secrets that the write-only attributes name, and in the
    /// component's copies in the cells of both data planes, which proves that the controller could use those Secrets.
    async fn holds_all(&self) -> Result<()> {
        let (wire, organization) = (self.platform.wire().await?, self.platform.organization());
        for (name, canary) in [("by-token", &self.token), ("by-kubeconfig", &self.token), ("database", &self.password)]
        {
            let secret = wire.get(&format!("/api/v1/namespaces/{organization}/secrets/{name}")).await?.ok()?;
            assert!(canary.is_in(&secret.to_string()), "{name}");
        }
        assert_eq!(copies(&wire, organization, &self.password).await?, 2);
        Ok(())
    }

    /// Nothing that was said, logged or written has a canary in it.
    fn shows_nothing(&self) -> Result<()> {
        let mut places = vec![
            ("what the client said".to_owned(), self.said.clone()),
            ("the log of client and provider".to_owned(), self.terraform.log()?),
            ("the log of the control plane".to_owned(), self.platform.log()),
        ];
        for file in ["terraform.tfstate", "terraform.tfstate.backup"] {
            places
                .push((file.to_owned(), fs::read_to_string(self.terraform.directory().join(file)).unwrap_or_default()));
        }
        assert!(places[1].1.contains("provider.terraform-provider-openchoreo"), "the provider logs nothing");
        assert!(places[2].1.contains("TRACE"), "the control plane logs nothing");
        for (place, text) in &places {
            for (name, canary) in [("token", &self.token), ("wrong token", &self.wrong), ("password", &self.password)] {
                let lines: Vec<_> = text.lines().filter(|line| canary.is_in(line)).take(3).collect();
                assert!(lines.is_empty(), "the {name} is in {place}:\n{}", lines.join("\n"));
            }
        }
        Ok(())
    }
}

impl Canary {
    fn new() -> Self {
        Self(format!("canary-{}", uuid::Uuid::new_v4().simple()))
    }

    /// Whether it is in a text, as it is or in base64, which looks different at each of three offsets.
    fn is_in(&self, text: &str) -> bool {
        let encoded = |offset: usize| {
            let padded = [&b"   "[..offset], self.0.as_bytes()].concat();
            let whole = &padded[..padded.len() / 3 * 3];
            // The first characters also depend on what stands before.
            STANDARD.encode(whole).split_off(if offset == 0 { 0 } else { 4 })
        };
        text.contains(&self.0) || (0..3).any(|offset| text.contains(&encoded(offset)))
    }
}

/// How the generated kubeconfig reaches the control plane.
struct Access {
    host: String,
    certificate: String,
    token: String,
}

fn access(platform: &Platform) -> Result<Access> {
    let kubeconfig: Value = serde_saphyr::from_str(&fs::read_to_string(platform.kubeconfig())?)?;
    let text = |pointer: &str| kubeconfig.pointer(pointer).and_then(Value::as_str).context(pointer.to_owned());
    let certificate = STANDARD.decode(text("/clusters/0/cluster/certificate-authority-data")?)?;
    Ok(Access {
        host: text("/clusters/0/cluster/server")?.to_owned(),
        certificate: String::from_utf8(certificate)?,
        token: text("/users/0/user/token")?.to_owned(),
    })
}

/// A script that prints a token as Kubernetes' clients expect it.
fn credential(token: &str) -> String {
    let credential = json!({
        "apiVersion": "client.authentication.k8s.io/v1",
        "kind": "ExecCredential",
        "status": { "token": token },
    });
    format!("cat <<'END'\n{credential}\nEND")
}

/// How many Secrets hold the canary that are not the organization's own: those in its cells.
async fn copies(wire: &Wire, organization: &str, canary: &Canary) -> Result<usize> {
    let secrets = wire.get("/api/v1/secrets").await?.ok()?;
    let items = secrets["items"].as_array().context("no list")?;
    Ok(items
        .iter()
        .filter(|item| item["metadata"]["namespace"] != organization && canary.is_in(&item.to_string()))
        .count())
}

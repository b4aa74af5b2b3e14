//! This project's provider beside others that write the same custom resources.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use xtask::mirror::{self, Package};
use xtask::tools::{Module as GoModule, Tool, Unavailable};

use super::build::Programs;
use super::configuration::Configuration;
use super::control_plane::ControlPlane;
use super::cost::{Cost, Provider};
use super::plan::AGENT;
use super::report::{Aim, Report, Section};
use super::statistics::{median, milliseconds};
use super::terraform::Module;

const SUBJECT: &str = "peer";
/// What the peer's requests call their sender, as those of most providers do.
const PEER_AGENT: &str = "HashiCorp/";
/// Its releases since 2.0 declare the path of the first, with which Go takes only versions 0 and 1.
const HASHICORP: &str = "the newest version of its Go module is 1.13.4, which has no kubernetes_manifest; the releases \
    after it are no versions of the module, since its path does not end in /v2 or /v3";

/// What is needed to run both.
pub(super) struct Setting<'a> {
    pub(super) programs: &'a Programs,
    pub(super) client: &'a Path,
    pub(super) dir: &'a Path,
    pub(super) objects: usize,
    pub(super) rounds: usize,
}

struct Contender {
    program: PathBuf,
    agent: &'static str,
    control_plane: ControlPlane,
    module: Module,
}

impl Setting<'_> {
    /// Measures an apply, then plans that find nothing to do, of both in turns; each has a control plane to itself.
    pub(super) fn measure(&self, report: &mut Report) -> Result<()> {
        let objects = self.objects;
        let title = format!("provider beside gavinbunney/kubectl (kubectl_manifest), {objects} custom resources");
        let section = report.section(&title, ["openchoreo", "kubectl"]);
        section.skip("hashicorp/kubernetes (kubernetes_manifest)", HASHICORP);
        let program = match Tool::KubectlProvider.prepare() {
            Ok(program) => program,
            Err(error) => {
                section.skip("gavinbunney/kubectl", error.downcast::<Unavailable>()?);
                return Ok(());
            }
        };
        let mirror = self.mirror(&program)?;
        let ours = self.contender("ours", Configuration::Accepted, self.programs.provider.clone(), AGENT, &mirror)?;
        let theirs = self.contender("theirs", Configuration::Manifest, program, PEER_AGENT, &mirror)?;
        self.applies([&ours, &theirs], section)?;
        self.plans([&ours, &theirs], section)
    }

    fn applies(&self, contenders: [&Contender; 2], section: &mut Section) -> Result<()> {
        let mut costs = Vec::new();
        for contender in contenders {
            costs.push(contender.cost(|attached| contender.module.apply(self.objects, &[], Some(attached)))?);
            contender.control_plane.settle()?;
        }
        let times = costs.iter().map(|cost| cost.time).collect::<Vec<_>>();
        // No aim for time and requests: this provider asks the control plane while it plans, and waits for its word.
        rows(&format!("apply of {}", self.objects), &times, &costs, Aim::None, section);
        Ok(())
    }

    fn plans(&self, contenders: [&Contender; 2], section: &mut Section) -> Result<()> {
        eprintln!("planning {} objects {} times", self.objects, self.rounds);
        let mut times = [Vec::new(), Vec::new()];
        for _ in 0..self.rounds {
            for (contender, times) in contenders.into_iter().zip(&mut times) {
                times.push(milliseconds(contender.module.plan(self.objects, None)?));
            }
        }
        let mut costs = Vec::new();
        for contender in contenders {
            costs.push(contender.cost(|attached| contender.module.plan(self.objects, Some(attached)))?);
        }
        let times = times.map(|times| median(&times));
        rows(&format!("plan of {}", self.objects), &times, &costs, Aim::AtMostOfFloor(1.0), section);
        Ok(())
    }

    fn mirror(&self, program: &Path) -> Result<PathBuf> {
        let peer = GoModule::of(Tool::KubectlProvider).context("no module builds the provider")?.version()?;
        let openchoreo = Package {
            source: "openchoreo/openchoreo",
            version: env!("CARGO_PKG_VERSION"),
            binary: &self.programs.provider,
        };
        let kubectl = Package { source: "gavinbunney/kubectl", version: &peer, binary: program };
        mirror::write_all(&self.dir.join("peers"), &[openchoreo, kubectl])
    }

    fn contender(
        &self,
        name: &str,
        configuration: Configuration,
        program: PathBuf,
        agent: &'static str,
        mirror: &Path,
    ) -> Result<Contender> {
        let dir = self.dir.join("peers").join(name);
        let control_plane = ControlPlane::start(&self.programs.openchoreo, &dir)?;
        let module = Module::new(&dir, self.client, "module", configuration, mirror, control_plane.kubeconfig())?;
        Ok(Contender { program, agent, control_plane, module })
    }
}

impl Contender {
    fn cost(&self, run: impl FnOnce(&str) -> Result<Duration>) -> Result<Cost> {
        Cost::of(Provider { program: &self.program, agent: self.agent, control_plane: &self.control_plane }, run)
    }
}

fn rows(what: &str, times: &[f64], costs: &[Cost], aim: Aim, section: &mut Section) {
    let ([ours, theirs], [our_time, their_time]) = (costs, times) else { return };
    let below = Aim::AtMostOfFloor(1.0);
    for (name, ours, theirs, aim) in [
        ("time, ms", *our_time, *their_time, aim),
        ("processor time of the provider, ms", ours.processor, theirs.processor, below),
        ("peak memory of the provider, MiB", ours.memory, theirs.memory, below),
        ("API requests", ours.requests as f64, theirs.requests as f64, aim),
    ] {
        section.row(SUBJECT, &format!("{what}: {name}"), ours, Some(theirs), aim);
    }
}

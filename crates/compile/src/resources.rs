//! CPU and memory of a replica with the defaults filled in.

use openchoreo_api::{component::Resources, environment::Limits};
use serde_json::Value;

use crate::{json::object, quantity::Amount};

/// What a replica gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Amounts {
    pub(crate) cpu_request: Amount,
    pub(crate) cpu_limit: Option<Amount>,
    pub(crate) memory_request: Amount,
    pub(crate) memory_limit: Amount,
}

const CPU_REQUEST: Amount = Amount::milli(100);
const MEMORY_REQUEST: Amount = Amount::mebi(128);
const MEMORY_LIMIT: Amount = Amount::mebi(512);

impl Amounts {
    /// Fills in the defaults. A default never exceeds what the environment allows, so that only a component which
    /// itself asks for too much is refused.
    pub(crate) fn of(resources: Option<&Resources>, allowed: Option<&Limits>) -> Self {
        let requests = resources.and_then(|resources| resources.requests.as_ref());
        let limits = resources.and_then(|resources| resources.limits.as_ref());
        let cpu_allowed = Amount::of(allowed.and_then(|allowed| allowed.cpu.as_ref()));
        let memory_allowed = Amount::of(allowed.and_then(|allowed| allowed.memory.as_ref()));

        let cpu_limit = Amount::of(limits.and_then(|limits| limits.cpu.as_ref()));
        let cpu_request = Amount::of(requests.and_then(|requests| requests.cpu.as_ref()))
            .unwrap_or_else(|| at_most(at_most(CPU_REQUEST, cpu_limit), cpu_allowed));

        let asked_limit = Amount::of(limits.and_then(|limits| limits.memory.as_ref()));
        let asked_request = Amount::of(requests.and_then(|requests| requests.memory.as_ref()));
        let memory_limit = asked_limit.unwrap_or_else(|| {
            let default = at_most(MEMORY_LIMIT, memory_allowed);
            asked_request.map_or(default, |request| default.max(request))
        });
        let memory_request = asked_request.unwrap_or_else(|| at_most(MEMORY_REQUEST, memory_allowed).min(memory_limit));
        Self { cpu_request, cpu_limit, memory_request, memory_limit }
    }

    /// The resources of a container.
    pub(crate) fn to_value(self) -> Value {
        object! {
            "requests": object! {
                "cpu": self.cpu_request.to_string(),
                "memory": self.memory_request.to_string(),
            },
            "limits": object! {
                "cpu": self.cpu_limit.map(|limit| limit.to_string()),
                "memory": self.memory_limit.to_string(),
            },
        }
    }
}

fn at_most(amount: Amount, most: Option<Amount>) -> Amount {
    most.map_or(amount, |most| amount.min(most))
}

#[cfg(test)]
mod tests {
    use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
    use openchoreo_api::component::ResourceList;

    use super::*;

    fn list(cpu: &str, memory: &str) -> Option<ResourceList> {
        let quantity = |text: &str| (!text.is_empty()).then(|| Quantity(text.to_owned()));
        Some(ResourceList { cpu: quantity(cpu), memory: quantity(memory) })
    }

    #[test]
    fn fills_in_the_documented_defaults() {
        for (requests, limits, expected) in [
            (("", ""), ("", ""), ("100m", "128Mi", "", "512Mi")),
            (("", ""), ("50m", "64Mi"), ("50m", "64Mi", "50m", "64Mi")),
            (("", "1Gi"), ("", ""), ("100m", "1Gi", "", "1Gi")),
            (("1", "256Mi"), ("2", "1Gi"), ("1", "256Mi", "2", "1Gi")),
        ] {
            let resources = Resources { requests: list(requests.0, requests.1), limits: list(limits.0, limits.1) };
            let amounts = Amounts::of(Some(&resources), None);
            let cpu_limit = amounts.cpu_limit.map(|limit| limit.to_string()).unwrap_or_default();
            let actual = (
                amounts.cpu_request.to_string(),
                amounts.memory_request.to_string(),
                cpu_limit,
                amounts.memory_limit.to_string(),
            );
            let expected = (expected.0.into(), expected.1.into(), expected.2.into(), expected.3.into());
            assert_eq!(actual, expected, "{requests:?} {limits:?}");
        }
    }

    #[test]
    fn defaults_stay_below_what_the_environment_allows() {
        let allowed = Limits {
            cpu: Some(Quantity("50m".to_owned())),
            memory: Some(Quantity("64Mi".to_owned())),
            ..Limits::default()
        };
        let amounts = Amounts::of(None, Some(&allowed));
        assert_eq!(amounts.cpu_request, Amount::milli(50));
        assert_eq!((amounts.memory_request, amounts.memory_limit), (Amount::mebi(64), Amount::mebi(64)));
    }
}

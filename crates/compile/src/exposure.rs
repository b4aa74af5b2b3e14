//! Endpoints that gateways serve: hosts and URLs.

use openchoreo_api::component::{ComponentType, Endpoint, EndpointUrl, Visibility};

use crate::{address, name, workload::Workload};

/// An endpoint that a gateway serves.
pub(crate) struct Exposure<'a> {
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) visibility: Visibility,
    pub(crate) host: String,
    /// The endpoint has a host of its own, since another endpoint of the component has the same path.
    pub(crate) alone: bool,
}

/// The component's exposed endpoints, by visibility and endpoint name; none where the data plane has no Gateway API.
///
/// Endpoints of a component share the host `<DNS prefix>.<component>.<organization>.<domain>` and differ by path;
/// where two have the same path, each of them has the host `<DNS prefix>.<endpoint>.<component>.<organization>.<domain>`.
/// Components are unique in an organization, so that hosts cannot collide.
pub(crate) fn of<'a>(workload: &Workload<'a>) -> Vec<Exposure<'a>> {
    if !workload.place.capabilities.gateway_api {
        return Vec::new();
    }
    let mut exposures = Vec::new();
    for visibility in [Visibility::Organization, Visibility::Public] {
        let exposed: Vec<&Endpoint> =
            workload.endpoints.iter().copied().filter(|endpoint| is_exposed(endpoint, visibility)).collect();
        for &endpoint in &exposed {
            let alone = exposed.iter().filter(|other| same_path(other, endpoint)).count() > 1;
            let host = host(workload, visibility, alone.then_some(&*endpoint.name));
            exposures.push(Exposure { endpoint, visibility, host, alone });
        }
    }
    exposures
}

fn is_exposed(endpoint: &Endpoint, visibility: Visibility) -> bool {
    endpoint.type_.is_routable() && endpoint.visibility.contains(&visibility)
}

fn same_path(one: &Endpoint, other: &Endpoint) -> bool {
    one.path.trim_end_matches('/') == other.path.trim_end_matches('/')
}

fn host(workload: &Workload<'_>, visibility: Visibility, endpoint: Option<&str>) -> String {
    let domain = match visibility {
        Visibility::Organization => &workload.place.gateway.organization_host,
        Visibility::Public => &workload.place.gateway.public_host,
    };
    let parts =
        [&workload.place.dns_prefix, endpoint.unwrap_or_default(), workload.name, &workload.place.cell.organization];
    let budget = 253_usize.saturating_sub(domain.len() + parts.len());
    let shares = name::shares(parts.map(str::len), budget);
    let mut host = String::with_capacity(253);
    for (part, share) in parts.into_iter().zip(shares).filter(|(part, _)| !part.is_empty()) {
        host.push_str(&name::shorten(part, share));
        host.push('.');
    }
    host + domain
}

/// Where the endpoints are reached, by endpoint; the URL inside the cell comes first.
pub(crate) fn urls(workload: &Workload<'_>, exposures: &[Exposure<'_>]) -> Vec<EndpointUrl> {
    let cell = &workload.place.cell;
    let url = |endpoint: &Endpoint, visibility, authority: &str| EndpointUrl {
        environment: cell.environment.clone(),
        data_plane: cell.data_plane.clone(),
        endpoint: endpoint.name.clone(),
        visibility,
        url: address::url(endpoint, authority),
    };
    let mut urls = Vec::new();
    for endpoint in &workload.endpoints {
        if workload.spec.type_ != ComponentType::ApiProxy {
            let host = address::host(workload.name, workload.namespace());
            urls.push(url(endpoint, None, &format!("{host}:{}", endpoint.port)));
        }
        let exposed = exposures.iter().filter(|exposure| exposure.endpoint.name == endpoint.name);
        urls.extend(exposed.map(|exposure| url(endpoint, Some(exposure.visibility), &exposure.host)));
    }
    urls
}

//! A client that is connected to a fake provider.

use std::{io, sync::Arc};

use futures::{StreamExt, stream};
use hyper_util::rt::TokioIo;
use openchoreo_proto::tfplugin6::{
    ClientCapabilities, Diagnostic, DynamicValue, RawState, apply_resource_change, attribute_path::step::Selector,
    plan_resource_change, provider_client::ProviderClient,
};
use openchoreo_tfplugin::{codec::msgpack, server::Service, value::Value};
use tokio::io::duplex;
use tonic::transport::{Channel, Endpoint, Server};

use super::fake::{Fake, FakeProvider, NAME, schema};

pub(crate) type Client = ProviderClient<Channel>;

/// Serves the fake over a pipe, without limits to the size of a message, as Terraform has none.
pub(crate) async fn client(fake: Fake) -> Client {
    let (ours, theirs) = duplex(1 << 16);
    let service = Service::new(FakeProvider(Arc::new(fake)));
    let clients = stream::iter([Ok::<_, io::Error>(ours)]).chain(stream::pending());
    tokio::spawn(Server::builder().add_service(service.into_server()).serve_with_incoming(clients));
    let mut pipe = Some(TokioIo::new(theirs));
    let connector = tower::service_fn(move |_| {
        let pipe = pipe.take().ok_or_else(|| io::Error::from(io::ErrorKind::ConnectionRefused));
        async move { pipe }
    });
    let channel = Endpoint::from_static("http://fake").connect_with_connector(connector).await.unwrap();
    ProviderClient::new(channel).max_decoding_message_size(usize::MAX).max_encoding_message_size(usize::MAX)
}

/// What Terraform 1.11 can do.
pub(crate) fn capabilities() -> Option<ClientCapabilities> {
    Some(ClientCapabilities { write_only_attributes_allowed: true, ..ClientCapabilities::default() })
}

/// A value of the fake's schema on the wire.
pub(crate) fn wire(value: &Value) -> Option<DynamicValue> {
    let msgpack = msgpack::encode(value, &schema().object_type());
    Some(DynamicValue { msgpack, json: Vec::new() })
}

/// A value of the fake's schema from the wire.
pub(crate) fn value(wire: Option<DynamicValue>) -> Value {
    msgpack::decode(&wire.expect("a value").msgpack, &schema().object_type()).unwrap()
}

pub(crate) fn raw(json: &str) -> Option<RawState> {
    Some(RawState { json: json.into(), ..RawState::default() })
}

pub(crate) fn plan(prior: &Value, config: &Value, proposed: &Value) -> plan_resource_change::Request {
    plan_resource_change::Request {
        type_name: NAME.into(),
        prior_state: wire(prior),
        proposed_new_state: wire(proposed),
        config: wire(config),
        client_capabilities: capabilities(),
        ..plan_resource_change::Request::default()
    }
}

pub(crate) fn apply(prior: &Value, planned: &Value, config: &Value) -> apply_resource_change::Request {
    apply_resource_change::Request {
        type_name: NAME.into(),
        prior_state: wire(prior),
        planned_state: wire(planned),
        config: wire(config),
        ..apply_resource_change::Request::default()
    }
}

/// A diagnostic in one line: `path: summary`.
pub(crate) fn summaries(diagnostics: &[Diagnostic]) -> Vec<String> {
    let line = |diagnostic: &Diagnostic| match &diagnostic.attribute {
        None => diagnostic.summary.clone(),
        Some(path) => {
            let steps = path.steps.iter().map(|step| match step.selector.as_ref().unwrap() {
                Selector::AttributeName(name) => name.clone(),
                Selector::ElementKeyString(key) => format!("[{key:?}]"),
                Selector::ElementKeyInt(index) => format!("[{index}]"),
            });
            format!("{}: {}", steps.collect::<Vec<_>>().join("."), diagnostic.summary)
        }
    };
    diagnostics.iter().map(line).collect()
}

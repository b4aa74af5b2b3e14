//! The service that arranges further connections. A provider has none to offer.

use futures::StreamExt;
use openchoreo_proto::plugin::{ConnInfo, conn_info::Knock, grpc_broker_server::GrpcBroker};
use tonic::{Request, Response, Status, Streaming, codegen::BoxStream};

use super::lifetime::Lifetime;

/// Declines every further connection, until the end.
#[derive(Debug)]
pub(super) struct Broker(pub(super) Lifetime);

#[tonic::async_trait]
impl GrpcBroker for Broker {
    async fn start_stream(
        &self,
        request: Request<Streaming<ConnInfo>>,
    ) -> Result<Response<BoxStream<ConnInfo>>, Status> {
        let lifetime = self.0.clone();
        let answers = request.into_inner().filter_map(async |message| message.map(decline).transpose());
        Ok(Response::new(Box::pin(answers.take_until(async move { lifetime.ending().await }))))
    }
}

/// Answers one who knocks; everything else is only for information.
fn decline(message: ConnInfo) -> Option<ConnInfo> {
    message.knock.filter(|knock| knock.knock)?;
    let error = format!("this plugin has no further service, so none of number {}", message.service_id);
    let knock = Some(Knock { knock: true, ack: true, error });
    Some(ConnInfo { service_id: message.service_id, knock, ..ConnInfo::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_knock_is_answered_with_a_refusal() {
        let knock = Some(Knock { knock: true, ..Knock::default() });
        let answer = decline(ConnInfo { service_id: 7, knock, ..ConnInfo::default() }).unwrap();
        let knock = answer.knock.unwrap();
        assert_eq!((answer.service_id, knock.ack), (7, true));
        assert!(knock.error.contains('7'));
        assert_eq!(decline(ConnInfo::default()), None);
    }
}

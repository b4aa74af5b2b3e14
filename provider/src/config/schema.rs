//! Schema of the `provider` block.

use openchoreo_tfplugin::{
    schema::{Attribute, Block, Schema},
    value::Type,
};

/// The schema.
pub fn schema() -> Schema {
    let text = |description: &str| Attribute::optional(Type::String).describe(description);
    let flag = |description: &str| Attribute::optional(Type::Bool).describe(description);
    Schema::new("Manages organizations, data planes, environments, deployment pipelines, projects and components of OpenChoreo.")
        .attribute("config_path", text("Path of a kubeconfig of the control plane. Environment: `KUBE_CONFIG_PATH`, then `KUBECONFIG`. Without any of them no file is read."))
        .attribute("config_context", text("Context of the kubeconfig. Defaults to its current context. Environment: `KUBE_CTX`."))
        .attribute("host", text("URL of the control plane's API server. Environment: `KUBE_HOST`."))
        .attribute("token", text("Bearer token. Environment: `KUBE_TOKEN`.").sensitive())
        .attribute("cluster_ca_certificate", text("Certificate authority of the API server, in PEM. Environment: `KUBE_CLUSTER_CA_CERT_DATA`."))
        .attribute("client_certificate", text("Client certificate, in PEM; goes with `client_key`. Environment: `KUBE_CLIENT_CERT_DATA`."))
        .attribute("client_key", text("Key of the client certificate, in PEM. Environment: `KUBE_CLIENT_KEY_DATA`.").sensitive())
        .attribute("proxy_url", text("Proxy for all requests. Environment: `KUBE_PROXY_URL`."))
        .attribute("tls_server_name", text("Name that the API server's certificate must carry, instead of the host's. Environment: `KUBE_TLS_SERVER_NAME`."))
        .attribute("insecure", flag("Trust any certificate of the API server. Environment: `KUBE_INSECURE`."))
        .attribute("field_manager", text("Field manager under which objects are applied. Defaults to `terraform-provider-openchoreo`."))
        .attribute("force_conflicts", flag("Take over fields that other field managers hold. Defaults to `false`: such a field is an error."))
        .attribute("adopt_existing", flag("Take over objects that exist already when they are to be created. Defaults to `false`: such an object is an error."))
        .attribute("wait_for_rollout", flag("Wait until objects are ready, not only until they are accepted. Defaults to `false`; resources can differ."))
        .block("exec", Block::single(exec()))
}

fn exec() -> Schema {
    Schema::new("Command that prints credentials, as the `exec` section of a kubeconfig has it.")
        .attribute(
            "api_version",
            Attribute::required(Type::String)
                .describe("API version of the printed `ExecCredential`, such as `client.authentication.k8s.io/v1`."),
        )
        .attribute("command", Attribute::required(Type::String).describe("The command."))
        .attribute("args", Attribute::optional(Type::list(Type::String)).describe("Its arguments."))
        .attribute(
            "env",
            Attribute::optional(Type::map(Type::String)).describe("Environment variables added for it.").sensitive(),
        )
}

// The definitions of the kinds that components compile to are read from the sources of these modules, as
// `go list -m` finds them. Nothing here is compiled.
module openchoreo.dev/crds

go 1.26.7

require (
	github.com/argoproj/argo-cd/v3 v3.5.7
	github.com/argoproj/argo-workflows/v3 v3.7.4
	github.com/cert-manager/cert-manager v1.21.2
	github.com/cilium/cilium v1.20.2
	github.com/envoyproxy/gateway v1.9.1
	github.com/external-secrets/external-secrets v1.3.2
	github.com/fluxcd/helm-controller v1.6.1
	github.com/fluxcd/kustomize-controller v1.9.6
	github.com/fluxcd/notification-controller v1.6.0
	github.com/fluxcd/source-controller v1.9.6
	github.com/kedacore/keda/v2 v2.21.0
	github.com/prometheus-operator/prometheus-operator v0.85.0
	istio.io/api v1.31.1
	sigs.k8s.io/gateway-api v1.6.3
)

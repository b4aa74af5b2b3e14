package main

import (
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

const contextName = "kube-apiserver"

// writeKubeconfig writes a file with one context that reaches the server as a cluster administrator.
func writeKubeconfig(path string, config *rest.Config) error {
	kubeconfig := api.NewConfig()
	kubeconfig.Clusters[contextName] = &api.Cluster{
		Server: config.Host, CertificateAuthorityData: config.CAData,
	}
	kubeconfig.AuthInfos[contextName] = &api.AuthInfo{Token: config.BearerToken}
	kubeconfig.Contexts[contextName] = &api.Context{Cluster: contextName, AuthInfo: contextName}
	kubeconfig.CurrentContext = contextName
	return clientcmd.WriteToFile(*kubeconfig, path)
}

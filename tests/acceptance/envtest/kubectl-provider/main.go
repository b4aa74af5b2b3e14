// The provider gavinbunney/kubectl as its own command serves it, and with --debug for a client that attaches to it, which
// its own command does not.
package main

import (
	"os"
	"slices"

	"github.com/gavinbunney/terraform-provider-kubectl/kubernetes"
	"github.com/hashicorp/terraform-plugin-sdk/v2/plugin"
)

func main() {
	plugin.Serve(&plugin.ServeOpts{
		Debug:        slices.Contains(os.Args[1:], "--debug"),
		ProviderAddr: "registry.terraform.io/gavinbunney/kubectl",
		ProviderFunc: kubernetes.Provider,
	})
}

package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/pflag"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/util/cert"
	"k8s.io/client-go/util/keyutil"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
	"k8s.io/kubernetes/cmd/kube-apiserver/app/options"
)

// apiServer is a running kube-apiserver: how to reach it, and the error that ends it.
type apiServer struct {
	config *rest.Config
	failed <-chan error
}

func startAPIServer(ctx context.Context, dir, etcdEndpoint string) (*apiServer, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	files, err := writeCredentials(dir)
	if err != nil {
		return nil, err
	}
	run := options.NewServerRunOptions()
	flags := pflag.NewFlagSet("kube-apiserver", pflag.ContinueOnError)
	for _, set := range run.Flags().FlagSets {
		flags.AddFlagSet(set)
	}
	if err := flags.Parse(files.arguments(etcdEndpoint)); err != nil {
		return nil, err
	}
	run.SecureServing.Listener = listener
	run.SecureServing.BindPort = listener.Addr().(*net.TCPAddr).Port
	if err := run.GenericServerRunOptions.ComponentGlobalsRegistry.Set(); err != nil {
		return nil, err
	}
	completed, err := run.Complete(ctx)
	if err != nil {
		return nil, err
	}
	if errs := completed.Validate(); len(errs) != 0 {
		return nil, fmt.Errorf("kube-apiserver refuses its options: %v", errs)
	}
	failed := make(chan error, 1)
	go func() { failed <- app.Run(ctx, completed) }()

	config := files.restConfig(listener.Addr().String())
	return &apiServer{config: config, failed: failed}, waitUntilReady(ctx, config, failed)
}

// waitUntilReady also waits for the namespace that every test may take for granted.
func waitUntilReady(ctx context.Context, config *rest.Config, failed <-chan error) error {
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	return wait.PollUntilContextTimeout(ctx, 50*time.Millisecond, 2*time.Minute, true, func(ctx context.Context) (bool, error) {
		select {
		case err := <-failed:
			return false, fmt.Errorf("kube-apiserver stopped: %w", err)
		default:
		}
		for _, path := range []string{"/readyz", "/api/v1/namespaces/default"} {
			status := 0
			client.Discovery().RESTClient().Get().AbsPath(path).Do(ctx).StatusCode(&status)
			if status != http.StatusOK {
				return false, nil
			}
		}
		return true, nil
	})
}

// credentials are the files that kube-apiserver reads, and what a client needs to trust and convince it.
type credentials struct {
	dir, token string
	authority  []byte
}

func writeCredentials(dir string) (*credentials, error) {
	certificate, key, err := cert.GenerateSelfSignedCertKey("localhost", []net.IP{net.IPv4(127, 0, 0, 1)}, nil)
	if err != nil {
		return nil, err
	}
	serviceAccounts, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	serviceAccountKey, err := keyutil.MarshalPrivateKeyToPEM(serviceAccounts)
	if err != nil {
		return nil, err
	}
	secret := make([]byte, 16)
	rand.Read(secret)
	token := hex.EncodeToString(secret)
	for name, content := range map[string][]byte{
		"server.crt": certificate, "server.key": key, "service-accounts.key": serviceAccountKey,
		"tokens.csv": []byte(token + ",admin,admin,system:masters\n"),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			return nil, err
		}
	}
	// The file holds the server's own certificate first and the authority that signed it after it.
	_, rest := pem.Decode(certificate)
	return &credentials{dir: dir, token: token, authority: rest}, nil
}

func (c *credentials) arguments(etcdEndpoint string) []string {
	serviceAccountKey := filepath.Join(c.dir, "service-accounts.key")
	return []string{
		"--etcd-servers=" + etcdEndpoint,
		"--bind-address=127.0.0.1",
		"--advertise-address=127.0.0.1",
		"--endpoint-reconciler-type=none",
		"--service-cluster-ip-range=10.0.0.0/16",
		"--cert-dir=" + c.dir,
		"--tls-cert-file=" + filepath.Join(c.dir, "server.crt"),
		"--tls-private-key-file=" + filepath.Join(c.dir, "server.key"),
		"--token-auth-file=" + filepath.Join(c.dir, "tokens.csv"),
		"--authorization-mode=RBAC",
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file=" + serviceAccountKey,
		"--service-account-signing-key-file=" + serviceAccountKey,
		// Nothing here makes the service accounts and their tokens that this admission would wait for.
		"--disable-admission-plugins=ServiceAccount",
		"--max-requests-inflight=2000",
		"--max-mutating-requests-inflight=1000",
	}
}

func (c *credentials) restConfig(address string) *rest.Config {
	return &rest.Config{
		Host:            "https://" + address,
		BearerToken:     c.token,
		TLSClientConfig: rest.TLSClientConfig{CAData: c.authority},
		QPS:             -1,
	}
}

// Command kube-apiserver-for-tests is a Kubernetes control plane in one process: etcd, kube-apiserver,
// the garbage collector and the namespace controller. It writes one line, READY and the path of a
// kubeconfig, to standard output, and stops and removes its files when standard input closes.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

func main() {
	// A control plane whose parent died must not outlive it because of a full or closed pipe.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(parent context.Context) error {
	dir, err := os.MkdirTemp("", "kube-apiserver-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)

	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	go func() {
		io.Copy(io.Discard, os.Stdin)
		cancel()
	}()

	database, err := startEtcd(filepath.Join(dir, "etcd"))
	if err != nil {
		return err
	}
	defer database.Server.HardStop()

	server, err := startAPIServer(ctx, dir, database.Config().AdvertiseClientUrls[0].String())
	if err != nil {
		return err
	}
	if err := startControllers(ctx, server.config); err != nil {
		return err
	}
	kubeconfig := filepath.Join(dir, "kubeconfig")
	if err := writeKubeconfig(kubeconfig, server.config); err != nil {
		return err
	}
	fmt.Println("READY", kubeconfig)

	select {
	case <-ctx.Done():
		return nil
	case err := <-server.failed:
		return err
	}
}

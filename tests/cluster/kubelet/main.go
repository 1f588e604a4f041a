// SPDX-License-Identifier: Apache-2.0
// Command kubelet is Kubernetes' own kubelet without a machine under it: container runtime, container manager, mounts
// and machine facts are the stand-ins that Kubernetes' own tests use, so that it starts anywhere and changes nothing of
// the host. Its server, its authentication and authorization, its configuration, /configz and /logs are the real ones.
//
//	kubelet CONFIG KUBECONFIG NODE-NAME NODE-IP ROOT-DIR
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	noopoteltrace "go.opentelemetry.io/otel/trace/noop"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/client-go/tools/record"
	fakeremote "k8s.io/cri-client/pkg/fake"
	"k8s.io/kubernetes/cmd/kubelet/app"
	"k8s.io/kubernetes/cmd/kubelet/app/options"
	"k8s.io/kubernetes/pkg/kubelet"
	cadvisortest "k8s.io/kubernetes/pkg/kubelet/cadvisor/testing"
	"k8s.io/kubernetes/pkg/kubelet/cm"
	containertest "k8s.io/kubernetes/pkg/kubelet/container/testing"
	"k8s.io/kubernetes/pkg/kubelet/kubeletconfig/configfiles"
	probetest "k8s.io/kubernetes/pkg/kubelet/prober/testing"
	utilfs "k8s.io/kubernetes/pkg/util/filesystem"
	"k8s.io/kubernetes/pkg/util/oom"
	"k8s.io/kubernetes/pkg/volume"
	"k8s.io/kubernetes/pkg/volume/emptydir"
	"k8s.io/kubernetes/pkg/volume/util/hostutil"
	"k8s.io/kubernetes/pkg/volume/util/subpath"
	"k8s.io/mount-utils"
)

func run(ctx context.Context, configFile, kubeconfig, name, ip, root string) error {
	endpoint := "unix://" + filepath.Join(root, "runtime.sock")
	if err := fakeremote.NewFakeRemoteRuntime().Start(endpoint); err != nil {
		return err
	}
	loader, err := configfiles.NewFsLoader(&utilfs.DefaultFs{}, configFile)
	if err != nil {
		return err
	}
	config, err := loader.Load(ctx)
	if err != nil {
		return err
	}
	config.ContainerRuntimeEndpoint = endpoint
	flags := options.NewKubeletFlags()
	flags.HostnameOverride, flags.NodeIP, flags.KubeConfig, flags.RootDirectory = name, ip, kubeconfig, root
	flags.CertDirectory = filepath.Join(root, "pki")
	server := &options.KubeletServer{KubeletFlags: *flags, KubeletConfiguration: *config}
	tls, err := app.InitializeTLS(ctx, &server.KubeletFlags, &server.KubeletConfiguration)
	if err != nil {
		return err
	}
	return app.Run(ctx, server, &kubelet.Dependencies{
		CAdvisorInterface: &cadvisortest.Fake{NodeName: name},
		ContainerManager:  cm.NewFakeContainerManager(),
		HostUtil:          hostutil.NewFakeHostUtil(nil),
		Mounter:           &mount.FakeMounter{},
		OOMAdjuster:       oom.NewFakeOOMAdjuster(),
		OSInterface:       &containertest.FakeOS{},
		ProbeManager:      probetest.FakeManager{},
		Recorder:          &record.FakeRecorder{},
		Subpather:         &subpath.FakeSubpath{},
		TLSOptions:        tls,
		TracerProvider:    noopoteltrace.NewTracerProvider(),
		VolumePlugins:     append([]volume.VolumePlugin{}, emptydir.ProbeVolumePlugins()...),
	}, utilfeature.DefaultFeatureGate)
}

func main() {
	if len(os.Args) != 6 {
		fmt.Fprintln(os.Stderr, "kubelet CONFIG KUBECONFIG NODE-NAME NODE-IP ROOT-DIR")
		os.Exit(2)
	}
	if err := run(context.Background(), os.Args[1], os.Args[2], os.Args[3], os.Args[4], os.Args[5]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

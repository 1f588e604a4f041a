// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"math/rand"
	"os"
	"strings"
)

// A component that may run: the flags that it may have, and the values that each may be given. That of a kubelet are
// fields of its file, in JSON.
type component struct {
	program, file, section string
	ofFile                 bool
	flags                  []choice
}

type choice struct {
	name   string
	values []string
}

// process is one component with its flags, in their order.
type process struct {
	component
	flags []string
}

var (
	path    = []string{"/etc/kubernetes/pki/one", "/var/lib/two"}
	boolean = []string{"true", "false"}
)

var components = []component{
	{"kube-apiserver", "master.yaml", "1.2", false, []choice{
		{"anonymous-auth", boolean},
		{"token-auth-file", path},
		{"enable-admission-plugins", []string{"NodeRestriction", "NodeRestriction,DenyServiceExternalIPs,AlwaysPullImages",
			"AlwaysAdmit", "EventRateLimit,NodeRestriction"}},
		{"disable-admission-plugins", []string{"ServiceAccount", "NamespaceLifecycle", "PodTolerationRestriction",
			"ServiceAccount,NamespaceLifecycle"}},
		{"kubelet-client-certificate", path},
		{"kubelet-client-key", path},
		{"kubelet-certificate-authority", path},
		{"authorization-mode", []string{"AlwaysAllow", "RBAC", "Node,RBAC", "Node", "RBAC,AlwaysAllow", "Node,ABAC"}},
		{"profiling", boolean},
		{"audit-log-path", []string{"/var/log/audit.log"}},
		{"audit-log-maxage", []string{"0", "29", "30", "90"}},
		{"audit-log-maxbackup", []string{"0", "9", "10", "20"}},
		{"audit-log-maxsize", []string{"0", "99", "100", "500"}},
		{"service-account-lookup", boolean},
		{"service-account-key-file", path},
		{"etcd-certfile", path},
		{"etcd-keyfile", path},
		{"etcd-cafile", path},
		{"tls-cert-file", path},
		{"tls-private-key-file", path},
		{"client-ca-file", path},
		{"encryption-provider-config", path},
		{"tls-cipher-suites", []string{"TLS_AES_128_GCM_SHA256", "TLS_RSA_WITH_AES_128_GCM_SHA256",
			"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,TLS_ECDHE_ECDSA_WITH_RC4_128_SHA", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"}},
		{"service-account-extend-token-expiration", boolean},
		{"secure-port", []string{"6443"}},
	}},
	{"kube-controller-manager", "master.yaml", "1.3", false, []choice{
		{"terminated-pod-gc-threshold", []string{"10", "12500"}},
		{"profiling", boolean},
		{"use-service-account-credentials", boolean},
		{"service-account-private-key-file", path},
		{"root-ca-file", path},
		{"feature-gates", []string{"RotateKubeletServerCertificate=true", "RotateKubeletServerCertificate=false", "Other=true"}},
		{"bind-address", []string{"127.0.0.1", "0.0.0.0"}},
	}},
	{"kube-scheduler", "master.yaml", "1.4", false, []choice{
		{"profiling", boolean},
		{"bind-address", []string{"127.0.0.1", "0.0.0.0"}},
	}},
	{"etcd", "etcd.yaml", "2", false, []choice{
		{"cert-file", path},
		{"key-file", path},
		{"client-cert-auth", boolean},
		{"auto-tls", boolean},
		{"peer-cert-file", path},
		{"peer-key-file", path},
		{"peer-client-cert-auth", boolean},
		{"peer-auto-tls", boolean},
		{"trusted-ca-file", append([]string{"/etc/kubernetes/pki/ca.crt"}, path...)},
	}},
	{"kubelet", "node.yaml", "4.2", true, []choice{
		{"authentication.anonymous.enabled", boolean},
		{"authorization.mode", []string{`"AlwaysAllow"`, `"Webhook"`}},
		{"authentication.x509.clientCAFile", []string{`"/etc/kubernetes/pki/ca.crt"`}},
		{"readOnlyPort", []string{"0", "10255"}},
		{"streamingConnectionIdleTimeout", []string{`"4h0m0s"`, "0", `"5m"`}},
		{"makeIPTablesUtilChains", boolean},
		{"eventRecordQPS", []string{"0", "5", "50"}},
		{"tlsCertFile", []string{`"/var/lib/kubelet/pki/k.crt"`}},
		{"tlsPrivateKeyFile", []string{`"/var/lib/kubelet/pki/k.key"`}},
		{"rotateCertificates", boolean},
		{"featureGates.RotateKubeletServerCertificate", boolean},
		{"tlsCipherSuites", []string{`["TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"]`,
			`["TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_RSA_WITH_3DES_EDE_CBC_SHA"]`, `["TLS_RSA_WITH_AES_128_GCM_SHA256"]`}},
		{"podPidsLimit", []string{"4096", "-1"}},
		{"seccompDefault", boolean},
		{"serverTLSBootstrap", boolean},
	}},
	{"kube-proxy", "node.yaml", "4.3", false, []choice{
		{"metrics-bind-address", []string{"127.0.0.1:10249", "0.0.0.0:10249", "10.0.0.5:10249"}},
		{"bind-address", []string{"0.0.0.0"}},
	}},
}

// Each flag is there two times of three.
func randomFlags(random *rand.Rand, one component) []string {
	dashes := "--"
	if one.ofFile {
		dashes = ""
	}
	out := []string{}
	for _, flag := range one.flags {
		if random.Intn(3) > 0 {
			out = append(out, dashes+flag.name+"="+flag.values[random.Intn(len(flag.values))])
		}
	}
	random.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// given is the value of a flag, and whether it is there.
func given(flags []string, name string) (string, bool) {
	for _, one := range flags {
		if value, found := strings.CutPrefix(strings.TrimPrefix(one, "--"), name+"="); found {
			return value, true
		}
	}
	return "", false
}

// configuration is the file that is made of a component's fields.
func (p process) configuration() ([]byte, error) {
	root := map[string]any{}
	for _, one := range p.flags {
		path, text, _ := strings.Cut(one, "=")
		var value any
		if err := json.Unmarshal([]byte(text), &value); err != nil {
			return nil, err
		}
		at, steps := root, strings.Split(path, ".")
		for _, step := range steps[:len(steps)-1] {
			if at[step] == nil {
				at[step] = map[string]any{}
			}
			at, _ = at[step].(map[string]any)
		}
		at[steps[len(steps)-1]] = value
	}
	return json.Marshal(root)
}

// object is what of a cluster tells the process: a static pod, or the kubelets' ConfigMap.
func (p process) object(name string) (map[string]any, error) {
	metadata := map[string]any{"name": name, "namespace": "kube-system"}
	if p.ofFile {
		file, err := p.configuration()
		return map[string]any{"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata,
			"data": map[string]any{"kubelet": string(file)}}, err
	}
	container := map[string]any{"name": "c", "image": "registry.k8s.io/" + p.program + ":v1.31.0",
		"command": append([]string{p.program}, p.flags...)}
	return map[string]any{"apiVersion": "v1", "kind": "Pod", "metadata": metadata,
		"spec": map[string]any{"containers": []any{container}}}, nil
}

func writeObjects(file string, processes map[string]process) error {
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	defer out.Close()
	encoder := json.NewEncoder(out)
	for name, one := range processes {
		object, err := one.object(name)
		if err != nil {
			return err
		}
		if err := encoder.Encode(object); err != nil {
			return err
		}
	}
	return nil
}

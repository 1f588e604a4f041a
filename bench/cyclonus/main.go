// SPDX-License-Identifier: Apache-2.0

// Writes a cluster as manifests, and measures how long cyclonus' matcher takes to tell which of its pods may connect to which, on one
// port: what `bulwark net reach` tells of all ports.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/mattfenwick/cyclonus/pkg/matcher"
	v1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

const (
	port     = 8080
	portName = "http"
	alike    = 5
)

func main() {
	pods := flag.Int("pods", 1000, "pods")
	policies := flag.Int("policies", 100, "policies")
	spaces := flag.Int("namespaces", 10, "namespaces")
	out := flag.String("out", "", "the file for the manifests")
	flag.Parse()
	cluster := makeCluster(*pods, *policies, *spaces)
	if err := cluster.write(*out); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	begin := time.Now()
	policy := matcher.BuildNetworkPolicies(true, cluster.policies)
	connected := 0
	for i := range cluster.peers {
		for j := range cluster.peers {
			if i == j {
				continue
			}
			traffic := &matcher.Traffic{Source: &cluster.peers[i], Destination: &cluster.peers[j], ResolvedPort: port,
				ResolvedPortName: portName, Protocol: v1.ProtocolTCP}
			if policy.IsTrafficAllowed(traffic).IsAllowed() {
				connected++
			}
		}
	}
	fmt.Printf("seconds %.3f\nconnected %d\n", time.Since(begin).Seconds(), connected)
}

type cluster struct {
	objects  []any
	peers    []matcher.TrafficPeer
	policies []*networkingv1.NetworkPolicy
}

func spaceName(number int) string { return fmt.Sprintf("team-%d", number) }

func makeCluster(pods, policies, spaces int) *cluster {
	out := &cluster{}
	labels := make([]map[string]string, spaces)
	for i := range spaces {
		stage := "test"
		if i%3 == 0 {
			stage = "prod"
		}
		labels[i] = map[string]string{"stage": stage, "kubernetes.io/metadata.name": spaceName(i)}
		out.objects = append(out.objects, v1.Namespace{TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Namespace"},
			ObjectMeta: metav1.ObjectMeta{Name: spaceName(i), Labels: labels[i]}})
	}
	for i := range pods {
		own := map[string]string{"app": fmt.Sprintf("app-%d", i/spaces/alike), "tier": []string{"front", "back"}[i/spaces%2]}
		out.objects = append(out.objects, v1.Pod{TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Pod"},
			ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprintf("pod-%d", i), Namespace: spaceName(i % spaces), Labels: own},
			Spec:       v1.PodSpec{Containers: []v1.Container{{Name: "c", Image: "i", Ports: []v1.ContainerPort{{Name: portName, ContainerPort: port}}}}}})
		out.peers = append(out.peers, matcher.TrafficPeer{IP: fmt.Sprintf("10.%d.%d.%d", i>>16, i>>8&255, i&255), Internal: &matcher.InternalPeer{
			PodLabels: own, NamespaceLabels: labels[i%spaces], Namespace: spaceName(i % spaces)}})
	}
	for i := range policies {
		policy := &networkingv1.NetworkPolicy{TypeMeta: metav1.TypeMeta{APIVersion: "networking.k8s.io/v1", Kind: "NetworkPolicy"},
			ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprintf("policy-%d", i), Namespace: spaceName(i % spaces)}, Spec: spec(i / spaces)}
		out.policies = append(out.policies, policy)
		out.objects = append(out.objects, policy)
	}
	return out
}

func selecting(key, value string) *metav1.LabelSelector {
	return &metav1.LabelSelector{MatchLabels: map[string]string{key: value}}
}

func ports(on intstr.IntOrString) []networkingv1.NetworkPolicyPort {
	return []networkingv1.NetworkPolicyPort{{Port: &on}}
}

// In each namespace one denies all, one lets a stage in, the others let applications talk.
func spec(kind int) networkingv1.NetworkPolicySpec {
	both := []networkingv1.PolicyType{networkingv1.PolicyTypeIngress, networkingv1.PolicyTypeEgress}
	if kind == 0 {
		return networkingv1.NetworkPolicySpec{PolicyTypes: both}
	}
	if kind == 1 {
		return networkingv1.NetworkPolicySpec{PodSelector: *selecting("tier", "front"), PolicyTypes: both[:1],
			Ingress: []networkingv1.NetworkPolicyIngressRule{{From: []networkingv1.NetworkPolicyPeer{{NamespaceSelector: selecting("stage", "prod")}},
				Ports: ports(intstr.FromString(portName))}}}
	}
	next := []networkingv1.NetworkPolicyPeer{{PodSelector: selecting("app", fmt.Sprintf("app-%d", kind-1))}}
	return networkingv1.NetworkPolicySpec{PodSelector: *selecting("app", fmt.Sprintf("app-%d", kind-2)), PolicyTypes: both,
		Ingress: []networkingv1.NetworkPolicyIngressRule{{From: next, Ports: ports(intstr.FromInt32(port))}},
		Egress:  []networkingv1.NetworkPolicyEgressRule{{To: next, Ports: ports(intstr.FromInt32(port))}}}
}

func (c *cluster) write(path string) error {
	var text []byte
	for _, one := range c.objects {
		line, err := json.Marshal(one)
		if err != nil {
			return err
		}
		text = append(append(text, line...), '\n')
	}
	return os.WriteFile(path, text, 0o600)
}

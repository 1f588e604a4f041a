// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"maps"
	"slices"

	"github.com/mattfenwick/cyclonus/pkg/generator"
	v1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// What cyclonus probes: three namespaces with three pods that listen on two ports of three protocols.
var (
	spaces    = []string{"x", "y", "z"}
	podNames  = []string{"a", "b", "c"}
	ports     = []int{80, 81}
	protocols = []v1.Protocol{v1.ProtocolTCP, v1.ProtocolUDP, v1.ProtocolSCTP}
)

// A pod or, without a namespace, an address outside of the cluster.
type end struct {
	space, name string
	labels      map[string]string
	address     string
}

type world struct {
	namespaces map[string]map[string]string
	pods       []end
	policies   []*networkingv1.NetworkPolicy
}

func spaceLabels(name string, labels map[string]string) map[string]string {
	out := maps.Clone(labels)
	if out == nil {
		out = map[string]string{}
	}
	out["kubernetes.io/metadata.name"] = name
	return out
}

func newWorld() *world {
	out := &world{namespaces: map[string]map[string]string{}}
	for _, space := range spaces {
		out.namespaces[space] = spaceLabels(space, map[string]string{"ns": space})
		for _, name := range podNames {
			out.addPod(space, name, map[string]string{"pod": name})
		}
	}
	return out
}

// No block of IPv4 holds a pod: for Bulwark, blocks are about what is outside.
func (w *world) addPod(space, name string, labels map[string]string) {
	w.pods = append(w.pods, end{space, name, labels, fmt.Sprintf("fd00:77::%d", len(w.pods)+1)})
}

func (w *world) removePods(is func(end) bool) {
	w.pods = slices.DeleteFunc(slices.Clone(w.pods), is)
}

func (w *world) removePolicy(space, name string) {
	w.policies = slices.DeleteFunc(w.policies, func(one *networkingv1.NetworkPolicy) bool {
		return one.Namespace == space && one.Name == name
	})
}

// What one step of a case does to a cluster.
func (w *world) apply(action *generator.Action) error {
	switch {
	case action.CreatePolicy != nil:
		w.policies = append(w.policies, action.CreatePolicy.Policy)
	case action.UpdatePolicy != nil:
		policy := action.UpdatePolicy.Policy
		w.removePolicy(policy.Namespace, policy.Name)
		w.policies = append(w.policies, policy)
	case action.DeletePolicy != nil:
		w.removePolicy(action.DeletePolicy.Namespace, action.DeletePolicy.Name)
	case action.CreateNamespace != nil:
		w.namespaces[action.CreateNamespace.Namespace] = spaceLabels(action.CreateNamespace.Namespace, action.CreateNamespace.Labels)
	case action.SetNamespaceLabels != nil:
		w.namespaces[action.SetNamespaceLabels.Namespace] = spaceLabels(action.SetNamespaceLabels.Namespace, action.SetNamespaceLabels.Labels)
	case action.DeleteNamespace != nil:
		space := action.DeleteNamespace.Namespace
		delete(w.namespaces, space)
		w.removePods(func(one end) bool { return one.space == space })
	case action.CreatePod != nil:
		w.addPod(action.CreatePod.Namespace, action.CreatePod.Pod, action.CreatePod.Labels)
	case action.SetPodLabels != nil:
		for i := range w.pods {
			if w.pods[i].space == action.SetPodLabels.Namespace && w.pods[i].name == action.SetPodLabels.Pod {
				w.pods[i].labels = action.SetPodLabels.Labels
			}
		}
	case action.DeletePod != nil:
		w.removePods(func(one end) bool { return one.space == action.DeletePod.Namespace && one.name == action.DeletePod.Pod })
	case action.ReadNetworkPolicies != nil:
	default:
		return fmt.Errorf("an action of a kind that is not known")
	}
	return nil
}

// All objects, as a cluster would have them.
func (w *world) objects() []any {
	var out []any
	for _, name := range slices.Sorted(maps.Keys(w.namespaces)) {
		out = append(out, v1.Namespace{TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Namespace"},
			ObjectMeta: metav1.ObjectMeta{Name: name, Labels: w.namespaces[name]}})
	}
	for _, one := range w.pods {
		pod := v1.Pod{TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Pod"},
			ObjectMeta: metav1.ObjectMeta{Name: one.name, Namespace: one.space, Labels: one.labels}}
		for _, port := range ports {
			for _, protocol := range protocols {
				pod.Spec.Containers = append(pod.Spec.Containers, v1.Container{Name: fmt.Sprintf("c-%d-%s", port, protocol), Image: "i",
					Ports: []v1.ContainerPort{{Name: portName(port, protocol), ContainerPort: int32(port), Protocol: protocol}}})
			}
		}
		out = append(out, pod)
	}
	for _, one := range w.policies {
		policy := one.DeepCopy()
		policy.TypeMeta = metav1.TypeMeta{APIVersion: "networking.k8s.io/v1", Kind: "NetworkPolicy"}
		out = append(out, policy)
	}
	return out
}

// SPDX-License-Identifier: Apache-2.0

package main

import (
	"math/rand"
	"strings"
)

type object = map[string]any

// choice is a field and the values that make a difference to some check; null stands for a field written as null.
type choice struct {
	path   string
	values []any
}

var seccompTypes = []any{nil, object{}, object{"type": "RuntimeDefault"}, object{"type": "Localhost", "localhostProfile": "a"},
	object{"type": "Unconfined"}, object{"type": nil}, object{"type": "runtimedefault"}}
var selinux = []any{nil, object{}, object{"type": "container_t"}, object{"type": "container_engine_t"}, object{"type": "spc_t"},
	object{"type": "container_kvm_t", "user": ""}, object{"user": "u"}, object{"role": "r"}, object{"level": "s0"}}
var windowsOptions = []any{nil, object{}, object{"hostProcess": true}, object{"hostProcess": false}, object{"hostProcess": nil}}
var bools = []any{nil, true, false}
var users = []any{nil, 0, 1, 1000}
var handlers = []any{nil, object{}, object{"httpGet": object{"port": 80}}, object{"httpGet": object{"port": 80, "host": ""}},
	object{"httpGet": object{"port": "web", "host": "127.0.0.1"}}, object{"tcpSocket": object{"port": 80}},
	object{"tcpSocket": object{"port": 80, "host": "10.0.0.1"}}, object{"exec": object{"command": []any{"true"}}},
	object{"tcpSocket": object{"port": 80, "host": nil}, "httpGet": object{"port": 1, "host": "example.org"}}}

var podChoices = []choice{
	{"spec.hostNetwork", bools}, {"spec.hostPID", bools}, {"spec.hostIPC", bools}, {"spec.hostUsers", bools},
	{"spec.os", []any{nil, object{"name": "linux"}, object{"name": "windows"}, object{"name": "Windows"}}},
	{"spec.securityContext", []any{nil, object{}}},
	{"spec.securityContext.seccompProfile", seccompTypes},
	{"spec.securityContext.appArmorProfile", seccompTypes},
	{"spec.securityContext.seLinuxOptions", selinux},
	{"spec.securityContext.windowsOptions", windowsOptions},
	{"spec.securityContext.runAsNonRoot", bools},
	{"spec.securityContext.runAsUser", users},
	{"spec.securityContext.sysctls", sysctls()},
	{"spec.volumes", volumes()},
	{"metadata.annotations", annotations()},
}

var containerChoices = []choice{
	{"securityContext", []any{nil, object{}}},
	{"securityContext.privileged", bools},
	{"securityContext.allowPrivilegeEscalation", bools},
	{"securityContext.procMount", []any{nil, "Default", "Unmasked", ""}},
	{"securityContext.seccompProfile", seccompTypes},
	{"securityContext.appArmorProfile", seccompTypes},
	{"securityContext.seLinuxOptions", selinux},
	{"securityContext.windowsOptions", windowsOptions},
	{"securityContext.runAsNonRoot", bools},
	{"securityContext.runAsUser", users},
	{"securityContext.capabilities", []any{nil, object{}}},
	{"securityContext.capabilities.drop", []any{nil, []any{}, []any{"ALL"}, []any{"all"}, []any{"NET_RAW"}, []any{"NET_RAW", "ALL"}}},
	{"securityContext.capabilities.add", []any{nil, []any{}, []any{"NET_BIND_SERVICE"}, []any{"CHOWN"}, []any{"SYS_ADMIN"},
		[]any{"ALL"}, []any{"CAP_CHOWN"}, []any{"NET_BIND_SERVICE", "KILL", "SYS_CHROOT"}}},
	{"ports", []any{nil, []any{}, []any{object{"containerPort": 80}}, []any{object{"containerPort": 80, "hostPort": 0}},
		[]any{object{"containerPort": 80}, object{"containerPort": 81, "hostPort": 81}}, []any{object{"containerPort": 80, "hostPort": nil}}}},
	{"livenessProbe", handlers}, {"readinessProbe", handlers}, {"startupProbe", handlers},
	{"lifecycle", []any{nil, object{}}},
	{"lifecycle.postStart", handlers}, {"lifecycle.preStop", handlers},
}

func sysctls() []any {
	names := strings.Fields(`kernel.shm_rmid_forced net.ipv4.ip_local_port_range net.ipv4.tcp_syncookies
		net.ipv4.ping_group_range net.ipv4.ip_unprivileged_port_start net.ipv4.ip_local_reserved_ports
		net.ipv4.tcp_keepalive_time net.ipv4.tcp_fin_timeout net.ipv4.tcp_keepalive_intvl net.ipv4.tcp_keepalive_probes
		net.ipv4.tcp_rmem net.ipv4.tcp_wmem net.ipv4.tcp_slow_start_after_idle net.ipv4.tcp_notsent_lowat
		kernel.core_pattern net/ipv4/tcp_syncookies`)
	all := []any{nil, []any{}}
	for _, name := range names {
		all = append(all, []any{object{"name": name, "value": "1"}})
		all = append(all, []any{object{"name": "kernel.shm_rmid_forced", "value": "1"}, object{"name": name, "value": "1"}})
	}
	return all
}

func volumes() []any {
	sources := object{"configMap": object{}, "csi": object{"driver": "d"}, "downwardAPI": object{}, "emptyDir": object{},
		"ephemeral": object{}, "image": object{"reference": "r"}, "persistentVolumeClaim": object{"claimName": "c"},
		"projected": object{}, "secret": object{"secretName": "s"}, "hostPath": object{"path": "/"},
		"gcePersistentDisk": object{"pdName": "p"}, "awsElasticBlockStore": object{"volumeID": "v"},
		"gitRepo": object{"repository": "r"}, "nfs": object{"server": "s", "path": "/"}, "iscsi": object{}, "glusterfs": object{},
		"rbd": object{}, "flexVolume": object{"driver": "d"}, "cinder": object{}, "cephfs": object{}, "flocker": object{},
		"fc": object{}, "azureFile": object{}, "vsphereVolume": object{}, "quobyte": object{}, "azureDisk": object{},
		"portworxVolume": object{}, "photonPersistentDisk": object{}, "scaleIO": object{}, "storageos": object{}}
	order := strings.Fields(`configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret hostPath
		gcePersistentDisk awsElasticBlockStore gitRepo nfs iscsi glusterfs rbd flexVolume cinder cephfs flocker fc azureFile
		vsphereVolume quobyte azureDisk portworxVolume photonPersistentDisk scaleIO storageos`)
	all := []any{nil, []any{}, []any{object{"name": "v"}}, []any{object{"name": "v", "hostPath": object{}}},
		[]any{object{"name": "v", "hostPath": nil, "emptyDir": object{}}},
		[]any{object{"name": "v", "hostPath": object{"path": "/"}, "emptyDir": object{}}}}
	for _, source := range order {
		all = append(all, []any{object{"name": "v", "emptyDir": object{}}, object{"name": "w", source: sources[source]}})
	}
	return all
}

func annotations() []any {
	const pod, container = "seccomp.security.alpha.kubernetes.io/pod", "container.seccomp.security.alpha.kubernetes.io/"
	const apparmor = "container.apparmor.security.beta.kubernetes.io/"
	all := []any{nil, object{}, object{"other": "unconfined"}, object{pod: "runtime/default", container + "c0": "unconfined"}}
	for _, key := range []string{pod, container + "c0", container + "i0", container + "e0", container + "none", apparmor + "c0",
		apparmor + "none", apparmor} {
		for _, value := range []string{"", "runtime/default", "docker/default", "localhost/a", "localhost", "unconfined"} {
			all = append(all, object{key: value})
		}
	}
	return all
}

// makePod starts with a pod that the restricted level admits, or with a bare one, and changes some fields.
func makePod(random *rand.Rand, name string) object {
	good := random.Intn(4) != 0
	spec := object{}
	pod := object{"apiVersion": "v1", "kind": "Pod", "metadata": object{"name": name}, "spec": spec}
	var containers []object
	for _, list := range []struct {
		field, prefix string
		least         int
	}{{"containers", "c", 1}, {"initContainers", "i", 0}, {"ephemeralContainers", "e", 0}} {
		var items []any
		for i := 0; i < list.least+random.Intn(2); i++ {
			container := object{"name": list.prefix + string(rune('0'+i)), "image": "example.org/app:1"}
			if good {
				container["securityContext"] = object{"allowPrivilegeEscalation": false,
					"capabilities": object{"drop": []any{"ALL"}}}
			}
			items = append(items, container)
			containers = append(containers, container)
		}
		if items != nil {
			spec[list.field] = items
		}
	}
	if good {
		spec["securityContext"] = object{"runAsNonRoot": true, "seccompProfile": object{"type": "RuntimeDefault"}}
	}
	for changes := random.Intn(6); changes > 0; changes-- {
		if random.Intn(2) == 0 {
			change(random, pod, podChoices)
		} else {
			change(random, containers[random.Intn(len(containers))], containerChoices)
		}
	}
	return pod
}

// change sets one field to one of its values, making the maps on the way.
func change(random *rand.Rand, root object, choices []choice) {
	picked := choices[random.Intn(len(choices))]
	value := picked.values[random.Intn(len(picked.values))]
	steps := strings.Split(picked.path, ".")
	for _, step := range steps[:len(steps)-1] {
		next, ok := root[step].(object)
		if !ok {
			next = object{}
			root[step] = next
		}
		root = next
	}
	root[steps[len(steps)-1]] = copied(value)
}

// copied keeps later changes from reaching into the tables above.
func copied(value any) any {
	switch value := value.(type) {
	case object:
		out := object{}
		for key, item := range value {
			out[key] = copied(item)
		}
		return out
	case []any:
		out := make([]any, 0, len(value))
		for _, item := range value {
			out = append(out, copied(item))
		}
		return out
	}
	return value
}

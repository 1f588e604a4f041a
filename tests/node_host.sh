#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# node_host.sh BULWARK: `bulwark node audit` over folders that stand for nodes of kubeadm, k3s, RKE2, providers and an installation by
# hand, with faults planted in what runtimes, units, distributions and the host are configured with: each is found, and nothing else is.
set -uo pipefail
bulwark=$(readlink -f "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failed=0
wrong() { printf 'node_host: %s\n' "$*"; failed=1; }
put() { mkdir -p "$(dirname "$2")" && cat >"$2" && chmod "$1" "$2"; }
root() { mkdir -p "$1/etc" && echo "root:x:$(id -u):0::/:/bin/sh" >"$1/etc/passwd" && echo "root:x:$(id -g):" >"$1/etc/group" && echo "${1##*/}" >"$1/etc/hostname"; }
# audit ROOT CODE CONTROL...: the exit code, and exactly these findings, one a control (from medium up, or named in $also).
audit() {
  local root=$1 code=$2 status=0
  shift 2
  "$bulwark" node audit --root "$root" ${also:+--control "$also"} --fail-on medium -o json >report.json 2>errors || status=$?
  [ "$status" = "$code" ] || wrong "$root ends with $status, not with $code: $(cat errors) $(python3 -c 'import json; print(json.load(open("report.json"))["not_evaluated"])' 2>&1 | cut -c1-600)"
  python3 - "$@" >found <<'END' || wrong "$root: $(cat found)"
import json, sys
report = json.load(open("report.json"))
ours = [f for f in report["findings"] if f["resource"]["apiVersion"].startswith("bulwark.dev/") and f["severity"] != "low"]
found, wanted = sorted({f["control"] for f in ours}), sorted(sys.argv[1:])
print("found", sorted(set(found) - set(wanted)), "missed", sorted(set(wanted) - set(found)))
sys.exit(found != wanted)
END
}
# Certificates and files of the API server are the matter of node_certificates.sh and node_configuration.sh: none is here.
cat >bulwark.yaml <<'END'
waivers:
  - {gap: '* of Kube*', reason: elsewhere, expires: 2099-12-31}
  - {gap: '* of Etcd*', reason: elsewhere, expires: 2099-12-31}
  - {gap: '*/pki/ca.crt', reason: elsewhere, expires: 2099-12-31}
  - {gap: '*APIServerEncryption*', reason: elsewhere, expires: 2099-12-31}
  - {gap: '*APIServerAuditPolicy*', reason: elsewhere, expires: 2099-12-31}
  - {gap: '*--audit-policy-file', reason: elsewhere, expires: 2099-12-31}
  - {gap: '*--encryption-provider-config', reason: elsewhere, expires: 2099-12-31}
END
tells() { grep -q -- "$1" report.json || wrong "$2"; }
kubelet_config='apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: /etc/kubernetes/pki/ca.crt}}
authorization: {mode: Webhook}
rotateCertificates: true
serverTLSBootstrap: true
podPidsLimit: 4096
seccompDefault: true'

# kubeadm: the unit of the package with its drop-in, whose variables come from two files; containerd with an import.
root kubeadm
put 600 kubeadm/var/lib/kubelet/config.yaml <<<"$kubelet_config"
put 644 kubeadm/usr/lib/systemd/system/kubelet.service <<<'[Service]
ExecStart=/usr/bin/kubelet'
put 600 kubeadm/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf <<<'[Service]
Environment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"
EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env
EnvironmentFile=-/etc/default/kubelet
ExecStart=
ExecStart=/usr/bin/kubelet $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS'
put 644 kubeadm/var/lib/kubelet/kubeadm-flags.env <<<'KUBELET_KUBEADM_ARGS="--pod-infra-container-image=registry.k8s.io/pause:3.10"'
put 644 kubeadm/etc/containerd/config.toml <<<'version = 3
imports = ["conf.d/*.toml"]
[plugins."io.containerd.cri.v1.images".registry]
config_path = "/etc/containerd/certs.d"'
audit kubeadm 0
put 644 kubeadm/etc/systemd/system/kubelet.service.d/20-more.conf <<<'[Service]
Environment=KUBELET_EXTRA_ARGS=--read-only-port=10255'
put 644 kubeadm/etc/containerd/conf.d/10-a.toml <<<'[grpc]
tcp_address = "0.0.0.0:1234"
[plugins."io.containerd.cri.v1.runtime"]
disable_apparmor = true'
put 644 kubeadm/etc/containerd/conf.d/20-b.toml <<<'[metrics]
address = "0.0.0.0:1338"
[plugins."io.containerd.cri.v1.images".registry.configs."r.example".auth]
password = "p"'
put 644 kubeadm/etc/containerd/certs.d/r.example/hosts.toml <<<'[host."https://r.example"]
skip_verify = true'
audit kubeadm 1 kubelet-read-only-port runtime-socket-tcp runtime-apparmor-off runtime-metrics-open runtime-registry-credentials runtime-insecure-registry
tells 'the certificate of https://r.example is not verified' "which registry is not verified is not told"
grep -q '"p"' report.json && wrong "a password is told"
# A file of the environment is over the unit's own variables.
put 644 kubeadm/etc/default/kubelet <<<'KUBELET_EXTRA_ARGS='
rm -r kubeadm/etc/containerd/conf.d kubeadm/etc/containerd/certs.d
audit kubeadm 0
also='runtime-image-verification' audit kubeadm 1 runtime-image-verification
put 755 kubeadm/opt/containerd/image-verifier/bin/cosign <<<x
also='runtime-image-verification' audit kubeadm 0
put 644 kubeadm/etc/containerd/config.toml <<<'version = '
audit kubeadm 3
tells '/etc/containerd/config.toml' "a configuration that is no TOML is not told"
# containerd 1 and 2 would understand these two files differently.
put 644 kubeadm/etc/containerd/config.toml <<<'version = 2
imports = ["/etc/containerd/a.toml"]
[plugins."io.containerd.grpc.v1.cri"]
disable_apparmor = true'
put 644 kubeadm/etc/containerd/a.toml <<<'version = 2
[plugins."io.containerd.grpc.v1.cri"]
enable_cdi = true'
audit kubeadm 3
tells 'its version is not known' "why imports are not known is not told"
put 644 kubeadm/var/lib/dpkg/status <<<'Package: containerd.io
Status: install ok installed
Version: 1.7.27-1'
audit kubeadm 0
sed -i 's/1.7.27/2.1.4/' kubeadm/var/lib/dpkg/status
audit kubeadm 1 runtime-apparmor-off

# Providers have their kubelet's configuration elsewhere: the unit tells where.
for provider in eks:/etc/kubernetes/kubelet/config.json gke:/home/kubernetes/kubelet-config.yaml; do
  name=${provider%%:*} file=${provider#*:}
  root "$name"
  put 644 "$name/etc/systemd/system/kubelet.service" <<<'[Service]
EnvironmentFile=/etc/default/kubelet
ExecStart=/usr/bin/kubelet \
    --config='"$file"' \
    $KUBELET_OPTS'
  put 644 "$name/etc/default/kubelet" <<<'KUBELET_OPTS="--v=2 --node-labels=a=b"'
  put 600 "$name$file" <<<"$kubelet_config"
  audit "$name" 1 file-mode-kubelet-service
  sed -i 's/seccompDefault: true/seccompDefault: false/' "$name$file"
  audit "$name" 1 file-mode-kubelet-service kubelet-seccomp-default
  rm "$name/etc/default/kubelet"
  chmod 600 "$name/etc/systemd/system/kubelet.service"
  audit "$name" 3
  tells '/etc/default/kubelet' "the file that a unit needs and that is not there is not named"
done

# AKS keeps everything in flags, which its unit takes from a file; pools with a configuration of their own get a file by a drop-in.
root aks
put 600 aks/etc/systemd/system/kubelet.service <<<'[Service]
EnvironmentFile=/etc/default/kubelet
ExecStartPre=/bin/bash /opt/azure/containers/kubelet.sh
ExecStart=/usr/local/bin/kubelet \
        --enable-server \
        --node-labels="${KUBELET_NODE_LABELS}" \
        --v=2 \
        --volume-plugin-dir=/etc/kubernetes/volumeplugins \
        $KUBELET_TLS_BOOTSTRAP_FLAGS \
        $KUBELET_CONFIG_FILE_FLAGS \
        $KUBELET_FLAGS'
put 600 aks/etc/systemd/system/kubelet.service.d/10-tlsbootstrap.conf <<<'[Service]
Environment="KUBELET_TLS_BOOTSTRAP_FLAGS=--kubeconfig /var/lib/kubelet/kubeconfig --bootstrap-kubeconfig /var/lib/kubelet/bootstrap-kubeconfig"'
aks_flags='--address=0.0.0.0 --anonymous-auth=false --authentication-token-webhook=true --authorization-mode=Webhook --client-ca-file=/etc/kubernetes/certs/ca.crt --cloud-provider=external --cluster-dns=10.0.0.10 --event-qps=0 --max-pods=110 --pod-max-pids=4096 --read-only-port=0 --rotate-certificates=true --seccomp-default=true --streaming-connection-idle-timeout=4h --tls-cert-file=/etc/kubernetes/certs/kubeletserver.crt --tls-private-key-file=/etc/kubernetes/certs/kubeletserver.key'
put 644 aks/etc/default/kubelet <<<"KUBELET_NODE_LABELS=agentpool=a,kubernetes.azure.com/mode=system
KUBELET_FLAGS=$aks_flags"
audit aks 0
sed -i 's/--read-only-port=0/--read-only-port=10255/; s/--anonymous-auth=false/--anonymous-auth=true/' aks/etc/default/kubelet
audit aks 1 kubelet-anonymous kubelet-read-only-port
put 600 aks/etc/systemd/system/kubelet.service.d/10-componentconfig.conf <<<'[Service]
Environment="KUBELET_CONFIG_FILE_FLAGS=--config /etc/default/kubeletconfig.json"'
audit aks 3
tells '/etc/default/kubeletconfig.json' "the configuration that a unit names and that is not there is not named"
put 600 aks/etc/default/kubeletconfig.json <<<'{"kind":"KubeletConfiguration","apiVersion":"kubelet.config.k8s.io/v1beta1","authentication":{"x509":{"clientCAFile":"/etc/kubernetes/certs/ca.crt"},"webhook":{"enabled":true},"anonymous":{"enabled":false}},"authorization":{"mode":"Webhook"},"podPidsLimit":4096,"seccompDefault":false,"rotateCertificates":true,"tlsCertFile":"/etc/kubernetes/certs/kubeletserver.crt","tlsPrivateKeyFile":"/etc/kubernetes/certs/kubeletserver.key"}'
put 644 aks/etc/default/kubelet <<<'KUBELET_NODE_LABELS=agentpool=a
KUBELET_FLAGS=--node-ip=10.0.0.4'
audit aks 1 kubelet-seccomp-default

# By hand: every component is a service of systemd.
root hand
service() { { printf '[Service]\nExecStart=/usr/local/bin/%s' "$1"; shift; printf ' \\\n  %s' "$@"; echo; } | put 600 "$where"; }
where=hand/etc/systemd/system/kube-apiserver.service
service kube-apiserver --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction --client-ca-file=/a --tls-cert-file=/a --tls-private-key-file=/a \
  --etcd-cafile=/a --etcd-certfile=/a --etcd-keyfile=/a --kubelet-client-certificate=/a --kubelet-client-key=/a --kubelet-certificate-authority=/a \
  --service-account-key-file=/a --audit-log-path=/a --audit-policy-file=/a --encryption-provider-config=/a
where=hand/etc/systemd/system/kube-controller-manager.service
service kube-controller-manager --bind-address=127.0.0.1 --use-service-account-credentials=true --service-account-private-key-file=/a --root-ca-file=/a
where=hand/etc/systemd/system/kube-scheduler.service
service kube-scheduler --bind-address=127.0.0.1
where=hand/etc/systemd/system/etcd.service
service etcd --cert-file=/a --key-file=/a --client-cert-auth --peer-cert-file=/a --peer-key-file=/a --peer-client-cert-auth --trusted-ca-file=/e \
  --listen-client-urls=https://10.0.0.5:2379 --listen-peer-urls=https://10.0.0.5:2380
where=hand/etc/systemd/system/kube-proxy.service
service kube-proxy --config=/var/lib/kube-proxy/config.yaml
put 600 hand/var/lib/kube-proxy/config.yaml <<<'{metricsBindAddress: "127.0.0.1:10249"}'
put 644 hand/etc/kubernetes/pki/ca.crt <<<x
audit hand 0
put 600 hand/etc/systemd/system/etcd.service.d/10.conf <<<'[Service]
Environment=ETCD_AUTO_TLS=true'
put 600 hand/run/systemd/system/kube-scheduler.service.d/10.conf <<<'[Service]
ExecStart=
ExecStart=/usr/local/bin/kube-scheduler --bind-address=0.0.0.0'
put 600 hand/var/lib/kube-proxy/config.yaml <<<'{metricsBindAddress: "0.0.0.0:10249"}'
sed -i 's/Node,RBAC/AlwaysAllow/' hand/etc/systemd/system/kube-apiserver.service
audit hand 1 etcd-auto-tls scheduler-address api-server-always-allow api-server-node-authorizer api-server-rbac
tells kube-proxy-metrics "the file of a kube-proxy that is a service is not judged"
put 600 hand/etc/systemd/system/etcd.service.d/20.conf <<<'[Service]
ExecStart=
ExecStart=/usr/local/bin/etcd --config-file=/etc/etcd.yaml --auto-tls=true'
put 600 hand/etc/etcd.yaml <<<'{client-transport-security: {cert-file: /a, key-file: /a, client-cert-auth: true, trusted-ca-file: /e},
  peer-transport-security: {cert-file: /a, key-file: /a, client-cert-auth: false}, listen-client-urls: "https://10.0.0.5:2379", listen-peer-urls: "https://10.0.0.5:2380"}'
audit hand 1 etcd-peer-auth scheduler-address api-server-always-allow api-server-node-authorizer api-server-rbac
ln -sf /dev/null hand/etc/systemd/system/kube-apiserver.service
put 600 hand/etc/systemd/system/kube-controller-manager.service <<<'[Service]
ExecStart=/bin/sh -c "exec kube-controller-manager"'
rm -r hand/etc/systemd/system/etcd.service.d hand/run && put 600 hand/var/lib/kube-proxy/config.yaml <<<'{}'
audit hand 3
tells 'it starts something else' "a unit that starts a shell is not told"

# k3s: options of its unit, its file and its drop-ins; it hides its command line.
root k3s
put 600 k3s/etc/systemd/system/k3s.service <<<"[Service]
EnvironmentFile=-/etc/default/%N
EnvironmentFile=-/etc/systemd/system/k3s.service.env
ExecStart=/usr/local/bin/k3s \\
    server \\
	'--secrets-encryption' \\
	'--kube-apiserver-arg=audit-log-path=/a'"
put 600 k3s/etc/rancher/k3s/config.yaml <<<'protect-kernel-defaults: true
kube-apiserver-arg:
- audit-policy-file=/a
kubelet-arg: [pod-max-pids=4096, rotate-certificates=true]'
put 600 k3s/etc/rancher/k3s/config.yaml.d/10-a.yaml <<<'kubelet-arg+: seccomp-default=true
kube-cloud-controller-manager-arg: use-service-account-credentials=true'
put 600 k3s/var/lib/rancher/k3s/agent/etc/containerd/config.toml <<<'version = 3'
put 644 k3s/proc/7/cmdline < <(printf '%s\0' /usr/local/bin/k3s server)
audit k3s 0
put 600 k3s/etc/rancher/k3s/config.yaml.d/20-b.yaml <<<'kubelet-arg: [anonymous-auth=true, pod-max-pids=4096, rotate-certificates=true, seccomp-default=true]
kube-scheduler-arg: bind-address=0.0.0.0
kube-proxy-arg: metrics-bind-address=0.0.0.0:10249
cluster-init: true'
put 600 k3s/var/lib/rancher/k3s/server/db/etcd/config <<<'client-transport-security: {cert-file: /a, key-file: /a, client-cert-auth: false, trusted-ca-file: /e}
peer-transport-security: {cert-file: /a, key-file: /a, client-cert-auth: true, trusted-ca-file: /p}
listen-client-urls: https://127.0.0.1:2379
listen-peer-urls: https://10.0.0.5:2380'
chmod 700 k3s/var/lib/rancher/k3s/server/db/etcd
sed -i "s/'--secrets-encryption'/'--kube-apiserver-arg=anonymous-auth=true' '--kube-apiserver-arg=enable-admission-plugins=AlwaysAdmit'/" k3s/etc/systemd/system/k3s.service
audit k3s 1 kubelet-anonymous scheduler-address etcd-client-auth api-server-encryption-off api-server-always-admit api-server-node-restriction
for one in kube-proxy-metrics api-server-anonymous; do tells "$one" "$one of k3s is not told"; done
rm k3s/etc/systemd/system/k3s.service k3s/etc/rancher/k3s/config.yaml.d/20-b.yaml
put 600 k3s/var/lib/rancher/k3s/agent/kubelet.kubeconfig <<<x
audit k3s 3
tells 'its options are not known' "a k3s without a unit is not told"

# RKE2: its kubelet's files are those that it wrote.
root rke2
put 600 rke2/usr/local/lib/systemd/system/rke2-server.service <<<'[Service]
ExecStart=/usr/local/bin/rke2 server'
put 600 rke2/etc/rancher/rke2/config.yaml <<<'{profile: cis, kubelet-arg: ["config-dir=/etc/kubelet.d"]}'
put 600 rke2/var/lib/rancher/rke2/agent/etc/kubelet.conf.d/00-rke2-defaults.conf <<<"$kubelet_config"
audit rke2 0
put 600 rke2/var/lib/rancher/rke2/agent/etc/kubelet.conf.d/20-cli-config-dir/5.conf <<<'{podPidsLimit: -1, readOnlyPort: 10255}'
put 600 rke2/var/lib/rancher/rke2/agent/etc/kubelet.conf.d/30.txt <<<'{podPidsLimit: 1}'
audit rke2 1 kubelet-pid-limit kubelet-read-only-port

# CRI-O and Docker.
root crio
put 600 crio/var/lib/kubelet/config.yaml <<<"$kubelet_config"
put 644 crio/etc/crio/crio.conf.d/10-crio.conf <<<'[crio.runtime]
default_runtime = "crun"'
put 644 crio/etc/containers/policy.json <<<'{"default": [{"type": "reject"}]}'
also='runtime-*' audit crio 0
put 644 crio/etc/crio/crio.conf.d/20-open.conf <<<'[crio.runtime]
seccomp_profile = "unconfined"
[crio.api]
stream_address = "0.0.0.0"'
put 644 crio/etc/containers/registries.conf <<<'[[registry]]
location = "r.example"
insecure = true'
put 644 crio/etc/containers/policy.json <<<'{"default": [{"type": "insecureAcceptAnything"}]}'
put 644 crio/usr/lib/systemd/system/docker.service <<<'[Service]
ExecStart=/usr/bin/dockerd -H fd:// -H tcp://0.0.0.0:2375 $DOCKER_OPTS'
put 666 crio/run/docker.sock <<<x
also='*runtime-*' audit crio 1 runtime-seccomp-unconfined runtime-stream-server runtime-insecure-registry runtime-image-verification runtime-socket-tcp file-mode-runtime-socket

put 644 crio/usr/lib/systemd/system/crio.service <<<'[Service]
ExecStart=/usr/bin/crio --log-level=debug --seccomp-profile=unconfined'
rm crio/run/docker.sock crio/usr/lib/systemd/system/docker.service
audit crio 3
tells '--seccomp-profile is given to it' "flags of CRI-O that are not read are not told"

# The host: in a copied folder what is configured, else what runs.
root host
put 600 host/var/lib/kubelet/config.yaml <<<"$kubelet_config"
put 644 host/etc/ssh/sshd_config <<<'Include /etc/ssh/sshd_config.d/*.conf
PasswordAuthentication no
PermitRootLogin no'
put 644 host/usr/lib/sysctl.d/50-default.conf <<<'kernel.randomize_va_space = 0'
put 644 host/etc/sysctl.d/99-hardening.conf <<<'kernel.randomize_va_space = 2
-kernel.unprivileged_bpf_disabled = 1'
audit host 0
put 644 host/etc/ssh/sshd_config.d/50-cloud.conf <<<'PermitRootLogin yes
Match User backup
PasswordAuthentication yes'
put 644 host/etc/selinux/config <<<'SELINUX=permissive'
put 644 host/etc/sysctl.d/zz.conf <<<'kernel/unprivileged_bpf_disabled = 0'
put 644 host/run/sysctl.d/99-hardening.conf <<<'kernel.randomize_va_space = 0'
audit host 1 node-ssh-root node-selinux-permissive node-unprivileged-bpf
tells 'by /etc/sysctl.d/zz.conf' "the file that sets a parameter is not told"
sys() { put 444 "host/proc/sys/${1//.//}" <<<"$2"; }
for one in fs.protected_hardlinks=1 fs.protected_symlinks=1 kernel.randomize_va_space=2 kernel.unprivileged_bpf_disabled=2 kernel.osrelease=6.1.0 kernel.kptr_restrict=1 \
  kernel.dmesg_restrict=1; do sys "${one%%=*}" "${one#*=}"; done
put 444 host/sys/kernel/security/lsm <<<'lockdown,capability,yama,apparmor'
put 444 host/proc/cmdline <<<'root=/dev/sda1 quiet'
put 444 host/proc/swaps <<<'Filename Type Size Used Priority'
put 444 host/proc/1/mounts <<<'/dev/sda1 / ext4 rw 0 0
cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0'
rm host/etc/selinux/config host/etc/ssh/sshd_config.d/50-cloud.conf
audit host 0
sys kernel.randomize_va_space 1
sys fs.protected_symlinks 0
put 644 host/sys/kernel/security/lsm <<<'lockdown,capability,yama'
put 644 host/proc/cmdline <<<'root=/dev/sda1 mitigations=off'
put 644 host/proc/1/mounts <<<'/dev/sda1 / ext4 rw 0 0
cgroup /sys/fs/cgroup/memory cgroup rw,memory 0 0
cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0'
audit host 1 node-aslr-off node-protected-links node-lsm-missing node-mitigations-off node-cgroup-v1
rm -r host/sys
audit host 1 node-aslr-off node-protected-links node-mitigations-off node-cgroup-v1
tells '/sys/kernel/security/lsm' "security modules that cannot be read are not told"
exit $failed

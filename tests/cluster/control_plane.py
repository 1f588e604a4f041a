# SPDX-License-Identifier: Apache-2.0
"""The four programs of a control plane: their ports, settings files and flags, and how each says that it is well.

The flags are those of a cluster set up with care: TLS and client certificates on every port, RBAC, secrets encrypted in
etcd, an audit log. Only what a throw-away cluster gains from is different: etcd does not wait for the disk.
"""

import base64
import http.client
import os
import random
import shutil
import socket
import ssl
from dataclasses import dataclass, field

import certificates
from builds import HERE

# Below the range from which the kernel takes ports for outgoing connections, so that none of those is in the way.
_PORTS = range(20000, 32768)
_PORT_USERS = ("etcd", "etcd-peer", "kube-apiserver", "kube-controller-manager", "kube-scheduler")


@dataclass
class Component:
    """One program of the control plane, ready to be started."""

    name: str
    port: int
    health: str
    flags: dict = field(default_factory=dict)

    def arguments(self, changes):
        """The command line after the program's name; CHANGES are flags that a test wants otherwise ('' drops one)."""
        flags = {**self.flags, **changes}
        return [f"--{name}={value}" for name, value in flags.items() if value != ""]


def free_ports():
    """A port for everyone who needs one, each free a moment ago; whoever binds it may still come too late."""
    sockets, ports = [], {}
    try:
        while len(ports) < len(_PORT_USERS):
            candidate = socket.socket()
            try:
                candidate.bind(("127.0.0.1", random.choice(_PORTS)))
            except OSError:
                candidate.close()
                continue
            sockets.append(candidate)
            ports[_PORT_USERS[len(ports)]] = candidate.getsockname()[1]
    finally:
        for one in sockets:
            one.close()
    return ports


def write_settings(paths, ports):
    """The files that the programs read: the encryption key, the audit policy, a kubeconfig each. The server's address."""
    key = base64.b64encode(os.urandom(32)).decode()
    (paths.settings / "encryption.yaml").write_text(f"""apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
  - resources: [secrets]
    providers:
      - secretbox:
          keys: [{{name: key1, secret: {key}}}]
      - identity: {{}}
""")
    shutil.copyfile(HERE / "audit-policy.yaml", paths.settings / "audit-policy.yaml")
    server = f"https://127.0.0.1:{ports['kube-apiserver']}"
    for path, user, stem in ((paths.admin, "kubernetes-admin", "admin"),
                             (paths.settings / "controller-manager.kubeconfig", "system:kube-controller-manager",
                              "controller-manager"),
                             (paths.settings / "scheduler.kubeconfig", "system:kube-scheduler", "scheduler")):
        certificates.write_kubeconfig(path, server, user, paths.pki / "ca.crt", paths.pki / f"{stem}.crt",
                                      paths.pki / f"{stem}.key")
    return server


def etcd(paths, ports):
    pki = paths.pki
    client, peer = (f"https://127.0.0.1:{ports[name]}" for name in ("etcd", "etcd-peer"))
    return Component("etcd", ports["etcd"], "/health", {
        "name": "default", "data-dir": paths.etcd_data, "unsafe-no-fsync": "true", "log-level": "warn",
        "listen-client-urls": client, "advertise-client-urls": client, "client-cert-auth": "true",
        "cert-file": pki / "etcd.crt", "key-file": pki / "etcd.key", "trusted-ca-file": pki / "etcd-ca.crt",
        "listen-peer-urls": peer, "initial-advertise-peer-urls": peer, "initial-cluster": f"default={peer}",
        "peer-client-cert-auth": "true", "peer-cert-file": pki / "etcd.crt", "peer-key-file": pki / "etcd.key",
        "peer-trusted-ca-file": pki / "etcd-ca.crt"})


def api_server(paths, ports):
    pki, settings = paths.pki, paths.settings
    return Component("kube-apiserver", ports["kube-apiserver"], "/readyz", {
        "bind-address": "127.0.0.1", "secure-port": ports["kube-apiserver"], "advertise-address": "127.0.0.1",
        "endpoint-reconciler-type": "none",  # a loopback address may not stand in an Endpoints object
        "etcd-servers": f"https://127.0.0.1:{ports['etcd']}", "etcd-cafile": pki / "etcd-ca.crt",
        "etcd-certfile": pki / "apiserver-etcd-client.crt", "etcd-keyfile": pki / "apiserver-etcd-client.key",
        "tls-cert-file": pki / "apiserver.crt", "tls-private-key-file": pki / "apiserver.key",
        "client-ca-file": pki / "ca.crt", "authorization-mode": "Node,RBAC",
        "enable-admission-plugins": "NodeRestriction", "allow-privileged": "true",
        "kubelet-client-certificate": pki / "apiserver-kubelet-client.crt",
        "kubelet-preferred-address-types": "InternalIP,ExternalIP,Hostname",  # names of nodes need not resolve here
        "kubelet-client-key": pki / "apiserver-kubelet-client.key", "kubelet-certificate-authority": pki / "ca.crt",
        "service-account-issuer": "https://kubernetes.default.svc.cluster.local",
        "service-account-key-file": pki / "sa.pub", "service-account-signing-key-file": pki / "sa.key",
        "service-cluster-ip-range": "10.96.0.0/16", "encryption-provider-config": settings / "encryption.yaml",
        "audit-policy-file": settings / "audit-policy.yaml", "audit-log-path": paths.audit_log,
        "requestheader-client-ca-file": pki / "front-proxy-ca.crt",
        "requestheader-allowed-names": "front-proxy-client", "requestheader-username-headers": "X-Remote-User",
        "requestheader-group-headers": "X-Remote-Group", "requestheader-extra-headers-prefix": "X-Remote-Extra-",
        "proxy-client-cert-file": pki / "front-proxy-client.crt",
        "proxy-client-key-file": pki / "front-proxy-client.key"})


def _follower(paths, ports, name, stem, more):
    """What the controller manager and the scheduler have in common."""
    kubeconfig = paths.settings / f"{stem}.kubeconfig"
    return Component(name, ports[name], "/healthz", {
        "bind-address": "127.0.0.1", "secure-port": ports[name],
        "tls-cert-file": paths.pki / f"{stem}-serving.crt", "tls-private-key-file": paths.pki / f"{stem}-serving.key",
        "kubeconfig": kubeconfig, "authentication-kubeconfig": kubeconfig, "authorization-kubeconfig": kubeconfig,
        "client-ca-file": paths.pki / "ca.crt", **more})


def controller_manager(paths, ports):
    pki = paths.pki
    return _follower(paths, ports, "kube-controller-manager", "controller-manager", {
        "service-account-private-key-file": pki / "sa.key", "root-ca-file": pki / "ca.crt",
        "cluster-signing-cert-file": pki / "ca.crt", "cluster-signing-key-file": pki / "ca.key",
        "use-service-account-credentials": "true",
        "kube-api-qps": "500", "kube-api-burst": "500"})  # at its own pace it takes five seconds to start its controllers


def scheduler(paths, ports):
    return _follower(paths, ports, "kube-scheduler", "scheduler", {})


def ask(paths, port, path, authority="ca", client="admin"):
    """Status and body of an HTTPS request with a client certificate; None while nobody answers."""
    context = ssl.create_default_context(cafile=paths.pki / f"{authority}.crt")
    context.load_cert_chain(paths.pki / f"{client}.crt", paths.pki / f"{client}.key")
    connection = http.client.HTTPSConnection("127.0.0.1", port, context=context, timeout=2)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()

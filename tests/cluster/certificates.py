# SPDX-License-Identifier: Apache-2.0
"""Authorities, certificates, keys and kubeconfigs of a test cluster, made by the openssl program."""

import base64
import os
import re
import subprocess
import urllib.parse

import layout

_CONFIGURATION = """[req]
distinguished_name = subject
[subject]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, digitalSignature, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
authorityKeyIdentifier = keyid
extendedKeyUsage = {usages}
{names}
"""
_LOCAL_NAMES = ("DNS:localhost", "IP:127.0.0.1", "IP:::1")
_API_SERVER_NAMES = _LOCAL_NAMES + ("DNS:kubernetes", "DNS:kubernetes.default", "DNS:kubernetes.default.svc",
                                    "DNS:kubernetes.default.svc.cluster.local", "IP:10.96.0.1")


def _openssl(*arguments, text=""):
    result = subprocess.run(["openssl", *map(str, arguments)], input=text, capture_output=True, text=True)
    if result.returncode != 0:
        raise RuntimeError(f"openssl {arguments[0]} failed: {result.stderr.strip()}")


def _subject(common_name, organizations):
    def escape(value):
        return re.sub(r"([\\/+])", r"\\\1", value)
    return "".join(f"/O={escape(one)}" for one in organizations) + f"/CN={escape(common_name)}"


class Authority:
    """A certificate authority: NAME.crt and NAME.key in a folder."""

    def __init__(self, folder, name):
        self.folder = folder
        self.certificate = folder / f"{name}.crt"
        self.key = folder / f"{name}.key"

    def create(self, common_name):
        self._request("authority", common_name, (), self.key, self.certificate)
        return self

    def issue(self, stem, common_name, organizations=(), names=(), usages="clientAuth"):
        """Makes the key and the certificate STEM.key and STEM.crt; their paths, certificate first."""
        certificate, key = self.folder / f"{stem}.crt", self.folder / f"{stem}.key"
        self._request("leaf", common_name, organizations, key, certificate, "-CA", self.certificate, "-CAkey", self.key,
                      names=names, usages=usages)
        return certificate, key

    def _request(self, section, common_name, organizations, key, certificate, *more, names=(), usages="clientAuth"):
        configuration = _CONFIGURATION.format(
            usages=usages, names=f"subjectAltName = {', '.join(names)}" if names else "")
        _openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-utf8", "-days", 365,
                 "-config", "/dev/stdin", "-extensions", section, "-subj", _subject(common_name, organizations),
                 "-keyout", key, "-out", certificate, *more, text=configuration)


def create_all(paths):
    """Everything that does not depend on a port. Three authorities, so that who may ask the API server may not ask etcd."""
    os.umask(0o077)
    cluster = Authority(paths.pki, "ca").create("kubernetes-ca")
    etcd = Authority(paths.pki, "etcd-ca").create("etcd-ca")
    front_proxy = Authority(paths.pki, "front-proxy-ca").create("front-proxy-ca")
    cluster.issue("apiserver", "kube-apiserver", names=_API_SERVER_NAMES, usages="serverAuth")
    cluster.issue("apiserver-kubelet-client", "kube-apiserver-kubelet-client", ["system:masters"])
    cluster.issue("controller-manager-serving", "kube-controller-manager", names=_LOCAL_NAMES, usages="serverAuth")
    cluster.issue("scheduler-serving", "kube-scheduler", names=_LOCAL_NAMES, usages="serverAuth")
    cluster.issue("admin", "kubernetes-admin", ["system:masters"])
    cluster.issue("controller-manager", "system:kube-controller-manager")
    cluster.issue("scheduler", "system:kube-scheduler")
    etcd.issue("etcd", "etcd", names=_LOCAL_NAMES, usages="serverAuth, clientAuth")
    etcd.issue("apiserver-etcd-client", "kube-apiserver-etcd-client")
    front_proxy.issue("front-proxy-client", "front-proxy-client")
    _openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", paths.pki / "sa.key")
    _openssl("pkey", "-in", paths.pki / "sa.key", "-pubout", "-out", paths.pki / "sa.pub")


def write_kubeconfig(path, server, user, authority, certificate, key):
    """A kubeconfig that carries its certificates with it."""
    def data(file):
        return base64.b64encode(file.read_bytes()).decode()
    text = f"""apiVersion: v1
kind: Config
current-context: test
clusters:
  - name: test
    cluster:
      server: {server}
      certificate-authority-data: {data(authority)}
users:
  - name: "{user}"
    user:
      client-certificate-data: {data(certificate)}
      client-key-data: {data(key)}
contexts:
  - name: test
    context:
      cluster: test
      user: "{user}"
"""
    path.touch(mode=0o600)
    path.write_text(text)


def create_user(root, name, groups):
    """A user as the API server knows them by certificate; the path of their kubeconfig."""
    paths = layout.Layout(root)
    state = paths.read_state()
    if state is None or "server" not in state:
        raise RuntimeError(f"no cluster runs in {paths.root}")
    if not re.fullmatch(r"[\w@.:/+-]+", name):
        raise RuntimeError(f"'{name}' is no name for a user here: letters, digits and @ . : / + - _ only")
    os.umask(0o077)
    stem = urllib.parse.quote(name, safe="@+")
    authority = Authority(paths.pki, "ca")
    certificate, key = authority.issue(f"user-{stem}", name, groups)
    path = paths.users / f"{stem}.kubeconfig"
    write_kubeconfig(path, state["server"], name, authority.certificate, certificate, key)
    return path

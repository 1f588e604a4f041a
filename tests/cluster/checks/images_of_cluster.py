#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`bulwark scan --images` reads what the workloads of this very cluster use: a registry that asks for a password lets it in
with the cluster's own pull secrets, which are asked for on request alone; of a snapshot, which holds none, it is said."""

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLUSTER_TOOLS"])
sys.path.insert(0, os.path.dirname(os.environ["CLUSTER_TOOLS"]))
import docker_registry
from expect import bulwark, fail, kubectl, skip

PASSWORD = "not-for-everybody"
STATUS = "Package: libssl3\nStatus: install ok installed\nArchitecture: amd64\nVersion: 3.0.9-1\nSource: openssl\n\n"
CONTROLS = ("--control", "image-vulnerability-*", "--control", "build-root-user")


def write(path, data):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "wb") as out:
        out.write(data)


def make_image(path):
    layer = io.BytesIO()
    with tarfile.open(fileobj=layer, mode="w") as tar:
        for name, text in (("etc/os-release", 'ID=debian\nVERSION_ID="12"\n'), ("var/lib/dpkg/status", STATUS)):
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            tar.addfile(entry, io.BytesIO(text.encode()))

    def blob(data, kind):
        digest = hashlib.sha256(data).hexdigest()
        write(f"{path}/blobs/sha256/{digest}", data)
        return {"mediaType": kind, "digest": "sha256:" + digest, "size": len(data)}
    data = layer.getvalue()
    config = {"os": "linux", "architecture": "amd64", "created": "2026-11-20T00:00:00Z", "config": {"User": "0"},
              "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(data).hexdigest()]}}
    manifest = {"schemaVersion": 2, "config": blob(json.dumps(config).encode(), "application/vnd.oci.image.config.v1+json"),
                "layers": [blob(data, "application/vnd.oci.image.layer.v1.tar")]}
    write(path + "/oci-layout", b'{"imageLayoutVersion":"1.0.0"}')
    index = {"schemaVersion": 2, "manifests": [blob(json.dumps(manifest).encode(), "application/vnd.oci.image.manifest.v1+json")]}
    write(path + "/index.json", json.dumps(index).encode())


def scan(*flags, code):
    answer = bulwark("scan", "--images", *CONTROLS, "--db", "all.db", "-o", "json", *flags, expected=(code,),
                     environment={"REGISTRY_AUTH_FILE": "none.json"})
    if PASSWORD in answer.stdout + answer.stderr:
        fail("the password is told")
    report = json.loads(answer.stdout)
    found = {(one["control"], one["resource"]["name"]): one for one in report["findings"]}
    return found, [f'{one["what"]}: {one["reason"]}' for one in report["not_evaluated"]]


def check(host):
    image = f"{host}/shop/cart:1"
    make_image("image")
    subprocess.run(["skopeo", "copy", "--dest-tls-verify=false", "--dest-creds", f"puller:{PASSWORD}", "oci:image", f"docker://{image}"],
                   capture_output=True, check=True)
    write("debian.json", json.dumps({"openssl": {"CVE-2026-1": {"releases": {"bookworm": {
        "status": "resolved", "fixed_version": "3.0.11-1", "urgency": "high"}}}}}).encode())
    bulwark("db", "update", "--from", "debian=debian.json", "-o", "all.db")
    kubectl("create", "namespace", "pulled")
    kubectl("-n", "pulled", "create", "secret", "docker-registry", "own", f"--docker-server={host}", "--docker-username=puller",
            f"--docker-password={PASSWORD}")
    account = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "cart", "namespace": "pulled"},
               "imagePullSecrets": [{"name": "own"}]}
    workload = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "cart", "namespace": "pulled"}, "spec": {
        "selector": {"matchLabels": {"app": "cart"}}, "template": {"metadata": {"labels": {"app": "cart"}}, "spec": {
            "serviceAccountName": "cart", "containers": [{"name": "cart", "image": image}]}}}}
    for one in (account, workload):
        kubectl("create", "-f", "-", text=json.dumps(one))
    found, gaps = scan("-n", "pulled", code=3)
    if found or not any(image in gap and "none are known" in gap for gap in gaps):
        fail(f"without credentials: {found} {gaps}")
    found, gaps = scan("-n", "pulled", "--image-pull-secrets", code=1)
    row = found.get(("image-vulnerability-high", "CVE-2026-1"))
    if row is None or row["affects"] != ["Deployment pulled/cart", image] or row["resource"]["cluster"] == "" or gaps:
        fail(f"with the cluster's credentials: {row} {gaps}")
    if ("build-root-user", image) not in found:
        fail(f"the configuration of the image is not judged: {list(found)}")
    bulwark("snapshot", "-n", "pulled", "-o", "picture.zst", expected=(0, 3))
    found, gaps = scan("picture.zst", "--image-pull-secrets", code=3)
    if not any(image in gap for gap in gaps):
        fail(f"of a snapshot: {gaps}")
    kubectl("-n", "pulled", "delete", "secret", "own")
    found, gaps = scan("-n", "pulled", "--image-pull-secrets", code=3)
    if not any("pull secret pulled/own" in gap for gap in gaps):
        fail(f"without the secret: {gaps}")


if not all(map(shutil.which, ("docker-registry", "htpasswd", "skopeo"))):
    skip("this needs docker-registry, htpasswd and skopeo")
write("htpasswd", subprocess.run(["htpasswd", "-Bbn", "puller", PASSWORD], capture_output=True, check=True).stdout)
LOCKED = f'auth: {{htpasswd: {{realm: test, path: "{os.path.abspath("htpasswd")}"}}}}\n'
with docker_registry.registry("served", LOCKED) as address:
    check(address)

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""containerd_imports.py BULWARK [COUNT]: random containerd files that import others, and the one file that containerd itself makes of
them (`containerd config dump`): the audit says the same of both. Skipped where there is no containerd 1."""
import json, os, random, re, shutil, subprocess, sys, tempfile

chance = random.Random(3)
CRI = 'plugins."io.containerd.grpc.v1.cri"'


def section(name, lines):
    return f"[{name}]\n" + "".join(f"  {line}\n" for line in lines)


def file(imports):
    out = "version = 2\n"
    if imports:
        out += "imports = " + json.dumps(imports) + "\n"
    if chance.random() < 0.3:
        out += "disabled_plugins = " + json.dumps(chance.sample(["io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.aufs"], 1)) + "\n"
    if chance.random() < 0.4:
        out += section("grpc", [f"tcp_address = {json.dumps(chance.choice(['', '0.0.0.0:1', '127.0.0.1:2']))}"] +
                       (["tcp_tls_ca = \"/ca\""] if chance.random() < 0.3 else []))
    if chance.random() < 0.4:
        out += section("metrics", [f"address = {json.dumps(chance.choice(['', '0.0.0.0:1338', '127.0.0.1:1338']))}"])
    if chance.random() < 0.6:
        lines = [f"{key} = {chance.choice(['true', 'false'])}" for key in ("disable_apparmor", "enable_selinux") if chance.random() < 0.5]
        out += section(CRI, lines)
        if chance.random() < 0.5:
            out += section(f'{CRI}.registry.mirrors."r{chance.randint(1, 3)}.example"', [f"endpoint = [{json.dumps(chance.choice(['http', 'https']) + '://m.example')}]"])
        if chance.random() < 0.5:
            out += section(f'{CRI}.registry.configs."r{chance.randint(1, 3)}.example".tls', [f"insecure_skip_verify = {chance.choice(['true', 'false'])}"])
        if chance.random() < 0.3:
            out += section(f'{CRI}.registry.configs."r{chance.randint(1, 3)}.example".auth', ['username = "u"'])
    return out


def findings(program, root):
    status = subprocess.run([program, "node", "audit", "--root", root, "--control", "runtime-*", "-o", "json"], capture_output=True)
    report = json.loads(status.stdout)
    kept = [one for one in report["findings"] if one["resource"]["kind"] == "ContainerRuntime"]
    return sorted((one["control"], one["message"]) for one in kept), [one for one in report["not_evaluated"] if "containerd" in one["what"]]


def put(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as out:
        out.write(text)


def main():
    version = shutil.which("containerd") and subprocess.run(["containerd", "--version"], capture_output=True).stdout.decode().split()
    number = version and next((re.match(r"v?(1\.\d+\.\d+)", word).group(1) for word in version if re.match(r"v?1\.\d+\.\d+", word)), None)
    if not number:
        print("containerd_imports: no containerd 1 here; skipped")
        return 77
    wrong = read = said = 0
    for _ in range(int(sys.argv[2]) if len(sys.argv) > 2 else 40):
        with tempfile.TemporaryDirectory() as work:
            for name in ("parts", "whole"):
                put(f"{work}/{name}/var/lib/dpkg/status", f"Package: containerd\nStatus: install ok installed\nVersion: {number}~ds1-1\n")
                put(f"{work}/{name}/var/lib/kubelet/config.yaml", "{}")
            folder = f"{work}/parts/etc/containerd"
            put(f"{folder}/config.toml", file(chance.choice([["conf.d/*.toml"], ["conf.d/a.toml", "conf.d/b.toml"], ["conf.d/b.toml"]])))
            put(f"{folder}/conf.d/a.toml", file(chance.choice([[], ["b.toml"]])))
            put(f"{folder}/conf.d/b.toml", file(chance.choice([[], ["a.toml"]])))
            dump = subprocess.run(["containerd", "-c", f"{folder}/config.toml", "config", "dump"], capture_output=True, cwd="/")
            if dump.returncode:
                print(dump.stderr.decode())
                return 1
            whole = re.sub(r"(?m)^imports = .*\n", "", dump.stdout.decode())
            put(f"{work}/whole/etc/containerd/config.toml", whole)
            parts, one = findings(sys.argv[1], f"{work}/parts"), findings(sys.argv[1], f"{work}/whole")
            read += 1
            said += len(parts[0])
            if parts != one:
                wrong += 1
                print(f"parts: {parts}\nwhole: {one}")
                for path in ("config.toml", "conf.d/a.toml", "conf.d/b.toml"):
                    print(f"# {path}\n" + open(f"{folder}/{path}").read())
    print(f"containerd_imports: {read} configurations, {said} findings, {wrong} differ")
    return 1 if wrong or not said else 0


sys.exit(main())

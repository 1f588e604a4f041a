#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""sysctl_order.py BULWARK [COUNT]: which file of random folders of sysctl.d decides on a parameter, by the audit and by systemd
(`systemd-analyze cat-config`). Skipped where there is no systemd."""
import json, os, random, re, shutil, subprocess, sys, tempfile

FOLDERS = ["etc/sysctl.d", "run/sysctl.d", "usr/local/lib/sysctl.d", "usr/lib/sysctl.d"]
NAME = "kernel.randomize_va_space"
chance = random.Random(5)


def make(root):
    for folder in FOLDERS:
        os.makedirs(f"{root}/{folder}")
        for name in chance.sample(["10-a.conf", "50-b.conf", "99-c.conf", "9.conf", "a.conf", "b.txt", "Z.conf"], chance.randint(0, 4)):
            path = f"{root}/{folder}/{name}"
            if chance.random() < 0.15:
                os.symlink("/dev/null", path)
            else:
                with open(path, "w") as file:
                    file.write(chance.choice(["# nothing\n", f"{NAME} = {chance.randint(0, 1)}\n", f"{NAME.replace('.', '/')}=1\n"]))
    os.makedirs(f"{root}/var/lib/kubelet")
    with open(f"{root}/var/lib/kubelet/config.yaml", "w") as file:
        file.write("{}")


def theirs(root):
    text = subprocess.run(["systemd-analyze", f"--root={root}", "cat-config", "sysctl.d"], capture_output=True).stdout.decode()
    source = found = None
    for line in text.split("\n"):
        if line.startswith(f"# {root}/"):
            source = line[len(f"# {root}"):]
        elif line.replace("/", ".").startswith(NAME):
            found = source
    return found


def ours(program, root):
    report = json.loads(subprocess.run([program, "node", "audit", "--root", root, "--control", "node-aslr-off", "-o", "json"], capture_output=True).stdout)
    found = [re.search(r", by (\S+):", one["message"]).group(1) for one in report["findings"]]
    return found[0] if found else None


def main():
    if not shutil.which("systemd-analyze"):
        print("sysctl_order: no systemd-analyze; skipped")
        return 77
    wrong = decided = 0
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 40
    for _ in range(count):
        with tempfile.TemporaryDirectory() as root:
            make(root)
            expected, found = theirs(root), ours(sys.argv[1], root)
            decided += expected is not None
            if expected != found:
                wrong += 1
                print(f"ours: {found}, theirs: {expected}, of {[name for _, _, names in os.walk(root) for name in names]}")
    print(f"sysctl_order: {count} roots, {decided} decided, {wrong} differ")
    return 1 if wrong or not decided else 0


sys.exit(main())

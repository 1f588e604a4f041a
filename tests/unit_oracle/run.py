#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""run.py UNIT_LINES [COUNT]: makes random units with drop-ins in four folders, and compares what the node audit takes them for with
what systemd's own reader does (the dump of `systemd-analyze verify`). All that differ are printed."""
import json, os, random, shlex, shutil, subprocess, sys, tempfile

FOLDERS = ["etc/systemd/system", "run/systemd/system", "usr/local/lib/systemd/system", "usr/lib/systemd/system"]
UNIT = "kube-a.service"
DROP_INS = ["kube-a.service.d", "kube-.service.d", "service.d"]
chance = random.Random(11)


def word():
    plain = "".join(chance.choice("abc-=/.,") for _ in range(chance.randint(1, 6)))
    return chance.choice([
        lambda: plain, lambda: plain, lambda: f'"{plain} x"', lambda: f"'{plain} \"y\"'", lambda: plain + '"q r"' + plain, lambda: "\\x41" + plain,
        lambda: plain + "\\101", lambda: "\\u00e9", lambda: "%n", lambda: "%p-%N", lambda: "%%" + plain, lambda: '""', lambda: "'a b'",
        lambda: plain + "\\s" + plain, lambda: "a;b", lambda: '"#x"', lambda: "%t/x", lambda: "\\\\"])()


def words(least=0):
    out = ""
    for _ in range(chance.randint(least, 5)):
        out += chance.choice([" ", " ", "  ", " \\\n    ", " \\\n# comment\n ", " \\\n  ; comment\n  ", "\t"]) + word()
    return out


def assignment():
    name = chance.choice("ABCD")
    return chance.choice([lambda: f"{name}={word()}", lambda: f'"{name}=x {word()[:1].strip(chr(34) + chr(39) + chr(92) + chr(37))}y"', lambda: f"{name}="])()


def settings(is_unit):
    lines = ["[Service]"] if chance.random() < 0.95 else ["[Unit]"]
    for _ in range(chance.randint(0, 3)):
        lines.append(chance.choice([
            lambda: "Environment=" + " ".join(assignment() for _ in range(chance.randint(1, 3))), lambda: "Environment=", lambda: "# ExecStart=/bin/no",
            lambda: "  ; x", lambda: "", lambda: "Nonsense=1", lambda: " Environment = " + assignment()])())
    if is_unit or chance.random() < 0.4:
        if not is_unit:
            lines.append("ExecStart=")
        lines.append("ExecStart=" + chance.choice(["", "", "-", "+", "@/bin/true "]) + "/bin/true" + words(1))
    return "\n".join(lines) + chance.choice(["\n", ""])


def make(root):
    for folder in FOLDERS:
        os.makedirs(f"{root}/{folder}")
        for target in ("sysinit", "basic", "shutdown"):
            with open(f"{root}/{folder}/{target}.target", "w") as file:
                file.write("[Unit]\nDescription=x\n")
    for folder in [FOLDERS[3]] + [one for one in FOLDERS[:3] if chance.random() < 0.2]:
        with open(f"{root}/{folder}/{UNIT}", "w") as file:
            file.write(settings(True))
    for folder in FOLDERS:
        for name in DROP_INS:
            for number in range(3):
                if chance.random() > 0.15:
                    continue
                os.makedirs(f"{root}/{folder}/{name}", exist_ok=True)
                path = f"{root}/{folder}/{name}/{number}0-{chance.choice('xy')}.{'conf' if chance.random() < 0.9 else 'txt'}"
                if chance.random() < 0.1:
                    os.path.lexists(path) or os.symlink("/dev/null", path)
                elif not os.path.islink(path):
                    with open(path, "w") as file:
                        file.write(settings(False))


def theirs(root):
    environment = dict(os.environ, SYSTEMD_UNIT_PATH=":".join(f"{root}/{folder}" for folder in FOLDERS), SYSTEMD_LOG_LEVEL="debug",
                       SYSTEMD_LOG_TARGET="console", SYSTEMD_LOG_COLOR="0")
    path = next(f"{root}/{folder}/{UNIT}" for folder in FOLDERS if os.path.exists(f"{root}/{folder}/{UNIT}"))
    # It looks first into the folders of what it verifies: they are given in their own order.
    paths = [f"{root}/{folder}/basic.target" for folder in FOLDERS] + [path]
    said = subprocess.run(["systemd-analyze", "verify", *paths], env=environment, capture_output=True).stdout.decode(errors="replace")
    dump = said[said.find(f"-> Unit {UNIT}:"):]
    variables, commands, within = set(), [], False
    for line in dump.split("\n"):
        text = line.strip()
        if text.startswith("-> "):
            within = text == "-> ExecStart:"
        if text.startswith("Environment: "):
            variables.add(text[len("Environment: "):])
        if within and text.startswith("Command Line: "):
            commands.append(shlex.split(text[len("Command Line: "):]))
    return (sorted(variables), commands) if dump.startswith("->") else None


def ours(program, root):
    variables, commands = [], []
    for line in subprocess.run([program, root, UNIT], capture_output=True, check=True).stdout.decode().splitlines():
        what, _, text = line.partition(" ")
        text = json.loads(text)
        if what == "error":
            return text
        if what == "variable":
            variables.append(text)
        elif what == "command":
            commands.append([text])
        else:
            commands[-1].append(text)
    return sorted(variables), commands


def main():
    if not shutil.which("systemd-analyze"):
        print("unit_oracle: no systemd-analyze; skipped")
        return 77
    wrong = read = 0
    for number in range(int(sys.argv[2]) if len(sys.argv) > 2 else 150):
        with tempfile.TemporaryDirectory() as root:
            make(root)
            expected, found = theirs(root), ours(sys.argv[1], root)
            if number == 0 and (expected is None or not expected[1]):
                print("unit_oracle: systemd-analyze tells nothing of a unit here; skipped")
                return 77
            if expected is None:
                continue  # it starts nothing: systemd loads no such service
            read += 1
            if found == expected:
                continue
            wrong += 1
            if wrong <= 5:
                print(f"--- {number}\nours:   {found}\ntheirs: {expected}")
                for folder, _, files in sorted(os.walk(root)):
                    for name in sorted(files):
                        if ".target" not in name:
                            print(f"# {folder[len(root):]}/{name}\n" + open(f"{folder}/{name}").read())
    print(f"unit_oracle: {read} units, {wrong} differ")
    return 1 if wrong else 0


sys.exit(main())

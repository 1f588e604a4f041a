#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""network_page.py BULWARK: opens the page of `net reach -o html` in Chromium and asks the page itself, by its own functions,
who reaches whom: it must be what the text format lists, in both directions, with and without a port, and its counts must be
those of `net exposure`. Left out (77) where there is no Chromium."""
import collections
import html
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
CORPUS = HERE.parent.parent / "shared/corpus/network"
CASES = ["new_online_boutique_synthesis", "k8s_ingress_test", "acs_security_frontend_demos", "ipblockstest_4",
         "anp_np_banp_core_test", "test_with_named_ports", "multiple_ingress_objects_with_different_ports",
         "example_pods_w_same_owner_and_labels_gap_no_policy"]

# Appended to the page: writes what it knows into an element.
PROBE = """<script>
const words = text => text === "All ports" ? "All Connections" : text;
const named = end => end.range ? end.title + "[External]" : end.title;
const lines = () => {
  const out = {out: [], in: []};
  for (const from of [...workloads, ...sources, byController]) for (const [text, to] of reaches(from)) out.out.push(`${named(from)} => ${named(to)} : ${words(text)}`);
  for (const to of [...workloads, ...destinations]) for (const [text, from] of reachedBy(to)) out.in.push(`${named(from)} => ${named(to)} : ${words(text)}`);
  return out;
};
const before = lines(), cells = {}, far = {}, isolated = {}, led = {};
for (const a of spaces) for (const b of spaces) if (pairs.at(a.id, b.id)) cells[a.name + " " + b.name] = pairs.at(a.id, b.id);
for (const w of workloads) { far[w.title] = spread([w]).size - 1; isolated[w.title] = [w.ingress, w.egress]; led[w.title] = w.doors.length; }
const chosen = document.querySelector("#panel h2").textContent;
byId("asMatrix").click();
const squares = document.querySelectorAll("#matrix button.cell").length;
byId("asMap").click();
for (const w of workloads.slice(0, 30)) choose(w);
for (const s of spaces.slice(0, 10)) choose(s);
byId("port").value = "80";
byId("port").dispatchEvent(new Event("input"));
const after = lines();
const mute = [...document.querySelectorAll("button")].filter(b => !b.textContent.trim() && !b.getAttribute("aria-label")).length;
document.body.append(Object.assign(make("pre"), {id: "result"}));
byId("result").textContent = JSON.stringify({before, after, cells, far, isolated, led, chosen, squares, mute, chips: document.querySelectorAll(".chip").length});
</script>
</body>"""


def browser():
    return next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)


def ask(bulwark, *arguments):
    run = subprocess.run([bulwark, "net", *arguments], capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)
    if run.returncode not in (0, 1, 3):
        sys.exit(f"network_page: {arguments} ends with {run.returncode}: {run.stderr}")
    return run.stdout


def opened(chromium, page, work, anchor):
    """What the probe says, and what the page complained of."""
    (work / "page.html").write_text(page.replace("</body>", PROBE))
    run = subprocess.run([chromium, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--virtual-time-budget=5000",
                          "--user-data-dir=" + str(work / "profile"), "--dump-dom", f"file://{work}/page.html#{anchor}"],
                         capture_output=True, text=True, timeout=120)
    found = re.search(r'<pre id="result">(.*?)</pre>', run.stdout, re.S)
    complaints = [line for line in run.stderr.splitlines() if "CONSOLE" in line]
    return (json.loads(html.unescape(found.group(1))) if found else None), complaints


def differences(bulwark, target, got):
    listed = ask(bulwark, "reach", target).splitlines()
    wrong = []
    for direction in ("out", "in"):
        if sorted(got["before"][direction]) != sorted(listed):
            wrong.append(f"other connections ({direction}): {sorted(set(got['before'][direction]) ^ set(listed))[:4]}")
        if sorted(got["after"][direction]) != sorted(ask(bulwark, "reach", target, "--port", "80").splitlines()):
            wrong.append(f"other connections on port 80 ({direction})")
    cells = collections.Counter()
    for line in listed:
        ends = line.split(" : ")[0].split(" => ")
        if all("/" in end for end in ends):
            cells[" ".join(end.split("/")[0] for end in ends)] += 1
    if dict(cells) != got["cells"]:
        wrong.append(f"the matrix counts {got['cells']}, not {dict(cells)}")
    exposure = {one["workload"]: one for one in json.loads(ask(bulwark, "exposure", target, "-o", "json"))["workloads"]}
    for title, one in exposure.items():
        if got["far"][title] != one["reachesInSteps"]["workloads"]:
            wrong.append(f"{title} gets to {got['far'][title]}, not to {one['reachesInSteps']['workloads']}")
        if got["isolated"][title] != [one["isolated"]["ingress"], one["isolated"]["egress"]]:
            wrong.append(f"{title} is isolated otherwise")
        if got["led"][title] != len(one["fromInternet"]["ledTo"]):
            wrong.append(f"{title} is led to by others")
    if got["mute"]:
        wrong.append(f"{got['mute']} buttons have no name")
    if not got["chips"] or (cells and not got["squares"]):
        wrong.append("nothing is drawn")
    return wrong


def large(work):
    """500 workloads in 25 namespaces: each namespace closed but for its own front, databases for their own namespace alone."""
    out = []
    for i in range(500):
        space, tier = f"team-{i % 25:02}", ("front", "back", "db")[i // 25 % 3]
        out.append(f"""apiVersion: apps/v1
kind: Deployment
metadata: {{name: app-{i // 25}, namespace: {space}}}
spec: {{template: {{metadata: {{labels: {{app: app-{i // 25}, tier: {tier}}}}}, spec: {{containers: [{{name: c, image: i, ports: [{{containerPort: 8080}}]}}]}}}}}}""")
    for i in range(25):
        meta = f"namespace: team-{i:02}"
        front = f"namespaceSelector: {{matchLabels: {{kubernetes.io/metadata.name: team-{(i + 1) % 25:02}}}}}"
        out.append(f"""apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: all, {meta}}}
spec: {{podSelector: {{}}, policyTypes: [Ingress{', Egress' if i % 2 else ''}], egress: [{{to: [{{namespaceSelector: {{}}}}]}}]}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: front, {meta}}}
spec: {{podSelector: {{matchLabels: {{tier: front}}}}, ingress: [{{from: [{{{front}, podSelector: {{matchLabels: {{tier: back}}}}}}, {{ipBlock: {{cidr: 10.0.0.0/8}}}}], ports: [{{port: 8080}}]}}]}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: db, {meta}}}
spec: {{podSelector: {{matchLabels: {{tier: db}}}}, ingress: [{{from: [{{podSelector: {{matchLabels: {{tier: back}}}}}}], ports: [{{port: 80}}, {{port: 5432}}]}}]}}""")
    path = work / "large.yaml"
    path.write_text("\n---\n".join(out) + "\n")
    return path


def main():
    bulwark, chromium = os.path.realpath(sys.argv[1]), browser()
    if chromium is None:
        print("network_page: there is no Chromium here")
        return 77
    failed, pages = False, 0
    with tempfile.TemporaryDirectory(prefix="bulwark-page-") as folder:
        work = pathlib.Path(folder)
        targets = [HERE.parent / "examples/shop", large(work)]
        targets += [CORPUS / case / "input" for case in CASES if (CORPUS / case).is_dir()]
        for target in map(str, targets):
            page = ask(bulwark, "reach", target, "-o", "html")
            got, complaints = opened(chromium, page, work, "")
            wrong = complaints + (differences(bulwark, target, got) if got else ["the page's script does not end"])
            if target.endswith("large.yaml") and len(page) > 120_000:
                wrong.append(f"500 workloads take {len(page)} bytes")
            for text in wrong:
                print(f"network_page: {target}: {text}")
            failed, pages = failed or bool(wrong), pages + 1
        page = ask(bulwark, "reach", targets[0].as_posix(), "-o", "html")
        got, _ = opened(chromium, page, work, "shop-data%2Forders-db%5BStatefulSet%5D")
        if not got or got["chosen"] != "orders-db":
            print("network_page: what stands behind # is not chosen")
            failed = True
    print(f"network_page: {pages} pages were opened")
    return 1 if failed else 0


sys.exit(main())

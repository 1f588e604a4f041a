# SPDX-License-Identifier: Apache-2.0
"""expect.py FOLDER: holds the reports in FOLDER to what its charts and kustomizations must show; exits with 1 otherwise."""
import json
import pathlib
import sys

work = pathlib.Path(sys.argv[1])
wrong = []


def report(name):
    with open(work / f"{name}.json", encoding="utf-8") as file:
        out = json.load(file)
    for gap in out["not_evaluated"]:
        wrong.append(f"{name}: not evaluated: {gap}")
    return out["findings"]


def expect(findings, control, file, path, text):
    """One finding of this control at this path of this file; without a line, since the lines of what was rendered are not
    those of the template."""
    found = [f for f in findings if f["control"] == control and f["path"] == path and f["file"] == file]
    if len(found) != 1:
        others = [(f["file"], f["path"]) for f in findings if f["control"] == control]
        wrong.append(f"{control} at {file} {path}: {len(found)} findings; elsewhere: {others}")
        return
    if text not in found[0]["message"] or found[0]["line"] != 0:
        wrong.append(f"{control} at {file}: says {found[0]['message']!r} at line {found[0]['line']}")


pod = "spec.template.spec"
chart = report("shop")
expect(chart, "privileged-container", "shop/templates/deployment.yaml",
       f"{pod}.containers[0].securityContext.privileged", "shop")
expect(chart, "capabilities-baseline", "shop/charts/cache/templates/deployment.yaml",
       f"{pod}.containers[0].securityContext.capabilities.add", "SYS_ADMIN")
expect(chart, "seccomp-baseline", "shop/charts/cache/templates/deployment.yaml",
       f"{pod}.securityContext.seccompProfile", "Unconfined")
expect(chart, "ingress-tls", "shop/templates/ingress.yaml", "spec.rules[0].host", "chart-example.local")
for finding in chart:
    if not finding["file"].startswith("shop/") or "/templates/" not in finding["file"]:
        wrong.append(f"a finding outside of every template: {finding['control']} at {finding['file']}")
    elif not (work / finding["file"]).is_file():
        wrong.append(f"a template that does not exist: {finding['file']}")

overlay = report("overlays")
kustomization = "overlays/prod/kustomization.yaml"
expect(overlay, "host-namespaces", kustomization, f"{pod}.hostNetwork", "host")
expect(overlay, "image-tag", kustomization, f"{pod}.containers[0].image", "latest")
for finding in overlay:
    if finding["file"] != kustomization or finding["resource"]["namespace"] != "prod":
        wrong.append(f"a finding outside of the overlay: {finding['control']} at {finding['file']}")

for line in wrong:
    print("WRONG", line)
print(f"{len(chart)} findings of charts, {len(overlay)} of kustomizations, {len(wrong)} wrong")
sys.exit(1 if wrong else 0)

#!/usr/bin/env python3
"""kubernetes_cves.py CORPUS [--stackrox FOLDER] [--update]: keeps knowledge/cves/ in step with advisories.

CORPUS is a folder with kubernetes/vulns/*.json (OSV of Kubernetes' own feed), go/osv.tar.zst (Go's vulnerability
database) and, if wanted, cve-feed-osv/; FOLDER holds stackrox/k8s-cves' cves/*.yaml. Titles, mitigations, severities
where there is no vector, and which component it is in are written by hand and stay as they are; ranges, vectors, days
and sources are taken from the advisories, in this order: OSV of the feed, Go, stackrox (days and
sources only where there are none yet). An entry with `kept` says why its
ranges are its own. Without --update nothing is written: what differs, and ids that have no entry, are printed, and the
exit code is 1. An id that is new must get an entry by hand: {id, title, affected: [{component}]}.
"""
import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys
import tarfile
import io

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
SET = ROOT / "knowledge" / "cves"

# Packages and the components that they are.
COMPONENTS = {
    "k8s.io/apiserver": "kube-apiserver", "k8s.io/controller-manager": "kube-controller-manager",
    "k8s.io/kubelet": "kubelet", "k8s.io/kubectl": "kubectl", "k8s.io/kube-proxy": "kube-proxy",
    "k8s.io/kubernetes": "kubernetes", "github.com/kubernetes/kubernetes": "kubernetes",
    "k8s.io/client-go": "client-go", "k8s.io/apimachinery": "k8s.io/apimachinery",
    "k8s.io/ingress-nginx": "ingress-nginx", "github.com/kubernetes/ingress-nginx": "ingress-nginx",
    "sigs.k8s.io/secrets-store-csi-driver": "secrets-store-csi-driver",
    "sigs.k8s.io/secrets-store-sync-controller": "secrets-store-sync-controller",
    "sigs.k8s.io/azurefile-csi-driver": "azurefile-csi-driver",
    "github.com/kubernetes-csi/csi-proxy": "csi-proxy",
    "github.com/kubernetes-sigs/image-builder": "image-builder",
    "sigs.k8s.io/aws-iam-authenticator": "aws-iam-authenticator",
    "sigs.k8s.io/aws-load-balancer-controller": "aws-load-balancer-controller",
    "k8s.io/kube-state-metrics": "kube-state-metrics", "k8s.io/kops": "kops", "k8s.io/minikube": "minikube",
    "github.com/containerd/containerd": "containerd", "github.com/containerd/containerd/v2": "containerd",
    "github.com/cri-o/cri-o": "cri-o", "github.com/opencontainers/runc": "runc", "github.com/coredns/coredns": "coredns",
    "go.etcd.io/etcd": "etcd", "go.etcd.io/etcd/v3": "etcd", "go.etcd.io/etcd/server/v3": "etcd",
    "go.etcd.io/etcd/client/pkg/v3": "etcd",
}
OF_KUBERNETES = {"kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "kubectl", "kube-proxy",
                 "kubernetes"}


def spans(events):
    """OSV's events as spans, in the order of the events, which is theirs in all of these sources but for pairs."""
    out = []
    for event in events:
        (kind, version), = event.items()
        if kind == "introduced":
            out.append({} if version == "0" else {"from": version})
        elif kind == "fixed":
            out[-1]["fixed"] = version
        elif kind == "last_affected":
            out[-1]["last"] = version
    return sorted(out, key=lambda span: key(span.get("from", "0")))


def key(version):
    numbers = [int(n) for n in re.findall(r"\d+", version.split("-")[0].split("+")[0])]
    return (numbers + [0, 0, 0])[:3] + [0 if "-" in version else 1]


def of_osv(advisory):
    facts = {"affected": collections.OrderedDict(), "published": advisory.get("published", "")[:10],
             "sources": [r["url"] for r in advisory.get("references", [])]}
    if advisory.get("withdrawn"):
        facts["withdrawn"] = advisory["withdrawn"][:10]
    modules = {a["package"]["name"] for a in advisory.get("affected", [])}
    for affected in advisory.get("affected", []):
        name = affected["package"]["name"]
        if name == "go.etcd.io/etcd" and len(modules) > 1:
            continue  # what was before modules; the others tell the versions that were released
        component = COMPONENTS.get(name)
        if component is None:
            continue
        for severity in affected.get("severity", []):
            if str(severity.get("score", "")).startswith("CVSS:"):
                facts["cvss"] = severity["score"]
        custom = affected.get("ecosystem_specific", {}).get("custom_ranges")
        found = [span for r in affected.get("ranges", []) for span in spans(r["events"])]
        if custom:  # what the module's own versions cannot tell
            found = [span for span in found if span] + [span for r in custom for span in spans(r["events"])]
            found.sort(key=lambda span: key(span.get("from", "0")))
        if name == "github.com/containerd/containerd" and len(modules) > 1:
            found = [dict(span) if "fixed" in span else dict(span, limit="2.0.0-alpha.0") for span in found]
        if name == "github.com/containerd/containerd/v2":
            found = [span if "from" in span else dict({"from": "2.0.0-alpha.0"}, **span) for span in found]
        known = facts["affected"].setdefault(component, [])
        known += [span for span in found if span not in known]
    return facts


def of_stackrox(advisory):
    found = []
    for affected in advisory["affected"]:
        text, fixed = str(affected["range"]), affected.get("fixedBy")
        span = {}
        for sign, version in re.findall(r"(>=|<=|<|)\s*(\d[\w.\-]*)", text):
            if version in ("0.0.0", "0"):
                continue
            # "1.3" begins with 1.3.0, and its pre-releases are not meant.
            full = version + ".0" if version.count(".") == 1 else version
            if sign == ">=":
                span["from"] = full
            elif sign == "<":
                span["fixed"] = full
            elif sign == "<=":
                span["last"] = full
            else:
                span["from"] = span["last"] = full
        if fixed and "last" in span:
            span["fixed"] = str(fixed)
            del span["last"]
        if span.get("from", "0").split(".")[:2] == str(span.get("fixed", "")).split(".")[:2] and \
                re.fullmatch(r"\d+\.\d+\.0(-.*)?", str(span.get("fixed", ""))):
            continue  # only pre-releases
        found.append(span)
    components = [c for c in advisory.get("components") or ["kubernetes"] if c not in ("kube-aggregator",)]
    cvss = advisory.get("cvss", {})
    vector = (cvss.get("kubernetes") or cvss.get("nvd") or {}).get("vectorV3", "")
    sources = [advisory[k] for k in ("issueUrl", "url") if advisory.get(k)]
    return {"affected": {c: [dict(s) for s in found] for c in components}, "published": str(advisory["published"])[:10],
            "sources": sources, **({"cvss": vector} if vector else {})}


def read_corpus(corpus, stackrox):
    facts = collections.defaultdict(list)  # by id, the best source first
    for path in sorted((corpus / "kubernetes/vulns").glob("*.json")):
        advisory = json.loads(path.read_text())
        facts[advisory["id"]].append(of_osv(advisory))
    packed = subprocess.run(["zstd", "-dc", corpus / "go/osv.tar.zst"], capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        for member in sorted(tar.getmembers(), key=lambda m: m.name):
            if not member.name.endswith(".json"):
                continue
            advisory = json.load(tar.extractfile(member))
            if not any(a["package"]["name"] in COMPONENTS for a in advisory.get("affected", [])):
                continue
            found = of_osv(advisory)
            found["sources"] = ["https://pkg.go.dev/vuln/" + advisory["id"]] + \
                [u for u in found["sources"] if "github.com" in u and "/commit/" not in u and "/pull/" not in u]
            for one in [a for a in advisory.get("aliases", []) if a.startswith("CVE-")] or [advisory["id"]]:
                facts[one].append(found)
    for path in sorted(stackrox.glob("*.yaml")) if stackrox else []:
        advisory = yaml.safe_load(path.read_text())
        facts[advisory["cve"]].append(of_stackrox(advisory))
    return facts


def chosen(entry, sources):
    """The affected components of an entry: its own names, the ranges of the best source."""
    best = sources[0]["affected"]
    names = [a["component"] for a in entry.get("affected", [])] or list(best)
    out = []
    for name in names:
        ranges = best.get(name) or best.get("kubernetes") or next(iter(best.values()))
        out.append({"component": name, "ranges": ranges})
    return out


def updated(entry, sources):
    entry = dict(entry)
    if not sources:
        return entry
    days = [s["published"] for s in sources if s["published"] > "2000"]  # Go's are lost in some copies
    if days:
        entry.setdefault("published", min(days))
    for source in sources:
        if "cvss" in source and not source["cvss"].startswith("CVSS:2") and "cvss" not in entry:
            entry["cvss"] = source["cvss"]
            entry.pop("severity", None)
        if "withdrawn" in source and len(sources) == 1 and "kept" not in entry:
            entry["withdrawn"] = source["withdrawn"]
    if "kept" not in entry:
        entry["affected"] = chosen(entry, sources)
    if entry.get("sources"):
        return entry
    urls = []
    for url in [u for s in sources for u in s["sources"]]:
        url = url.replace("http://", "https://")
        wanted = "cve.org" not in url and "nvd.nist" not in url and "first.org" not in url and ", " not in url
        if wanted and url not in urls:
            urls.append(url)
    urls = urls or ["https://www.cve.org/CVERecord?id=" + entry["id"]]
    entry["sources"] = sorted(urls, key=lambda u: "/kubernetes/issues/" not in u)[:3]
    return entry


def quoted(text):
    return json.dumps(str(text), ensure_ascii=False)


def scalar(text):
    text = str(text)
    plain = re.fullmatch(r"[A-Za-z(][^:#\"'{}\[\],&*!|>%@`]*[^:#\"'{}\[\],&*!|>%@`\s]", text) or \
        re.fullmatch(r"(https://|CVSS:)\S+", text)
    return text if plain and text.lower() not in ("yes", "no", "on", "off", "true", "false", "null") else quoted(text)


def text_of(entry):
    lines = [f"  - id: {entry['id']}", f"    title: {scalar(entry['title'])}"]
    for name in ("published", "withdrawn"):
        if entry.get(name):
            lines.append(f"    {name}: {quoted(entry[name])}")
    for name in ("severity", "cvss", "kept"):
        if entry.get(name):
            lines.append(f"    {name}: {scalar(entry[name])}")
    lines.append("    affected:")
    for affected in entry["affected"]:
        ranges = ", ".join("{" + ", ".join(f"{k}: {quoted(s[k])}" for k in ("from", "fixed", "last", "limit") if k in s) + "}"
                           for s in affected["ranges"])
        lines.append(f"      - component: {affected['component']}")
        lines.append(f"        ranges: [{ranges}]")
    if entry.get("mitigation"):
        lines.append(f"    mitigation: {scalar(entry['mitigation'])}")
    lines.append("    sources:")
    lines += [f"      - {url}" for url in entry["sources"]]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=pathlib.Path)
    parser.add_argument("--stackrox", type=pathlib.Path)
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    facts = read_corpus(options.corpus, options.stackrox)
    known, wrong = set(), 0
    for path in sorted(SET.glob("*.yaml")):
        before = path.read_text()
        head = before[:before.index("cves:\n") + len("cves:\n")]
        entries = yaml.safe_load(before)["cves"]
        known |= {entry["id"] for entry in entries}
        after = head + "".join(text_of(updated(entry, facts.get(entry["id"], []))) for entry in entries)
        if after == before:
            continue
        if options.update:
            path.write_text(after)
        else:
            wrong += 1
            print(f"{path.relative_to(ROOT)}: differs from the advisories")
    for one in sorted(set(facts) - known):
        wrong += 1
        print(f"{one}: has no entry")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""run.py BULWARK: policies that a kernel enforces. Six pods and three machines outside, each a network namespace, get the policies
as nftables rules (firewall.py), and open real TCP and UDP connections, each to each: what passes is what `net reach` says. The
policies are random, with a fixed seed; ENFORCEMENT_ROUNDS says how many sets (40). Skipped where network namespaces may not be made."""

import ipaddress
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import firewall
import pods

PORTS = [("TCP", 80), ("TCP", 81), ("TCP", 443), ("UDP", 53), ("UDP", 80)]
OUTSIDE = ["203.0.113.9", "10.1.2.3", "10.200.0.7"]
SPACES = {"shop": {"team": "a"}, "data": {"team": "b"}, "ops": {}}
BLOCKS = [{"cidr": "0.0.0.0/0"}, {"cidr": "10.0.0.0/8"}, {"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16"]},
          {"cidr": "0.0.0.0/0", "except": ["10.200.0.0/16"]}, {"cidr": "203.0.113.0/24"}]


def pod(number, space, name, labels, ports):
    return {"namespace": space, "name": name, "labels": labels, "ports": ports, "address": f"172.30.0.{number + 1}"}


PODS = [pod(0, "shop", "web", {"app": "web", "tier": "front"}, [("main", "TCP", 80), ("dns", "UDP", 53)]),
        pod(1, "shop", "cart", {"app": "cart"}, [("main", "TCP", 81)]),
        pod(2, "data", "db", {"app": "db", "tier": "back"}, [("main", "TCP", 443), ("dns", "UDP", 80)]),
        pod(3, "data", "cache", {"app": "cache", "tier": "back"}, []),
        pod(4, "ops", "agent", {"app": "agent"}, [("dns", "UDP", 53)]),
        pod(5, "ops", "bare", {}, [("main", "TCP", 80)])]


class World:
    def __init__(self, policies):
        self.pods, self.policies = PODS, policies

    def labels_of(self, space):
        return {**SPACES[space], "kubernetes.io/metadata.name": space}

    def of_kind(self, kind):
        return [one for one in self.policies if one["kind"] == kind]

    def manifests(self):
        out = [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}}
               for name, labels in SPACES.items()]
        for one in self.pods:
            ports = [{"name": name, "protocol": kind, "containerPort": number} for name, kind, number in one["ports"]]
            out.append({"apiVersion": "v1", "kind": "Pod",
                        "metadata": {"name": one["name"], "namespace": one["namespace"], "labels": one["labels"]},
                        "spec": {"containers": [{"name": "c", "image": "i", "ports": ports}]}})
        return out + self.policies


class Maker:
    """Policies at random."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def some(self, make, most=2):
        return [make() for _ in range(self.random.randint(0, most))]

    def pick(self, *choices):
        return self.random.choice(choices)

    def selector(self):
        key = self.pick("app", "tier")
        return self.pick({}, {"matchLabels": {"tier": "back"}}, {"matchLabels": {"app": self.pick("web", "cart", "db", "agent")}},
                         {"matchExpressions": [{"key": key, "operator": self.pick("Exists", "DoesNotExist")}]},
                         {"matchExpressions": [{"key": key, "operator": self.pick("In", "NotIn"), "values": ["web", "back"]}]})

    def spaces(self):
        return self.pick({}, {"matchLabels": {"team": "a"}}, {"matchLabels": {"kubernetes.io/metadata.name": "ops"}},
                         {"matchExpressions": [{"key": "team", "operator": "Exists"}]})

    def peer(self):
        return self.pick({"podSelector": self.selector()}, {"namespaceSelector": self.spaces()},
                         {"namespaceSelector": self.spaces(), "podSelector": self.selector()}, {"ipBlock": self.pick(*BLOCKS)})

    def port(self):
        return self.pick({"port": 80}, {"port": 80, "endPort": 81}, {"port": 443}, {"port": 53, "protocol": "UDP"},
                         {"protocol": "UDP"}, {"port": "main"}, {"port": "dns", "protocol": "UDP"}, {"protocol": "TCP"})

    def rule(self, peers):
        out = {peers: self.some(self.peer), "ports": self.some(self.port)}
        return {key: value for key, value in out.items() if value or self.pick(True, False)}

    def policy(self, number):
        spec = {"podSelector": self.selector(), "ingress": self.some(lambda: self.rule("from")),
                "egress": self.some(lambda: self.rule("to"))}
        types = self.pick(None, ["Ingress"], ["Egress"], ["Ingress", "Egress"])
        if types:
            spec["policyTypes"] = types
        return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "spec": spec,
                "metadata": {"name": f"p{number}", "namespace": self.pick(*SPACES)}}

    def of_cluster(self):
        return self.pick({"namespaces": self.spaces()},
                         {"pods": {"namespaceSelector": self.spaces(), "podSelector": self.selector()}})

    def protocol(self):
        return self.pick({"tcp": {"destinationPort": {"number": 80}}}, {"udp": {}}, {"tcp": {}},
                         {"tcp": {"destinationPort": {"range": {"start": 80, "end": 81}}}},
                         {"udp": {"destinationPort": {"number": 53}}})

    def cluster_rule(self, peers):
        peer = self.pick({"networks": [self.pick("203.0.113.0/24", "10.1.0.0/16")]}, self.of_cluster())
        out = {"action": self.pick("Accept", "Deny", "Pass"), peers: [peer if peers == "to" else self.of_cluster()]}
        protocols = self.some(self.protocol)
        return {**out, "protocols": protocols} if protocols else out

    def cluster_policy(self, number):
        return {"apiVersion": "policy.networking.k8s.io/v1alpha2", "kind": "ClusterNetworkPolicy",
                "metadata": {"name": f"c{number}"},
                "spec": {"tier": self.pick("Admin", "Baseline"), "priority": number, "subject": self.of_cluster(),
                         "ingress": self.some(lambda: self.cluster_rule("from")),
                         "egress": self.some(lambda: self.cluster_rule("to"))}}

    def policies(self):
        return [self.policy(i) for i in range(self.random.randint(0, 4))] + [
            self.cluster_policy(i) for i in range(self.random.randint(0, 3))]


def covers(connections, protocol, port):
    """Whether "TCP 80,443-445,UDP 53" has it."""
    if connections == "All Connections":
        return True
    kind = None
    for part in connections.split(","):
        kind, numbers = part.split(" ") if " " in part else (kind, part)
        first, _, last = numbers.partition("-")
        if kind == protocol and int(first) <= port <= int(last or first):
            return True
    return False


def title(one):
    return f"{one['namespace']}/{one['name']}[Pod]" if isinstance(one, dict) else one


def is_end(text, one):
    if isinstance(one, dict) or not text.endswith("[External]"):
        return text == title(one)
    first, last = (ipaddress.ip_address(end) for end in text[:-len("[External]")].split("-"))
    address = ipaddress.ip_address(one)
    return first.version == address.version and first <= address <= last


def expected(bulwark, world, work):
    path = os.path.join(work, "manifests.json")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(json.dumps(one) for one in world.manifests()))
    result = subprocess.run([bulwark, "net", "reach", path, "-o", "json"], capture_output=True, text=True, check=False)
    if result.returncode not in (0, 1) or result.stderr:
        sys.exit(f"net reach ends with {result.returncode}: {result.stderr}")
    return json.loads(result.stdout)["connections"]


def questions():
    ends = [*PODS, *OUTSIDE]
    for source in ends:
        asked = []
        for target in ends:
            if source is target or not (isinstance(source, dict) or isinstance(target, dict)):
                continue
            asked += [(target, protocol, port) for protocol, port in PORTS]
        yield source, asked


def address_of(one):
    return one["address"] if isinstance(one, dict) else one


def compare(bulwark, machines, world, work):
    """Counts of what passes, of what does not, and the differences."""
    said = expected(bulwark, world, work)
    for one, machine in zip(PODS, machines):
        machine.tell("firewall", firewall.ruleset(world, one))
    for machine in machines[:len(PODS)]:
        machine.hear()
    passed, refused, wrong = 0, 0, []
    asked = list(questions())
    for (source, some), machine in zip(asked, machines):
        machine.tell("connect", [(protocol, address_of(source), address_of(target), port) for target, protocol, port in some])
    for (source, some), machine in zip(asked, machines):
        for (target, protocol, port), answer in zip(some, machine.hear()):
            wanted = any(is_end(one["src"], source) and is_end(one["dst"], target) and covers(one["conn"], protocol, port)
                         for one in said)
            passed, refused = passed + answer, refused + (not answer)
            if wanted != answer:
                wrong.append(f"{title(source)} => {title(target)} {protocol} {port}: net reach says {wanted}, the kernel {answer}")
    return passed, refused, wrong


def main():
    bulwark = os.path.abspath(sys.argv[1])
    if not shutil.which("nft") or not shutil.which("ip"):
        print("skipped: nft and ip are needed (nftables, iproute2)")
        return 77
    if os.environ.get("ENFORCEMENT_INSIDE") is None:
        os.environ["ENFORCEMENT_INSIDE"] = "1"
        alone = ["unshare", "--net"] if os.getuid() == 0 else ["unshare", "--user", "--map-root-user", "--net"]
        if subprocess.run([*alone, "true"], check=False, capture_output=True).returncode != 0:
            print("skipped: network namespaces may not be made here")
            return 77
        os.execvp(alone[0], [*alone, sys.executable, os.path.abspath(__file__), bulwark])
    pods.make_bridge()
    machines = [pods.Machine(i, [address_of(one)], PORTS) for i, one in enumerate([*PODS, *OUTSIDE])]
    rounds, seed = int(os.environ.get("ENFORCEMENT_ROUNDS", "40")), 11
    passed = refused = 0
    with tempfile.TemporaryDirectory() as work:
        for number in range(rounds):
            world = World(Maker(seed + number).policies())
            some, others, wrong = compare(bulwark, machines, world, work)
            passed, refused = passed + some, refused + others
            if wrong:
                print(json.dumps(world.policies, indent=1))
                print("\n".join(wrong))
                return 1
    print(f"{rounds} sets of policies: {passed} connections passed, {refused} were refused, as net reach says")
    return 0 if min(passed, refused) > 100 * rounds // 10 else 1


if __name__ == "__main__":
    sys.exit(main())

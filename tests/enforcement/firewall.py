# SPDX-License-Identifier: Apache-2.0
"""Network policies as nftables rules of one pod, translated from the specifications without any knowledge of how Bulwark reads
them. A block of addresses is about what is outside of the cluster, so pods' addresses are left out of it."""

CHAINS = {"ingress": ("input", "saddr"), "egress": ("output", "daddr")}


def matches(selector, labels):
    for key, value in (selector.get("matchLabels") or {}).items():
        if labels.get(key) != value:
            return False
    for one in selector.get("matchExpressions") or []:
        own, values = labels.get(one["key"]), one.get("values", [])
        holds = {"In": own in values, "NotIn": own not in values, "Exists": own is not None,
                 "DoesNotExist": own is None}[one["operator"]]
        if not holds:
            return False
    return True


def selected(world, spaces, pods):
    """Pods by selectors of namespaces and of pods; None selects all."""
    return [pod for pod in world.pods if (spaces is None or matches(spaces, world.labels_of(pod["namespace"]))) and
            (pods is None or matches(pods, pod["labels"]))]


def of_addresses(side, addresses):
    return f"ip {side} {{ {', '.join(addresses)} }}" if addresses else None


def of_block(world, side, block):
    out = f"ip {side} {block['cidr']}" if block["cidr"] != "0.0.0.0/0" else ""
    left_out = [*block.get("except", []), *(pod["address"] for pod in world.pods)]
    return f"{out} ip {side} != {{ {', '.join(left_out)} }}"


def peers_of_policy(world, policy, rule, direction):
    """Texts that match one peer each."""
    side = CHAINS[direction][1]
    listed = rule.get("from" if direction == "ingress" else "to")
    if not listed:
        return [""]
    out = []
    for peer in listed:
        if "ipBlock" in peer:
            out.append(of_block(world, side, peer["ipBlock"]))
            continue
        spaces = peer.get("namespaceSelector")
        pods = selected(world, spaces, peer.get("podSelector"))
        if spaces is None:
            pods = [pod for pod in pods if pod["namespace"] == policy["metadata"]["namespace"]]
        out.append(of_addresses(side, [pod["address"] for pod in pods]))
    return [one for one in out if one is not None]


def ports_by_name(world, own, direction, name, protocol):
    """A name is the receiver's."""
    if direction == "ingress":
        return [f"{protocol} dport {number}" for port, kind, number in own["ports"] if (port, kind) == (name, protocol.upper())]
    return [f"ip daddr {pod['address']} {protocol} dport {number}" for pod in world.pods
            for port, kind, number in pod["ports"] if (port, kind) == (name, protocol.upper())]


def ports_of_policy(world, own, direction, rule):
    if not rule.get("ports"):
        return [""]
    out = []
    for port in rule["ports"]:
        protocol = port.get("protocol", "TCP").lower()
        number = port.get("port")
        if number is None:
            out.append(f"meta l4proto {protocol}")
        elif isinstance(number, str):
            out += ports_by_name(world, own, direction, number, protocol)
        else:
            out.append(f"{protocol} dport {number}-{port['endPort']}" if "endPort" in port else f"{protocol} dport {number}")
    return out


def policy_rules(world, own, direction):
    """What NetworkPolicies let through; None where none isolates the pod."""
    isolated, out = False, []
    for policy in world.of_kind("NetworkPolicy"):
        spec = policy["spec"]
        types = spec.get("policyTypes") or ["Ingress"] + (["Egress"] if spec.get("egress") else [])
        if (policy["metadata"]["namespace"] != own["namespace"] or direction.capitalize() not in types or
                not matches(spec["podSelector"], own["labels"])):
            continue
        isolated = True
        for rule in spec.get(direction) or []:
            out += [f"{peer} {port} accept" for peer in peers_of_policy(world, policy, rule, direction)
                    for port in ports_of_policy(world, own, direction, rule)]
    return out if isolated else None


def peers_of_cluster_policy(world, rule, direction):
    side = CHAINS[direction][1]
    out = []
    for peer in rule["from" if direction == "ingress" else "to"]:
        if "networks" in peer:
            out.append(of_addresses(side, peer["networks"]))
            continue
        pods = selected(world, peer["namespaces"], None) if "namespaces" in peer else selected(
            world, peer["pods"].get("namespaceSelector"), peer["pods"].get("podSelector"))
        out.append(of_addresses(side, [pod["address"] for pod in pods]))
    return [one for one in out if one is not None]


def ports_of_cluster_policy(rule):
    out = []
    for one in rule.get("protocols") or []:
        (protocol, about), = one.items()
        port = (about or {}).get("destinationPort")
        if port is None:
            out.append(f"meta l4proto {protocol}")
        elif "range" in port:
            out.append(f"{protocol} dport {port['range']['start']}-{port['range']['end']}")
        else:
            out.append(f"{protocol} dport {port['number']}")
    return out or [""]


def tier_rules(world, own, direction, tier):
    out = []
    policies = [one for one in world.of_kind("ClusterNetworkPolicy") if one["spec"]["tier"] == tier]
    for policy in sorted(policies, key=lambda one: one["spec"]["priority"]):
        subject = policy["spec"]["subject"]
        subjects = selected(world, subject["namespaces"], None) if "namespaces" in subject else selected(
            world, subject["pods"].get("namespaceSelector"), subject["pods"].get("podSelector"))
        if own not in subjects:
            continue
        for rule in policy["spec"].get(direction) or []:
            verdict = {"Accept": "accept", "Deny": "reject", "Pass": "return"}[rule["action"]]
            out += [f"{peer} {port} {verdict}" for peer in peers_of_cluster_policy(world, rule, direction)
                    for port in ports_of_cluster_policy(rule)]
    return out


def chain(name, rules):
    return f"  chain {name} {{\n" + "".join(f"    {rule}\n" for rule in rules) + "  }\n"


def ruleset(world, own):
    """Admin tier, then NetworkPolicies, which are final for a pod that they isolate, then the baseline."""
    out = "table inet policies {\n"
    for direction, (hook, _) in CHAINS.items():
        listed = policy_rules(world, own, direction)
        out += chain(f"{direction}_admin", tier_rules(world, own, direction, "Admin"))
        last = tier_rules(world, own, direction, "Baseline") if listed is None else [*listed, "reject"]
        out += chain(f"{direction}_last", last)
        out += chain(direction, [f"type filter hook {hook} priority 0; policy accept;", "ct state established,related accept",
                                 "meta l4proto { icmp, ipv6-icmp } accept", f"jump {direction}_admin", f"jump {direction}_last"])
    return out + "}\n"

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds removed-api and deprecated-api to what Kubernetes' sources say: oracle/lifecycle/results.txt.

Needs no build."""
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
FIRST_WINDOW = 25  # deprecated-api knows what goes from this version on: nothing older is still upgraded to
# Sent to the API server or answered by it, never kept as an object in a file.
REQUESTS = {'AdmissionReview', 'APIGroupDiscovery', 'DeploymentRollback', 'Eviction', 'Scale', 'SelfSubjectReview'}
# No more in the sources of this release; from the deprecation guide.
GONE = {
    'extensions/v1beta1/PodSecurityPolicy': (11, 16),
    'apiextensions.k8s.io/v1beta1/CustomResourceDefinition': (16, 22),
    'apiregistration.k8s.io/v1beta1/APIService': (19, 22),
    'policy/v1beta1/PodSecurityPolicy': (21, 25),
    'autoscaling/v2beta1/HorizontalPodAutoscaler': (22, 25),
    'autoscaling/v2beta2/HorizontalPodAutoscaler': (23, 26),
}


def from_sources(newest):
    rows = dict(GONE)
    for line in (HERE / 'oracle/lifecycle/results.txt').read_text().splitlines():
        name, _, deprecated, removed = line.split()
        kind = name.rsplit('/', 1)[1]
        if 'alpha' in name or kind.endswith('List') or kind in REQUESTS:
            continue
        if removed != '0' and int(deprecated) <= newest:
            rows[name] = (int(deprecated), int(removed))
    return rows


def compare(what, expected, got):
    wrong = [f'{what}: {name}: Kubernetes says {expected.get(name)}, the control {got.get(name)}'
             for name in sorted(expected.keys() | got.keys()) if expected.get(name) != got.get(name)]
    for text in wrong:
        print(text)
    return len(wrong)


def windows(text):
    """Minor versions at which something changes, against those for which the control has a rule."""
    minors = {int(minor) for minor in re.findall(r'since: "1\.(\d+)"', text)}
    for minor in minors:
        if f'since: "1.{minor}"\n    require: variables.life[0] > {minor} || variables.life[1] <= {minor}\n' not in text:
            sys.exit(f'deprecated-api: the rule of 1.{minor} is another one')
    return minors


def newest_minor():
    header = (HERE.parent / 'src/cel/declarations.h').read_text()
    return int(re.search(r'kNewestKubernetesMinor = (\d+);', header).group(1))


def main():
    newest = newest_minor()
    removed_text = (HERE.parent / 'controls/code/removed-api.yaml').read_text()
    deprecated_text = (HERE.parent / 'controls/code/deprecated-api.yaml').read_text()
    sources = from_sources(newest)
    removed = {name: int(minor) for name, minor in re.findall(r"'([\w./-]+)': (\d+)", removed_text)}
    deprecated = {name: (int(since), int(until))
                  for name, since, until in re.findall(r"'([\w./-]+)': \[(\d+), (\d+)\]", deprecated_text)}
    wrong = compare('removed-api', {name: end for name, (_, end) in sources.items() if end <= newest}, removed)
    wrong += compare('removed-api, rules', dict.fromkeys(removed.values(), True),
                     dict.fromkeys((int(m) for m in re.findall(r'require: variables.minor > (\d+)', removed_text)), True))
    wanted = {name: life for name, life in sources.items() if life[1] >= FIRST_WINDOW}
    wrong += compare('deprecated-api', wanted, deprecated)
    changes = {minor for life in wanted.values() for minor in life if minor <= newest} | {33}  # core/v1 Endpoints
    wrong += compare('deprecated-api, rules', dict.fromkeys(changes, True),
                     dict.fromkeys(windows(deprecated_text), True))
    if not sources or not removed or not deprecated:
        sys.exit('nothing was compared')
    print(f'{len(removed)} removed and {len(deprecated)} deprecated versions, {wrong} differ')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())

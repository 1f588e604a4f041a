#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Real Kubernetes control planes on 127.0.0.1 for tests: build them, start them, ask them, stop them."""

import sys

sys.dont_write_bytecode = True  # nothing is left behind in the source tree

import argparse
import base64
import http.client
import json
import os
import ssl
from pathlib import Path

import builds
import certificates
import layout
import supervisor

SKIPPED = 77


def say(text):
    print(text, file=sys.stderr, flush=True)


def build(flags):
    reasons = []
    wanted = [builds.find_release(flags.version)] if flags.version else [*builds.releases(), builds.Kubelet()]
    for release in wanted:
        try:
            print(builds.build(release, flags.into, say))
        except builds.Skipped as reason:
            reasons.append(str(reason))
    if reasons:
        raise builds.Skipped("; ".join(reasons))


def start(flags):
    """Builds what is missing, starts the cluster and prints the path of its administrator's kubeconfig."""
    release = builds.find_release(flags.version)
    programs = builds.build(release, flags.into, say)
    owner = layout.identity(flags.owner) if flags.owner else None
    if flags.owner and owner is None:
        raise builds.Failed(f"there is no process {flags.owner} to own the cluster")
    supervisor.start(flags.dir, programs, release, owner, changed_flags(flags.flag))
    print(layout.Layout(flags.dir).admin)


def changed_flags(settings):
    """'kube-apiserver:anonymous-auth=false' ... as {program: {flag: value}}."""
    changes = {}
    for setting in settings:
        program, colon, rest = setting.partition(":")
        name, equals, value = rest.lstrip("-").partition("=")
        if not colon or not equals or program not in builds.PROGRAMS:
            raise builds.Failed(f"--flag '{setting}' is not of the form PROGRAM:FLAG=VALUE")
        changes.setdefault(program, {})[name] = value
    return changes


def user(flags):
    print(certificates.create_user(flags.dir, flags.name, flags.group))


def stop(flags):
    if not supervisor.stop(flags.dir):
        say(f"nothing runs in {flags.dir}")


def state_of(root):
    state = layout.Layout(root).read_state()
    if state is None or "server" not in state:
        raise builds.Failed(f"no cluster was started in {root}")
    return state


def kubectl(flags):
    paths = layout.Layout(flags.dir)
    program = str(Path(state_of(flags.dir)["programs"]) / "kubectl")
    os.environ["KUBECACHEDIR"] = str(paths.kubectl_cache)
    os.execv(program, [program, f"--kubeconfig={paths.admin}", *flags.arguments])


def ask_etcd(root, path, question):
    paths = layout.Layout(root)
    context = ssl.create_default_context(cafile=paths.pki / "etcd-ca.crt")
    context.load_cert_chain(paths.pki / "apiserver-etcd-client.crt", paths.pki / "apiserver-etcd-client.key")
    connection = http.client.HTTPSConnection("127.0.0.1", state_of(root)["ports"]["etcd"], context=context, timeout=10)
    connection.request("POST", path, json.dumps(question))
    response = connection.getresponse()
    answer = json.loads(response.read())
    if response.status != 200:
        raise builds.Failed(f"etcd refuses {path}: {response.status} {answer}")
    return answer


def stored(flags):
    """Writes the bytes that etcd keeps under a key, as they are."""
    answer = ask_etcd(flags.dir, "/v3/kv/range", {"key": base64.b64encode(flags.key.encode()).decode()})
    if "kvs" not in answer:
        raise builds.Failed(f"etcd has no key {flags.key}: {answer}")
    sys.stdout.buffer.write(base64.b64decode(answer["kvs"][0]["value"]))


def compact(flags):
    """Lets etcd forget every older version of everything; prints the revision that it keeps."""
    revision = ask_etcd(flags.dir, "/v3/kv/range", {"key": base64.b64encode(b"/").decode()})["header"]["revision"]
    ask_etcd(flags.dir, "/v3/kv/compaction", {"revision": revision, "physical": True})
    print(revision)


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(run, description):
        one = commands.add_parser(run.__name__, help=description, description=description)
        one.set_defaults(run=run)
        return one

    def buildable(one):
        one.add_argument("version", nargs="?", default="", metavar="VERSION", help="such as 1.34; kubelet")
        one.add_argument("--into", default=builds.DEFAULT_OUTPUT, metavar="FOLDER", help="where the programs go")
        return one

    def placed(one):
        one.add_argument("dir", metavar="DIR", help="the folder of the cluster")
        return one

    buildable(command(build, "build the programs of a release, or the kubelet (without VERSION: all)"))
    one = buildable(placed(command(start, "start a cluster in an empty folder (without VERSION: the newest)")))
    one.add_argument("--owner", type=int, metavar="PID", help="stop when this process is gone")
    one.add_argument("--flag", action="append", default=[], metavar="PROGRAM:FLAG=VALUE", help="another flag for a program")
    one = placed(command(user, "make a user with a client certificate; prints the path of their kubeconfig"))
    one.add_argument("name", metavar="NAME")
    one.add_argument("group", nargs="*", metavar="GROUP")
    placed(command(stop, "stop a cluster, also one that did not start well"))
    one = placed(command(kubectl, "run the release's kubectl as the cluster's administrator"))
    one.add_argument("arguments", nargs=argparse.REMAINDER, metavar="ARGS")
    one = placed(command(stored, "write what etcd keeps under a key"))
    one.add_argument("key", metavar="KEY")
    placed(command(compact, "let etcd forget all versions but the newest"))
    return parser.parse_args(arguments)


def main():
    flags = parse(sys.argv[1:])
    try:
        flags.run(flags)
    except builds.Skipped as reason:
        print(f"skipped: {reason}")
        return SKIPPED
    except (builds.Failed, RuntimeError, OSError) as reason:
        say(f"cluster.py: {reason}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: Apache-2.0
"""Where the files of one cluster lie in its folder, and which processes of it are on record there."""

import json
import os
from pathlib import Path


class Layout:
    """The folder of one cluster."""

    def __init__(self, root):
        self.root = Path(root).resolve()
        self.pki = self.root / "pki"
        self.logs = self.root / "logs"
        self.users = self.root / "users"
        self.settings = self.root / "settings"
        self.etcd_data = self.root / "etcd"
        self.admin = self.root / "admin.kubeconfig"
        self.audit_log = self.root / "audit.log"
        self.kubectl_cache = self.root / "kubectl-cache"
        self.state = self.root / "cluster.json"

    def create(self):
        """Makes the folders, for the owner alone: keys of the cluster lie there."""
        for folder in (self.root, self.pki, self.logs, self.users, self.settings):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def read_state(self):
        """What is on record about the cluster; None where none was ever started."""
        try:
            return json.loads(self.state.read_text())
        except FileNotFoundError:
            return None

    def write_state(self, state):
        """Replaces the record in one step, so that whoever reads it sees the old one or the new one."""
        draft = self.state.with_suffix(".draft")
        draft.write_text(json.dumps(state, indent=2) + "\n")
        draft.replace(self.state)


def identity(pid):
    """A process by its number and its start, since the kernel gives a number to others later; None if it is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    state, *fields = text.rpartition(")")[2].split()
    return None if state in "ZX" else {"pid": pid, "start": int(fields[18])}


def is_alive(process):
    """Whether this very process, as identity() gave it, is still there."""
    return process is not None and identity(process["pid"]) == process


def send(process, signal_number):
    """Signals this very process if it is still there."""
    if is_alive(process):
        try:
            os.kill(process["pid"], signal_number)
        except ProcessLookupError:
            pass

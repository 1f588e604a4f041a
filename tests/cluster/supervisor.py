# SPDX-License-Identifier: Apache-2.0
"""Starts a cluster, watches over it, and makes sure that nothing of it outlives its owner.

`start` forks a supervisor with a session of its own, which is the parent of every program. The kernel kills the programs
when the supervisor dies, however it dies; the supervisor ends them all when it is told to stop, when its owner is gone, or
when one of them ends by itself.
"""

import ctypes
import os
import select
import shutil
import signal
import subprocess
import time

import certificates
import control_plane
import layout
from builds import Failed

_ATTEMPTS = 5
_SECONDS_TO_START = 120
_SECONDS_TO_STOP = 15
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)


class _Stopped(Exception):
    """Somebody asked the supervisor to end."""


class _PortTaken(Exception):
    """A program lost the race for its port; other ports may do."""


def start(root, programs, release, owner, changes):
    """Returns when the cluster answers, having left a supervisor behind; raises Failed with the reason otherwise."""
    paths = layout.Layout(root)
    if paths.root.exists() and any(paths.root.iterdir()):
        raise Failed(f"{paths.root} is not empty: every cluster starts in a folder of its own")
    paths.create()
    reading, writing = os.pipe()
    starter = layout.identity(os.getpid())
    if os.fork() == 0:
        _be_supervisor(paths, programs, release, starter, owner, changes, writing)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        answer = pipe.read()
    if answer != "ready":
        raise Failed(answer or f"the supervisor of {paths.root} died: see {paths.logs}/supervisor.log")


def _be_supervisor(paths, programs, release, starter, owner, changes, writing):
    """The child's whole life; it never returns into the caller's code."""
    status = 1
    try:
        os.setsid()
        log = os.open(paths.logs / "supervisor.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.closerange(3, writing)
        os.closerange(writing + 1, 65536)
        _Supervisor(paths, programs, release, changes).run(starter, owner, writing)
        status = 0
    except BaseException as error:  # whatever it was, it belongs into the log
        print(f"supervisor: {type(error).__name__}: {error}", flush=True)
    finally:
        os._exit(status)


class _Supervisor:
    def __init__(self, paths, programs, release, changes):
        self._paths = paths
        self._programs = programs
        self._changes = changes
        self._children = {}
        self._owner = None
        self._state = {"version": release.version, "programs": str(programs),
                       "supervisor": layout.identity(os.getpid()), "components": {}}

    def run(self, starter, owner, report):
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        self._owner = starter
        self._paths.write_state(self._state)
        try:
            self._report_start(report)
            self._owner = owner
            self._watch()
        except _Stopped as reason:
            print(f"supervisor: {reason}", flush=True)
        finally:
            self._end_all()

    def _report_start(self, report):
        """Tells whoever waits at the other end of the pipe how the start went."""
        try:
            self._bring_up()
            os.write(report, b"ready")
        except Exception as reason:
            os.write(report, str(reason).encode())
            raise _Stopped(f"the start failed: {reason}") from reason
        finally:
            os.close(report)

    def _stop(self, *_):
        raise _Stopped("told to stop")

    def _bring_up(self):
        certificates.create_all(self._paths)
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return self._bring_up_once()
            except _PortTaken as error:
                print(f"supervisor: attempt {attempt}: {error}", flush=True)
                self._end_all()
                shutil.rmtree(self._paths.etcd_data, ignore_errors=True)
        raise Failed(f"no free ports were found in {_ATTEMPTS} attempts")

    def _bring_up_once(self):
        paths, ports = self._paths, control_plane.free_ports()
        self._state["ports"] = ports
        self._state["server"] = control_plane.write_settings(paths, ports)
        deadline = time.monotonic() + _SECONDS_TO_START
        etcd, server = control_plane.etcd(paths, ports), control_plane.api_server(paths, ports)
        self._spawn(etcd)
        self._wait_for("etcd is healthy", deadline, lambda: self._is_well(etcd, "etcd-ca", "apiserver-etcd-client"))
        self._spawn(server)
        self._wait_for("kube-apiserver is ready", deadline, lambda: self._is_well(server))
        followers = [control_plane.controller_manager(paths, ports), control_plane.scheduler(paths, ports)]
        for one in followers:
            self._spawn(one)
        for one in followers:
            self._wait_for(f"{one.name} is healthy", deadline, lambda one=one: self._is_well(one))
        self._wait_for("the default service account exists", deadline, lambda: self._answers(
            server.port, "/api/v1/namespaces/default/serviceaccounts/default"))

    def _spawn(self, component):
        """Starts a program that dies with this process and logs into its own file."""
        supervisor = os.getpid()

        def die_with_supervisor():
            _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != supervisor:
                os._exit(1)

        command = [self._programs / component.name, *component.arguments(self._changes.get(component.name, {}))]
        with open(self._paths.logs / f"{component.name}.log", "wb") as log:
            child = subprocess.Popen(list(map(str, command)), stdin=subprocess.DEVNULL, stdout=log,
                                     stderr=subprocess.STDOUT, cwd=self._paths.root, preexec_fn=die_with_supervisor)
        self._children[component.name] = child
        self._state["components"][component.name] = layout.identity(child.pid)
        self._paths.write_state(self._state)

    def _is_well(self, component, authority="ca", client="admin"):
        return self._answers(component.port, component.health, authority, client)

    def _answers(self, port, path, authority="ca", client="admin"):
        answer = control_plane.ask(self._paths, port, path, authority, client)
        return answer is not None and answer[0] == 200

    def _wait_for(self, what, deadline, holds):
        while not holds():
            self._check_children(f"while waiting until {what}")
            if not layout.is_alive(self._owner):
                raise _Stopped(f"whoever started this is gone, while waiting until {what}")
            if time.monotonic() > deadline:
                raise Failed(f"after {_SECONDS_TO_START} seconds it does not hold that {what}\n" + self._tails())
            time.sleep(0.05)

    def _check_children(self, when):
        for name, child in self._children.items():
            if child.poll() is None:
                continue
            if "address already in use" in self._tail(name, 400):
                raise _PortTaken(f"{name} found its port taken")
            raise Failed(f"{name} ended with {child.returncode} {when}; its log ends with:\n{self._tail(name, 20)}")

    def _tail(self, name, lines):
        text = (self._paths.logs / f"{name}.log").read_text(errors="replace")
        return "\n".join(text.splitlines()[-lines:])

    def _tails(self):
        return "\n".join(f"--- {name}.log ends with:\n{self._tail(name, 8)}" for name in self._children)

    def _watch(self):
        """Sleeps until the owner, where there is one, or a program is gone; a signal raises out of the sleep."""
        poll, names = select.poll(), {}
        for name, process in (("the owner", self._owner), *self._state["components"].items()):
            if process is None:
                continue
            try:
                handle = os.pidfd_open(process["pid"])
            except ProcessLookupError:
                raise _Stopped(f"{name} is gone") from None
            names[handle] = name
            poll.register(handle, select.POLLIN)
            if not layout.is_alive(process):
                raise _Stopped(f"{name} is gone")
        gone = [names[handle] for handle, _ in poll.poll()]
        raise _Stopped(f"{', '.join(gone)} ended")

    def _end_all(self):
        """Kills without grace: nothing in a throw-away cluster is worth waiting for."""
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        for child in self._children.values():
            child.kill()
        for child in self._children.values():
            child.wait()
        self._children.clear()
        signal.signal(signal.SIGTERM, self._stop)


def stop(root):
    """Ends all processes on record, whatever became of the supervisor; whether there were any."""
    state = layout.Layout(root).read_state()
    if state is None:
        return False
    supervisor, components = state["supervisor"], list(state["components"].values())
    were_there = any(map(layout.is_alive, [supervisor, *components]))
    layout.send(supervisor, signal.SIGTERM)
    if not _wait_until_gone([supervisor, *components]):
        for process in (supervisor, *components):
            layout.send(process, signal.SIGKILL)
        if not _wait_until_gone([supervisor, *components]):
            raise Failed(f"processes of {root} cannot be ended: {[supervisor, *components]}")
    return were_there


def _wait_until_gone(processes):
    deadline = time.monotonic() + _SECONDS_TO_STOP
    while any(map(layout.is_alive, processes)):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True

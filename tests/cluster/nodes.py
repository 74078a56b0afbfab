"""A real OpenSearch cluster on this machine: a node a process, on loopback, gone when its starter is gone.

python -m tests.cluster.nodes [NODES]     starts it, says where it is, and stops it at Ctrl-C or end of input
python -m tests.cluster.nodes fetch       fetches what it needs; where Java, Maven or its repository can't be had it
                                          says so and exits with 3
"""

from __future__ import annotations

import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Literal, get_args

from tests.cluster.java import Java, NoClusterError, NotHereError

_PORT = 9201
# Below those that a system gives to whoever asks for any: a node that was killed must find its port free again.
_PORTS = range(10_000, 30_000)
# How long a cluster takes to form depends on what else the machine does. It is waited for while its nodes get on:
# this long without a new line in a log or a change in health is the end of that, and so is the second figure in all.
_STILL_S, _MOST_S = 120.0, 900.0
_LAST_LINES = 12
# What `fetch` exits with where a machine can start no cluster.
_NOT_HERE = 3

Health = Literal["red", "yellow", "green"]
_HEALTHS: tuple[Health, ...] = get_args(Health)


@dataclass(slots=True)
class Nodes:
    """Some nodes that find each other. `http` and `transport` are their ports."""

    count: int = 3
    first_port: int = 0
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="talks-cluster-")))
    http: list[int] = field(default_factory=list)
    transport: list[int] = field(default_factory=list)
    running: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)
    _java: Java | None = None

    @property
    def url(self) -> str:
        """What TALKS_INDEX may be set to."""
        return f"http://{','.join(f'127.0.0.1:{port}' for port in self.http)}/talks"

    def start(self) -> None:
        """Starts all of them, and waits until they are one cluster."""
        self._java = Java()
        if not self._java.archive.exists():
            _archive(self._java)
        ports = _free_ports(2 * self.count) if not self.first_port else []
        self.http = ports[: self.count] or [self.first_port + i for i in range(self.count)]
        self.transport = ports[self.count :] or [self.first_port + 100 + i for i in range(self.count)]
        for number in range(self.count):
            self.start_one(number)
        self.wait()

    def start_one(self, number: int) -> None:
        """Starts one node, on the data it had before."""
        assert self._java is not None
        seeds = ",".join(f"127.0.0.1:{port}" for port in self.transport)
        home = self.folder / f"node{number}"
        home.mkdir(exist_ok=True)
        given = [str(home), "talks-test", str(number), str(self.http[number]), str(self.transport[number])]
        with self._log(number).open("ab") as log:
            self.running[number] = subprocess.Popen(
                self._java.command([*given, seeds, "node0"]),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def wait(self, status: Health = "red") -> None:
        """Waits, while they get on, until each running node says that all are one cluster, of that health or better.

        Yellow: all is there to be searched; green: with all copies. Raises NoClusterError with the logs' last lines.
        """
        enough = _HEALTHS[_HEALTHS.index(status) :]
        began = moved = time.monotonic()
        before: object = None
        while True:
            found = {number: self._health(number) for number in self.running}
            # One alone may not have noticed yet who is gone.
            if all(one.get("number_of_nodes") == len(found) and one.get("status") in enough for one in found.values()):
                return
            for number, process in self.running.items():
                if process.poll() is not None:
                    raise NoClusterError(f"node {number} ended with {process.returncode}:\n{self._told(number)}")
            now, state = time.monotonic(), (found, [self._log(number).stat().st_size for number in self.running])
            moved, before = (moved, before) if state == before else (now, state)
            if now > moved + _STILL_S or now > began + _MOST_S:
                told = "\n".join(f"node {number}:\n{self._told(number)}" for number in self.running)
                wanted = f"{len(found)} nodes are no {status} cluster after {now - began:.0f} s"
                raise NoClusterError(
                    f"{wanted}, nothing new for {now - moved:.0f} s: {found}; their logs end so:\n{told}"
                )
            time.sleep(0.3)

    def kill(self, number: int) -> None:
        """Ends a node as a power cut would."""
        process = self.running.pop(number)
        process.kill()
        process.wait()

    def stop(self) -> None:
        """Ends all of them and removes their data."""
        for number in list(self.running):
            self.kill(number)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _log(self, number: int) -> Path:
        return self.folder / f"node{number}.log"

    def _told(self, number: int) -> str:
        return "\n".join(self._log(number).read_text(errors="replace").splitlines()[-_LAST_LINES:])

    def _health(self, number: int) -> dict[str, object]:
        """The cluster as this node sees it; nothing while it does not answer."""
        url = f"http://127.0.0.1:{self.http[number]}/_cluster/health?local=true"
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                found = json.load(answer)
        except (urllib.error.URLError, OSError, ValueError):
            return {}
        kept = ("number_of_nodes", "status", "active_shards", "initializing_shards", "unassigned_shards")
        return {name: found.get(name) for name in kept}


def _archive(java: Java) -> None:
    """Keeps the classes of a node that has started, for all later ones. Where that fails they start without."""
    alone = Nodes(1)
    alone.http, alone.transport = [[port] for port in _free_ports(2)]
    made = java.archive.with_suffix(f".{os.getpid()}")
    given = [str(alone.folder), "talks-archive", "0", str(alone.http[0]), str(alone.transport[0])]
    with alone._log(0).open("ab") as log:
        command = java.archiving([*given, f"127.0.0.1:{alone.transport[0]}", "node0"], made)
        alone.running[0] = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=subprocess.STDOUT)
    try:
        alone.wait()
        alone.running[0].terminate()
        alone.running[0].wait(_STILL_S)
        made.rename(java.archive)
    except (NoClusterError, OSError, subprocess.TimeoutExpired) as error:
        print(f"no archive of a node's classes, it starts without: {error}", file=sys.stderr)
    finally:
        alone.stop()
        made.unlink(missing_ok=True)


def _free_ports(count: int) -> list[int]:
    ports = filter(_is_free, random.sample(_PORTS, len(_PORTS)))
    found = list(islice(ports, count))
    if len(found) < count:
        raise NoClusterError(f"no {count} ports are free between {_PORTS.start} and {_PORTS.stop}")
    return found


def _is_free(port: int) -> bool:
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # one that has just ended is no hindrance
        try:
            one.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _first_port(count: int) -> int:
    """Where the ports of a cluster begin that people start: always the same, unless another one runs there."""
    for first in range(_PORT, _PORT + 100, 10):
        if all(_is_free(first + i) and _is_free(first + 100 + i) for i in range(count)):
            return first
    raise NoClusterError(f"the ports from {_PORT} on are taken; end what listens there")


def main(count: int) -> None:
    """Runs a cluster until it is interrupted or the input ends."""
    nodes = Nodes(count)
    try:
        nodes.first_port = _first_port(count)
        nodes.start()
        print(f"TALKS_INDEX={nodes.url}\n{count} nodes are up; Ctrl-C ends them", flush=True)
        sys.stdin.read()
    except NoClusterError as error:
        sys.exit(f"no cluster: {error}")
    except KeyboardInterrupt:
        pass
    finally:
        nodes.stop()


def fetch() -> None:
    """Fetches and makes what a node needs. What this machine lacks is told apart from what is wrong."""
    try:
        print(f"a node's classes: {Java().made}")
    except NotHereError as error:
        print(error, file=sys.stderr)
        sys.exit(_NOT_HERE)
    except NoClusterError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    if sys.argv[1:] == ["fetch"]:
        fetch()
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)

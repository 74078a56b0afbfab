"""A real OpenSearch cluster on this machine: a node a process, on loopback, gone when its starter is gone.

    python -m tests.cluster.nodes [NODES]     starts it, says where it is, and stops it at Ctrl-C or end of input
    python -m tests.cluster.nodes fetch       fetches what it needs, or says why there can be none here

Its jars come through Maven, as it is set up here, once; each is compared with deploy/cluster/jars.sha256. They are kept
in TALKS_CLUSTER_JARS (default: ~/.cache/talks/opensearch).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parents[2] / "deploy" / "cluster"
_HEAP = "512m"
_START_S = 180.0
_PORT = 9201


class NoClusterError(Exception):
    """Why no cluster can be started here."""


def jars() -> Path:
    """The folder of the jars, fetched if they are not there. Raises NoClusterError when they can't be had."""
    folder = Path(os.environ.get("TALKS_CLUSTER_JARS") or Path.home() / ".cache" / "talks" / "opensearch")
    pinned = dict(line.split()[::-1] for line in (HERE / "jars.sha256").read_text().splitlines())
    if not shutil.which("java"):
        raise NoClusterError("no Java here (17 or newer); a node needs it")
    if not _are_pinned(folder, pinned):
        _fetch(folder)
    if not _are_pinned(folder, pinned):
        raise NoClusterError(f"{folder}: the jars are not those of {HERE / 'jars.sha256'}; remove the folder")
    return folder


def _are_pinned(folder: Path, pinned: dict[str, str]) -> bool:
    found = {path.name: path for path in folder.glob("*.jar")}
    return found.keys() == pinned.keys() and all(
        hashlib.sha256(path.read_bytes()).hexdigest() == pinned[name] for name, path in found.items()
    )


def _fetch(folder: Path) -> None:
    if not shutil.which("mvn"):
        raise NoClusterError("no Maven here; it fetches the jars of a node")
    shutil.rmtree(folder, ignore_errors=True)
    command = ["mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), "dependency:copy-dependencies"]
    command += [f"-DoutputDirectory={folder}", "-DincludeScope=runtime"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        told = next((line for line in done.stdout.splitlines() if "ERROR" in line), "it says nothing")
        raise NoClusterError(f"Maven can't fetch the jars of a node: {told[:200]}")


@dataclass(slots=True)
class Nodes:
    """Some nodes that find each other. `http` and `transport` are their ports."""

    count: int = 3
    first_port: int = 0
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="talks-cluster-")))
    http: list[int] = field(default_factory=list)
    transport: list[int] = field(default_factory=list)
    running: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)
    _jars: Path = Path()

    @property
    def url(self) -> str:
        """What TALKS_INDEX may be set to."""
        return f"http://{','.join(f'127.0.0.1:{port}' for port in self.http)}/talks"

    def start(self) -> None:
        """Starts all of them, and waits until they are one cluster."""
        self._jars = jars()
        ports = _free_ports(2 * self.count) if not self.first_port else []
        self.http = ports[: self.count] or [self.first_port + i for i in range(self.count)]
        self.transport = ports[self.count :] or [self.first_port + 100 + i for i in range(self.count)]
        for number in range(self.count):
            self.start_one(number)
        self.wait(self.count)

    def start_one(self, number: int) -> None:
        """Starts one node, on the data it had before."""
        seeds = ",".join(f"127.0.0.1:{port}" for port in self.transport)
        names = ",".join(f"node{i}" for i in range(self.count))
        home = self.folder / f"node{number}"
        home.mkdir(exist_ok=True)
        java = ["java", f"-Xmx{_HEAP}", f"-Xms{_HEAP}", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
        given = [str(home), "talks-test", str(number), str(self.http[number]), str(self.transport[number])]
        command = [*java, "-cp", f"{self._jars}/*", str(HERE / "Node.java"), *given, seeds, names]
        nice = ["nice", "-n", "5"] if shutil.which("nice") else []
        with (self.folder / f"node{number}.log").open("ab") as log:
            self.running[number] = subprocess.Popen(
                [*nice, *command], stdin=subprocess.PIPE, stdout=log, stderr=subprocess.STDOUT
            )

    def wait(self, count: int, status: str = "") -> None:
        """Waits until so many nodes are one cluster (of that health)."""
        ends = time.monotonic() + _START_S
        while time.monotonic() < ends:
            for number in self.running:
                health = self._health(number)
                if health.get("number_of_nodes") == count and status in ("", health.get("status")):
                    return
                if self.running[number].poll() is not None:
                    log = (self.folder / f"node{number}.log").read_text(errors="replace")
                    raise NoClusterError(f"node {number} ended while starting: {log[-800:]}")
            time.sleep(0.3)
        raise NoClusterError(f"{count} nodes are no cluster after {_START_S:.0f} s; see {self.folder}")

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

    def _health(self, number: int) -> dict[str, object]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.http[number]}/_cluster/health", timeout=2) as answer:
                found: dict[str, object] = json.load(answer)
                return found
        except (urllib.error.URLError, OSError, ValueError):
            return {}


def _free_ports(count: int) -> list[int]:
    held = [socket.socket() for _ in range(count)]
    for one in held:
        one.bind(("127.0.0.1", 0))
    ports = [int(one.getsockname()[1]) for one in held]
    for one in held:
        one.close()
    return ports


def main(count: int) -> None:
    """Runs a cluster until it is interrupted or the input ends."""
    nodes = Nodes(count, _PORT)
    try:
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
    """Fetches the jars, or says why no cluster can be started."""
    try:
        print(f"jars of a node: {jars()}")
    except NoClusterError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    if sys.argv[1:] == ["fetch"]:
        fetch()
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)

"""What a node is started with: the jars, our one class, and an archive of all classes as they are once loaded.

The jars come through Maven, as it is set up here, once; each is compared with deploy/cluster/jars.sha256. They are kept
in TALKS_CLUSTER_JARS (default: ~/.cache/talks/opensearch), and beside them what is made from them.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).parents[2] / "deploy" / "cluster"
# Three nodes on two cores: the simple collector and the quick compiler use half the processor time of the others.
_JAVA = ("java", "-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")
_FETCH_S, _COMPILE_S = 300, 300
_OLDEST = 17


class NoClusterError(Exception):
    """Why no cluster can be started."""


class NotHereError(NoClusterError):
    """What a cluster needs and this machine lacks."""


def jars() -> Path:
    """The folder of the jars, fetched if they are not there.

    Raises NotHereError when they can't be had, NoClusterError when they are not those that were pinned.
    """
    folder = Path(os.environ.get("TALKS_CLUSTER_JARS") or Path.home() / ".cache" / "talks" / "opensearch")
    pinned = dict(line.split()[::-1] for line in (HERE / "jars.sha256").read_text().splitlines())
    if not shutil.which("java"):
        raise NotHereError("no Java here (a JDK, 17 or newer); a node needs it")
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
        raise NotHereError("no Maven here; it fetches the jars of a node")
    shutil.rmtree(folder, ignore_errors=True)
    command = ["mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), "dependency:copy-dependencies"]
    command += [f"-DoutputDirectory={folder}", "-DincludeScope=runtime"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_FETCH_S)
    except subprocess.TimeoutExpired:
        raise NotHereError(f"Maven has not fetched the jars of a node within {_FETCH_S} s") from None
    if done.returncode:
        told = next((line for line in done.stdout.splitlines() if "ERROR" in line), "it says nothing")
        raise NotHereError(f"Maven can't fetch the jars of a node: {told[:200]}")


class Java:
    """Commands that start nodes. The first one made on a machine compiles our class, which takes some seconds."""

    def __init__(self) -> None:
        folder = jars()
        version = subprocess.run(["java", "-version"], capture_output=True, text=True, check=True).stderr
        number = re.search(r'version "(\d+)', version)
        if number is None or int(number[1]) < _OLDEST:
            raise NotHereError(f"no Java {_OLDEST} or newer here, but: {version.splitlines()[0]}")
        made_of = f"{version} {(HERE / 'Node.java').read_text()}"
        self.made = folder / f"node-{hashlib.sha256(made_of.encode()).hexdigest()[:16]}"
        self._jars = sorted(map(str, folder.glob("*.jar")))
        self.archive = self.made / "classes.jsa"
        if not self.made.is_dir():
            self._compile()

    def command(self, given: Sequence[str]) -> list[str]:
        """Starts a node. Classes come from the archive where there is one: it saves half of a start."""
        return [
            *_JAVA,
            *([f"-XX:SharedArchiveFile={self.archive}"] if self.archive.exists() else []),
            *self._run(given),
        ]

    def archiving(self, given: Sequence[str], archive: Path) -> list[str]:
        """Starts a node that writes the archive when it is ended."""
        return [*_JAVA, f"-XX:ArchiveClassesAtExit={archive}", *self._run(given)]

    def _run(self, given: Sequence[str]) -> list[str]:
        return ["-cp", os.pathsep.join([str(self.made / "node.jar"), *self._jars]), "Node", *given]

    def _compile(self) -> None:
        """Makes node.jar. An archive takes classes from jars alone."""
        with tempfile.TemporaryDirectory(dir=self.made.parent) as name:
            folder = Path(name)
            compiler = ["java", "-m", "jdk.compiler/com.sun.tools.javac.Main", "-d", name]
            command = [*compiler, "-cp", os.pathsep.join(self._jars), str(HERE / "Node.java")]
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_COMPILE_S)
            if "Module jdk.compiler not found" in done.stdout + done.stderr:
                raise NotHereError("this Java can't compile; a node needs a whole JDK")
            if done.returncode:
                raise NoClusterError(f"Java can't compile Node.java: {done.stderr[-400:]}")
            (folder / "made").mkdir()
            with zipfile.ZipFile(folder / "made" / "node.jar", "w") as jar:
                for path in folder.glob("*.class"):
                    jar.write(path, path.name)
            if not self.made.is_dir():
                (folder / "made").rename(self.made)

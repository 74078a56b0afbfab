"""`python -m bench.updates SENTENCES [--corpus FILE.jsonl]`: one article that changes beside a full build, in one run.

Builds an index of made-up sentences (see bench.corpora), or of the corpus, and some of the repo's own articles. Then
adds others of those to it one by one, and changes or removes the first, each in a process that starts anew: news with
tolls and clocks, which have a part in dating others, among them. Prints JSON: seconds by the clock and of processor
time, MB of all processes of a build at the peak, and what part of a full build an article costs. `--check` builds all
of it anew at the end, and compares id, scores and bytes.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench import corpora
from bench.ranking import machine
from index.build import build
from index.snapshot import load

ROOT = Path(__file__).parent.parent
# A file that was written just now is read again by the next build.
_SETTLED = 0.2
# Seconds between two looks at the memory of a build.
_LOOK = 0.02


def main(num_sentences: int, corpus: Path | None, rounds: int, folder: Path, *, check: bool) -> dict[str, Any]:
    """The figures."""
    articles, index = folder / "articles", folder / "index"
    articles.mkdir()
    if corpus:
        (articles / "corpus.jsonl").symlink_to(corpus.resolve())
    else:
        corpora.main(num_sentences, articles / "corpus.jsonl", [])
    own = sorted([*ROOT.glob("seeds/*.txt"), *ROOT.glob("bench/articles/*.txt")])[: 2 * rounds]
    there, new = own[::2], own[1::2]
    for path in there:
        shutil.copy(path, articles / path.name)
    time.sleep(_SETTLED)
    full = _apart(articles, index)
    steps: dict[str, list[dict[str, float]]] = {"added": [], "changed": [], "removed": []}
    commands = []
    for number, path in enumerate(new):
        if number % 2:
            commands.append(_command(path, articles, index))
        else:
            shutil.copy(path, articles / path.name)
            time.sleep(_SETTLED)
            steps["added"].append(_apart(articles, index))
    for number, path in enumerate(there):
        what = "removed" if number % 2 else "changed"
        if what == "removed":
            (articles / path.name).unlink()
        else:
            with (articles / path.name).open("a", encoding="utf-8") as file:
                file.write("\nThe talks in Cairo go on, the ministry said on Sunday.\n")
            time.sleep(_SETTLED)
        steps[what].append(_apart(articles, index))
    one = {what: {key: statistics.median(run[key] for run in runs) for key in full} for what, runs in steps.items()}
    figures = {
        "machine": machine(),
        "sentences": load(index).num_sentences,
        "full": full,
        "one": one,
        "command_seconds": statistics.median(commands) if commands else None,
        "a_full_build_is": {
            what: {key: round(full[key] / cost[key]) for key in ("seconds", "processor")} for what, cost in one.items()
        },
    }
    return figures | ({"same": _same(articles, index, folder / "anew")} if check else {})


def _apart(articles: Path, index: Path) -> dict[str, float]:
    """What a build in a process of its own takes."""
    command = [sys.executable, "-m", "bench.updates", "0", "--measure", str(articles), str(index)]
    most = 0.0
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            most = max(most, _memory(process.pid))
            time.sleep(_LOOK)
        assert process.stdout is not None
        figures: dict[str, float] = json.loads(process.stdout.read())
    return figures | {"mb": round(most)}


def _memory(pid: int) -> float:
    """MB that a process and those it started hold; 0 where the system does not tell."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except (OSError, IndexError):
        return 0.0
    return pages * resource.getpagesize() / 1e6 + sum(_memory(int(child)) for child in children)


def _command(path: Path, articles: Path, index: Path) -> float:
    """Seconds of the whole command, Python's start among them."""
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "bot", "index", "add", str(path)],
        cwd=ROOT, check=True, capture_output=True,
        env={"PATH": "", "TALKS_ARTICLES": str(articles), "TALKS_INDEX": str(index)},
    )  # fmt: skip
    return round(time.perf_counter() - started, 3)


def _measured(articles: Path, index: Path) -> dict[str, float]:
    started, before = time.perf_counter(), _processor()
    build([articles], index)
    seconds, processor = time.perf_counter() - started, _processor() - before
    return {"seconds": round(seconds, 3), "processor": round(processor, 3)}


def _processor() -> float:
    """Processor seconds of this process and those it waited for."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _same(articles: Path, index: Path, anew: Path) -> bool:
    """Whether a full build gives the id and scores of the index, and the bytes of it put together."""
    build([articles], anew, anew=True)
    one, other = load(index), load(anew)
    terms = other.ranker.postings.terms
    chance = random.Random(6)
    asked = [chance.choices(terms, k=5) for _ in range(200)]
    same = one.snapshot_id == other.snapshot_id and all(
        one.ranker.rank(query, 10) == other.ranker.rank(query, 10) for query in asked
    )
    whole = index / build([articles], index, whole=True).snapshot_id
    return same and all(path.read_bytes() == (whole / path.name).read_bytes() for path in other.folder.iterdir())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sentences", type=int)
    parser.add_argument("--corpus", type=Path, help="JSON lines to build from instead")
    parser.add_argument("--rounds", type=int, default=12, help="articles to add, and to change or remove")
    parser.add_argument("--check", action="store_true", help="build all anew at the end, and compare")
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(_measured(*map(Path, given.measure))))
    else:
        with tempfile.TemporaryDirectory() as place:
            print(json.dumps(main(given.sentences, given.corpus, given.rounds, Path(place), check=given.check)))

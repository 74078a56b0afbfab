"""`python -m bench.ranking [SIZE …]`: the ten best of a question, beside other programs that rank by BM25.

Each size is a number of made-up sentences (see bench.corpora). All programs hold the same terms of the same sentences
and are asked the same questions, one program after the other, on one thread. The slowest get some of them alone where
an index is large: as many as they answer in 15 s, spread evenly over the questions by length, as the mean is of all for
the others. What is not installed is left out and named (`pip install talks[bench]` for all). Prints one JSON object a
size; `--json` keeps them all.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench import corpora
from bench.engines import ENGINES, Rank
from bot.evaluation import read_questions
from bot.question import STOP_TERMS
from index.analysis import terms
from index.postings import Postings
from index.snapshot import load

_SIZES = (1_000, 10_000, 100_000, 1_000_000)
# These take so long for a question of a large index that some questions must do.
_SECONDS = {"rank-bm25": 15.0, "SQLite FTS5": 15.0}
_WARM = 5
# Seconds of opening that are enough to know.
_SLOW = 3.0
_OPENED_WITH = 8


def main(sizes: Sequence[int], texts: Sequence[Path], asked: Sequence[Path], num_questions: int, folder: Path) -> Any:
    """The figures of each size, with the machine's."""
    kinds = _questions(asked, num_questions)
    told = {kind: round(float(np.mean([len(q) for q in found])), 1) for kind, found in kinds.items()}
    figures = []
    for size in sizes:
        place = folder / str(size)
        place.mkdir(parents=True, exist_ok=True)
        figures.append(measured(size, texts, kinds, place))
        print(json.dumps(figures[-1]), flush=True)
    corpus = f"made-up sentences after {len(corpora.texts_of(texts)):,} articles and free texts"
    about = {"machine": machine(), "corpus": corpus, "questions": num_questions, "terms_a_question": told}
    return about | {"sizes": figures}


def machine() -> str:
    """Processor, cores, memory, system and Python."""
    info = Path("/proc/cpuinfo")
    named = [line.split(":")[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30
    processor = named[0] if named else platform.machine()
    return f"{processor}, {os.cpu_count()} cores, {memory} GB, {platform.system()}, Python {platform.python_version()}"


def measured(size: int, texts: Sequence[Path], kinds: dict[str, list[list[str]]], folder: Path) -> dict[str, Any]:
    """By program: what building, opening, memory and disk cost, and the times of a question; or why it was left out."""
    source, index, sentences = folder / "articles.jsonl", folder / "index", folder / "sentences.txt"
    if not source.exists():
        corpora.main(size, source, texts)
    built = _built(source, index)
    ranker = load(index).ranker
    if not sentences.exists():
        write_sentences(ranker.postings, sentences)
    programs: dict[str, Rank] = {}
    figures: dict[str, Any] = {}
    for name, engine in ENGINES.items():
        if importlib.util.find_spec(engine.needs) is None:
            figures[name] = {"left_out": f"{engine.needs} is not installed"}
            print(f"left out: {name}: {engine.needs} is not installed", file=sys.stderr)
            continue
        place = index if name.startswith("talks") else folder / engine.needs.replace("numba", "bm25s")
        figures[name] = built if name.startswith("talks") else _build(name, place, sentences)
        figures[name] = figures[name] | _opened(name, place, kinds["content"][:_OPENED_WITH])
        programs[name] = engine().open(place)
    for kind, questions in kinds.items():
        for name, found in _in_turn(programs, questions).items():
            figures[name][kind] = found
    frequencies = ranker.document_frequencies()
    return {"sentences": ranker.num_sentences, "terms": len(frequencies), "postings": int(frequencies.sum()),
            "mean_length": round(ranker.num_tokens / ranker.num_sentences, 1), "programs": figures}  # fmt: skip


def _questions(paths: Sequence[Path], count: int) -> dict[str, list[list[str]]]:
    """So many questions of the files, always the same, as terms: without stop words, and with all."""
    found = [q.question for path in paths for q in read_questions(path)]
    asked = [terms(question) for question in random.Random(4).sample(found, min(count, len(found)))]
    content = [[term for term in question if term not in STOP_TERMS] for question in asked]
    return {"content": [question for question in content if question], "full": asked}


def write_sentences(postings: Postings, path: Path) -> None:
    """Writes the terms of each sentence as a line; their order in it is lost, which no BM25 minds."""
    term = np.repeat(np.arange(len(postings.terms), dtype=np.uint32), np.diff(postings.offsets))
    order = np.argsort(np.repeat(postings.sentences, postings.counts), kind="stable")
    names = np.array(postings.terms, dtype=object)[np.repeat(term, postings.counts)[order]]
    ends = np.cumsum(np.bincount(np.repeat(postings.sentences, postings.counts), minlength=len(postings.lengths)))
    with path.open("w", encoding="utf-8") as file:
        start = 0
        for end in ends.tolist():
            file.write(" ".join(names[start:end]) + "\n")
            start = end


def _built(source: Path, index: Path) -> dict[str, float]:
    """What `talks index build` took, with the reading and analysing of the articles."""
    kept = index.parent / "built.json"
    if not kept.exists():
        command = [sys.executable, "-m", "bot", "index", "build", str(source)]
        kept.write_text(json.dumps(_run(command, {"TALKS_INDEX": str(index)}, index)), encoding="utf-8")
    found: dict[str, float] = json.loads(kept.read_text(encoding="utf-8"))
    return found


def _build(name: str, folder: Path, sentences: Path) -> dict[str, float]:
    kept = folder.parent / f"{folder.name}.json"
    if not kept.exists():
        folder.mkdir()
        command = [sys.executable, "-m", "bench.engines", name, "build", str(folder), str(sentences)]
        kept.write_text(json.dumps(_run(command, {}, folder)), encoding="utf-8")
    found: dict[str, float] = json.loads(kept.read_text(encoding="utf-8"))
    return found


def _run(command: list[str], environment: dict[str, str], folder: Path) -> dict[str, float]:
    """Seconds, the most memory that its processes held together, and the bytes it left in the folder, both in MB."""
    started = time.perf_counter()
    done = subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.DEVNULL, start_new_session=True)
    most = 0
    while done.poll() is None:
        most = max(most, _memory(done.pid))
        time.sleep(0.05)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: failed")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {"build_s": round(time.perf_counter() - started, 1), "build_mb": most >> 10, "disk_mb": size >> 20}


def _memory(group: int) -> int:
    """Kilobytes that the processes of a group hold, what they share counted once."""
    total = 0
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(path.name)) == group:
                rollup = (path / "smaps_rollup").read_text(encoding="ascii")
                total += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        except (OSError, StopIteration):  # it ended meanwhile
            continue
    return total


def _opened(name: str, folder: Path, questions: Sequence[Sequence[str]]) -> dict[str, float]:
    """Milliseconds from a started Python to the first answer, and megabytes after some more.

    What numba compiles is kept from one start to the next, where a program says so: the first start is told apart.
    """
    command = [sys.executable, "-m", "bench.engines", name, "open", str(folder), json.dumps(questions)]
    figures: dict[str, float] = {}
    if ENGINES[name].needs == "numba":
        with tempfile.TemporaryDirectory() as empty:
            first = _once_opened(command, {"NUMBA_CACHE_DIR": empty})
        figures["first_open_ms"] = round(1000 * first["seconds"], 1)
        _once_opened(command, {})
    found: list[dict[str, float]] = []
    while len(found) < 3 and sum(one["seconds"] for one in found) < _SLOW:
        found.append(_once_opened(command, {}))
    return figures | {
        "open_ms": round(1000 * min(one["seconds"] for one in found), 1),
        "memory_mb": round(min(one["mb"] for one in found)),
    }


def _once_opened(command: list[str], environment: dict[str, str]) -> dict[str, float]:
    done = subprocess.run(command, check=True, capture_output=True, env=os.environ | environment)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _in_turn(programs: dict[str, Rank], questions: Sequence[Sequence[str]]) -> dict[str, dict[str, float]]:
    """Microseconds of a question by program, of the processor: other work on the machine would be counted otherwise."""
    times: dict[str, list[float]] = {name: [] for name in programs}
    for asked in questions[:_WARM]:
        for name, rank in programs.items():
            if name not in _SECONDS:
                rank(asked)
    for asked, other in zip(questions, spread(questions), strict=True):
        for name, rank in programs.items():
            if sum(times[name]) < _SECONDS.get(name, np.inf):
                started = time.thread_time()
                rank(other if name in _SECONDS else asked)
                times[name].append(time.thread_time() - started)
    return {name: _summary(found) for name, found in times.items()}


def spread(questions: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The questions in another order, in which the first few, however many, are spread evenly by length."""
    by_length, count = sorted(questions, key=len), len(questions)
    # Steps of the golden section; all are met where the step and their number share no divisor.
    step = next(step for step in range(round(0.618 * count), count + 2) if math.gcd(step, count) == 1)
    return [by_length[(count // 2 + i * step) % count] for i in range(count)]


def _summary(seconds: Sequence[float]) -> dict[str, float]:
    us = 1e6 * np.array(seconds)
    p50, p95, p99 = np.percentile(us, [50, 95, 99])
    found = {"mean_us": us.mean(), "p50_us": p50, "p95_us": p95, "p99_us": p99}
    return {key: round(float(value), 1) for key, value in found.items()} | {"questions": len(us)}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.ranking", description=__doc__.split("\n\n")[0])
    parser.add_argument("sizes", nargs="*", type=int, default=_SIZES, metavar="SIZE")
    parser.add_argument("--texts", nargs="*", type=Path, default=[], help="free texts to make articles after")
    parser.add_argument("--questions", nargs="*", type=Path, default=sorted(Path("bench/questions").glob("*.jsonl")))
    parser.add_argument("--count", type=int, default=300, help="questions to ask (default: 300)")
    parser.add_argument("--folder", type=Path, help="where to keep what is built (default: nowhere)")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    given = parser.parse_args()
    os.environ["NUMBA_NUM_THREADS"] = "1"
    with tempfile.TemporaryDirectory() as temporary:
        found = main(given.sizes, given.texts, given.questions, given.count, given.folder or Path(temporary))
    if given.json:
        given.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")

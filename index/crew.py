"""Analyses articles in processes of their own, one a core: threads would take turns at one.

`python -m index.crew` is such a process: it takes pickled lists of articles from standard input, and answers each with
what they hold. It ends with its input, so also when the build is killed. Nothing pickled is ever stored.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from threading import Event
from typing import BinaryIO

from index.analysing import Chunk, Progress, analyse_chunk
from index.model import Article

# Each takes some 100 MB.
_MOST_WORKERS = 8
# Characters that make up for starting the workers: some seconds' work.
_WORTH = 4_000_000
# Characters that a worker takes at once: what it holds of them is many times as much.
_CHUNK = 3_000_000
_ROOT = Path(__file__).parents[1]


def analyse_articles(
    articles: Sequence[Article], progress: Progress | None = None, workers: int | None = None
) -> Iterator[Chunk]:
    """What the articles hold, in consecutive chunks; by so many workers, by default one a core when that pays.

    Together the chunks are the same however they were cut and whoever made them. `progress` is told (done, in all).
    """
    done = 0

    def tell(count: int = 1) -> None:
        nonlocal done
        done += count
        if progress is not None:
            progress(done, len(articles))

    size = sum(len(article.text) for article in articles)
    if workers is None:
        workers = min(_cores(), _MOST_WORKERS) if size >= _WORTH else 1
    if workers < 2:
        for chunk in _chunks(articles, _CHUNK):
            yield analyse_chunk(chunk, tell)
        return
    for found in _analyse_together(_chunks(articles, min(_CHUNK, size // (2 * workers) + 1)), workers):
        tell(len(found.stories))
        yield found


def _analyse_together(chunks: Iterator[Sequence[Article]], num_workers: int) -> Iterator[Chunk]:
    free: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
    workers = [_started() for _ in range(num_workers)]
    for worker in workers:
        free.put(worker)
    is_over = Event()

    def work(chunk: Sequence[Article]) -> Chunk | None:
        worker = free.get()
        try:
            found = _asked(worker, chunk)
        finally:
            free.put(worker)
        # It died over the chunk, which only the system can bring about.
        return found or (None if is_over.is_set() else analyse_chunk(chunk))

    with ThreadPoolExecutor(num_workers) as pool:
        try:
            yield from filter(None, pool.map(work, chunks))
        finally:
            is_over.set()
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in workers:
                worker.kill()
    for worker in workers:
        worker.communicate()


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _chunks(articles: Sequence[Article], size: int) -> Iterator[Sequence[Article]]:
    """Runs of articles with so many characters, or a few more."""
    first = held = 0
    for end, article in enumerate(articles, start=1):
        held += len(article.text)
        if held >= size:
            yield articles[first:end]
            first, held = end, 0
    if first < len(articles):
        yield articles[first:]


def _started() -> subprocess.Popen[bytes]:
    paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.Popen(
        [sys.executable, "-m", "index.crew"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
    )


def _asked(worker: subprocess.Popen[bytes], chunk: Sequence[Article]) -> Chunk | None:
    """What a worker says of a chunk; None when it is dead."""
    assert worker.stdin is not None
    assert worker.stdout is not None
    try:
        pickle.dump(chunk, worker.stdin, pickle.HIGHEST_PROTOCOL)
        worker.stdin.flush()
        found: Chunk = pickle.load(worker.stdout)
    except (OSError, EOFError, pickle.UnpicklingError):
        return None
    return found


def main(requests: BinaryIO, replies: BinaryIO) -> None:
    """Serves until standard input ends."""
    while True:
        try:
            chunk = pickle.load(requests)
        except (EOFError, pickle.UnpicklingError):
            return
        pickle.dump(analyse_chunk(chunk), replies, pickle.HIGHEST_PROTOCOL)
        replies.flush()


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)

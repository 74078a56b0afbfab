"""`python -m bench.telegram_load`: many people ask the real bot process at once, over a Bot API server on loopback.

200 people ask 2,000 questions, each of them one every 13 seconds, while an admin sends a 5 MB file that is indexed
meanwhile. Telegram itself lets a bot send no more than 30 messages a second. Prints how long the bot took by its own
clock and as seen from the server, what was not answered or went to the wrong chat, and how its memory grew. Needs what
the tests need.
"""

from __future__ import annotations

import argparse
import logging
import os
import re
import shutil
import statistics
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.speed import made_up
from bot.evaluation import read_questions
from index.build import build
from tests.telegram.process import ROOT, BotProcess, environment, free_port
from tests.telegram.server import ADMIN, TOKEN, BotApi
from tests.telegram.shared import StateServer

_FIRST_PERSON = 1000
_WARM = 200


def main() -> None:
    """Runs the load and prints the figures."""
    parser = argparse.ArgumentParser(description="Load the real bot process over a Bot API server on loopback.")
    parser.add_argument("--people", type=int, default=200, help="default: 200")
    parser.add_argument("--questions", type=int, default=2000, help="default: 2000")
    parser.add_argument("--per-second", type=float, default=15.0, help="questions a second; default: 15")
    parser.add_argument("--reader", choices=("on", "off"), default="on", help="the reading model; default: on")
    parser.add_argument(
        "--upload", type=int, default=5_000_000, help="bytes the admin sends; default: 5000000, 0: none"
    )
    parser.add_argument("--state", choices=("file", "shared"), default="file", help="where it is kept; default: file")
    chosen = parser.parse_args()
    # Polls that a stopped bot leaves are no fault.
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "seeds", Path(folder) / "articles")
        _load(Path(folder), chosen)


def _load(folder: Path, chosen: argparse.Namespace) -> None:
    people, count, per_second, upload = chosen.people, chosen.questions, chosen.per_second, chosen.upload
    build([folder / "articles"], folder / "index")
    # Made before, or making it would slow the server down, which is in this process.
    articles = "\n".join(made_up(upload // 130)).encode() if upload else b""
    articles = articles[: articles.rfind(b"\n", 0, upload)]
    api, port = BotApi(), free_port()
    settings = {
        "TALKS_ARTICLES": str(folder / "articles"),
        "TALKS_READER": chosen.reader,
        "TELEGRAM_API_URL": api.url,
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_ADMINS": str(ADMIN["id"]),
        "TELEGRAM_SENDS_PER_SECOND": "0",
        "TELEGRAM_MONITOR_PORT": str(port),
    }
    state = StateServer(folder / "state") if chosen.state == "shared" else None
    settings |= state.settings if state else {}
    bot = BotProcess(folder, environment(folder / "index") | settings)
    try:
        asked = [q.question for q in read_questions(ROOT / "bench" / "questions" / "seeds_dev.jsonl")]
        _ask(api, asked, people, _WARM, per_second)
        _settle(api, _WARM)
        held, worked = [_memory(bot)], _cpu_seconds(bot)
        uploader = threading.Thread(target=_upload, args=(api, articles))
        uploader.start()
        sent = _ask(api, asked, people, count, per_second, lambda: held.append(_memory(bot)))
        _settle(api, _WARM + count)
        uploader.join()
        worked = (_cpu_seconds(bot) - worked) / count
        _report(api, sent, port)
        print(f"memory, MB, before and after each eighth: {' '.join(f'{each / 1e6:.0f}' for each in held)}")
        print(f"processor time of the bot: {1000 * worked:.1f} ms a question")
        told = (line for line in bot.log.splitlines() if " WARNING " in line or " ERROR " in line)
        for event, count in Counter(line.split(" ", 3)[3].split(" ")[0:2][-1] for line in told).items():
            print(f"{count} times {event}")
    finally:
        bot.stop()
        api.close()
        if state:
            state.stop()


def _ask(
    api: BotApi,
    asked: Sequence[str],
    people: int,
    count: int,
    per_second: float,
    look: Callable[[], None] = lambda: None,
) -> dict[tuple[int, int], float]:
    """Chat and message to when it was sent; at an even pace, whatever the bot does. Looks after each eighth."""
    sent = {}
    began = time.monotonic()
    for number in range(count):
        time.sleep(max(0.0, began + number / per_second - time.monotonic()))
        person = _FIRST_PERSON + number % people
        chat = {"id": person, "type": "private", "first_name": f"Person {person}"}
        at = time.monotonic()
        sent[person, api.write(asked[number % len(asked)], chat)] = at
        if (number + 1) % max(1, count // 8) == 0:
            look()
    return sent


def _upload(api: BotApi, articles: bytes) -> None:
    if articles:
        office = {"id": ADMIN["id"], "type": "private", "first_name": "Admin"}
        api.reply(api.send_file("articles.jsonl", articles, office))


def _settle(api: BotApi, count: int) -> None:
    """Waits until that many questions have their last message, with its buttons or its short help."""
    for _ in range(600):
        answered = {(c.fields["chat_id"], c.answers) for c in api.calls if c.status == 200 and c.answers}
        if sum(int(chat) >= _FIRST_PERSON for chat, _ in answered) >= count:
            return
        time.sleep(0.1)


def _report(api: BotApi, sent: dict[tuple[int, int], float], port: int) -> None:
    first: dict[tuple[int, int], float] = {}
    replies: Counter[tuple[int, int]] = Counter()
    wrong = 0
    numbers = {message for _, message in sent}
    for call in api.calls:
        if call.method == "sendMessage" and call.status == 200 and call.answers in numbers:
            place = (int(call.fields["chat_id"]), call.answers)
            wrong += place not in sent
            replies[place] += 1
            first.setdefault(place, call.at)
    print(f"questions {len(sent)}, answered {len(first)}, to a wrong chat {wrong}, messages {replies.total()}")
    added = next((c.at for c in api.calls if c.method == "editMessageText" and "Added" in c.text), float("inf"))
    while_adding = {place: first[place] - at for place, at in sent.items() if place in first and at < added}
    _print_times("until the file was indexed" if added < float("inf") else "all", list(while_adding.values()))
    _print_times("after it", [first[place] - at for place, at in sent.items() if place in first and at >= added])
    own = api.reply(api.write("/stats", {"id": ADMIN["id"], "type": "private", "first_name": "Admin"})).text
    found = re.search(r"p50 (\d+) ms, p95 (\d+) ms", own)
    print(f"the bot's own time, ms:    p50 {found[1]}, p95 {found[2]}" if found else own)
    print(f"read by the model: {_gauge(port, 'talks_read_total'):.0f} of {_WARM + len(sent)}")
    print(f"articles at the end: {_gauge(port, 'talks_articles'):.0f}")


def _print_times(when: str, seconds: list[float]) -> None:
    """Times from a question to its answer as the server saw them."""
    if seconds:
        p50, p95 = 1000 * statistics.median(seconds), 1000 * _share(sorted(seconds), 0.95)
        print(f"as seen by the server, ms: p50 {p50:.0f}, p95 {p95:.0f} ({len(seconds)} questions {when})")


def _share(times: Sequence[float], share: float) -> float:
    return times[int(share * (len(times) - 1))]


def _cpu_seconds(bot: BotProcess) -> float:
    """Seconds of processor time the process has used; its child's, which indexes, not among them."""
    user, system = Path(f"/proc/{bot.process.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _memory(bot: BotProcess) -> int:
    """Bytes of memory the process holds."""
    pages = Path(f"/proc/{bot.process.pid}/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _gauge(port: int, name: str) -> float:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as page:
        found = re.search(rf"^{name} (\S+)$", page.read().decode(), re.MULTILINE)
    return float(found[1]) if found else float("nan")


if __name__ == "__main__":
    main()

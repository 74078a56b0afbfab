"""The shape of the program: who may import whom, and which module owns which dependency."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = sorted([*ROOT.glob("bot/**/*.py"), *ROOT.glob("index/**/*.py")])
TELEGRAM = {name for path in MODULES if (name := name_of(path)).startswith("bot.telegram_skin")}
CONSOLE = {name for path in MODULES if (name := name_of(path)).startswith("bot.console")}
SKINS = CONSOLE | TELEGRAM
COMMANDS = {"bot.cli", *(name for path in MODULES if (name := name_of(path)).startswith("bot.commands"))}
# Telegram's layout is as pure as the engine; these are its ends.
TELEGRAM_EDGES = {
    f"bot.telegram_skin.{name}"
    for name in (
        "administration asking building file_store following gate inbox inline intake menus opening presses rebuild"
        " reporting running sending service shared_store watching"
    ).split()
}
DOCTOR = {name for path in MODULES if (name := name_of(path)).startswith("bot.doctor")}
# As pure is what lays out and completes at the console.
CONSOLE_EDGES = {f"bot.console.{name}" for name in "chatting keeping pages prompt".split()}
# What touches files, clocks or the network; everything else in bot/ is pure.
EDGES = TELEGRAM_EDGES | CONSOLE_EDGES | COMMANDS | DOCTOR | {
    "bot", "bot.reading.desk", "bot.reading.embeddings", "bot.reading.model", "bot.reading.reader",
    "bot.__main__", "bot.checks.proof", "bot.evaluation", "bot.live", "bot.places", "bot.plot",
    "bot.proof", "bot.settings", "bot.shared_server", "bot.state",
}  # fmt: skip
IMPURE = {"os", "time", "pathlib", "socket", "subprocess", "random", "logging", "asyncio"}
OWNERS = {
    "telegram": TELEGRAM,
    "httpx": {"bot.telegram_skin.running"},
    "sqlite3": {"bot.telegram_skin.file_store"},
    "redis": {"bot.shared_server"},
    "rank_bm25": {"index.bm25"},
    "numba": {"index.kernel"},
    "nupunkt": {"index.sentences"},
    "snowballstemmer": {"index.analysis"},
    "onnxruntime": {"bot.reading.model"},
    "tokenizers": {"bot.reading.encoding"},
    "filelock": {"index.locking"},
    "dotenv": {"bot.places"},
    "pydantic_settings": {"bot.settings"},
    "trafilatura": {"index.formats.html"},
    "pypdf": {"index.formats.pdf"},
    "watchfiles": {"index.watching"},
    "opensearchpy": {"index.cluster.transport", "index.cluster.outcome"},
    "feedparser": {"index.formats.feeds"},
    "prompt_toolkit": {"bot.console.prompt"},
    "pyperclip": {"bot.console.keeping"},
    "rich": {"bot.console.bars", "bot.console.pages", "bot.console.terminal"},
    "matplotlib": {"bot.plot"},
    "click": COMMANDS | {"index.changing", "index.cli", "index.reporting"},
}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_cross_the_wall_to_the_right_only(path: Path) -> None:
    """Nothing in index/ knows bot/."""
    if name_of(path).startswith("index"):
        assert not [name for name in imports(path) if name.split(".")[0] == "bot"]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_skins_never_import_each_other(path: Path) -> None:
    """Only the command line knows both; the modules of one know each other."""
    module = name_of(path)
    if module not in COMMANDS:
        own = next((skin for skin in (CONSOLE, TELEGRAM) if module in skin), set())
        others = SKINS - own
        assert not others.intersection(imports(path))


@pytest.mark.parametrize(
    "path", [p for p in MODULES if name_of(p).startswith("bot") and name_of(p) not in EDGES], ids=name_of
)
def test_the_engine_and_what_it_calls_are_pure(path: Path) -> None:
    """No files, clock, environment or chance in answering."""
    assert not IMPURE.intersection(imports(path))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_each_dependency_has_its_owners(path: Path) -> None:
    """A third-party package is imported by its owner alone."""
    roots = {name.split(".")[0] for name in imports(path)}
    for package, owners in OWNERS.items():
        assert package not in roots or name_of(path) in owners

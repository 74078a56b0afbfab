"""Every command says the same of an index in a cluster as of one in a folder."""

from __future__ import annotations

import re
from pathlib import Path

from index.home import build
from tests.cluster.commands import said
from tests.cluster.conftest import AddressOf
from tests.conftest import SEEDS

BATCH = """{"id": 1, "question": "Who led Hamas's delegation?"}
{"id": 2, "question": "when?", "context": "Who led Hamas's delegation?"}
{"id": 3, "question": "Who is the mayor of Atlantis?"}
"""
CHAT = "How many hostages are held?\n/context\nand in 2024?\n"
COMMANDS = (
    ("ask", "--batch", "-"),
    ("chat",),
    ("check", "--json", "Hamas’s delegation, headed by Khalil al-Hayya"),
    ("sources",),
    ("show", "000_883369e292aa55be", "--line", "4"),
    ("timeline", "How many people were killed in Gaza?"),
    ("index", "status"),
    ("index", "remove", "no-such-article"),
)


def test_every_command_says_the_same(address_of: AddressOf, tmp_path: Path) -> None:
    """With the same exit code; only times and where the index is differ."""
    address = address_of("commands")
    build([SEEDS], address)
    settings = {
        "TALKS_ARTICLES": str(SEEDS),
        "TALKS_CLUSTER_FOLDER": str(address.folder),
        "TALKS_CLUSTER_DEADLINE": str(address.deadline_s),
        "TALKS_READER": "off",
        "TALKS_STATE": str(tmp_path / "state.sqlite3"),
    }

    def plain(where: object, *command: str) -> tuple[int, str, str]:
        given = BATCH if "--batch" in command else CHAT
        done = said(*command, given=given, **settings, TALKS_INDEX=str(where))
        return done.returncode, re.sub(r'"elapsed_ms":[^,}]+| in \S+[0-9a-f]{16}', "", done.stdout), done.stderr

    for command in COMMANDS:
        there, here = plain(address, *command), plain(address.folder, *command)
        assert there == here, command
        assert "Traceback" not in there[2]

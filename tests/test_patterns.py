"""Patterns that are compiled late."""

from __future__ import annotations

import subprocess
import sys

from index.patterns import regex

_ALL_AT_ONCE = """
import pkgutil, re
import index.patterns
index.patterns.regex = re.compile
import bot, index
for package in (bot, index):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not module.name.endswith("__main__"):
            __import__(module.name)
"""


def test_every_pattern_compiles() -> None:
    """A fault in one that no test uses would show at a user's question."""
    subprocess.run([sys.executable, "-c", _ALL_AT_ONCE], check=True, timeout=300)


def test_a_late_pattern_is_compiled_once() -> None:
    late = regex("a+", 0)
    assert late.search is late.search
    assert late.sub("b", "caat") == "cbt"

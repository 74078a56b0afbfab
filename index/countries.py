"""The countries of the world with their adjectives and capitals, from countries.tsv beside this module."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from index.tables import table_lines


@dataclass(frozen=True, slots=True)
class Country:
    """Names in lower case, the usual one first; adjectives and peoples; capitals."""

    names: tuple[str, ...]
    adjectives: tuple[str, ...]
    capitals: tuple[str, ...]


@cache
def countries() -> tuple[Country, ...]:
    """All countries in the table's order."""
    lines = table_lines("index", "countries.tsv")
    rows = [[tuple(cell.split("|")) for cell in line.split("\t")] for line in lines]
    return tuple(Country(row[0], row[1], row[2] if len(row) > 2 else ()) for row in rows)

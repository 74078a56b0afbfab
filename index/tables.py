"""Data files beside the code: word tables and learned numbers."""

from __future__ import annotations

# importlib.resources would bring temporary files and zip archives along: a thirtieth of a one-shot answer.
from pkgutil import get_data


def table(package: str, name: str) -> str:
    """The text of a file in a package's folder."""
    data = get_data(package, name)
    if data is None:
        raise FileNotFoundError(f"{package}: its files can't be read; install the program anew")
    return data.decode("utf-8")


def table_lines(package: str, name: str) -> list[str]:
    """The lines of a table without blank ones and comments."""
    return [line for line in table(package, name).splitlines() if line.strip() and not line.startswith("#")]

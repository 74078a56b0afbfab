"""Help that shows what to type."""

from __future__ import annotations


def examples(*commands: str) -> str:
    """The end of a command's help: each example on a line of its own, which click is told not to wrap."""
    return "\n".join(["\b", "Examples:", *(f"  {command}" for command in commands)])

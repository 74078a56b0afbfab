"""`talks index …`: the commands of the index itself."""

from index.cli import index_commands as command

__all__ = ["command"]

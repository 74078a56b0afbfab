"""The commands of a group, loaded."""

from __future__ import annotations

from click import Command, Context, Group


def subcommands(group: Group) -> dict[str, Command]:
    """By their names."""
    context, found = Context(group), {}
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, name
        found[name] = command
    return found

"""`talks completion`: what a shell needs to complete commands, options and articles."""

from __future__ import annotations

import click

from index.helping import examples

_PROGRAM, _VARIABLE = "talks", "_TALKS_COMPLETE"


@click.command("completion", epilog=examples("talks completion bash", "talks completion zsh", "talks completion fish"))
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print what makes SHELL complete commands, options and articles on Tab.

    Put it to use once: add eval "$(talks completion bash)" to ~/.bashrc, or eval "$(talks completion zsh)" to ~/.zshrc
    after compinit, or write the output of talks completion fish into ~/.config/fish/completions/talks.fish.
    """
    from click.shell_completion import get_completion_class

    completer = get_completion_class(shell)
    assert completer is not None  # click knows all three
    command = click.get_current_context().find_root().command
    click.echo(completer(command, {}, _PROGRAM, _VARIABLE).source())

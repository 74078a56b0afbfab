"""`python -m bot` is the `talks` command."""

import gc


def main() -> None:
    """Runs the command line."""
    # What importing makes lives as long as the program: no use in looking through it, now or at any later collection.
    gc.disable()
    from bot.cli import main as command_line

    gc.freeze()
    gc.enable()
    command_line()


if __name__ == "__main__":
    main()

"""`python -m bot` is the `talks` command."""

import gc
import sys


def main() -> None:
    """Runs the command line."""
    # What importing makes lives as long as the program: no use in looking through it, now or at any later collection.
    gc.disable()
    try:
        from bot.cli import main as command_line
    except KeyboardInterrupt:  # a third of a second in which somebody may think better of it
        sys.exit(2)
    gc.freeze()
    gc.enable()
    command_line()


if __name__ == "__main__":
    main()

"""`python -m bot` is the `talks` command."""

import gc
import sys


def main() -> None:
    """Runs the command line."""
    gc.disable()  # until all is imported
    try:
        from bot.cli import main as command_line
    except KeyboardInterrupt:  # a tenth of a second in which somebody may think better of it
        sys.exit(2)
    command_line()


if __name__ == "__main__":
    main()

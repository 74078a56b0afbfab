"""`python -m bot` is the `talks` command."""

from bot.cli import main

main()

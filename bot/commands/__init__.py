"""Commands of the command line beside those in `bot.cli`, and what they begin with."""

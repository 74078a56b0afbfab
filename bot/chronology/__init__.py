"""How questions and articles tell time: the parts of `bot.time_words`, `bot.relative_days` and `bot.dating`."""

"""Questions to quoted answers, in a console and in Telegram."""

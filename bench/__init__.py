"""Measurements and learning: figures on question sets, speed, and the weights the bot ships."""

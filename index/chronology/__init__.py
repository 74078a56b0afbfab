"""How articles tell time: the rules that date them, and order those that stay undated, when an index is built."""

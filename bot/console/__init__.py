"""The console skin: reads lines, answers them, and lays the answers out for a terminal, a pipe or a screen reader."""

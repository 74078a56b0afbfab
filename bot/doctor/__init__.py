"""Looks whether the program can do its work here, and says what to do where it can't."""

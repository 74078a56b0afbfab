"""A module for each command of the command line, its `command`; and what they begin with.

What only a command's run needs is imported by that, where it takes a tenth of a second or more: help and completion ask
for every command.
"""

"""Errors a person can mend. Each message names the thing, what is wrong and what to do."""


class TalksError(Exception):
    """Base of what the program shows as one line instead of a traceback."""


class SnapshotError(TalksError):
    """A snapshot is missing, damaged, foreign, or can't be published."""


class ReplacedError(TalksError):
    """What was being read from has been replaced and removed meanwhile; what is there now can be read."""


class ArticlesError(TalksError):
    """The articles can't be read at all (one bad file is skipped, not raised)."""

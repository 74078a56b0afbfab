"""What is wrong with JSON that was handed in, in a few words."""

from __future__ import annotations

from pydantic import ValidationError


def told(error: ValidationError) -> str:
    """The first fault on one line: which key, and what is wrong with it."""
    first = error.errors(include_url=False)[0]
    key = ".".join(map(str, first["loc"]))
    return f"{key}: {first['msg']}" if key else first["msg"]

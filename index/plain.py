"""Dataclasses to plain JSON values and back, by their type hints. Never pickle: what is read may be damaged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints


def to_plain(value: Any) -> Any:
    """Dataclasses as lists of their fields, sets as sorted lists, days as text, everything else as it is.

    >>> to_plain((frozenset("ba"), dt.date(2024, 2, 14)))
    [['a', 'b'], '2024-02-14']
    """
    match value:
        case None | bool() | int() | float():
            return value
        case Enum():
            return value.value
        case str():
            return value
        case dt.date():
            return value.isoformat()
        case list() | tuple():
            return [to_plain(item) for item in value]
        case frozenset():
            return sorted(to_plain(item) for item in value)
        case _ if is_dataclass(value):
            return [to_plain(getattr(value, field.name)) for field in fields(value)]
    raise TypeError(f"{type(value).__name__} has no plain form")


def from_plain(kind: Any, plain: Any) -> Any:
    """The value of that type. Raises ValueError or TypeError when the plain form does not fit.

    >>> from_plain(tuple[frozenset[str], dt.date | None], [["a", "b"], None]) == (frozenset("ab"), None)
    True
    """
    return _reader(kind)(plain)


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    if is_dataclass(kind):
        return _record_reader(kind)
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        (other,) = (one for one in inner if one is not NoneType)
        read = _reader(other)
        return lambda plain: None if plain is None else read(plain)
    if origin is tuple and inner[-1] is not ...:
        readers = [_reader(one) for one in inner]
        return lambda plain: tuple(read(item) for read, item in zip(readers, plain, strict=True))
    if origin in (tuple, list, frozenset):
        read_item = _reader(inner[0])
        return lambda plain: origin([read_item(item) for item in plain])
    if kind is dt.date:
        return dt.date.fromisoformat
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    return _checked(kind)


def _record_reader(kind: Any) -> Callable[[Any], Any]:
    hints = get_type_hints(kind)
    readers = [_reader(hints[field.name]) for field in fields(kind)]

    def read(plain: Any) -> Any:
        return kind(*(read_field(item) for read_field, item in zip(readers, plain, strict=True)))

    return read


def _checked(kind: type) -> Callable[[Any], Any]:
    def read(plain: Any) -> Any:
        if type(plain) is not kind:
            raise TypeError(f"{plain!r} is no {kind.__name__}")
        return plain

    return read

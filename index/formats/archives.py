"""Zip archives of article files; archives within archives are not opened."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import BinaryIO

from index.formats.found import Fault, Found, UnreadableError
from index.formats.packages import MAX_UNPACKED, open_package, unpack
from index.formats.registry import SUFFIXES, reader_of


def read_archive(file: BinaryIO) -> Iterator[Found | Fault]:
    """The articles of all members in name order; what can't be read is named and the rest is read."""
    with open_package(file) as package:
        unpacked = num_members = 0
        for member in sorted(package.infolist(), key=lambda info: info.filename):
            name = _name(member)
            if member.is_dir() or name is None:
                continue
            num_members += 1
            if unpacked > MAX_UNPACKED:  # the sizes in an archive's list may lie
                yield Fault("not read: the archive unpacks to too much", name)
                continue
            try:
                suffix = PurePosixPath(name).suffix.lower()
                if suffix == ".zip":
                    raise UnreadableError("an archive in an archive is not opened; unpack it yourself")
                if suffix not in SUFFIXES:
                    raise UnreadableError(f"{suffix or 'no suffix'}: not a known article format")
                data = unpack(package, member)
                unpacked += len(data)
                for found in reader_of(suffix)(io.BytesIO(data)):
                    yield replace(found, member=name)
            except UnreadableError as error:
                yield Fault(str(error), name)
    if not num_members:
        raise UnreadableError("no file in it")


def _name(member: zipfile.ZipInfo) -> str | None:
    """The member's name as a path that stays inside; None for hidden files."""
    parts = [part for part in PurePosixPath(member.filename.replace("\\", "/")).parts if part not in ("/", "..", ".")]
    if not parts or any(part.startswith((".", "__MACOSX")) for part in parts):
        return None
    return "/".join(parts)

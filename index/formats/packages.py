"""Zip files from strangers, read within bounds: what .docx, .epub and .zip files are made of."""

from __future__ import annotations

import zipfile
import zlib
from typing import BinaryIO

from index.formats.found import MAX_FILE, UnreadableError

MAX_MEMBERS = 20_000
# All members together, and how much longer a large member may be than its packed bytes.
MAX_UNPACKED = 1 << 30
_MAX_RATIO, _LARGE = 200, 8 << 20


def open_package(file: BinaryIO) -> zipfile.ZipFile:
    """The zip file. Raises UnreadableError when it is none, or unpacks to more than can be meant."""
    try:
        package = zipfile.ZipFile(file)
        members = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, UnicodeDecodeError) as error:
        raise UnreadableError(f"damaged or not a zip archive ({error})") from None
    if len(members) > MAX_MEMBERS:
        raise UnreadableError(f"{len(members)} files in it; at most {MAX_MEMBERS} are unpacked")
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        raise UnreadableError(f"unpacks to more than {MAX_UNPACKED / 1e9:.0f} GB (a zip bomb?)")
    return package


def unpack(package: zipfile.ZipFile, member: str | zipfile.ZipInfo, limit: int = MAX_FILE) -> bytes:
    """The bytes of one member. Raises UnreadableError for a missing, damaged, locked or monstrous one."""
    try:
        info = package.getinfo(member) if isinstance(member, str) else member
        if info.file_size > max(_LARGE, _MAX_RATIO * info.compress_size):
            raise UnreadableError(
                f"unpacks to {info.file_size / max(1, info.compress_size):.0f} times its size (a zip bomb?)"
            )
        if info.flag_bits & 1:
            raise UnreadableError("locked with a password; unpack it yourself")
        with package.open(info) as file:
            data = file.read(limit + 1)
    except KeyError:
        raise UnreadableError(f"damaged: {member} is missing in it") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise UnreadableError(f"damaged ({error})") from None
    if len(data) > limit:
        raise UnreadableError(f"larger than {limit / 1e6:.0f} MB unpacked")
    return data

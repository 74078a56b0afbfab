"""Pages and files from the web that an admin names: bounded in size, time and redirects, from public addresses."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from index.errors import ArticlesError
from index.files import SUFFIXES
from index.formats.found import MAX_FILE

_SECONDS, _REDIRECTS = 30.0, 5
_CHUNK = 1 << 16
_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".xhtml",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "application/rss+xml": ".rss",
    "application/atom+xml": ".atom",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/epub+zip": ".epub",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "message/rfc822": ".eml",
    "application/zip": ".zip",
}
_TEXT = (".html", ".txt", ".md", ".csv")


# Behind what no other address would mend.
_SAVE = "; save the page yourself and add the file"


class FetchError(ArticlesError):
    """An address that can't be fetched, with the reason."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was at an address: the one it came from in the end, a file name made of that, and the bytes."""

    url: str
    name: str
    data: bytes


def is_address(path: str) -> bool:
    """Whether this is an http or https address rather than a path."""
    return path.lower().startswith(("http://", "https://"))


def fetch(url: str, *, allow_private: bool = False, seconds: float = _SECONDS, limit: int = MAX_FILE) -> Fetched:
    """The page or file at an address. Raises FetchError.

    Private, local and reserved addresses are refused unless `allow_private`, at every redirect anew: a page could
    send the program to what only this machine may reach.
    """
    deadline = time.monotonic() + seconds
    address = url
    for _ in range(_REDIRECTS + 1):
        parts = _parts(address)
        connection = _connection(parts, allow_private, deadline)
        # A server may send a byte now and then for ever: no time limit of a single read would end that.
        watchdog = threading.Timer(max(0.0, deadline - time.monotonic()), _hang_up, [connection])
        watchdog.daemon = True
        watchdog.start()
        try:
            reply = _asked(connection, parts)
            if reply.status in (301, 302, 303, 307, 308) and (target := reply.getheader("Location")):
                address = urljoin(address, target)
                continue
            if reply.status != 200:
                raise FetchError(f"{address}: the server answers {reply.status} {reply.reason}"[:300] + _SAVE)
            data = _body(reply, address, limit, deadline)
            return Fetched(address, _name(parts, reply), _recoded(data, reply))
        except (OSError, http.client.HTTPException, ValueError) as error:
            slow = time.monotonic() >= deadline
            reason = f"takes longer than {seconds:.0f} seconds" if slow else f"can't be fetched ({error})"
            raise FetchError(f"{address}: {reason}{_SAVE}") from None
        finally:
            watchdog.cancel()
            connection.close()
    raise FetchError(f"{url}: redirects more than {_REDIRECTS} times{_SAVE}")


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and url.isprintable() and " " not in url
        usable = usable and (parts.port is None or parts.port > 0)
    except ValueError:
        raise FetchError(f"{url!r}: no http:// or https:// address; write one in full") from None
    if not usable:
        raise FetchError(f"{url!r}: no http:// or https:// address; write one in full")
    if parts.username or parts.password:
        raise FetchError(f"{parts.hostname}: a name or password in an address would be stored with it; leave it out")
    return parts


def _connection(parts: SplitResult, allow_private: bool, deadline: float) -> http.client.HTTPConnection:
    """A connection to an address that was looked up once: a second look-up could give another."""
    host, port = str(parts.hostname), parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise FetchError(f"{host}: no such host ({error}){_SAVE}") from None
    barred = [address for address in found if not _is_public(address)]
    if barred and not allow_private:
        raise FetchError(f"{host}: a private address ({barred[0]}); --allow-private fetches it all the same")
    connection = http.client.HTTPConnection(host, port)
    try:
        connection.sock = socket.create_connection((found[0], port), timeout=max(0.1, deadline - time.monotonic()))
        if parts.scheme == "https":
            connection.sock = ssl.create_default_context().wrap_socket(connection.sock, server_hostname=host)
    except OSError as error:
        connection.close()
        raise FetchError(f"{host}: can't be reached ({error}){_SAVE}") from None
    return connection


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    return ip.is_global and not ip.is_multicast and (inner is None or _is_public(str(inner)))


def _hang_up(connection: http.client.HTTPConnection) -> None:
    if connection.sock is not None:
        with contextlib.suppress(OSError):  # it may be closed already
            connection.sock.shutdown(socket.SHUT_RDWR)


def _asked(connection: http.client.HTTPConnection, parts: SplitResult) -> http.client.HTTPResponse:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    target = re.sub(r"[^\x21-\x7e]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), target)
    headers = {"Host": parts.netloc, "User-Agent": "talks", "Accept": "*/*", "Accept-Encoding": "identity"}
    connection.request("GET", target, headers=headers)
    return connection.getresponse()


def _body(reply: http.client.HTTPResponse, address: str, limit: int, deadline: float) -> bytes:
    found = bytearray()
    while chunk := reply.read1(_CHUNK):
        found += chunk
        if len(found) > limit:
            raise FetchError(f"{address}: larger than {limit / 1e6:.0f} MB{_SAVE}")
        if time.monotonic() > deadline:
            raise TimeoutError
    if reply.length:
        raise http.client.IncompleteRead(bytes(found[:0]), reply.length)
    packing = (reply.getheader("Content-Encoding") or "identity").strip().lower()
    if packing == "identity":
        return bytes(found)
    if packing not in ("gzip", "deflate"):
        raise FetchError(f"{address}: packed as {packing[:20]}, which was not asked for{_SAVE}")
    unpacker = zlib.decompressobj(47)  # gzip or zlib
    try:
        data = unpacker.decompress(bytes(found), limit)
    except zlib.error as error:
        raise FetchError(f"{address}: damaged ({error}){_SAVE}") from None
    if unpacker.unconsumed_tail or not unpacker.eof:
        raise FetchError(f"{address}: cut short, or larger than {limit / 1e6:.0f} MB unpacked{_SAVE}")
    return data


def _name(parts: SplitResult, reply: http.client.HTTPResponse) -> str:
    """A plain file name that tells where it came from, the same for the same address."""
    kind = (reply.getheader("Content-Type") or "").partition(";")[0].strip().lower()
    path = PurePosixPath(unquote(parts.path))
    given = path.suffix.lower()
    suffix = _SUFFIXES.get(kind) or (given if given in SUFFIXES else "")
    # A server that knows no better calls feeds and Markdown plain text.
    if given in SUFFIXES and kind in ("text/plain", "application/xml", "text/xml", "application/zip"):
        suffix = given
    if not suffix:
        raise FetchError(f"{parts.geturl()}: {kind or 'no content type'}: not a known article format{_SAVE}")
    words = re.sub(r"[^a-z0-9]+", "-", f"{parts.hostname} {path.stem}".lower()).strip("-")[:80]
    return f"{words}-{hashlib.sha256(parts.geturl().encode()).hexdigest()[:8]}{suffix}"


def _recoded(data: bytes, reply: http.client.HTTPResponse) -> bytes:
    """Text in the encoding that only the reply's head names, with a mark that says what it is now."""
    kind, _, rest = (reply.getheader("Content-Type") or "").partition(";")
    named = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", rest, re.IGNORECASE)
    if _SUFFIXES.get(kind.strip().lower()) not in _TEXT or not named or named[1].lower() in ("utf-8", "utf8"):
        return data
    try:
        return b"\xef\xbb\xbf" + data.decode(named[1]).encode()
    except (LookupError, UnicodeError):
        return data  # the reader says what is wrong with it

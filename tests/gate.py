"""The far side of a login: a proxy that ends TLS before a node, and lets in who bears the right header.

A node's own jars have no such door. Certificates come from an authority of the tests.
"""

from __future__ import annotations

import http.client
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import trustme

_FORWARDED = ("Content-Type", "Content-Encoding", "Accept-Encoding", "Accept")
_RETURNED = ("Content-Type", "Content-Encoding")


@dataclass
class Gate:
    """Guards the node at `behind`. `admits` are the Authorization headers that may pass; others get `refusal`."""

    behind: str
    admits: tuple[str, ...]
    host: str = "localhost"
    refusal: int = 401
    authority: trustme.CA = field(default_factory=trustme.CA)
    passed: int = 0

    def write_ca(self, path: Path) -> str:
        """Writes the certificate of the authority; where."""
        self.authority.cert_pem.write_to_path(str(path))
        return str(path)

    @contextmanager
    def open(self) -> Iterator[str]:
        """The address, while it runs."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.authority.issue_cert(self.host).configure_cert(context)
        server = _Server(("127.0.0.1", 0), _handler(self))
        # The handshake is that of the connection's own thread: one that fails holds up nobody.
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"https://localhost:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A client that does not trust the certificate hangs up: that is what is tried."""


def _handler(gate: Gate) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            if self.headers["Authorization"] not in gate.admits:
                self._answer(gate.refusal, {"Content-Type": "text/plain"}, b"Unauthorized")
                return
            gate.passed += 1
            node = http.client.HTTPConnection(urlsplit(gate.behind).netloc, timeout=60)
            try:
                heads = {name: self.headers[name] for name in _FORWARDED if self.headers[name]}
                node.request(self.command, self.path, body, heads)
                found = node.getresponse()
                kept = {name: value for name in _RETURNED if (value := found.getheader(name))}
                self._answer(found.status, kept, found.read())
            finally:
                node.close()

        def _answer(self, status: int, heads: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in heads.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _pass  # noqa: N815 - the server's names

        def log_message(self, *_: object) -> None:
            pass

    return Handler

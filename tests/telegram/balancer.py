"""A balancer on loopback: hands each update to the next of some bot processes, as a proxy before them would."""

from __future__ import annotations

import itertools
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_TIMEOUT_S = 5
_PASSED_ON = ("Content-Type", "X-Telegram-Bot-Api-Secret-Token")


class Balancer:
    """Round robin over ports; one that does not take an update is passed over. `taken` says who took each."""

    def __init__(self, ports: list[int]) -> None:
        self.taken: list[int] = []
        self._turns = itertools.cycle(range(len(ports)))
        self._ports = ports
        balancer = self

        class Front(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name: self.headers[name] for name in _PASSED_ON if name in self.headers}
                self.send_response(balancer._delivered(self.path, body, headers))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Front)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _delivered(self, path: str, body: bytes, headers: dict[str, str]) -> int:
        status, first = 502, next(self._turns)
        for port in (self._ports[(first + n) % len(self._ports)] for n in range(len(self._ports))):
            status = posted(f"http://127.0.0.1:{port}{path}", body, headers)
            if status == 200:
                self.taken.append(port)
                break
        return status


def posted(url: str, body: bytes, headers: dict[str, str]) -> int:
    """The status that a delivery gets; 502 where nobody is there."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=_TIMEOUT_S) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code
    except OSError:
        return 502

"""Settings of the web server: `gunicorn --config python:takedown.web takedown.wsgi`."""

from __future__ import annotations

import errno
import os
import socket
import time
from typing import Any

import django
from gunicorn import util
from gunicorn.http import errors, wsgi
from gunicorn.workers.gthread import ThreadWorker

from takedown.environment import stop

TOO_LONG = {errors.LimitRequestLine: "414 URI Too Long", errors.LimitRequestHeaders: "431 Too Many Headers"}
NEXT_BYTES, WHOLE_REQUEST = 20, 60  # seconds
BAD, OURS = "400 Bad Request", "500 Internal Server Error"
OUR_FAULT = (errors.InvalidResponseHeader, errors.InvalidResponseHeaderName)
SAYS = {
    BAD: "<h1>We could not read that</h1><p>Please go back, reload the page and try again.</p>",
    OURS: "<h1>Something went wrong on our side</h1><p>Nothing was lost that we had already confirmed.</p>",
}
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Error</title></head><body>
<p><a href="/leave" rel="noreferrer">Exit this page</a></p>
{says}
</body></html>
"""


class Patient(socket.socket):
    """A connection that waits so long for the next bytes, and so long for a whole request, and then is over.

    Whoever sends a byte now and then would else keep a thread for good. It ends without an answer, so that
    with script the page stays, with all that was typed.
    """

    until = 0.0

    def setblocking(self, flag: bool, /) -> None:
        """Called before each request; nothing else in gunicorn sets a time to reading."""
        super().setblocking(flag)
        self.until = time.monotonic() + WHOLE_REQUEST

    def recv(self, *args: Any) -> bytes:
        self.settimeout(max(0.001, min(NEXT_BYTES, self.until - time.monotonic())))
        try:
            return super().recv(*args)
        except TimeoutError:
            self.shutdown(socket.SHUT_RDWR)
            raise ConnectionResetError(errno.ECONNRESET, "too slow") from None
        finally:
            self.settimeout(None)


class CalmWorker(ThreadWorker):
    """Answers what is no request at all as the pages do: the same headers, calm words, nothing written down.

    Its parent would write the visitor's address and the line it could not read into the log.
    """

    def handle(self, conn: Any) -> Any:
        if not isinstance(conn.sock, Patient):
            one = conn.sock
            conn.sock = Patient(one.family, one.type, one.proto, fileno=one.detach())
        return super().handle(conn)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        status = next((line for kind, line in TOO_LONG.items() if isinstance(exc, kind)), BAD)
        if not isinstance(exc, errors.ParseException) or isinstance(exc, OUR_FAULT):
            self.log.error("a request ended with %s", type(exc).__name__)
            status = OURS
        try:
            util.write_nonblock(client, unreadable(status))
        except OSError:
            self.log.debug("whoever asked has gone")


def unreadable(status: str) -> bytes:
    """A whole answer with the headers every answer has."""
    from cases.middleware import HEADERS, NOT_FOR_SEARCH

    body = PAGE.format(says=SAYS.get(status, SAYS[BAD])).encode()
    told = {
        **HEADERS,
        "Referrer-Policy": "same-origin",
        "X-Robots-Tag": NOT_FOR_SEARCH,
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": str(len(body)),
        "Connection": "close",
    }
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in told.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


worker_class = CalmWorker
threads = 16
timeout = 60
graceful_timeout = 10
keepalive = 5
umask = 0o077

# Room for what others hang on to an address: the pages drop that and answer. A longer line is refused here.
limit_request_line = 8190
limit_request_fields = 60
limit_request_field_size = 8190

# Addresses of visitors and the pages they open are not written down.
accesslog = None
errorlog = "-"
loglevel = "warning"
control_socket_disable = True


def on_starting(server: Any) -> None:
    """Nothing is served from a database that this code does not fit, or that a restore has set back."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "takedown.settings")
    django.setup()
    from takedown import readiness

    if problem := readiness.data_problem():
        stop(problem)
    readiness.leave_database()


def post_worker_init(worker: Any) -> None:
    """Answer without naming the software in the Server header."""
    wsgi.SERVER = "web"

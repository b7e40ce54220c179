"""Requests as a web server hands them to the program: all middleware, no test client in between."""

from __future__ import annotations

import io
import secrets
import sys
from collections.abc import Callable
from itertools import count
from typing import Any, NamedTuple
from urllib.parse import urlencode

numbers = count(1)


class Answer(NamedTuple):
    status: int
    headers: list[tuple[str, str]]
    body: bytes


def network() -> str:
    """An address in a network of its own, so that no limit is met."""
    number = next(numbers)
    return f"10.{number // 250}.{number % 250}.1"


def request(where: str, values: dict[str, str] | None, **cookies: str) -> Callable[[], Answer]:
    """A POST, or without values a GET, as a server hands it to the program; calling it returns the answer."""
    from django.conf import settings

    secret = secrets.token_hex(16)
    cookies[settings.CSRF_COOKIE_NAME] = secret
    body = b"" if values is None else urlencode({**values, "csrfmiddlewaretoken": secret}).encode()
    environ = {
        "REQUEST_METHOD": "GET" if values is None else "POST",
        "PATH_INFO": where,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": network(),
        "CONTENT_TYPE": "" if values is None else "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    return lambda: answer(environ)


def answer(environ: dict[str, Any]) -> Answer:
    from takedown.wsgi import application

    said: list[Any] = []
    response = application(environ, lambda status, headers: said.extend((status, headers)))
    body = b"".join(response)
    response.close()
    return Answer(int(said[0].split()[0]), said[1], body)

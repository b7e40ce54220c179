"""How a browser reads and posts on the desk."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cases.models import Case


def post(client: Client, path: str, /, **fields: Any) -> HttpResponse:
    """A form as a browser without files sends it."""
    body = urlencode(fields, doseq=True)
    return client.post(path, body, content_type="application/x-www-form-urlencoded")  # type: ignore[return-value]


def text_of(response: HttpResponse) -> str:
    """The page on one line, as it would be read."""
    return re.sub(r"\s+", " ", unescape(response.content.decode()))


def read(client: Client, name: str, *args: Any, status: int = 200) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == status, response.status_code
    return text_of(response)  # type: ignore[arg-type]


def do(client: Client, name: str, /, *args: Any, **fields: Any) -> HttpResponse:
    return post(client, reverse(name, args=args), **fields)


def say_why(client: Client, case: Case, reason: str = "check") -> None:
    """A supervisor opens a case that is another one's."""
    assert do(client, "desk_reason", case.reference, reason=reason).status_code == 302


def after(client: Client, response: HttpResponse) -> str:
    """The page a redirect leads to."""
    assert response.status_code == 302, response.status_code
    return text_of(client.get(response["Location"]))  # type: ignore[arg-type]

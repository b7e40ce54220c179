"""Every address the program answers, read from its table of addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver

SAMPLES = {"slug": "x", "str": "x", "int": "1", "uuid": str(UUID(int=1)), "path": "x"}


def routes() -> list[str]:
    """One path for each address, with something plausible in place of what varies."""
    return sorted({f"/{path}" for path in paths(get_resolver().url_patterns)})


def paths(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for each in patterns:
        path = before + re.sub(r"<(\w+):\w+>", lambda part: SAMPLES[part[1]], str(each.pattern))
        if isinstance(each, URLResolver):
            yield from paths(each.url_patterns, path)
        else:
            yield path


def of_staff() -> list[str]:
    return [path for path in routes() if path.startswith("/desk/")]


def of_hers() -> list[str]:
    return [path for path in routes() if not path.startswith("/desk/") and path != "/healthz"]

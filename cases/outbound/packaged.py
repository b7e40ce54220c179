"""The only files a letter may load: our own, by name, from pinned packages. Everything else is an error."""

from __future__ import annotations

from pathlib import Path

import font_source_sans_pro
from weasyprint.urls import URLFetcher, URLFetcherResponse

FONTS = Path(font_source_sans_pro.font_directory)
FILES = {
    f"letter:{name}": FONTS / f"SourceSansPro-{name}.ttf" for name in ("Regular", "Semibold", "Bold", "It")
}


class Packaged(URLFetcher):  # type: ignore[misc]
    """Serves FILES and nothing else; what it refuses stops the letter instead of leaving a hole in it."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """The packaged file of this name."""
        if url not in FILES:
            raise PermissionError("A letter loads nothing from outside.")
        return URLFetcherResponse(url, FILES[url].read_bytes(), {"Content-Type": "font/ttf"})

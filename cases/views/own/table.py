"""Every page of hers by the word its button sends."""

from __future__ import annotations

from cases.views.own import links, stop
from cases.views.own.page import OwnPage

PAGES: dict[str, OwnPage] = {
    "links": links.PAGE,
    "stop": stop.PAGE,
}

"""One of her own pages: all live at /progress, and the visit remembers which one is open (V-13)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from cases.models import Case, Visit
from cases.services import visits
from cases.views.person import Context, see_other, show, token_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ADDRESS = "/progress"


@dataclass(frozen=True)
class Own:
    """One request of hers: the visit that carries it and the case it has open."""

    request: HttpRequest
    visit: Visit
    case: Case
    at: datetime

    @property
    def go(self) -> str:
        """The button she pressed."""
        return self.request.POST.get("go", "")

    @property
    def token(self) -> str:
        return token_of(self.request)


@dataclass(frozen=True)
class OwnPage:
    """How a page is shown, what its buttons do, and for which cases it exists.

    With a `label` it stands among the things she can add or change; without one it has a place of its own.
    `typed` shows it with what she typed and judges nothing: she only chose another language.
    """

    show: Callable[[Own], HttpResponse]
    act: Callable[[Own], HttpResponse]
    exists: Callable[[Case], bool]
    label: StrOrPromise = ""
    typed: Callable[[Own], HttpResponse] | None = None


def is_open(case: Case) -> bool:
    return case.state in Case.OPEN


def is_open_for_adults(case: Case) -> bool:
    """Open, and not with the safeguarding lead."""
    return is_open(case) and not case.safeguarding


def render(own: Own, template: str, context: Context | None = None) -> HttpResponse:
    """Her page; a context with sentences made by now comes as a function (see `show`)."""
    shared = {"case": own.case, "idle_minutes": settings.VISIT_IDLE_MINUTES}

    def made() -> dict[str, Any]:
        return {**shared, **((context() if callable(context) else context) or {})}

    return show(own.request, template, made, where=own.case.home, zone=own.case.zone)


def remember(own: Own, key: str) -> None:
    """Which of her pages is open; the empty key is the page that says where things stand."""
    visits.keep(own.visit, answers={**(own.visit.answers or {}), "open": key}, at=own.at)


def opened(own: Own, key: str) -> HttpResponse:
    remember(own, key)
    return see_other(ADDRESS)


def back(own: Own) -> HttpResponse:
    return opened(own, "")

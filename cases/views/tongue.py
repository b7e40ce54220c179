"""The language of an answer: her choice, what her visit remembers, or what her browser asks for."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import activate, get_language, get_language_from_request

from cases.languages import ENGLISH, is_known

CHOICE = "speak"  # a button of the chooser
CARRIED = "spoken"  # the choice on its way through pages that have no visit to keep it
EXIT = "/leave"


def is_staff_side(request: HttpRequest) -> bool:
    return request.path_info.startswith("/desk/")


def may_name_one(request: HttpRequest) -> bool:
    """Whether to look for a language in what was posted. The exit reads nothing, so nothing can stop it."""
    return request.method == "POST" and request.path_info != EXIT and not is_staff_side(request)


def is_choice_alone(request: HttpRequest) -> bool:
    """Whether this POST does nothing but choose a language."""
    return request.method == "POST" and set(request.POST) == {CHOICE}


def named(request: HttpRequest) -> str:
    """The language that was posted, if one was."""
    language = request.POST.get(CHOICE) or request.POST.get(CARRIED) or ""
    return language if is_known(language) else ""


def chosen(request: HttpRequest) -> str:
    """The language that this request names; her visit remembers it."""
    return getattr(request, "chosen", "")


def language_of(request: HttpRequest) -> str:
    """What this request is answered in. The desk is English."""
    if is_staff_side(request):
        return ENGLISH
    settled: str = getattr(request, "language", "")
    return settled or chosen(request) or get_language_from_request(request)


def others() -> list[tuple[str, str]]:
    """The languages that could be chosen instead of the one spoken now, each with its own name."""
    return [(code, name) for code, name in settings.LANGUAGES if code != get_language()]


def settle(request: HttpRequest, language: str) -> None:
    """From here on this request is answered in this language."""
    if is_known(language):
        request.language = language  # type: ignore[attr-defined]
        activate(language)


def carry(request: HttpRequest) -> str:
    """The language she reads, where her browser would not ask for it by itself."""
    language = language_of(request)
    return "" if language == get_language_from_request(request) else language

"""Checks at the start: what must hold before the first person opens the form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import URLPattern, URLResolver, get_resolver

from cases import routes
from cases.rules import directory, instants, safety_plan, statements, words
from cases.rules import help as places

DESK = "desk/"
SEALED = "cases.services.sealed_factors.SealedFactors"
DOORS = ("django.contrib.auth.middleware.AuthenticationMiddleware", "cases.middleware.both_factors")
BROKERS = ("filesystem", "memory", "amqp", "amqps", "pyamqp", "redis", "rediss")


@register
def words_are_strong(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The words a person gets are drawn from a list long enough."""
    try:
        bits = words.strength()
    except (words.NoWordList, OSError) as error:
        return [Error(str(error), id="cases.E001")]
    if bits >= words.ENOUGH_BITS:
        return []
    return [
        Error(
            f"The word list gives {bits:.1f} bits, fewer than {words.ENOUGH_BITS}. "
            "Block fewer words in cases/rules/words.toml.",
            id="cases.E002",
        )
    ]


@register
def neutral_site_is_elsewhere(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The exit link leads away from here, over https."""
    target, own = urlsplit(settings.NEUTRAL_SITE), urlsplit(settings.SITE_URL)
    if target.scheme == "https" and target.hostname and target.hostname != own.hostname:
        return []
    return [Error("NEUTRAL_SITE must be the https:// address of another site.", id="cases.E003")]


@register
def nothing_is_uploaded(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Files are refused before anything reads them, and nothing could keep them."""
    first = settings.MIDDLEWARE[:1] == ["cases.middleware.refuse_uploads"]
    if first and not settings.FILE_UPLOAD_HANDLERS and settings.MAX_BODY_BYTES <= 262_144:
        return []
    return [
        Error(
            "Uploads must be refused: keep refuse_uploads first in MIDDLEWARE, FILE_UPLOAD_HANDLERS empty.",
            id="cases.E004",
        )
    ]


@register
def texts_can_be_read(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The places and the statements of the form load."""
    try:
        places.places()
        statements.current()
        safety_plan.book()
    except (OSError, ValueError, KeyError, TypeError) as error:
        why = f"The texts of the form cannot be read ({type(error).__name__}). Restore cases/rules."
        return [Error(why, id="cases.E005")]
    return []


@register
def values_can_be_used(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """What was typed into the environment is what its setting wants."""
    return [Error(sentence, id="cases.E006") for sentence in unusable_values()]


def unusable_values() -> Iterator[str]:
    try:
        instants.named_zone(settings.DESK_ZONE)
    except instants.Unreadable as why:
        yield f"DESK_ZONE: {why}"
    try:
        validate_email(settings.MAIL_FROM)
    except ValidationError:
        yield "MAIL_FROM must be one mail address, such as desk@helpline.example."
    if settings.MAIL_URL.partition("://")[0] not in ("file", "smtp", "smtps"):
        yield "MAIL_URL must start with smtp://, smtps:// or file://."
    if settings.BROKER_URL.partition("://")[0] not in BROKERS:
        yield "BROKER_URL must start with filesystem://, amqp:// or redis://."
    site = urlsplit(settings.SITE_URL)
    if not site.hostname or site.scheme not in (("https",) if settings.PRODUCTION else ("https", "http")):
        yield "SITE_URL must be the whole address people type, such as https://desk.helpline.example."
    if not settings.ALLOWED_HOSTS:
        yield "ALLOWED_HOSTS is empty. Set it to the host name people use, such as desk.helpline.example."
    if not settings.HOME_PLACES or not set(settings.HOME_PLACES) <= places.places().keys():
        yield "HOME_PLACES must be codes from cases/rules/help, such as GB,US: your own country first."
    try:
        if settings.PLATFORM_OVERLAY:
            directory.load_records(settings.PLATFORM_OVERLAY)
    except directory.PlainError as why:
        yield str(why)


@register
def every_address_of_the_desk_has_its_row(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """No page of the desk answers that the table of roles does not know."""
    return [Error(sentence, id="cases.E007") for sentence in unknown_addresses()]


def unknown_addresses() -> Iterator[str]:
    there = dict(desk_addresses(get_resolver().url_patterns))
    for name, view in there.items():
        yield from routes.faults(name, routes.ROUTES.get(name), has_door=hasattr(view, "is_door"))
    for name in routes.ROUTES.keys() - there.keys():
        yield f"cases/routes.py has a row for {name!r}, and there is no such address."


def desk_addresses(
    patterns: Iterable[URLPattern | URLResolver], before: str = ""
) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The name and the view of every address below /desk/."""
    for each in patterns:
        path = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from desk_addresses(each.url_patterns, path)
        elif path.startswith(DESK):
            yield each.name or path, each.callback


@register
def the_desk_has_its_own_door(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """What the sign-in of staff rests on: settings that somebody could change without seeing why."""
    return [Error(sentence, id="cases.E008") for sentence in open_doors()]


def open_doors() -> Iterator[str]:
    if (
        f"/{DESK}" != settings.SESSION_COOKIE_PATH
        or settings.SESSION_COOKIE_NAME == settings.VISIT_COOKIE_NAME
    ):
        yield "The cookie of the desk must be one of its own: keep SESSION_COOKIE_PATH at /desk/."
    if not settings.SESSION_COOKIE_HTTPONLY or settings.SESSION_COOKIE_SAMESITE != "Strict":
        yield "The cookie of the desk must stay HttpOnly and SameSite=Strict."
    if settings.PRODUCTION and not (settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE):
        yield "In production cookies travel over https only: SESSION_COOKIE_SECURE and CSRF_COOKIE_SECURE."
    if not settings.SESSION_ENGINE.endswith(".db"):
        yield "Sessions of the desk stand in the database, so that they end at once: keep SESSION_ENGINE."
    if any("locmem" in cache["BACKEND"] for cache in settings.CACHES.values()):
        yield "Local memory counts nothing across processes: use the database or Redis in CACHES, or none."
    if settings.MFA_ADAPTER != SEALED or getattr(settings, "MFA_TOTP_INSECURE_BYPASS_CODE", None):
        yield "Second factors must be sealed and have no bypass: keep MFA_ADAPTER, unset the bypass code."
    order = [settings.MIDDLEWARE.index(each) for each in DOORS if each in settings.MIDDLEWARE]
    if len(order) != len(DOORS) or order != sorted(order):
        yield "Half a sign-in must be nobody: keep both_factors right after authentication in MIDDLEWARE."

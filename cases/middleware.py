"""What holds for every request and every answer."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.languages import speaking
from cases.models.base import ConcurrentTransition, TransitionNotAllowed
from cases.services import desk_sessions
from cases.services.refusal import Refused
from cases.views import errors, tongue

Handler = Callable[[HttpRequest], HttpResponse]

TEXT = ("application/x-www-form-urlencoded", "text/plain")
METHODS = ("GET", "HEAD", "POST")
LONGEST_PATH = 512
DESK, LEAVE = "/desk/", "/leave"
LONGEST_HEADERS = 16_384
CHANGED = _("Someone has just changed this. Open the page again.")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), clipboard-read=()",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
NOT_FOR_SEARCH = "noindex, noarchive"


def refuse_uploads(get_response: Handler) -> Handler:
    """Answers files and large bodies before anything reads them, so that not one byte is kept."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if (
            not is_our_host(request)
            or len(request.path_info) > LONGEST_PATH
            or header_size(request) > LONGEST_HEADERS
        ):
            return guarded(request, errors.BAD_REQUEST)
        length = request.META.get("CONTENT_LENGTH") or ""
        without_length = not length and "HTTP_TRANSFER_ENCODING" in request.META
        has_body = without_length or length not in ("", "0")
        kind = (request.META.get("CONTENT_TYPE") or "").partition(";")[0].strip().lower()
        if kind and kind not in TEXT and (has_body or request.method not in ("GET", "HEAD")):
            return guarded(request, errors.NO_FILES)
        if has_body and not kind:
            return guarded(request, errors.NO_FILES)
        if without_length or (has_body and not is_short(length)):
            return guarded(request, errors.TOO_LARGE)
        if request.method not in METHODS and request.path_info != LEAVE:  # that page answers all itself
            return with_headers(request, errors.not_allowed(request, METHODS))
        return get_response(request)

    return middleware


def is_our_host(request: HttpRequest) -> bool:
    """Whether the browser means one of the names of this house; asked before a style sheet is served, too."""
    try:
        return bool(request.get_host())
    except DisallowedHost:
        return False


def is_short(length: str) -> bool:
    return (
        length.isascii() and length.isdigit() and len(length) < 10 and int(length) <= settings.MAX_BODY_BYTES
    )


def header_size(request: HttpRequest) -> int:
    headers = (pair for pair in request.META.items() if pair[0].startswith("HTTP_"))
    return sum(len(name) + len(str(value)) for name, value in headers)


def guarded(request: HttpRequest, trouble: errors.Trouble) -> HttpResponse:
    """An error page from outside safe_headers, with its headers all the same."""
    return with_headers(request, errors.page(request, trouble))


def safe_headers(get_response: Handler) -> Handler:
    """Every answer, errors included, carries the same strict headers."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return with_headers(request, get_response(request))

    return middleware


def with_headers(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    for name, value in HEADERS.items():
        response[name] = value
    # no-referrer would make browsers post "Origin: null", which the CSRF check refuses; /leave alone sets it.
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if request.path_info != "/" or response.status_code != 200:
        response["X-Robots-Tag"] = NOT_FOR_SEARCH
    return response


def proper_text(get_response: Handler) -> Handler:
    """A posted form is valid UTF-8 all through, on every address, or it is refused whole."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and not is_text(request.body):
            return errors.bad_request(request)
        return get_response(request)

    return middleware


def is_text(body: bytes) -> bool:
    try:
        unquote_to_bytes(body).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def speak(get_response: Handler) -> Handler:
    """Answers in her language. A POST that does nothing but choose one goes on as a GET (V-63)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if tongue.may_name_one(request):
            request.chosen = tongue.named(request)  # type: ignore[attr-defined]
            if tongue.is_choice_alone(request):
                request.method, request.POST = "GET", QueryDict()  # type: ignore[assignment]
        with speaking(tongue.language_of(request)):
            return get_response(request)

    return middleware


def both_factors(get_response: Handler) -> Handler:
    """Staff exist below /desk/ alone, after both factors, while the session stands (S-01, S-06).

    Everywhere else, and for half a sign-in, request.user is nobody. `arriving` is whoever has shown the
    password and not yet the second factor: the pages that ask for it look at nothing else. `lapsed` says that
    this request found a session which has just ended.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        user, session = request.user, None
        request.user = AnonymousUser()
        request.desk_session = request.arriving = None  # type: ignore[attr-defined]
        request.lapsed = False  # type: ignore[attr-defined]
        if request.path_info.startswith(DESK) and user.is_authenticated:
            key = request.session.session_key or ""
            session = desk_sessions.find(user=user, session_key=key, at=timezone.now())  # type: ignore[arg-type]
            if session is None:
                request.session.flush()
                request.lapsed = True  # type: ignore[attr-defined]
            elif session.proven_at is None:
                request.arriving = user  # type: ignore[attr-defined]
            else:
                request.user = user
            request.desk_session = session  # type: ignore[attr-defined]
        elif request.path_info.startswith(DESK) and SESSION_KEY in request.session:
            desk_sessions.end_of_closed(session_key=request.session.session_key or "")
            request.session.flush()
        return get_response(request)

    return middleware


def plain_refusals(get_response: Handler) -> Handler:
    """A refusal no view has answered becomes one plain sentence: never a 500, and never an empty page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            return errors.not_allowed(request, response["Allow"].split(", "))
        return response

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            return errors.refused(request, exception.args[0])
        if isinstance(exception, TransitionNotAllowed | ConcurrentTransition):
            return errors.refused(request, CHANGED)
        return None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware

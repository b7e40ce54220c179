"""Pages for when something is wrong: plain, neutral, and none of them needs the database."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.forms import contact, intake, links, own, status
from cases.forms.plain import PlainField
from cases.languages import speaking, whole
from cases.models.keyring import KeyRingError
from cases.routes import ROUTES
from cases.services.access_log import NotKept
from cases.views import tongue
from cases.views.around import around

BARE = "Something went wrong on our side. Nothing was lost that we had already confirmed."
# InternalError where a database is read-only, KeyRingError where the keys cannot be used,
# NotKept where a look could not be written down
AWAY_ERRORS = (OperationalError, InterfaceError, InternalError, KeyRingError, NotKept)
NOT_ECHOED = ("words", "password", "otp", "code", "phrase", "start", "cover", "q")
OURS = ("go", "token", "seal", "keys", "subject")
LONGEST_KEY = 40
# How Django begins to say why: the page was ours, but its token is not there, or not the one of this browser.
OF_OURS, ANOTHER = "CSRF ", "CSRF token from POST"
Texts = tuple[tuple[str, str], ...]  # names of fields, and what was written in them
FORMS = (
    *(contact.ContactForm, links.LinksForm, status.LinksToAdd),
    *(intake.PicturesForm, intake.WhomForm, intake.SignForm),
    *(own.Wrote, own.SentIt, own.PicturesToAdd),
)
WRITTEN = {
    name for form in FORMS for name, field in form.base_fields.items() if isinstance(field, PlainField)
} - {*NOT_ECHOED}
NOT_TYPED = ("csrfmiddlewaretoken", tongue.CHOICE)


@dataclass(frozen=True)
class Trouble:
    """What an error page says: what happened, and what to do."""

    status: int
    heading: str
    sentence: str


BAD_REQUEST = Trouble(400, _("We could not read that"), _("Please go back, reload the page and try again."))
NO_COOKIE = Trouble(
    403,
    _("This page needs a cookie"),
    _(
        "Allow cookies for this site, reload the page and send it again. "
        "We use them only until you close the browser."
    ),
)
TOKEN_GONE = Trouble(
    403,
    NO_COOKIE.heading,
    _(
        "Allow cookies for this site, reload the page and send it again. "
        "If you left in another tab, go to the start."
    ),
)
NOT_FOUND = Trouble(404, _("This page is not here"), _("Go to the start, or call us."))
# The words of the 404 page: who may not see a page is not told that it exists.
FORBIDDEN = Trouble(403, NOT_FOUND.heading, NOT_FOUND.sentence)
NOT_ALLOWED = Trouble(405, _("That does not work here"), _("Go back to the page and use its buttons."))
TOO_LARGE = Trouble(
    413,
    _("That was too much at once"),
    _("Send less text at a time, ten pages at most. We never need files. What you sent before is kept."),
)
NO_FILES = Trouble(
    415,
    _("Please do not send pictures"),
    _("We never need to see them. Links or descriptions are enough. Nothing you sent was kept."),
)
TOO_MANY = Trouble(429, _("Please try later"), _("Try again later, use another connection, or call us."))
NOT_SENT = Trouble(
    429,
    _("This is not sent yet"),
    _("Many reports came from your network. Your answers are still here for a while. Try again, or call us."),
)
OUR_FAULT = Trouble(
    500, _("Something went wrong on our side"), _("Nothing was lost that we had already confirmed.")
)
SIGNED_OUT = Trouble(
    403,
    "You have been signed out",
    "Nothing was done with what you sent. Sign in in another window, and send it from there.",
)
RENEWED = Trouble(
    403,
    "This page was opened before you signed in again",
    "Nothing was done with what you sent. Open the page again, and send it from there.",
)
AWAY = Trouble(
    503,
    _("We cannot keep this right now"),
    _("It is not sent yet. Nothing you typed is lost. Wait a minute, then try again."),
)
AWAY_READING = Trouble(
    503, _("We cannot show this right now"), _("Nothing is lost. Wait a minute, then try again.")
)


# The desk's own words, where those for the person would not help.
DESK = "/desk/"
TO_STAFF = {
    400: "Go back, reload the page and try again.",
    403: "Go back to Today, or find the case by its reference.",
    404: "Go back to Today, or find the case by its reference.",
    429: "Too many tries. Wait a minute, then try again.",
    500: "What was confirmed is kept. Tell whoever runs this system when it happened and on which page.",
    503: "The database does not answer, or its disk is full. This is not kept yet. Try again in a minute.",
}


def page(
    request: HttpRequest, trouble: Trouble, *, template: str = "errors/page.html", **context: object
) -> HttpResponse:
    """One error page; if even that cannot be rendered, one bare sentence."""
    language = tongue.language_of(request)
    if request.path_info.startswith(DESK):
        template, language = "desk/trouble.html", settings.LANGUAGE_CODE
        known = "" if trouble in (SIGNED_OUT, RENEWED) else TO_STAFF.get(trouble.status)
        context["sentence"] = known or trouble.sentence
    at = timezone.now()

    def say() -> str:
        return render_to_string(template, {**around(at=at), "trouble": trouble, **context}, request)

    try:
        with speaking(language):
            text, language = whole(say)
    except Exception:
        return HttpResponse(BARE, status=trouble.status, content_type="text/plain; charset=utf-8")
    return HttpResponse(text, status=trouble.status, headers={"Content-Language": language})


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, NOT_FOUND)


def no_cookie(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without its token: cookies are kept back, or she left in another tab, which took them.

    At the desk a sign-in in another tab may have replaced it. What somebody wrote is given back, to copy.
    To what comes from another site nothing is given back.
    """
    if not reason.startswith(OF_OURS):
        return page(request, TOKEN_GONE)
    if request.path_info.startswith(DESK):
        trouble = RENEWED if reason.startswith(ANOTHER) else TOKEN_GONE
        return given_back(request, trouble, to_copy(request), open=where(request), label="Open the page")
    found = typed(request)
    return page(request, TOKEN_GONE, texts=found.texts if found else ())


def not_allowed(request: HttpRequest, methods: Sequence[str]) -> HttpResponse:
    response = page(request, NOT_ALLOWED)
    response["Allow"] = ", ".join(methods)
    return response


def too_many(request: HttpRequest, *, wait: timedelta, back: str = "") -> HttpResponse:
    """The same page for everyone, whether or not anything is on file; `back` leads to kept answers."""
    response = page(request, NOT_SENT if back else TOO_MANY, back=back)
    response["Retry-After"] = str(max(1, int(wait.total_seconds())))
    return response


def refused(request: HttpRequest, sentence: str) -> HttpResponse:
    return page(request, Trouble(409, _("That is not possible now"), sentence))


def signed_out(request: HttpRequest, texts: Texts) -> HttpResponse:
    """A form of the desk met an ended session: what somebody wrote in it is given back, to be copied."""
    return given_back(request, SIGNED_OUT, texts, open=reverse("desk_sign_in"), label="Sign in")


def given_back(request: HttpRequest, trouble: Trouble, texts: Texts, **way: str) -> HttpResponse:
    """A form that came too late: nothing is done with it, and nothing of it is kept. `way` leads on."""
    response = page(request, trouble, copy=texts, **way)
    response["Cache-Control"] = "no-store"
    return response


def where(request: HttpRequest) -> str:
    """The page to open again: this one, or Today where the address only takes what is sent."""
    match = request.resolver_match
    takes_only = match is None or ROUTES[match.url_name or ""].posted
    return reverse("desk_today") if takes_only else request.path


def to_copy(request: HttpRequest) -> Texts:
    """What somebody wrote in a form of the desk; nothing where passwords and codes are typed."""
    match = request.resolver_match
    found = typed(request) if match and ROUTES[match.url_name or ""].gives_back else None
    return found.texts if found else ()


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 with everything she typed where the database is away."""
    if isinstance(sys.exc_info()[1], AWAY_ERRORS):
        trouble = AWAY if request.method == "POST" else AWAY_READING
        response = page(request, trouble, template="errors/away.html", typed=typed(request))
        response["Retry-After"] = "60"
        return response
    return page(request, OUR_FAULT)


@dataclass(frozen=True)
class Typed:
    """What was posted, in the order of the form: her texts, to be shown, and the rest, to be sent again."""

    texts: Texts
    rest: tuple[tuple[str, str], ...]


def typed(request: HttpRequest) -> Typed | None:
    """All but her secrets, which she types once more; None where nothing else was posted."""
    if request.method != "POST":
        return None
    pairs = [(name, value) for name, values in request.POST.lists() for value in values]
    kept = [(name, value) for name, value in pairs if name not in (*NOT_TYPED, *NOT_ECHOED)]
    if not kept:
        return None
    return Typed(
        texts=tuple(pair for pair in kept if is_text(*pair)),
        rest=tuple(pair for pair in kept if not is_text(*pair)),
    )


def is_text(name: str, value: str) -> bool:
    """Whether she wrote it: in a field for text, or longer than our own keys, which are short words."""
    is_ours = name in OURS or (name not in WRITTEN and len(value) <= LONGEST_KEY and " " not in value.strip())
    return bool(value.strip()) and not is_ours

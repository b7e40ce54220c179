"""The form: one address for every page, POST then 303 to itself, the answers kept on the server."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from cases.forms.draft import Draft
from cases.forms.first import DeviceForm
from cases.forms.plain import NO_PICTURES
from cases.forms.why import whys
from cases.models import Visit
from cases.services import cover, throttle, visits
from cases.views import errors, sending, ticks, tongue
from cases.views.help import near
from cases.views.person import (
    carry,
    drop,
    is_from_elsewhere,
    network,
    person_page,
    see_other,
    show,
    token_of,
    visit_of,
)
from cases.views.read_links import read_back
from cases.views.readback import check_context

FORM = "/form"
FIRST = "device"
TRAP = "website"  # a field no person sees; whoever fills it in is listed apart


@csrf_exempt  # the first answer: there is no cookie yet that a token could be compared with (V-15)
@person_page("GET", "HEAD", "POST")
def start(request: HttpRequest) -> HttpResponse:
    """What to know before anything is typed, and the first question. To look at it sets no cookie."""
    if request.method != "POST":
        return first_page(request)
    return errors.bad_request(request) if is_from_elsewhere(request) else form_page(request)


def first_page(request: HttpRequest, *, refused: bool = False) -> HttpResponse:
    """The start. A browser that kept no cookie is led back here by its first answer: it says so (V-19)."""
    told = {"form": DeviceForm(), "minutes": settings.VISIT_IDLE_MINUTES}
    return show(request, "intake/start.html", {**told, "trouble": errors.NO_COOKIE if refused else None})


def lost_cookie(request: HttpRequest, *, at: datetime) -> bool:
    """Whether the cookie of a first answer, given just now from this network, did not come back with it."""
    if request.path != FORM or token_of(request):
        return False
    return throttle.known(throttle.FIRST_ANSWER, throttle.prefix(network(request)), at=at)


@person_page("GET", "HEAD", "POST")
def form(request: HttpRequest) -> HttpResponse:
    """Every page of the form."""
    return form_page(request)


def form_page(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    visit = visit_of(request, at=at)
    if visit is not None and visit.case_id is not None:
        visits.touch(visit, at=at)
        return see_other("/progress") if cover.is_covered(visit) else sending.after(request, visit, at=at)
    if request.method == "POST":
        return posted(request, visit, at=at) if visit else first_answer(request, at=at)
    if visit is None:
        return first_page(request, refused=lost_cookie(request, at=at))
    if at - visit.started_at < throttle.FIRST_ANSWER.every:
        throttle.settle(throttle.FIRST_ANSWER, throttle.prefix(network(request)))
    visits.touch(visit, at=at)
    return page(request, Draft(visit.answers), at=at)


def first_answer(request: HttpRequest, *, at: datetime) -> HttpResponse:
    """The first page starts the visit; any other page without one was open too long, or is sent again."""
    if "token" in request.POST:
        return sending.again(request)
    if request.POST.get("page") != FIRST:
        return sending.gone(request)
    where = throttle.prefix(network(request))
    if not throttle.allow(throttle.FORM_STARTS, where, at=at):
        return errors.too_many(request, wait=throttle.wait(throttle.FORM_STARTS, where, at=at))
    draft = Draft({"language": tongue.language_of(request)})
    move(draft, request)
    throttle.allow(throttle.FIRST_ANSWER, where, at=at)
    token, _ = visits.begin(at=at, answers=draft.answers)
    return carry(see_other(FORM), token)


def posted(request: HttpRequest, visit: Visit, *, at: datetime) -> HttpResponse:
    """Take what was typed, decide where she goes next, and send the browser there."""
    draft = Draft(visit.answers)
    if is_last(request):
        return send(request, visit, draft, at=at)
    return kept(request, visit, draft, at=at) if move(draft, request) else sending.stray(request)


def kept(request: HttpRequest, visit: Visit, draft: Draft, *, at: datetime) -> HttpResponse:
    if not visits.keep(visit, answers=draft.answers, at=at):
        return sending.gone(request)  # she pressed the exit link meanwhile: nothing comes back to life
    return see_other(FORM)


def is_last(request: HttpRequest) -> bool:
    """Whether the button of the last page was pressed, whatever another tab shows."""
    return request.POST.get("page") == "check" and request.POST.get("go") == "send"


def move(draft: Draft, request: HttpRequest) -> bool:
    """Change the draft as one button says: next, back, skip, stay, or change:<page>.

    A page from another tab counts too: what was sent last stands. False where it is not on her way.
    """
    here = request.POST.get("page", "")
    draft.answers["trapped"] = bool(draft.answers.get("trapped") or request.POST.get(TRAP))
    verb, _, key = request.POST.get("go", "next").partition(":")
    if tongue.CHOICE in request.POST:
        verb = "stay"  # another language, with all she typed
    if verb == "change" and draft.has_reached(key):
        draft.go_to(key)
        return True
    if not draft.has_reached(here):
        return False
    if here != draft.page.key:
        draft.go_to(here)
    if verb == "skip" and draft.page.skippable:
        draft.skip()
        return True
    draft.keep(request.POST)
    turn(draft, verb)
    return True


def turn(draft: Draft, verb: str) -> None:
    """Where she goes from the page whose answers were just kept."""
    if verb == "back":
        draft.go_back()
    elif verb != "stay":
        draft.go_on() if draft.is_done(draft.page) else draft.show_errors()


def send(request: HttpRequest, visit: Visit, draft: Draft, *, at: datetime) -> HttpResponse:
    """Keep the report, unless a page still needs something or the answers are not those she checked."""
    gap = draft.unfinished()
    if gap is not None:
        draft.go_to(gap.key)
        draft.show_errors()
        return kept(request, visit, draft, at=at)
    shown = check_context(draft)
    if (request.POST.get("token"), request.POST.get("seal")) != (shown["token"], shown["seal"]):
        draft.go_to("check")
        visits.keep(visit, answers=draft.answers, at=at)
        return page(request, draft, at=at, changed=True)
    return sending.send(request, visit, draft, at=at)


def page(request: HttpRequest, draft: Draft, *, at: datetime, changed: bool = False) -> HttpResponse:
    """The page where she is, with its errors where she has tried to go on."""
    told = questions(draft, changed=changed)
    template = f"intake/{draft.page.key}.html"
    return show(request, template, lambda: {**told, **around(draft, at=at)}, where=draft.home)


def questions(draft: Draft, *, changed: bool) -> dict[str, Any]:
    """The form of the page where she is, bound to what was typed."""
    bound = draft.form(draft.page.key)
    tried = bool(draft.answers.get("tried")) and bound.is_bound
    for name in draft.cut if tried else ():
        bound.add_error(name, NO_PICTURES)
    return {"form": bound, "tried": tried and bool(bound.errors), "changed": changed}


def around(draft: Draft, *, at: datetime) -> dict[str, Any]:
    """What stands around the questions of the page where she is."""
    here, read = draft.page, read_back(draft)
    return {
        "page": here,
        "total": draft.pages[-1].number,
        "marks": range(1, draft.pages[-1].number + 1),
        "draft": draft,
        "whys": whys(here.key),
        **(near(draft.place, at=at) if here.key == "services" else {}),
        "wording": draft.statements,
        "laws": ticks.laws(draft, at=at) if here.key in ("sign", "check") else (),
        "read": read,
        "fine": read["fine"] if read and here.key == "links" else "",
        "idle_minutes": settings.VISIT_IDLE_MINUTES,
        **(check_context(draft) if here.key == "check" and draft.unfinished() is None else {}),
    }


@csrf_exempt  # ending a visit is always allowed; the beacon of a closing page cannot carry a token
def leave(request: HttpRequest) -> HttpResponse:
    """End the visit, forget the draft, go to a neutral page. Works without script, session or database."""
    response = see_other(settings.NEUTRAL_SITE)
    response["Referrer-Policy"] = "no-referrer"
    names = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
    purpose = "".join(request.headers.get(name, "") for name in names)
    if "pre" in purpose.lower() or request.method == "HEAD":
        return response  # the browser guesses; nobody has left yet
    visits.end_quietly(token_of(request))
    drop(response)
    response["Clear-Site-Data"] = '"cookies", "storage"'
    return response

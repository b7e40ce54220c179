"""The person's way back: her code and words, and a thin page that says where things stand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.forms.status import WayBack
from cases.models import Case, Visit
from cases.rules.help import clock_name
from cases.rules.sentences import day, full_day, moment
from cases.services import cover, credentials, disclosures, legal_holds, permitted, progress, throttle, visits
from cases.views import errors, recover, sending, tongue
from cases.views.own import cover as in_front
from cases.views.own import links
from cases.views.own.page import Own, OwnPage, opened, render
from cases.views.own.table import PAGES
from cases.views.person import carry, drop, network, person_page, see_other, show, token_of, visit_of

NO_MATCH = _("Those details do not match. Check the code and words and try again.")
A_MINUTE = timedelta(minutes=1)


@person_page("GET", "HEAD", "POST")
def come_back(request: HttpRequest) -> HttpResponse:
    """Code and words in; the same answer for everything that does not match."""
    at = timezone.now()
    if request.method != "POST":
        return show(request, "intake/return.html", {"form": WayBack()})
    if recover.is_meant(request):
        return recover.recovering(request, at=at)
    form = WayBack(request.POST)
    if tongue.CHOICE in request.POST:
        return show(request, "intake/return.html", {"form": form})
    if not form.is_valid():
        return show(request, "intake/return.html", {"form": form, "tried": True})
    code, typed = form.cleaned_data["code"], form.cleaned_data["words"]
    if not has_open(request, code, at=at):
        where = throttle.prefix(network(request))
        if not throttle.may_try_words(code=credentials.folded(code), network=where, at=at):
            return errors.too_many(request, wait=A_MINUTE)
    try:
        case = credentials.check(code=code, typed=typed)
    except credentials.Busy:
        return errors.too_many(request, wait=timedelta(seconds=10))
    if case is None:
        form.add_error(None, NO_MATCH)
        return show(request, "intake/return.html", {"form": form, "tried": True})
    return own_words(request, case, form, at=at) if case.words_heard else let_in(request, case, at=at)


def own_words(request: HttpRequest, case: Case, form: WayBack, *, at: datetime) -> HttpResponse:
    """We read these words to her on the phone: they lead to words of her own and nowhere else."""
    try:
        code, words = credentials.own_words(case_id=case.pk, at=at)
    except credentials.Busy:
        return errors.too_many(request, wait=timedelta(seconds=10))
    except credentials.Taken:
        form.add_error(None, NO_MATCH)
        return show(request, "intake/return.html", {"form": form, "tried": True})
    token, visit = begin(request, case, at=at)
    tongue.settle(request, visits.language(visit))
    return carry(sending.with_words(request, visit, code, words, again=True, after_call=True), token)


def has_open(request: HttpRequest, code: str, *, at: datetime) -> bool:
    """Whether this browser has that very case open: whoever is in cannot be shut out."""
    visit = visit_of(request, at=at) if token_of(request) else None
    return bool(visit and visit.case and visit.case.code_index == credentials.code_index(code))


def let_in(request: HttpRequest, case: Case, *, at: datetime) -> HttpResponse:
    """A fresh visit with the case open, and where it stands."""
    token, _visit = begin(request, case, at=at)
    return carry(see_other("/progress"), token)


def begin(request: HttpRequest, case: Case, *, at: datetime) -> tuple[str, Visit]:
    """A fresh visit with the case open; the one before it is forgotten."""
    visits.end(token_of(request))
    before = case.person_last_seen_at
    answers = {"before": before.isoformat() if before else "", **cover.first_answers(case)}
    token, visit = visits.begin(at=at, case=case, answers=answers)
    if tongue.chosen(request):
        visits.speak(visit, language=tongue.chosen(request), at=at)
    progress.seen(case, at=at)
    return token, visit


@person_page("GET", "HEAD", "POST")
def stands(request: HttpRequest) -> HttpResponse:
    """Her own pages at one address. Without an open case: the way in."""
    at = timezone.now()
    visit = visit_of(request, at=at)
    if visit is None or visit.case is None:
        return locked_out(request)
    visits.touch(visit, at=at)
    own = Own(request=request, visit=visit, case=visit.case, at=at)
    if cover.is_covered(visit):
        return in_front.covered(own)
    if request.method == "POST":
        return posted(own)
    page = page_of(own, (visit.answers or {}).get("open", ""))
    return page.show(own) if page else standing(own)


def locked_out(request: HttpRequest) -> HttpResponse:
    """The way in; and whatever she had just written, so that it is not lost with the visit."""
    wrote = errors.typed(request)
    return sending.gone(request, is_own=True) if wrote and wrote.texts else see_other("/return")


def posted(own: Own) -> HttpResponse:
    """A button: of the page it stands on, to another page, or out."""
    if own.go == "out":
        return logged_out(own)
    page = page_of(own, own.request.POST.get("page", ""))
    if tongue.CHOICE in own.request.POST:
        return (page.typed or page.show)(own) if page else standing(own)
    if page:
        return page.act(own)
    return opened(own, own.go if page_of(own, own.go) else "")


def page_of(own: Own, key: str) -> OwnPage | None:
    """The page of this key, unless this case has none such."""
    page = PAGES.get(key)
    return page if page and page.exists(own.case) else None


def standing(own: Own) -> HttpResponse:
    added = links.told_once(own)

    def context() -> dict[str, Any]:
        return {**where_it_stands(own), "added": links.said(added) if added else ""}

    return render(own, "intake/progress.html", context)


def where_it_stands(own: Own) -> dict[str, Any]:
    """Stage, whose turn, hours left in words. No address, no name, nothing she typed (V-09)."""
    case = own.case
    before = (own.visit.answers or {}).get("before", "")
    last = moment(datetime.fromisoformat(before), at=own.at, zone=case.zone) if before else ""
    news = progress.of(case, at=own.at)
    renewed, heard = news.words_renewed_at, news.messages.told_at
    there = {key: page for key, page in PAGES.items() if page.exists(case)}
    return {
        "progress": news,
        "renewed": day(renewed, zone=case.zone) if renewed else "",
        "heard": moment(heard, at=own.at, zone=case.zone) if heard else "",
        "erasing": case.erase_at is not None and "delete" in there,
        "erase_on": moment(case.erase_at, at=own.at, zone=case.zone)
        if case.erase_at and case.erase_at > own.at
        else "",
        "kept_until": full_day(case.retain_until) if case.retain_until else "",
        "must_keep": legal_holds.is_told(case),
        "disclosed": [day(each, zone=case.zone) for each in disclosures.told(case)],
        "pages": there,
        "asked_to_wait": permitted.asked_to_wait(case, at=own.at),
        "changes": [(key, page.label) for key, page in there.items() if page.label],
        "last": last,
        "clock": clock_name(case.zone),
    }


def logged_out(own: Own) -> HttpResponse:
    visits.end(own.token)
    response = drop(see_other("/return"))
    response["Clear-Site-Data"] = '"cookies", "storage"'
    return response

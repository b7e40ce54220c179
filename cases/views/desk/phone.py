"""A report told on the phone: the form's own pages, read aloud, and one of us types what the person says.

The pages, their order, bounds and the gate for under 18 are the form's; what is kept is what the form keeps.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import select_template
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases.forms.draft import Draft
from cases.forms.report import report
from cases.languages import ENGLISH, is_known
from cases.models import Visit
from cases.permissions import is_hidden
from cases.services import credentials, intake, visits
from cases.views import errors, tongue
from cases.views import intake as form
from cases.views.desk.entrance import now, staff, still_visible, user_of, write_down
from cases.views.desk.frame import page as desk_page
from cases.views.desk.moves import name_of
from cases.views.person import see_other, show
from cases.views.readback import check_context
from cases.views.sending import BUSY, DIFFERENT, stray

CALL = "call"  # where the session keeps which draft is open; what was typed is sealed elsewhere
FRAME = "desk/phone/frame.html"
KIND = "phone"
# What to do on a page, beside reading it aloud. Staff read this, so it is English.
ALOUD = {
    "device": "First ask whether they can talk now. Then whether the phone or computer they use is safe.",
    "age": "Ask this before anything else. If they are under 18 or not sure, take no link and no detail.",
    "services": "Read these services out. Offer to stay on the line.",
    "links": "Read each link back, sign by sign. Type what they say even if it is no full link.",
    "whom": "By phone we sign: a name that you type is no signature of the person’s.",
    "sign": "Read every sentence and wait for a clear yes to each. Tick nothing that was not said.",
    "contact": "Ask before you call anyone back. Agree on a word for calls.",
    "check": "Read everything back. Nothing is kept before you press the button.",
}


@staff
@require_http_methods(["GET", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    """One address for the whole call, as for the form."""
    at = now()
    visit = open_call(request, at=at)
    if request.method == "POST" and request.POST.get("go") == "over":
        return start_over(request)
    if visit is not None and visit.case_id is not None:
        return after(request, visit, at=at)
    if request.method == "POST":
        return posted(request, visit, at=at) if visit else first_answer(request, at=at)
    if visit is not None:
        visits.touch(visit, at=at)
    return question(request, Draft(visit.answers) if visit else fresh(request), at=at)


def open_call(request: HttpRequest, *, at: datetime) -> Visit | None:
    """The call that is open here; over once whoever took it must not know of its report (S-20).

    In no list of theirs it may be already, flagged or taken up by another, with the person still on the line.
    """
    visit = visits.find(request.session.get(CALL, ""), at=at)
    is_over = visit is not None and visit.case is not None and is_hidden(user_of(request), visit.case)
    return None if is_over else visit


def fresh(request: HttpRequest) -> Draft:
    return Draft({"by_phone": True, "language": spoken(request) or ENGLISH})


def spoken(request: HttpRequest) -> str:
    """The language that was chosen with a button of this page: the one the person speaks."""
    language = request.POST.get(tongue.CHOICE, "")
    return language if is_known(language) else ""


def start_over(request: HttpRequest) -> HttpResponse:
    visits.end(request.session.pop(CALL, ""))
    return see_other(request.path)


def first_answer(request: HttpRequest, *, at: datetime) -> HttpResponse:
    """The first page begins the call, and that is written down; any other page was open too long."""
    if request.POST.get("page") != form.FIRST:
        return desk_page(request, "desk/phone/gone.html", {"title": "New report by phone"}, at=at, status=409)
    write_down(request, None, KIND, at)
    draft = fresh(request)
    form.move(draft, request)
    request.session[CALL], _visit = visits.begin(at=at, answers=draft.answers)
    return see_other(request.path)


def posted(request: HttpRequest, visit: Visit, *, at: datetime) -> HttpResponse:
    """Take what was typed on this page, and go where the button leads."""
    draft = Draft(visit.answers)
    if form.is_last(request):
        return send(request, visit, draft, at=at)
    if language := spoken(request):
        draft.answers["language"] = language
    if not form.move(draft, request):
        tongue.settle(request, draft.answers.get("language", ENGLISH))
        return stray(request, **framed(request))
    visits.keep(visit, answers=draft.answers, at=at)
    return see_other(request.path)


def question(request: HttpRequest, draft: Draft, *, at: datetime, changed: bool = False) -> HttpResponse:
    """The form's page where the call stands, in the language the person speaks."""
    tongue.settle(request, draft.answers.get("language", ENGLISH))
    told, key = form.questions(draft, changed=changed), draft.page.key
    template = select_template([f"desk/phone/{key}.html", f"intake/{key}.html"]).template.name
    said = {**told, **framed(request), "aloud": ALOUD.get(key, "")}
    return show(request, template, lambda: {**said, **form.around(draft, at=at)}, where=draft.home)


def framed(request: HttpRequest) -> dict[str, Any]:
    """What the form's templates need to know in order to stand on the desk."""
    return {
        "frame": FRAME,
        "address": request.path,
        "way_out": reverse("desk_today"),
        "me": name_of(user_of(request)),
        "other_languages": tongue.others(),
    }


def send(request: HttpRequest, visit: Visit, draft: Draft, *, at: datetime) -> HttpResponse:
    """Keep the report, unless a page still needs something or something changed since it was read back."""
    gap = draft.unfinished()
    if gap is not None:
        draft.go_to(gap.key)
        draft.show_errors()
        visits.keep(visit, answers=draft.answers, at=at)
        return see_other(request.path)
    shown, user = check_context(draft), user_of(request)
    if (request.POST.get("token"), request.POST.get("seal")) != (shown["token"], shown["seal"]):
        draft.go_to("check")
        visits.keep(visit, answers=draft.answers, at=at)
        return question(request, draft, at=at, changed=True)
    try:
        new = intake.open_case(report=report(draft), token=shown["token"], at=at, actor=user)
    except intake.AlreadyReceived as twin:
        visits.attach(visit, case=twin.case, at=at)
        return after(request, visit, at=at)
    except intake.DifferentReport:
        return errors.refused(request, DIFFERENT)
    except credentials.Busy:
        return errors.too_many(request, wait=BUSY)
    write_down(request, new.case, KIND, at)
    visits.attach(visit, case=new.case, at=at)
    return to_read_out(request, visit, new.code, new.words)


def to_read_out(request: HttpRequest, visit: Visit, code: str, words: tuple[str, ...]) -> HttpResponse:
    """The code and the words to read out, in the direct answer and nowhere else."""
    case = visit.case
    tongue.settle(request, case.language if case else ENGLISH)
    mail = bool(case and (case.safe_contact or {}).get("channel") == "email")
    told = {"case": case, "code": code, "words": words, "mail": mail, **framed(request)}
    told["aloud"] = "Read these out slowly and hear them back. They are shown once. Do not write them down."
    return show(request, "desk/phone/words.html", told, where=case.home if case else "")


def after(request: HttpRequest, visit: Visit, *, at: datetime) -> HttpResponse:
    """The report is here: other words to read out while the person has none of their own, or another call."""
    case, user = visit.case, user_of(request)
    assert case is not None  # noqa: S101  attached when the report was kept
    sentence = ""
    if request.POST.get("go") == "words":
        try:
            write_down(request, case, KIND, at)
            code, words = credentials.read_again(case_id=case.pk, keep=visit, actor=user, at=at)
        except credentials.Busy:
            return errors.too_many(request, wait=BUSY)
        except credentials.Taken:
            sentence = "The person has words of their own by now. Nobody here can make others alone."
        else:
            return to_read_out(request, visit, code, words)
    context = {
        "title": "New report by phone",
        "section": "cases",
        "sentence": sentence,
        "case": case if still_visible(request, case) else None,
        "young": case.safeguarding,
        "can_read_again": case.words_heard,
    }
    return desk_page(request, "desk/phone/kept.html", context, at=at, status=409 if sentence else 200)

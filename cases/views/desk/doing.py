"""One thing a person can do to a case or a notice: who may, when, what it means, which service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from cases.forms.desk import Confirm
from cases.models import Case, Notice
from cases.permissions import may
from cases.views.desk.entrance import attempt, user_of, write_down
from cases.views.desk.factor import need_fresh_factor
from cases.views.desk.frame import page, say

Subject = Case | Notice
MakeForm = Callable[[Subject, User, Any], forms.Form]


@dataclass(frozen=True)
class Doing:
    """`act` calls one service. `way` says, in sentences, what still stands in the way."""

    key: str
    label: str
    action: str  # a line of the table in cases/rules/roles.py
    meaning: str
    done: str
    act: Callable[..., Any]
    form: MakeForm | None = None
    fits: Callable[[Subject], bool] = lambda subject: True
    way: Callable[[Subject], list[str]] = lambda subject: []
    shows: str = ""  # the kind of look that its form is, where the form holds something of the case
    fresh: bool = False  # asks for the second factor again, unless it was shown within five minutes

    @property
    def asks(self) -> bool:
        """Whether something is typed or ticked first: then its own page opens, and one click does nothing."""
        return self.form is not None


def confirm(sentence: str) -> MakeForm:
    return lambda subject, user, typed: Confirm(typed, sentence=sentence)


def plain(service: Any) -> Any:
    """A service that needs the case, the actor and the instant, and nothing else."""
    return lambda *, subject, user, at, cleaned: service(case_id=subject.pk, actor=user, at=at)


def case_of(subject: Subject) -> Case:
    return subject if isinstance(subject, Case) else subject.case


def offered(doings: dict[str, Doing], subject: Subject, user: User) -> dict[str, Doing]:
    """What this person may do now: what the table allows and the state fits."""
    case = case_of(subject)
    return {key: each for key, each in doings.items() if may(user, each.action, case) and each.fits(subject)}


def choices(doings: dict[str, Doing], subject: Subject) -> list[tuple[Doing, bool]]:
    """Each doing, and whether it waits for something: then its page says what, and is not one click away."""
    return [(each, bool(each.way(subject))) for each in doings.values()]


def perform(
    request: HttpRequest, doing: Doing, subject: Subject, *, at: datetime, back: str, context: dict[str, Any]
) -> HttpResponse:
    """Show the page of one doing, or do it and go back; a refusal shows it again with all that was typed."""
    user = user_of(request)
    if doing.shows:
        write_down(request, case_of(subject), doing.shows, at)
    posted = request.method == "POST"
    if posted and doing.fresh:
        need_fresh_factor(request)
    form = doing.form(subject, user, request.POST if posted else None) if doing.form else None
    sentence = ""
    if posted and (form is None or form.is_valid()):
        cleaned = form.cleaned_data if form else {}
        sentence = attempt(doing.act, subject=subject, user=user, at=at, cleaned=cleaned)
        if not sentence:
            say(request, doing.done)
            return HttpResponseRedirect(back)
    filled = {**context, "doing": doing, "form": form, "back": back, "sentence": sentence}
    filled["way"] = doing.way(subject)
    status = 409 if sentence else 422 if form is not None and form.is_bound else 200
    return page(request, "desk/doing.html", filled, at=at, status=status)

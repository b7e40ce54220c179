"""One account, for supervisors and admins: roles, name, mailbox, open or closed, and what was done to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases.forms.people import ROLE_WORDS, Mailbox, Named
from cases.models import Approval
from cases.permissions import ROLES, reachable, unread
from cases.services import accounts, approvals, grants
from cases.views.desk import house_record, words
from cases.views.desk.entrance import attempt, now, staff, user_of
from cases.views.desk.frame import page, say
from cases.views.desk.moves import name_of
from cases.views.desk.people import find, line

DONE = {
    "give": "The role is given. It holds from the next sign-in on.",
    "ask": "A second person is asked. The role is given when a supervisor agrees.",
    "take": "The role is taken away, and every session is ended.",
    "close": "The account is closed, and every session is ended.",
    "open": "The account is open again. It has no role yet.",
    "name": "The name is changed.",
    "mailbox": "The mailbox is changed.",
}

NOBODY = (
    "It is asked for, but nobody else here can agree. Whoever runs this system can set SOLE_OPERATOR: "
    "then you may agree yourself, some hours later."
)


@staff
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, user_id: int) -> HttpResponse:
    """Everything about one account that is decided here; a no shows the page again with what was typed."""
    at, actor, user = now(), user_of(request), find(user_id)
    act, given = wanted(request.POST.get("do", ""), actor, user)
    forms = {
        "name": Named(request.POST if act == "name" else None, initial={"full_name": user.get_full_name()}),
        "mailbox": Mailbox(request.POST if act == "mailbox" else None, initial={"email": user.email}),
    }
    form, sentence = forms.get(act), ""
    if act and (form is None or form.is_valid()):
        typed = form.cleaned_data if form else {}
        sentence = attempt(DOES[act], user=user, actor=actor, at=at, **given, **typed)
        if not sentence:
            say(request, NOBODY if act == "ask" and approvals.nobody_but(actor) else DONE[act])
            return HttpResponseRedirect(reverse("desk_person", args=[user.pk]))
    context = {**standing(user, actor, at), "forms": forms, "form": form, "sentence": sentence}
    status = 409 if sentence else 422 if form and form.errors else 200
    return page(request, "desk/person.html", context, at=at, status=status)


DOES = {
    "give": grants.give,
    "ask": grants.ask,
    "take": grants.take,
    "close": accounts.close,
    "open": accounts.reopen,
    "name": accounts.rename,
    "mailbox": accounts.readdress,
}


def wanted(button: str, actor: User, user: User) -> tuple[str, dict[str, str]]:
    """What a button asks for, such as "take intake"; nothing where it is none of ours."""
    verb, _, role = button.partition(" ")
    if verb == "give":
        return ("give" if gives_alone(actor, user, role) else "ask"), {"role": role}
    if verb == "take":
        return verb, {"role": role}
    return (button, {}) if button in ("close", "open", "name", "mailbox") else ("", {})


def gives_alone(actor: User, user: User, role: str) -> bool:
    return role in grants.may_give(actor) and actor != user


def standing(user: User, actor: User, at: datetime) -> dict[str, Any]:
    theirs = accounts.left_behind(user)
    mine = reachable(actor, "list").filter(pk__in=theirs.values("pk")).count()
    return {
        "title": name_of(user),
        "section": "people",
        "account": line(user, actor, at),
        "own": user == actor,
        "compared": unread(user) is not None,
        "roles": [role_line(user, actor, role, at) for role in ROLES],
        "cases": words.count(mine, "open case") if mine else "",
        "record": house_record.lines(house_record.about(user), at),
    }


def role_line(user: User, actor: User, role: str, at: datetime) -> dict[str, Any]:
    """One role: whether it is there, or asked for, and what the button would do."""
    asked = approvals.pending(Approval.Kind.GRANT, grants.subject(user, role), at=at)
    return {
        "role": role,
        "words": ROLE_WORDS[role],
        "has": any(group.name == role for group in user.groups.all()),
        "asked": f"{name_of(asked.asked_by)} asked {words.moment(asked.asked_at, at)}" if asked else "",
        "alone": gives_alone(actor, user, role),
    }

"""What stands on the desk's pages beside the cases, the ways in, and what is said when something is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any
from unittest import mock

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import resolve
from django.utils import timezone

from cases.models import (
    Absence,
    Alarm,
    Approval,
    BrokenGlass,
    Case,
    Conflict,
    Delivery,
    HouseRules,
    Notice,
    Shift,
    ShiftChange,
)
from cases.rules.fingerprints import Fingerprint
from cases.services import access, accounts, conflicts, fingerprints, health, invitations
from cases.services.house import default_hours
from cases.views import errors
from tests import desk
from tests.caseload import Load, person
from tests.conftest import AT
from tests.desk_pages import Reader, Seen

H = timedelta(hours=1)
PASSWORD = "a long enough word"


def furnish(me: User, other: User, loads: list[Load]) -> None:
    """One of each thing that a list of the house can hold."""
    for user in {me, other} - {each.user for each in Shift.objects.select_related("user")}:
        Alarm.objects.create(rule="searches", user=user, began_at=AT - H, last_at=AT, count=21)
        Absence.objects.create(user=user, starts_at=AT, ends_at=AT + 50 * H, noted_by=user, noted_at=AT)
        Shift.objects.create(user=user, weekday=0, begins=time(9), ends=time(17), zone="Europe/London")
        ShiftChange.objects.create(user=user, day=date(2026, 12, 24), zone="Europe/London")
    HouseRules.objects.create(retention_days=90, ladder=dict(default_hours()), made_by=other, made_at=AT)
    invitations.make(first_name="Eve", roles=["caseworker"], invited_by=other, at=AT)
    for load in loads:
        add_to(load, me, other)


def add_to(load: Load, me: User, other: User) -> None:
    """What a case can hold beside what every one of the caseload has."""
    case, notice = load.case, load.draft.notice
    if fingerprints.takes(case):
        fingerprints.declare(case_id=case.pk, given=[(Fingerprint("sha256", "9b" * 32),)], at=AT)
    deliver(case, notice, state="dead", last_error="550 no such mailbox here")
    deliver(case, notice, state="held", last_error="held: clock")
    glass = BrokenGlass(case=case, user=other, reason="It could not wait.", at=AT, until=AT + H)
    glass.save()
    if load.kind == "new, another's":
        case.keep_from = "Bo, who works with you"
        case.save()
        with transaction.atomic():
            conflicts.look(case, at=AT)
        conflicts.hold(case, at=AT)
    Conflict.objects.get_or_create(
        case=case, user=other, defaults={"state": "hint", "ground": "same", "noted_at": AT}
    )


def deliver(case: Case, notice: Notice, **values: Any) -> None:
    key = f"{values['state']} {case.pk}"
    rest = {"kind": "chaser", "message_id": f"<{key}@example.org>", "created_at": AT, "due_at": AT}
    Delivery(key=key, case=case, notice=notice, **rest, **values).save()


def with_banners(reader: Reader, path: str) -> Iterator[Seen]:
    """Everything that may be wrong with the house at once, above any page."""
    found = [health.Trouble(word, AT - H) for word in ("mail", "clock", "space")]
    with mock.patch("cases.services.health.troubles", lambda at: found):
        yield from reader.at("desk_today", path, "every banner")


def closed_account(reader: Reader, me: User) -> Iterator[Seen]:
    """The page of one that was closed, with what was done to it."""
    gone = person("gone", "caseworker")
    accounts.readdress(user=gone, actor=me, email="gone@northgate.example.org", at=AT)
    accounts.close(user=gone, actor=me, at=AT)
    yield from reader.at("desk_person", f"/desk/people/{gone.pk}", "a closed account")


def what_is_over(reader: Reader, other: User) -> Iterator[Seen]:
    """A request of the house and one of a case that nobody can decide any more: old mails lead there."""
    for kind, case in (("grant", None), ("close", reader.loads[0].case)):
        given = {"subject": "over", "digest": "x", "asked_by": other, "asked_at": AT - H, "expires_at": AT}
        row = Approval.objects.create(kind=kind, case=case, **given)
        yield from reader.at("desk_second", f"/desk/second/{row.pk}", f"{kind}, over")


def ways_in(me: User, newcomer: User) -> Iterator[Seen]:
    """The pages before the desk: good links and old ones, nothing typed and something wrong."""
    anyone = Reader(Client(), "a stranger")
    token = invitations.make(first_name="Eve", roles=["caseworker"], invited_by=None, at=timezone.now())
    for name, path in (
        ("desk_sign_in", "/desk/sign-in"),
        ("desk_link", access.sign_in_link(me)),
        ("desk_link", "/desk/link/old"),
        ("desk_join", f"/desk/join/{token}"),
        ("desk_join", "/desk/join/old"),
        ("desk_set_up", "/desk/set-up/old"),
    ):
        yield from anyone.at(name, path, f"{path[:12]}")
    for user, name, path in ((me, "desk_factor", "factor"), (newcomer, "desk_enrol", "enrol")):
        half = Reader(Client(), f"{path}, half in")
        half.ask("/desk/sign-in", {"name": user.username, "password": PASSWORD})
        yield from half.at(name, f"/desk/sign-in/{path}")
        wrong = half.see(name, f"/desk/sign-in/{path}", {"factor_code": "1"})
        assert wrong
        yield wrong


def signed_out() -> Iterator[Seen]:
    """The sign-in says why one is at it again, and that it leads on."""
    for what, query in (("signed out", "ended=1"), ("to go on", "to=/desk/cases")):
        yield from Reader(Client(), "a stranger").at("desk_sign_in", f"/desk/sign-in?{query}", what)


def first_of_all() -> Iterator[Seen]:
    """The first page there is, while nobody has an account."""
    with mock.patch("cases.services.access.may_set_up", lambda token: True):
        yield from Reader(Client(), "the first one").at("desk_set_up", "/desk/set-up/x")


def once_more(reader: Reader, user: User) -> Iterator[Seen]:
    """The factor asked for again, and the codes that are shown once."""
    user.desk_sessions.update(proven_at=timezone.now() - H)  # type: ignore[attr-defined]
    yield from reader.at("desk_again", "/desk/sign-in/own/add", "the factor again")
    user.desk_sessions.update(proven_at=timezone.now())  # type: ignore[attr-defined]
    reader.ask("/desk/sign-in/own", {"go": "codes"})
    yield from reader.at("desk_codes", "/desk/sign-in/codes")


def troubles() -> Iterator[Seen]:
    """Each error page of the desk, also with what was typed on the way."""
    known = [each for each in vars(errors).values() if isinstance(each, errors.Trouble)]
    for trouble in known:
        request = RequestFactory().get("/desk/")
        request.user = AnonymousUser()
        yield page_of(errors.page(request, trouble), f"error {trouble.status}")
    typed = errors.Typed(texts=(("text", "What I wrote. " * 20),), rest=(("go", "x"),))
    request = RequestFactory().post("/desk/")
    request.user = AnonymousUser()
    yield page_of(errors.page(request, errors.AWAY, typed=typed), "error 503, typed")
    yield page_of(errors.signed_out(request, typed.texts), "signed out, typed")
    request = RequestFactory().post("/desk/phone", {"text": "What I wrote. " * 20})
    request.user, request.resolver_match = AnonymousUser(), resolve("/desk/phone")
    yield page_of(errors.no_cookie(request, "CSRF token from POST incorrect."), "signed in anew, typed")


def page_of(answer: Any, what: str) -> Seen:
    return Seen(
        "anyone", what, "", answer.status_code, answer.content.decode(), frozenset({"desk/trouble.html"})
    )


def without_a_role() -> Iterator[Seen]:
    user = User.objects.create_user("norole")
    reader = Reader(Client(), "someone without a role")
    desk.sign_in(reader.client, user)
    yield from reader.at("desk_today", "/desk/")

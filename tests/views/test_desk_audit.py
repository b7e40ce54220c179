"""The auditor's page: how the record stands, what was unusual, who looked, and no word of a case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from cases.models import Alarm, Approval, BrokenGlass, Case, Chain
from cases.routes import ROUTES
from cases.services import access_log, approvals, conflicts, emergencies, triage
from cases.services.access_log import REASONS
from tests.conftest import AT, person_of_staff
from tests.views.desk import after, do, read, say_why

MakeCase = Callable[..., Case]


@pytest.fixture
def as_audrey(signed_in: Callable[[User], Client], db: None) -> Client:
    return signed_in(person_of_staff("audrey", "auditor"))


def look(user: User, case: Case | None, kind: str = "open", **values: str) -> None:
    access_log.note(user=user, case_id=case and case.pk, kind=kind, session_key=None, at=AT, **values)


def test_an_auditor_comes_in_to_the_audit(as_audrey: Client) -> None:
    assert "<h1>Audit</h1>" in after(as_audrey, as_audrey.get(reverse("desk_today")))  # type: ignore[arg-type]


@pytest.mark.parametrize("state", ["active", "closed"])
def test_s11_an_auditor_sees_who_looked_and_nothing_of_the_case(
    state: str, as_audrey: Client, bo: User, make_case: MakeCase
) -> None:
    case = make_case(state=state, facts="A secret fact")
    look(bo, case, role="caseworker", reason="help")
    text = after(as_audrey, do(as_audrey, "desk_audit", reference=f"#{case.reference.lower()}"))
    assert "Bo" in text and "caseworker" in text and "asked me to look" in text
    assert "secret" not in text and reverse("desk_case", args=[case.reference]) not in text
    read(as_audrey, "desk_case", case.reference, status=404)


def test_a_reference_that_is_none_is_said_and_kept(as_audrey: Client) -> None:
    answer = do(as_audrey, "desk_audit", reference="ZZZ9")
    assert answer.status_code == 422
    assert "There is no case with this reference." in answer.content.decode()
    assert 'value="ZZZ9"' in answer.content.decode()


def test_an_admin_sees_counts_and_finds_no_case(
    signed_in: Callable[[User], Client], bo: User, make_case: MakeCase
) -> None:
    case = make_case()
    look(bo, case)
    ada = signed_in(person_of_staff("ada", "admin"))
    assert "Who looked at a case" not in read(ada, "desk_audit")
    assert do(ada, "desk_audit", reference=case.reference).status_code == 422
    read(ada, "desk_readers", case.reference, status=404)


def test_v36_what_waits_of_a_flagged_case_is_no_admins_to_read(
    signed_in: Callable[[User], Client], as_audrey: Client, make_case: MakeCase, sam: User, cy: User
) -> None:
    ada = signed_in(person_of_staff("ada", "admin"))
    case, other = make_case(safeguarding=True), make_case()
    asked = {"digest": "x", "asked_by": sam, "asked_at": AT, "expires_at": AT + timedelta(days=3)}
    Approval(case=case, kind="clear_flag", subject="a", **asked).save()
    Approval(case=other, kind="erase", subject="b", **asked).save()
    for one in (case, other):
        BrokenGlass(case=one, user=cy, reason="x", at=AT, until=AT).save()
    page = read(ada, "desk_audit")
    assert "erasure before its day" in page and "under-18 flag" not in page
    assert "1 emergency opening waits" in page
    page = read(as_audrey, "desk_audit")
    assert "under-18 flag" in page and "1 emergency opening waits" in page


def test_s32_the_audit_counts_the_emergencies_that_the_list_shows(
    as_audrey: Client, make_case: MakeCase, cy: User, di: User
) -> None:
    cases = [make_case(), make_case(), make_case()]
    for case in cases:
        BrokenGlass(case=case, user=cy, reason="x", at=AT, until=AT).save()
    assert "3 emergency openings wait" in read(as_audrey, "desk_audit")
    audrey = User.objects.get(username="audrey")
    triage.flag_under_18(case_id=cases[0].pk, actor=cy, at=AT)
    conflicts.block(case_id=cases[1].pk, user=audrey, actor=di, at=AT)
    assert emergencies.to_review(User.objects.get(pk=audrey.pk)).count() == 1
    assert "1 emergency opening waits" in read(as_audrey, "desk_audit")
    conflicts.block(case_id=cases[2].pk, user=audrey, actor=di, at=AT)
    assert "Nothing is open." in read(as_audrey, "desk_emergencies")
    assert "No emergency opening that you may know of waits" in read(as_audrey, "desk_audit")


@pytest.mark.parametrize("role", ["auditor", "admin"])
def test_s20_what_waits_of_a_case_one_is_kept_from_is_not_counted(
    role: str, signed_in: Callable[[User], Client], make_case: MakeCase, bo: User, cy: User, di: User
) -> None:
    reader, case = person_of_staff("ray", role), make_case()
    asked = {"digest": "x", "asked_by": bo, "asked_at": AT, "expires_at": AT + timedelta(days=3)}
    Approval(case=case, kind="erase", subject="a", **asked).save()
    agreed = {"agreed_by": bo, "agreed_at": AT, "ended_at": AT, "alone": True}
    Approval(case=case, kind="close", subject="b", **asked, **agreed).save()
    Approval(kind="grant", subject="c", **asked).save()
    BrokenGlass(case=case, user=cy, reason="x", at=AT, until=AT).save()
    of_case = ("erasure before its day", "closing before it is solved", "1 emergency opening waits")
    before = read(signed_in(reader), "desk_audit")
    assert all(each in before for each in of_case)
    conflicts.block(case_id=case.pk, user=reader, actor=di, at=AT)
    after_it = read(signed_in(reader), "desk_audit")
    assert not [each for each in of_case if each in after_it]
    assert Approval(kind="grant").get_kind_display() in after_it


def test_v36_a_second_role_lets_an_admin_know_of_no_flagged_case(
    signed_in: Callable[[User], Client], make_case: MakeCase, bo: User
) -> None:
    ada = person_of_staff("ada", "admin")
    ada.groups.add(Group.objects.get_or_create(name="supervisor")[0])
    asked = {"digest": "x", "asked_by": bo, "asked_at": AT, "expires_at": AT + timedelta(days=3)}
    Approval(case=make_case(safeguarding=True), kind="clear_flag", subject="a", **asked).save()
    assert "under-18 flag" not in read(signed_in(ada), "desk_audit")


def test_s13_alarms_and_what_waits_stand_on_the_page(
    as_audrey: Client, bo: User, make_case: MakeCase
) -> None:
    Alarm.objects.create(rule="searches", user=bo, began_at=AT, last_at=AT, count=21)
    Approval(case=make_case(), kind="new_words", digest="x", asked_by=bo, asked_at=AT, expires_at=AT).save()
    text = read(as_audrey, "desk_audit")
    assert "More than 20 searches within ten minutes" in text and "Bo" in text
    assert "Nothing waits." in text  # it is too old to be agreed to


def test_s31_what_one_person_agreed_to_alone_is_red_and_said_in_words(
    as_audrey: Client, di: User, bo: User, make_case: MakeCase
) -> None:
    given = {"case": make_case(), "digest": "x", "asked_by": di, "asked_at": AT, "expires_at": AT}
    later = {"agreed_at": AT + timedelta(hours=13), "ended_at": AT + timedelta(hours=13)}
    Approval(kind="erase", agreed_by=di, alone=True, **given, **later).save()
    Approval(kind="close", agreed_by=bo, **given, **later).save()
    text = read(as_audrey, "desk_audit")
    assert "Nobody else has read what follows" in text
    assert '<td class="problem whole">erasure before its day, alone</td><td>Di</td>' in text
    assert ">13 h</td>" in text and "closing before it is solved" not in text


def test_s31_where_two_always_agreed_nothing_is_red(as_audrey: Client) -> None:
    text = read(as_audrey, "desk_audit")
    assert "by one person alone" not in text and 'class="problem"' not in text


def test_looks_are_counted_by_kind(as_audrey: Client, bo: User) -> None:
    look(bo, None, "search")
    text = read(as_audrey, "desk_audit")
    assert '<th scope="row">searched</th><td>1</td><td>1</td>' in text
    assert "1 look " in text and "The last look is the one" in text


def test_a_record_without_a_look_names_none(as_audrey: Client) -> None:
    text = read(as_audrey, "desk_audit")
    assert "0 looks" in text and "Nobody has looked at anything yet" in text
    assert "The last look is" not in text


def test_s12_a_head_that_does_not_meet_the_last_look_is_said(as_audrey: Client, bo: User) -> None:
    look(bo, None, "search")
    Chain.objects.filter(pk=access_log.LOOKS).update(length=9)
    assert "Keep the database as it is" in read(as_audrey, "desk_audit")


@pytest.mark.parametrize("name", ["bo", "di", "sam"])
def test_who_works_on_cases_has_no_audit_page(
    name: str, signed_in: Callable[[User], Client], request: pytest.FixtureRequest
) -> None:
    client = signed_in(request.getfixturevalue(name))
    read(client, "desk_audit", status=404)
    assert ">Audit<" not in read(client, "desk_cases")


def test_s11_a_supervisor_reads_who_looked_even_when_it_is_over(
    as_di: Client, di: User, bo: User, make_case: MakeCase
) -> None:
    case = make_case(state="closed")
    say_why(as_di, case)
    read(as_di, "desk_case", case.reference)
    text = read(as_di, "desk_readers", case.reference)
    assert "Di" in text and "I check the work" in text


def test_a_reason_is_asked_once_and_has_to_be_one_of_the_list(as_di: Client, make_case: MakeCase) -> None:
    case = make_case()
    answer = as_di.get(reverse("desk_case", args=[case.reference]))
    assert answer["Location"].startswith(reverse("desk_reason", args=[case.reference]))
    assert do(as_di, "desk_reason", case.reference, reason="curious").status_code == 422
    say_why(as_di, case)
    read(as_di, "desk_case", case.reference)


def test_after_the_reason_one_is_where_one_wanted_to_be(as_di: Client, make_case: MakeCase) -> None:
    case = make_case()
    asked = reverse("desk_reason", args=[case.reference])
    wanted = reverse("desk_look", args=[case.reference, 1])
    there = as_di.post(
        f"{asked}?to={wanted}", "reason=help", content_type="application/x-www-form-urlencoded"
    )
    assert there["Location"] == wanted
    away = as_di.post(
        f"{asked}?to=//example.org", "reason=help", content_type="application/x-www-form-urlencoded"
    )
    assert away["Location"] == reverse("desk_case", args=[case.reference])


def test_a_case_without_an_owner_needs_no_reason(as_di: Client, make_case: MakeCase) -> None:
    case = make_case(assignee=None)
    read(as_di, "desk_case", case.reference)
    assert "no owner" in read(as_di, "desk_readers", case.reference)


def test_each_reason_has_its_own_words_to_press(as_di: Client, make_case: MakeCase) -> None:
    text = as_di.get(reverse("desk_reason", args=[make_case().reference])).content.decode()
    assert "<fieldset" in text
    assert all(
        f'<label for="id_reason_{n}">{words}</label>' in text for n, words in enumerate(REASONS.values())
    )


def test_every_kind_of_look_has_words() -> None:
    kinds = {kind for route in ROUTES.values() for kind in route.writes}
    assert set(access_log.KINDS) == {*kinds, access_log.REFUSED}


def test_s31_what_two_agreed_to_who_may_be_one_is_red_on_the_audit_page(
    as_audrey: Client, make_case: MakeCase, bo: User, di: User
) -> None:
    case, what = make_case(), Approval.Kind.CLOSE
    request = approvals.ask(case_id=case.pk, kind=what, content={}, actor=bo, at=AT)
    Approval.objects.filter(pk=request.pk).update(agreed_by=di, agreed_at=AT, alone=True)
    assert "Di, asked by Bo" in read(as_audrey, "desk_audit")


def test_s11_tries_that_one_person_was_refused_do_not_push_the_real_looks_away(
    as_di: Client, bo: User, cy: User, di: User, make_case: Callable[..., Case]
) -> None:
    case = make_case()
    kinds = [(bo, "open"), *[(cy, access_log.REFUSED)] * 150, (bo, "reveal"), (cy, access_log.REFUSED)]
    for minute, (user, kind) in enumerate(kinds):
        when = AT - timedelta(minutes=len(kinds) - minute)
        access_log.note(user=user, case_id=case.pk, kind=kind, session_key=None, at=when)
    text = read(as_di, "desk_readers", case.reference)
    rows = [row.split("</tr>")[0] for row in text.split("<tbody>")[1].split("<tr>")[1:]]
    assert len(rows) == 4
    assert "150 times" in rows[2] and " to " in rows[2] and "times" not in rows[0]
    assert "opened the case" in rows[3] and "read a text" in rows[1]


def test_looks_of_one_kind_within_an_hour_are_one_line(
    as_di: Client, bo: User, di: User, make_case: Callable[..., Case]
) -> None:
    case = make_case()
    for minutes, kind in ((125, "open"), (50, "open"), (40, "open"), (30, "reveal"), (20, "open")):
        when = AT - timedelta(minutes=minutes)
        access_log.note(user=bo, case_id=case.pk, kind=kind, session_key=None, at=when)
    text = read(as_di, "desk_readers", case.reference)
    rows = [row.split("</tr>")[0] for row in text.split("<tbody>")[1].split("<tr>")[1:]]
    assert ["2 times" in row for row in rows] == [False, False, True, False]
    assert "09:10 GMT to" in rows[2] and "09:20 GMT" in rows[2]

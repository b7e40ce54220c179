"""Another one's case is taken with a reason, and whoever had it hears of it (the table of roles; S-42)."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.models import User
from django.test import Client

from cases.models import Access, Case, Delivery
from tests.views.desk import after, do, read, say_why, text_of

Make = Callable[..., Case]


def take(client: Client, case: Case, whom: User | str) -> object:
    return do(client, "desk_case_action", case.reference, "hand-over", to=getattr(whom, "pk", whom))


def told() -> list[tuple[str, str, object]]:
    rows = Delivery.objects.filter(step__in=("taken", "handed")).order_by("step")
    return list(rows.values_list("step", "to_user__username", "case"))


def test_a_supervisor_takes_a_case_only_once_the_reason_stands_in_the_record(
    as_di: Client, make_case: Make, bo: User, di: User
) -> None:
    case = make_case(assignee=bo)
    answer = take(as_di, case, di)
    assert answer.status_code == 409 and "say why" in text_of(answer)
    say_why(as_di, case)
    assert take(as_di, case, di).status_code == 409, "said, and nothing was opened with it yet"
    read(as_di, "desk_case", case.reference)
    assert Access.objects.filter(case=case, user=di, reason="check").exists()
    after(as_di, take(as_di, case, di))
    case.refresh_from_db()
    assert case.assignee == di
    assert told() == [("taken", "bo", None)]


def test_to_give_it_to_another_needs_no_reason_and_both_hear(
    as_di: Client, make_case: Make, bo: User, cy: User
) -> None:
    case = make_case(assignee=bo)
    after(as_di, take(as_di, case, cy))
    assert told() == [("handed", "cy", case.pk), ("taken", "bo", None)]


def test_whoever_passes_it_on_is_not_told_what_they_did(
    as_bo: Client, make_case: Make, bo: User, cy: User
) -> None:
    case = make_case(assignee=bo)
    after(as_bo, take(as_bo, case, cy))
    assert told() == [("handed", "cy", case.pk)]


def test_what_nobody_has_a_supervisor_takes_without_a_reason(
    as_di: Client, make_case: Make, di: User
) -> None:
    case = make_case(assignee=None)
    after(as_di, take(as_di, case, di))
    case.refresh_from_db()
    assert case.assignee == di

"""The report: short answers open, texts closed, each click written down; how to reach her is another one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib.auth.models import User
from django.test import Client

from cases.models import Access, Case
from cases.services import locations
from tests.views.desk import do, read, say_why, text_of

MakeCase = Callable[..., Case]


def kinds() -> list[str]:
    return list(Access.objects.order_by("pk").values_list("kind", flat=True))


def test_the_report_is_not_on_the_page(as_bo: Client, make_case: MakeCase) -> None:
    text = read(as_bo, "desk_case", make_case(facts="A private sentence.").reference)
    assert "A private sentence." not in text
    assert "Ana Example" not in text


def test_one_deliberate_click_shows_the_report_and_is_written_down(
    as_bo: Client, make_case: MakeCase
) -> None:
    case = make_case(facts="A private sentence.")
    assert "A private sentence." not in text_of(do(as_bo, "desk_report", case.reference, part="report"))
    assert "A private sentence." in text_of(do(as_bo, "desk_report", case.reference, part="facts"))
    assert kinds() == ["reveal", "reveal"]


def test_s41_one_text_is_open_at_a_time(as_di: Client, make_case: MakeCase) -> None:
    case = make_case(facts="A private sentence.", keep_from="Someone called Cy", assignee=None)
    page = text_of(do(as_di, "desk_report", case.reference, part="keep_from"))
    assert "Someone called Cy" in page
    assert "A private sentence." not in page
    assert "Show this" in page


def test_the_report_is_not_shown_by_following_a_link(as_bo: Client, make_case: MakeCase) -> None:
    read(as_bo, "desk_report", make_case().reference, status=405)
    assert not Access.objects.exists()


def test_how_to_reach_the_person_is_a_click_of_its_own(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case(
        safe_contact={"channel": "email", "email": "ana@example.org"}, facts="A private sentence."
    )
    text = do(as_bo, "desk_report", case.reference, part="contact").content.decode()
    assert "ana@example.org" in text
    assert "A private sentence." not in text
    assert kinds() == ["contact"]


def test_the_report_does_not_show_how_to_reach_the_person(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case(safe_contact={"channel": "email", "email": "ana@example.org"})
    assert "ana@example.org" not in do(as_bo, "desk_report", case.reference).content.decode()


def test_whom_the_person_fears_is_for_the_supervisor(
    as_bo: Client, as_di: Client, make_case: MakeCase
) -> None:
    case = make_case(keep_from="Someone called Cy")
    say_why(as_di, case)
    for client, shown in ((as_bo, False), (as_di, True)):
        page = text_of(do(client, "desk_report", case.reference, part="keep_from"))
        assert ("Someone called Cy" in page) is ("should not see this" in page) is shown


def test_a_colleague_cannot_reveal_the_report(as_cy: Client, make_case: MakeCase) -> None:
    assert do(as_cy, "desk_report", make_case().reference).status_code == 404


def test_what_someone_typed_is_shown_as_text(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case(facts="<script>alert(1)</script>")
    raw = do(as_bo, "desk_report", case.reference, part="facts").content.decode()
    assert "<script>alert" not in raw
    assert "&lt;script&gt;" in raw


def test_d71_the_links_are_read_as_they_were_pasted(
    as_bo: Client, make_case: MakeCase, bo: User, at: datetime
) -> None:
    case = make_case()
    locations.add(case=case, text="https://a.test/thread#post-5\na.test/thread#post-6", actor=bo, at=at)
    args = ("desk_report", case.reference)
    assert "Links as they were pasted" in text_of(do(as_bo, *args)) and "post-6" not in text_of(
        do(as_bo, *args)
    )
    page = text_of(do(as_bo, *args, part="pasted"))
    assert "3: hxxps[:]//a[.]test/thread#post-5<br>3: a[.]test/thread#post-6<" in page

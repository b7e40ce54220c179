"""S-46: printing is a look that is written down, and the paper tells nothing but how a case stands."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.models import User
from django.test import Client

from cases.models import Access, Case, Kind, Notice
from cases.services.record import record
from tests.conftest import AT
from tests.views.desk import do, read, text_of


def test_s46_printing_is_written_down_and_says_how_the_case_stands(
    as_bo: Client, make_notice: Callable[..., Notice], make_case: Callable[..., Case]
) -> None:
    case = make_notice(state="sent", case=make_case(facts="A private sentence.")).case
    page = text_of(do(as_bo, "desk_print", case.reference))
    assert f"<h1>{case.reference}</h1>" in page and f"<title>{case.reference}</title>" in page
    assert "Printed Mon 23 Nov 2026 10:00:00 GMT by Bo." in page
    assert "48 h left" in page
    assert not any(word in page for word in ("A private sentence.", "Ana Example", "clipshare.test"))
    assert list(Access.objects.values_list("kind", flat=True)) == ["print"]


def test_s46_nothing_is_printed_by_following_a_link(as_bo: Client, make_case: Callable[..., Case]) -> None:
    read(as_bo, "desk_print", make_case().reference, status=405)


def test_s46_a_colleague_prints_nothing(as_cy: Client, make_case: Callable[..., Case]) -> None:
    assert do(as_cy, "desk_print", make_case().reference).status_code == 404


def test_s46_titles_carry_the_reference_alone(as_bo: Client, make_case: Callable[..., Case]) -> None:
    case = make_case(facts="A private sentence.")
    for page in (do(as_bo, "desk_report", case.reference), do(as_bo, "desk_written", case.reference)):
        assert f"<title>{case.reference}</title>" in text_of(page)


def test_paper_names_people_and_says_when_to_the_second(
    as_bo: Client, bo: User, make_notice: Callable[..., Notice]
) -> None:
    case = make_notice(state="sent").case
    record(case, Kind.ACCEPTED, at=AT, actor=bo)
    page = text_of(do(as_bo, "desk_print", case.reference))
    assert "With Bo since" in page and "Yours" not in page
    assert "Bo accepted the case" in page and "You accepted" not in page
    assert "48 h: counted from 2026-11-23 10:00:00 UTC, ends 2026-11-25 10:00:00 UTC." in page
    assert "Mon 23 Nov 2026 10:00:00 GMT." in page


def test_paper_says_that_nothing_proves_receipt(as_bo: Client, make_notice: Callable[..., Notice]) -> None:
    case = make_notice(state="draft").case
    assert "Proof of receipt: nothing yet." in text_of(do(as_bo, "desk_print", case.reference))

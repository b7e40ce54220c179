"""Her receipt: what it says, and that its signs prove what this house said at that time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from cases.models import Case, Location
from cases.services import erasure, slips
from tests.conftest import AT
from tests.person import inside
from tests.services.story import kinds, last

Make = Callable[..., Case]


def test_it_counts_links_letters_and_what_is_gone(make_notice: Any) -> None:
    case = make_notice(state="sent").case
    Location.objects.filter(case=case, number=1).update(state="removed")
    slip = slips.make(case_id=case.pk, at=AT)
    assert (slip.links, slip.gone, slip.letters, slip.state) == (2, 1, 1, "active")
    assert (slip.made, slip.reported) == ("2026-11-23", "2026-11-23")


def test_the_day_is_the_one_where_she_lives(make_case: Make) -> None:
    case = make_case()
    Case.objects.filter(pk=case.pk).update(zone="Australia/Sydney")
    assert slips.make(case_id=case.pk, at=AT + timedelta(hours=5)).made == "2026-11-24"


def test_the_record_holds_neither_reference_nor_anything_else_of_hers(make_case: Make) -> None:
    case = make_case()
    slips.make(case_id=case.pk, at=AT)
    assert case.reference not in str(last(case).facts)
    assert set(last(case).facts) == {"made", "reported", "links", "gone", "letters", "state", "signs"}


def test_the_same_again_on_the_same_day_is_the_same_receipt(make_case: Make) -> None:
    case = make_case()
    first = slips.make(case_id=case.pk, at=AT)
    assert slips.make(case_id=case.pk, at=AT + timedelta(hours=1)) == first
    assert kinds(case) == ["slip_made"]
    assert slips.make(case_id=case.pk, at=AT + timedelta(days=1)).signs != first.signs


@pytest.mark.parametrize("typed", ["{}", " {} ", "lower", "no dashes"])
def test_its_signs_are_known_again_as_people_type_them(make_case: Make, typed: str) -> None:
    slip = slips.make(case_id=make_case().pk, at=AT)
    forms = {"lower": slip.signs.lower(), "no dashes": slip.signs.replace("-", "")}
    signs = forms.get(typed) or typed.format(slip.signs)
    assert slips.verify(reference=slip.reference.lower(), signs=signs) == slip


def test_another_reference_or_other_signs_prove_nothing(make_case: Make) -> None:
    slip, other = (slips.make(case_id=make_case(links=n).pk, at=AT) for n in (1, 2))
    assert slips.verify(reference=other.reference, signs=slip.signs) is None
    assert slips.verify(reference=slip.reference, signs="0000-0000-0000-0000") is None
    assert slips.verify(reference=slip.reference, signs="") is None


def test_a_changed_record_proves_nothing(make_case: Make) -> None:
    slip = slips.make(case_id=make_case().pk, at=AT)
    better = slips.Slip(**{**slip.told, "gone": 2}, reference=slip.reference)
    assert better.signs != slip.signs


def test_it_outlives_the_case(make_case: Make) -> None:
    case = make_case()
    slip = slips.make(case_id=case.pk, at=AT)
    erasure.ask(case_id=case.pk, at=AT)
    erasure.erase_due(at=AT + timedelta(hours=72))
    assert slips.verify(reference=slip.reference, signs=slip.signs) == slip


def test_the_command_says_what_it_said(make_case: Make) -> None:
    slip, out = slips.make(case_id=make_case().pk, at=AT), StringIO()
    call_command("receipt", "verify", slip.reference, slip.signs, stdout=out)
    assert "Genuine. Made on 2026-11-23" in out.getvalue() and "links 2, gone 0" in out.getvalue()
    with pytest.raises(CommandError, match="has made no receipt"):
        call_command("receipt", "verify", slip.reference, "1111-2222-3333-4444")


def test_she_has_to_ask_for_it_and_is_warned(make_case: Make) -> None:
    case = make_case()
    browser = inside(case)
    browser.send("/progress", {"go": "slip"})
    text = browser.see("/progress")
    assert "can be found by others" in text and case.reference not in text
    shown = browser.send("/progress", {"page": "slip", "go": "make"}).content.decode()
    assert case.reference in shown and last(case).facts["signs"] in shown
    assert case.reference not in browser.see("/progress")


def test_no_name_and_no_link_stands_on_it(make_case: Make) -> None:
    case = make_case()
    shown = inside(case).send("/progress", {"page": "slip", "go": "make"}).content.decode()
    assert not any(word in shown for word in ("Ana", "clipshare", "/v/"))


def test_the_event_cannot_be_rewritten(make_case: Make) -> None:
    slips.make(case_id=make_case().pk, at=AT)
    with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
        cursor.execute("UPDATE cases_event SET facts = '{}'")

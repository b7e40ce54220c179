"""Fingerprints on the desk: behind one logged click, grouped, attested, removed (N5, S-11)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from cases.models import Access, Case, Kind
from cases.rules.fingerprints import ATTESTED, Fingerprint
from cases.services import fingerprints
from tests.views.desk import post, text_of

pytestmark = pytest.mark.django_db
MakeCase = Callable[..., Case]
PDQ, SHA = "f0" * 32, "9b" * 32
FIRST = (Fingerprint("pdq", PDQ, 97), Fingerprint("sha256", SHA))
NEAR = (Fingerprint("pdq", f"{int(PDQ, 16) ^ 0b111:064x}", 90),)
FAR = (Fingerprint("other", "ab" * 16),)


@pytest.fixture
def case(make_case: MakeCase, frozen: datetime) -> Case:
    """Ana's case with two versions of one picture and another fingerprint."""
    made = make_case()
    fingerprints.declare(case_id=made.pk, given=[FIRST, FAR, NEAR], at=timezone.now())
    return made


def address(case: Case) -> str:
    return f"/desk/cases/{case.reference}/fingerprints"


def shown(client: Client, case: Case) -> str:
    return text_of(post(client, address(case)))


def keys(case: Case) -> list[str]:
    return [kept.key for kept in fingerprints.of(case)]


def test_one_click_on_the_case_shows_them_and_is_written_down(as_bo: Client, case: Case) -> None:
    assert f'action="{address(case)}"' in as_bo.get(f"/desk/cases/{case.reference}").content.decode()
    before = Access.objects.filter(case=case, kind="reveal").count()
    assert PDQ in shown(as_bo, case) and SHA in shown(as_bo, case)
    assert Access.objects.filter(case=case, kind="reveal").count() == before + 2


def test_the_case_page_itself_shows_no_digits(as_bo: Client, case: Case) -> None:
    text = as_bo.get(f"/desk/cases/{case.reference}").content.decode()
    assert PDQ not in text and SHA not in text


def test_a_case_without_any_offers_no_click(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case()
    assert "Show the fingerprints" not in as_bo.get(f"/desk/cases/{case.reference}").content.decode()
    assert "This case holds no fingerprints." in shown(as_bo, case)


def test_what_looks_like_the_same_picture_is_said_to(as_bo: Client, case: Case) -> None:
    text = shown(as_bo, case)
    assert text.count("look like the same picture.") == 1
    assert text.count("<h2>Picture ") == 2


def test_what_no_letter_has_is_marked(as_bo: Client, case: Case) -> None:
    assert "Other (in no letter: a site cannot match safely by it)" in shown(as_bo, case)


def test_a_following_of_a_link_shows_nothing(as_bo: Client, case: Case) -> None:
    assert as_bo.get(address(case)).status_code == 405


def test_a_colleague_sees_nothing_and_does_nothing(as_cy: Client, case: Case) -> None:
    assert post(as_cy, address(case)).status_code == 404
    assert post(as_cy, address(case), do="remove", key=keys(case)).status_code == 404
    assert len(keys(case)) == 3


def test_n5_the_ticked_ones_are_attested(as_bo: Client, bo: User, case: Case) -> None:
    answer = post(as_bo, address(case), do="attest", key=keys(case)[:1])
    assert answer["Location"] == f"/desk/cases/{case.reference}"
    assert [kept.provenance == ATTESTED for kept in fingerprints.of(case)] == [True, False, False]
    assert case.events.get(kind=Kind.FINGERPRINTS_ATTESTED).actor == bo
    assert "Attested by a caseworker, " in shown(as_bo, case)


def test_wrong_ones_are_removed_with_an_event(as_bo: Client, bo: User, case: Case) -> None:
    post(as_bo, address(case), do="remove", key=keys(case)[1:])
    assert [kept.picture for kept in fingerprints.of(case)] == [FIRST]
    event = case.events.get(kind=Kind.FINGERPRINTS_REMOVED)
    assert (event.actor, event.facts) == (bo, {"count": 2})


def test_with_nothing_ticked_nothing_is_done(as_bo: Client, case: Case) -> None:
    post(as_bo, address(case), do="remove")
    assert len(keys(case)) == 3
    assert "Nothing was ticked" in as_bo.get(f"/desk/cases/{case.reference}").content.decode()


def test_v33_a_flagged_case_holds_none_and_attests_none(as_sam: Client, bo: User, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(safeguarding=True)
    assert post(as_sam, address(case), do="attest", key=keys(case)).status_code == 404


def test_the_timeline_tells_who_did_what(as_bo: Client, case: Case) -> None:
    post(as_bo, address(case), do="attest", key=keys(case)[:1])
    post(as_bo, address(case), do="remove", key=keys(case)[1:])
    text = as_bo.get(f"/desk/cases/{case.reference}").content.decode()
    for said in ("The person added fingerprints", "You attested fingerprints", "You took fingerprints out"):
        assert said in text

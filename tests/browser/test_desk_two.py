"""The pages of two people, emergencies, conflicts and the lead's queue in a real browser."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.utils import timezone

from cases.models import Approval, Case, Notice
from cases.services import closing, conflicts, emergencies, safeguarding
from tests.browser.test_desk_pages import RULES, NewPage, enter

Make = Callable[..., Any]


@pytest.fixture
def pages(
    transactional_db: None, bo: User, cy: User, di: User, make_notice: Make, make_case: Make
) -> list[str]:
    """Something on every page; Di has every role that sees them."""
    at = timezone.now()
    di.groups.add(Group.objects.get_or_create(name="safeguarding")[0])
    notice: Notice = make_notice(state="sent")
    closing.ask_unresolved(
        case_id=notice.case_id, reason="silent", retain_until=date(2027, 5, 1), actor=bo, at=at
    )
    named: Case = make_case(state="submitted", assignee=None, keep_from="Cy, who works with you")
    with transaction.atomic():
        conflicts.look(named, at=at)
    emergencies.break_glass(reference=make_case().reference, reason="It cannot wait.", actor=cy, at=at)
    make_case(state="submitted", assignee=None, safeguarding=True)
    handed: Case = make_case(state="submitted", assignee=None, safeguarding=True)
    given = {"to": "Child protection, Exampleton", "reference": "CP-12", "handed_at": at}
    safeguarding.hand_over(case_id=handed.pk, **given, actor=di, at=at)
    return [
        "/desk/second",
        f"/desk/second/{Approval.objects.get().pk}",
        "/desk/emergencies",
        f"/desk/cases/{named.reference}/conflicts",
        "/desk/people-i-know",
        "/desk/safeguarding",
        "/desk/directory/clipshare/address",
    ]


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (390, "dark"), (1280, "light")])
def test_the_pages_fit_and_pass_the_accessibility_rules(
    new_page: NewPage, di: User, pages: list[str], width: int, scheme: str
) -> None:
    page, found = enter(new_page, di, width, color_scheme=scheme), {}
    for number, path in enumerate(pages):
        page.goto(path)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found[path] = "scrolls sideways"
        if problems := Axe().run(page, options=RULES).response["violations"]:
            found[path] = str([(each["id"], each["nodes"][0]["target"]) for each in problems])
        if folder := os.environ.get("TAKEDOWN_SHOTS"):
            page.screenshot(path=Path(folder) / f"two-{number}-{width}.png", full_page=True)
    assert found == {}

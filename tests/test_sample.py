"""The invented caseload: every state, nobody real, the same however often it is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from cases.management.sample_cases import STORIES
from cases.models import Case, Delivery, Event, Location, Notice, Paper, Platform
from cases.permissions import ROLE_SAFEGUARDING, visible_cases
from cases.services import access, factors, health


def said() -> str:
    out = StringIO()
    call_command("sample", stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def sample(house: None, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The sample, built once for this file and rolled back after it; what the command said."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield said()
        transaction.set_rollback(True)


@pytest.mark.parametrize("model", [Case, Notice, Location], ids=lambda model: model.__name__)
def test_every_state_has_an_example(sample: str, model: Any) -> None:
    assert set(model.objects.values_list("state", flat=True)) == set(model.State.values)


def test_there_is_one_case_per_story(sample: str) -> None:
    assert Case.objects.count() == len(STORIES) >= 12
    assert f"{len(STORIES)} invented cases were added." in sample


def test_asked_again_it_adds_nothing(sample: str) -> None:
    before = (Case.objects.count(), Event.objects.count(), Delivery.objects.count(), User.objects.count())
    assert "The invented cases are in place." in said()
    after = (Case.objects.count(), Event.objects.count(), Delivery.objects.count(), User.objects.count())
    assert after == before


def test_it_prints_a_link_for_bo_and_one_for_di(sample: str) -> None:
    assert len(set(re.findall(r"/desk/link/\S+", sample))) == 2
    assert "Bo, caseworker" in sample and "Di, supervisor" in sample


def test_a_link_signs_bo_in_once(sample: str, client: Any) -> None:
    link = re.findall(r"/desk/link/\S+", said())[0]
    client.post(link, "", content_type="application/x-www-form-urlencoded")
    assert client.get("/desk/").status_code == 200
    assert client.get(link).content.count(b"Sign in as") == 0


def test_every_promise_holds_in_it(sample: str) -> None:
    assert [one.sentence for one in health.findings(at=timezone.now()) if one.broken] == []


def test_only_the_lead_sees_the_flagged_report(sample: str) -> None:
    flagged = Case.objects.get(safeguarding=True)
    for user in User.objects.all():
        leads = user.groups.filter(name=ROLE_SAFEGUARDING).exists()
        assert visible_cases(user).filter(pk=flagged.pk).exists() is leads


def test_s01_everyone_in_it_has_a_second_factor(sample: str) -> None:
    assert all(factors.enrolled(user) for user in User.objects.all())
    assert "manage.py code bo" in sample


def test_s01_production_takes_no_link_of_it(sample: str, settings: Any, client: Any) -> None:
    settings.PRODUCTION = True
    assert access.holder(access.sign_in_link(User.objects.get(username="bo")).rpartition("/")[2]) is None


def test_nobody_has_a_password(sample: str) -> None:
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_its_links_lead_nowhere(sample: str) -> None:
    for location in Location.objects.select_related("case"):
        assert re.match(r"https://\w+\.test/", location.address)


def test_its_platforms_are_invented(sample: str) -> None:
    used = Platform.objects.filter(locations__isnull=False).distinct()
    assert {platform.name for platform in used} == {"Clipshare", "Photoline", "Boardwalk"}
    assert all(domain.endswith(".test") for platform in used for domain in platform.record["domains"])


def test_an_address_nobody_checked_stays_unchecked(sample: str) -> None:
    assert Platform.objects.get(slug="boardwalk").channels.get().verified_at is None


def test_sent_notices_have_their_paper(sample: str) -> None:
    sent = Notice.objects.exclude(sent_at=None).exclude(state=Notice.State.WITHDRAWN)
    for notice in sent.select_related("case"):
        assert bytes(Paper.objects.filter(notice=notice).first().pdf).startswith(b"%PDF-"), notice.reference


def test_something_ends_soon_and_something_is_overdue(sample: str) -> None:
    left = [clock.due_at - timezone.now() for clock in running_deadlines()]
    assert any(0 < one.total_seconds() < 4 * 3600 for one in left)
    assert any(one.total_seconds() < 0 for one in left)


def running_deadlines() -> list[Any]:
    notices = Notice.objects.filter(state__in=Notice.CLOCK_RUNNING)
    return [clock for notice in notices for clock in notice.clocks.filter(stopped_at=None, kind="deadline")]


def test_production_refuses_it(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.PRODUCTION = True
    with pytest.raises(SystemExit):
        said()
    assert "This is production" in capsys.readouterr().err


def test_it_refuses_a_real_mail_server(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.MAIL_URL = "smtp://mail.example.org:25"
    with pytest.raises(SystemExit):
        said()
    assert "must not send real mail" in capsys.readouterr().err
